import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeImage } from '../../../src-main/engine/image/encode.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { contactSheet } from '../../../src-main/engine/pipeline/sheet/contact-sheet.ts';
import { ADVANCE, drawText } from '../../../src-main/engine/pipeline/sheet/font.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-sheet-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function plain(name: string, colour: [number, number, number]): Promise<string> {
  const raster = byteRaster(90, 120, 3);
  for (let i = 0; i < raster.data.length; i++) raster.data[i] = colour[i % 3];
  await writeFile(join(folder, name), await encodeImage(raster));
  return join(folder, name);
}

it('lays person, garment and result out beside each other', async () => {
  const [person, garment, result] = [
    await plain('p.png', [200, 0, 0]),
    await plain('g.png', [0, 200, 0]),
    await plain('r.png', [0, 0, 200]),
  ];
  const out = join(folder, 'sheet.png');
  const cell = { person, garments: [garment], result, caption: 'top', flagged: false };
  const failed = { person, garments: [garment], caption: 'failed', note: 'why', flagged: true };
  const size = await contactSheet({ cells: [cell, failed, cell], columns: 2, cellHeight: 120, out });
  const { rgb } = await loadPhoto(out);
  expect([rgb.width, rgb.height]).toEqual([size.width, size.height]);
  const at = (x: number, y: number): number[] => [
    ...rgb.data.subarray((y * rgb.width + x) * 3, (y * rgb.width + x) * 3 + 3),
  ];
  // Margin 14, pictures 90 x 120, gaps of 6.
  expect(at(14 + 45, 14 + 60)).toEqual([200, 0, 0]);
  expect(at(14 + 96 + 45, 14 + 60)).toEqual([0, 200, 0]);
  expect(at(14 + 192 + 45, 14 + 60)).toEqual([0, 0, 200]);
  const second = 14 + 282 + 14;
  expect(at(second + 45, 14 + 60)).toEqual([200, 0, 0]);
  expect(at(second + 192 + 45, 14 + 60)).not.toEqual([0, 0, 200]);
});

it('leaves the place of a picture that cannot be read empty, and refuses formats it cannot write', async () => {
  const person = await plain('p.png', [200, 0, 0]);
  const cell = { person, garments: [join(folder, 'gone.jpg')], caption: 'x', flagged: false };
  const request = { cells: [cell], columns: 4, cellHeight: 100 };
  await expect(contactSheet({ ...request, out: join(folder, 'ok.jpg') })).resolves.toBeDefined();
  await expect(contactSheet({ ...request, out: join(folder, 'no.tif') })).rejects.toMatchObject({
    code: 'unsupported-format',
  });
  expect((await readdir(folder)).sort()).toEqual(['ok.jpg', 'p.png']);
});

it('draws letters within the room they have, without accents', () => {
  const ink = (text: string, maxWidth = 200): string => {
    const raster = byteRaster(200, 20, 3);
    drawText(raster, text, { x: 0, y: 0, maxWidth }, [255, 255, 255], 1);
    return Buffer.from(raster.data).toString('hex');
  };
  expect(ink('é')).toBe(ink('e'));
  expect(ink('a')).not.toBe(ink('b'));
  expect(ink('abcdef', 4 * ADVANCE)).toBe(ink('ab..'));
});
