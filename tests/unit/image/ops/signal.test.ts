/** One-dimensional helpers. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clamp,
  gaussianFilter1d,
  gaussianKernel,
  interp1,
  linspace,
  median,
  medianFilter1d,
  mulberry32,
  quantile,
  runningMedian,
  smoothstep,
} from '../../../../src-main/engine/image/ops/signal.ts';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('interp1', () => {
  it('goes through its points, is straight between and flat outside', () => {
    const xs = [0, 1, 3];
    const ys = [5, 7, 1];
    expect([0, 1, 3, 0.5, 2, -9, 9].map((x) => interp1(x, xs, ys))).toEqual([5, 7, 1, 6, 4, 5, 1]);
    expect(interp1(4, [2], [8])).toBe(8);
    expect(() => interp1(1, [], [])).toThrow(RangeError);
  });
});

describe('order statistics', () => {
  it('quantile runs from the least to the largest and never falls', () => {
    fc.assert(
      fc.property(values, (list) => {
        expect(quantile(list, 0)).toBeCloseTo(Math.min(...list), 9);
        expect(quantile(list, 1)).toBeCloseTo(Math.max(...list), 9);
        const steps = linspace(0, 1, 11);
        for (let i = 1; i < 11; i++) {
          expect(quantile(list, steps[i])).toBeGreaterThanOrEqual(quantile(list, steps[i - 1]) - 1e-9);
        }
      }),
    );
  });
  it('median of odd and even counts', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([10, 9, 100])]).toEqual([2, 2.5, 10]);
    expect(median([])).toBeNaN();
  });
  it('medianFilter1d removes a spike and keeps a step', () => {
    expect([...medianFilter1d([1, 1, 9, 1, 1, 5, 5, 5], 3)]).toEqual([1, 1, 1, 1, 1, 5, 5, 5]);
  });
});

it('the running median is the median of each window, cut off at the ends', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 12 }), (v, reach) => {
      const out = runningMedian(v, reach);
      v.forEach((_, i) => {
        expect(out[i]).toBeCloseTo(median(v.slice(Math.max(0, i - reach), i + reach + 1)), 9);
      });
    }),
  );
});

it('gaussian smoothing keeps constants and the mass of a point', () => {
  expect(gaussianKernel(2).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  expect([...gaussianKernel(0)]).toEqual([1]);
  expect([...gaussianFilter1d([4, 4, 4], 5)].every((v) => Math.abs(v - 4) < 1e-5)).toBe(true);
  const point = new Float64Array(41);
  point[20] = 1;
  expect(gaussianFilter1d(point, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
});

it('clamp, smoothstep and linspace', () => {
  expect([clamp(-1, 0, 2), clamp(1, 0, 2), clamp(3, 0, 2)]).toEqual([0, 1, 2]);
  expect([smoothstep(-1), smoothstep(0.5), smoothstep(2)]).toEqual([0, 0.5, 1]);
  expect([...linspace(1, 3, 5)]).toEqual([1, 1.5, 2, 2.5, 3]);
  expect([...linspace(1, 3, 1)]).toEqual([1]);
});

it('mulberry32 repeats for a seed, differs between seeds and is uniform', () => {
  const draw = (seed: number, n: number) => {
    const next = mulberry32(seed);
    return Array.from({ length: n }, next);
  };
  expect(draw(5, 9)).toEqual(draw(5, 9));
  expect(draw(5, 9)).not.toEqual(draw(6, 9));
  const bins = new Array<number>(10).fill(0);
  for (const v of draw(1, 100_000)) bins[Math.floor(v * 10)] += 1;
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
