/** Library care: checking, backing up and restoring the folder that holds the catalog. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { StudioError } from '../contract/errors.ts';
import { type BackupOptions, type BackupResult, restore } from '../library/backup.ts';
import type { CheckOptions, Finding } from '../library/check.ts';
import { type Library, openLibrary } from '../library/library.ts';

export type { BackupResult, Finding };

export interface CheckReport {
  findings: Finding[];
  /** Names, inside the library's folder, of the damaged catalog put aside and of the copy brought back. */
  recovered?: { snapshot: string; aside: string };
  /** Pictures that no record refers to and that were deleted. */
  collected: number;
}

/** @throws StudioError not-in-library when there is no library in `folder` */
export function existing(folder: string): void {
  if (!existsSync(folder))
    throw new StudioError(
      'not-in-library',
      'There is no library yet. Import something in the app or with "toile library import", or restore a backup.',
    );
}

async function using<T>(library: Library, work: (library: Library) => Promise<T>): Promise<T> {
  try {
    return await work(library);
  } finally {
    library.close();
  }
}

/**
 * Checks the library in `folder`; with `repair` also mends what can be mended, for which nobody else may have it open.
 *
 * @throws StudioError library-locked, library-damaged, library-too-new, not-in-library, cancelled
 */
export async function checkLibrary(folder: string, options: CheckOptions = {}): Promise<CheckReport> {
  existing(folder);
  const repair = options.repair ?? false;
  const library = openLibrary(folder, { repair, ifLocked: repair ? 'fail' : 'read' });
  return using(library, async () => {
    const findings = await library.check(options);
    const collected = repair ? library.collectGarbage().count : 0;
    return {
      findings,
      collected,
      ...(library.recovered ? { recovered: library.recovered } : {}),
    };
  });
}

/** Writes the library in `folder` to one file, also while it is in use. */
export async function backUpLibrary(
  folder: string,
  target: string,
  options: BackupOptions = {},
): Promise<BackupResult> {
  existing(folder);
  return using(openLibrary(folder), (library) => library.backUp(target, options));
}

/**
 * Puts a backup in place of the library in `folder`. The one that was there is kept beside it under the name returned.
 *
 * @throws StudioError library-locked when it is in use, and what `restore` throws; the library that was there then stays
 */
export async function restoreLibrary(
  file: string,
  folder: string,
  options: BackupOptions & { now?: number } = {},
): Promise<{ assets: number; previous?: string }> {
  if (existsSync(folder)) refuseIfInUse(folder);
  const stamp = new Date(options.now ?? Date.now()).toISOString().replace(/[:.]/g, '-');
  const fresh = `${folder}-${stamp}`;
  const { assets } = await restore(file, fresh, options);
  if (!existsSync(folder)) {
    renameSync(fresh, folder);
    return { assets };
  }
  const previous = `${folder}-before-${stamp}`;
  try {
    refuseIfInUse(folder);
    renameSync(folder, previous);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  renameSync(fresh, folder);
  return { assets, previous };
}

/** A damaged library may be moved away too; one in use may not. */
function refuseIfInUse(folder: string): void {
  try {
    openLibrary(folder, { ifLocked: 'fail' }).close();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'library-locked') throw error;
  }
}
