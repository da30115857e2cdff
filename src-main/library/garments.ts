/** Garments in the catalog: records, corrections and search. */

import { randomUUID } from 'node:crypto';
import { colourWords } from '../contract/catalog/colours.ts';
import { Page } from '../contract/catalog/common.ts';
import {
  type CatalogGarment,
  GarmentFields,
  type GarmentInput,
  GarmentQuery,
  type GarmentQueryInput,
} from '../contract/catalog/garment.ts';
import { StudioError } from '../contract/errors.ts';
import type { Database } from './database.ts';
import { indexed, matchExpression } from './words.ts';

interface GarmentRow {
  number: number;
  id: string;
  hash: string;
  back_hash: string | null;
  cut_out_hash: string | null;
  file_name: string;
  fields: string;
  imported_at: string;
  updated_at: string;
  trashed_at: string | null;
}

const toGarment = (row: GarmentRow): CatalogGarment => ({
  ...GarmentFields.parse(JSON.parse(row.fields)),
  id: row.id,
  hash: row.hash,
  ...(row.back_hash ? { backHash: row.back_hash } : {}),
  ...(row.cut_out_hash ? { cutOutHash: row.cut_out_hash } : {}),
  fileName: row.file_name,
  importedAt: row.imported_at,
  updatedAt: row.updated_at,
  ...(row.trashed_at ? { trashedAt: row.trashed_at } : {}),
});

const SORT_COLUMN: Record<Exclude<GarmentQuery['sort'], 'relevance'>, string> = {
  collection: 'g.imported_at',
  imported: 'g.imported_at',
  name: 'g.name COLLATE NOCASE',
  brand: 'g.brand COLLATE NOCASE',
  price: 'g.price',
  rating: 'g.rating',
};

export interface Found {
  garments: CatalogGarment[];
  /** How many there are in all, whatever part was asked for. */
  total: number;
}

/** Raised whenever records give other words to the search index than before. */
export const INDEX_VERSION = 2;

export class Garments {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Enters a garment whose picture is in the asset store. The same picture is entered once: known fields stay, and it comes
   * out of the trash if it is there. `isNew` tells which.
   */
  add(hash: string, fileName: string, input: GarmentInput = {}): { garment: CatalogGarment; isNew: boolean } {
    const fields = GarmentFields.parse(input);
    return this.#db.transaction(() => {
      const known = this.#db.prepare('SELECT id FROM garments WHERE hash = ?').pluck().get(hash) as
        | string
        | undefined;
      if (known) {
        this.#db.prepare('UPDATE garments SET trashed_at = NULL WHERE id = ?').run(known);
        return { garment: this.get(known), isNew: false };
      }
      const id = randomUUID();
      const now = this.#now();
      const { lastInsertRowid } = this.#db
        .prepare(
          `INSERT INTO garments (id, hash, file_name, name, sku, brand, category, season, price, rating, flag, fields,
             imported_at, updated_at)
           VALUES (?, ?, ?, '', '', '', NULL, '', NULL, 0, 'none', '{}', ?, ?)`,
        )
        .run(id, hash, fileName, now, now);
      this.#write(Number(lastInsertRowid), fields);
      return { garment: this.get(id), isNew: true };
    })();
  }

  /** Garment with that picture; also one in the trash. */
  withPicture(hash: string): CatalogGarment | undefined {
    const row = this.#db.prepare('SELECT * FROM garments WHERE hash = ?').get(hash) as GarmentRow | undefined;
    return row && toGarment(row);
  }

  /** Garment of that id; also one in the trash. */
  find(id: string): CatalogGarment | undefined {
    const row = this.#rowOf(id);
    return row && toGarment(row);
  }

  /** @throws StudioError not-in-library */
  get(id: string): CatalogGarment {
    return toGarment(this.#row(id));
  }

  #rowOf(id: string): GarmentRow | undefined {
    return this.#db.prepare('SELECT * FROM garments WHERE id = ?').get(id) as GarmentRow | undefined;
  }

  #row(id: string): GarmentRow {
    const row = this.#rowOf(id);
    if (!row)
      throw new StudioError(
        'not-in-library',
        'This garment is not in the library. It may have been deleted.',
      );
    return row;
  }

  /** Changes the fields given, of one garment or of many at once: all of them or none. */
  update(ids: string | readonly string[], changes: GarmentInput): CatalogGarment[] {
    return this.#db.transaction(() =>
      [ids].flat().map((id) => {
        const row = this.#row(id);
        this.#write(row.number, GarmentFields.parse({ ...JSON.parse(row.fields), ...changes }));
        return this.get(id);
      }),
    )();
  }

  /** Adds and removes tags of many garments at once. */
  retag(ids: readonly string[], add: readonly string[], remove: readonly string[]): CatalogGarment[] {
    return this.#db.transaction(() =>
      ids.flatMap((id) => {
        const kept = this.get(id).tags.filter((tag) => !remove.includes(tag));
        return this.update(id, { tags: [...kept, ...add] });
      }),
    )();
  }

  /** Sets or, with `undefined`, takes away the picture of the back or the corrected cut-out. */
  setPicture(id: string, which: 'back' | 'cutOut', hash: string | undefined): CatalogGarment {
    const column = which === 'back' ? 'back_hash' : 'cut_out_hash';
    const { number } = this.#row(id);
    this.#db
      .prepare(`UPDATE garments SET ${column} = ?, updated_at = ? WHERE number = ?`)
      .run(hash ?? null, this.#now(), number);
    return this.get(id);
  }

  #write(number: number, fields: GarmentFields): void {
    const db = this.#db;
    db.prepare(
      `UPDATE garments SET name = ?, sku = ?, brand = ?, category = ?, season = ?, price = ?, rating = ?, flag = ?,
         fields = ?, updated_at = ? WHERE number = ?`,
    ).run(
      fields.name,
      fields.sku,
      fields.brand,
      fields.category ?? null,
      fields.season,
      fields.price ?? null,
      fields.rating,
      fields.flag,
      JSON.stringify(fields),
      this.#now(),
      number,
    );
    db.prepare('DELETE FROM garment_tags WHERE garment = ?').run(number);
    const tag = db.prepare('INSERT INTO garment_tags (garment, tag) VALUES (?, ?)');
    for (const name of fields.tags) tag.run(number, name);
    db.prepare('DELETE FROM garment_sizes WHERE garment = ?').run(number);
    const size = db.prepare('INSERT INTO garment_sizes (garment, label) VALUES (?, ?)');
    for (const { label } of fields.sizes) size.run(number, label);
    db.prepare('DELETE FROM garment_words WHERE rowid = ?').run(number);
    this.#index(number, fields);
  }

  #index(number: number, fields: GarmentFields): void {
    const attributes = [
      fields.category ?? '',
      fields.season,
      ...fields.colours.flatMap(({ name }) => colourWords(name)),
      ...Object.values(fields.attributes),
    ];
    this.#db
      .prepare(
        'INSERT INTO garment_words (rowid, name, brand, sku, tags, attributes, notes) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        number,
        indexed(fields.name),
        indexed(fields.brand),
        indexed(fields.sku),
        indexed(fields.tags.join(' , ')),
        indexed(attributes.join(' , ')),
        indexed(fields.notes),
      );
  }

  /** Builds the search index anew from the records. */
  reindex(): void {
    this.#db.transaction(() => {
      this.#db.exec('DELETE FROM garment_words');
      for (const { number, fields } of this.#db
        .prepare('SELECT number, fields FROM garments')
        .all() as GarmentRow[])
        this.#index(number, GarmentFields.parse(JSON.parse(fields)));
    })();
  }

  /** Garments that answer a query, a part of them at a time. */
  search(input: GarmentQueryInput = {}, page: Partial<Page> = {}): Found {
    const query = GarmentQuery.parse(input);
    const { limit, offset } = Page.parse(page);
    // One pass gives the order and the count; only the page's records, which are large, are then read.
    const numbers = this.#matches(query, 'number') as number[];
    const rows = this.#db
      .prepare('SELECT g.* FROM json_each(?) part JOIN garments g ON g.number = part.value ORDER BY part.key')
      .all(JSON.stringify(numbers.slice(offset, offset + limit))) as GarmentRow[];
    return { garments: rows.map(toGarment), total: numbers.length };
  }

  /** Ids of all garments that answer a query, in the order of `search`. */
  searchIds(input: GarmentQueryInput = {}): string[] {
    return this.#matches(GarmentQuery.parse(input), 'id') as string[];
  }

  /** Largest colour of every garment whose colours are known, sRGB #rrggbb by id; those in the trash too. */
  colours(): Record<string, string> {
    const rows = this.#db
      .prepare(
        `SELECT id, json_extract(fields, '$.colours[0].hex') AS hex FROM garments
         WHERE json_extract(fields, '$.colours[0].hex') IS NOT NULL`,
      )
      .all() as { id: string; hex: string }[];
    return Object.fromEntries(rows.map(({ id, hex }) => [id, hex]));
  }

  /** A column of every match, in order. */
  #matches(query: GarmentQuery, column: 'number' | 'id'): unknown[] {
    const { from, where, values, ranked } = this.#conditions(query);
    const direction = query.descending ? 'DESC' : 'ASC';
    // Best first, whatever the direction: nobody wants the worst match first.
    const arranged = query.sort === 'collection' ? query.collection : undefined;
    const order =
      query.sort === 'relevance'
        ? ranked
          ? 'bm25(garment_words, 8, 4, 8, 4, 2, 1), g.number DESC'
          : 'g.imported_at DESC, g.number DESC'
        : arranged
          ? '(SELECT o.position FROM collection_garments o WHERE o.garment = g.number AND o.collection_id = ?), g.number'
          : `${SORT_COLUMN[query.sort]} ${direction} NULLS LAST, g.number ${direction}`;
    return this.#db
      .prepare(`SELECT g.${column} FROM ${from} WHERE ${where} ORDER BY ${order}`)
      .pluck()
      .all(...values, ...(arranged ? [arranged] : []));
  }

  #conditions(query: GarmentQuery): { from: string; where: string; values: unknown[]; ranked: boolean } {
    const where: string[] = [`g.trashed_at IS ${query.trash ? 'NOT ' : ''}NULL`];
    const values: unknown[] = [];
    let from = 'garments g';
    const match = matchExpression(query.text);
    if (match) {
      from = 'garment_words JOIN garments g ON g.number = garment_words.rowid';
      where.push('garment_words MATCH ?');
      values.push(match);
    }
    const anyOf = (list: readonly string[], condition: (marks: string) => string): void => {
      if (list.length === 0) return;
      where.push(condition(list.map(() => '?').join(', ')));
      values.push(...list);
    };
    anyOf(query.categories, (marks) => `g.category IN (${marks})`);
    anyOf(query.brands, (marks) => `g.brand IN (${marks})`);
    anyOf(query.seasons, (marks) => `g.season IN (${marks})`);
    anyOf(query.flags, (marks) => `g.flag IN (${marks})`);
    // Every tag asked for must be there.
    for (const tag of query.tags) {
      where.push('EXISTS (SELECT 1 FROM garment_tags t WHERE t.garment = g.number AND t.tag = ?)');
      values.push(tag);
    }
    anyOf(
      query.sizes,
      (marks) =>
        `EXISTS (SELECT 1 FROM garment_sizes s WHERE s.garment = g.number AND s.label IN (${marks}))`,
    );
    if (query.ratingAtLeast > 0) {
      where.push('g.rating >= ?');
      values.push(query.ratingAtLeast);
    }
    if (query.price.from !== undefined) {
      where.push('g.price >= ?');
      values.push(query.price.from);
    }
    if (query.price.to !== undefined) {
      where.push('g.price <= ?');
      values.push(query.price.to);
    }
    if (query.collection) {
      where.push(
        'EXISTS (SELECT 1 FROM collection_garments c WHERE c.garment = g.number AND c.collection_id = ?)',
      );
      values.push(query.collection);
    }
    return { from, where: where.join(' AND '), values, ranked: match !== undefined };
  }

  /** Values to filter by, with the number of garments of each, most first. */
  facets(): { brands: Facet[]; seasons: Facet[]; tags: Facet[]; sizes: Facet[]; categories: Facet[] } {
    const count = (sql: string): Facet[] => this.#db.prepare(sql).all() as Facet[];
    const column = (name: string): Facet[] =>
      count(
        `SELECT ${name} AS value, count(*) AS count FROM garments
         WHERE trashed_at IS NULL AND ${name} <> '' GROUP BY ${name} ORDER BY count DESC, value LIMIT 500`,
      );
    const joined = (table: string, name: string): Facet[] =>
      count(
        `SELECT t.${name} AS value, count(*) AS count FROM ${table} t JOIN garments g ON g.number = t.garment
         WHERE g.trashed_at IS NULL GROUP BY t.${name} ORDER BY count DESC, value LIMIT 500`,
      );
    return {
      brands: column('brand'),
      seasons: column('season'),
      categories: column('category'),
      tags: joined('garment_tags', 'tag'),
      sizes: joined('garment_sizes', 'label'),
    };
  }
}

export interface Facet {
  value: string;
  count: number;
}
