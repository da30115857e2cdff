/** The desktop host's promises: locked-down window, no path from the window to the file system, checked calls. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { TryOnInput, TryOnResult } from '../../../src-main/contract/try-on.ts';
import { createDesktop } from '../../../src-main/hosts/electron/desktop.ts';
import {
  CONTENT_SECURITY_POLICY,
  mayLoad,
  targetOf,
  webPreferences,
} from '../../../src-main/hosts/electron/security.ts';

const folder = await mkdtemp(join(tmpdir(), 'toile-desktop-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const result = (out: string): TryOnResult => ({
  out,
  width: 4,
  height: 4,
  garments: [],
  confidence: 0.8,
  needsReview: false,
  reasons: [],
  notes: [],
  editedShare: 0.5,
  provider: 'cpu',
  ms: 12,
  peakMb: 1,
  stages: [],
});

function desktop(tryOn: (input: TryOnInput, signal?: AbortSignal) => Promise<TryOnResult>, saveTo?: string) {
  return createDesktop({
    core: { tryOn: (input, options) => tryOn(input, options?.signal) },
    dialogs: {
      openPictures: async (many) => (many ? ['/g/1.jpg', '/g/2.jpg'] : ['/p/client.jpg']),
      savePicture: async () => saveTo,
    },
    onProgress: () => {},
  });
}

type Picked = { token: string; name: string };

describe('window', () => {
  it('is sandboxed and isolated', () => {
    expect(webPreferences('/x.cjs')).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe');
  });

  it('loads its own scheme and nothing else', () => {
    expect(mayLoad('toile://app/index.html')).toBe(true);
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'data:text/html,x',
      'nonsense',
    ])
      expect(mayLoad(url)).toBe(false);
    expect(mayLoad('http://localhost:5173/a.js', 'http://localhost:5173')).toBe(true);
    expect(mayLoad('http://localhost:5174/a.js', 'http://localhost:5173')).toBe(false);
  });

  it('serves app files and pictures by token only', () => {
    expect(targetOf('toile://app/index.html')).toEqual({ kind: 'app', file: 'index.html' });
    expect(targetOf('toile://app/')).toEqual({ kind: 'app', file: 'index.html' });
    const token = '123e4567-e89b-42d3-a456-426614174000';
    expect(targetOf(`toile://picture/${token}`)).toEqual({ kind: 'picture', token });
    for (const url of [
      'toile://picture/../../etc/passwd',
      'toile://picture//etc/passwd',
      'toile://app/%2e%2e%2f%2e%2e%2fetc/passwd',
      'toile://app/..%5c..%5cwindows',
      'toile://app/a%00b',
      'toile://other/index.html',
      'https://app/index.html',
    ]) {
      const target = targetOf(url);
      if (target?.kind === 'app') expect(join('/base', target.file).startsWith('/base')).toBe(true);
      else expect(target).toBeUndefined();
    }
  });
});

describe('calls', () => {
  it('runs a try-on on picked files and saves a copy where the user says', async () => {
    const target = join(folder, 'saved.png');
    let seen: TryOnInput | undefined;
    const app = desktop(async (input) => {
      seen = input;
      await writeFile(input.out, 'picture');
      return result(input.out);
    }, target);
    const person = (await app.handle('pickPerson', undefined)) as Picked;
    const garments = (await app.handle('pickGarments', undefined)) as Picked[];
    expect(person.name).toBe('client.jpg');
    const answer = (await app.handle('tryOn', {
      person: person.token,
      garments: garments.map(({ token }) => token),
      tuck: true,
    })) as { ok: true; outcome: { picture: string } };
    expect(seen).toMatchObject({ person: '/p/client.jpg', garments: ['/g/1.jpg', '/g/2.jpg'], tuck: true });
    expect(await app.handle('save', { picture: answer.outcome.picture })).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('picture');
    const out = app.fileOf(answer.outcome.picture) as string;
    await app.close();
    expect(existsSync(out)).toBe(false);
  });

  it('refuses paths, unknown tokens, unknown calls and saving anything but a result', async () => {
    const app = desktop(async () => result('x'));
    const person = (await app.handle('pickPerson', undefined)) as Picked;
    const refused = async (call: string, input: unknown) => {
      await expect(app.handle(call, input)).rejects.toMatchObject({ code: 'invalid-input' });
    };
    await refused('tryOn', { person: '/etc/passwd', garments: ['/etc/passwd'], tuck: false });
    await refused('save', { picture: person.token });
    await refused('constructor', undefined);
    await refused('readFile', '/etc/passwd');
    const unknown = '123e4567-e89b-42d3-a456-426614174000';
    expect(await app.handle('tryOn', { person: unknown, garments: [unknown], tuck: false })).toMatchObject({
      ok: false,
      failure: { code: 'invalid-input' },
    });
    await app.close();
  });

  it('hands a readable failure over and cancels on request', async () => {
    const app = desktop(
      (_input, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new StudioError('cancelled', 'Cancelled.')));
        }),
    );
    const person = (await app.handle('pickPerson', undefined)) as Picked;
    const running = app.handle('tryOn', { person: person.token, garments: [person.token], tuck: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await app.handle('cancel', undefined);
    expect(await running).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    await app.close();
  });
});
