/** Sizes: which dimensions a kind of garment is measured by, and the label a new row begins with. */

import type { Category, SizeRow } from '../../../src-main/contract/catalog/garment.ts';
import type { DIMENSION_NAMES } from '../../../src-main/contract/sew.ts';

export type Dimension = (typeof DIMENSION_NAMES)[number];

const UPPER: Dimension[] = ['chest', 'waist', 'shoulderWidth', 'sleeveLength', 'length'];
const LEGS: Dimension[] = ['waist', 'hip', 'thigh'];
const OF: Record<Category, Dimension[]> = {
  top: UPPER,
  jacket: UPPER,
  dress: ['chest', 'waist', 'hip', 'shoulderWidth', 'sleeveLength', 'length'],
  skirt: ['waist', 'hip', 'hemGirth', 'length'],
  trousers: [...LEGS, 'knee', 'calf', 'insideLeg', 'legHem'],
  shorts: [...LEGS, 'insideLeg', 'legHem'],
};

export const DIMENSIONS_OF = (category: Category | undefined): readonly Dimension[] =>
  category ? OF[category] : ['chest', 'waist', 'hip', 'length'];

/** A row without the dimensions that have been emptied. */
export function tidied(row: SizeRow): SizeRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as SizeRow;
}

const LETTERS = ['XS', 'S', 'M', 'L', 'XL', 'XXL', '3XL', '4XL'];

/** What usually follows: the next letter, the next even number, else a label nobody has. */
export function nextLabel(labels: readonly string[]): string {
  const last = labels.at(-1);
  const taken = new Set(labels);
  const free = (label: string) => !taken.has(label);
  if (last === undefined) return 'S';
  const letter = LETTERS.slice(LETTERS.indexOf(last.toUpperCase()) + 1).find(free);
  if (LETTERS.includes(last.toUpperCase()) && letter) return letter;
  if (/^\d{1,3}$/.test(last)) {
    const step = labels.length > 1 ? Math.max(1, Number(last) - Number(labels.at(-2)) || 2) : 2;
    const next = String(Number(last) + step);
    if (free(next)) return next;
  }
  for (let n = labels.length + 1; ; n++) if (free(`#${n}`)) return `#${n}`;
}
