import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPhoto } from '../../src-main/engine/image/load.ts';
import type { Raster } from '../../src-main/engine/image/raster.ts';
import type { Core } from '../../src-main/services/core.ts';
import { goldenCases, openCore, runCase } from './cases.ts';
import { compare } from './compare.ts';

let folder: string;
let core: Core;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toile-golden-'));
  core = openCore(folder);
});
afterAll(async () => {
  await core.close();
  await rm(folder, { recursive: true, force: true });
});

/** Pixels outside the edited region that differ from the photo. */
function strayPixels(
  photo: Raster<Uint8Array>,
  picture: Raster<Uint8Array>,
  edited: Raster<Uint8Array>,
): number {
  let stray = 0;
  for (let i = 0; i < photo.data.length; i += 3) {
    if (edited.data[i] !== 0) continue;
    const same = [0, 1, 2].every((c) => photo.data[i + c] === picture.data[i + c]);
    if (!same) stray++;
  }
  return stray;
}

describe.each(goldenCases())('$name', (golden) => {
  it('looks as it did, and leaves the rest of the photo alone', async () => {
    const { result, photo, picture, edited, small } = await runCase(core, golden, folder);
    expect(result.garments.map((garment) => garment.category)).toEqual(golden.categories);
    expect([picture.width, picture.height]).toEqual([photo.width, photo.height]);
    expect(strayPixels(photo, picture, edited)).toBe(0);
    expect(result.editedShare).toBeGreaterThan(0.02);
    expect(result.editedShare).toBeLessThan(0.7);
    const expected = await loadPhoto(golden.expected);
    const likeness = compare(small, expected.rgb);
    expect(likeness.structure).toBeGreaterThan(golden.tolerance.structure);
    expect(likeness.colour).toBeLessThan(golden.tolerance.colour);
  }, 180_000);
});

describe('compare', () => {
  it('tells a moved, a recoloured and an equal picture apart', async () => {
    const { rgb } = await loadPhoto(goldenCases()[0].expected);
    expect(compare(rgb, rgb)).toEqual({ structure: 1, colour: 0 });
    const moved = { ...rgb, data: rgb.data.map((_, i) => rgb.data[Math.max(0, i - 24)]) };
    expect(compare(rgb, moved).structure).toBeLessThan(0.93);
    const tinted = { ...rgb, data: rgb.data.map((v, i) => (i % 3 === 0 ? Math.min(255, v + 60) : v)) };
    expect(compare(rgb, tinted).colour).toBeGreaterThan(14);
  });
});
