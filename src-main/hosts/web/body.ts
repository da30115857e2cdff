/** Bodies of requests, read up to a limit. */

import type { IncomingMessage } from 'node:http';
import { StudioError } from '../../contract/errors.ts';

function tooLarge(most: number): StudioError {
  const limit = Math.floor(most / 2 ** 20);
  return new StudioError(
    'image-too-large',
    `The file has more than the limit of ${limit} MiB. Save it smaller.`,
  );
}

/** @throws StudioError image-too-large as soon as there is more than `most` bytes */
export async function* limited(request: IncomingMessage, most: number): AsyncGenerator<Uint8Array> {
  const said = Number(request.headers['content-length'] ?? 0);
  if (said > most) throw tooLarge(most);
  let bytes = 0;
  // The connection is still needed for the answer when the body is too large.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLarge(most);
    yield chunk;
  }
}

/** @throws StudioError image-too-large; TypeError for bytes that are no text */
export async function readText(request: IncomingMessage, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(request, most)) chunks.push(chunk);
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
