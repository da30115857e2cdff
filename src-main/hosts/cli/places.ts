/** Places: where the command line finds models and samples and keeps what belongs to the user. */

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the installation. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const RESOURCES = join(ROOT, 'resources');
export const BUILT_IN_MODELS = join(ROOT, '.toile', 'models');

/** Version of Toile. */
export function version(): string {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
}

/** The user's own folder: `TOILE_DATA_DIR`, or the system's usual place. */
export function dataDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.TOILE_DATA_DIR) return env.TOILE_DATA_DIR;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Toile');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Toile');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'toile');
}

export function userModels(data = dataDir()): string {
  return join(data, 'models');
}

/** Builds of the pages that `serve` shows. */
export const PAGES = join(ROOT, '.toile', 'renderer');

/** The folder of the catalog and its pictures. */
export function libraryDir(data = dataDir()): string {
  return join(data, 'library');
}
