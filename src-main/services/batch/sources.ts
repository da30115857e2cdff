/** Sources: the pictures a batch is planned from, by file, folder or pattern, as they are now. */

import { existsSync } from 'node:fs';
import { glob, readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { BatchSpec, SourceFile } from '../../contract/batch.ts';
import { StudioError } from '../../contract/errors.ts';
import { PICTURE_ENDINGS, RAW_ENDINGS } from '../../contract/file-names.ts';

/** A photo and where it was found. */
export interface FoundPhoto {
  file: string;
  /** Folder that was named, or that of the file; a photo's folder below it names its client. */
  root: string;
}

const ENDINGS = new Set([...PICTURE_ENDINGS, ...RAW_ENDINGS]);
const isPicture = (name: string): boolean =>
  !basename(name).startsWith('.') && ENDINGS.has(extname(name).slice(1).toLowerCase());

const byName = (a: { file: string }, b: { file: string }): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** What a photo is called for people. */
export function photoName({ photo, photoName: name }: BatchSpec): string {
  return name ?? basename(photo.path);
}

/** Whether `file` lies in `folder` or below. */
export function liesIn(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}

/** Folders between `root` and the photo, which name its client. */
export function clientOf({ file, root }: FoundPhoto): string {
  return relative(root, file).split(sep).slice(0, -1).join(' ');
}

/**
 * Pictures of files, folders (`recursive`: with the folders below) and patterns such as `shoot/*.jpg`, by name, each once.
 *
 * @param except folder whose pictures are left out: that of the results
 * @throws StudioError file-not-found for what is not there or holds no picture
 */
export async function findPhotos(
  named: readonly string[],
  { recursive = false, except }: { recursive?: boolean; except?: string } = {},
): Promise<FoundPhoto[]> {
  const found = new Map<string, FoundPhoto>();
  for (const name of named) {
    const path = resolve(name);
    const photos: FoundPhoto[] = [];
    const what = await stat(path).catch(() => undefined);
    if (what?.isDirectory()) {
      const entries = await readdir(path, { recursive, withFileTypes: true }).catch((cause) => {
        throw new StudioError(
          'file-not-found',
          `The folder "${basename(path)}" cannot be read. Check its permissions.`,
          { cause },
        );
      });
      for (const entry of entries)
        if (entry.isFile() && isPicture(entry.name))
          photos.push({ file: join(entry.parentPath, entry.name), root: path });
    } else if (what) photos.push({ file: path, root: resolve(path, '..') });
    else if (/[*?[{]/.test(name)) {
      const root = resolve(fixedPart(name));
      for await (const match of glob(name)) {
        const file = resolve(match);
        if (isPicture(file) && (await stat(file).catch(() => undefined))?.isFile())
          photos.push({ file, root });
      }
    } else
      throw new StudioError(
        'file-not-found',
        `"${name}" is not there. Name a photo, a folder of photos or a pattern such as "shoot/*.jpg".`,
      );
    const kept = photos.filter(({ file }) => !except || !liesIn(file, except)).sort(byName);
    if (kept.length === 0)
      throw new StudioError(
        'file-not-found',
        `"${name}" holds no picture. Put JPEG, PNG, WebP, AVIF, TIFF, GIF, HEIC or camera raw files there${recursive ? '' : ', or add --recursive for the folders in it'}.`,
      );
    for (const photo of kept) if (!found.has(photo.file)) found.set(photo.file, photo);
  }
  return [...found.values()];
}

/** The folders of a pattern before its first sign. */
function fixedPart(pattern: string): string {
  const parts = pattern.split(/[/\\]/);
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
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
      outfits.push(...(await findPhotos([name])).map(({ file }) => [file]));
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
