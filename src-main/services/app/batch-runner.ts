/** Batch runner: works batches off one after the other while the app is open, behind what somebody looks at, and tells of it. */

import { availableParallelism } from 'node:os';
import type { BatchProgress, BatchView } from '../../contract/batch.ts';
import type { BatchCard } from '../../contract/calls/batches.ts';
import type { Log } from '../../contract/log.ts';
import type { BatchEngines } from '../batch/engines.ts';
import { lanesFor } from '../batch/estimate.ts';
import type { EngineIdentity } from '../batch/manifest.ts';
import { runBatch } from '../batch/run-batch.ts';
import type { Batches } from '../batch/store.ts';

/** Milliseconds between two events about one batch. */
const TELL_MS = 250;

/** Engines of a batch beside the app's own, with the threads each may compute with: a core is left to the window. */
export function batchLanes(cores = availableParallelism()): { lanes: number; threads: number } {
  const lanes = Math.max(1, Math.min(lanesFor(cores), cores - 2));
  return { lanes, threads: Math.max(1, Math.floor((cores - 1) / lanes)) };
}

export interface BatchRunnerOptions {
  store(): Batches;
  openEngines(lanes: number, threads: number): BatchEngines;
  identity(): EngineIdentity;
  /** A batch or items of it changed. */
  tell(batch: BatchView, items: number[]): void;
  log: Log;
}

interface Running {
  id: string;
  abort: AbortController;
  done: Promise<void>;
}

export class BatchRunner {
  readonly #options: BatchRunnerOptions;
  readonly #queue: string[] = [];
  readonly #changed = new Set<number>();
  #running: Running | undefined;
  #progress: BatchProgress | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** From the first batch on; their processes end by themselves when nothing is to be done. */
  #engines: BatchEngines | undefined;
  #closed = false;

  constructor(options: BatchRunnerOptions) {
    this.#options = options;
  }

  /** Has a batch worked on after those that wait already. */
  add(id: string): void {
    this.#options.store().want(id, 'run');
    if (this.#closed || this.#queue.includes(id)) return;
    this.#queue.push(id);
    this.#next();
    this.#options.tell(this.#options.store().get(id), []);
  }

  isRunning(id: string): boolean {
    return this.#running?.id === id;
  }

  /** How it stands besides what the list of batches says. */
  state(view: BatchView): Pick<BatchCard, 'state' | 'elsewhere' | 'progress'> {
    if (this.isRunning(view.id)) {
      const { rate, etaMs, current = [], photo } = this.#progress ?? {};
      const progress = {
        ...(rate === undefined ? {} : { rate }),
        ...(etaMs === undefined ? {} : { etaMs }),
        ...{ current, ...(photo === undefined ? {} : { photo }) },
      };
      return { state: view.wanted === 'run' ? 'running' : 'stopping', elsewhere: false, progress };
    }
    if (this.#queue.includes(view.id)) return { state: 'waiting', elsewhere: false };
    if (view.state === 'running' && this.#options.store().isClaimed(view.id))
      return { state: view.wanted === 'run' ? 'running' : 'stopping', elsewhere: true };
    const ended = view.state === 'done' || view.state === 'cancelled';
    const paused = view.state === 'paused' && (view.wanted !== 'run' || view.trouble !== undefined);
    return { state: ended ? view.state : paused ? 'paused' : 'interrupted', elsewhere: false };
  }

  /** Finishes what is in work, or takes a batch out of the row. */
  pause(id: string): void {
    const store = this.#options.store();
    store.want(id, 'pause');
    if (this.#leave(id)) store.setState(id, 'paused');
    this.#options.tell(store.get(id), []);
  }

  /** Ends it at once; resolves when nothing works on it here any more. */
  async cancel(id: string): Promise<void> {
    const store = this.#options.store();
    store.want(id, 'cancel');
    if (this.isRunning(id)) await this.#stop();
    if (this.#leave(id)) {
      store.change(id, 'all', { what: 'cancel' });
      store.setState(id, 'cancelled');
    }
    this.#options.tell(store.get(id), []);
  }

  /** Runs `work` while no batch is worked on; what was goes on afterwards. */
  async apart(work: () => void): Promise<void> {
    const id = this.#running?.id;
    if (id !== undefined) await this.#stop();
    try {
      work();
    } finally {
      if (
        id !== undefined &&
        this.#options
          .store()
          .list()
          .some((batch) => batch.id === id)
      )
        this.add(id);
    }
  }

  /** Ends what is in work; it goes on when the batch is resumed. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.length = 0;
    await this.#stop();
    clearTimeout(this.#timer);
    await this.#engines?.close();
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    running?.abort.abort();
    await running?.done;
  }

  /** True when nobody works on a batch that can still be changed: here it leaves the row. */
  #leave(id: string): boolean {
    const at = this.#queue.indexOf(id);
    if (at >= 0) this.#queue.splice(at, 1);
    if (this.isRunning(id)) return false;
    const store = this.#options.store();
    const { state } = store.get(id);
    return state !== 'done' && state !== 'cancelled' && !store.isClaimed(id);
  }

  #next(): void {
    if (this.#running || this.#closed) return;
    const id = this.#queue.shift();
    if (id === undefined) return;
    const abort = new AbortController();
    const running: Running = { id, abort, done: Promise.resolve() };
    this.#running = running;
    running.done = this.#work(id, abort.signal).finally(() => {
      this.#running = undefined;
      this.#progress = undefined;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#tellNow(id);
      this.#next();
    });
  }

  async #work(id: string, abort: AbortSignal): Promise<void> {
    const { store, openEngines, identity, log } = this.#options;
    if (!this.#engines) {
      const { lanes, threads } = batchLanes();
      this.#engines = openEngines(lanes, threads);
    }
    try {
      const made = await runBatch({
        store: store(),
        id,
        lanes: this.#engines.lanes,
        identity: identity(),
        abort,
        log,
        onItem: (number) => {
          this.#changed.add(number);
          this.#tellSoon(id);
        },
        onProgress: (progress) => {
          this.#progress = progress;
          this.#tellSoon(id);
        },
      });
      // Items that were asked for again while the last ones were finished.
      const more = made.counts.waiting > 0 && made.wanted === 'run' && !made.trouble;
      if (more && !abort.aborted && !this.#closed) this.#queue.unshift(id);
    } catch (error) {
      log.error('a batch could not be worked on', { cause: String(error) });
    }
  }

  #tellSoon(id: string): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tellNow(id);
    }, TELL_MS);
  }

  #tellNow(id: string): void {
    const items = [...this.#changed];
    this.#changed.clear();
    try {
      this.#options.tell(this.#options.store().get(id), items);
    } catch (error) {
      this.#options.log.warn('a batch is gone', { cause: String(error) });
    }
  }
}
