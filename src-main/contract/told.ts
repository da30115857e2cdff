/** Told: what the core tells by a code, in the words of the translations; its own English is for the command line. */

import { jointName, type Translate } from './joint-name.ts';
import type { Sentence } from './sentences.ts';

type Joints = Parameters<typeof jointName>[2];

/** Words of values that are names of things; other values are shown as they are. */
const NAMED: Record<string, (t: Translate, value: string, joints: Joints) => string> = {
  category: (t, value) => t(`library:category.${value}`, { defaultValue: value }),
  second: (t, value) => t(`library:category.${value}`, { defaultValue: value }),
  joint: (t, value, joints) => jointName(t, value, joints),
  landmark: (t, value) => t(`library:landmark.${value}`, { defaultValue: value }),
  landmarks: (t, value) =>
    value
      .split(', ')
      .map((name) => t(`library:landmark.${name}`, { defaultValue: name }))
      .join(t('told:between', {})),
  measure: (t, value) => t(`clients:measure.${value}`, { defaultValue: value }),
  material: (t, value) => t(`told:material.${value}`, { defaultValue: value }),
  zone: (t, value) =>
    value
      .split(', ')
      .map((zone) => t(`told:zone.${zone.replaceAll(' ', '-')}`, { defaultValue: zone }))
      .join(t('told:between', {})),
  colour: (t, value) => colour(t, value),
  beside: (t, value) => colour(t, value),
  season: (t, value) => t(`told:season.${value}`, { defaultValue: value }),
  occasion: (t, value) => t(`told:occasion.${value}`, { defaultValue: value }),
  other: (t, value) => t(`told:zone.${value.replaceAll(' ', '-')}`, { defaultValue: value }),
};

const colour = (t: Translate, value: string): string =>
  t(`library:colourName.${value.replaceAll(' ', '-')}`, { defaultValue: value });

/** A sentence of the core in the language of `t`; `joints` tell the sides of those it names. */
export function told(
  t: Translate,
  { code, values }: Pick<Sentence, 'code' | 'values'>,
  joints: Joints = [],
): string {
  const words: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values))
    words[name] = typeof value === 'string' ? (NAMED[name]?.(t, value, joints) ?? value) : value;
  return t(`told:say.${code}`, words);
}
