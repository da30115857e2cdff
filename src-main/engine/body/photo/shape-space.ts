/** Shape space: the few numbers a photo may change about a body, how much people differ in them, and their effect. */

import type { BodyDetail, BodyShape } from '../../domain/body.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import { SHAPE_BOUNDS } from '../shape.ts';

/** One number of a body's shape. */
export interface ShapeAxis {
  name: string;
  /** Mean and one sigma among adults, in the parameter's own units. */
  mean: number;
  spread: number;
  low: number;
  high: number;
  get(shape: BodyShape): number;
  set(shape: BodyShape, value: number): BodyShape;
}

type Macro = 'sex' | 'muscle' | 'weight' | 'height' | 'cup';

function macro(name: Macro, mean: number, spread: number): ShapeAxis {
  const [low, high] = SHAPE_BOUNDS[name];
  return {
    name,
    mean,
    spread,
    low,
    high,
    get: (shape) => shape[name],
    set: (shape, value) => ({ ...shape, [name]: value }),
  };
}

function detail(name: BodyDetail, spread: number): ShapeAxis {
  const [low, high] = SHAPE_BOUNDS.detail;
  return {
    name,
    mean: 0,
    spread,
    low: low * 0.9,
    high: high * 0.9,
    get: (shape) => shape.details[name] ?? 0,
    set: (shape, value) => ({ ...shape, details: { ...shape.details, [name]: value } }),
  };
}

const DETAILS: readonly (readonly [BodyDetail, number])[] = [
  ['shoulderWidth', 0.5],
  ['bustGirth', 0.4],
  ['underbustGirth', 0.3],
  ['waistGirth', 0.5],
  ['hipGirth', 0.5],
  ['stomach', 0.4],
  ['buttocks', 0.4],
  ['neckGirth', 0.4],
  ['upperArmGirth', 0.4],
  ['thighGirth', 0.4],
  ['calfGirth', 0.4],
  ['backLength', 0.6],
  ['waistToHip', 0.4],
  ['upperArmLength', 0.5],
  ['forearmLength', 0.5],
  ['upperLegLength', 0.6],
  ['lowerLegLength', 0.6],
];

/**
 * @param sex 0 female .. 1 male where it is known; without it the photo decides, and the breast is left out: an outline in
 *   clothes tells a breast from a chest too seldom
 */
export function shapeAxes(sex: number | undefined): ShapeAxis[] {
  return [
    ...(sex === undefined ? [macro('sex', 0.5, 0.3)] : []),
    macro('height', 0.5, 0.5),
    macro('weight', 0.5, 0.17),
    macro('muscle', 0.5, 0.15),
    ...(sex === undefined || sex === 1 ? [] : [macro('cup', 0.5, 0.2)]),
    ...DETAILS.map(([name, spread]) => detail(name, spread)),
  ];
}

/** The shape with every axis at a value. */
export function shapeAt(base: BodyShape, axes: readonly ShapeAxis[], values: ArrayLike<number>): BodyShape {
  return axes.reduce((shape, axis, i) => axis.set(shape, values[i]), base);
}

/** Change of a body at rest for one unit of an axis. */
export interface ShapeSlope {
  vertices: Float32Array;
  joints: Float64Array;
  /** Metres of stature. */
  stature: number;
}

/** Step of the difference quotient, in sigmas. */
const STEP = 0.25;

/** Height of the skin's highest point above the floor, metres. */
export function statureOf(body: ParametricBody, rest: RestBody): number {
  let top = 0;
  for (let i = 1; i < body.asset.skinCount * 3; i += 3) if (rest.vertices[i] > top) top = rest.vertices[i];
  return top;
}

/** Difference quotients of the body at rest along every axis. */
export function shapeSlopes(body: ParametricBody, rest: RestBody, axes: readonly ShapeAxis[]): ShapeSlope[] {
  const stature = statureOf(body, rest);
  return axes.map((axis) => {
    const value = axis.get(rest.shape);
    const step = value + axis.spread * STEP > axis.high ? -axis.spread * STEP : axis.spread * STEP;
    const moved = body.shape(axis.set(rest.shape, value + step));
    const slope = {
      vertices: moved.vertices,
      joints: moved.joints,
      stature: (statureOf(body, moved) - stature) / step,
    };
    for (let i = 0; i < slope.vertices.length; i++)
      slope.vertices[i] = (slope.vertices[i] - rest.vertices[i]) / step;
    for (let i = 0; i < slope.joints.length; i++) slope.joints[i] = (slope.joints[i] - rest.joints[i]) / step;
    return slope;
  });
}
