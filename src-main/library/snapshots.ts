/** Snapshots: copies of the catalog (without pictures) made now and then, from which a damaged one is brought back. */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { DATABASE_FILE, SNAPSHOT_FOLDER } from './database.ts';

/** Newest first, so many are kept. */
const KEPT = 5;
/** Milliseconds between two snapshots at least. */
const INTERVAL = 12 * 3600 * 1000;
const NAME = /^catalog-\d{13}\.db$/;

/** Snapshots of a library, newest first. */
export function snapshots(folder: string): string[] {
  const place = join(folder, SNAPSHOT_FOLDER);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()
    .map((name) => join(place, name));
}

/** Makes a snapshot unless the newest is young (`force`: even then), and drops the oldest beyond those kept. */
export async function takeSnapshot(
  db: Database,
  folder: string,
  now: number,
  force = false,
): Promise<string | undefined> {
  const [newest] = snapshots(folder);
  if (newest && !force && now - Number(newest.match(/\d{13}/)?.[0]) < INTERVAL) return undefined;
  const place = join(folder, SNAPSHOT_FOLDER);
  mkdirSync(place, { recursive: true });
  for (const name of readdirSync(place)) if (!NAME.test(name)) rmSync(join(place, name), { force: true });
  const target = join(place, `catalog-${String(now).padStart(13, '0')}.db`);
  const temporary = `${target}.tmp`;
  try {
    await db.backup(temporary, { progress: () => 1000 });
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  for (const old of snapshots(folder).slice(KEPT)) rmSync(old, { force: true });
  return target;
}

/** Whether a catalog file can be read from end to end. */
export function isSound(file: string): boolean {
  if (!existsSync(file) || statSync(file).size === 0) return false;
  let db: Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true });
    return (
      db.pragma('integrity_check', { simple: true }) === 'ok' &&
      (db.pragma('user_version', { simple: true }) as number) > 0
    );
  } catch {
    return false;
  } finally {
    db?.close();
  }
}

/**
 * Puts the newest sound snapshot in place of a damaged catalog, which is kept aside under the name returned.
 * `undefined`: there is no sound snapshot, and nothing was done.
 */
export function restoreSnapshot(
  folder: string,
  now: number,
): { snapshot: string; aside: string } | undefined {
  const snapshot = snapshots(folder).find(isSound);
  if (!snapshot) return undefined;
  const file = join(folder, DATABASE_FILE);
  const aside = join(folder, `catalog-damaged-${now}.db`);
  for (const ending of ['', '-wal', '-shm'])
    if (existsSync(`${file}${ending}`)) renameSync(`${file}${ending}`, `${aside}${ending}`);
  const source = new Sqlite(snapshot, { readonly: true });
  try {
    const temporary = `${file}.tmp`;
    rmSync(temporary, { force: true });
    source.prepare('VACUUM INTO ?').run(temporary);
    renameSync(temporary, file);
  } finally {
    source.close();
  }
  return { snapshot, aside };
}
