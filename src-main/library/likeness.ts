/**
 * Likeness: what the models see in the pictures of garments, in a database of its own beside the catalog, with an index for
 * each model, so that going back to one needs no second look. All of it can be made again from the pictures: a file that
 * is damaged or of a version nobody knows is put away and begun anew.
 */

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
import { type IndexedModel, LikenessIndex, vectorsOf } from './likeness-index.ts';

const FILE = 'knowledge.db';
const VERSION = 2;
/** Bytes of a page: an embedding is read several pages at a time, which is twice as fast with pages larger than usual. */
const PAGE = 16384;
/** Models whose index is kept; the one that was written to the longest ago goes first. */
const MOST_MODELS = 3;

const TABLES = `
  CREATE TABLE models (number INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, width INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL);
  CREATE TABLE garments (number INTEGER PRIMARY KEY, model INTEGER NOT NULL REFERENCES models (number), id TEXT NOT NULL,
    source TEXT NOT NULL, seen TEXT NOT NULL, UNIQUE (model, id));`;

export class Likeness {
  readonly #folder: string;
  readonly #readOnly: boolean;
  #db: Database | undefined;
  #unavailable = false;

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
      if (version !== VERSION) {
        if (this.#readOnly || (version !== 0 && version !== 1))
          throw new Error(`version ${version} of ${FILE}`);
        db.transaction(() => {
          if (version === 0) db.exec(TABLES);
          else bringUp(db);
          db.pragma(`user_version = ${VERSION}`);
        })();
      }
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** The models that have an index, the one last written to first. */
  models(): IndexedModel[] {
    const rows = this.#open()
      ?.prepare('SELECT number, name, key, width, complete FROM models ORDER BY used DESC')
      .all();
    return ((rows ?? []) as (Omit<IndexedModel, 'complete'> & { complete: number })[]).map((row) => ({
      ...row,
      complete: row.complete === 1,
    }));
  }

  /** Index of the model of this key. */
  index(key: string): LikenessIndex | undefined {
    const model = this.models().find((one) => one.key === key);
    const db = this.#open();
    return model && db && new LikenessIndex(db, model);
  }

  /**
   * Index of a model to be written to, begun where there is none. Those of the same name and another key go: that model is no
   * longer there. Undefined where nothing can be written.
   */
  writable(name: string, key: string, width: number): LikenessIndex | undefined {
    const db = this.#open();
    if (!db || this.#readOnly) return undefined;
    const [latest] = this.models();
    if (latest?.key === key && latest.name === name && latest.width === width)
      return new LikenessIndex(db, latest);
    return db.transaction(() => {
      for (const model of this.models())
        if ((model.name === name && model.key !== key) || (model.key === key && model.width !== width))
          drop(db, model.number);
      const used = Number(db.prepare('SELECT ifnull(max(used), 0) + 1 FROM models').pluck().get());
      db.prepare(
        'INSERT INTO models (name, key, width, used) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET name = excluded.name, used = excluded.used',
      ).run(name, key, width, used);
      const models = this.models();
      for (const { number } of models.slice(MOST_MODELS)) drop(db, number);
      db.exec(vectorTable(models[0].number, width));
      return new LikenessIndex(db, models[0]);
    })();
  }

  /** Notes that every garment there is has been looked at with a model. */
  complete(key: string): void {
    if (!this.#readOnly) this.#open()?.prepare('UPDATE models SET complete = 1 WHERE key = ?').run(key);
  }

  /** Forgets garments that are no longer in the library, with all models. */
  keepOnly(ids: ReadonlySet<string>): void {
    const db = this.#open();
    if (!db || this.#readOnly) return;
    for (const model of this.models()) new LikenessIndex(db, model).keepOnly(ids);
  }

  close(): void {
    this.#db?.close();
    this.#db = undefined;
  }
}

const vectorTable = (number: number, width: number): string =>
  `CREATE VIRTUAL TABLE IF NOT EXISTS ${vectorsOf(number)} USING vec0(embedding float[${Math.trunc(width)}]);`;

function drop(db: Database, number: number): void {
  db.exec(`DROP TABLE IF EXISTS ${vectorsOf(number)}`);
  db.prepare('DELETE FROM garments WHERE model = ?').run(number);
  db.prepare('DELETE FROM models WHERE number = ?').run(number);
}

/** Version 1 knew one model, the built-in one. */
function bringUp(db: Database): void {
  const model = db.prepare('SELECT key, width FROM model').get() as
    | { key: string; width: number }
    | undefined;
  db.exec(`ALTER TABLE garments RENAME TO earlier; ${TABLES}`);
  if (model) {
    db.prepare('INSERT INTO models (number, name, key, width, used) VALUES (1, ?, ?, ?, 1)').run(
      ...['', model.key, model.width],
    );
    db.exec(`INSERT INTO garments SELECT number, 1, id, source, seen FROM earlier;
      ${vectorTable(1, model.width)}
      INSERT INTO ${vectorsOf(1)} (rowid, embedding) SELECT rowid, embedding FROM vectors;
      DROP TABLE vectors;`);
  }
  db.exec('DROP TABLE earlier; DROP TABLE model;');
}
