/** Batches on the real engine: the pictures are those of a try-on, the photo stays the photo, and lanes change no byte. */

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exifr from 'exifr';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../src-main/hosts/cli/program.ts';
import { openEngines } from '../../src-main/services/batch/engines.ts';
import { MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const GARMENT = join(SAMPLES, 'garments/tee-breton.jpg');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-batch-real-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const raw = (file: string) => sharp(file).raw({ depth: 'ushort' }).toBuffer();

test('a look that is produced is the try-on, in every format, and with any number of threads', async () => {
  const photo = at('deep.tif');
  // 16 bits with something in the lower eight, so that a detour over eight bits would show.
  const { data, info } = await sharp(join(SAMPLES, 'clients/amara.jpg'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const deep = Uint16Array.from(data, (value, i) => Math.min(65535, value * 257 + ((i * 37) % 200)));
  await sharp(deep, { raw: { width: info.width, height: info.height, channels: 3 } })
    .toColourspace('rgb16')
    .withMetadata()
    .tiff({ compression: 'none' })
    .toFile(photo);
  const places = { dataDir: at('data'), modelsDirs: [MODELS], resourcesDir: RESOURCES };
  const outputs = (['tiff', 'png', 'jpeg'] as const).map((format) => ({
    out: at(`made.${format}`),
    recipe: { format, ...(format === 'jpeg' ? { longest: 500, profile: 'srgb' as const } : {}) },
  }));
  const garments = [GARMENT];
  const one = openEngines(1, 1, places);
  const two = openEngines(1, 2, places);
  try {
    const layers = [{ id: 'a', garment: GARMENT }];
    await one.lanes[0].produce({ person: photo, order: 'worn', layers, outputs });
    await two.lanes[0].tryOn({ person: photo, garments, out: at('tryon.tif'), editedOut: at('edited.png') });
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
  expect(readFileSync(at('made.tiff')).equals(readFileSync(at('tryon.tif')))).toBe(true);
  expect(await sharp(at('made.jpeg')).metadata()).toMatchObject({ format: 'jpeg', height: 500 });
  const edited = await sharp(at('edited.png')).extractChannel(0).raw().toBuffer();
  const before = await raw(photo);
  for (const name of ['made.tiff', 'made.png']) {
    const after = await raw(at(name));
    let changed = 0;
    let kept = 0;
    for (let pixel = 0; pixel < edited.length; pixel++) {
      if (edited[pixel]) continue;
      kept++;
      if (before.compare(after, pixel * 6, pixel * 6 + 6, pixel * 6, pixel * 6 + 6) !== 0) changed++;
    }
    expect(kept).toBeGreaterThan(edited.length / 4);
    expect(changed, name).toBe(0);
  }
});

test('a photo worked on by rows gives the same bytes, whatever is made of it', async () => {
  const upright = await sharp(join(SAMPLES, 'clients/kenji.jpg')).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = upright.info;
  const picture = () => sharp(upright.data, { raw: { width, height, channels: 3 } });
  const exif = { IFD0: { Artist: 'Lee' }, IFD2: { FNumber: '28/10' } };
  // A row of 16 bits that eight cannot hold, a profile of its own, and a photo that lies on its side.
  const deep = Uint16Array.from(upright.data, (value, i) => Math.min(65535, value * 257 + ((i * 37) % 200)));
  await sharp(deep, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .withExif(exif)
    .withIccProfile('p3')
    .tiff({ compression: 'lzw' })
    .toFile(at('rows.tif'));
  await sharp(await picture().rotate(270).png().toBuffer())
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Artist: 'Lee', Orientation: '6' } })
    .jpeg()
    .toFile(at('rows.jpg'));
  const places = { dataDir: at('data'), modelsDirs: [MODELS], resourcesDir: RESOURCES };
  const whole = openEngines(1, 1, places);
  const byRows = openEngines(1, 1, { ...places, large: { above: 300_000, bandPixels: 120_000 } });
  const layers = [
    { id: 'a', garment: GARMENT, opacity: 0.8 },
    { id: 'b', garment: join(SAMPLES, 'garments/jacket-field.jpg'), sliders: { edge: 0.5 } },
  ];
  const watermark = { text: 'Lee', place: 'bottom-right', width: 0.2 } as const;
  const recipes = [
    { format: 'tiff' },
    { format: 'png', sharpen: 'print', watermark },
    { format: 'jpeg', profile: 'adobe-rgb', creator: 'Lee' },
    { format: 'webp', longest: 500, profile: 'srgb', keepExif: false },
  ] as const;
  try {
    const make = async (lane: (typeof whole.lanes)[number], name: string) => {
      const outputs = recipes.map((recipe) => ({ out: at(`${name}.${recipe.format}`), recipe }));
      return lane.produce({ person: at('rows.tif'), order: 'worn', layers, outputs });
    };
    const { ms: _a, peakMb: _b, stages: _c, ...expected } = await make(whole.lanes[0], 'whole');
    expect(await make(byRows.lanes[0], 'by-rows')).toMatchObject(expected);
    // Alone, a garment has its gaps closed and its edge as it is.
    const wear = (out: string) => ({
      ...{ person: at('rows.jpg'), garments: [GARMENT], tuck: true },
      ...{ out: at(`${out}.png`), editedOut: at(`${out}-edited.png`) },
    });
    const { ms: _m, peakMb: _p, stages: _s, out: _o, ...told } = await whole.lanes[0].tryOn(wear('worn'));
    expect(await byRows.lanes[0].tryOn(wear('worn-by-rows'))).toMatchObject(told);
    for (const name of ['', '-edited'])
      expect(readFileSync(at(`worn-by-rows${name}.png`)).equals(readFileSync(at(`worn${name}.png`)))).toBe(
        true,
      );
  } finally {
    await Promise.all([whole.close(), byRows.close()]);
  }
  expect(readdirSync(at('data/working'))).toEqual([]);
});

test('the command line plans, runs, is asked again, reports and verifies', async () => {
  mkdirSync(at('shoot'));
  await sharp(join(SAMPLES, 'clients/kenji.jpg'))
    .withIccProfile('p3')
    .withExif({
      IFD0: { Artist: 'Lee', Copyright: 'Lee 2026' },
      IFD2: { FNumber: '28/10', ISOSpeedRatings: '200' },
    })
    .jpeg()
    .toFile(at('shoot/kenji.jpg'));
  copyFileSync(GARMENT, at('shoot/nobody.jpg'));
  const written: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const line = async (...args: string[]): Promise<{ code: number; json: Record<string, unknown> }> => {
    written.length = 0;
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof process.stdout.write;
    try {
      const code = await runCommandLine([...args, '--data-dir', at('data'), '--json']);
      return { code, json: JSON.parse(written.join('')) };
    } finally {
      process.stdout.write = write;
    }
  };
  const asked = [
    '--photos',
    at('shoot'),
    '--garments',
    GARMENT,
    '--out',
    at('results'),
    '--lanes',
    '1',
    '--format',
    'png',
  ];
  const { json: plan } = await line('batch', 'plan', ...asked);
  expect(plan).toMatchObject({ plan: { items: [{}, {}] }, estimate: { lanes: 1, measured: false } });
  const first = await line('batch', 'run', ...asked);
  expect(first.code).toBe(9);
  expect(first.json).toMatchObject({
    state: 'done',
    counts: { done: 1, failed: 1 },
    failed: [{ number: 2, error: { code: 'no-person-found' } }],
  });
  const tags = async (file: string) => ({
    ...(await exifr.parse(file, { tiff: true, exif: true, icc: false, xmp: false, ihdr: false })),
  });
  const [before, after] = [at('shoot/kenji.jpg'), at('results/kenji-tee-breton.png')];
  expect(await tags(after)).toEqual(await tags(before));
  expect(await tags(after)).toMatchObject({ Artist: 'Lee', FNumber: 2.8 });
  const [old, now] = [await sharp(before).metadata(), await sharp(after).metadata()];
  expect(now.icc?.equals(old.icc ?? Buffer.alloc(0))).toBe(true);
  // Asked again it has nothing left to do, and says the same.
  const again = await line('batch', 'run', ...asked, '--resume');
  expect(again.json).toMatchObject({ id: first.json.id, counts: { done: 1, failed: 1 } });
  expect((await line('batch', 'status', 'last')).json).toMatchObject({ id: first.json.id, state: 'done' });
  const report = await line('batch', 'report', 'last', '--out', at('report.html'));
  expect(report.code).toBe(0);
  expect(readFileSync(at('report.html'), 'utf8')).toContain('results/kenji-tee-breton.png');
  const manifest = first.json.manifest as string;
  expect((await line('verify', manifest, '--inputs')).json).toEqual({ files: 3, deviations: [], unmade: 1 });
  expect(await line('verify', manifest, '--replay', '1')).toMatchObject({
    code: 0,
    json: { outputs: [{ same: true }], sameEngine: true },
  });
  expect(await line('batch', 'status', 'no-such-batch')).toMatchObject({ code: 8 });
});
