/** Measurements of a fitted body, each with what the photos leave open. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import { MEASUREMENTS, type MeasurementName } from '../../domain/body.ts';
import type { ParametricBody } from '../parametric-body.ts';
import { CALIBRATION } from './calibration.ts';
import type { BodyFit } from './fit-body.ts';
import { freedomIndex } from './freedoms.ts';
import { shapeSlopes } from './shape-space.ts';

/** Centimetres; `spread` is one sigma. */
export interface Measured {
  value: number;
  spread: number;
}

/**
 * What bodies of the same outline differ in beyond the shape axes, as a share of a girth: the depth of a section is not
 * seen from the front. Estimates, and so is the share of a length; calibration.ts says how far they hold in all.
 */
const UNSEEN = { front: 0.03, both: 0.015, length: 0.01 };
const TURN = freedomIndex('turn');
/** Step along an axis for the difference quotient, in the axis' sigmas. */
const STEP = 0.2;

/** How far the photos show the body from sides square to each other, 0 (all from the same side or its back) .. 1. */
export function depthSeen({ views }: Pick<BodyFit, 'views'>): number {
  const turns = views.map(({ angles }) => angles[TURN]);
  return Math.max(0, ...turns.map((turn) => Math.abs(Math.sin(turn - turns[0]))));
}

/** Whether the sex was told rather than found. */
export const knowsSex = ({ axes }: Pick<BodyFit, 'axes'>): boolean =>
  axes.every(({ name }) => name !== 'sex');

/** Sine of the turn from the camera from which a photo is one from the side: 45 degrees. */
const ASIDE = 0.7;

/** What makes the measurements of a fit less sure than they could be. */
export function fitNotes(fit: BodyFit): Sentence[] {
  const notes: Sentence[] = [];
  const aside = fit.views.every(({ angles }) => Math.abs(Math.sin(angles[TURN])) > ASIDE);
  if (aside) notes.push(say('no-front-photo'));
  if (!knowsSex(fit)) notes.push(say('sex-not-given'));
  return notes;
}

/**
 * Measurements of a fit: calibrated, so that the truth lies within one `spread` about two times in three (see
 * calibration.ts). How much of a measurement's uncertainty is that of the stature is told apart and is not calibrated.
 */
export function measureFit(body: ParametricBody, fit: BodyFit): Record<MeasurementName, Measured> {
  const value = body.measure(fit.rest);
  const n = fit.axes.length;
  const moved = shapeSlopes(body, fit.rest, fit.axes).map((slope, k) => {
    const step = fit.axes[k].spread * STEP;
    const vertices = fit.rest.vertices.map((x, i) => x + slope.vertices[i] * step);
    return { step, at: body.measure({ ...fit.rest, vertices }) };
  });
  const slopeOf = (name: MeasurementName): number[] =>
    moved.map(({ step, at }) => (at[name] - value[name]) / step);
  const covariance = (a: number[], b: number[]): number => {
    let sum = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) sum += a[i] * b[j] * fit.shapeCovariance[i * n + j];
    return sum;
  };
  const stature = slopeOf('stature');
  const ofStature = covariance(stature, stature);
  // proportions tell the stature of modelled bodies, but hardly that of people: it stays as open as among adults
  const open = ofStature > 0 ? Math.max(1, (100 * fit.statureSpread) ** 2 / ofStature) : 1;
  const girth = UNSEEN.front + (UNSEEN.both - UNSEEN.front) * depthSeen(fit);
  const { sex } = fit.rest.shape;
  const sexKnown = knowsSex(fit);
  const entries = MEASUREMENTS.map((name): [MeasurementName, Measured] => {
    const slope = slopeOf(name);
    const shared = ofStature > 0 ? covariance(slope, stature) ** 2 / ofStature : 0;
    const own = Math.max(0, covariance(slope, slope) - shared);
    const unseen = name === 'stature' ? 0 : name.endsWith('Girth') ? girth : UNSEEN.length;
    const { spread: known, sexless, female, male } = CALIBRATION[name];
    const spread = sexKnown ? known : sexless;
    const told = value[name] * (1 - female - sex * (male - female));
    return [
      name,
      {
        value: told,
        spread: Math.hypot(spread * Math.hypot(Math.sqrt(own), unseen * told), Math.sqrt(open * shared)),
      },
    ];
  });
  return Object.fromEntries(entries) as Record<MeasurementName, Measured>;
}
