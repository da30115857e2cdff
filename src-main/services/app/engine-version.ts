/** Version of the engine: changes whenever its code does, so that pictures kept from before are made anew. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../engine', import.meta.url));

/**
 * sha256 over the engine's sources.
 *
 * @param fallback for a bundle, in which there are none
 */
export function engineVersion(fallback: string, folder = SOURCES): string {
  if (!existsSync(folder)) return fallback;
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of files) hash.update(file.slice(folder.length)).update(readFileSync(file));
  return hash.digest('hex');
}
