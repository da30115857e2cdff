/** Knowledge: the library's garments by meaning. Looks at their pictures with the engine, and answers what is like what. */

import type { GarmentKnowledge, LikeGarment, OutfitPiece } from '../../contract/calls/knowledge.ts';
import type { CatalogGarment, GarmentQuery } from '../../contract/catalog/garment.ts';
import { StudioError } from '../../contract/errors.ts';
import type { AttributeGroup, DescribeInput, DescribeResult, SeenGroups } from '../../contract/knowledge.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { Library } from '../../library/library.ts';
import { Likeness } from '../../library/likeness.ts';
import type { RequestOptions } from '../lane.ts';
import { agreement, askedFor, holdsOf, suggestion } from './attribute-words.ts';
import { missingKinds, type Piece, scoreOf } from './outfit.ts';

/** Garments found by written words, and neighbours, that are ranked together. */
const CANDIDATES = 600;
const NEAREST = 80;
/** Garments of nearly the same picture: their product, and how far their main colours may lie apart (sRGB steps). */
const DUPLICATE = { product: 0.985, colour: 40, most: 8 };
/** Garments scored for an outfit: the newest of each kind. */
const MOST_SCORED = 1500;
/** Weights of a search: what the pictures are like, the attributes named, the words written. */
const MEANING = { likeness: 0.35, attributes: 0.45, words: 0.6 };
/** A garment answers the words from this score on, and from this share of the best one's. */
const LEAST = { score: 0.2, share: 0.62 };

export interface KnowledgeOptions {
  library: Library;
  describe(input: DescribeInput, options?: RequestOptions): Promise<DescribeResult>;
  provider(): ProviderName;
}

export class Knowledge {
  readonly #options: KnowledgeOptions;
  readonly #likeness: Likeness;
  #groups: AttributeGroup[] = [];

  constructor(options: KnowledgeOptions) {
    this.#options = options;
    this.#likeness = new Likeness(options.library.folder, options.library.readOnly);
  }

  /** Asks the engine, and takes its models into use. */
  async #ask(input: DescribeInput, options?: RequestOptions): Promise<DescribeResult> {
    const models = { provider: this.#options.provider() };
    const result = await this.#options.describe({ ...input, models }, options);
    this.#groups = result.groups;
    const width = result.pictures[0]?.embedding.length ?? result.texts[0]?.length;
    if (width !== undefined) this.#likeness.use(result.model, width);
    return result;
  }

  /** Groups of attributes; empty where the models are missing. */
  async groups(): Promise<AttributeGroup[]> {
    if (this.#groups.length === 0) {
      try {
        await this.#ask({}, { priority: 'interactive' });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return this.#groups;
  }

  /** Looks at a garment's picture and keeps what is seen. @throws StudioError as the engine does */
  async look(garment: CatalogGarment, options?: RequestOptions): Promise<void> {
    const { assets } = this.#options.library;
    const { hash, cutOutHash, category, landmarks } = garment;
    const { pictures } = await this.#ask(
      {
        pictures: [
          {
            file: assets.file(hash),
            landmarks,
            ...(cutOutHash ? { cutOut: assets.file(cutOutHash) } : {}),
            ...(category ? { category } : {}),
          },
        ],
      },
      options,
    );
    const [{ attributes, embedding }] = pictures;
    this.#likeness.put(garment.id, { source: sourceOf(garment), seen: attributes }, embedding);
  }

  /** Garments whose picture was not looked at yet, as it is, with the models in use. */
  async unseen(): Promise<CatalogGarment[]> {
    const { model } = await this.#ask({}, { priority: 'background' });
    const fresh = this.#likeness.model !== model;
    const known = fresh ? new Map<string, string>() : this.#likeness.sources();
    const all = this.#all();
    if (!fresh)
      this.#likeness.keepOnly(
        new Set(this.#options.library.garments.searchIds({ trash: true }).concat(all.map(({ id }) => id))),
      );
    return all.filter((garment) => known.get(garment.id) !== sourceOf(garment));
  }

  count(): number {
    return this.#likeness.size;
  }

  #all(): CatalogGarment[] {
    const { garments } = this.#options.library;
    return garments.searchIds({}).map((id) => garments.get(id));
  }

  /** Ids of garments that answer words by their meaning, best first; undefined where the models are missing. */
  async search(query: GarmentQuery): Promise<string[] | undefined> {
    const { garments } = this.#options.library;
    const text = query.text.trim();
    if (text === '' || this.#likeness.model === undefined) return undefined;
    let embedding: readonly number[];
    try {
      embedding = (await this.#ask({ texts: [text] }, { priority: 'interactive' })).texts[0];
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const asked = askedFor(text, this.#groups);
    // the models know words about garments alone: of any others they would make something up
    if (Object.keys(asked).length === 0) return undefined;
    const within = new Set(garments.searchIds({ ...query, text: '' }));
    const written = garments.searchIds({ ...query, sort: 'relevance' });
    const near = this.#likeness.near(embedding, NEAREST, within);
    const place = new Map(near.map(({ garmentId }, k) => [garmentId, k]));
    const scores = new Map<string, number>();
    const candidates = new Set([...written.slice(0, CANDIDATES), ...near.map(({ garmentId }) => garmentId)]);
    const wordAt = new Map(written.map((id, k) => [id, k]));
    const [best, worst] = [near[0]?.product ?? 0, near.at(-1)?.product ?? 0];
    for (const id of candidates) {
      const at = place.get(id);
      const product = at === undefined ? worst : near[at].product;
      const likeness = best > worst ? (product - worst) / (best - worst) : 0;
      const seen = this.#likeness.of(id)?.seen ?? {};
      const attributes = agreement(asked, garments.get(id), seen, this.#groups);
      const rank = wordAt.get(id);
      const words = rank === undefined ? 0 : 1 - rank / (2 * written.length);
      scores.set(id, MEANING.likeness * likeness + MEANING.attributes * attributes + MEANING.words * words);
    }
    const least = Math.max(LEAST.score, LEAST.share * Math.max(0, ...scores.values()));
    return [...scores]
      .filter(([id, score]) => wordAt.has(id) || score >= least)
      .sort(([, a], [, b]) => b - a)
      .map(([id]) => id);
  }

  /** Garments like one of the library, without it. */
  likeGarment(id: string, query: GarmentQuery, limit: number): LikeGarment[] {
    const embedding = this.#likeness.embeddingOf(id);
    return embedding ? this.#like(embedding, query, limit, id) : [];
  }

  /** Garments like a picture. @throws StudioError as the engine does */
  async likePicture(file: string, query: GarmentQuery, limit: number): Promise<LikeGarment[]> {
    const { pictures } = await this.#ask({ pictures: [{ file }] }, { priority: 'interactive' });
    return this.#like(pictures[0].embedding, query, limit);
  }

  #like(embedding: ArrayLike<number>, query: GarmentQuery, limit: number, without?: string): LikeGarment[] {
    const { garments } = this.#options.library;
    const within = new Set(garments.searchIds(query));
    if (without) within.delete(without);
    return this.#likeness.near(embedding, limit, within).map(({ garmentId, product }) => ({
      garment: garments.get(garmentId),
      likeness: Math.min(1, Math.max(0, product)),
    }));
  }

  /** What is known of a garment. */
  async of(id: string): Promise<GarmentKnowledge> {
    const garment = this.#options.library.garments.get(id);
    const groups = await this.groups();
    const found = this.#likeness.of(id);
    const seen = found?.seen ?? {};
    return {
      known: found?.source === sourceOf(garment),
      groups,
      seen,
      holds: holdsOf(garment, seen, groups),
      suggested: suggestion(garment, seen, groups),
      duplicates: this.#duplicatesOf(garment),
    };
  }

  #duplicatesOf(garment: CatalogGarment): LikeGarment[] {
    const embedding = this.#likeness.embeddingOf(garment.id);
    if (!embedding) return [];
    return this.#likeness.near(embedding, DUPLICATE.most + 1).flatMap(({ garmentId, product }) => {
      if (garmentId === garment.id || product < DUPLICATE.product) return [];
      // what was deleted for good may still be known
      const other = this.#options.library.garments.find(garmentId);
      if (!other || other.trashedAt || other.category !== garment.category) return [];
      const apart = coloursApart(other.colours[0]?.hex, garment.colours[0]?.hex);
      return apart <= DUPLICATE.colour ? [{ garment: other, likeness: Math.min(1, product) }] : [];
    });
  }

  /** Pieces that complete what is worn, best of each missing kind by turns. */
  outfit(wornIds: readonly string[], clientId: string | undefined, limit: number): OutfitPiece[] {
    const { garments, looks } = this.#options.library;
    const piece = (garment: CatalogGarment): Piece => ({
      garment,
      seen: this.#likeness.of(garment.id)?.seen ?? ({} as SeenGroups),
    });
    const worn = wornIds.map((id) => piece(garments.get(id)));
    const kinds = missingKinds(worn.flatMap(({ garment }) => garment.category ?? []));
    const before = pastOf(
      looks
        .list(clientId ? { clientId } : {})
        .map(({ document }) => document.layers.map((layer) => layer.garmentId)),
      wornIds,
    );
    const byKind = kinds.map((kind) =>
      garments
        .searchIds({ categories: [kind] })
        .slice(0, MOST_SCORED)
        .filter((id) => !wornIds.includes(id))
        .map((id) => scoreOf(piece(garments.get(id)), worn, before.get(id) ?? 0))
        .filter(({ piece: { garment } }) => garment.flag !== 'reject')
        .sort((a, b) => b.score - a.score),
    );
    const pieces: OutfitPiece[] = [];
    for (let round = 0; pieces.length < limit && byKind.some((list) => list.length > round); round++)
      for (const list of byKind) {
        const next = list[round];
        if (next && pieces.length < limit)
          pieces.push({ garment: next.piece.garment, score: next.score, reasons: next.reasons });
      }
    return pieces;
  }

  close(): void {
    this.#likeness.close();
  }
}

/** What a garment was seen in: its picture and the cut-out of it, and what it was said to be. */
const sourceOf = ({ hash, cutOutHash, category }: CatalogGarment): string =>
  [hash, cutOutHash ?? '', category ?? ''].join(' ');

const isMissing = (error: unknown): boolean =>
  error instanceof StudioError && ['model-missing', 'model-corrupt', 'model-invalid'].includes(error.code);

/** How often each garment was in a look together with one of these; in any look where nothing is worn. */
function pastOf(looks: readonly string[][], wornIds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const layers of looks) {
    if (wornIds.length > 0 && !layers.some((id) => wornIds.includes(id))) continue;
    for (const id of new Set(layers)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Largest difference of two colours in a channel; 255 where one is not known. */
function coloursApart(a: string | undefined, b: string | undefined): number {
  if (!a || !b) return a === b ? 0 : 255;
  return Math.max(
    ...[1, 3, 5].map((at) =>
      Math.abs(Number.parseInt(a.slice(at, at + 2), 16) - Number.parseInt(b.slice(at, at + 2), 16)),
    ),
  );
}
