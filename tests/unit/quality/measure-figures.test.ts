/** Figures of measurements against their truth: bias, scatter and whether uncertainties hold. */

import { expect, it } from 'vitest';
import { measureFigures } from '../../bench/measure-figures.ts';
import { gaussian } from '../body/photo/synthetic.ts';

it('tells bias from scatter and counts the truths within one and two sigmas', () => {
  const found = measureFigures([
    { value: 91, spread: 1, truth: 90 },
    { value: 88.5, spread: 1, truth: 90 },
    { value: 95, spread: 2, truth: 90 },
    { value: 90, spread: 0.5, truth: 90.5 },
  ]);
  expect(found.count).toBe(4);
  expect(found.bias).toBeCloseTo(1, 12);
  expect(found.meanAbs).toBeCloseTo(2, 12);
  expect(found.scatter).toBeCloseTo(Math.sqrt((0 + 6.25 + 16 + 2.25) / 4), 12);
  expect(found.within1).toBe(0.5);
  expect(found.within2).toBe(0.75);
  expect(found.spread).toBeCloseTo(1.125, 12);
  expect(found.rmsSigmas).toBeCloseTo(Math.sqrt((1 + 2.25 + 6.25 + 1) / 4), 12);
  expect(() => measureFigures([])).toThrow(RangeError);
});

it('finds uncertainties that hold, and such that promise too much', () => {
  const normal = gaussian(5);
  const errors = Array.from({ length: 4000 }, () => normal() * 3);
  const told = (spread: number) => measureFigures(errors.map((e) => ({ value: 90 + e, spread, truth: 90 })));
  const honest = told(3);
  expect(honest.within1).toBeGreaterThan(0.66);
  expect(honest.within1).toBeLessThan(0.71);
  expect(honest.within2).toBeGreaterThan(0.94);
  expect(Math.abs(honest.rmsSigmas - 1)).toBeLessThan(0.04);
  expect(told(1.5).rmsSigmas).toBeGreaterThan(1.9);
  expect(told(1.5).within1).toBeLessThan(0.42);
});
