/** Regions: the garments that the engine finds in a picture handed over, with what each may be called. */

import { StudioError } from '../../contract/errors.ts';
import type { FindGarmentsResult, NamedRegion, RegionChoice, RegionKind } from '../../contract/regions.ts';
import { type Noun, suggestion } from './attribute-words.ts';

/** What a worn garment is called where its category is not sure. */
const WORN_WORDS: Record<RegionKind, Noun> = {
  upper: { en: 'Top', zh: '上装' },
  lower: { en: 'Bottoms', zh: '下装' },
  dress: { en: 'Dress', zh: '连衣裙' },
};

/** Garments of a picture as hosts show them. */
export const namedRegions = ({ regions, groups }: FindGarmentsResult): NamedRegion[] =>
  regions.map(({ embedding: _, picture: __, ...region }) => {
    const { category, colours, attributes } = region;
    const known = { attributes: {}, colours, ...(category ? { category } : {}) };
    return { ...region, name: suggestion(known, attributes, groups, WORN_WORDS[region.kind]).name };
  });

/**
 * The garment that is meant: by its number, by where it is worn (the best such one), or the best of all.
 *
 * @returns undefined where the picture has none and none in particular is asked for
 * @throws StudioError invalid-input where the picture has no such garment
 */
export function chosenRegion<T extends Pick<NamedRegion, 'number' | 'kind'>>(
  regions: readonly T[],
  choice: RegionChoice | undefined,
): T | undefined {
  if (choice === undefined) return regions[0];
  const found = regions.find(({ number, kind }) => choice === number || choice === kind);
  if (found) return found;
  const there = regions.map(({ number, kind }) => `${number} (${kind})`).join(', ');
  throw new StudioError(
    'invalid-input',
    `Expected one of the picture's garments, but it has no ${typeof choice === 'number' ? `number ${choice}` : `${choice} garment`}: ${there ? `it has ${there}` : 'none was found in it'}.`,
  );
}

/** Pictures whose garments are remembered. */
const MOST_KEPT = 8;

/** Results of the pictures asked about last, so that another garment of the same picture is there at once. */
export class FoundGarments {
  readonly #kept = new Map<string, Promise<FindGarmentsResult>>();

  /** @param key names what is looked at, and by which models */
  of(key: string, find: () => Promise<FindGarmentsResult>): Promise<FindGarmentsResult> {
    const known = this.#kept.get(key);
    const found = known ?? find();
    this.#kept.delete(key);
    this.#kept.set(key, found);
    // what failed is tried again when it is asked for again
    if (!known) found.catch(() => this.#kept.get(key) === found && this.#kept.delete(key));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#kept.delete(oldest);
    }
    return found;
  }
}
