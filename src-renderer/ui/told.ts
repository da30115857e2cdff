/** Told: the words of the window for what the core tells by a code; its English is never shown. */

import type { TFunction } from 'i18next';
import type { Sentence } from '../../src-main/contract/sentences.ts';

/** Words of values that are names of things; other values are shown as they are. */
const NAMED: Record<string, (t: TFunction, value: string) => string> = {
  category: (t, value) => t(`library:category.${value}`, { defaultValue: value }),
  joint: (t, value) => t(`studio:joint.${value}`, { defaultValue: value }),
  landmark: (t, value) => t(`library:landmark.${value}`, { defaultValue: value }),
  measure: (t, value) => t(`clients:measure.${value}`, { defaultValue: value }),
  material: (t, value) => t(`told:material.${value}`, { defaultValue: value }),
  zone: (t, value) => t(`told:zone.${value.replaceAll(' ', '-')}`, { defaultValue: value }),
  other: (t, value) => t(`told:zone.${value.replaceAll(' ', '-')}`, { defaultValue: value }),
};

/** A sentence of the core in the language of the window. */
export function told(t: TFunction, { code, values }: Pick<Sentence, 'code' | 'values'>): string {
  const words: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values))
    words[name] = typeof value === 'string' ? (NAMED[name]?.(t, value) ?? value) : value;
  return t(`told:say.${code}`, words);
}
