/** Ask: calls of the contract as a command line makes them, with the errors of the answers thrown. */

import type { CallInput, CallName, CallOutput, StudioEvent } from '../../contract/calls/index.ts';
import type { JobView } from '../../contract/calls/jobs.ts';
import type { CatalogGarment } from '../../contract/catalog/garment.ts';
import { StudioError } from '../../contract/errors.ts';
import { named } from '../by-name.ts';
import type { Studio } from './studio.ts';

export type Asked = Pick<Studio, 'call' | 'on'>;

/** @throws StudioError what the call answers with */
export async function ask<C extends CallName>(
  studio: Pick<Studio, 'call'>,
  name: C,
  input: CallInput<C>,
): Promise<CallOutput<C>> {
  const answer = await studio.call(name, input);
  if (!answer.ok) throw StudioError.from(answer.error);
  return answer.output as CallOutput<C>;
}

/**
 * The job when it has ended, however.
 *
 * @param onView hears of its progress
 */
export async function jobEnded(
  studio: Asked,
  job: JobView,
  onView: (view: JobView) => void = () => {},
): Promise<JobView> {
  const ended = Promise.withResolvers<JobView>();
  const look = (view: JobView): void => {
    onView(view);
    if (view.state !== 'waiting' && view.state !== 'running') ended.resolve(view);
  };
  const stop = studio.on((event: StudioEvent) => {
    if (event.type === 'job' && event.job.id === job.id) look(event.job);
  });
  try {
    look(await ask(studio, 'jobs.get', { id: job.id }));
    return await ended.promise;
  } finally {
    stop();
  }
}

/** Clients as they are listed: every one of them. */
export async function allClients(studio: Asked): Promise<{ id: string; name: string }[]> {
  const clients: { id: string; name: string }[] = [];
  for (;;) {
    const part = await ask(studio, 'clients.list', { page: { limit: PART, offset: clients.length } });
    clients.push(...part.map(({ client: { id, name } }) => ({ id, name })));
    if (part.length < PART) return clients;
  }
}

/** A garment by its name, its id or the first eight letters of that. @throws StudioError not-in-library */
export async function garmentNamed(studio: Asked, name: string): Promise<CatalogGarment> {
  const all: CatalogGarment[] = [];
  for (;;) {
    const { garments } = await ask(studio, 'garments.search', {
      query: {},
      page: { limit: PART, offset: all.length },
    });
    all.push(...garments);
    if (garments.length < PART) break;
  }
  const byId = name.length >= SHORT_ID ? all.filter(({ id }) => id.startsWith(name)) : [];
  if (byId.length === 1) return byId[0];
  return named(
    all.map((garment) => ({ ...garment, name: garment.name || garment.fileName })),
    name,
    'garment',
  );
}

/** Letters of an id that lists show. */
const SHORT_ID = 8;
/** Records asked for at a time. */
export const PART = 1000;
