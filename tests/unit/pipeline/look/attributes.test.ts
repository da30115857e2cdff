/** Colours and patterns of drawn cloth, where the truth is known. */

import { describe, expect, it } from 'vitest';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { garmentAttributes } from '../../../../src-main/engine/pipeline/look/attributes.ts';
import { garmentColours } from '../../../../src-main/engine/pipeline/look/colours.ts';

type Rgb = readonly [number, number, number];
const WHITE: Rgb = [246, 246, 244];
const NAVY: Rgb = [28, 38, 70];
const RED: Rgb = [196, 30, 44];

/** A square of cloth with soft folds, grain and a rim of backdrop. */
function cloth(paint: (x: number, y: number) => Rgb, size = 256): Garment {
  const random = mulberry32(5);
  const rgb = byteRaster(size, size, 3);
  const alpha = floatRaster(size, size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      const inside = Math.min(x, y, size - 1 - x, size - 1 - y) > 24;
      alpha.data[i] = inside ? 1 : 0;
      const fold = 1 + 0.05 * Math.sin(x / 40 + y / 90);
      const colour = inside ? paint(x, y) : ([255, 255, 255] as const);
      for (let c = 0; c < 3; c++)
        rgb.data[i * 3 + c] = Math.min(255, Math.max(0, colour[c] * fold + 3 * (random() - 0.5)));
    }
  return {
    hash: '0',
    rgb,
    alpha,
    innerBack: floatRaster(size, size),
    category: 'top',
    sleeve: 'short',
    offShoulder: false,
    openFront: false,
    landmarks: {},
    neckline: [],
    axisX: size / 2,
    confidence: { cutout: 1, category: 1, landmarks: 1, overall: 1 },
    reasons: [],
  };
}

describe('the pattern', () => {
  it.each([
    ['plain', () => NAVY],
    ['striped', (_: number, y: number) => (y % 28 < 14 ? NAVY : WHITE)],
    ['striped', (x: number) => (x % 28 < 14 ? RED : WHITE)],
    ['all-over', (x: number, y: number) => (Math.hypot((x % 24) - 12, (y % 24) - 12) < 7 ? RED : NAVY)],
    [undefined, (x: number, y: number) => (Math.hypot(x - 128, y - 110) < 34 && (x >> 3) % 2 ? RED : WHITE)],
  ] as const)('is told or left out: %s', (name, paint) => {
    expect(garmentAttributes(cloth(paint)).pattern).toBe(name);
  });

  it('and the length are left out where nothing tells them', () => {
    const told = garmentAttributes(cloth(() => NAVY));
    expect(told).toEqual({ sleeve: 'short', pattern: 'plain' });
  });
});

describe('the colours', () => {
  it('are named, largest first, with shares of the cloth', () => {
    const [first, second, ...more] = garmentColours(cloth((x) => (x < 160 ? NAVY : RED)));
    expect(first).toMatchObject({ name: 'navy' });
    expect(second).toMatchObject({ name: 'red' });
    expect(first.share).toBeCloseTo(0.65, 1);
    expect(first.share + second.share).toBeGreaterThan(0.9);
    expect(more).toEqual([]);
  });

  it('do not count what two of them show where they share a pixel', () => {
    const fine = garmentColours(cloth((_, y) => (y % 18 < 10 ? NAVY : WHITE)));
    expect(fine.map(({ name }) => name).sort()).toEqual(['navy', 'white']);
  });

  it('are the same every time', () => {
    const garment = cloth((x, y) => ((x + y) % 40 < 20 ? RED : WHITE));
    expect(garmentColours(garment)).toEqual(garmentColours(garment));
  });
});
