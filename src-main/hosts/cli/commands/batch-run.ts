/** `toile batch run` and `resume`: works a batch off, here or on other machines. */

import { join, resolve } from 'node:path';
import type { BatchView } from '../../../contract/batch.ts';
import { StudioError } from '../../../contract/errors.ts';
import { openEngines } from '../../../services/batch/engines.ts';
import { manifestName } from '../../../services/batch/manifest.ts';
import { runBatch } from '../../../services/batch/run-batch.ts';
import { photoName } from '../../../services/batch/sources.ts';
import type { Batches } from '../../../services/batch/store.ts';
import type { Core } from '../../../services/core.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { percent, print, printJson, say } from '../output.ts';
import { ProgressLine } from '../progress.ts';
import { drainable, logFromEnvironment } from '../session.ts';
import { type PlanFlags, plannedFrom } from './batch-plan.ts';
import { enginesFor, find, identity, long, NAMED, type Shared, withBatches } from './batch-shared.ts';

/** Who draws. */
interface RunFlags extends Shared {
  lanes?: number;
  queue?: string;
  storage?: string;
}

export async function run(flags: PlanFlags & { resume?: boolean }): Promise<number> {
  return withBatches(flags, async (store) => {
    const out = resolve(flags.out);
    const open = store.list().find((batch) => batch.out === out && batch.state !== 'cancelled');
    const unfinished = open && open.state !== 'done' ? open : undefined;
    if (unfinished && !flags.resume)
      throw new StudioError(
        'invalid-input',
        `The batch ${unfinished.id.slice(0, 8)} to this folder is not finished (${unfinished.counts.done} of ${unfinished.counts.total}). Add --resume to go on with it, or end it: toile batch cancel ${unfinished.id.slice(0, 8)}`,
      );
    if (flags.resume && open) return work(store, open, flags);
    const { plan: planned } = await plannedFrom(flags);
    return work(store, store.add(planned), flags);
  });
}

export async function resume(
  id: string,
  flags: RunFlags & { retryFailed?: boolean; photos?: string },
): Promise<number> {
  return withBatches(flags, async (store) => {
    const batch = find(store, id);
    if (flags.photos !== undefined) {
      const root = store.rootOf(batch.id);
      if (root === undefined)
        throw new StudioError(
          'invalid-input',
          'The photos of this batch lie in several folders. Plan it anew.',
        );
      store.moveRoot(batch.id, root, resolve(flags.photos));
    }
    if (batch.state === 'cancelled' || flags.retryFailed) store.change(batch.id, 'all', { what: 'retry' });
    return work(store, batch, flags);
  });
}

/** Pictures that are asked for at a time where other machines draw them. */
const ASKED_AT_A_TIME = 32;

/** Engines of this machine, or workers on others. */
async function openLanes(
  batch: BatchView,
  flags: RunFlags,
): Promise<{ lanes: Pick<Core, 'produce'>[]; close(): Promise<void> }> {
  if (flags.queue !== undefined) {
    const { openRemoteLanes } = await import('../../../services/batch/queue.ts');
    const { Storage } = await import('../../../services/batch/storage.ts');
    const storage = flags.storage === undefined ? {} : { storage: new Storage(flags.storage) };
    const place = { url: flags.queue, engine: identity().engine, ...storage };
    const remote = await openRemoteLanes(place, batch.id, flags.lanes ?? ASKED_AT_A_TIME);
    const workers = await remote.workers();
    if (workers === 0)
      say(
        `No worker is connected yet. Start some: toile worker --queue URL ${flags.storage === undefined ? '--root FOLDER' : '--storage URL'}`,
      );
    return remote;
  }
  if (flags.storage !== undefined)
    throw new StudioError(
      'invalid-input',
      '--storage is for workers on other machines: give --queue as well.',
    );
  return openEngines(...enginesFor(flags));
}

/** Works on a batch with a progress line; the first Ctrl-C lets it finish what is in work, the second stops it at once. */
async function work(store: Batches, batch: BatchView, flags: RunFlags): Promise<number> {
  const progress = new ProgressLine(!flags.json);
  const onDrain = () => {
    progress.clear();
    say('Finishing the pictures in work. Ctrl-C again stops at once; nothing is lost.');
  };
  return drainable(async ({ drain, abort }) => {
    const engines = await openLanes(batch, flags);
    if (process.stderr.isTTY && !flags.json)
      say(`Batch ${batch.id.slice(0, 8)}: ${batch.counts.total} looks to ${batch.out}`);
    const started = performance.now();
    try {
      const result = await runBatch({
        ...{ store, drain, abort, id: batch.id, lanes: engines.lanes, identity: identity() },
        log: logFromEnvironment(),
        onProgress: ({ counts, rate, etaMs, photo }) => {
          const over = counts.total - counts.waiting - counts.running;
          const speed = rate ? ` · ${rate.toFixed(2)}/s · ${long((etaMs ?? 0) / 1000)} left` : '';
          const now = photo ? ` · ${photo}` : '';
          progress.draw(over / counts.total, `${over} of ${counts.total}${speed}${now}`);
        },
      });
      progress.clear();
      const seconds = (performance.now() - started) / 1000;
      if (flags.json) printJson(asJson(store, result, seconds));
      else summarize(store, result, result.counts.done - batch.counts.done, seconds);
      return exitOf(result);
    } finally {
      progress.clear();
      await engines.close();
    }
  }, onDrain);
}

function asJson(store: Batches, batch: BatchView, seconds: number) {
  const failed = store.items(batch.id, { states: ['failed'] });
  return {
    ...batch,
    manifest: join(batch.out, manifestName(batch.id)),
    seconds,
    failed: failed.map(({ number, spec, error }) => ({ number, photo: spec.photo.path, error })),
  };
}

function summarize(store: Batches, batch: BatchView, made: number, seconds: number): void {
  const { counts, id } = batch;
  const short = id.slice(0, 8);
  print(`${batch.name}: ${counts.done} of ${counts.total} done, ${made} now in ${long(seconds)}`);
  for (const { number, spec, error } of store.items(id, { states: ['failed'], limit: NAMED }))
    print(`  failed: ${number} ${photoName(spec)}: ${error?.message} (${error?.code})`);
  for (const { number, targets, outcome } of store.items(id, { needsReview: true, limit: NAMED }))
    print(
      `  look at: ${number} ${targets[0]} (${percent(outcome?.confidence ?? 0)}): ${outcome?.reasons[0]?.text ?? ''}`,
    );
  const more = Math.max(0, counts.failed - NAMED) + Math.max(0, counts.needsReview - NAMED);
  if (more > 0) print(`  ... and ${more} more: toile batch report ${short}`);
  if (batch.trouble) say(`toile: ${batch.trouble.message} (${batch.trouble.code})`);
  if (batch.state === 'paused') print(`Go on with it: toile batch resume ${short}`);
  else if (counts.failed > 0) print(`Try those again: toile batch resume ${short} --retry-failed`);
}

function exitOf({ state, counts, trouble }: BatchView): number {
  if (trouble) return exitCodeOf(trouble.code);
  if (state === 'paused' || state === 'cancelled') return EXIT.cancelled;
  return counts.failed > 0 ? EXIT.incomplete : EXIT.ok;
}
