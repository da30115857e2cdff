/** Finds the body among the built models, verifies its bytes and reads it. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { type AssetManifest, readAssetManifest } from '../runtime/asset-manifest.ts';
import { readBodyAsset } from './asset.ts';
import { ParametricBody } from './parametric-body.ts';

/** Folder of the body below a models folder. */
export const BODY_FOLDER = 'parametric_body';

/**
 * Loads the body from the first of the models folders that holds it.
 * @throws StudioError 'model-missing', 'model-corrupt' when its hash is not the manifest's, 'model-invalid'
 */
export function loadParametricBody(modelsDirs: readonly string[]): ParametricBody {
  for (const dir of modelsDirs) {
    const folder = join(dir, BODY_FOLDER);
    let manifest: AssetManifest;
    try {
      manifest = readAssetManifest(folder);
    } catch (error) {
      if (error instanceof StudioError && error.code === 'model-missing') continue;
      throw error;
    }
    const path = join(folder, manifest.file);
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(path);
    } catch (cause) {
      throw new StudioError(
        'model-missing',
        `Expected the body file "${path}" but it cannot be read. Run "toile models build".`,
        { cause },
      );
    }
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== manifest.sha256)
      throw new StudioError(
        'model-corrupt',
        `The body file has sha256 ${found}, expected ${manifest.sha256}. Run "toile models build" again.`,
      );
    return new ParametricBody(readBodyAsset(bytes));
  }
  throw new StudioError(
    'model-missing',
    'The parametric body is not built. Run "toile models build" and try again.',
  );
}
