/** Asset manifest: what an asset.json says about built data that is no neural model, such as the parametric body. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { FileName, ModelName, Sha256 } from './manifest.ts';

export const ASSET_MANIFEST_FILE = 'asset.json';
const MAX_MANIFEST_BYTES = 1_000_000;

export const AssetManifest = z.strictObject({
  name: ModelName,
  title: z.string().max(200),
  task: z.enum(['parametric-body', 'studio-looks', 'font-regular', 'font-bold']),
  licence: z.string().min(1).max(400),
  /** Whom the data is from, and what each part is. */
  credits: z.array(z.string().max(400)).min(1),
  source: z.strictObject({ kind: z.literal('npm'), package: z.string(), version: z.string() }),
  file: FileName,
  /** Of `file`. */
  sha256: Sha256,
  bytes: z.int().positive(),
});
export type AssetManifest = z.infer<typeof AssetManifest>;

/**
 * Reads and checks `folder`/asset.json.
 * @throws StudioError 'model-missing' when there is none, 'model-invalid' naming the field at fault.
 */
export function readAssetManifest(folder: string): AssetManifest {
  const path = join(folder, ASSET_MANIFEST_FILE);
  let json: unknown;
  try {
    if (statSync(path).size > MAX_MANIFEST_BYTES)
      throw new StudioError('model-invalid', `"${path}" is too large to be an asset manifest.`);
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof StudioError) throw cause;
    if (cause instanceof SyntaxError)
      throw new StudioError('model-invalid', `"${path}" is not valid JSON: ${cause.message}`, { cause });
    throw new StudioError(
      'model-missing',
      `Expected a ${ASSET_MANIFEST_FILE} in "${folder}" but could not read one.`,
      { cause },
    );
  }
  const parsed = AssetManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
  );
  throw new StudioError(
    'model-invalid',
    `"${path}" is not a valid asset manifest. ${faults.slice(0, 5).join('; ')}.`,
  );
}
