/** Found pictures: the picture files that a command names by file, folder or pattern. */

import { glob, readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { PICTURE_ENDINGS, RAW_ENDINGS } from '../contract/file-names.ts';

/** A picture and where it was found. */
export interface FoundPicture {
  file: string;
  /** Folder that was named, or that of the file; a picture's folder below it may name its client. */
  root: string;
}

export interface FindOptions {
  /** Also the folders in a folder. */
  recursive?: boolean;
  /** Folder whose pictures are left out: that of the results. */
  except?: string;
  /** Also cameras' raw files. Default true. */
  raw?: boolean;
}

const byName = (a: { file: string }, b: { file: string }): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** Whether `file` lies in `folder` or below. */
function liesIn(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}

/** Folders between `root` and the photo, which name its client. */
export function clientOf({ file, root }: FoundPicture): string {
  return relative(root, file).split(sep).slice(0, -1).join(' ');
}

/**
 * Pictures of files (whatever their ending), folders and patterns such as `shoot/*.jpg`, by name, each once; hidden ones left out.
 *
 * @throws StudioError file-not-found for what is not there, cannot be read or holds no picture
 */
export async function findPictures(
  named: readonly string[],
  { recursive = false, except, raw = true }: FindOptions = {},
): Promise<FoundPicture[]> {
  const endings = raw ? [...PICTURE_ENDINGS, ...RAW_ENDINGS] : PICTURE_ENDINGS;
  const isPicture = async (file: string): Promise<boolean> =>
    !basename(file).startsWith('.') &&
    endings.includes(extname(file).slice(1).toLowerCase()) &&
    ((await stat(file).catch(() => undefined))?.isFile() ?? false);
  const found = new Map<string, FoundPicture>();
  for (const name of named) {
    const pictures: FoundPicture[] = [];
    for (const picture of await candidates(name, recursive))
      if ((picture.named || (await isPicture(picture.file))) && !(except && liesIn(picture.file, except)))
        pictures.push({ file: picture.file, root: picture.root });
    if (pictures.length === 0)
      throw new StudioError(
        'file-not-found',
        `"${name}" holds no picture. Put JPEG, PNG, WebP, AVIF, TIFF, GIF${raw ? ', HEIC or camera raw' : ' or HEIC'} files there${recursive ? '' : ', or name the folders in it'}.`,
      );
    for (const picture of pictures.sort(byName))
      if (!found.has(picture.file)) found.set(picture.file, picture);
  }
  return [...found.values()];
}

/** Files of a folder, by name. @throws StudioError as {@link findPictures} */
export async function picturesIn(folder: string): Promise<string[]> {
  return (await findPictures([folder], { raw: false })).map(({ file }) => file);
}

/** Whatever lies where `name` points. */
async function candidates(name: string, recursive: boolean): Promise<(FoundPicture & { named?: boolean })[]> {
  const path = resolve(name);
  const what = await stat(path).catch(() => undefined);
  if (what?.isDirectory()) {
    const entries = await readdir(path, { recursive, withFileTypes: true }).catch((cause) => {
      throw new StudioError(
        'file-not-found',
        `The folder "${basename(path)}" cannot be read. Check its permissions.`,
        { cause },
      );
    });
    return entries.map(({ parentPath, name: file }) => ({ file: join(parentPath, file), root: path }));
  }
  if (what) return [{ file: path, root: resolve(path, '..'), named: true }];
  if (/[*?[{]/.test(name)) {
    const root = resolve(fixedPart(name));
    const files: FoundPicture[] = [];
    for await (const match of glob(name)) files.push({ file: resolve(match), root });
    return files;
  }
  throw new StudioError(
    'file-not-found',
    `"${name}" is not there. Name a picture, a folder of pictures or a pattern such as "shoot/*.jpg".`,
  );
}

/** The folders of a pattern before its first sign. */
function fixedPart(pattern: string): string {
  const parts = pattern.split(/[/\\]/);
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
}
