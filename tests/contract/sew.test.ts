/** A garment sewn for a body through the core, from the picture to the files, and requests that cannot be served. */

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { texts } from '../../src-main/contract/sentences.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { client, garment, makeBadPictures } from '../fixtures/bad-pictures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const woman = {
  sex: 'female',
  measures: { stature: 170, bustGirth: 90, waistGirth: 73, hipGirth: 97 },
} as const;
let folder: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-sew-'));
  core = createCore({ dataDir: folder, modelsDirs: [join(ROOT, '.toile/models')], resourcesDir: ROOT });
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

it('sews a sample tee in the sizes of a chart and writes its pictures', async () => {
  const out = join(folder, 'tee');
  const request = {
    ...woman,
    garment: garment('tee-breton'),
    chart: { S: { chest: 94, length: 67 }, M: { chest: 98, length: 69 }, L: { chest: 102, length: 71 } },
    size: 'M',
    compare: ['M'],
    viewHeight: 240,
    out,
    explain: join(folder, 'why'),
  } as const;
  const progress: number[] = [];
  const result = await core.sew(
    { ...request, compare: [...request.compare] },
    { onProgress: ({ fraction }) => progress.push(fraction) },
  );
  expect(result).toMatchObject({
    method: 'sewn',
    chart: 'given',
    size: 'M',
    material: 'jersey',
    garment: { category: 'top', sleeve: 'short' },
    body: { source: 'measures', sex: 'female' },
  });
  expect(result.projectedBecause).toBeUndefined();
  expect(Math.abs(result.body.measurements.bustGirth - 90)).toBeLessThan(0.5);
  expect(result.sizes.map(({ size }) => size)).toEqual(['M']);
  for (const { zones, stretch, dimensions } of result.sizes) {
    const ease = (name: string) => zones.find(({ zone }) => zone === name)!.easeCm;
    // the chart's own words about the garment, less the body
    expect(ease('bust')).toBeCloseTo(98 - result.body.measurements.bustGirth, 0);
    expect(Math.abs(dimensions.chest - 98)).toBeLessThan(0.5);
    expect(zones.map(({ zone }) => zone)).toEqual(
      expect.arrayContaining(['bust', 'waist', 'hip', 'upperArm', 'shoulder', 'length']),
    );
    expect(stretch!.p90).toBeLessThan(stretch!.comfort);
  }
  expect(result.recommendation.reasons[0].text).toContain(result.recommendation.size);
  for (const [name, file] of Object.entries(result.files)) {
    const { width, height } = await sharp(await readFile(file)).metadata();
    if (name !== 'fit') expect([width, height], name).toEqual([180, 240]);
    else expect(width).toBeGreaterThan(800);
  }
  // navy stripes on white
  const { channels } = await sharp(await readFile(result.files.front)).stats();
  expect(channels[0].max - channels[0].min).toBeGreaterThan(150);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(await readFile(result.explainPage!, 'utf8')).toContain('sew-garment');

  // again, beside a file that is not ours: the same bytes, and the file stays
  const first = await readFile(result.files.fit);
  await writeFile(join(out, 'mine.txt'), 'mine');
  const { explain: _, ...quiet } = request;
  await core.sew({ ...quiet, compare: [...request.compare] });
  expect(await readFile(result.files.fit)).toEqual(first);
  expect((await readdir(out)).sort()).toEqual(
    ['back.jpg', 'fit.png', 'front.jpg', 'mine.txt', 'side.jpg', 'three-quarter.jpg'].sort(),
  );
}, 300_000);

it('lays a picture that is no pattern on a ready garment, and says so and why', async () => {
  // one sleeve lies beyond the edge
  const cut = join(folder, 'cut-tee.png');
  const { width, height } = await sharp(garment('tee-breton')).metadata();
  const left = Math.round(0.26 * width);
  await sharp(garment('tee-breton'))
    .extract({ left, top: 0, width: width - left, height })
    .toFile(cut);
  const out = join(folder, 'ready');
  const result = await core.sew({
    ...woman,
    garment: cut,
    chart: { M: { chest: 98 } },
    viewHeight: 240,
    out,
  });
  expect(result).toMatchObject({ method: 'projected', size: 'M', chart: 'given' });
  expect(result.projectedBecause?.text).toMatch(/cut off by the edge of its picture/);
  expect(texts(result.reasons).join('; ')).toContain("its cut is not the garment's own");
  // what the chart says is known, what only cloth shows is not
  expect(result.sizes).toHaveLength(1);
  expect(result.sizes[0].stretch).toBeUndefined();
  expect(result.sizes[0].zones).toEqual([
    { zone: 'bust', easeCm: expect.closeTo(98 - result.body.measurements.bustGirth, 0), verdict: 'regular' },
  ]);
  expect(result.confidence).toBeLessThan(0.3);
  for (const file of Object.values(result.files)) expect(existsSync(file)).toBe(true);
  // navy and white where the chest is, grey where no cloth is
  const chest = { left: 70, top: 85, width: 40, height: 30 };
  const { channels } = await sharp(await readFile(result.files.front))
    .extract(chest)
    .stats();
  expect(channels[0].max - channels[0].min).toBeGreaterThan(120);
}, 300_000);

it('wears a tee and trousers beneath a jacket, and says how they lie', async () => {
  const result = await core.sew({
    ...woman,
    beneath: [garment('trousers-check'), garment('tee-wordmark')],
    garment: garment('jacket-field'),
    compare: ['M'],
    viewHeight: 240,
    out: join(folder, 'layers'),
  });
  expect(result.garment.category).toBe('jacket');
  expect(result.layers.map(({ category, method }) => [category, method])).toEqual([
    ['trousers', 'sewn'],
    ['top', 'sewn'],
    ['jacket', 'sewn'],
  ]);
  const [trousers, tee, jacket] = result.layers;
  expect(tee.hidden).toBeGreaterThan(0.15);
  expect(tee.pressed).toBeGreaterThan(100);
  expect(trousers.hidden).toBeLessThan(tee.hidden);
  expect(jacket).toMatchObject({ hidden: 0, pressed: 0, astray: 0, size: result.size });
  for (const { astray, vertices } of result.layers) expect(astray / vertices).toBeLessThan(0.005);
  // all three are in the picture: the red tee between the jacket's edges, the jacket beside it, checks on the legs
  const statsOf = async (left: number, top: number, width: number, height: number) => {
    const part = sharp(await readFile(result.files.front)).extract({ left, top, width, height });
    return (await sharp(await part.png().toBuffer()).stats()).channels;
  };
  const [teeRed, , teeBlue] = await statsOf(82, 88, 12, 20);
  expect(teeRed.mean - teeBlue.mean).toBeGreaterThan(80);
  const [coatRed, coatGreen] = await statsOf(64, 80, 8, 20);
  expect(coatGreen.mean).toBeGreaterThan(coatRed.mean);
  const [legs] = await statsOf(68, 140, 10, 40);
  expect(legs.stdev).toBeGreaterThan(15);
}, 300_000);

it('refuses what cannot be served, says what to do, and writes nothing', async () => {
  const { files } = await makeBadPictures(folder);
  const out = join(folder, 'none');
  const refused = async (input: object, code: string, words: RegExp) => {
    const answer = core.sew({ ...woman, garment: garment('tee-breton'), out, ...input });
    await expect(answer).rejects.toMatchObject({ code });
    await expect(answer).rejects.toThrow(words);
    expect(existsSync(out)).toBe(false);
  };
  await refused({ sex: undefined, measures: {} }, 'invalid-input', /--person PHOTO, or --sex/);
  await refused({ subject: 2 }, 'invalid-input', /Add --person PHOTO/);
  await refused({ garment: client('amara') }, 'garment-worn', /person wearing it/);
  await refused({ garment: files.text }, 'not-an-image', /./);
  await refused({ person: files.nobody }, 'no-person-found', /./);
  await refused({ measures: { bustGirth: 900 } }, 'invalid-input', /bustGirth/);
  await refused({ chart: { M: { chest: 4 } } }, 'invalid-input', /chart/);
  await refused({ chart: { M: { insideLeg: 80 } } }, 'invalid-input', /chest or waist.*received insideLeg/);
  await refused(
    { chart: { S: { chest: 99 }, M: { chest: 90 } } },
    'invalid-input',
    /M has a chest of 90 cm but S one of 99 cm/,
  );
  await refused({ chart: { M: { chest: 99 } }, size: 'XL' }, 'invalid-input', /\(M\), received XL/);
  await refused({ out: join(folder, 'no', 'where') }, 'output-unwritable', /parent folder/);
  await refused({ out: files.text }, 'output-unwritable', /is a file/);
}, 300_000);

it('stops when cancelled and leaves nothing behind', async () => {
  const out = join(folder, 'stopped');
  const abort = new AbortController();
  const running = core.sew(
    { ...woman, garment: garment('skirt-floral'), out },
    {
      signal: abort.signal,
      onProgress: ({ stage }) => {
        if (stage === 'sew-garment') abort.abort();
      },
    },
  );
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(out)).toBe(false);
  expect((await readdir(folder)).filter((name) => name.startsWith('.toile-'))).toEqual([]);
}, 300_000);
