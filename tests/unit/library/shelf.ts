/** A library in a folder of its own for a test, with a clock that the test moves. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type Library, type LibraryOptions, openLibrary } from '../../../src-main/library/library.ts';

const cleanups: (() => void)[] = [];

/** Runs `clean` after the test, however it ends. */
export function afterwards(clean: () => void): void {
  cleanups.push(clean);
}

afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'toile-library-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a library; it is closed after the test if the test did not. */
export function shelf(options: LibraryOptions = {}, folder = join(emptyFolder(), 'library')): Library {
  let time = Date.UTC(2026, 0, 1);
  const library = openLibrary(folder, { now: () => time++, ...options });
  afterwards(() => library.close());
  return library;
}

/** Bytes of a small file that is told apart by `n`. */
export const bytes = (n: number, length = 64): Uint8Array => new Uint8Array(length).fill(n);

export const JPEG = { kind: 'original', mediaType: 'image/jpeg' } as const;

export const storePicture = async (library: Library, n: number): Promise<string> =>
  (await library.assets.importBytes(bytes(n), { ...JPEG, width: 30, height: 40 })).hash;
