/** Reads a picture file into memory, with its size checked first and every failure named. */

import * as fs from 'node:fs/promises';
import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import { showName } from './file-name.ts';

/** The file system calls used, so that a test can make them fail. */
export type ReadingFileSystem = Pick<typeof fs, 'open' | 'stat'>;

const MIB = 2 ** 20;

function readError(file: string, error: unknown): StudioError {
  const name = showName(file);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StudioError('file-not-found', `There is no file ${name}. Check the path.`, { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    const next = 'Give yourself permission to read it, or copy it to a folder of your own.';
    return new StudioError('file-unreadable', `The file ${name} may not be read. ${next}`, { cause: error });
  }
  if (code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    return new StudioError('file-not-found', `${name} cannot be the name of a file. Check the path.`, {
      cause: error,
    });
  }
  const next = 'Check that the drive is connected and try again.';
  return new StudioError('file-unreadable', `The file ${name} could not be read (${code}). ${next}`, {
    cause: error,
  });
}

/**
 * Reads a whole file.
 *
 * @param maxBytes largest accepted size, checked before anything is read
 * @throws file-not-found, file-unreadable (no permission, a folder, a device), file-empty, image-too-large
 */
export async function readPictureFile(
  file: string,
  maxBytes: number,
  io: ReadingFileSystem = fs,
): Promise<Buffer> {
  const name = showName(file);
  let handle: fs.FileHandle | undefined;
  try {
    // A pipe would block on open, so the kind is checked before.
    const kind = await io.stat(file);
    if (kind.isDirectory()) {
      throw new StudioError('file-unreadable', `${name} is a folder. Choose a picture file inside it.`);
    }
    if (!kind.isFile()) {
      throw new StudioError('file-unreadable', `${name} is not a regular file. Choose a picture file.`);
    }
    handle = await io.open(file, 'r');
    const { size } = await handle.stat();
    if (size === 0) {
      const next = 'Copy or download it again.';
      throw new StudioError('file-empty', `The file ${name} is empty (0 bytes). ${next}`);
    }
    if (size > maxBytes) {
      const limit = Math.floor(maxBytes / MIB);
      throw new StudioError(
        'image-too-large',
        `The file ${name} has ${Math.ceil(size / MIB)} MiB, more than the limit of ${limit} MiB. Save it smaller.`,
        { reason: say('too-many-bytes', { size: Math.ceil(size / MIB), most: limit }) },
      );
    }
    return await handle.readFile();
  } catch (error) {
    throw error instanceof StudioError ? error : readError(file, error);
  } finally {
    await handle?.close();
  }
}
