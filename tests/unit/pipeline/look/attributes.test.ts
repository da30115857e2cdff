/** Colours and patterns of drawn cloth, where the truth is known. */

import { describe, expect, it } from 'vitest';
import type { Garment } from '../../../../src-main/engine/domain/garment.ts';
import { rgbToLabPixel } from '../../../../src-main/engine/image/ops/colour.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { garmentAttributes } from '../../../../src-main/engine/pipeline/look/attributes.ts';
import { colourNameOf, garmentColours } from '../../../../src-main/engine/pipeline/look/colours.ts';

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

  it('are one colour in light and in the shadow of folds', () => {
    const ORANGE: Rgb = [238, 128, 52];
    const folded = garmentColours(
      cloth(
        (x) => ORANGE.map((v) => 255 * ((v / 255) ** 2.2 * (x % 60 < 15 ? 0.5 : 1)) ** (1 / 2.2)) as never,
      ),
    );
    expect(folded.map(({ name }) => name)).toEqual(['orange']);
    expect(folded[0].share).toBeGreaterThan(0.95);
  });

  it.each([
    // values that dyers, flags and web colours are known by, none of them a centre of its name
    ['olive', '#556b2f'],
    ['olive', '#4b5320'],
    ['navy', '#000080'],
    ['burgundy', '#800020'],
    ['teal', '#008080'],
    ['mustard', '#e1ad01'],
    ['lavender', '#b57edc'],
    ['khaki', '#a89f73'],
    ['sage', '#9caf88'],
    ['rust', '#b7410e'],
    ['terracotta', '#cb6843'],
    ['camel', '#c19a6b'],
    ['ivory', '#f4efe4'],
    ['beige', '#d9c7a7'],
    ['blush', '#f0cfc8'],
    ['charcoal', '#36454f'],
    ['emerald', '#0b8a5f'],
  ])('call %s what is %s', (name, hex) => {
    const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    expect(colourNameOf(rgbToLabPixel(r, g, b))).toBe(name);
  });

  it('are the same every time', () => {
    const garment = cloth((x, y) => ((x + y) % 40 < 20 ? RED : WHITE));
    expect(garmentColours(garment)).toEqual(garmentColours(garment));
  });
});
