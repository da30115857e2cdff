/** Golden cases: try-ons of sample garments on sample clients, and how one is run. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TryOnResult } from '../../src-main/contract/try-on.ts';
import { loadPhoto } from '../../src-main/engine/image/load.ts';
import { resizeArea } from '../../src-main/engine/image/ops/resize.ts';
import type { Raster } from '../../src-main/engine/image/raster.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../..');
const SAMPLES = join(ROOT, 'resources/samples');
/** Height of the stored pictures: small enough for the repository, large enough to show every fault. */
const HEIGHT = 384;

const GoldenCase = z.strictObject({
  person: z.string(),
  garments: z.array(z.string()).min(1),
  tuck: z.boolean(),
  /** Expected, in wearing order. */
  categories: z.array(z.string()),
  tolerance: z.strictObject({
    /** Least structural similarity. */
    structure: z.number(),
    /** Largest difference of colour, CIE Lab. */
    colour: z.number(),
  }),
});
export type GoldenCase = z.infer<typeof GoldenCase> & { name: string; expected: string };

export function goldenCases(): GoldenCase[] {
  return readdirSync(HERE, { withFileTypes: true })
    .filter((entry) => existsSync(join(HERE, entry.name, 'case.json')))
    .map(({ name }) => ({
      ...GoldenCase.parse(JSON.parse(readFileSync(join(HERE, name, 'case.json'), 'utf8'))),
      name,
      expected: join(HERE, name, 'expected.png'),
    }));
}

export function openCore(dataDir: string): Core {
  return createCore({
    dataDir,
    modelsDirs: [join(ROOT, '.toile/models')],
    resourcesDir: join(ROOT, 'resources'),
  });
}

export interface GoldenRun {
  result: TryOnResult;
  photo: Raster<Uint8Array>;
  picture: Raster<Uint8Array>;
  /** The edited region, 3 channels of 0 or 255. */
  edited: Raster<Uint8Array>;
  /** The picture at the size of the stored one. */
  small: Raster<Uint8Array>;
}

/** Runs a case on the CPU, whose results every machine shares. */
export async function runCase(core: Core, golden: GoldenCase, folder: string): Promise<GoldenRun> {
  const person = join(SAMPLES, 'clients', `${golden.person}.jpg`);
  const out = join(folder, `${golden.name}.png`);
  const editedOut = join(folder, `${golden.name}-edited.png`);
  const result = await core.tryOn({
    person,
    garments: golden.garments.map((name) => join(SAMPLES, 'garments', `${name}.jpg`)),
    tuck: golden.tuck,
    out,
    editedOut,
    models: { provider: 'cpu' },
  });
  const [photo, picture, edited] = await Promise.all(
    [person, out, editedOut].map(async (file) => (await loadPhoto(file)).rgb),
  );
  return { result, photo, picture, edited, small: shrink(picture) };
}

function shrink(raster: Raster<Uint8Array>): Raster<Uint8Array> {
  return resizeArea(raster, Math.round((raster.width * HEIGHT) / raster.height), HEIGHT);
}
