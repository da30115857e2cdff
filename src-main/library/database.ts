/** Database: opens the catalog's SQLite file, brings it to the present schema and keeps it to one writer. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { StudioError } from '../contract/errors.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

export type { Database };

export const DATABASE_FILE = 'catalog.db';
const LOCK_FILE = 'writer.lock';
export const SNAPSHOT_FOLDER = 'snapshots';

/** Brings `db` to the newest version, each step whole or not at all. */
export function migrate(db: Database, migrations: readonly Migration[] = MIGRATIONS): void {
  const newest = migrations.at(-1)?.version ?? 0;
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > newest)
    throw new StudioError(
      'library-too-new',
      `This library was made by a newer Toile (version ${found} of its format; this one reads up to ${newest}). Update Toile to open it.`,
    );
  for (const { version, up } of migrations) {
    if (version <= found) continue;
    db.transaction(() => {
      up(db);
      db.pragma(`user_version = ${version}`);
    }).immediate();
  }
}

/**
 * The right to write to a library, held as an exclusive lock on a small database beside it: the system lets go of it when
 * the process ends, however it ends.
 */
export interface WriterLock {
  release(): void;
}

/** Keeps the locks from being collected as garbage, which would let go of them. */
const held = new Set<Database>();

/** `undefined` when another process has it. */
export function lockForWriting(folder: string, name = LOCK_FILE): WriterLock | undefined {
  const lock = new Sqlite(join(folder, name), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
    held.add(lock);
    return {
      release: () => {
        held.delete(lock);
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

export function damaged(error: unknown): StudioError {
  return new StudioError(
    'library-damaged',
    'The catalog of this library cannot be read: its file is damaged. Run `toile library check --repair`, which brings back the newest good copy, or restore a backup.',
    { cause: error },
  );
}

const DAMAGE = /^SQLITE_(CORRUPT|NOTADB)/;

export function isDamage(error: unknown): boolean {
  return DAMAGE.test((error as { code?: string } | undefined)?.code ?? '');
}

/**
 * Opens the catalog in `folder`, which is made when it is missing.
 *
 * @throws StudioError library-damaged, library-too-new; library-locked when `readOnly` and there is no catalog yet
 */
export function openDatabase(folder: string, readOnly: boolean): Database {
  mkdirSync(folder, { recursive: true });
  let db: Database | undefined;
  try {
    db = new Sqlite(join(folder, DATABASE_FILE), {
      readonly: readOnly,
      fileMustExist: readOnly,
      timeout: 5000,
    });
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    // What is deleted is overwritten: a client who asks to be forgotten is.
    db.pragma('secure_delete = ON');
    // Files from elsewhere may hold anything: no code of theirs is run, and broken cells are found early.
    db.pragma('cell_size_check = ON');
    if (readOnly) {
      db.pragma('query_only = ON');
      // Reads the schema, and with it finds a file that is none.
      db.pragma('user_version');
    } else {
      db.pragma('journal_mode = WAL');
      // Every commit is on the disk before it is reported.
      db.pragma('synchronous = FULL');
      migrate(db);
    }
    return db;
  } catch (error) {
    db?.close();
    if (isDamage(error)) throw damaged(error);
    if ((error as { code?: string }).code === 'SQLITE_CANTOPEN' && readOnly)
      throw new StudioError(
        'library-locked',
        'Another Toile is just creating this library. Try again in a moment.',
        {
          cause: error,
        },
      );
    throw error;
  }
}
