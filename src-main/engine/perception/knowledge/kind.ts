/** Kind: what is known of a garment's attributes once it is known of what kinds it can be, such as by where it is worn. */

import type { Category } from '../../../contract/catalog/garment.ts';
import { CATEGORY_KINDS, type SeenGroups } from '../../../contract/knowledge.ts';

/** Worn below the waist alone. */
const BELOW_WAIST: readonly Category[] = ['trousers', 'shorts', 'skirt'];
/** How likely a category of another kind is, against one of these: legs in a garment say nearly for sure. */
const OTHER_KIND = 0.002;

/**
 * The categories' probabilities once it is known of what kinds a garment can be; what is worn below the waist has neither
 * sleeves nor neckline.
 *
 * @param never categories that it cannot be all the same
 */
export function ofKinds(
  attributes: SeenGroups,
  kinds: readonly Category[],
  never: readonly string[] = [],
): SeenGroups {
  const can = new Set(kinds.flatMap((kind) => CATEGORY_KINDS[kind]));
  const weighed = (attributes.category ?? []).map(({ value, probability }) => ({
    value,
    probability: probability * (never.includes(value) ? 0 : can.has(value) ? 1 : OTHER_KIND),
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
