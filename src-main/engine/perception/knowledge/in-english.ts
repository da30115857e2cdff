/** In English: words in Chinese as a model that knows English alone can be asked for them, by the attributes they name. */

import type { AttributeGroup } from '../../../contract/knowledge.ts';

const HAN = /\p{Script=Han}/u;

/**
 * The English words of the attribute values that a text in Chinese names, in their order, with what it says in other
 * letters; the text itself where it has no Han characters or names none.
 */
export function inEnglish(text: string, groups: readonly AttributeGroup[]): string {
  if (!HAN.test(text)) return text;
  const words = groups.flatMap(({ values }) =>
    values.flatMap(({ en, zh, zhAlso }) =>
      [zh, ...zhAlso].map((word) => ({ word: word.toLowerCase(), en: en.toLowerCase() })),
    ),
  );
  // the longest words win: dark green is not green
  words.sort((a, b) => b.word.length - a.word.length);
  let rest = text.normalize('NFKC').toLowerCase();
  let known = false;
  for (const { word, en } of words) {
    if (!HAN.test(word) || !rest.includes(word)) continue;
    rest = rest.replaceAll(word, () => ` ${en} `);
    known = true;
  }
  if (!known) return text;
  return rest
    .replace(/\p{Script=Han}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
