/** Measurements of a fitted body, each with what the photos leave open. */

import { MEASUREMENTS, type MeasurementName } from '../../domain/body.ts';
import type { ParametricBody } from '../parametric-body.ts';
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
 * seen from the front. Estimates, and so is the share of a length.
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

export function measureFit(body: ParametricBody, fit: BodyFit): Record<MeasurementName, Measured> {
  const value = body.measure(fit.rest);
  const n = fit.axes.length;
  const moved = shapeSlopes(body, fit.rest, fit.axes).map((slope, k) => {
    const step = fit.axes[k].spread * STEP;
    const vertices = fit.rest.vertices.map((x, i) => x + slope.vertices[i] * step);
    return { step, at: body.measure({ ...fit.rest, vertices }) };
  });
  const girth = UNSEEN.front + (UNSEEN.both - UNSEEN.front) * depthSeen(fit);
  const entries = MEASUREMENTS.map((name): [MeasurementName, Measured] => {
    const slope = moved.map(({ step, at }) => (at[name] - value[name]) / step);
    let variance = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) variance += slope[i] * slope[j] * fit.shapeCovariance[i * n + j];
    const unseen = name === 'stature' ? 0 : name.endsWith('Girth') ? girth : UNSEEN.length;
    const spread = Math.hypot(Math.sqrt(Math.max(0, variance)), unseen * value[name]);
    return [name, { value: value[name], spread }];
  });
  return Object.fromEntries(entries) as Record<MeasurementName, Measured>;
}
