/** Writes several files of one result into a folder so that all of them are there or none. */

import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { showName } from './file-name.ts';

/**
 * Checks early that files can be written into a folder: it is one, or can be made where there is none.
 * @throws StudioError output-unwritable
 */
export async function checkFolder(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined);
  if (there && !there.isDirectory())
    throw new StudioError(
      'output-unwritable',
      `${showName(folder)} is a file, expected a folder for the pictures. Choose another place.`,
    );
  if (there) return;
  const parent = await stat(dirname(folder)).catch(() => undefined);
  if (!parent?.isDirectory())
    throw new StudioError(
      'output-unwritable',
      `${showName(folder)} cannot be made: its parent folder does not exist. Create it or choose another place.`,
    );
}

/**
 * Writes the files into `folder`, which is made where it is missing; files of the same names are replaced, others stay.
 *
 * They are written beside the folder first, under a name that the sweeping of leftovers knows, and then moved.
 * @throws StudioError output-unwritable, disk-full
 */
export async function writeFolderWhole(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const temporary = join(dirname(folder), `.toile-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await mkdir(temporary);
    for (const [name, bytes] of files) await writeFile(join(temporary, name), bytes, { flush: true });
    if (await stat(folder).catch(() => undefined)) {
      for (const name of files.keys()) await rename(join(temporary, name), join(folder, name));
      await rm(temporary, { recursive: true, force: true });
    } else await rename(temporary, folder);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new StudioError(
        'disk-full',
        'There is not enough space on the disk for the pictures. Free some space.',
        { cause },
      );
    throw new StudioError(
      'output-unwritable',
      `The pictures cannot be written into ${showName(folder)} (${code}). Choose another place or change its permissions.`,
      { cause },
    );
  }
}
