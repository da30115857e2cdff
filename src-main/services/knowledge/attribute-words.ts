/** Attribute words: which attributes a text asks for, which hold of a garment, and what a garment is called by them. */

import { colourWords } from '../../contract/catalog/colours.ts';
import type { CatalogGarment, Category } from '../../contract/catalog/garment.ts';
import {
  type AttributeGroup,
  CATEGORY_KINDS,
  type SeenGroups,
  type SeenValue,
} from '../../contract/knowledge.ts';

type Holds = Record<string, string[]>;
type Known = Pick<CatalogGarment, 'attributes' | 'colours' | 'category'>;

/** From this probability on a value holds. */
const LIKELY = 0.5;
/** From this on it is told of by itself, in a name or a tag. */
export const SURE = 0.6;
/** Least agreement with a category of the kind that the catalog says. */
const OF_KIND = 0.6;
/** What a stripe of either way is in words of the engine's own. */
const SAME: Record<string, readonly string[]> = { striped: ['stripe-horizontal', 'stripe-vertical'] };

/** Groups whose values say that there is nothing. */
const NOTHING = 'none';

/** Attribute values that a text names, by group. The longest words win: "dark green" is not green. */
export function askedFor(text: string, groups: readonly AttributeGroup[]): Holds {
  let rest = ` ${text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s,;.]+/g, ' ')} `;
  const found: Holds = {};
  for (const { word, group, value } of dictionaryOf(groups)) {
    const at = positionOf(rest, word);
    if (at < 0) continue;
    const known = found[group] ?? [];
    found[group] = known.includes(value) ? known : [...known, value];
    rest = `${rest.slice(0, at)} ${rest.slice(at + word.length)}`;
  }
  return found;
}

interface Entry {
  word: string;
  group: string;
  value: string;
}
let dictionary: { of: readonly AttributeGroup[]; entries: Entry[] } | undefined;

function dictionaryOf(groups: readonly AttributeGroup[]): Entry[] {
  if (dictionary?.of === groups) return dictionary.entries;
  const entries = groups.flatMap((group) =>
    group.values
      .filter(({ id }) => id !== NOTHING)
      .flatMap(({ id, en, zh, enAlso, zhAlso }) =>
        [en, zh, ...enAlso, ...zhAlso].map((word) => ({
          word: word.toLowerCase(),
          group: group.id,
          value: id,
        })),
      ),
  );
  entries.sort((a, b) => b.word.length - a.word.length);
  dictionary = { of: groups, entries };
  return entries;
}

/** Han words stand anywhere; others between blanks, with the usual endings. */
function positionOf(text: string, word: string): number {
  if (/\p{Script=Han}/u.test(word)) return text.indexOf(word);
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const match = new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?=(s|es|d|ed)?(?![\\p{L}\\p{N}]))`, 'u').exec(text);
  return match ? match.index : -1;
}

/** Values that hold of a garment by group: what the user or the record says first, else what is likely. */
export function holdsOf(garment: Known, seen: SeenGroups, groups: readonly AttributeGroup[]): Holds {
  const holds: Holds = {};
  for (const { id, kind, values } of groups) {
    const own = garment.attributes[id]
      ?.split(',')
      .map((value) => value.trim())
      .flatMap((value) => SAME[value] ?? [value]);
    const known = own?.filter((value) => values.some((one) => one.id === value));
    if (known && known.length > 0) {
      holds[id] = known;
      continue;
    }
    if (id === 'colour' && garment.colours.length > 0) {
      const named = garment.colours.flatMap(({ name }) =>
        coloursAmong(
          name,
          values.map((value) => value.id),
        ),
      );
      if (named.length > 0) holds[id] = [...new Set(named)];
      continue;
    }
    const likely = ofKind(seen[id] ?? [], id, garment.category).filter(
      ({ probability }) => probability >= LIKELY,
    );
    if (likely.length > 0)
      holds[id] = (kind === 'single' ? likely.slice(0, 1) : likely).map(({ value }) => value);
  }
  return holds;
}

/** Categories that the catalog's kind can be, their probabilities brought to a sum of 1; other groups as they are. */
export function ofKind(
  seen: readonly SeenValue[],
  group: string,
  kind: Category | undefined,
): readonly SeenValue[] {
  if (group !== 'category' || !kind) return seen;
  const can = seen.filter(({ value }) => CATEGORY_KINDS[kind].includes(value));
  const sum = can.reduce((total, { probability }) => total + probability, 0);
  return can.map(({ value, probability }) => ({ value, probability: probability / (sum || 1) }));
}

/** Colours of the model that a colour of the trade is: itself, or what it is a kind of. */
export function coloursAmong(name: string, values: readonly string[]): string[] {
  const [own, ...others] = colourWords(name).map((word) => word.replace(' ', '-'));
  return values.includes(own) ? [own] : others.filter((word) => values.includes(word));
}

/** How far a garment is what was asked for, 0..1: the mean over the groups asked of the likeliest of the values named. */
export function agreement(
  asked: Holds,
  garment: Known,
  seen: SeenGroups,
  groups: readonly AttributeGroup[],
): number {
  const holds = holdsOf(garment, seen, groups);
  const each = Object.entries(asked).map(([group, values]) => {
    if (holds[group]?.some((value) => values.includes(value))) return 1;
    if (group === 'colour' && holds.colour) return 0;
    const probability = Math.max(
      0,
      ...(seen[group] ?? []).filter(({ value }) => values.includes(value)).map((one) => one.probability),
    );
    if (group === 'category' && garment.category) {
      const kind = CATEGORY_KINDS[garment.category];
      return values.some((value) => kind.includes(value)) ? Math.max(OF_KIND, probability) : 0;
    }
    return probability;
  });
  return each.length === 0 ? 0 : each.reduce((sum, one) => sum + one, 0) / each.length;
}

/** Words that a name is made of, in this order, before what it is. */
const NAME_ORDER = ['colour', 'material', 'pattern', 'sleeve'] as const;
/** What a garment is called where its category is not sure. */
const KIND_WORDS: Record<Category, Noun> = {
  top: { en: 'Top', zh: '上衣' },
  trousers: { en: 'Trousers', zh: '长裤' },
  shorts: { en: 'Shorts', zh: '短裤' },
  skirt: { en: 'Skirt', zh: '半身裙' },
  dress: { en: 'Dress', zh: '连衣裙' },
  jacket: { en: 'Jacket', zh: '外套' },
};
export interface Noun {
  en: string;
  zh: string;
}
const TAG_GROUPS = ['pattern', 'material', 'season', 'occasion', 'detail'] as const;
/** Values that go without saying. */
const PLAIN = new Set([NOTHING, 'plain', 'regular', 'woven', 'jersey', 'casual', 'short']);

/**
 * What a garment may be called, and tags, of what is sure about it; no name where nothing is.
 *
 * @param noun what it is called where neither its category is sure nor its kind known
 */
export function suggestion(
  garment: Known,
  seen: SeenGroups,
  groups: readonly AttributeGroup[],
  noun?: Noun,
): { name: { en: string; zh: string }; tags: { en: string[]; zh: string[] } } {
  const holds = holdsOf(garment, seen, groups);
  const sure = (id: string): AttributeGroup['values'] => {
    const group = groups.find((one) => one.id === id);
    return (holds[id] ?? [])
      .filter((value) => {
        const told = garment.attributes[id] || (id === 'colour' && garment.colours.length > 0);
        const probability = seen[id]?.find((one) => one.value === value)?.probability ?? 0;
        return !PLAIN.has(value) && (told || probability >= SURE);
      })
      .flatMap((value) => group?.values.find((one) => one.id === value) ?? []);
  };
  const words: Noun[] = NAME_ORDER.flatMap((id) => sure(id).slice(0, 1));
  const [category] = sure('category');
  // a kind alone is no name
  const kind = words.length === 0 ? undefined : garment.category ? KIND_WORDS[garment.category] : noun;
  words.push(...[category ?? kind ?? []].flat());
  const en = words
    .map((word) => word.en)
    .join(' ')
    .toLowerCase();
  const tags = TAG_GROUPS.flatMap(sure);
  return {
    name: { en: en.charAt(0).toUpperCase() + en.slice(1), zh: words.map((word) => word.zh).join('') },
    tags: { en: tags.map((tag) => tag.en.toLowerCase()), zh: tags.map((tag) => tag.zh) },
  };
}
