/** Kind: what is known of a garment's categories once its kind is known by its outline. */

import type { Category } from '../../../contract/catalog/garment.ts';
import { CATEGORY_KINDS, type SeenGroups } from '../../../contract/knowledge.ts';

/** How likely a category of another kind is than the outline shows, against one of that kind. */
const OTHER_KIND = 0.05;

/**
 * The categories' probabilities once the kind of garment is known: its outline tells a dress from a long shirt more surely
 * than its picture of a few pixels does.
 */
export function ofKind(attributes: SeenGroups, kind: Category | undefined): SeenGroups {
  if (!kind) return attributes;
  const weighed = (attributes.category ?? []).map(({ value, probability }) => ({
    value,
    probability: probability * (CATEGORY_KINDS[kind].includes(value) ? 1 : OTHER_KIND),
  }));
  const sum = weighed.reduce((total, { probability }) => total + probability, 0);
  if (sum === 0) return attributes;
  const category = weighed
    .map(({ value, probability }) => ({ value, probability: probability / sum }))
    .sort((a, b) => b.probability - a.probability);
  return { ...attributes, category };
}
