/** Files that a window made itself: offered to the user under the app's names, and made one picture that moves. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../src-main/contract/calls/index.ts';
import { createStudio, type Studio } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { batchesIn, MODELS, RESOURCES } from '../fixtures/web-host.ts';

let folder: string;
let core: Core;
let studio: Studio;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-made-'));
  core = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: RESOURCES });
  studio = createStudio({
    core,
    libraryFolder: join(folder, 'library'),
    resourcesDir: RESOURCES,
    version: '0.0.0',
    host: { kind: 'test', locale: 'en' },
    batches: batchesIn(folder),
  });
});
afterAll(async () => {
  await studio.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

async function call<C extends CallName>(name: C, input: CallInput<C>): Promise<CallOutput<C>> {
  const answer = await studio.call(name, input);
  if (!answer.ok) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
  return answer.output as CallOutput<C>;
}
const hand = async (bytes: Uint8Array, name: string) =>
  (
    await studio.upload(
      (async function* () {
        yield bytes;
      })(),
      name,
    )
  ).token;
const frame = (n: number, width = 60) =>
  sharp({ create: { width, height: 80, channels: 3, background: { r: 40 * n, g: 200 - 40 * n, b: 90 } } })
    .png()
    .toBuffer();

describe('files that a window made', () => {
  it('are offered by what they are, not by what they are called', async () => {
    const png = await frame(1);
    const { token, fileName, bytes } = await call('made.offer', {
      upload: await hand(png, 'film.webm'),
      name: 'Lena / look: 1',
    });
    expect(fileName).toBe('Lena look 1.png');
    expect(bytes).toBe(png.length);
    expect((await sharp(studio.downloadFile(token).file).metadata()).width).toBe(60);
  });

  it('are refused when they are something else, and taken once only', async () => {
    const upload = await hand(Buffer.from('<html><script>alert(1)</script></html>'), 'view.png');
    await expect(call('made.offer', { upload, name: 'x' })).rejects.toMatchObject({
      code: 'unsupported-format',
    });
    await expect(call('made.offer', { upload, name: 'x' })).rejects.toMatchObject({ code: 'upload-gone' });
    const short = await hand(Buffer.from('abc'), 'view.png');
    await expect(call('made.offer', { upload: short, name: 'x' })).rejects.toMatchObject({
      code: 'unsupported-format',
    });
  });

  it('become one that moves, each picture as long as the others', async () => {
    const uploads = [];
    for (let n = 0; n < 5; n++) uploads.push(await hand(await frame(n), `${n}.png`));
    const ticket = crypto.randomUUID();
    const { token, fileName } = await call('made.clip', { uploads, rate: 12, name: '', ticket });
    expect(fileName).toBe('view.webp');
    const { file } = studio.downloadFile(token);
    const found = await sharp(file, { animated: true }).metadata();
    expect(found).toMatchObject({ format: 'webp', pages: 5, width: 60, pageHeight: 80, loop: 0 });
    expect(found.delay!.reduce((sum, ms) => sum + ms)).toBe(Math.round(5000 / 12));
    for (let page = 0; page < 5; page++) {
      const { data } = await sharp(file, { page }).raw().toBuffer({ resolveWithObject: true });
      expect(Math.abs(data[0] - 40 * page)).toBeLessThan(8);
    }
  });

  it('are not put together when their sizes differ', async () => {
    const uploads = [await hand(await frame(1), 'a.png'), await hand(await frame(2, 62), 'b.png')];
    await expect(
      call('made.clip', { uploads, rate: 12, name: '', ticket: crypto.randomUUID() }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    // nothing of them stays
    await expect(call('made.offer', { upload: uploads[0], name: 'x' })).rejects.toMatchObject({
      code: 'upload-gone',
    });
  });
});
