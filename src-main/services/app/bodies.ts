/** Handlers of the calls about the body in the 3D view. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BODY_CALLS } from '../../contract/calls/body.ts';
import type { Handlers, StudioContext } from './context.ts';

export function bodyHandlers(context: StudioContext): Handlers<keyof typeof BODY_CALLS> {
  const { core, library, transient, work, emit, provider } = context;
  const underWay = new Map<string, AbortController>();

  /** Has a file made that then lives under the hash of its content; nothing stays behind of one that failed. */
  async function made<T>(ending: string, make: (out: string) => Promise<T>): Promise<[T, string]> {
    const out = join(work, `${randomUUID()}.${ending}`);
    try {
      return [await make(out), await transient.take(out)];
    } finally {
      await rm(out, { force: true });
    }
  }

  return {
    'body.shape': async (wanted) => {
      const [{ measurements, unmet }, mesh] = await made('glb', (out) =>
        core.ask('shapeBody', { ...wanted, out }, { priority: 'interactive' }),
      );
      return { measurements, unmet, mesh };
    },
    'body.fromPhoto': async ({ photoId, ticket, ...known }) => {
      const photo = library.assets.file(library.clients.photo(photoId).hash);
      const abort = new AbortController();
      underWay.set(ticket, abort);
      try {
        const [{ measurements, notes, views }, overlay] = await made('jpg', (out) =>
          core.ask(
            'body',
            { ...known, photo, out, models: { provider: provider() } },
            {
              priority: 'interactive',
              signal: abort.signal,
              onProgress: ({ stage, fraction }) => emit({ type: 'render', ticket, stage, fraction }),
            },
          ),
        );
        return { measurements, notes, overlay, iou: views[0].iouBody };
      } finally {
        underWay.delete(ticket);
      }
    },
    'body.cancel': ({ ticket }) => {
      underWay.get(ticket)?.abort();
      return null;
    },
  };
}
