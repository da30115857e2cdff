/** Wearing order: which garment goes on before which, and which cannot be worn together. */

import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import type { GarmentCategory } from '../domain/garment.ts';

const LOWER: readonly GarmentCategory[] = ['trousers', 'shorts', 'skirt'];

/** Innermost first. A tucked top goes on before the garment that covers its hem. */
function rank(category: GarmentCategory, tuck: boolean): number {
  if (LOWER.includes(category)) return tuck ? 2 : 0;
  if (category === 'dress' || category === 'top') return 1;
  return 3;
}

/**
 * Sorts items into wearing order, innermost first; items of one kind keep their order.
 *
 * @throws StudioError `invalid-input` for a dress with a lower garment, or two lower garments
 */
export function wearingOrder<T>(
  items: readonly T[],
  categoryOf: (item: T) => GarmentCategory,
  tuck: boolean,
): T[] {
  const categories = items.map(categoryOf);
  const lower = categories.filter((category) => LOWER.includes(category));
  if (lower.length > 1) {
    throw new StudioError(
      'invalid-input',
      `Two garments for the legs were given (${lower.join(' and ')}), one can be worn. Leave one out.`,
      { reason: say('two-for-the-legs', { category: lower[0], second: lower[1] }) },
    );
  }
  if (lower.length === 1 && categories.includes('dress')) {
    throw new StudioError(
      'invalid-input',
      `A dress cannot be worn together with ${lower[0] === 'skirt' ? 'a skirt' : lower[0]}. Leave one of them out.`,
      { reason: say('dress-with-legs', { category: lower[0] }) },
    );
  }
  return items
    .map((item, index) => ({ item, index, rank: rank(categories[index] as GarmentCategory, tuck) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ item }) => item);
}
