/** `toile start`: Electron is found or fetched once, and nobody is kept waiting where it cannot be had. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { appModeArguments } from '../../../../src-main/hosts/cli/commands/start.ts';
import { desktopKey } from '../../../../src-main/hosts/launcher/desktop-build.ts';
import { fetchElectron, findElectron } from '../../../../src-main/hosts/launcher/electron.ts';

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

async function installation(version = '45.4.1'): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'toile-start-test-'));
  made.push(root);
  mkdirSync(join(root, 'node_modules', 'electron'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'electron', 'package.json'), JSON.stringify({ version }));
  return root;
}

function putElectron(root: string): string {
  const folder = join(root, 'node_modules', 'electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist', 'electron'), '');
  return join(folder, 'dist', 'electron');
}

describe('finding Electron', () => {
  it('takes the named one, else what its package has fetched', async () => {
    const root = await installation();
    expect(findElectron(root, {})).toBeUndefined();
    const own = putElectron(root);
    expect(findElectron(root, {})).toEqual({ program: own, version: '45.4.1' });
    expect(findElectron(root, { ELECTRON_EXEC_PATH: process.execPath })?.program).toBe(process.execPath);
    expect(findElectron(root, { ELECTRON_EXEC_PATH: '/nowhere/electron' })).toBeUndefined();
    await rm(own);
    expect(findElectron(root, {})).toBeUndefined();
  });
});

describe('fetching Electron', () => {
  it('runs the package’s installer where the server answers', async () => {
    const root = await installation();
    const asked: string[] = [];
    const why = await fetchElectron(root, {
      env: { ELECTRON_MIRROR: 'https://mirror.example/' },
      answers: async (url) => asked.push(url) > 0,
      onDownload: () => asked.push('download'),
      install: async (script) => {
        asked.push(script);
        putElectron(root);
        return true;
      },
    });
    expect(why).toBeUndefined();
    expect(asked).toEqual([
      'https://mirror.example/',
      'download',
      join(root, 'node_modules', 'electron', 'install.js'),
    ]);
  });

  it('is tried once a day where there is no connection', async () => {
    const root = await installation();
    let asked = 0;
    const attempt = (now: number) =>
      fetchElectron(root, {
        env: {},
        now,
        answers: async () => {
          asked++;
          return false;
        },
        install: async () => {
          throw new Error('nothing may be downloaded');
        },
      });
    const why = await attempt(1000);
    expect(why).toBe('it could not be fetched');
    expect(await attempt(2000)).toBe(why);
    expect(asked).toBe(1);
    await attempt(1000 + 25 * 3600_000);
    expect(asked).toBe(2);
    // Another version is another matter, and so is a memory that cannot be read.
    writeFileSync(join(root, 'node_modules', 'electron', 'package.json'), '{"version":"46.0.0"}');
    await attempt(1000 + 25 * 3600_000);
    expect(asked).toBe(3);
    writeFileSync(join(root, '.toile', 'electron.json'), '{');
    await attempt(1000 + 25 * 3600_000);
    expect(asked).toBe(4);
  });

  it('says so when the download fails or brings nothing', async () => {
    for (const succeeds of [false, true]) {
      const root = await installation();
      const why = await fetchElectron(root, {
        env: {},
        answers: async () => true,
        install: async () => succeeds,
      });
      expect(why).toBe('its download failed');
    }
    const empty = await mkdtemp(join(tmpdir(), 'toile-start-test-'));
    made.push(empty);
    expect(await fetchElectron(empty, { env: {} })).toContain('not installed');
  });
});

describe('a window of a browser', () => {
  it('has a profile of its own and talks to nobody', () => {
    const args = appModeArguments('http://127.0.0.1:1/?k=1', '/data/browser');
    expect(args.slice(0, 2)).toEqual(['--app=http://127.0.0.1:1/?k=1', '--user-data-dir=/data/browser']);
    expect(args).toContain('--disable-sync');
    expect(args.includes('--no-sandbox')).toBe(process.platform === 'linux' && process.getuid?.() === 0);
  });
});

it('the desktop build is known by all it is made from', () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');
  expect(desktopKey(root)).toMatch(/^[0-9a-f]{64}$/);
  expect(desktopKey(root)).toBe(desktopKey(root));
});
