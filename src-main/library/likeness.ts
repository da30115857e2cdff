/**
 * Likeness: what the models see in the pictures of garments, in a database of its own beside the catalog. All of it can be
 * made again from the pictures: a file that is damaged or of another version is put away and begun anew.
 */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
import { z } from 'zod';
import { SeenGroups } from '../contract/knowledge.ts';

const FILE = 'knowledge.db';
const VERSION = 1;
/** Bytes of a page: an embedding is read several pages at a time, which is twice as fast with pages larger than usual. */
const PAGE = 16384;
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

/** Names the models that embeddings were made with, and how many numbers they have. */
interface Model {
  key: string;
  width: number;
}

const Row = z.object({ source: z.string(), seen: z.string() });

export class Likeness {
  readonly #folder: string;
  readonly #readOnly: boolean;
  #db: Database | undefined;
  #unavailable = false;
  #model: Model | undefined;

  /** @param readOnly another process may write */
  constructor(folder: string, readOnly: boolean) {
    this.#folder = folder;
    this.#readOnly = readOnly;
  }

  /** The database; undefined where it is only read and there is none, and on systems that its index is not made for. */
  #open(): Database | undefined {
    if (this.#db || this.#unavailable) return this.#db;
    const file = join(this.#folder, FILE);
    if (this.#readOnly && !existsSync(file)) return undefined;
    try {
      this.#db = this.#connect(file);
    } catch {
      if (this.#readOnly) return undefined;
      // nothing in it that cannot be made again
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      try {
        this.#db = this.#connect(file);
      } catch {
        this.#unavailable = true;
      }
    }
    return this.#db;
  }

  #connect(file: string): Database {
    const db = new Sqlite(file, { readonly: this.#readOnly, timeout: 5000 });
    try {
      // in a packed app native files lie beside the archive
      db.loadExtension(getLoadablePath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'));
      if (!this.#readOnly) {
        db.pragma(`page_size = ${PAGE}`);
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = NORMAL');
      }
      const version = db.pragma('user_version', { simple: true });
      if (version === 0 && !this.#readOnly) {
        db.exec(`CREATE TABLE model (key TEXT NOT NULL, width INTEGER NOT NULL);
          CREATE TABLE garments (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, seen TEXT NOT NULL);
          PRAGMA user_version = ${VERSION};`);
      } else if (version !== VERSION) throw new Error(`version ${version} of ${FILE}`);
      this.#model = db.prepare('SELECT key, width FROM model').get() as Model | undefined;
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The models all of it was made with. */
  get model(): string | undefined {
    this.#open();
    return this.#model?.key;
  }

  /** Takes another model in the place of the one before: everything made with that is forgotten. */
  use(key: string, width: number): void {
    const db = this.#open();
    if (!db || this.#readOnly || (this.#model?.key === key && this.#model.width === width)) return;
    db.transaction(() => {
      db.exec(`DELETE FROM model; DELETE FROM garments; DROP TABLE IF EXISTS vectors;
        CREATE VIRTUAL TABLE vectors USING vec0(embedding float[${Math.trunc(width)}]);`);
      db.prepare('INSERT INTO model (key, width) VALUES (?, ?)').run(key, width);
    })();
    this.#model = { key, width };
  }

  /** Keeps what was seen of a garment in the place of what was known. */
  put(garmentId: string, { source, seen }: SeenGarment, embedding: readonly number[]): void {
    const db = this.#open();
    if (!db || embedding.length !== this.#model?.width)
      throw new Error('Expected an index and an embedding of the model in use.');
    db.transaction(() => {
      this.#remove(db, garmentId);
      const { lastInsertRowid } = db
        .prepare('INSERT INTO garments (id, source, seen) VALUES (?, ?, ?)')
        .run(garmentId, source, JSON.stringify(seen));
      db.prepare('INSERT INTO vectors (rowid, embedding) VALUES (?, ?)').run(
        BigInt(lastInsertRowid),
        blobOf(embedding),
      );
    })();
  }

  /** Forgets garments that are no longer in the library. */
  keepOnly(ids: ReadonlySet<string>): void {
    const db = this.#open();
    if (!db || this.#readOnly) return;
    const gone = [...this.sources().keys()].filter((id) => !ids.has(id));
    db.transaction(() => {
      for (const id of gone) this.#remove(db, id);
    })();
  }

  #remove(db: Database, garmentId: string): void {
    const number = db.prepare('SELECT number FROM garments WHERE id = ?').pluck().get(garmentId) as
      | number
      | undefined;
    if (number === undefined) return;
    db.prepare('DELETE FROM vectors WHERE rowid = ?').run(BigInt(number));
    db.prepare('DELETE FROM garments WHERE number = ?').run(number);
  }

  /** What was seen of a garment. */
  of(garmentId: string): SeenGarment | undefined {
    const row = this.#open()?.prepare('SELECT source, seen FROM garments WHERE id = ?').get(garmentId);
    if (!row) return undefined;
    const { source, seen } = Row.parse(row);
    return { source, seen: SeenGroups.parse(JSON.parse(seen)) };
  }

  /** Pictures that each known garment was seen in, by its id. */
  sources(): Map<string, string> {
    const rows = this.#open()?.prepare('SELECT id, source FROM garments').all() ?? [];
    return new Map((rows as { id: string; source: string }[]).map(({ id, source }) => [id, source]));
  }

  /** How many garments are known. */
  get size(): number {
    return (this.#open()?.prepare('SELECT count(*) FROM garments').pluck().get() as number | undefined) ?? 0;
  }

  embeddingOf(garmentId: string): Float32Array | undefined {
    const db = this.#open();
    // without a model there is no table of them
    if (!db || !this.#model) return undefined;
    const blob = db
      .prepare('SELECT embedding FROM vectors WHERE rowid = (SELECT number FROM garments WHERE id = ?)')
      .pluck()
      .get(garmentId) as Buffer | undefined;
    return blob && new Float32Array(Uint8Array.from(blob).buffer);
  }

  /**
   * The garments nearest to a point, nearest first; exact.
   *
   * @param count at most {@link MOST_NEAR}
   * @param within only these; all without it
   */
  near(embedding: ArrayLike<number>, count: number, within?: ReadonlySet<string>): Near[] {
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
    const db = this.#open();
    if (!db || embedding.length !== this.#model?.width) return [];
    const only = within
      ? 'AND rowid IN (SELECT number FROM garments WHERE id IN (SELECT value FROM json_each(?)))'
      : '';
    const rows = db
      .prepare(
        `SELECT g.id, v.distance FROM (SELECT rowid, distance FROM vectors WHERE embedding MATCH ? AND k = ? ${only}) v
         JOIN garments g ON g.number = v.rowid ORDER BY v.distance`,
      )
      .all(blobOf(embedding), Math.min(MOST_NEAR, count), ...(within ? [within] : [])) as {
      id: string;
      distance: number;
    }[];
    // of points of length 1
    return rows.map(({ id, distance }) => ({ garmentId: id, product: 1 - (distance * distance) / 2 }));
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
  }
}

const blobOf = (values: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(values).buffer);
