/** Measurements from photos whose truth is known: right within their own uncertainty, surer with a side photo. */

import { expect, it } from 'vitest';
import { fitBody } from '../../../../src-main/engine/body/photo/fit-body.ts';
import { depthSeen, measureFit } from '../../../../src-main/engine/body/photo/measured.ts';
import { averageShape } from '../../../../src-main/engine/body/shape.ts';
import { MEASUREMENTS } from '../../../../src-main/engine/domain/body.ts';
import { testBody } from '../load.ts';
import { anglesWith, syntheticPhoto } from './synthetic.ts';

const body = testBody();
const shape = {
  ...averageShape(0),
  ageYears: 35,
  proportions: 0.65,
  weight: 0.62,
  muscle: 0.42,
  details: { waistGirth: 0.5, hipGirth: -0.3, thighGirth: 0.3, upperLegLength: 0.4 },
};
const truth = body.measure(body.shape(shape));
const take = (turn: number, seed: number) =>
  syntheticPhoto(body, shape, anglesWith({ turn, 'armOut.L': 0.2, 'armOut.R': 0.3 }), {
    noise: 0.006,
    seed,
  }).evidence;

it('tells measurements within their uncertainty, and more surely with a side photo', () => {
  const options = { sex: 0, ageYears: 35, statureCm: truth.stature };
  const fits = {
    front: fitBody(body, [take(0.1, 1)], options),
    both: fitBody(body, [take(0.1, 1), take(1.5, 2)], options),
  };
  const front = measureFit(body, fits.front);
  const both = measureFit(body, fits.both);
  for (const found of [front, both]) {
    let sum = 0;
    for (const name of MEASUREMENTS) {
      const off = Math.abs(found[name].value - truth[name]) / found[name].spread;
      expect(off, name).toBeLessThan(3);
      sum += off ** 2;
    }
    expect(Math.sqrt(sum / MEASUREMENTS.length)).toBeLessThan(1.5);
  }
  for (const name of ['bustGirth', 'waistGirth', 'hipGirth'] as const) {
    expect(front[name].spread).toBeLessThan(0.09 * truth[name]);
    expect(both[name].spread).toBeLessThan(front[name].spread);
  }
  expect(depthSeen(fits.front)).toBe(0);
  expect(depthSeen(fits.both)).toBeGreaterThan(0.9);
});
