/** Blurs: mass, spread, borders, agreement with the plain sums. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxBlur, gaussianBlur } from '../../../../src-main/engine/image/ops/blur.ts';
import { floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { randomFloats } from './rasters.ts';

const at = (n: number, size: number) => Math.min(size - 1, Math.max(0, n));

it('boxBlur is the plain mean over the window with replicated border', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 15 }),
      fc.integer(),
      (w, h, r, seed) => {
        const src = randomFloats(w, h, 2, seed);
        const out = boxBlur(src, r);
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            for (let c = 0; c < 2; c++) {
              let sum = 0;
              for (let j = -r; j <= r; j++) {
                for (let i = -r; i <= r; i++) sum += src.data[(at(y + j, h) * w + at(x + i, w)) * 2 + c];
              }
              expect(out.data[(y * w + x) * 2 + c]).toBeCloseTo(sum / (2 * r + 1) ** 2, 5);
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe.each([0.6, 1.5, 3, 3.4, 5, 9])('gaussianBlur with sigma %d', (sigma) => {
  const size = 2 * Math.ceil(sigma * 5) + 21;
  const centre = (size - 1) / 2;
  const impulse = floatRaster(size, size);
  impulse.data[centre * size + centre] = 1;
  const out = gaussianBlur(impulse, sigma);

  it('keeps the mass, the place and the spread of a point', () => {
    let mass = 0;
    let mx = 0;
    let my = 0;
    let vx = 0;
    let vy = 0;
    out.data.forEach((v, i) => {
      const x = (i % size) - centre;
      const y = Math.floor(i / size) - centre;
      mass += v;
      mx += v * x;
      my += v * y;
      vx += v * x * x;
      vy += v * y * y;
    });
    expect(mass).toBeCloseTo(1, 4);
    expect(mx).toBeCloseTo(0, 3);
    expect(my).toBeCloseTo(0, 3);
    // Taps end at three sigma, and widths of boxes are whole numbers: a few per cent.
    expect(Math.sqrt(vx) / sigma).toBeGreaterThan(0.95);
    expect(Math.sqrt(vx) / sigma).toBeLessThan(1.05);
    expect(vy).toBeCloseTo(vx, 3);
  });

  it('keeps a constant, border included', () => {
    const flat = gaussianBlur(floatRaster(19, 7, 2, new Float32Array(19 * 7 * 2).fill(0.7)), sigma);
    expect(flat.data.every((v) => Math.abs(v - 0.7) < 1e-5)).toBe(true);
  });

  it('turns a step into the error function', () => {
    const step = floatRaster(size, 3);
    for (let i = 0; i < step.data.length; i++) step.data[i] = i % size >= size / 2 ? 1 : 0;
    const row = gaussianBlur(step, sigma).data.subarray(size, 2 * size);
    for (let x = 0; x < size; x++) {
      // Point samples of a narrow Gaussian integrate less well.
      const tolerance = sigma < 1 ? 0.04 : 0.03;
      expect(Math.abs(row[x] - normal((x + 0.5 - Math.ceil(size / 2)) / sigma))).toBeLessThan(tolerance);
    }
  });
});

/** Cumulative normal distribution, by the trapezoid rule. */
function normal(z: number): number {
  const steps = 400;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = (z * i) / steps;
    sum += (i === 0 || i === steps ? 0.5 : 1) * Math.exp((-t * t) / 2);
  }
  return 0.5 + (sum * z) / steps / Math.sqrt(2 * Math.PI);
}

it('radius and sigma zero change nothing', () => {
  const src = randomFloats(4, 4, 1);
  expect(boxBlur(src, 0)).toBe(src);
  expect(gaussianBlur(src, 0)).toBe(src);
});
