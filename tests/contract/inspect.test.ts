/** What the library sees of garments and photos, and the small pictures it shows them by, through the whole core. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StudioError } from '../../src-main/contract/errors.ts';
import { texts } from '../../src-main/contract/sentences.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sample = (name: string): string => join(root, 'resources/samples', `${name}.jpg`);
const TEE = sample('garments/tee-breton');

let folder: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-inspect-'));
  core = createCore({
    dataDir: folder,
    modelsDirs: [join(root, '.toile/models')],
    resourcesDir: join(root, 'resources'),
  });
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StudioError);
  return (error as StudioError).code;
};

describe('thumbnails', () => {
  it('are upright, in sRGB, of the sizes asked for and never enlarged', async () => {
    const wide = join(folder, 'wide.jpg');
    // Red at the left of the sensor's rows: turned by 90 degrees it is at the top.
    const half = await sharp({ create: { width: 150, height: 200, channels: 3, background: '#e01010' } })
      .png()
      .toBuffer();
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#1010e0' } })
      .composite([{ input: half, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .jpeg({ quality: 95 })
      .toFile(wide);
    const sizes = [
      { longest: 100, out: join(folder, 'small.webp') },
      { longest: 4000, out: join(folder, 'large.png') },
    ];
    const result = await core.thumbnail({ file: wide, sizes });
    expect(result).toMatchObject({ width: 200, height: 300, mediaType: 'image/jpeg' });
    expect(texts(result.notes).join(' ')).toContain('upright');
    expect(result.thumbnails.map(({ width, height }) => [width, height])).toEqual([
      [67, 100],
      [200, 300],
    ]);
    const small = sharp(sizes[0].out);
    expect((await small.metadata()).format).toBe('webp');
    expect((await sharp(sizes[1].out).metadata()).format).toBe('png');
    const { data } = await small.raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(200);
    expect(data[data.length - 1]).toBeGreaterThan(200);
  });

  it('of what is no picture, or over the picture itself, are refused', async () => {
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'not a picture, only words in a file of that name');
    const out = join(folder, 'never.webp');
    expect(await codeOf(core.thumbnail({ file: text, sizes: [{ longest: 64, out }] }))).toBe('not-an-image');
    const copy = join(folder, 'copy.jpg');
    await writeFile(copy, await readFile(TEE));
    expect(await codeOf(core.thumbnail({ file: copy, sizes: [{ longest: 64, out: copy }] }))).toBe(
      'output-unwritable',
    );
  });
});

describe('a garment inspected', () => {
  it('tells category, colours and landmarks, and draws the garment alone', async () => {
    const cutOutPicture = join(folder, 'tee.webp');
    const thumb = join(folder, 'tee-small.webp');
    const seen = await core.inspectGarment({
      garment: TEE,
      cutOutPicture,
      thumbnails: [{ longest: 200, out: thumb }],
    });
    expect(seen.category).toBe('top');
    expect(seen.attributes).toMatchObject({ sleeve: 'short' });
    expect(seen.colours.map(({ name }) => name)).toContain('navy');
    const shares = seen.colours.map(({ share }) => share);
    expect([...shares].sort((a, b) => b - a)).toEqual(shares);
    expect(shares.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1.0001);
    for (const { u, v, corrected } of seen.landmarks) {
      expect(u > 0 && u < 1 && v > 0 && v < 1).toBe(true);
      expect(corrected).toBe(false);
    }
    const picture = sharp(cutOutPicture);
    const { width, height, hasAlpha } = await picture.metadata();
    expect(hasAlpha).toBe(true);
    expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
    const alpha = await picture.extractChannel(3).raw().toBuffer();
    expect(alpha[0]).toBe(0);
    expect(alpha[(alpha.length + width) >> 1]).toBe(255);
    expect(Math.max((await sharp(thumb).metadata()).width, 0)).toBe(200);
  });

  it('obeys what the user corrected: category, landmarks, cut-out', async () => {
    const at = { x: 0.31, y: 0.27 };
    const corrected = await core.inspectGarment({
      garment: TEE,
      category: 'jacket',
      landmarks: { shoulderL: at, noSuchPoint: at },
    });
    expect(corrected.category).toBe('jacket');
    const mark = corrected.landmarks.find(({ name }) => name === 'shoulderL');
    expect(mark).toMatchObject({ corrected: true, confidence: 1 });
    expect(mark?.u).toBeCloseTo(at.x, 3);
    expect(mark?.v).toBeCloseTo(at.y, 3);
    expect(texts(corrected.notes).join(' ')).toContain('noSuchPoint');

    // A mask of half the size that keeps only the upper half of the garment.
    const cutOutPicture = join(folder, 'cut.png');
    await core.inspectGarment({ garment: TEE, cutOutPicture });
    const whole = sharp(cutOutPicture);
    const { width, height } = await whole.metadata();
    const mask = join(folder, 'mask.png');
    const alpha = await whole
      .extractChannel(3)
      .resize(width >> 1, height >> 1)
      .raw()
      .toBuffer();
    alpha.fill(0, (width >> 1) * (height >> 2));
    await sharp(alpha, { raw: { width: width >> 1, height: height >> 1, channels: 1 } })
      .png()
      .toFile(mask);
    const upper = join(folder, 'upper.png');
    await core.inspectGarment({ garment: TEE, cutOut: mask, cutOutPicture: upper });
    const left = await sharp(upper).extractChannel(3).raw().toBuffer();
    expect(left.subarray(Math.ceil(0.52 * height) * width).every((v) => v === 0)).toBe(true);
    expect(left.subarray(0, (height >> 1) * width).some((v) => v === 255)).toBe(true);

    const square = join(folder, 'square.png');
    await sharp({ create: { width: 300, height: 100, channels: 3, background: '#fff' } })
      .png()
      .toFile(square);
    expect(await codeOf(core.inspectGarment({ garment: TEE, cutOut: square }))).toBe('invalid-input');
    const black = join(folder, 'black.png');
    await sharp({ create: { width: 200, height: 200, channels: 3, background: '#000' } })
      .png()
      .toFile(black);
    expect(await codeOf(core.inspectGarment({ garment: TEE, cutOut: black }))).toBe('no-garment-found');
  });
});

describe('a photo inspected', () => {
  it('tells who is in it with all joints, and that nobody is', async () => {
    const seen = await core.inspectPerson({ person: sample('clients/amara') });
    expect(seen.people).toHaveLength(1);
    const [person] = seen.people;
    expect(person).toMatchObject({ number: 1, dressable: true, backView: false });
    expect(person.joints).toHaveLength(33);
    expect(person.confidence).toBeGreaterThan(0.5);
    const empty = join(folder, 'empty.png');
    await sharp({ create: { width: 400, height: 500, channels: 3, background: '#8a9a7a' } })
      .png()
      .toFile(empty);
    expect((await core.inspectPerson({ person: empty })).people).toEqual([]);
  });
});
