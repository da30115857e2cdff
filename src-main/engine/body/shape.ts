/** Shape parameters to the vertices of a body at rest. */

import { StudioError } from '../../contract/errors.ts';
import { BODY_DETAILS, type BodyShape } from '../domain/body.ts';
import { type BodyAsset, TARGET_STEP } from './asset.ts';
import type { ShapeTarget } from './asset-file.ts';
import { detailTarget } from './details.ts';
import { macroWeights } from './macro.ts';

/** Smallest and largest value of every parameter. */
export const SHAPE_BOUNDS = {
  sex: [0, 1],
  ageYears: [18, 90],
  muscle: [0, 1],
  weight: [0, 1.4],
  height: [-0.6, 1.6],
  proportions: [0, 1],
  cup: [0, 1],
  detail: [-1.6, 1.6],
} as const satisfies Record<string, readonly [number, number]>;

/** A woman (sex 0), a man (1) or anyone between, average in everything, 30 years old. */
export function averageShape(sex: number): BodyShape {
  return {
    sex,
    ageYears: 30,
    muscle: 0.5,
    weight: 0.5,
    height: 0.5,
    proportions: 0.5,
    cup: 0.5,
    origin: { caucasian: 1, asian: 1, african: 1 },
    details: {},
  };
}

/** @throws StudioError 'invalid-input' naming the parameter out of range. */
export function checkShape(shape: BodyShape): void {
  const check = (name: string, value: number, [low, high]: readonly [number, number]): void => {
    if (!(value >= low && value <= high))
      throw new StudioError(
        'invalid-input',
        `Expected the body's ${name} to be ${low} to ${high}, received ${value}.`,
      );
  };
  for (const name of ['sex', 'ageYears', 'muscle', 'weight', 'height', 'proportions', 'cup'] as const)
    check(name, shape[name], SHAPE_BOUNDS[name]);
  const { caucasian, asian, african } = shape.origin;
  for (const share of [caucasian, asian, african]) check('origin', share, [0, Number.MAX_VALUE]);
  check('origin in all', caucasian + asian + african, [Number.MIN_VALUE, Number.MAX_VALUE]);
  for (const detail of BODY_DETAILS) check(detail, shape.details[detail] ?? 0, SHAPE_BOUNDS.detail);
}

/** Weight of every target of the shape by its name. */
export function targetWeights(shape: BodyShape): Map<string, number> {
  const weights = macroWeights(shape, 'compact');
  for (const detail of BODY_DETAILS) {
    const value = shape.details[detail] ?? 0;
    if (value === 0) continue;
    const [name, weight] = detailTarget(detail, value);
    weights.set(name, (weights.get(name) ?? 0) + weight);
  }
  return weights;
}

/** Adds `weight` times a target to `vertices`, metres. */
export function addTarget(target: ShapeTarget, weight: number, vertices: Float32Array): void {
  const { vertices: moved, deltas } = target;
  const w = weight * TARGET_STEP;
  for (let i = 0, d = 0; i < moved.length; i++, d += 3) {
    const v = moved[i] * 3;
    vertices[v] += w * deltas[d];
    vertices[v + 1] += w * deltas[d + 1];
    vertices[v + 2] += w * deltas[d + 2];
  }
}

/**
 * Vertices of the body at rest (arms held out), metres, the soles on y = 0.
 * @throws StudioError 'invalid-input'
 */
export function shapeVertices(asset: BodyAsset, shape: BodyShape): Float32Array {
  checkShape(shape);
  const vertices = Float32Array.from(asset.positions);
  for (const [name, weight] of targetWeights(shape)) {
    const target = asset.targets.get(name);
    // targets of the average body are not stored: they move nothing
    if (target) addTarget(target, weight, vertices);
  }
  const floor = lowestSkin(asset, vertices);
  for (let i = 1; i < vertices.length; i += 3) vertices[i] -= floor;
  return vertices;
}

/** Height of the lowest skin vertex, metres. */
export function lowestSkin(asset: BodyAsset, vertices: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 1; i < asset.skinCount * 3; i += 3) low = Math.min(low, vertices[i]);
  return low;
}
