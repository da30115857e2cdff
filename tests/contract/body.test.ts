/** A body from a photo through the core: a sample client whose measurements are known, and photos that are refused. */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { client, garment } from '../fixtures/bad-pictures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-body-'));
  core = createCore({ dataDir: folder, modelsDirs: [join(ROOT, '.toile/models')], resourcesDir: ROOT });
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

it('measures a sample client and draws the body over the photo', async () => {
  const out = join(folder, 'amara.png');
  const result = await core.body({
    photo: client('amara'),
    out,
    statureCm: 174.8,
    sex: 'female',
    ageYears: 27,
  });
  expect(result.views[0].iouBody).toBeGreaterThan(0.85);
  expect(result.views[0].landmarkError).toBeLessThan(0.02);
  // measured on the body the picture was rendered from
  const truth = { stature: 174.8, bustGirth: 91.1, waistGirth: 75.1, hipGirth: 97.9, thighGirth: 54.3 };
  for (const [name, value] of Object.entries(truth)) {
    const found = result.measurements[name];
    expect(Math.abs(found.value - value), name).toBeLessThan(2 * found.spread);
    expect(found.spread, name).toBeLessThan(0.1 * value);
  }
  const { width, height } = await sharp(await readFile(out)).metadata();
  expect([width, height]).toEqual([1024, 1365]);
}, 60_000);

it('refuses pictures without a person and unknown endings, and writes nothing', async () => {
  const out = join(folder, 'none.png');
  await expect(core.body({ photo: garment('tee-wordmark'), out })).rejects.toMatchObject({
    code: 'no-person-found',
  });
  expect(existsSync(out)).toBe(false);
  const wrong = core.body({ photo: client('amara'), out: join(folder, 'none.gif') });
  await expect(wrong).rejects.toMatchObject({ code: 'invalid-input' });
}, 60_000);

it('says what to do when a photo shows too little or the second one is no side photo', async () => {
  const out = join(folder, 'part.png');
  const part = async (name: string, low: number): Promise<string> => {
    const { width = 0, height = 0 } = await sharp(client('amara')).metadata();
    const file = join(folder, name);
    await sharp(client('amara'))
      .extract({ left: 0, top: 0, width, height: Math.round(height * low) })
      .toFile(file);
    return file;
  };
  const head = core.body({ photo: await part('head.png', 0.2), out });
  await expect(head).rejects.toMatchObject({ code: 'person-incomplete', message: /Use a photo that shows/ });
  const twice = core.body({ photo: client('amara'), side: client('amara'), out });
  await expect(twice).rejects.toMatchObject({ code: 'invalid-input', message: /from the side/ });
  expect(existsSync(out)).toBe(false);

  // cut at the hips: hidden legs are those of the average, and said to be
  const known = { statureCm: 174.8, sex: 'female', ageYears: 27, out } as const;
  const cut = await core.body({ ...known, photo: await part('hips.png', 0.55) });
  const whole = await core.body({ ...known, photo: client('amara') });
  const truth = { bustGirth: 91.1, waistGirth: 75.1, hipGirth: 97.9, thighGirth: 54.3 };
  for (const [name, value] of Object.entries(truth)) {
    const found = cut.measurements[name];
    expect(Math.abs(found.value - value), name).toBeLessThan(2 * found.spread);
  }
  for (const name of ['insideLegHeight', 'thighGirth', 'calfGirth'])
    expect(cut.measurements[name].spread, name).toBeGreaterThan(whole.measurements[name].spread);

  // an arm that the user has put elsewhere is there
  const moved = await core.body({
    ...known,
    photo: client('amara'),
    joints: { leftElbow: { x: 770, y: 460 }, leftWrist: { x: 915, y: 540 } },
  });
  const turn = (name: string) => moved.views[0].joints[name].angle - whole.views[0].joints[name].angle;
  expect(turn('armOut.L')).toBeGreaterThan(25);
  expect(Math.abs(turn('armOut.R'))).toBeLessThan(5);
  const odd = core.body({ ...known, photo: client('amara'), joints: { tail: { x: 1, y: 1 } } });
  await expect(odd).rejects.toMatchObject({ code: 'invalid-input', message: /no joint "tail"/ });
}, 120_000);
