/** Zero-shot: attributes of a picture by how near it lies to sentences that tell them. */

import type { AttributeGroup, SeenGroups } from '../../../contract/knowledge.ts';
import { isAbsent } from './prompts.ts';
import { type Refine, worthTelling } from './schema.ts';

/** Points of length 1 of a group's values; none for a value that is not asked by words. */
export interface GroupPoints {
  id: string;
  values: (Float32Array | undefined)[];
  /** Of the same words without a value; for groups of which several hold. */
  neutral: Float32Array | undefined;
}

/** Categories worn below the waist alone, which have neither sleeves nor neckline. */
const BELOW_WAIST = ['skirt', 'trousers', 'jeans', 'shorts'];
/** How far below the best value of a group another may lie and hold as likely as not, logits. */
const BESIDE_BEST = 1.5;

/**
 * Probabilities by group and value.
 *
 * Of a group of which one value holds: soft-max of the picture's products with the values, times `scale`. Of a group of
 * which several hold, each by itself: sigma(scale * product - max(neutral, best - 1.5)), where `neutral` is the logit of
 * the same words without a value and `best` that of the group's best value; so a value holds when it is nearer than words
 * that say nothing, and not much farther than the best. That a part is missing, such as sleeves, is as likely as the
 * categories worn below the waist are.
 *
 * @param picture of length 1
 * @param scale logits for a product of 1, as the model was trained
 * @param refine what better than words tells of the garment, such as its outline
 */
export function zeroShot(
  picture: Float32Array,
  points: readonly GroupPoints[],
  groups: readonly AttributeGroup[],
  scale: number,
  refine: Refine = (seen) => seen,
): SeenGroups {
  const logit = (point: Float32Array): number => scale * product(picture, point);
  let seen: SeenGroups = {};
  for (const [k, group] of groups.entries()) {
    const { values, neutral } = points[k];
    const logits = values.map((point) => (point ? logit(point) : Number.NEGATIVE_INFINITY));
    const probabilities =
      group.kind === 'multi' && neutral ? eachByItself(logits, logit(neutral)) : softMax(logits);
    seen[group.id] = group.values.map(({ id }, v) => ({ value: id, probability: probabilities[v] }));
  }
  seen = refine(seen);
  const below = (seen.category ?? [])
    .filter(({ value }) => BELOW_WAIST.includes(value))
    .reduce((sum, { probability }) => sum + probability, 0);
  for (const { id, values } of groups) {
    if (!values.some((value) => isAbsent(id, value.id))) continue;
    seen[id] = seen[id].map(({ value, probability }) => ({
      value,
      probability: isAbsent(id, value) ? below : probability * (1 - below),
    }));
  }
  return worthTelling(seen);
}

const product = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
};

function softMax(logits: readonly number[]): number[] {
  const best = Math.max(...logits);
  const parts = logits.map((logit) => Math.exp(logit - best));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

function eachByItself(logits: readonly number[], neutral: number): number[] {
  const against = Math.max(neutral, Math.max(...logits) - BESIDE_BEST);
  return logits.map((logit) => 1 / (1 + Math.exp(against - logit)));
}

/** The mean direction of points of length 1, of length 1 itself. */
export function middleOf(points: readonly Float32Array[]): Float32Array | undefined {
  if (points.length === 0) return undefined;
  const sum = new Float32Array(points[0].length);
  for (const point of points) for (let k = 0; k < sum.length; k++) sum[k] += point[k];
  return unit(sum);
}

/** The same direction with length 1. */
export function unit(values: Float32Array): Float32Array {
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
