/** Kind: what is known of a garment's categories once its kind is known by its outline or by where it is worn. */

import type { Category } from '../../../contract/catalog/garment.ts';
import { CATEGORY_KINDS, type SeenGroups } from '../../../contract/knowledge.ts';

/** Worn below the waist alone. */
const BELOW_WAIST: readonly Category[] = ['trousers', 'shorts', 'skirt'];
/** How likely a category of another kind is than the outline shows, against one of that kind. */
const OTHER_KIND = 0.05;
/** The same where the garment is worn: legs in it are surer than an outline. */
export const OTHER_WORN = 0.002;

/**
 * The categories' probabilities once it is known of what kinds a garment can be: its outline, or where it is worn, tells a
 * dress from a long shirt more surely than its picture of a few pixels does.
 *
 * @param never categories that it cannot be all the same
 * @param other how likely a category of another kind is, against one of these
 */
export function ofKinds(
  attributes: SeenGroups,
  kinds: readonly Category[],
  never: readonly string[] = [],
  other = OTHER_KIND,
): SeenGroups {
  const can = new Set(kinds.flatMap((kind) => CATEGORY_KINDS[kind]));
  const weighed = (attributes.category ?? []).map(({ value, probability }) => ({
    value,
    probability: probability * (never.includes(value) ? 0 : can.has(value) ? 1 : other),
  }));
  const sum = weighed.reduce((total, { probability }) => total + probability, 0);
  if (sum === 0) return attributes;
  const category = weighed
    .map(({ value, probability }) => ({ value, probability: probability / sum }))
    .sort((a, b) => b.probability - a.probability);
  const below = kinds.every((kind) => BELOW_WAIST.includes(kind));
  return { ...attributes, category, ...(below ? without(attributes, ['sleeve', 'neckline']) : {}) };
}

/** Of parts that a garment has not, that it has none. */
function without(attributes: SeenGroups, parts: readonly string[]): SeenGroups {
  const known = parts.filter((part) => attributes[part]?.some(({ value }) => value === 'none'));
  return Object.fromEntries(known.map((part) => [part, [{ value: 'none', probability: 1 }]]));
}
