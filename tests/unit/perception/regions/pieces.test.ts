import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Photo } from '../../../../src-main/engine/image/photo.ts';
import { byteRaster, floatRaster, type Raster } from '../../../../src-main/engine/image/raster.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/prepare-garment.ts';
import { alone } from '../../../../src-main/engine/perception/regions/alone.ts';
import { findPieces, type Pieces } from '../../../../src-main/engine/perception/regions/pieces.ts';
import { maybeSeveral, symmetry } from '../../../../src-main/engine/perception/regions/symmetry.ts';
import { type Composed, composeGarments, type Laid } from '../../../fixtures/composed-garments.ts';

const SAMPLES = fileURLToPath(new URL('../../../../resources/samples/garments', import.meta.url));
const at = (name: string, x: number, y: number, height: number): Laid => ({
  file: join(SAMPLES, `${name}.jpg`),
  x,
  y,
  height,
});

/** Overlap of each garment with the piece that covers it best, as share of both together. */
function overlaps({ labels, pieces }: Pieces, { truth }: Composed): number[] {
  return truth.map((own) =>
    Math.max(
      0,
      ...pieces.map((_, k) => {
        let [both, either] = [0, 0];
        for (let i = 0; i < own.data.length; i++) {
          const [a, b] = [own.data[i] >= 0.5, labels.data[i] === k + 1];
          if (a && b) both++;
          if (a || b) either++;
        }
        return both / either;
      }),
    ),
  );
}

const photoOf = (rgb: Raster<Uint8Array>): Photo => ({
  hash: 'composed',
  width: rgb.width,
  height: rgb.height,
  rgb,
  analysis: rgb,
  scale: 1,
  source: { format: 'png', bitDepth: 8, space: 'srgb', hasAlpha: false, orientation: 1, notes: [] },
});

const GREY = [232, 230, 226] as const;

describe('garments side by side', () => {
  it('are told apart, and each is what it is once it lies alone', async () => {
    const composed = await composeGarments(1000, 640, GREY, [
      at('tee-wordmark', 30, 60, 300),
      at('trousers-check', 420, 60, 520),
      at('dress-floral', 700, 60, 520),
    ]);
    const pieces = findPieces(composed.rgb);
    expect(pieces.pieces).toHaveLength(3);
    for (const overlap of overlaps(pieces, composed)) expect(overlap).toBeGreaterThan(0.85);
    const categories = pieces.pieces.map((_, k) => {
      const one = alone(photoOf(composed.rgb), pieces, k + 1);
      expect(one.box.x1 - one.box.x0).toBe(one.photo.width);
      return prepareGarment(one.photo).category;
    });
    expect(categories.sort()).toEqual(['dress', 'top', 'trousers']);
  });

  it('are parted where they touch at a narrow place, and said to be', async () => {
    const composed = await composeGarments(1000, 700, GREY, [
      at('tee-wordmark', 40, 80, 380),
      at('tee-breton', 380, 80, 380),
    ]);
    const { labels, pieces } = findPieces(composed.rgb);
    const apart = [...overlaps({ labels, pieces } as Pieces, composed)];
    expect(pieces).toHaveLength(2);
    for (const overlap of apart) expect(overlap).toBeGreaterThan(0.85);
    expect(pieces.map(({ parted }) => parted)).toEqual([true, true]);
  });

  it('stay one where they lie over each other, which is told of the one', async () => {
    const composed = await composeGarments(900, 800, GREY, [
      at('trousers-check', 420, 60, 680),
      at('tee-wordmark', 120, 60, 420),
    ]);
    const pieces = findPieces(composed.rgb);
    expect(pieces.pieces).toHaveLength(1);
    const { rgb, alpha } = prepareGarment(photoOf(composed.rgb));
    expect(maybeSeveral(rgb, alpha)).toBe(true);
  });

  it.each([
    'dress-floral',
    'jacket-field',
    'longsleeve-block',
    'shell-dots',
    'skirt-floral',
    'tee-breton',
    'tee-wordmark',
    'trousers-check',
  ])('are one where there is one: %s', async (name) => {
    const composed = await composeGarments(640, 640, GREY, [at(name, 40, 60, 360)]);
    const pieces = findPieces(composed.rgb);
    expect(pieces.pieces).toHaveLength(1);
    expect(overlaps(pieces, composed)[0]).toBeGreaterThan(0.85);
    const { rgb, alpha } = prepareGarment(photoOf(composed.rgb));
    expect(maybeSeveral(rgb, alpha)).toBe(false);
  });

  it('are none on an empty ground, in noise, and in a picture of a few pixels', () => {
    expect(findPieces(byteRaster(400, 300, 3, new Uint8Array(400 * 300 * 3).fill(220))).pieces).toEqual([]);
    const noise = byteRaster(300, 300, 3);
    let state = 1;
    for (let i = 0; i < noise.data.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      noise.data[i] = state >>> 24;
    }
    expect(findPieces(noise).pieces).toEqual([]);
    expect(findPieces(byteRaster(9, 9, 3)).pieces).toEqual([]);
  });
});

it('symmetry is 1 of what mirrors itself, less of what does not, 0 of nothing', () => {
  const mask = byteRaster(40, 40, 1);
  for (let y = 10; y < 30; y++) for (let x = 10; x < 30; x++) mask.data[y * 40 + x] = 1;
  expect(symmetry(mask, 1)).toBe(1);
  for (let y = 10; y < 14; y++) for (let x = 0; x < 10; x++) mask.data[y * 40 + x] = 1;
  expect(symmetry(mask, 1)).toBeLessThan(0.95);
  expect(symmetry(byteRaster(8, 8, 1), 1)).toBe(0);
  expect(maybeSeveral(byteRaster(8, 8, 3), floatRaster(8, 8))).toBe(true);
});
