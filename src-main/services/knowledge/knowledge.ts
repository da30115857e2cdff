/** Knowledge: the library's garments by meaning. Looks at their pictures with the engine, and answers what is like what. */

import type { CallOutput } from '../../contract/calls/index.ts';
import type { GarmentKnowledge, LikeGarment, OutfitPiece } from '../../contract/calls/knowledge.ts';
import type { CatalogGarment, GarmentQuery } from '../../contract/catalog/garment.ts';
import type { AttributeGroup, SeenGroups } from '../../contract/knowledge.ts';
import type { FindGarmentsResult, RegionChoice } from '../../contract/regions.ts';
import type { LikenessIndex } from '../../library/likeness-index.ts';
import type { RequestOptions } from '../lane.ts';
import { agreement, askedFor, holdsOf, suggestion } from './attribute-words.ts';
import { missingKinds, type Piece, scoreOf } from './outfit.ts';
import { chosenRegion, FoundGarments } from './regions.ts';
import { type Answer, isMissing, Seeing, type SeeingOptions, sourceOf } from './seeing.ts';
import { inCommon, Styles } from './style.ts';

/** Garments found by written words, and neighbours, that are ranked together. */
const CANDIDATES = 600;
const NEAREST = 80;
/** Garments of nearly the same picture: their product, and how far their main colours may lie apart (sRGB steps). */
const DUPLICATE = { product: 0.985, colour: 40, most: 8 };
/** Garments scored for an outfit: the newest of each kind. */
const MOST_SCORED = 1500;
/** Garments of a kind whose middle is taken, and that are held against what is worn by their style. */
const MIDDLE = 120;
/** Weights of a search: what the pictures are like, the attributes named, the words written. */
const MEANING = { likeness: 0.35, attributes: 0.45, words: 0.6 };
/** A garment answers the words from this score on, and from this share of the best one's. */
const LEAST = { score: 0.2, share: 0.62 };

export type KnowledgeOptions = SeeingOptions;

export class Knowledge {
  readonly #options: KnowledgeOptions;
  readonly #seeing: Seeing;
  readonly #found = new FoundGarments();

  constructor(options: KnowledgeOptions) {
    this.#options = options;
    this.#seeing = new Seeing(options);
  }

  /** Groups of attributes; empty where the models are missing. @throws StudioError as the engine does */
  async groups(): Promise<AttributeGroup[]> {
    if (this.#seeing.groups.length === 0) {
      try {
        await this.#seeing.ask({}, { priority: 'interactive' });
      } catch (error) {
        if (!isMissing(error) || this.#options.strict) throw error;
      }
    }
    return this.#seeing.groups;
  }

  /** Which models look, how far they are, and whether those before answer until then. */
  async state(): Promise<
    Pick<CallOutput<'knowledge.state'>, 'ready' | 'known' | 'model' | 'trouble' | 'meanwhile'>
  > {
    const ready = (await this.groups()).length > 0;
    // the model may have been added, replaced or removed since it was last asked
    if (ready && this.#seeing.chosen !== undefined) await this.#seeing.ask({}, { priority: 'interactive' });
    const { chosen, trouble } = this.#seeing;
    const own = this.#seeing.own();
    const serving = this.#seeing.serving();
    return {
      ready,
      known: own?.size ?? 0,
      ...(chosen === undefined ? {} : { model: chosen }),
      ...(trouble ? { trouble } : {}),
      meanwhile: serving !== undefined && serving.model.key !== own?.model.key,
    };
  }

  /** Looks at a garment's picture and keeps what is seen. @throws StudioError as the engine does */
  async look(garment: CatalogGarment, options?: RequestOptions): Promise<void> {
    await this.#seeing.look(garment, options);
  }

  /** Has the model chosen compute what it needs once before it looks at pictures, while others take their turn. */
  async prepare(options: RequestOptions, onShare: (share: number) => void): Promise<void> {
    await this.#seeing.prepare(options, onShare);
  }

  /** Garments whose picture was not looked at yet, as it is, with the model chosen; and that model. */
  async unseen(): Promise<{ garments: CatalogGarment[]; key: string }> {
    return this.#seeing.unseen();
  }

  /** True where the model chosen was replaced by another version, which has looked at nothing yet. */
  outdated(): boolean {
    return this.#seeing.outdated();
  }

  /** Every garment there was has been looked at with the model of this key: from now on it answers alone. */
  complete(key: string): void {
    this.#seeing.complete(key);
  }

  /** Ids of garments that answer words by their meaning, best first; undefined where the models are missing. */
  async search(query: GarmentQuery): Promise<string[] | undefined> {
    const { garments } = this.#options.library;
    const text = query.text.trim();
    const serving = this.#seeing.serving();
    if (text === '' || !serving) return undefined;
    let answer: Answer;
    try {
      answer = await this.#seeing.ask({ texts: [text] }, { priority: 'interactive' }, serving.model.name);
    } catch (error) {
      if (isMissing(error) && !this.#options.strict) return undefined;
      throw error;
    }
    const index = this.#seeing.index(answer.model);
    const asked = askedFor(text, answer.groups);
    // models that know words about garments alone would make something up of any others
    if (!index || (!answer.anyWords && Object.keys(asked).length === 0)) return undefined;
    const [embedding] = answer.texts;
    const within = new Set(garments.searchIds({ ...query, text: '' }));
    const written = garments.searchIds({ ...query, sort: 'relevance' });
    const near = index.near(embedding, NEAREST, within);
    const place = new Map(near.map(({ garmentId }, k) => [garmentId, k]));
    const scores = new Map<string, number>();
    const candidates = new Set([...written.slice(0, CANDIDATES), ...near.map(({ garmentId }) => garmentId)]);
    const wordAt = new Map(written.map((id, k) => [id, k]));
    const [best, worst] = [near[0]?.product ?? 0, near.at(-1)?.product ?? 0];
    for (const id of candidates) {
      const at = place.get(id);
      const product = at === undefined ? worst : near[at].product;
      const likeness = best > worst ? (product - worst) / (best - worst) : 0;
      const seen = index.of(id)?.seen ?? {};
      const attributes = agreement(asked, garments.get(id), seen, answer.groups);
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
    for (const index of this.#seeing.readable()) {
      const embedding = index.embeddingOf(id);
      if (embedding) return this.#like(index, embedding, query, limit, id);
    }
    return [];
  }

  /** Garments of a picture that stays as it is. @throws StudioError as the engine does */
  regions(file: string): Promise<FindGarmentsResult> {
    const model = this.#seeing.serving()?.model;
    return this.#found.of(`${model?.key ?? ''} ${file}`, () =>
      this.#seeing.garmentsOf(file, { priority: 'interactive' }, model?.name),
    );
  }

  /**
   * Garments like one of a picture, the best one of it unless one is chosen; where it has none, like the whole picture.
   *
   * @throws StudioError as the engine does, invalid-input where the picture has no such garment
   */
  async likePicture(
    file: string,
    choice: RegionChoice | undefined,
    query: GarmentQuery,
    limit: number,
  ): Promise<LikeGarment[]> {
    const { regions, whole, model } = await this.regions(file);
    const embedding = (chosenRegion(regions, choice) ?? whole)?.embedding;
    const index = this.#seeing.index(model);
    return index && embedding ? this.#like(index, embedding, query, limit) : [];
  }

  #like(
    index: LikenessIndex,
    embedding: ArrayLike<number>,
    query: GarmentQuery,
    limit: number,
    without?: string,
  ): LikeGarment[] {
    const { garments } = this.#options.library;
    const within = new Set(garments.searchIds(query));
    if (without) within.delete(without);
    return index.near(embedding, limit, within).map(({ garmentId, product }) => ({
      garment: garments.get(garmentId),
      likeness: Math.min(1, Math.max(0, product)),
    }));
  }

  /** What is known of a garment. */
  async of(id: string): Promise<GarmentKnowledge> {
    const garment = this.#options.library.garments.get(id);
    const groups = await this.groups();
    const index = this.#seeing.readable().find((one) => one.of(id) !== undefined);
    const found = index?.of(id);
    const seen = found?.seen ?? {};
    return {
      known: found?.source === sourceOf(garment),
      groups,
      seen,
      holds: holdsOf(garment, seen, groups),
      suggested: suggestion(garment, seen, groups),
      duplicates: index ? this.#duplicatesOf(index, garment) : [],
    };
  }

  #duplicatesOf(index: LikenessIndex, garment: CatalogGarment): LikeGarment[] {
    const embedding = index.embeddingOf(garment.id);
    if (!embedding) return [];
    return index.near(embedding, DUPLICATE.most + 1).flatMap(({ garmentId, product }) => {
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
    const indexes = this.#seeing.readable();
    const piece = (garment: CatalogGarment): Piece => {
      let seen: SeenGroups | undefined;
      for (const index of indexes) seen ??= index.of(garment.id)?.seen;
      return { garment, seen: seen ?? {} };
    };
    const worn = wornIds.map((id) => piece(garments.get(id)));
    const kinds = missingKinds(worn.flatMap(({ garment }) => garment.category ?? []));
    const before = pastOf(
      looks
        .list(clientId ? { clientId } : {})
        .map(({ document }) => document.layers.map((layer) => layer.garmentId)),
      wornIds,
    );
    const ofKind = new Map(
      [...kinds, ...worn.flatMap(({ garment }) => garment.category ?? [])].map((kind) => [
        kind,
        garments.searchIds({ categories: [kind] }),
      ]),
    );
    // points of different models have nothing in common; where nothing is worn there is nothing to be alike
    const points = worn.length > 0 ? this.#seeing.serving() : undefined;
    const pointOf = (id: string) => points?.embeddingOf(id);
    const styles = new Styles(
      new Map(
        [...ofKind].map(([kind, ids]) => [kind, ids.slice(0, MIDDLE).flatMap((id) => pointOf(id) ?? [])]),
      ),
    );
    const styleOf = ({ id, category }: CatalogGarment) => styles.of(pointOf(id), category);
    const wornStyles = worn.map(({ garment }) => styleOf(garment));
    const byKind = kinds.map((kind) =>
      (ofKind.get(kind) ?? [])
        .slice(0, MOST_SCORED)
        .filter((id) => !wornIds.includes(id))
        .map((id) => scoreOf(piece(garments.get(id)), worn, before.get(id) ?? 0))
        .filter(({ piece: { garment } }) => garment.flag !== 'reject')
        .sort((a, b) => b.score - a.score)
        .slice(0, MIDDLE)
        .map(({ piece: one }) =>
          scoreOf(one, worn, before.get(one.garment.id) ?? 0, inCommon(styleOf(one.garment), wornStyles)),
        )
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
    this.#seeing.close();
  }
}

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
