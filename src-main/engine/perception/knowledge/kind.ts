/** Kind: what is known of a garment's categories once its kind is known by its outline or by where it is worn. */

import type { Category } from '../../../contract/catalog/garment.ts';
import { CATEGORY_KINDS, type SeenGroups } from '../../../contract/knowledge.ts';

/** How likely a category of another kind is than the outline shows, against one of that kind. */
const OTHER_KIND = 0.05;

/**
 * The categories' probabilities once it is known of what kinds a garment can be: its outline, or where it is worn, tells a
 * dress from a long shirt more surely than its picture of a few pixels does.
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
  return { ...attributes, category };
}

/** The same where the kind is known, if it is. */
export const ofKind = (attributes: SeenGroups, kind: Category | undefined): SeenGroups =>
  kind ? ofKinds(attributes, [kind]) : attributes;
