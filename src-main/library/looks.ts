/** Looks in the catalog: documents with their whole history of edits, and the pictures made from them. */

import { randomUUID } from 'node:crypto';
import {
  type Look,
  LookDocument,
  type LookDocumentInput,
  type LookEdit,
  type LookResult,
} from '../contract/catalog/look.ts';
import { StudioError } from '../contract/errors.ts';
import { applyChanges, type Change, changesBetween, type Json } from './changes.ts';
import type { Database } from './database.ts';

interface LookRow {
  id: string;
  client_id: string | null;
  name: string;
  document: string;
  applied: number;
  edits: number;
  created_at: string;
  updated_at: string;
  trashed_at: string | null;
}

interface ResultRow {
  look_id: string;
  key: string;
  quality: 'preview' | 'final';
  hash: string;
  invented_hash: string | null;
  confidence: number;
  needs_review: number;
  reasons: string;
  details: string | null;
  at: string;
}

const LOOK = `SELECT l.*, (SELECT count(*) FROM look_edits e WHERE e.look_id = l.id) AS edits FROM looks l`;

const toLook = (row: LookRow, document = LookDocument.parse(JSON.parse(row.document))): Look => ({
  id: row.id,
  ...(row.client_id ? { clientId: row.client_id } : {}),
  name: row.name,
  document,
  edits: row.edits,
  applied: row.applied,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...(row.trashed_at ? { trashedAt: row.trashed_at } : {}),
});

const toResult = (row: ResultRow): LookResult => ({
  lookId: row.look_id,
  key: row.key,
  quality: row.quality,
  hash: row.hash,
  ...(row.invented_hash ? { inventedHash: row.invented_hash } : {}),
  confidence: row.confidence,
  needsReview: row.needs_review === 1,
  reasons: JSON.parse(row.reasons),
  ...(row.details === null ? {} : { details: JSON.parse(row.details) }),
  at: row.at,
});

export class Looks {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  /** @throws StudioError not-in-library when the photo or a garment is not there */
  create(input: LookDocumentInput, name = ''): Look {
    const document = LookDocument.parse(input);
    return this.#db.transaction(() => {
      const photo = this.#db.prepare('SELECT client_id FROM photos WHERE id = ?').get(document.photoId) as
        | { client_id: string | null }
        | undefined;
      if (!photo)
        throw new StudioError(
          'not-in-library',
          'The photo of this look is not in the library. Choose another.',
        );
      const id = randomUUID();
      const now = this.#now();
      this.#db
        .prepare(
          `INSERT INTO looks (id, client_id, photo_id, name, document, applied, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
        )
        .run(id, photo.client_id, document.photoId, name, JSON.stringify(document), now, now);
      this.#refer(id, document);
      return this.get(id);
    })();
  }

  /** @throws StudioError not-in-library */
  get(id: string): Look {
    return toLook(this.#row(id));
  }

  #row(id: string): LookRow {
    const row = this.#db.prepare(`${LOOK} WHERE l.id = ?`).get(id) as LookRow | undefined;
    if (!row)
      throw new StudioError('not-in-library', 'This look is not in the library. It may have been deleted.');
    return row;
  }

  /** Looks of a client, of a photo, or all, last changed first. */
  list({
    clientId,
    photoId,
    trash = false,
  }: {
    clientId?: string;
    photoId?: string;
    trash?: boolean;
  } = {}): Look[] {
    const rows = this.#db
      .prepare(
        `${LOOK} WHERE (l.trashed_at IS NOT NULL) = @trash
           AND (@client IS NULL OR l.client_id = @client) AND (@photo IS NULL OR l.photo_id = @photo)
         ORDER BY l.updated_at DESC, l.id`,
      )
      .all({ trash: trash ? 1 : 0, client: clientId ?? null, photo: photoId ?? null }) as LookRow[];
    return rows.map((row) => toLook(row));
  }

  /** Looks with all the words of `text` somewhere in their name or their client's, last changed first. */
  find(text: string, limit: number): { id: string; name: string; client: string; photo: string }[] {
    const words = text.normalize('NFC').split(/\s+/).filter(Boolean).slice(0, 8);
    const like = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
    return this.#db
      .prepare(
        `SELECT l.id, l.name, ifnull(c.name, '') AS client, p.hash AS photo
         FROM looks l JOIN photos p ON p.id = l.photo_id LEFT JOIN clients c ON c.id = l.client_id
         WHERE l.trashed_at IS NULL
           ${words.map(() => `AND (l.name || ' ' || ifnull(c.name, '')) LIKE ? ESCAPE '\\'`).join(' ')}
         ORDER BY l.updated_at DESC, l.id LIMIT ?`,
      )
      .all(...like, limit) as { id: string; name: string; client: string; photo: string }[];
  }

  rename(id: string, name: string): Look {
    this.get(id);
    this.#db.prepare('UPDATE looks SET name = ?, updated_at = ? WHERE id = ?').run(name, this.#now(), id);
    return this.get(id);
  }

  /**
   * Makes `input` the look's document, as one step of its history. Edits undone before are gone. A document equal to the
   * present one is no edit.
   *
   * @throws StudioError invalid-input when it belongs to another photo; not-in-library when a garment is not there
   */
  edit(id: string, label: string, input: LookDocumentInput): Look {
    const document = LookDocument.parse(input);
    return this.#db.transaction(() => {
      const row = this.#row(id);
      // Written by this program after a check; it is checked again whenever it is handed out.
      const before = JSON.parse(row.document) as Json & { photoId: string };
      if (document.photoId !== before.photoId)
        throw new StudioError(
          'invalid-input',
          'A look stays with its photo. Make a new look for another photo.',
        );
      const text = JSON.stringify(document);
      const changes = changesBetween(before, JSON.parse(text) as Json);
      if (changes.length === 0) return toLook(row);
      const at = this.#now();
      const number = row.applied + 1;
      this.#db.prepare('DELETE FROM look_edits WHERE look_id = ? AND number > ?').run(id, row.applied);
      this.#db
        .prepare('INSERT INTO look_edits (look_id, number, label, changes, at) VALUES (?, ?, ?, ?, ?)')
        .run(id, number, label, JSON.stringify(changes), at);
      this.#write(id, document, text, number, at);
      return toLook({ ...row, edits: number, applied: number, updated_at: at }, document);
    })();
  }

  /** Steps back, one or several edits; as far as there are any. */
  undo(id: string, steps = 1): Look {
    return this.goTo(id, this.#row(id).applied - steps);
  }

  redo(id: string, steps = 1): Look {
    return this.goTo(id, this.#row(id).applied + steps);
  }

  /** Goes to the state after edit `number` (0 = as it was made) without forgetting any edit. */
  goTo(id: string, number: number): Look {
    return this.#db.transaction(() => {
      const row = this.#row(id);
      const target = Math.max(0, Math.min(row.edits, number));
      if (target === row.applied) return toLook(row);
      const back = target < row.applied;
      const [low, high] = back ? [target + 1, row.applied] : [row.applied + 1, target];
      const steps = this.#db
        .prepare(
          `SELECT changes FROM look_edits WHERE look_id = ? AND number BETWEEN ? AND ?
           ORDER BY number ${back ? 'DESC' : 'ASC'}`,
        )
        .pluck()
        .all(id, low, high) as string[];
      let plain = JSON.parse(row.document) as Json;
      for (const changes of steps) plain = applyChanges(plain, JSON.parse(changes) as Change[], back);
      const document = LookDocument.parse(plain);
      const at = this.#now();
      this.#write(id, document, JSON.stringify(document), target, at);
      return toLook({ ...row, applied: target, updated_at: at }, document);
    })();
  }

  /** Every edit, oldest first, those undone included. */
  history(id: string): LookEdit[] {
    return this.#db
      .prepare('SELECT number, label, at FROM look_edits WHERE look_id = ? ORDER BY number')
      .all(id) as LookEdit[];
  }

  /** A new look with the same document and no history. */
  duplicate(id: string, name: string): Look {
    return this.create(this.get(id).document, name);
  }

  #write(id: string, document: LookDocument, text: string, applied: number, at: string): void {
    this.#db
      .prepare('UPDATE looks SET document = ?, applied = ?, updated_at = ? WHERE id = ?')
      .run(text, applied, at, id);
    this.#refer(id, document);
  }

  /** Garments are referred to for as long as any step of the history may bring them back. */
  #refer(id: string, document: LookDocument): void {
    const insert = this.#db.prepare(
      'INSERT INTO look_garments (look_id, garment_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
    for (const { garmentId } of document.layers) {
      if (!this.#db.prepare('SELECT 1 FROM garments WHERE id = ?').get(garmentId))
        throw new StudioError(
          'not-in-library',
          'A garment of this look is not in the library. It may have been deleted.',
        );
      insert.run(id, garmentId);
    }
  }

  /** Remembers a picture made from the look. */
  addResult(result: Omit<LookResult, 'at'>): LookResult {
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO look_results
           (look_id, key, quality, hash, invented_hash, confidence, needs_review, reasons, details, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        result.lookId,
        result.key,
        result.quality,
        result.hash,
        result.inventedHash ?? null,
        result.confidence,
        result.needsReview ? 1 : 0,
        JSON.stringify(result.reasons),
        result.details === undefined ? null : JSON.stringify(result.details),
        this.#now(),
      );
    return this.result(result.lookId, result.key, result.quality) as LookResult;
  }

  result(lookId: string, key: string, quality: 'preview' | 'final'): LookResult | undefined {
    const row = this.#db
      .prepare('SELECT * FROM look_results WHERE look_id = ? AND key = ? AND quality = ?')
      .get(lookId, key, quality) as ResultRow | undefined;
    return row && toResult(row);
  }

  /** Pictures of a look, newest first. */
  results(lookId: string): LookResult[] {
    const rows = this.#db
      .prepare('SELECT * FROM look_results WHERE look_id = ? ORDER BY at DESC, key, quality')
      .all(lookId) as ResultRow[];
    return rows.map(toResult);
  }

  /** Forgets all but the newest `keep` pictures of each look; they can be made again. */
  pruneResults(keep: number): number {
    return this.#db
      .prepare(
        `DELETE FROM look_results WHERE (look_id, key, quality) IN (
           SELECT look_id, key, quality FROM (
             SELECT look_id, key, quality,
               row_number() OVER (PARTITION BY look_id, quality ORDER BY at DESC, key) AS place
             FROM look_results)
           WHERE place > ?)`,
      )
      .run(keep).changes;
  }
}
