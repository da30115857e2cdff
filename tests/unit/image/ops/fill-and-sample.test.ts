/** Filling and point sampling. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffuseFill, pushPullFill } from '../../../../src-main/engine/image/ops/fill.ts';
import { resizeBilinear } from '../../../../src-main/engine/image/ops/resize.ts';
import { cubicTaps, sampleBicubic, sampleBilinear } from '../../../../src-main/engine/image/ops/sample.ts';
import { floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { randomFloats } from './rasters.ts';

const side = fc.integer({ min: 3, max: 30 });

describe.each([
  ['pushPullFill', pushPullFill],
  ['diffuseFill', diffuseFill],
])('%s', (_, fill) => {
  it('keeps known pixels and stays in their range', () => {
    fc.assert(
      fc.property(side, side, fc.integer(), (w, h, seed) => {
        const src = randomFloats(w, h, 2, seed);
        const weight = randomFloats(w, h, 1, seed + 1);
        weight.data.forEach((v, i) => {
          weight.data[i] = v > 0.7 ? 1 : 0;
        });
        weight.data[0] = 1;
        // What is unknown must not matter.
        const dirty = floatRaster(w, h, 2, src.data.slice());
        weight.data.forEach((v, i) => {
          if (v === 0) dirty.data[i * 2] = dirty.data[i * 2 + 1] = 1e6;
        });
        const out = fill(dirty, weight);
        for (let c = 0; c < 2; c++) {
          const known = [...src.data].filter((_v, i) => i % 2 === c && weight.data[i >> 1] === 1);
          const low = Math.min(...known) - 1e-3;
          const high = Math.max(...known) + 1e-3;
          out.data.forEach((v, i) => {
            if (i % 2 !== c) return;
            if (weight.data[i >> 1] === 1) expect(v).toBe(src.data[i]);
            expect(v).toBeGreaterThanOrEqual(low);
            expect(v).toBeLessThanOrEqual(high);
          });
        }
      }),
    );
  });
});

it('diffuseFill closes a hole in a plane with that plane', () => {
  const plane = floatRaster(24, 20);
  plane.data.forEach((_, i) => {
    plane.data[i] = 0.02 * (i % 24) + 0.03 * Math.floor(i / 24);
  });
  const weight = floatRaster(24, 20, 1, new Float32Array(480).fill(1));
  for (let y = 6; y < 14; y++) weight.data.fill(0, y * 24 + 7, y * 24 + 17);
  const out = diffuseFill(plane, weight);
  for (let i = 0; i < 480; i++) expect(Math.abs(out.data[i] - plane.data[i])).toBeLessThan(2e-3);
});

describe('sampling', () => {
  const src = randomFloats(9, 7, 3, 2);

  it('at pixel centres gives the pixels', () => {
    for (let y = 0; y < 7; y++) {
      for (let x = 0; x < 9; x++) {
        for (let c = 0; c < 3; c++) {
          const value = src.data[(y * 9 + x) * 3 + c];
          expect(sampleBilinear(src, x + 0.5, y + 0.5, c)).toBeCloseTo(value, 6);
          expect(sampleBicubic(src, x + 0.5, y + 0.5, c)).toBeCloseTo(value, 6);
        }
      }
    }
  });

  it('outside gives the border', () => {
    for (const sample of [sampleBilinear, sampleBicubic]) {
      expect(sample(src, -5, -5, 1)).toBeCloseTo(src.data[1], 6);
      expect(sample(src, 99, 99, 2)).toBeCloseTo(src.data[9 * 7 * 3 - 1], 6);
    }
  });

  it('agrees with the bilinear resize', () => {
    const out = resizeBilinear(src, 23, 15);
    for (let y = 0; y < 15; y++) {
      for (let x = 0; x < 23; x++) {
        const value = sampleBilinear(src, ((x + 0.5) * 9) / 23, ((y + 0.5) * 7) / 15, 1);
        expect(out.data[(y * 23 + x) * 3 + 1]).toBeCloseTo(value, 5);
      }
    }
  });

  it('bicubic follows a parabola exactly and its taps sum to one', () => {
    const curve = floatRaster(
      12,
      1,
      1,
      Float32Array.from({ length: 12 }, (_, i) => (i + 0.5) ** 2),
    );
    for (let x = 2; x < 9; x += 0.13) expect(sampleBicubic(curve, x, 0.5)).toBeCloseTo(x * x, 3);
    const taps = new Float64Array(4);
    for (let t = 0; t <= 1; t += 0.1) {
      cubicTaps(t, taps);
      expect(taps.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
    }
  });
});
