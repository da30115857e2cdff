/** Sources: the files a batch is planned from, as they are now. */

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { BatchSpec, SourceFile } from '../../contract/batch.ts';
import { StudioError } from '../../contract/errors.ts';
import { findPictures } from '../found-pictures.ts';

/** What a photo is called for people. */
export function photoName({ photo, photoName: name }: BatchSpec): string {
  return name ?? basename(photo.path);
}

/**
 * Outfits: a file is a garment, a folder one garment a picture, and files between commas are worn together.
 *
 * @throws StudioError file-not-found
 */
export async function findOutfits(named: readonly string[]): Promise<string[][]> {
  const outfits: string[][] = [];
  for (const name of named) {
    if (existsSync(name)) {
      outfits.push(...(await findPictures([name])).map(({ file }) => [file]));
      continue;
    }
    const parts = name.includes(',') ? name.split(',').map((part) => part.trim()) : [name];
    for (const part of parts)
      if (!existsSync(part))
        throw new StudioError('file-not-found', `The garment "${part}" is not there. Check its name.`);
    outfits.push(parts.map((part) => resolve(part)));
  }
  return outfits;
}

/** @throws StudioError file-not-found, file-unreadable */
export async function sourceFile(path: string): Promise<SourceFile> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, modified: Math.floor(mtimeMs) };
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StudioError(
      missing ? 'file-not-found' : 'file-unreadable',
      `${JSON.stringify(basename(path))} ${missing ? 'is no longer there' : 'cannot be read'}. Check the folder and the drive.`,
      { cause },
    );
  }
}

/**
 * Makes sure that a file is the one that was planned with.
 *
 * @throws StudioError file-not-found, file-unreadable, file-changed
 */
export async function requireUnchanged(planned: SourceFile): Promise<void> {
  const now = await sourceFile(planned.path);
  if (now.bytes !== planned.bytes || now.modified !== planned.modified)
    throw new StudioError(
      'file-changed',
      `${JSON.stringify(basename(planned.path))} was replaced or edited since the batch was planned. Plan it anew, or put the old file back.`,
    );
}
