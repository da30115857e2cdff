/** Handlers of the calls about looks: the document and its history, its picture, and files made from it. */

import type { LOOK_CALLS, LookCard } from '../../contract/calls/looks.ts';
import { ExportOptions } from '../../contract/calls/looks.ts';
import type { Look } from '../../contract/catalog/look.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Handlers, StudioContext } from './context.ts';
import { writeLook } from './export-jobs.ts';

export function lookHandlers(context: StudioContext): Handlers<keyof typeof LOOK_CALLS> {
  const { library, jobs, renders, changed } = context;
  /** Exports of each look in this run, for `{n}`. */
  const exported = new Map<string, number>();

  const next = (id: string): number => {
    const n = (exported.get(id) ?? 0) + 1;
    exported.set(id, n);
    return n;
  };

  const told = (look: Look): Look => {
    changed('looks', [look.id]);
    return look;
  };

  const card = (look: Look): LookCard => {
    const [newest] = library.looks.results(look.id);
    return {
      look,
      photo: library.clients.photo(look.document.photoId).hash,
      ...(newest
        ? { picture: newest.hash, confidence: newest.confidence, needsReview: newest.needsReview }
        : {}),
    };
  };

  return {
    'looks.list': ({ clientId, photoId, trash }) =>
      library.looks
        .list({ ...(clientId ? { clientId } : {}), ...(photoId ? { photoId } : {}), trash })
        .map(card),
    'looks.get': ({ id }) => library.looks.get(id),
    'looks.create': ({ document, name }) => told(library.looks.create(document, name)),
    'looks.rename': ({ id, name }) => told(library.looks.rename(id, name)),
    'looks.duplicate': ({ id, name }) =>
      told(library.looks.duplicate(id, name || library.looks.get(id).name)),
    'looks.edit': ({ id, label, document, onto }) =>
      told(
        library.atomically(() => {
          const { applied } = library.looks.get(id);
          if (onto !== undefined && onto !== applied)
            throw new StudioError(
              'look-changed',
              'This look was changed in another window meanwhile. Look at its newest state and edit that.',
            );
          return library.looks.edit(id, label, document);
        }),
      ),
    'looks.undo': ({ id, steps }) => told(library.looks.undo(id, steps)),
    'looks.redo': ({ id, steps }) => told(library.looks.redo(id, steps)),
    'looks.goTo': ({ id, number }) => told(library.looks.goTo(id, number)),
    'looks.history': ({ id }) => {
      library.looks.get(id);
      return library.looks.history(id);
    },
    'looks.render': ({ id, quality, ticket, document, invented }) => {
      const look = library.looks.get(id);
      return renders.render({ lookId: id, quality, ticket, document: document ?? look.document, invented });
    },
    'looks.cancelRender': ({ ticket }) => {
      renders.cancel(ticket);
      return null;
    },
    'looks.rendered': ({ id, quality }) => {
      const { document } = library.looks.get(id);
      return renders.known(id, document, quality) ?? null;
    },
    'looks.export': ({ id, options }) => {
      const { document, name } = library.looks.get(id);
      return jobs.start('export', name, { lookId: id, document, options, n: next(id) });
    },
    'looks.picture': ({ id, longest }) => {
      const { document } = library.looks.get(id);
      const options = ExportOptions.parse({
        format: 'png',
        longest,
        profile: 'srgb',
        keepExif: false,
        nameTemplate: '{client}-{look}',
      });
      const never = new AbortController().signal;
      return writeLook(context, { lookId: id, document, options, n: next(id) }, never, () => {});
    },
  };
}
