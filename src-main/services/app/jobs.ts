/** Handlers of the calls about jobs. */

import type { JOB_CALLS } from '../../contract/calls/jobs.ts';
import type { Handlers, StudioContext } from './context.ts';

export function jobHandlers({ jobs }: StudioContext): Handlers<keyof typeof JOB_CALLS> {
  return {
    'jobs.list': () => jobs.list(),
    'jobs.get': ({ id }) => jobs.get(id),
    'jobs.cancel': ({ id }) => jobs.cancel(id),
    'jobs.retry': ({ id }) => jobs.retry(id),
    'jobs.clear': () => jobs.clear(),
  };
}
