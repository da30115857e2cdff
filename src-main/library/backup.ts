/**
 * Backup: the whole library in one file. It is a SQLite database like the catalog, with the originals in a table of their
 * own; caches (thumbnails, results) are left out, they can be made again.
 */

import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { StudioError } from '../contract/errors.ts';
import { ASSET_FOLDER, type AssetStore } from './assets.ts';
import { DATABASE_FILE, isDamage, migrate } from './database.ts';

/** "Toil" as a number: marks a file as a backup of Toile. */
const APPLICATION_ID = 0x546f696c;
/** Pages copied between two breaths of the event loop. */
const PAGES = 400;

export interface BackupProgress {
  /** 0..1 */
  fraction: number;
}

export interface BackupOptions {
  signal?: AbortSignal;
  onProgress?: (progress: BackupProgress) => void;
}

export interface BackupResult {
  file: string;
  assets: number;
  /** Originals that the catalog knows but that are missing on the disk. */
  missing: number;
}

function checkCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled; no backup was written.');
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function writeFailure(error: unknown): StudioError {
  if (error instanceof StudioError) return error;
  const { code } = error as { code?: string };
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new StudioError('disk-full', 'There is not enough space for the backup. Choose another disk.', {
      cause: error,
    });
  return new StudioError(
    'output-unwritable',
    `The backup cannot be written (${code ?? 'unknown'}). Check that the folder exists and may be written to.`,
    { cause: error },
  );
}

/** Writes a backup while the library stays in use. The file is whole or not there. */
export async function backUp(
  db: Database,
  assets: AssetStore,
  target: string,
  { signal, onProgress }: BackupOptions = {},
): Promise<BackupResult> {
  const temporary = join(dirname(target), `.toile-${process.pid}-${randomUUID()}.tmp`);
  let out: Database | undefined;
  try {
    checkCancelled(signal);
    await db.backup(temporary, {
      progress: ({ totalPages, remainingPages }) => {
        checkCancelled(signal);
        onProgress?.({ fraction: totalPages > 0 ? 0.1 * (1 - remainingPages / totalPages) : 0 });
        return PAGES;
      },
    });
    out = new Sqlite(temporary);
    // One file, without companions.
    out.pragma('journal_mode = DELETE');
    out.pragma('synchronous = FULL');
    out.pragma('foreign_keys = ON');
    out.pragma(`application_id = ${APPLICATION_ID}`);
    out.exec(`
      DELETE FROM look_results;
      DELETE FROM thumbnails;
      DELETE FROM assets WHERE kind IN ('thumbnail', 'result');
      CREATE TABLE packed_assets (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;`);
    const hashes = out.prepare('SELECT hash FROM assets ORDER BY hash').pluck().all() as string[];
    const pack = out.prepare('INSERT INTO packed_assets (hash, bytes) VALUES (?, ?)');
    let missing = 0;
    for (const [k, hash] of hashes.entries()) {
      checkCancelled(signal);
      const file = assets.path(hash);
      if (existsSync(file)) pack.run(hash, readFileSync(file));
      else missing++;
      onProgress?.({ fraction: 0.1 + (0.9 * (k + 1)) / hashes.length });
      await breathe();
    }
    out.exec('VACUUM');
    out.close();
    out = undefined;
    renameSync(temporary, target);
    onProgress?.({ fraction: 1 });
    return { file: target, assets: hashes.length - missing, missing };
  } catch (error) {
    out?.close();
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${temporary}${ending}`, { force: true });
    throw writeFailure(error);
  }
}

function invalid(why: string, cause?: unknown): StudioError {
  return new StudioError('backup-invalid', `This file cannot be restored: ${why}. Choose another backup.`, {
    cause,
  });
}

/**
 * Makes a library from a backup in `folder`, which must not hold one yet. The folder is whole or not there.
 *
 * @throws StudioError backup-invalid, library-too-new, disk-full, output-unwritable, cancelled
 */
export async function restore(
  file: string,
  folder: string,
  { signal, onProgress }: BackupOptions = {},
): Promise<{ assets: number }> {
  if (!existsSync(file))
    throw new StudioError('file-not-found', 'The backup is no longer there. Choose it again.');
  if (existsSync(folder))
    throw new StudioError('output-unwritable', 'The folder to restore to exists already. Choose a new one.');
  const temporary = join(dirname(folder), `.toile-${process.pid}-${randomUUID()}.tmp`);
  let source: Database | undefined;
  let db: Database | undefined;
  try {
    source = openBackup(file);
    mkdirSync(join(temporary, ASSET_FOLDER), { recursive: true });
    const hashes = source.prepare('SELECT hash FROM packed_assets ORDER BY hash').pluck().all() as string[];
    const unpack = source.prepare('SELECT bytes FROM packed_assets WHERE hash = ?').pluck();
    for (const [k, hash] of hashes.entries()) {
      if (signal?.aborted) throw new StudioError('cancelled', 'Cancelled; nothing was restored.');
      const bytes = unpack.get(hash) as Buffer;
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        throw invalid('a picture in it is not what it was');
      const shelf = join(temporary, ASSET_FOLDER, hash.slice(0, 2));
      mkdirSync(shelf, { recursive: true });
      writeFileSync(join(shelf, hash), bytes, { flush: true });
      onProgress?.({ fraction: (0.9 * (k + 1)) / hashes.length });
      await breathe();
    }
    await source.backup(join(temporary, DATABASE_FILE), { progress: () => PAGES });
    source.close();
    source = undefined;
    db = new Sqlite(join(temporary, DATABASE_FILE));
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.exec('DROP TABLE packed_assets');
    db.pragma('application_id = 0');
    migrate(db);
    db.exec('VACUUM');
    db.close();
    db = undefined;
    renameSync(temporary, folder);
    onProgress?.({ fraction: 1 });
    return { assets: hashes.length };
  } catch (error) {
    source?.close();
    db?.close();
    rmSync(temporary, { recursive: true, force: true });
    if (isDamage(error)) throw invalid('it is damaged', error);
    throw writeFailure(error);
  }
}

/** Opens a backup for reading, after checks that nothing in it is broken or foreign. */
function openBackup(file: string): Database {
  const db = new Sqlite(file, { readonly: true });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw invalid('it is no backup of Toile');
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') throw invalid('it is damaged');
    const foreign = db
      .prepare(`SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')`)
      .pluck()
      .get() as number;
    if (foreign > 0) throw invalid('it holds things that a backup of Toile does not');
    const odd = db
      .prepare(`SELECT count(*) FROM packed_assets WHERE length(hash) <> 64 OR hash GLOB '*[^0-9a-f]*'`)
      .pluck()
      .get() as number;
    if (odd > 0) throw invalid('it holds pictures under names that are none');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
