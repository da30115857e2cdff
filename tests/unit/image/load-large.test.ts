/** Photos worked on by rows: the same pixels and facts as in memory, the same files again, and no working file left. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { isLarge, loadLarge } from '../../../src-main/engine/image/load-large.ts';
import type { LargePhoto, Photo } from '../../../src-main/engine/image/photo.ts';
import { Scratch } from '../../../src-main/engine/image/sample-file.ts';
import { savePicture } from '../../../src-main/engine/image/save.ts';
import { saveLarge } from '../../../src-main/engine/image/save-large.ts';

let folder: string;
let scratch: Scratch;
const at = (name: string): string => join(folder, name);
const [WIDTH, HEIGHT] = [150, 90];
const work = () => ({ scratch, bandPixels: 1000 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-large-'));
  scratch = await Scratch.open(at('working'));
});
afterAll(async () => {
  await scratch.remove();
  expect(readdirSync(at('working'))).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

/** Colours that no two pixels share, some of them transparent where there is a fourth channel. */
function samples(channels: 3 | 4): Sharp {
  const data = new Uint8Array(WIDTH * HEIGHT * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 7919 + (i >> 5) * 31) & 255;
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

function deep(channels: 3 | 4): Sharp {
  const data = new Uint16Array(WIDTH * HEIGHT * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 7919) & 65535;
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } }).toColourspace('rgb16');
}

const exif = { IFD0: { Artist: 'Lee', Copyright: 'Lee 2026' }, IFD2: { FNumber: '28/10' } };

/** Everything of a photo by rows as it would be in memory. */
function inMemory({ working, native, ...facts }: LargePhoto): Photo {
  const rgb = working.rows(0, working.height) as Photo['rgb'];
  return { ...facts, rgb, ...(native ? { native: native.rows(0, native.height) } : {}) };
}

const pictures: [string, (file: string) => Promise<unknown>][] = [
  ['plain.png', (file) => samples(3).png().toFile(file)],
  ['clear.png', (file) => samples(4).png().toFile(file)],
  ['deep.png', (file) => deep(3).png().toFile(file)],
  ['deep-clear.tif', (file) => deep(4).tiff({ compression: 'deflate' }).toFile(file)],
  [
    'profile.tif',
    (file) => deep(3).withIccProfile('p3').withExif(exif).tiff({ compression: 'lzw' }).toFile(file),
  ],
  ['profile.jpg', (file) => samples(3).withIccProfile('p3').withExif(exif).jpeg().toFile(file)],
  ['grey.png', (file) => samples(3).toColourspace('b-w').png().toFile(file)],
  ['cmyk.jpg', (file) => samples(3).toColourspace('cmyk').jpeg().toFile(file)],
  ['plain.webp', (file) => samples(4).webp().toFile(file)],
  ...[2, 3, 4, 5, 6, 7, 8].map((orientation): [string, (file: string) => Promise<unknown>] => [
    `turned-${orientation}.jpg`,
    (file) => samples(3).withMetadata({ orientation }).jpeg().toFile(file),
  ]),
];

describe.each(pictures)('%s', (name, make) => {
  test('is loaded and saved as in memory', async () => {
    const file = at(name);
    await make(file);
    const whole = await loadPhoto(file);
    const large = await loadLarge(file, work());
    expect(inMemory(large)).toEqual(whole);
    const { width, height } = whole;
    const none = {
      rgb: whole.rgb,
      edited: { width, height, channels: 1, data: new Uint8Array(width * height) },
    };
    for (const format of ['tiff', 'png', 'jpeg', 'webp'] as const) {
      await savePicture(whole, none, at('whole'), { format });
      await saveLarge(large, at('rows'), { format }, work());
      expect(readFileSync(at('rows')).equals(readFileSync(at('whole'))), format).toBe(true);
    }
  });
});

describe('a file that is not as it should be', () => {
  it('is refused in the same words', async () => {
    for (const [name, format] of [
      ['plain.png', 'png'],
      ['profile.jpg', 'jpg'],
      ['deep-clear.tif', 'tif'],
    ]) {
      const half = at(`half.${format}`);
      const bytes = readFileSync(at(name));
      writeFileSync(half, bytes.subarray(0, bytes.length / 2));
      const said = await loadPhoto(half).catch((error: Error) => error.message);
      await expect(loadLarge(half, work())).rejects.toThrow(said as string);
    }
  });

  it('is not large', async () => {
    writeFileSync(at('text.jpg'), 'not a picture');
    expect(await isLarge(at('text.jpg'), 0)).toBe(false);
    expect(await isLarge(at('nowhere.jpg'), 0)).toBe(false);
    expect(await isLarge(at('plain.png'), WIDTH * HEIGHT)).toBe(false);
    expect(await isLarge(at('plain.png'), WIDTH * HEIGHT - 1)).toBe(true);
  });
});

test('working files of a process that is gone are removed by the next one', async () => {
  const left = await Scratch.open(at('swept'));
  const { pid } = process;
  writeFileSync(left.name(), 'samples');
  const [name] = readdirSync(at('swept'));
  const gone = name.replace(`${pid}`, '999999999');
  rmSync(at(`swept/${name}`), { recursive: true });
  mkdirSync(at(`swept/${gone}`));
  const next = await Scratch.open(at('swept'));
  expect(readdirSync(at('swept'))).not.toContain(gone);
  await next.remove();
});
