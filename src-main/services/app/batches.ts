/** Handlers of the calls about batches. */

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BatchPlan } from '../../contract/batch.ts';
import type { BATCH_CALLS, BatchCard, BatchRequest } from '../../contract/calls/batches.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ItemFilter } from '../../library/batches/batches.ts';
import { estimate } from '../batch/estimate.ts';
import { planFromLibrary } from './batch-plans.ts';
import { batchLanes } from './batch-runner.ts';
import { documentOf, fileFacts, lookOf, lookSpec, specNow } from './batch-specs.ts';
import type { Handlers, StudioContext } from './context.ts';

/** Items whose names a plan shows. */
const EXAMPLES = 5;
/** Folders the user chose that a window may still name. */
const KEPT_FOLDERS = 20;

export function batchHandlers(context: StudioContext): Handlers<keyof typeof BATCH_CALLS> {
  const { library, host, downloads, batches, provider, changed } = context;
  const { runner } = batches;
  const folders = new Map<string, string>();

  const card = (id: string): BatchCard => batches.card(batches.store().get(id));

  async function planned(request: BatchRequest, id: string): Promise<BatchPlan> {
    const chosen = request.folder === undefined ? undefined : folders.get(request.folder);
    if (request.folder !== undefined && chosen === undefined)
      throw new StudioError('upload-gone', 'The folder is no longer known. Choose it again.');
    const out = chosen ?? batches.ownFolder(id);
    const day = new Date().toISOString().slice(0, 10);
    const name = chosen === undefined ? day : basename(chosen);
    return planFromLibrary(library, request, provider(), { out, name, shared: chosen !== undefined });
  }

  /** Goes on with a batch that has work again, unless the user has paused it. */
  function goOn(id: string): BatchCard {
    if (card(id).state !== 'paused') runner.add(id);
    changed('batches', [id]);
    return card(id);
  }

  /** @throws StudioError invalid-input when items are in work, or were not planned from the library */
  async function respecified(id: string, numbers: readonly number[], only?: string): Promise<number> {
    const store = batches.store();
    const facts = fileFacts();
    let count = 0;
    for (const number of numbers) {
      const { spec, state } = store.item(id, number);
      if (state === 'running' || state === 'placing') continue;
      const now = await specNow(library, spec, facts, only);
      store.respec(id, number, now);
      count++;
    }
    return count;
  }

  const filters: Record<'all' | 'review' | 'failed', ItemFilter> = {
    all: {},
    review: { needsReview: true },
    failed: { states: ['failed'] },
  };

  return {
    'batches.plan': async (request) => {
      const plan = await planned(request, randomUUID());
      const { lanes } = batchLanes();
      const { seconds, bytes, measured } = estimate(plan, batches.store(), lanes);
      return {
        photos: new Set(plan.items.map(({ spec }) => spec.photo.path)).size,
        pictures: plan.items.length,
        files: plan.items.length * plan.options.recipes.length,
        ...{ bytes, seconds, measured, lanes },
        examples: plan.items.slice(0, EXAMPLES).map(({ spec, targets }) => ({
          photo: spec.photoName ?? '',
          worn: spec.layers.map(({ name }) => name).join(' + '),
          files: targets,
        })),
      };
    },
    'batches.start': async (request) => {
      const id = randomUUID();
      const plan = await planned(request, id);
      if (request.folder === undefined) mkdirSync(plan.out, { recursive: true });
      batches.store().add(plan, id);
      runner.add(id);
      changed('batches', [id]);
      return card(id);
    },
    'batches.chooseFolder': async () => {
      if (!host.chooseFolder)
        throw new StudioError('invalid-input', 'A folder can only be chosen in the desktop app.');
      const folder = await host.chooseFolder('results');
      if (folder === undefined) return null;
      const token = randomUUID();
      folders.set(token, folder);
      for (const old of folders.keys()) {
        if (folders.size <= KEPT_FOLDERS) break;
        folders.delete(old);
      }
      return { token, name: basename(folder) };
    },
    'batches.list': () =>
      batches
        .store()
        .list()
        .map((view) => batches.card(view)),
    'batches.get': ({ id }) => card(id),
    'batches.items': ({ id, filter, offset, limit }) => {
      const store = batches.store();
      const view = store.get(id);
      const { total, needsReview, failed } = view.counts;
      return {
        total: { all: total, review: needsReview, failed }[filter],
        items: store.items(id, { ...filters[filter], offset, limit }).map((item) => batches.item(view, item)),
      };
    },
    'batches.pause': ({ id }) => {
      runner.pause(id);
      return card(id);
    },
    'batches.resume': ({ id }) => {
      const store = batches.store();
      if (store.get(id).state === 'cancelled') {
        const cancelled = store.items(id, { states: ['cancelled'] }).map(({ number }) => number);
        store.change(id, cancelled, { what: 'retry' });
      }
      runner.add(id);
      return card(id);
    },
    'batches.cancel': async ({ id }) => {
      await runner.cancel(id);
      return card(id);
    },
    'batches.remove': async ({ id }) => {
      const { elsewhere } = card(id);
      if (elsewhere)
        throw new StudioError(
          'library-locked',
          'Another Toile is working on this batch. End it there first.',
        );
      await runner.cancel(id);
      batches.remove(id);
      changed('batches');
      return null;
    },
    'batches.retry': ({ id }) => {
      const store = batches.store();
      const failed = store.items(id, { states: ['failed'] }).map(({ number }) => number);
      store.change(id, failed, { what: 'retry' });
      return goOn(id);
    },
    'batches.again': async ({ id, numbers, as }) => {
      if (as === 'planned') batches.store().change(id, numbers, { what: 'again' });
      else await respecified(id, numbers);
      return goOn(id);
    },
    'batches.first': ({ id, numbers }) => {
      batches.store().change(id, numbers, { what: 'priority', priority: 1 });
      return card(id);
    },
    'batches.accept': ({ id, numbers, accepted }) => {
      batches.store().change(id, numbers, { what: 'accept', accepted });
      changed('batches', [id]);
      return card(id);
    },
    'batches.openItem': async ({ id, number }) => {
      const store = batches.store();
      const { spec, state } = store.item(id, number);
      const known = lookOf(library, spec);
      if (known) return known;
      if (!spec.origin)
        throw new StudioError(
          'not-in-library',
          'This picture was planned from files. Import its photo and garments to correct it in the studio.',
        );
      const look = library.looks.create(documentOf(library, spec), spec.look || store.get(id).name);
      changed('looks', [look.id]);
      // The same picture, said as the look says it: what is edited from now on is seen by comparison.
      const now = await lookSpec(library, look, fileFacts());
      if (now && state !== 'running' && state !== 'placing') {
        const layers = now.layers.map((layer) => {
          const planned = spec.layers.find((old) => old.id === layer.id) ?? layer;
          const { garment, landmarks, cutOut, category } = planned;
          const { cutOut: _cutOut, category: _category, ...rest } = layer;
          return {
            ...{ ...rest, garment, landmarks },
            ...(cutOut ? { cutOut } : {}),
            ...(category ? { category } : {}),
          };
        });
        store.amend(id, number, { ...now, client: spec.client, look: spec.look, layers });
      }
      return look;
    },
    'batches.applyFix': async ({ id, garmentId }) => {
      library.garments.get(garmentId);
      const wearing = batches
        .store()
        .items(id)
        .filter(({ spec, state }) => state !== 'cancelled' && spec.origin?.garmentIds.includes(garmentId));
      const count = await respecified(
        id,
        wearing.map(({ number }) => number),
        garmentId,
      );
      if (count > 0) goOn(id);
      return count;
    },
    'batches.file': ({ id, number, index }) => {
      const store = batches.store();
      const { state, targets, spec } = store.item(id, number);
      const target = targets[index];
      const file = target && join(store.get(id).out, target);
      if (state !== 'done' || !file || !existsSync(file))
        throw new StudioError('file-not-found', 'This picture is not in its folder. Have it made again.');
      return downloads.lend(file, basename(target), spec.origin?.clientId);
    },
    'batches.openFolder': async ({ id }) => {
      const { out } = batches.store().get(id);
      if (!host.openFolder)
        throw new StudioError('invalid-input', 'A folder can only be shown in the desktop app.');
      if (!existsSync(out))
        throw new StudioError('file-not-found', 'The folder of this batch is not there. Connect its drive.');
      await host.openFolder(out);
      return null;
    },
  };
}
