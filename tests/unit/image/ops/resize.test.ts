/** Resizing, cropping and conversion. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crop,
  resizeArea,
  resizeBilinear,
  resizeNearest,
  resizePart,
  toByte,
  toFloat,
} from '../../../../src-main/engine/image/ops/resize.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { mean, randomFloats } from './rasters.ts';

const side = fc.integer({ min: 1, max: 40 });

/** A plane a x + b y + c over continuous coordinates, sampled at pixel centres. */
function plane(width: number, height: number, sx = 1, sy = 1) {
  const out = floatRaster(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out.data[y * width + x] = 0.3 * (x + 0.5) * sx + 0.7 * (y + 0.5) * sy + 2;
  }
  return out;
}

it('resizePart resizes a part as if it had been cut out', () => {
  fc.assert(
    fc.property(side, side, side, side, fc.nat(), fc.nat(), fc.integer(), (w, h, tw, th, a, b, seed) => {
      const x0 = a % w;
      const y0 = b % h;
      const part = { x0, y0, x1: x0 + 1 + (b % (w - x0)), y1: y0 + 1 + (a % (h - y0)) };
      const floats = randomFloats(w, h, 3, seed);
      const bytes = toByte(floats, 255);
      expect(resizePart(floats, part, tw, th)).toEqual(resizeArea(crop(floats, part), tw, th));
      expect(resizePart(bytes, part, tw, th)).toEqual(resizeArea(crop(bytes, part), tw, th));
    }),
  );
});

describe('resizeArea', () => {
  it('keeps the mean at any smaller size', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.integer(), (w, h, tw, th, seed) => {
        const src = randomFloats(w, h, 2, seed);
        const out = resizeArea(src, Math.min(w, tw), Math.min(h, th));
        for (let c = 0; c < 2; c++) {
          const channel = (d: Float32Array) => d.filter((_, i) => i % 2 === c);
          expect(mean(channel(out.data))).toBeCloseTo(mean(channel(src.data)), 5);
        }
      }),
    );
  });

  it('averages whole blocks exactly', () => {
    const src = randomFloats(12, 9, 1, 5);
    const out = resizeArea(src, 4, 3);
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 4; x++) {
        let sum = 0;
        for (let k = 0; k < 9; k++) sum += src.data[(y * 3 + Math.floor(k / 3)) * 12 + x * 3 + (k % 3)];
        expect(out.data[y * 4 + x]).toBeCloseTo(sum / 9, 6);
      }
    }
  });

  it('keeps planes where they are: no half-pixel shift', () => {
    const out = resizeArea(plane(48, 36), 16, 12);
    const expected = plane(16, 12, 3, 3);
    for (let i = 0; i < out.data.length; i++) expect(out.data[i]).toBeCloseTo(expected.data[i], 4);
  });

  it('rounds bytes and keeps constants of every sample type', () => {
    for (const value of [0, 1, 127, 254, 255]) {
      const out = resizeArea(byteRaster(17, 13, 3, new Uint8Array(17 * 13 * 3).fill(value)), 7, 5);
      expect(out.data.every((v) => v === value)).toBe(true);
    }
    const wide = { width: 9, height: 9, channels: 1, data: new Uint16Array(81).fill(65535) };
    expect(resizeArea(wide, 4, 2).data.every((v) => v === 65535)).toBe(true);
    expect(resizeArea(byteRaster(2, 1, 1, Uint8Array.of(0, 1)), 1, 1).data[0]).toBe(1);
  });

  it('returns the same raster for the same size', () => {
    const src = randomFloats(5, 5, 1);
    expect(resizeArea(src, 5, 5)).toBe(src);
  });
});

describe('resizeBilinear', () => {
  it('keeps planes inside the outermost centres', () => {
    const out = resizeBilinear(plane(16, 12), 40, 30);
    const expected = plane(40, 30, 0.4, 0.4);
    for (let y = 2; y < 28; y++) {
      for (let x = 2; x < 38; x++) expect(out.data[y * 40 + x]).toBeCloseTo(expected.data[y * 40 + x], 4);
    }
  });

  it('never leaves the range of its input', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.integer(), (w, h, tw, th, seed) => {
        const src = randomFloats(w, h, 1, seed);
        const out = resizeBilinear(src, tw, th);
        expect(out.data.length).toBe(tw * th);
        const low = Math.min(...src.data) - 1e-6;
        const high = Math.max(...src.data) + 1e-6;
        expect(out.data.every((v) => v >= low && v <= high)).toBe(true);
      }),
    );
  });
});

it('resizeNearest makes up no labels and enlarges in blocks', () => {
  fc.assert(
    fc.property(side, side, side, side, (w, h, tw, th) => {
      const src = byteRaster(
        w,
        h,
        1,
        Uint8Array.from({ length: w * h }, (_, i) => (i % 5) * 10),
      );
      const known = new Set(src.data);
      expect(resizeNearest(src, tw, th).data.every((v) => known.has(v))).toBe(true);
      const double = resizeNearest(src, w * 2, h * 2);
      for (let y = 0; y < h * 2; y++) {
        for (let x = 0; x < w * 2; x++) {
          expect(double.data[y * w * 2 + x]).toBe(src.data[(y >> 1) * w + (x >> 1)]);
        }
      }
    }),
    { numRuns: 30 },
  );
});

describe('crop', () => {
  const src = byteRaster(
    5,
    4,
    2,
    Uint8Array.from({ length: 40 }, (_, i) => i),
  );
  it('copies the box', () => {
    const out = crop(src, { x0: 1, y0: 2, x1: 3, y1: 4 });
    expect([out.width, out.height, out.channels]).toEqual([2, 2, 2]);
    expect([...out.data]).toEqual([22, 23, 24, 25, 32, 33, 34, 35]);
  });
  it.each([
    { x0: -1, y0: 0, x1: 2, y1: 2 },
    { x0: 0, y0: 0, x1: 6, y1: 2 },
    { x0: 2, y0: 2, x1: 2, y1: 3 },
    { x0: Number.NaN, y0: 0, x1: 2, y1: 2 },
  ])('refuses %j', (box) => {
    expect(() => crop(src, box)).toThrow(RangeError);
  });
});

it('toByte rounds and clips, and undoes toFloat', () => {
  const all = byteRaster(
    256,
    1,
    1,
    Uint8Array.from({ length: 256 }, (_, i) => i),
  );
  expect(toByte(toFloat(all, 1 / 255), 255).data).toEqual(all.data);
  expect([...toByte(floatRaster(4, 1, 1, Float32Array.of(-3, 254.6, 300, 1.4))).data]).toEqual([
    0, 255, 255, 1,
  ]);
});

describe('resizeArea with a region', () => {
  it('gives the same samples inside and 0 outside', () => {
    const random = mulberry32(11);
    for (const channels of [1, 2, 3])
      for (const [width, height] of [
        [13, 9],
        [31, 8],
        [40, 37],
      ]) {
        const data = Uint8Array.from({ length: 29 * 23 * channels }, () => 1 + Math.floor(random() * 255));
        const src = { width: 29, height: 23, channels, data };
        const whole = resizeArea(src, width, height);
        const part = resizeArea(src, width, height, { x0: 3, y0: 2, x1: 11, y1: 7 });
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++)
            for (let c = 0; c < channels; c++) {
              const i = (y * width + x) * channels + c;
              const inside = x >= 3 && x < 11 && y >= 2 && y < 7;
              expect(part.data[i]).toBe(inside ? whole.data[i] : 0);
            }
      }
  });
});
