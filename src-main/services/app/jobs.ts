/** Handlers of the calls about jobs. */

import type { JOB_CALLS } from '../../contract/calls/jobs.ts';
import type { Handlers, StudioContext } from './context.ts';
import { neededUploads } from './import-jobs.ts';

export function jobHandlers({ jobs, staging }: StudioContext): Handlers<keyof typeof JOB_CALLS> {
  return {
    'jobs.list': () => jobs.list(),
    'jobs.get': ({ id }) => jobs.get(id),
    'jobs.cancel': ({ id }) => jobs.cancel(id),
    'jobs.retry': ({ id }) => jobs.retry(id),
    'jobs.clear': (input) => {
      const before = neededUploads(jobs.inputs());
      const count = jobs.clear(input?.ids);
      const needed = neededUploads(jobs.inputs());
      staging.remove([...before].filter((token) => !needed.has(token)));
      return count;
    },
  };
}
