/** Lookbook jobs: looks or a collection of the library as a lookbook, which becomes the job's download. */

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { LookbookWish } from '../../contract/calls/lookbooks.ts';
import { safeName } from '../../contract/file-names.ts';
import { say } from '../../contract/sentences.ts';
import { collectionSources, lookSources } from '../lookbook/from-library.ts';
import { makeLookbook } from '../lookbook/make-lookbook.ts';
import type { StudioContext } from './context.ts';
import type { JobWork } from './job-runner.ts';

type Shared = Pick<StudioContext, 'library' | 'core' | 'renders' | 'downloads' | 'work'>;
type Wish = z.output<typeof LookbookWish>;

/** What a lookbook is called that was given no title. */
export function titleOfLookbook({ library }: Pick<Shared, 'library'>, { from, options }: Wish): string {
  if (options.title) return options.title;
  if (from.kind === 'collection') return library.collections.get(from.id).name;
  const clients = new Set(from.ids.map((id) => library.looks.get(id).clientId));
  const [only] = clients;
  return clients.size === 1 && only ? library.clients.get(only).name : '';
}

export function makeLookbookJob(shared: Shared): JobWork {
  const { library, core, renders, downloads, work } = shared;
  return async (input, run) => {
    const wish = LookbookWish.parse(input);
    const { from } = wish;
    const options = { ...wish.options, title: titleOfLookbook(shared, wish) };
    const parts = { library, renders, options };
    const { sources, unshown } =
      from.kind === 'looks'
        ? { sources: lookSources(parts, from.ids), unshown: [] }
        : collectionSources(parts, library.collections.get(from.id), from.contents);
    for (const name of unshown) run.add({ name, state: 'failed', notes: [say('not-agreed-to-show')] });
    const out = join(work, `${randomUUID()}.${options.format}`);
    const shown = new Set<string>();
    try {
      await makeLookbook(sources, options, out, {
        ...{ engine: core, work },
        signal: run.signal,
        onProgress: run.progress,
        onSource: ({ name, client }, error) => {
          if (client && !error) shown.add(client);
          if (error) run.add({ name, state: 'failed', error: error.toJSON() });
        },
      });
      // erased while it was made: what shows them goes with them
      for (const client of shown) library.clients.get(client);
      const name = `${safeName(options.title) || 'lookbook'}.${options.format}`;
      run.finished(downloads.add(out, name, [...shown]));
      run.progress('write-lookbook', 1);
    } catch (error) {
      await rm(out, { force: true });
      throw error;
    }
  };
}
