/** Place: brings a finished file to its name, whole and on the disk, without ever replacing one that is not the batch's own. */

import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { syncFolder } from '../../engine/image/write-file.ts';
import { hashFile } from '../app/hash-file.ts';

/** File systems without a second name for a file answer with one of these. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EXDEV', 'EACCES'];

/** sha256 of a file, lower-case hex; undefined where there is none. */
export async function hashOf(file: string): Promise<string | undefined> {
  try {
    return await hashFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Gives the finished file `from` the name `to` on the same disk. Done again after an interruption it comes to the same.
 *
 * @param sha256 of the file
 * @param own hashes of files this item put there before, which may be replaced
 * @throws StudioError output-exists when another file has the name, disk-full, output-unwritable
 */
export async function place(
  from: string,
  to: string,
  sha256: string,
  own: ReadonlySet<string>,
): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true });
    if (await linked(from, to)) await rm(from, { force: true });
    else {
      const there = await hashOf(to);
      if (there === sha256) await rm(from, { force: true });
      else if (there === undefined ? !(await isThere(to)) : own.has(there)) await rename(from, to);
      else
        throw new StudioError(
          'output-exists',
          `${JSON.stringify(basename(to))} is there already and is another file, so it is not replaced. Move it and retry.`,
        );
    }
    await syncFolder(dirname(to));
  } catch (error) {
    throw error instanceof StudioError ? error : placeError(to, error);
  }
}

/** True when `to` is now a name of the file; false when it is taken, or cannot be made that way. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || NO_LINKS.includes(code)) return false;
    throw error;
  }
}

/** Anything of that name: a folder, or a link to nothing. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function placeError(to: string, cause: unknown): StudioError {
  const name = JSON.stringify(basename(to));
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StudioError(
      'disk-full',
      `There is not enough space on the disk for ${name}. Free some space and resume.`,
      {
        cause,
      },
    );
  return new StudioError(
    'output-unwritable',
    `${name} cannot be put into its folder (${code ?? String(cause)}). Check the folder and the drive, then resume.`,
    { cause },
  );
}

/** Writes a small file whole: under another name in `scratch`, synced, then renamed. */
export async function writeWhole(scratch: string, to: string, text: string): Promise<void> {
  const temporary = `${scratch}/${basename(to)}.part`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, to);
    await syncFolder(dirname(to));
  } catch (error) {
    throw placeError(to, error);
  }
}
