/** Writes a file so that it is either whole or not there: temporary in the same folder, synced, renamed. */

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { showName } from './file-name.ts';

/** The file system calls used, so that a test can make them fail. */
export type FileSystem = Pick<typeof fs, 'open' | 'rename' | 'rm' | 'stat' | 'realpath'>;

function writeError(target: string, error: unknown): StudioError {
  const name = showName(target);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StudioError(
      'disk-full',
      `There is not enough space on the disk to write ${name}. Free some space or choose another place.`,
      { cause: error },
    );
  }
  const why: Record<string, string> = {
    ENOENT: 'its folder does not exist. Create the folder or choose another place.',
    ENOTDIR: 'its folder does not exist. Create the folder or choose another place.',
    EACCES: 'its folder may not be written to. Choose another place or change its permissions.',
    EPERM: 'its folder may not be written to. Choose another place or change its permissions.',
    EROFS: 'its disk is read-only. Choose another place.',
    EISDIR: 'a folder has that name. Choose another name.',
    ENAMETOOLONG: 'the name is too long. Choose a shorter one.',
    EBUSY: 'another program has it open. Close it there and try again.',
  };
  const reason = why[code ?? ''] ?? `of an error (${code}). Check the disk or choose another place.`;
  return new StudioError('output-unwritable', `${name} cannot be written: ${reason}`, { cause: error });
}

async function statOrNothing(file: string, io: FileSystem) {
  try {
    return await io.stat(file, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Checks early that a file can be written to `target`: its folder exists, it is not itself a folder, and it is none of
 * the `inputs`.
 *
 * @throws StudioError output-unwritable
 */
export async function checkTarget(target: string, inputs: string[] = [], io: FileSystem = fs): Promise<void> {
  try {
    const folder = await io.stat(dirname(target));
    if (!folder.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    const existing = await statOrNothing(target, io);
    if (!existing) return;
    if (existing.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    const next = 'Choose another name for the result.';
    if (!existing.isFile()) {
      const reason = `${showName(target)} is not a regular file and will not be replaced. ${next}`;
      throw new StudioError('output-unwritable', reason);
    }
    for (const input of inputs) {
      const source = await statOrNothing(input, io);
      if (source && source.dev === existing.dev && source.ino === existing.ino) {
        const reason = `${showName(target)} is one of the input pictures and will not be overwritten. ${next}`;
        throw new StudioError('output-unwritable', reason);
      }
    }
  } catch (error) {
    throw error instanceof StudioError ? error : writeError(target, error);
  }
}

/**
 * Writes a picture that is looked at once and made again at will: replaced as a whole, but not waited for to reach the disk.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function writePassing(target: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(target), `.toile-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await fs.writeFile(temporary, bytes, { flag: 'wx' });
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => {});
    throw writeError(target, error);
  }
}

/**
 * Writes `pieces` one after another to `target`, replacing a file of that name. After an error neither a partial nor a
 * temporary file is left, and an existing file is untouched.
 *
 * @throws StudioError output-unwritable, disk-full
 */
export async function writeFileWhole(
  target: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  io: FileSystem = fs,
): Promise<void> {
  let temporary: string | undefined;
  try {
    // A link is written through, not replaced.
    const real = (await statOrNothing(target, io)) ? await io.realpath(target) : target;
    const name = join(dirname(real), `.toile-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
    const handle = await io.open(name, 'wx');
    temporary = name;
    try {
      for await (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await io.rename(name, real);
    temporary = undefined;
    await syncFolder(dirname(real), io);
  } catch (error) {
    if (temporary) await io.rm(temporary, { force: true }).catch(() => {});
    throw error instanceof StudioError ? error : writeError(target, error);
  }
}

/** Makes the rename itself durable where the system can; Windows cannot open folders. */
export async function syncFolder(folder: string, io: Pick<FileSystem, 'open'> = fs): Promise<void> {
  try {
    const handle = await io.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The file itself is synced; a lost rename after a power cut leaves the old state, which is whole.
  }
}
