/**
 * Job runner: long work in two lines (what comes in, what goes out), each one job at a time, with progress that every window
 * hears of. Imports outlive the process: what waited or ran when it ended is taken up again.
 */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StudioEvent } from '../../contract/calls/index.ts';
import { type JOB_KINDS, JobItem, JobView } from '../../contract/calls/jobs.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import { ErrorData } from '../../contract/errors-data.ts';
import type { Job } from '../../library/jobs.ts';
import type { Library } from '../../library/library.ts';

export type JobKind = (typeof JOB_KINDS)[number];

/** Kinds whose job is kept in the library; the others end with the process, and their files with them. */
const KEPT_KINDS: readonly JobKind[] = ['import-garments', 'import-photos', 'demo'];
const KINDS_IN: readonly JobKind[] = KEPT_KINDS;
/** Milliseconds between two events of one job: ten a second, fewer where the list of files is long. */
const intervalFor = (items: number): number => Math.max(100, items / 2);
/** Milliseconds between two notes of what is done. */
const NOTE_MS = 2000;
/** Ended jobs shown. */
const SHOWN = 100;

/** What a running job can do. */
export interface JobRun {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Items of an earlier run. */
  readonly items: readonly JobItem[];
  /** @param fraction share of the whole job done, 0..1 */
  progress(stage: string, fraction: number): void;
  add(item: z.input<typeof JobItem>): void;
  finished(download: NonNullable<JobView['download']>): void;
  /** @throws StudioError cancelled when the job was cancelled */
  check(): void;
}

/** Does the work of one kind of job; throws to fail, and `cancelled` when it was. */
export type JobWork = (input: unknown, run: JobRun) => Promise<void>;

const Outcome = z.strictObject({ items: z.array(JobItem), error: ErrorData.optional() });

interface Live {
  view: JobView;
  input: unknown;
  abort: AbortController | undefined;
  startedAt: number;
  told: number;
  noted: number;
  timer: NodeJS.Timeout | undefined;
}

export interface JobRunnerOptions {
  library: Library;
  work: Record<JobKind, JobWork>;
  emit(event: StudioEvent): void;
  /** An error the work did not expect, for the log. */
  onUnknown(error: unknown): StudioErrorData;
  /** Called when a job has ended; `items` still failed. */
  onEnd?(kind: JobKind, input: unknown, view: JobView): void;
}

const cancelledError = (): StudioError => new StudioError('cancelled', 'Cancelled.');

export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #jobs = new Map<string, Live>();
  readonly #lines: Record<'in' | 'out', { queue: Live[]; running: Promise<void> | undefined }> = {
    in: { queue: [], running: undefined },
    out: { queue: [], running: undefined },
  };
  #closed = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    for (const job of options.library.jobs.list()) {
      const live = fromLibrary(job);
      if (live) this.#jobs.set(job.id, live);
    }
  }

  /** Takes up what was left by an earlier process. */
  resume(): void {
    for (const live of this.#jobs.values())
      if (live.view.state === 'waiting' && this.#isKept(live)) this.#enqueue(live);
  }

  start(kind: JobKind, subject: string, input: unknown): JobView {
    const keep = KEPT_KINDS.includes(kind);
    const job = keep
      ? this.#options.library.jobs.add(kind, { subject, input })
      : { id: randomUUID(), createdAt: new Date().toISOString() };
    const live = begun(
      { id: job.id, kind, state: 'waiting', subject, items: [], createdAt: job.createdAt },
      input,
    );
    this.#jobs.set(job.id, live);
    this.#enqueue(live);
    return live.view;
  }

  list(): JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).slice(-SHOWN);
  }

  /** @throws StudioError not-in-library */
  get(id: string): JobView {
    return this.#live(id).view;
  }

  /** Inputs of the jobs that have not ended or may be run again. */
  inputs(): unknown[] {
    return [...this.#jobs.values()]
      .filter(({ view }) => view.state !== 'done' || view.items.some(({ state }) => state === 'failed'))
      .map(({ input }) => input);
  }

  cancel(id: string): JobView {
    const live = this.#live(id);
    if (live.view.state === 'waiting') {
      for (const line of Object.values(this.#lines))
        line.queue = line.queue.filter((other) => other !== live);
      this.#move(live, 'cancelled');
    } else live.abort?.abort();
    return live.view;
  }

  /** @throws StudioError invalid-input when there is nothing to run again */
  retry(id: string): JobView {
    const live = this.#live(id);
    const { state, items } = live.view;
    const again =
      state === 'failed' || state === 'cancelled' || items.some((item) => item.state === 'failed');
    if (!again || state === 'waiting' || state === 'running')
      throw new StudioError('invalid-input', 'Nothing of this job failed or was cancelled.');
    live.view = {
      ...without(live.view, 'error', 'progress', 'download'),
      items: items.filter((item) => item.state !== 'failed'),
    };
    this.#move(live, 'waiting');
    this.#enqueue(live);
    return live.view;
  }

  /** Forgets jobs that have ended: all, or those of `ids`. */
  clear(ids?: readonly string[]): number {
    let count = 0;
    for (const [id, { view }] of this.#jobs)
      if (view.state !== 'waiting' && view.state !== 'running' && (ids?.includes(id) ?? true)) {
        this.#jobs.delete(id);
        count++;
      }
    if (!this.#options.library.readOnly) this.#options.library.jobs.clear(ids);
    return count;
  }

  /** Interrupts what runs; imports go on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { abort, timer } of this.#jobs.values()) {
      clearTimeout(timer);
      abort?.abort();
    }
    await Promise.all(Object.values(this.#lines).map(({ running }) => running));
  }

  #live(id: string): Live {
    const live = this.#jobs.get(id);
    if (!live) throw new StudioError('not-in-library', 'This job is no longer on the list.');
    return live;
  }

  #isKept(live: Live): boolean {
    return KEPT_KINDS.includes(live.view.kind) && !this.#options.library.readOnly;
  }

  #enqueue(live: Live): void {
    const line = this.#lines[KINDS_IN.includes(live.view.kind) ? 'in' : 'out'];
    line.queue.push(live);
    this.#tell(live, true);
    line.running ??= this.#drain(line);
  }

  async #drain(line: { queue: Live[]; running: Promise<void> | undefined }): Promise<void> {
    // A turn of the event loop: whoever started the job hears of it as waiting first.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      for (let live = line.queue.shift(); live && !this.#closed; live = line.queue.shift())
        await this.#run(live).catch(this.#options.onUnknown);
    } finally {
      // In the same breath as the last look at the line: a job that comes a moment later begins another.
      line.running = undefined;
    }
  }

  async #run(live: Live): Promise<void> {
    const abort = new AbortController();
    live.abort = abort;
    live.startedAt = performance.now();
    const earlier = live.view.items;
    this.#move(live, 'running');
    const run: JobRun = {
      id: live.view.id,
      signal: abort.signal,
      items: earlier,
      progress: (stage, fraction) => {
        const share = Math.max(live.view.progress?.fraction ?? 0, Math.min(1, fraction));
        const spent = performance.now() - live.startedAt;
        // The first moments say little about the rest.
        const known = share > 0.02 && spent > 1000;
        const progress = {
          stage,
          fraction: share,
          ...(known ? { etaMs: (spent / share) * (1 - share) } : {}),
        };
        live.view = { ...live.view, progress };
        this.#tell(live);
      },
      add: (item) => {
        live.view = { ...live.view, items: [...live.view.items, JobItem.parse(item)] };
        this.#note(live);
        this.#tell(live);
      },
      finished: (download) => {
        live.view = { ...live.view, download };
      },
      check: () => {
        if (abort.signal.aborted) throw cancelledError();
      },
    };
    try {
      await this.#options.work[live.view.kind](live.input, run);
      const { items } = live.view;
      const nothing =
        KINDS_IN.includes(live.view.kind) &&
        items.length > 0 &&
        items.every(({ state }) => state === 'failed');
      if (nothing) live.view = { ...live.view, error: items[0].error };
      this.#move(live, nothing ? 'failed' : 'done');
    } catch (error) {
      if (this.#closed) {
        // Left as running in the library, from where it is taken up again.
        return;
      }
      if (error instanceof StudioError && error.code === 'cancelled') this.#move(live, 'cancelled');
      else {
        const data = error instanceof StudioError ? error.toJSON() : this.#options.onUnknown(error);
        live.view = { ...live.view, error: data };
        this.#move(live, 'failed');
      }
    } finally {
      live.abort = undefined;
      this.#options.onEnd?.(live.view.kind, live.input, live.view);
    }
  }

  /** Notes what is done now and then, for a process that may be killed. */
  #note(live: Live): void {
    if (!this.#isKept(live) || performance.now() - live.noted < NOTE_MS) return;
    live.noted = performance.now();
    this.#options.library.jobs.setOutcome(live.view.id, { items: live.view.items });
  }

  #move(live: Live, state: JobView['state']): void {
    const { items, error } = live.view;
    const view = state === 'running' || state === 'waiting' ? live.view : without(live.view, 'progress');
    live.view = { ...view, state };
    if (this.#isKept(live))
      this.#options.library.jobs.move(live.view.id, state, { items, ...(error ? { error } : {}) });
    this.#tell(live, true);
  }

  /** Sends the job's state: at once, or when enough time has passed since the last. */
  #tell(live: Live, now = false): void {
    const interval = intervalFor(live.view.items.length);
    const since = performance.now() - live.told;
    if (now || since >= interval) {
      clearTimeout(live.timer);
      live.timer = undefined;
      live.told = performance.now();
      this.#options.emit({ type: 'job', job: live.view });
    } else
      live.timer ??= setTimeout(() => {
        live.timer = undefined;
        this.#tell(live, true);
      }, interval - since);
  }
}

const Kept = z.object({ subject: z.string(), input: z.unknown() });

function fromLibrary(job: Job): Live | undefined {
  const kept = Kept.safeParse(job.input);
  const outcome = Outcome.safeParse(job.outcome ?? { items: [] });
  const view = JobView.safeParse({
    id: job.id,
    kind: job.kind,
    state: job.state,
    subject: kept.data?.subject ?? '',
    items: outcome.data?.items ?? [],
    ...(outcome.data?.error ? { error: outcome.data.error } : {}),
    createdAt: job.createdAt,
  });
  if (!kept.success || !view.success) return undefined;
  return begun(view.data, kept.data.input);
}

/** A job that nothing has been done for yet. */
function begun(view: JobView, input: unknown): Live {
  return { view, input, abort: undefined, startedAt: 0, told: 0, noted: 0, timer: undefined };
}

function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
  const rest = { ...value };
  for (const key of keys) delete rest[key];
  return rest;
}
