/** Collections: garments chosen by hand in an order of their own, and saved searches. */

import { randomUUID } from 'node:crypto';
import {
  type Collection,
  CollectionFields,
  type CollectionInput,
  GarmentQuery,
} from '../contract/catalog/garment.ts';
import { StudioError } from '../contract/errors.ts';
import type { Database } from './database.ts';

interface CollectionRow {
  id: string;
  name: string;
  kind: 'manual' | 'search';
  query: string | null;
  created_at: string;
}

const toCollection = (row: CollectionRow): Collection => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  query: row.query === null ? undefined : GarmentQuery.parse(JSON.parse(row.query)),
  createdAt: row.created_at,
});

export class Collections {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  create(input: CollectionInput): Collection {
    const fields = CollectionFields.parse(input);
    const id = randomUUID();
    const query = fields.kind === 'search' ? JSON.stringify(fields.query) : null;
    this.#db
      .prepare('INSERT INTO collections (id, name, kind, query, created_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, fields.name, fields.kind, query, this.#now());
    return this.get(id);
  }

  /** @throws StudioError not-in-library */
  get(id: string): Collection {
    const row = this.#db.prepare('SELECT * FROM collections WHERE id = ?').get(id) as
      | CollectionRow
      | undefined;
    if (!row) throw new StudioError('not-in-library', 'This collection is not in the library.');
    return toCollection(row);
  }

  list(): Collection[] {
    const rows = this.#db
      .prepare('SELECT * FROM collections ORDER BY name COLLATE NOCASE, id')
      .all() as CollectionRow[];
    return rows.map(toCollection);
  }

  rename(id: string, name: string): Collection {
    const { kind, query } = this.get(id);
    const fields = CollectionFields.parse(kind === 'manual' ? { kind, name } : { kind, name, query });
    this.#db.prepare('UPDATE collections SET name = ? WHERE id = ?').run(fields.name, id);
    return this.get(id);
  }

  /** The garments in it stay in the library. */
  delete(id: string): void {
    this.#db.prepare('DELETE FROM collections WHERE id = ?').run(id);
  }

  /** Puts garments at the end, those already in it left where they are. */
  add(id: string, garmentIds: readonly string[]): void {
    this.#db.transaction(() => {
      this.#manual(id);
      const insert = this.#db.prepare(
        `INSERT INTO collection_garments (collection_id, garment, position)
         SELECT @id, number, (SELECT ifnull(max(position), 0) + 1 FROM collection_garments WHERE collection_id = @id)
         FROM garments WHERE id = @garment
         ON CONFLICT DO NOTHING`,
      );
      for (const garment of garmentIds) insert.run({ id, garment });
    })();
  }

  /** Ids of the collections that a garment was put into. */
  withGarment(garmentId: string): string[] {
    return this.#db
      .prepare(
        `SELECT collection_id FROM collection_garments
         WHERE garment = (SELECT number FROM garments WHERE id = ?) ORDER BY collection_id`,
      )
      .pluck()
      .all(garmentId) as string[];
  }

  remove(id: string, garmentIds: readonly string[]): void {
    this.#db.transaction(() => {
      this.#manual(id);
      const drop = this.#db.prepare(
        `DELETE FROM collection_garments
         WHERE collection_id = ? AND garment = (SELECT number FROM garments WHERE id = ?)`,
      );
      for (const garment of garmentIds) drop.run(id, garment);
    })();
  }

  #manual(id: string): void {
    if (this.get(id).kind === 'search')
      throw new StudioError(
        'invalid-input',
        'The members of a saved search follow from its filters. Change the filters, or make a collection.',
      );
  }
}
