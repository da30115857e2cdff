/**
 * Run batch: works a batch off on one engine a lane, item by item: journal, draw, check the sources, journal the hashes, rename,
 * journal. Whatever ends the process in between, the next run goes on from the journal and comes to the same files.
 */

import { mkdir, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BatchProgress, BatchSpec, BatchView, ItemOutcome } from '../../contract/batch.ts';
import { StudioError, type StudioErrorData } from '../../contract/errors.ts';
import { type Log, silentLog } from '../../contract/log.ts';
import type { ProduceInput, ProduceResult } from '../../contract/produce.ts';
import type { Batches } from '../../library/batches/batches.ts';
import type { ItemInWork } from '../../library/batches/rows.ts';
import type { Core } from '../core.ts';
import { type EngineIdentity, writeManifest } from './manifest.ts';
import { place } from './place.ts';
import { filesOf, recover, scratchFolder } from './recover.ts';
import { photoName, requireUnchanged } from './sources.ts';

/** Engines that may end over one item in one run before it counts as failed. */
const MOST_CRASHES = 5;
/** Milliseconds between two looks at what the user wants. */
const ASK_MS = 500;

export interface RunBatchOptions {
  store: Batches;
  id: string;
  /** One engine each; as many items are in work at a time. */
  lanes: readonly Pick<Core, 'produce'>[];
  identity: EngineIdentity;
  /** Fires: what is in work is finished, then it pauses. */
  drain?: AbortSignal;
  /** Fires: it pauses at once; what was in work is made again. */
  abort?: AbortSignal;
  onProgress?(progress: BatchProgress): void;
  /** An item has changed its state. */
  onItem?(number: number): void;
  log?: Log;
}

/** Errors that the next item would run into as well: the batch pauses, and nothing has failed. */
const OF_ALL: readonly StudioErrorData['code'][] = [
  'disk-full',
  'model-missing',
  'model-corrupt',
  'model-invalid',
  'provider-unavailable',
  'library-damaged',
  // the storage that the pictures of many machines go through
  'unreachable',
];

/**
 * Works on a batch until nothing waits, or until it is paused, cancelled or something is in the way of all items. Returns it as
 * it is then; `trouble` says what was in the way.
 *
 * @throws StudioError library-locked when another process works on it, not-in-library
 */
export async function runBatch(options: RunBatchOptions): Promise<BatchView> {
  const { store, id } = options;
  const lock = store.claim(id);
  try {
    return await new BatchRun(options).work();
  } finally {
    lock.release();
  }
}

class BatchRun {
  readonly #options: RunBatchOptions;
  readonly #store: Batches;
  readonly #id: string;
  readonly #batch: BatchView;
  readonly #scratch: string;
  readonly #root: string | undefined;
  readonly #log: Log;
  /** Ends what is in work at once. */
  readonly #abort = new AbortController();
  readonly #inWork = new Map<number, ItemInWork>();
  #started = performance.now();
  #finished = 0;
  /** No further item is begun. */
  #stopping = false;
  #trouble: StudioError | undefined;

  constructor(options: RunBatchOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#id = options.id;
    this.#batch = options.store.get(options.id);
    this.#root = options.store.rootOf(options.id);
    this.#scratch = scratchFolder(this.#batch.out, options.id);
    this.#log = options.log ?? silentLog;
  }

  async work(): Promise<BatchView> {
    const { drain, abort, lanes } = this.#options;
    const stop = () => {
      this.#stopping = true;
    };
    const end = () => {
      stop();
      this.#abort.abort();
    };
    drain?.addEventListener('abort', stop);
    abort?.addEventListener('abort', end);
    if (drain?.aborted) stop();
    if (abort?.aborted) end();
    this.#store.want(this.#id, 'run');
    this.#store.setState(this.#id, 'running');
    const asking = setInterval(() => this.#ask(), ASK_MS);
    try {
      await this.#prepare();
      this.#tell();
      // One that failed for an engine that ended waits again when other lanes have gone home.
      while (!this.#stopping && this.#store.counts(this.#id).waiting > 0)
        await Promise.all(lanes.map((core) => this.#lane(core)));
    } catch (error) {
      this.#stop(error);
    } finally {
      clearInterval(asking);
      drain?.removeEventListener('abort', stop);
      abort?.removeEventListener('abort', end);
    }
    return this.#close();
  }

  /** Hears what the user wants, also from another process. */
  #ask(): void {
    try {
      const wanted = this.#store.wanted(this.#id);
      if (wanted === 'run') return;
      this.#stopping = true;
      if (wanted === 'cancel') this.#abort.abort();
    } catch (error) {
      this.#stop(error);
    }
  }

  async #prepare(): Promise<void> {
    const { out } = this.#batch;
    const begun =
      this.#store.items(this.#id, { states: ['running', 'placing', 'done'], limit: 1 }).length > 0;
    try {
      // A folder that was there before lies on a drive that is not there now: another of its name would be the wrong one.
      if (begun) await stat(out);
      await mkdir(this.#scratch, { recursive: true });
    } catch (cause) {
      throw new StudioError(
        (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'disk-full' : 'output-unwritable',
        `The folder for the pictures, ${JSON.stringify(basename(out))}, is not there or cannot be written to. Connect its drive, or check its permissions and space, then resume.`,
        { cause },
      );
    }
    await recover(this.#store, this.#id);
    this.#store.forgetCrashes(this.#id);
  }

  async #lane(core: Pick<Core, 'produce'>): Promise<void> {
    let photo: string | undefined;
    while (!this.#stopping) {
      try {
        const elsewhere = [...this.#inWork.values()].map(({ spec }) => spec.photo.path);
        const item = this.#store.begin(this.#id, photo, elsewhere);
        if (!item) return;
        photo = item.spec.photo.path;
        this.#inWork.set(item.number, item);
        this.#options.onItem?.(item.number);
        this.#tell();
        try {
          await this.#do(core, item);
        } finally {
          this.#inWork.delete(item.number);
          this.#options.onItem?.(item.number);
          this.#tell();
        }
      } catch (error) {
        this.#stop(error);
      }
    }
  }

  /** Makes one item; throws only what concerns all of them. */
  async #do(core: Pick<Core, 'produce'>, item: ItemInWork): Promise<void> {
    const files = filesOf(this.#batch, item);
    try {
      const result = await this.#draw(core, item, files);
      const outcome = outcomeOf(result);
      const placing = result.outputs.map(({ sha256 }) => sha256);
      this.#store.move(this.#id, item.number, 'placing', { outcome, placing });
      const own = new Set([...item.placed, ...placing]);
      for (const [index, { from, to }] of files.entries()) await place(from, to, placing[index], own);
      this.#store.move(this.#id, item.number, 'done');
      this.#finished++;
    } catch (error) {
      await this.#settle(item, files, error);
    }
  }

  async #draw(
    core: Pick<Core, 'produce'>,
    item: ItemInWork,
    files: readonly { from: string }[],
  ): Promise<ProduceResult> {
    const { recipes, models } = this.#batch.options;
    const sources = sourcesOf(item.spec);
    for (const source of sources) await requireUnchanged(source);
    const outputs = files.map(({ from }, index) => ({ out: from, recipe: recipes[index] }));
    const input: ProduceInput = { ...lookOf(item.spec), outputs, models };
    const result = await core.produce(input, { signal: this.#abort.signal, priority: 'background' });
    // What was read is what was planned, also where it was replaced meanwhile.
    for (const source of sources) await requireUnchanged(source);
    return result;
  }

  /** Brings an item whose making ended with an error to its next state. */
  async #settle(item: ItemInWork, files: readonly { from: string }[], error: unknown): Promise<void> {
    const known =
      error instanceof StudioError
        ? error
        : new StudioError('internal', `Item ${item.number} could not be made: ${String(error)}`, {
            cause: error,
          });
    if (!(error instanceof StudioError))
      this.#log.error('batch item failed', { number: item.number, cause: String(error) });
    const placing = this.#store.item(this.#id, item.number).state === 'placing';
    const ofAll = await this.#concernsAll(known);
    // What only waits for its name keeps waiting: the files are finished.
    if (placing && ofAll) return this.#stop(known);
    for (const { from } of files) await rm(from, { force: true }).catch(() => {});
    const again =
      ofAll ||
      known.code === 'cancelled' ||
      (known.code === 'engine-crashed' && item.crashes + 1 < MOST_CRASHES);
    this.#store.move(this.#id, item.number, again ? 'waiting' : 'failed', {
      ...(again ? {} : { error: known.toJSON() }),
      crashed: known.code === 'engine-crashed',
    });
    if (!again) this.#finished++;
    // Whoever ended the engines wants no more of them.
    if (known.code === 'cancelled') this.#stopping = true;
    if (ofAll) this.#stop(known);
  }

  /** Whether the next item would end the same way. */
  async #concernsAll(error: StudioError): Promise<boolean> {
    if (OF_ALL.includes(error.code)) return true;
    if (error.code === 'output-exists') return false;
    const gone = async (folder: string): Promise<boolean> =>
      stat(folder).then(
        () => false,
        () => true,
      );
    if (await gone(this.#scratch)) return true;
    if (error.code === 'output-unwritable') return true;
    const unread = error.code === 'file-not-found' || error.code === 'file-unreadable';
    return unread && this.#root !== undefined && (await gone(this.#root));
  }

  #stop(error: unknown): void {
    this.#stopping = true;
    this.#trouble ??=
      error instanceof StudioError ? error : new StudioError('internal', String(error), { cause: error });
    if (!(error instanceof StudioError)) this.#log.error('batch stopped', { cause: String(error) });
  }

  async #close(): Promise<BatchView> {
    const store = this.#store;
    const cancelled = !this.#trouble && store.wanted(this.#id) === 'cancel';
    if (cancelled) store.change(this.#id, 'all', { what: 'cancel' });
    const { waiting, running } = store.counts(this.#id);
    const left = waiting + running > 0;
    const state = cancelled ? 'cancelled' : left ? 'paused' : 'done';
    const trouble = this.#trouble && troubleOf(this.#trouble, this.#batch, this.#root);
    store.setState(this.#id, state, left ? trouble : undefined);
    if (await isFolder(this.#batch.out)) {
      await writeManifest(store, this.#id, this.#scratch, this.#options.identity).catch((error) => {
        this.#log.warn('manifest not written', { cause: String(error) });
      });
      if (running === 0) await rm(this.#scratch, { recursive: true, force: true }).catch(() => {});
    }
    this.#tell();
    return store.get(this.#id);
  }

  #tell(): void {
    const { onProgress } = this.#options;
    if (!onProgress) return;
    const counts = this.#store.counts(this.#id);
    const seconds = (performance.now() - this.#started) / 1000;
    const rate = this.#finished > 0 ? this.#finished / Math.max(0.001, seconds) : undefined;
    const [first] = this.#inWork.values();
    onProgress({
      id: this.#id,
      counts,
      ...(rate ? { rate, etaMs: (1000 * (counts.waiting + counts.running)) / rate } : {}),
      current: [...this.#inWork.keys()],
      ...(first ? { photo: photoName(first.spec) } : {}),
    });
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (what) => what.isDirectory(),
    () => false,
  );

function sourcesOf({ photo, layers }: BatchSpec): BatchSpec['photo'][] {
  return [photo, ...layers.flatMap(({ garment, cutOut }) => [garment, ...(cutOut ? [cutOut] : [])])];
}

/** A spec as the engine takes it. */
export function lookOf(spec: BatchSpec): Omit<ProduceInput, 'outputs' | 'models'> {
  const { photo, subject, order, layers, pose, strokes } = spec;
  return {
    person: photo.path,
    ...(subject === undefined ? {} : { subject }),
    order,
    layers: layers.map(({ garment, cutOut, name: _name, size: _size, ...layer }) => ({
      ...layer,
      garment: garment.path,
      ...(cutOut ? { cutOut: cutOut.path } : {}),
    })),
    pose,
    strokes,
  };
}

function outcomeOf(result: ProduceResult): ItemOutcome {
  const { outputs, inputs, models, confidence, needsReview, reasons, notes, ms } = result;
  return { files: outputs, inputs, models, confidence, needsReview, reasons, notes, ms };
}

/** The error with what to do next, where the folder of the photos is what is gone. */
function troubleOf(error: StudioError, batch: BatchView, root: string | undefined): StudioErrorData {
  const data = error.toJSON();
  if (root && (error.code === 'file-not-found' || error.code === 'file-unreadable'))
    return {
      ...data,
      message: `The folder of the photos, ${JSON.stringify(basename(root))}, is not there. Connect its drive and resume, or say where it is now: toile batch resume ${batch.id.slice(0, 8)} --photos FOLDER.`,
    };
  return data;
}
