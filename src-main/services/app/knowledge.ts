/** Handlers of the calls about meaning, likeness and outfits, and the job that looks at garments. */

import type { KNOWLEDGE_CALLS } from '../../contract/calls/knowledge.ts';
import { Page } from '../../contract/catalog/common.ts';
import { StudioError } from '../../contract/errors.ts';
import { namedRegions } from '../knowledge/regions.ts';
import type { Handlers, StudioContext } from './context.ts';
import { eachFile } from './import-jobs.ts';
import type { JobWork } from './job-runner.ts';

export function knowledgeHandlers(context: StudioContext): Handlers<keyof typeof KNOWLEDGE_CALLS> {
  const { library, knowledge, jobs, staging } = context;
  const underWay = () => lookingIn(jobs);
  let renewed = false;
  return {
    'knowledge.state': async () => {
      const state = await knowledge.state();
      let job = underWay();
      // a new version looks by itself; once, as whoever calls that off means it
      if (!job && !renewed && !library.readOnly && knowledge.outdated()) {
        renewed = true;
        job = jobs.start('describe', '', {});
      }
      return {
        ...state,
        total: library.garments.search({}, { limit: 1 }).total,
        ...(job ? { job: job.id } : {}),
      };
    },
    'knowledge.update': () => underWay() ?? jobs.start('describe', '', {}),
    'knowledge.search': async ({ query, page }) => {
      const ids = await knowledge.search(query);
      if (!ids) return { ...library.garments.search(query, page), byMeaning: false };
      const { limit, offset } = Page.parse(page);
      return {
        total: ids.length,
        garments: ids.slice(offset, offset + limit).map((id) => library.garments.get(id)),
        byMeaning: true,
      };
    },
    'knowledge.regions': async ({ upload }) => {
      const found = await knowledge.regions(staging.get(upload).file);
      const { width, height, notes } = found;
      return { width, height, notes, regions: namedRegions(found) };
    },
    'knowledge.like': async ({ id, upload, garment: choice, query, limit }) => {
      if ((id === undefined) === (upload === undefined))
        throw new StudioError(
          'invalid-input',
          'Expected a garment or a picture to compare with: one of the two.',
        );
      if (choice !== undefined && upload === undefined)
        throw new StudioError(
          'invalid-input',
          'Expected a picture to choose a garment of, but received none.',
        );
      if (id !== undefined) {
        const garment = library.garments.get(id);
        const found = knowledge.likeGarment(id, query, limit);
        if (found.length > 0 || library.readOnly) return found;
        await knowledge.look(garment, { priority: 'interactive' });
        return knowledge.likeGarment(id, query, limit);
      }
      return knowledge.likePicture(staging.get(upload!).file, choice, query, limit);
    },
    'knowledge.of': ({ id }) => knowledge.of(id),
    'knowledge.outfit': ({ garmentIds, clientId, limit }) => {
      if (clientId) library.clients.get(clientId);
      return knowledge.outfit(garmentIds, clientId, limit);
    },
  };
}

/** The job that looks at garments, where one does; the latest, as one that is called off may take a moment to end. */
const lookingIn = (jobs: StudioContext['jobs']) =>
  jobs
    .list()
    .findLast(({ kind, state }) => kind === 'describe' && (state === 'running' || state === 'waiting'));

/** Looks at the garments with the model that was just chosen; a look with the one before is of no more use. */
export function lookAnew(jobs: StudioContext['jobs']): void {
  const before = lookingIn(jobs);
  if (before) jobs.cancel(before.id);
  jobs.start('describe', '', {});
}

/** Share of the work that is done when the first picture is looked at. */
const PREPARING = 0.03;

/** Looks at every garment that was not looked at yet. */
export function describeGarments({
  library,
  knowledge,
  changed,
  onUnknown,
}: Pick<StudioContext, 'library' | 'knowledge' | 'changed'> & {
  onUnknown: Parameters<typeof eachFile>[2];
}): JobWork {
  return async (_input, run) => {
    const { garments, key } = await knowledge.unseen();
    const steps = garments.map(({ id, name, fileName }) => ({ id, name: name || fileName }));
    const patient = { signal: run.signal, priority: 'background', graceMs: 1500 } as const;
    if (steps.length > 0)
      await knowledge.prepare(patient, (share) => run.progress('look', share * PREPARING));
    await eachFile(steps, run, onUnknown, async ({ id }, step) => {
      step.onProgress('look', 0);
      const record = library.garments.get(id);
      await knowledge.look(record, patient);
      changed('garments', [id]);
      return { record, isNew: true, notes: [] };
    });
    knowledge.complete(key);
    // the answers to searches may now be those of another model
    changed('garments');
  };
}
