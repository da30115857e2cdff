/** Likeness index: what one model sees in the pictures of garments, and which are nearest to a point of its space. */

import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { SeenGroups } from '../contract/knowledge.ts';

/** Most neighbours that the index gives at once. */
export const MOST_NEAR = 4096;

export interface SeenGarment {
  /** Contents of the pictures it was made from: another cut-out is another garment to the model. */
  source: string;
  seen: SeenGroups;
}

export interface Near {
  garmentId: string;
  /** Product of the two embeddings, -1..1. */
  product: number;
}

/** A model, and how many numbers its embeddings have. */
export interface IndexedModel {
  number: number;
  /** What it is chosen by. */
  name: string;
  /** Names it by its contents: what another computed lies in another space. */
  key: string;
  width: number;
  /** Whether every garment there was has been looked at with it. */
  complete: boolean;
}

const Row = z.object({ source: z.string(), seen: z.string() });

export const vectorsOf = (number: number): string => `vectors_${Math.trunc(number)}`;

export class LikenessIndex {
  readonly model: IndexedModel;
  readonly #db: Database;
  readonly #vectors: string;

  constructor(db: Database, model: IndexedModel) {
    this.#db = db;
    this.model = model;
    this.#vectors = vectorsOf(model.number);
  }

  /** Keeps what was seen of a garment in the place of what was known. */
  put(garmentId: string, { source, seen }: SeenGarment, embedding: ArrayLike<number>): void {
    if (embedding.length !== this.model.width) throw new Error('Expected an embedding of this model.');
    this.#db.transaction(() => {
      this.#remove(garmentId);
      const { lastInsertRowid } = this.#db
        .prepare('INSERT INTO garments (model, id, source, seen) VALUES (?, ?, ?, ?)')
        .run(this.model.number, garmentId, source, JSON.stringify(seen));
      this.#db
        .prepare(`INSERT INTO ${this.#vectors} (rowid, embedding) VALUES (?, ?)`)
        .run(BigInt(lastInsertRowid), blobOf(embedding));
    })();
  }

  /** Forgets garments that are no longer in the library. */
  keepOnly(ids: ReadonlySet<string>): void {
    const gone = [...this.sources().keys()].filter((id) => !ids.has(id));
    this.#db.transaction(() => {
      for (const id of gone) this.#remove(id);
    })();
  }

  #remove(garmentId: string): void {
    const number = this.#db
      .prepare('SELECT number FROM garments WHERE model = ? AND id = ?')
      .pluck()
      .get(this.model.number, garmentId) as number | undefined;
    if (number === undefined) return;
    this.#db.prepare(`DELETE FROM ${this.#vectors} WHERE rowid = ?`).run(BigInt(number));
    this.#db.prepare('DELETE FROM garments WHERE number = ?').run(number);
  }

  /** What was seen of a garment. */
  of(garmentId: string): SeenGarment | undefined {
    const row = this.#db
      .prepare('SELECT source, seen FROM garments WHERE model = ? AND id = ?')
      .get(this.model.number, garmentId);
    if (!row) return undefined;
    const { source, seen } = Row.parse(row);
    return { source, seen: SeenGroups.parse(JSON.parse(seen)) };
  }

  /** Pictures that each known garment was seen in, by its id. */
  sources(): Map<string, string> {
    const rows = this.#db
      .prepare('SELECT id, source FROM garments WHERE model = ?')
      .all(this.model.number) as { id: string; source: string }[];
    return new Map(rows.map(({ id, source }) => [id, source]));
  }

  /** How many garments are known. */
  get size(): number {
    return this.#db
      .prepare('SELECT count(*) FROM garments WHERE model = ?')
      .pluck()
      .get(this.model.number) as number;
  }

  embeddingOf(garmentId: string): Float32Array | undefined {
    const blob = this.#db
      .prepare(
        `SELECT embedding FROM ${this.#vectors} WHERE rowid = (SELECT number FROM garments WHERE model = ? AND id = ?)`,
      )
      .pluck()
      .get(this.model.number, garmentId) as Buffer | undefined;
    return blob && new Float32Array(Uint8Array.from(blob).buffer);
  }

  /**
   * The garments nearest to a point, nearest first; exact. A point of another width has none.
   *
   * @param count at most {@link MOST_NEAR}
   * @param within only these; all without it
   */
  near(embedding: ArrayLike<number>, count: number, within?: ReadonlySet<string>): Near[] {
    if (embedding.length !== this.model.width) return [];
    if (!within) return this.#nearest(embedding, count);
    // mostly enough of the nearest are among them, and a search of all is the fastest
    const ahead = Math.min(MOST_NEAR, 2 * count);
    const nearest = this.#nearest(embedding, ahead);
    const found = nearest.filter(({ garmentId }) => within.has(garmentId)).slice(0, count);
    const complete = found.length === count || nearest.length < ahead;
    return complete ? found : this.#nearest(embedding, count, JSON.stringify([...within]));
  }

  /** @param within a JSON list of ids */
  #nearest(embedding: ArrayLike<number>, count: number, within?: string): Near[] {
    const { number } = this.model;
    const only = within
      ? 'AND rowid IN (SELECT number FROM garments WHERE model = ? AND id IN (SELECT value FROM json_each(?)))'
      : '';
    const rows = this.#db
      .prepare(
        `SELECT g.id, v.distance FROM (SELECT rowid, distance FROM ${this.#vectors} WHERE embedding MATCH ? AND k = ? ${only}) v
         JOIN garments g ON g.number = v.rowid ORDER BY v.distance`,
      )
      .all(blobOf(embedding), Math.min(MOST_NEAR, count), ...(within ? [number, within] : [])) as {
      id: string;
      distance: number;
    }[];
    // of points of length 1
    return rows.map(({ id, distance }) => ({ garmentId: id, product: 1 - (distance * distance) / 2 }));
  }
}

const blobOf = (values: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(values).buffer);
