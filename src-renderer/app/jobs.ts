/** Jobs as the window follows them: the core's list, kept up to date by its events. */

import { create } from 'zustand';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { StudioClient } from '../client/studio-client.ts';

const ENDED = new Set<JobView['state']>(['done', 'failed', 'cancelled']);
export const hasEnded = (job: JobView): boolean => ENDED.has(job.state);

interface JobsState {
  /** Newest first. */
  jobs: readonly JobView[];
  load: (client: StudioClient) => Promise<void>;
  /** Takes over what the core says about a job. */
  hear: (job: JobView) => void;
  /** Resolves with the job once it has ended. */
  ended: (id: string) => Promise<JobView>;
}

export const useJobs = create<JobsState>((set, get) => ({
  jobs: [],
  load: async (client) => {
    const jobs = await client.call('jobs.list');
    set({ jobs: [...jobs].sort((a, b) => b.createdAt.localeCompare(a.createdAt)) });
  },
  hear: (job) =>
    set(({ jobs }) => {
      const known = jobs.find((j) => j.id === job.id);
      // the answer of the call that began a job may come after the job's own events
      if (known && hasEnded(known) && job.state === 'waiting') return { jobs };
      return { jobs: known ? jobs.map((j) => (j.id === job.id ? job : j)) : [job, ...jobs] };
    }),
  ended: (id) =>
    new Promise((resolve) => {
      const done = (jobs: readonly JobView[]) => {
        const job = jobs.find((j) => j.id === id);
        if (!job || !hasEnded(job)) return false;
        resolve(job);
        return true;
      };
      if (done(get().jobs)) return;
      const stop = useJobs.subscribe((state) => done(state.jobs) && stop());
    }),
}));

export const runningJobs = (jobs: readonly JobView[]): JobView[] => jobs.filter((job) => !hasEnded(job));
