/** Static files: the built pages, by the names they had when the host started; nothing else of the disk can be asked for. */

import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

export interface StaticFile {
  file: string;
  type: string;
  /** Its name changes with its content. */
  immutable: boolean;
}

/** Every file below `folder` by its path in an address; `/` is the page `index`. */
export function staticFiles(folder: string, index: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).split(sep).join('/');
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream';
    files.set(path === index ? '/' : `/${path}`, { file, type, immutable: path.startsWith('assets/') });
  }
  return files;
}
