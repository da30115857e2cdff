/** Measurements from photos whose truth is known: right within their own uncertainty, surer with a side photo. */

import { expect, it } from 'vitest';
import { say } from '../../../../src-main/contract/sentences.ts';
import { fitBody } from '../../../../src-main/engine/body/photo/fit-body.ts';
import { depthSeen, fitNotes, measureFit } from '../../../../src-main/engine/body/photo/measured.ts';
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
  const girths = ['bustGirth', 'waistGirth', 'hipGirth'] as const;
  for (const name of girths) expect(front[name].spread).toBeLessThan(0.09 * truth[name]);
  const together = (found: typeof front): number => Math.hypot(...girths.map((name) => found[name].spread));
  expect(together(both)).toBeLessThan(0.8 * together(front));
  expect(depthSeen(fits.front)).toBe(0);
  expect(depthSeen(fits.both)).toBeGreaterThan(0.9);
});

it('says when the sex was not given, leaves the breast out and is less sure of the bust', () => {
  const known = fitBody(body, [take(0.1, 1)], { sex: 0, statureCm: truth.stature });
  const unknown = fitBody(body, [take(0.1, 1)], { statureCm: truth.stature });
  expect(fitNotes(known)).toEqual([]);
  expect(fitNotes(unknown)).toEqual([say('sex-not-given')]);
  expect(unknown.rest.shape.cup).toBe(0);
  const [sure, unsure] = [measureFit(body, known), measureFit(body, unknown)];
  expect(unsure.bustGirth.spread).toBeGreaterThan(1.3 * sure.bustGirth.spread);
});

it('does not pretend to see the stature in a photo', () => {
  const tall = { ...shape, height: 0.56 };
  const photo = syntheticPhoto(body, tall, anglesWith({ turn: 0.1, 'armOut.L': 0.2, 'armOut.R': 0.3 }), {
    noise: 0.006,
    seed: 1,
  }).evidence;
  const stature = body.measure(body.shape(tall)).stature;
  const guesses = [{ sex: 0 }, {}].map((known) => measureFit(body, fitBody(body, [photo], known)));
  const told = measureFit(body, fitBody(body, [photo], { sex: 0, statureCm: stature }));
  for (const { stature: found, insideLegHeight } of guesses) {
    expect(Math.abs(found.value - stature)).toBeGreaterThan(2);
    expect(Math.abs(found.value - stature)).toBeLessThan(2 * found.spread);
    expect(insideLegHeight.spread).toBeGreaterThan(2 * told.insideLegHeight.spread);
  }
  // as among adults of one sex, and of both
  expect(guesses[0].stature.spread).toBeCloseTo(7.5, 1);
  expect(guesses[1].stature.spread).toBeCloseTo(9.6, 1);
  expect(told.stature.spread).toBeLessThan(2);
});

it('says when no photo shows the front', () => {
  const aside = fitBody(body, [take(1.5, 2)], { sex: 0, statureCm: truth.stature });
  expect(fitNotes(aside)).toEqual([say('no-front-photo')]);
  const both = fitBody(body, [take(1.5, 2), take(0.1, 1)], { sex: 0, statureCm: truth.stature });
  expect(fitNotes(both)).toEqual([]);
});
