/** Takes the typefaces of printed pages from their package: files of outlines (TrueType), of which a page embeds what it uses. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the installed package in `packageDir` and returns the bytes of one of its fonts. */
export const buildFont =
  (file: string) =>
  (packageDir: string): Uint8Array =>
    new Uint8Array(readFileSync(join(packageDir, file)));
