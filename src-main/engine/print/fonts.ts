/** Fonts of printed pages: the two weights of Noto Sans SC among the built assets, which have Latin and Chinese letters alike. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { type AssetManifest, readAssetManifest } from '../runtime/asset-manifest.ts';

/** Folders below a models folder. */
export const FONT_FOLDERS = { regular: 'noto_sans_sc', bold: 'noto_sans_sc_bold' } as const;

export type Fonts = Record<keyof typeof FONT_FOLDERS, Uint8Array>;

/** @throws StudioError 'model-missing', 'model-corrupt' when a file is not the one its manifest names, 'model-invalid' */
export function loadFonts(modelsDirs: readonly string[]): Fonts {
  return { regular: load(modelsDirs, FONT_FOLDERS.regular), bold: load(modelsDirs, FONT_FOLDERS.bold) };
}

/**
 * File of the typeface's regular weight, for what draws text from files.
 *
 * @throws StudioError as `loadFonts`
 */
export function fontFile(modelsDirs: readonly string[]): string {
  return find(modelsDirs, FONT_FOLDERS.regular).file;
}

const load = (modelsDirs: readonly string[], name: string): Uint8Array => find(modelsDirs, name).bytes;

function find(modelsDirs: readonly string[], name: string): { file: string; bytes: Uint8Array } {
  for (const dir of modelsDirs) {
    const folder = join(dir, name);
    let manifest: AssetManifest;
    let bytes: Uint8Array;
    try {
      manifest = readAssetManifest(folder);
      bytes = readFileSync(join(folder, manifest.file));
    } catch (error) {
      if (error instanceof StudioError && error.code !== 'model-missing') throw error;
      continue;
    }
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== manifest.sha256)
      throw new StudioError(
        'model-corrupt',
        `The font file of "${name}" has sha256 ${found}, expected ${manifest.sha256}. Run "toile models build" again.`,
      );
    return { file: join(folder, manifest.file), bytes };
  }
  throw new StudioError(
    'model-missing',
    `The font "${name}" of printed pages is not built. Run "toile models build" and try again.`,
  );
}
