/** Trash: what is deleted first goes here, from where it can be restored, and is deleted for good only when it is emptied. */

import type { Database } from './database.ts';

export const TRASHABLE = ['client', 'photo', 'garment', 'look'] as const;
export type Trashable = (typeof TRASHABLE)[number];

const TABLE: Record<Trashable, string> = {
  client: 'clients',
  photo: 'photos',
  garment: 'garments',
  look: 'looks',
};

export interface EmptyTrashResult {
  deleted: Record<Trashable, number>;
  /** Garments kept because looks outside the trash wear them. */
  keptGarments: number;
}

export class Trash {
  readonly #db: Database;
  readonly #now: () => string;

  constructor(db: Database, now: () => string) {
    this.#db = db;
    this.#now = now;
  }

  /** Moves records to the trash; those already there keep their date. Returns how many moved. */
  put(kind: Trashable, ids: readonly string[]): number {
    const move = this.#db.prepare(
      `UPDATE ${TABLE[kind]} SET trashed_at = ? WHERE id = ? AND trashed_at IS NULL`,
    );
    const now = this.#now();
    return this.#db.transaction(() => ids.reduce((sum, id) => sum + move.run(now, id).changes, 0))();
  }

  /**
   * Takes records out of the trash, and with them what they cannot be seen without: the photo of a look, the client of a
   * photo or a look. Returns how many of `ids` came out.
   */
  restore(kind: Trashable, ids: readonly string[]): number {
    const out = (of: Trashable, where = 'id = ?') =>
      this.#db.prepare(`UPDATE ${TABLE[of]} SET trashed_at = NULL WHERE trashed_at IS NOT NULL AND ${where}`);
    const back = out(kind);
    const owners =
      kind === 'look'
        ? [
            out('photo', 'id = (SELECT photo_id FROM looks WHERE id = ?)'),
            out('client', 'id = (SELECT client_id FROM looks WHERE id = ?)'),
          ]
        : kind === 'photo'
          ? [out('client', 'id = (SELECT client_id FROM photos WHERE id = ?)')]
          : [];
    return this.#db.transaction(() =>
      ids.reduce((sum, id) => {
        for (const owner of owners) owner.run(id);
        return sum + back.run(id).changes;
      }, 0),
    )();
  }

  counts(): Record<Trashable, number> {
    const of = (kind: Trashable): number =>
      this.#db
        .prepare(`SELECT count(*) FROM ${TABLE[kind]} WHERE trashed_at IS NOT NULL`)
        .pluck()
        .get() as number;
    return { client: of('client'), photo: of('photo'), garment: of('garment'), look: of('look') };
  }

  /**
   * Deletes for good what is in the trash, or what has been in it since before `before`. A garment that a look outside the
   * trash wears is kept. The pictures go with the next collection of garbage.
   */
  empty(before = '9999'): EmptyTrashResult {
    return this.#db.transaction(() => {
      const drop = (kind: Trashable, also = ''): number =>
        this.#db
          .prepare(`DELETE FROM ${TABLE[kind]} WHERE trashed_at IS NOT NULL AND trashed_at < ? ${also}`)
          .run(before).changes;
      // Clients take their photos and looks along, photos their looks.
      const client = drop('client');
      const photo = drop('photo');
      const look = drop('look');
      const worn = 'id IN (SELECT garment_id FROM look_garments)';
      this.#db
        .prepare(
          `DELETE FROM garment_words WHERE rowid IN (
             SELECT number FROM garments WHERE trashed_at IS NOT NULL AND trashed_at < ? AND NOT ${worn})`,
        )
        .run(before);
      const garment = drop('garment', `AND NOT ${worn}`);
      const keptGarments = this.#db
        .prepare(`SELECT count(*) FROM garments WHERE trashed_at IS NOT NULL AND trashed_at < ?`)
        .pluck()
        .get(before) as number;
      return { deleted: { client, photo, garment, look }, keptGarments };
    })();
  }

  /** Deletes everything of a client at once and for good: photos, looks, measurements. */
  erase(clientId: string): void {
    this.#db.prepare('DELETE FROM clients WHERE id = ?').run(clientId);
    // What was overwritten in the file is not left readable in its free pages.
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }
}
