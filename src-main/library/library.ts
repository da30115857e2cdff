/** Library: one folder with a catalog and its pictures; the only way into it for the services. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { AssetStore } from './assets.ts';
import { type BackupOptions, type BackupResult, backUp } from './backup.ts';
import { type CheckOptions, checkLibrary, type Finding } from './check.ts';
import { Clients } from './clients.ts';
import { Collections } from './collections.ts';
import {
  DATABASE_FILE,
  type Database,
  isDamage,
  lockForWriting,
  openDatabase,
  type WriterLock,
} from './database.ts';
import { Garments, INDEX_VERSION } from './garments.ts';
import { Jobs } from './jobs.ts';
import { Looks } from './looks.ts';
import { Settings } from './settings.ts';
import { isSound, restoreSnapshot, takeSnapshot } from './snapshots.ts';
import { Trash } from './trash.ts';

/** Milliseconds for which a picture that no record refers to may belong to an import under way. */
const YOUNG = 3600 * 1000;

export interface LibraryOptions {
  /** Milliseconds since 1970. Default: the system's clock. */
  now?: () => number;
  /** What to do when another process may write: report it, or open for reading. Default 'read'. */
  ifLocked?: 'read' | 'fail';
  /** Brings the newest good copy of a damaged catalog back in place of an error. */
  repair?: boolean;
}

export interface Library {
  readonly folder: string;
  /** Another process may write; this one only reads. */
  readonly readOnly: boolean;
  /** Where the damaged catalog was put, if this opening brought an older one back. */
  readonly recovered: { snapshot: string; aside: string } | undefined;
  readonly assets: AssetStore;
  readonly clients: Clients;
  readonly garments: Garments;
  readonly collections: Collections;
  readonly looks: Looks;
  readonly jobs: Jobs;
  readonly settings: Settings;
  readonly trash: Trash;
  /** Deletes everything of a client at once: records, photos, pictures made from them. */
  eraseClient(id: string): { bytes: number };
  /** Deletes pictures that no record refers to any more. */
  collectGarbage(): { count: number; bytes: number };
  backUp(target: string, options?: BackupOptions): Promise<BackupResult>;
  check(options?: CheckOptions): Promise<Finding[]>;
  /** Copies the catalog aside if the last copy is old. */
  snapshot(force?: boolean): Promise<string | undefined>;
  /** Runs `work` whole or not at all. */
  atomically<T>(work: () => T): T;
  close(): void;
}

/** Setting that tells which words the search index was built with. */
const INDEX_KEY = 'searchIndex';

/**
 * Opens the library in `folder`, and makes one there if there is none.
 *
 * @throws StudioError library-damaged, library-too-new, library-locked, output-unwritable
 */
export function openLibrary(folder: string, options: LibraryOptions = {}): Library {
  const clock = options.now ?? Date.now;
  const now = (): string => new Date(clock()).toISOString();
  let lock: WriterLock | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    lock = lockForWriting(folder);
  } catch (error) {
    throw new StudioError(
      'output-unwritable',
      'The folder of the library cannot be written to. Check its disk and permissions, or choose another folder.',
      { cause: error },
    );
  }
  if (!lock && options.ifLocked === 'fail')
    throw new StudioError(
      'library-locked',
      'This library is open in another Toile. Close it there, or go on here without changing anything.',
    );
  try {
    const file = join(folder, DATABASE_FILE);
    let recovered: Library['recovered'];
    if (lock && options.repair && existsSync(file) && !isSound(file))
      recovered = restoreSnapshot(folder, clock());
    const db = openDatabase(folder, !lock);
    return assemble(folder, db, lock, clock, now, recovered);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function assemble(
  folder: string,
  db: Database,
  lock: WriterLock | undefined,
  clock: () => number,
  now: () => string,
  recovered: Library['recovered'],
): Library {
  const assets = new AssetStore(folder, db, now);
  const garments = new Garments(db, now);
  const settings = new Settings(db);
  const trash = new Trash(db, now);
  const jobs = new Jobs(db, now);
  if (lock) {
    assets.sweep();
    jobs.requeue();
    if (settings.get(INDEX_KEY) !== INDEX_VERSION) {
      garments.reindex();
      settings.set(INDEX_KEY, INDEX_VERSION);
    }
  }
  return {
    folder,
    readOnly: !lock,
    recovered,
    assets,
    garments,
    trash,
    jobs,
    clients: new Clients(db, now),
    collections: new Collections(db, now),
    looks: new Looks(db, now),
    settings,
    eraseClient: (id) => {
      const only = assets.ofClient(id);
      trash.erase(id);
      return { bytes: assets.collectGarbage({ only }).bytes };
    },
    collectGarbage: () => assets.collectGarbage({ before: new Date(clock() - YOUNG).toISOString() }),
    backUp: (target, options) => backUp(db, assets, target, options),
    check: (options) => checkLibrary(db, assets, () => garments.reindex(), options),
    snapshot: (force) => takeSnapshot(db, folder, clock(), force),
    atomically: (work) => db.transaction(work).immediate(),
    close: () => {
      try {
        if (lock && db.open) db.pragma('optimize');
      } catch (error) {
        if (!isDamage(error)) throw error;
      } finally {
        db.close();
        lock?.release();
      }
    },
  };
}
