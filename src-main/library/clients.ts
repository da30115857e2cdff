/** Clients and their photos in the catalog. */

import { randomUUID } from 'node:crypto';
import { type Client, ClientFields, type ClientInput, type Photo } from '../contract/catalog/client.ts';
import { Page } from '../contract/catalog/common.ts';
import { StudioError } from '../contract/errors.ts';
import type { Database } from './database.ts';

interface ClientRow {
  id: string;
  name: string;
  fields: string;
  created_at: string;
  updated_at: string;
  trashed_at: string | null;
}

interface PhotoRow {
  id: string;
  client_id: string | null;
  hash: string;
  file_name: string;
  width: number | null;
  height: number | null;
  imported_at: string;
  trashed_at: string | null;
}

function toClient(row: ClientRow): Client {
  return {
    ...ClientFields.parse({ ...JSON.parse(row.fields), name: row.name }),
    id: row.id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.trashed_at ? { trashedAt: row.trashed_at } : {}),
  };
}

const toPhoto = (row: PhotoRow): Photo => ({
  id: row.id,
  ...(row.client_id ? { clientId: row.client_id } : {}),
  hash: row.hash,
  fileName: row.file_name,
  ...(row.width ? { width: row.width } : {}),
  ...(row.height ? { height: row.height } : {}),
  importedAt: row.imported_at,
  ...(row.trashed_at ? { trashedAt: row.trashed_at } : {}),
});

const PHOTO = 'SELECT p.*, a.width, a.height FROM photos p JOIN assets a ON a.hash = p.hash';

export class Clients {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  create(input: ClientInput): Client {
    const { name, ...fields } = ClientFields.parse(input);
    const id = randomUUID();
    const now = this.#now();
    this.#db
      .prepare('INSERT INTO clients (id, name, fields, created_at, updated_at) VALUES (?, ?, ?, ?, ?)')
      .run(id, name, JSON.stringify(fields), now, now);
    return this.get(id);
  }

  /** @throws StudioError not-in-library */
  get(id: string): Client {
    const row = this.#db.prepare('SELECT * FROM clients WHERE id = ?').get(id) as ClientRow | undefined;
    if (!row)
      throw new StudioError(
        'not-in-library',
        'This client is not in the library. They may have been deleted.',
      );
    return toClient(row);
  }

  /** Changes the fields given and leaves the others. */
  update(id: string, changes: Partial<ClientInput>): Client {
    return this.#db.transaction(() => {
      const { id: _, createdAt, updatedAt, trashedAt, ...old } = this.get(id);
      const { name, ...fields } = ClientFields.parse({ ...old, ...changes });
      this.#db
        .prepare('UPDATE clients SET name = ?, fields = ?, updated_at = ? WHERE id = ?')
        .run(name, JSON.stringify(fields), this.#now(), id);
      return this.get(id);
    })();
  }

  /** By name; `text` is looked for anywhere in it. */
  list({ text = '', trash = false, page = {} as Partial<Page> } = {}): Client[] {
    const { limit, offset } = Page.parse(page);
    const pattern = `%${text.normalize('NFC').replace(/[\\%_]/g, '\\$&')}%`;
    const rows = this.#db
      .prepare(
        `SELECT * FROM clients
         WHERE (trashed_at IS NOT NULL) = ? AND name LIKE ? ESCAPE '\\'
         ORDER BY name COLLATE NOCASE, id LIMIT ? OFFSET ?`,
      )
      .all(trash ? 1 : 0, pattern, limit, offset) as ClientRow[];
    return rows.map(toClient);
  }

  /**
   * Enters a photo whose bytes are in the asset store. The same picture of the same client is entered once; out of the
   * trash, if it is there.
   */
  addPhoto(hash: string, fileName: string, clientId?: string): Photo {
    return this.#db.transaction(() => {
      if (clientId) this.get(clientId);
      const known = this.#db
        .prepare(`SELECT id FROM photos WHERE hash = ? AND ifnull(client_id, '') = ?`)
        .pluck()
        .get(hash, clientId ?? '') as string | undefined;
      if (known) {
        this.#db.prepare('UPDATE photos SET trashed_at = NULL WHERE id = ?').run(known);
        return this.photo(known);
      }
      const id = randomUUID();
      this.#db
        .prepare('INSERT INTO photos (id, client_id, hash, file_name, imported_at) VALUES (?, ?, ?, ?, ?)')
        .run(id, clientId ?? null, hash, fileName, this.#now());
      return this.photo(id);
    })();
  }

  /** Photos and looks outside the trash of each client, and the newest photo. */
  counts(ids: readonly string[]): Map<string, { photos: number; looks: number; cover: string | undefined }> {
    const one = this.#db.prepare(
      `SELECT
         (SELECT count(*) FROM photos WHERE client_id = @id AND trashed_at IS NULL) AS photos,
         (SELECT count(*) FROM looks WHERE client_id = @id AND trashed_at IS NULL) AS looks,
         (SELECT hash FROM photos WHERE client_id = @id AND trashed_at IS NULL
            ORDER BY imported_at DESC, id LIMIT 1) AS cover`,
    );
    return new Map(
      ids.map((id) => {
        const row = one.get({ id }) as { photos: number; looks: number; cover: string | null };
        return [id, { photos: row.photos, looks: row.looks, cover: row.cover ?? undefined }];
      }),
    );
  }

  /** Clients outside the trash. */
  count(): number {
    return this.#db.prepare('SELECT count(*) FROM clients WHERE trashed_at IS NULL').pluck().get() as number;
  }

  /** Photo of a client, or of nobody, with that picture; also one in the trash. */
  photoOf(hash: string, clientId?: string): Photo | undefined {
    const row = this.#db
      .prepare(`${PHOTO} WHERE p.hash = ? AND ifnull(p.client_id, '') = ?`)
      .get(hash, clientId ?? '') as PhotoRow | undefined;
    return row && toPhoto(row);
  }

  /**
   * Gives a photo and the looks made on it to a client, or to nobody.
   *
   * @throws StudioError not-in-library; invalid-input when that client has the same picture already
   */
  assignPhoto(id: string, clientId?: string): Photo {
    return this.#db.transaction(() => {
      const photo = this.photo(id);
      if (clientId) this.get(clientId);
      const same = this.photoOf(photo.hash, clientId);
      if (same && same.id !== id)
        throw new StudioError('invalid-input', 'That client has this photo already. Keep one of the two.');
      this.#db.prepare('UPDATE photos SET client_id = ? WHERE id = ?').run(clientId ?? null, id);
      this.#db.prepare('UPDATE looks SET client_id = ? WHERE photo_id = ?').run(clientId ?? null, id);
      return this.photo(id);
    })();
  }

  /** @throws StudioError not-in-library */
  photo(id: string): Photo {
    const row = this.#db.prepare(`${PHOTO} WHERE p.id = ?`).get(id) as PhotoRow | undefined;
    if (!row)
      throw new StudioError('not-in-library', 'This photo is not in the library. It may have been deleted.');
    return toPhoto(row);
  }

  /** Photos of a client, or those of nobody, newest first; in the trash those of everyone where no client is given. */
  photos(clientId?: string, trash = false): Photo[] {
    const rows = this.#db
      .prepare(
        `${PHOTO} WHERE (@everyone OR ifnull(p.client_id, '') = @client) AND (p.trashed_at IS NOT NULL) = @trash
         ORDER BY p.imported_at DESC, p.id`,
      )
      .all({
        everyone: trash && !clientId ? 1 : 0,
        client: clientId ?? '',
        trash: trash ? 1 : 0,
      }) as PhotoRow[];
    return rows.map(toPhoto);
  }
}
