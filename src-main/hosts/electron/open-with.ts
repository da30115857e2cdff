/** Open with: the pictures named on a command line, by the system's "open with" or by a drop on the app's icon. */

import { statSync } from 'node:fs';
import { extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PICTURE_ENDINGS } from '../../contract/file-names.ts';

/** Most files taken from one command line. */
const MOST = 500;

export interface CommandLine {
  argv: readonly string[];
  /** An app that is not packaged has its own folder as the argument after the program. */
  packaged: boolean;
  /** Folder relative names start from. */
  cwd: string;
  isFile?: (path: string) => boolean;
}

/** Absolute paths of the pictures on a command line, each once, in their order; options and anything else are passed over. */
export function filesToOpen({ argv, packaged, cwd, isFile = isRegularFile }: CommandLine): string[] {
  const files = new Set<string>();
  let optionsEnded = false;
  for (const argument of argv.slice(packaged ? 1 : 2)) {
    if (argument === '--' && !optionsEnded) {
      optionsEnded = true;
      continue;
    }
    if (!optionsEnded && argument.startsWith('-')) continue;
    const path = pathOf(argument, cwd);
    if (path !== undefined && isPicture(path) && isFile(path)) files.add(path);
    if (files.size === MOST) break;
  }
  return [...files];
}

export function isPicture(path: string): boolean {
  return PICTURE_ENDINGS.includes(extname(path).slice(1).toLowerCase());
}

function pathOf(argument: string, cwd: string): string | undefined {
  if (argument.includes('\0')) return undefined;
  if (argument.startsWith('file:')) {
    try {
      return fileURLToPath(argument);
    } catch {
      return undefined;
    }
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)) return undefined;
  return isAbsolute(argument) ? argument : resolve(cwd, argument);
}

function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
