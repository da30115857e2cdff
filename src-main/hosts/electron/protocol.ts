/** Protocol: answers requests for the page's files, pictures of the library and finished files. */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { StudioError } from '../../contract/errors.ts';
import { ANSWER_HEADERS } from '../content-policy.ts';
import { targetOf } from './security.ts';

export interface FileSource {
  pictureFile(hash: string, size?: 256 | 1024): Promise<{ file: string; mediaType: string }>;
  downloadFile(token: string): { file: string; fileName: string };
}

export interface ProtocolOptions {
  /** Folder of the built page. */
  rendererDir: string;
  source: FileSource;
  /** Origin of the page where that is not ours. */
  devServer?: string;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.tif': 'image/tiff',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

interface Found {
  file: string;
  type: string;
  cache: string;
}

/** Answers one request; never rejects. */
export async function answerRequest(
  request: { url: string; method: string },
  options: ProtocolOptions,
): Promise<Response> {
  const headers = { ...ANSWER_HEADERS };
  // The page of a dev server is of another origin than the pictures.
  if (options.devServer !== undefined)
    headers['access-control-allow-origin'] = new URL(options.devServer).origin;
  const refuse = (status: number): Response => new Response(null, { status, headers });
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  try {
    const found = await find(request.url, options);
    if (!found) return refuse(404);
    const { size } = await stat(found.file);
    Object.assign(headers, {
      'content-type': found.type,
      'content-length': String(size),
      'cache-control': found.cache,
    });
    if (request.method === 'HEAD') return new Response(null, { headers });
    return new Response(Readable.toWeb(createReadStream(found.file)) as ReadableStream, { headers });
  } catch (error) {
    const code = error instanceof StudioError ? error.code : (error as NodeJS.ErrnoException).code;
    const gone = ['not-in-library', 'asset-missing', 'upload-gone', 'ENOENT', 'ENOTDIR', 'EISDIR'];
    return refuse(gone.includes(String(code)) ? 404 : 500);
  }
}

async function find(url: string, options: ProtocolOptions): Promise<Found | undefined> {
  const target = targetOf(url);
  if (target?.kind === 'page') {
    const type = TYPES[extname(target.file)];
    // The build names files after their content, but for the page itself.
    const cache = target.file === 'index.html' ? 'no-store' : 'private, max-age=31536000, immutable';
    return type === undefined ? undefined : { file: join(options.rendererDir, target.file), type, cache };
  }
  if (target?.kind === 'picture') {
    const { file, mediaType } = await options.source.pictureFile(target.hash, target.size);
    return { file, type: mediaType, cache: 'private, max-age=31536000, immutable' };
  }
  if (target?.kind === 'download') {
    const { file, fileName } = options.source.downloadFile(target.token);
    const type = TYPES[extname(fileName).toLowerCase()] ?? 'application/octet-stream';
    return { file, type, cache: 'no-store' };
  }
  return undefined;
}
