/** Taskbar: one progress of all long work, for the app's icon. */

import type { JobView } from '../../contract/calls/jobs.ts';

export interface TaskbarProgress {
  /** 0..1; above 1 while it is not known; -1 for none. */
  value: number;
  mode: 'none' | 'normal' | 'indeterminate' | 'error';
}

const NONE: TaskbarProgress = { value: -1, mode: 'none' };

/**
 * Follows jobs by their events. Work that began together ends together: a job that is done counts as done until the last
 * of its group is, so that the bar never runs backwards. A failure is shown until other work begins or it is looked at.
 */
export class Taskbar {
  readonly #group = new Map<string, number | undefined>();
  readonly #running = new Set<string>();
  #failed = false;

  /** What to show after this event. */
  hear(job: Pick<JobView, 'id' | 'state' | 'progress'>): TaskbarProgress {
    if (job.state === 'waiting' || job.state === 'running') {
      if (this.#running.size === 0) {
        this.#group.clear();
        this.#failed = false;
      }
      this.#running.add(job.id);
      this.#group.set(job.id, job.progress?.fraction);
    } else if (this.#running.delete(job.id)) {
      this.#group.set(job.id, 1);
      if (job.state === 'failed') this.#failed = true;
    }
    return this.shown();
  }

  /** The user has looked at the window. */
  seen(): TaskbarProgress {
    if (this.#running.size === 0) this.#failed = false;
    return this.shown();
  }

  shown(): TaskbarProgress {
    if (this.#running.size === 0) return this.#failed ? { value: 1, mode: 'error' } : NONE;
    const known = [...this.#group.values()];
    if (known.every((fraction) => fraction === undefined)) return { value: 2, mode: 'indeterminate' };
    const sum = known.reduce<number>((total, fraction) => total + (fraction ?? 0), 0);
    return { value: sum / known.length, mode: this.#failed ? 'error' : 'normal' };
  }
}
