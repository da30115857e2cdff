/** Pictures in cameras' raw files, in files made here after the structure of real ones. */

import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { rawPreview } from '../../../src-main/engine/image/raw-preview.ts';
import { scratch } from './make.ts';

const dir = scratch();

const jpeg = (width: number, height: number, options: { exif?: boolean; progressive?: boolean } = {}) => {
  // Left half red, right half blue, so that its turning can be seen.
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data[i * 3 + (i % width < width / 2 ? 0 : 2)] = 220;
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  if (options.exif) picture.withExif({ IFD0: { Model: 'In the picture' } });
  return picture.jpeg({ progressive: options.progressive ?? false }).toBuffer();
};

/** A lossless JPEG's beginning, as the sensor's own data have it, with a picture's markers inside its data. */
const sensor = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xc3, 0, 11, 14, 0x20, 0, 0x20, 0, 1, 1, 0x11, 0]),
  Buffer.from([1, 2, 3, 0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 9, 9, 9]),
]);

/** Little-endian directory: camera model, orientation and the mark of a DNG. */
function tiffHead(orientation: number): Buffer {
  const model = Buffer.from('Cam 1\0\0\0');
  const entries = [
    [0x110, 2, 6, 8 + 2 + 36 + 4],
    [0x112, 3, 1, orientation],
    [0xc612, 1, 4, 0x00000401],
  ];
  const directory = Buffer.alloc(2 + 36 + 4);
  directory.writeUInt16LE(entries.length, 0);
  entries.forEach(([tag, type, count, value], i) => {
    directory.writeUInt16LE(tag, 2 + i * 12);
    directory.writeUInt16LE(type, 4 + i * 12);
    directory.writeUInt32LE(count, 6 + i * 12);
    directory.writeUInt32LE(value, 10 + i * 12);
  });
  return Buffer.concat([Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]), directory, model]);
}

test('the largest whole picture is taken, turned as the camera says, and the camera is told', async () => {
  const file = Buffer.concat([
    tiffHead(6),
    await jpeg(160, 120),
    sensor,
    await jpeg(1200, 800, { progressive: true }),
    // Larger, but it breaks off.
    (await jpeg(1600, 1200)).subarray(0, -40),
  ]);
  const photo = await loadPhoto(await dir.write('shot.dng', file));
  expect(photo).toMatchObject({ width: 800, height: 1200, source: { format: 'raw' } });
  expect(photo.source.notes.map(({ code }) => code)).toContain('raw-preview');
  // A quarter turn clockwise: what was on the left is on top.
  const at = (x: number, y: number) => [...photo.rgb.data.subarray((y * 800 + x) * 3, (y * 800 + x) * 3 + 3)];
  expect(at(400, 100)[0]).toBeGreaterThan(180);
  expect(at(400, 1100)[2]).toBeGreaterThan(180);
  expect(Buffer.from(photo.source.exif ?? '').includes('Cam 1')).toBe(true);
});

test('a raw file with a head of its own keeps what stands in the picture', async () => {
  const file = Buffer.concat([
    Buffer.from('FUJIFILMCCD-RAW 0201'),
    Buffer.alloc(200),
    await jpeg(1200, 900, { exif: true }),
  ]);
  const photo = await loadPhoto(await dir.write('shot.raf', file));
  expect(photo).toMatchObject({ width: 1200, height: 900 });
  expect(Buffer.from(photo.source.exif ?? '').includes('In the picture')).toBe(true);
});

test.each([
  ['only a thumbnail', () => jpeg(320, 240)],
  ['a picture that breaks off', async () => (await jpeg(1200, 900)).subarray(0, -100)],
  ['nothing but the sensor', async () => sensor],
])('a raw file with %s is refused with what to do', async (_name, content) => {
  const file = await dir.write('shot.nef', Buffer.concat([tiffHead(1), await content()]));
  await expect(loadPhoto(file)).rejects.toMatchObject({
    code: 'unsupported-format',
    message: expect.stringContaining('Develop it'),
  });
});

test('noise full of markers ends soon and finds nothing', () => {
  const noise = Buffer.alloc(4e6);
  for (let i = 0; i < noise.length; i++) noise[i] = (i * 2654435761) >>> 24;
  for (let i = 0; i + 4 < noise.length; i += 1000) noise.set([0xff, 0xd8, 0xff, 0xe0], i);
  expect(rawPreview(noise)).toBeUndefined();
});
