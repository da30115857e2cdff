/** Prompts: attributes as sentences that a model of pictures and words is asked with, in English. */

import type { AttributeGroup } from '../../../contract/knowledge.ts';

/** Raised with every change of the sentences. */
export const PROMPTS_VERSION = 1;

/** How a value of a group is told; "{}" is its word. */
const PHRASES: Record<string, string> = {
  category: 'a {}',
  sleeve: 'clothing with {}',
  neckline: 'clothing with {}',
  closure: 'clothing with {}',
  detail: 'clothing with {}',
  material: 'clothing made of {}',
};
const PLAIN = '{} clothing';
/** What is told where nothing of a group is. */
const NEUTRAL = 'clothing';

export interface GroupPrompts {
  id: string;
  /** Sentences of each value, in the order of the group; several say the same. None for a value that words cannot ask for. */
  values: string[][];
  /** Sentences without any value, for groups of which several hold. */
  neutral: string[];
}

/** Says of a garment that it has no such part; which kind of garment it is tells that better than words. */
export const isAbsent = (group: string, value: string): boolean =>
  value === 'none' && (group === 'sleeve' || group === 'neckline');

/** @param templates sentences with "{}" in the place of a phrase */
export function promptsOf(groups: readonly AttributeGroup[], templates: readonly string[]): GroupPrompts[] {
  const sentences = (phrase: string): string[] => templates.map((one) => one.replaceAll('{}', () => phrase));
  return groups.map(({ id, kind, values }) => ({
    id,
    values: values.map(({ id: value, en, enAlso }) =>
      isAbsent(id, value)
        ? []
        : [en, ...enAlso].flatMap((word) =>
            sentences((PHRASES[id] ?? PLAIN).replace('{}', () => word.toLowerCase())),
          ),
    ),
    neutral: kind === 'multi' ? sentences(NEUTRAL) : [],
  }));
}
