/** Handlers of the calls about files that a window made itself. */

import { randomUUID } from 'node:crypto';
import { copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MADE_CALLS } from '../../contract/calls/made.ts';
import { StudioError } from '../../contract/errors.ts';
import { safeName } from '../../contract/file-names.ts';
import type { Handlers, StudioContext } from './context.ts';
import { ticketed } from './ticketed.ts';

/** What a file is by its first bytes; nothing else is offered under a name of the app. */
async function endingOf(file: string): Promise<string | undefined> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(12), 0, 12, 0);
    if (buffer.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]))) return 'png';
    // EBML, of which WebM is one
    if (buffer.readUInt32BE(0) === 0x1a45dfa3) return 'webm';
    if (buffer.toString('latin1', 4, 8) === 'ftyp') return 'mp4';
    return undefined;
  } finally {
    await handle.close();
  }
}

export function madeHandlers(context: StudioContext): Handlers<keyof typeof MADE_CALLS> {
  const { core, staging, downloads, work } = context;
  const tickets = ticketed(context.emit);

  return {
    'made.offer': async ({ upload, name, clientId }) => {
      const { file } = staging.get(upload);
      try {
        const ending = await endingOf(file);
        if (!ending)
          throw new StudioError(
            'unsupported-format',
            'Expected a PNG, WebM or MP4 file, received another one.',
          );
        const out = join(work, `${randomUUID()}.${ending}`);
        await copyFile(file, out);
        return downloads.add(out, `${safeName(name) || 'view'}.${ending}`, clientId);
      } finally {
        staging.remove([upload]);
      }
    },
    'made.clip': async ({ uploads, rate, name, clientId, ticket }) => {
      const out = join(work, `${randomUUID()}.webp`);
      try {
        const pictures = uploads.map((token) => staging.get(token).file);
        await tickets.run(ticket, (options) => core.ask('clip', { pictures, rate, out }, options));
        return downloads.add(out, `${safeName(name) || 'view'}.webp`, clientId);
      } catch (error) {
        await rm(out, { force: true });
        throw error;
      } finally {
        staging.remove(uploads);
      }
    },
    'made.cancel': ({ ticket }) => {
      tickets.cancel(ticket);
      return null;
    },
  };
}
