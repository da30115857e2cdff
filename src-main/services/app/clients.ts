/** Handlers of the calls about clients and their photos. */

import type { CLIENT_CALLS } from '../../contract/calls/clients.ts';
import type { CallOutput } from '../../contract/calls/index.ts';
import type { Handlers, StudioContext } from './context.ts';
import { forgetting } from './forgetting.ts';

/** Photos whose people are remembered. */
const REMEMBERED = 500;

export function clientHandlers(context: StudioContext): Handlers<keyof typeof CLIENT_CALLS> {
  const { library, core, jobs, staging, changed } = context;
  const people = new Map<string, CallOutput<'photos.people'>>();

  return {
    'clients.list': ({ text, trash, page }) => {
      const clients = library.clients.list({ text, trash, page });
      const counts = library.clients.counts(clients.map(({ id }) => id));
      return clients.map((client) => {
        const { photos = 0, looks = 0, cover } = counts.get(client.id) ?? {};
        return { client, photos, looks, ...(cover ? { cover } : {}) };
      });
    },
    'clients.get': ({ id }) => library.clients.get(id),
    'clients.count': () => library.clients.count(),
    'clients.create': (fields) => {
      const client = library.clients.create(fields);
      changed('clients', [client.id]);
      return client;
    },
    'clients.update': ({ id, changes }) => {
      const client = library.clients.update(id, forgetting(changes));
      changed('clients', [id]);
      return client;
    },
    'clients.erase': async ({ id }) => {
      library.clients.get(id);
      if (await context.batches.forgetClient(id)) changed('batches');
      const result = library.eraseClient(id);
      context.transient.clear();
      context.downloads.forget(id);
      people.clear();
      changed('clients', [id]);
      changed('photos');
      changed('looks');
      changed('trash');
      return result;
    },
    'photos.list': ({ clientId, trash }) => library.clients.photos(clientId, trash),
    'photos.get': ({ id }) => library.clients.photo(id),
    'photos.import': ({ uploads, clientId }) => {
      if (clientId) library.clients.get(clientId);
      const files = uploads.map((token) => ({ token, name: staging.get(token).name }));
      const subject = files.length === 1 ? files[0].name : String(files.length);
      return jobs.start('import-photos', subject, { files, ...(clientId ? { clientId } : {}) });
    },
    'photos.assign': ({ id, clientId }) => {
      const photo = library.clients.assignPhoto(id, clientId);
      changed('photos', [id]);
      changed('clients');
      changed('looks');
      return photo;
    },
    'photos.people': async ({ id }) => {
      const { hash } = library.clients.photo(id);
      const known = people.get(hash);
      if (known) return known;
      const seen = await core.ask(
        'inspectPerson',
        { person: library.assets.file(hash), models: { provider: context.provider() } },
        { priority: 'interactive' },
      );
      const found = seen.people.map(({ number, box }) => ({ subject: number, box }));
      people.set(hash, found);
      for (const old of people.keys()) {
        if (people.size <= REMEMBERED) break;
        people.delete(old);
      }
      return found;
    },
  };
}
