/** `toile batch` and `toile verify`: many photos in many garments, and the proof of what was made. */

import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { BatchPlan, BatchView } from '../../../contract/batch.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { OutputRecipeInput } from '../../../contract/recipe.ts';
import { engineVersion } from '../../../services/app/engine-version.ts';
import { openEngines } from '../../../services/batch/engines.ts';
import { estimate, lanesFor } from '../../../services/batch/estimate.ts';
import { type EngineIdentity, manifestName, readManifest } from '../../../services/batch/manifest.ts';
import { type Existing, type Planned, planBatch } from '../../../services/batch/plan.ts';
import { writeReport } from '../../../services/batch/report.ts';
import { runBatch } from '../../../services/batch/run-batch.ts';
import { photoName } from '../../../services/batch/sources.ts';
import { type Batches, openBatches } from '../../../services/batch/store.ts';
import { replay, verifyManifest } from '../../../services/batch/verify.ts';
import { type Core, createCore } from '../../../services/core.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { type ModelFlags, modelChoice } from '../options.ts';
import { percent, print, printJson, say, table } from '../output.ts';
import { BUILT_IN_MODELS, dataDir, RESOURCES, ROOT, userModels } from '../places.ts';
import { ProgressLine } from '../progress.ts';
import { interruptible, logFromEnvironment } from '../session.ts';
import { type Language, translator } from '../translations.ts';

interface Shared {
  dataDir?: string;
  json?: boolean;
}

export interface PlanFlags extends ModelFlags, Shared {
  photos?: string[];
  recursive?: boolean;
  garments?: string[];
  csv?: string;
  out: string;
  name?: string;
  template?: string;
  format?: OutputRecipeInput['format'][];
  quality?: number;
  longest?: number[];
  recipes?: string;
  profile?: OutputRecipeInput['profile'];
  sharpen?: OutputRecipeInput['sharpen'];
  watermark?: string;
  creator?: string;
  copyright?: string;
  exif: boolean;
  keepGps?: boolean;
  tuck?: boolean;
  size?: string;
  existing?: Existing;
  lanes?: number;
  queue?: string;
  storage?: string;
}

export const dataOf = (flags: Shared): string =>
  flags.dataDir === undefined ? dataDir() : resolve(flags.dataDir);

async function withBatches<T>(flags: Shared, work: (store: Batches) => Promise<T>): Promise<T> {
  const store = openBatches(join(dataOf(flags), 'batches'));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

export function identity(): EngineIdentity {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return { version, engine: engineVersion(version) };
}

/** @throws StudioError not-in-library, invalid-input when several batches begin that way */
function find(store: Batches, id: string): BatchView {
  const all = store.list();
  if (id === 'last' && all[0]) return all[0];
  const found = all.filter((batch) => batch.id.startsWith(id.toLowerCase()));
  if (found.length > 1)
    throw new StudioError('invalid-input', `Several batches begin with "${id}". Give more of the id.`);
  return found[0] ?? store.get(id);
}

async function recipesOf(flags: PlanFlags): Promise<OutputRecipeInput[]> {
  if (flags.recipes !== undefined) {
    try {
      const list: unknown = JSON.parse(await readFile(flags.recipes, 'utf8'));
      return (Array.isArray(list) ? list : [list]) as OutputRecipeInput[];
    } catch (cause) {
      throw new StudioError(
        'invalid-input',
        `The recipes "${basename(flags.recipes)}" cannot be read. Expected JSON such as [{"format":"jpeg","longest":2048}].`,
        { cause },
      );
    }
  }
  const shared = {
    ...(flags.quality === undefined ? {} : { quality: flags.quality }),
    ...(flags.profile ? { profile: flags.profile } : {}),
    ...(flags.sharpen ? { sharpen: flags.sharpen } : {}),
    ...(flags.watermark === undefined
      ? {}
      : {
          watermark: existsSync(flags.watermark)
            ? { picture: resolve(flags.watermark) }
            : { text: flags.watermark },
        }),
    ...(flags.creator === undefined ? {} : { creator: flags.creator }),
    ...(flags.copyright === undefined ? {} : { copyright: flags.copyright }),
    keepExif: flags.exif,
    keepGps: flags.keepGps ?? false,
  };
  const sizes = flags.longest?.length ? flags.longest.map((longest) => ({ longest })) : [{}];
  return (flags.format ?? ['jpeg']).flatMap((format) =>
    sizes.map((size) => ({ ...shared, ...size, ...(format ? { format } : {}) })),
  );
}

async function plannedFrom(flags: PlanFlags): Promise<Planned> {
  return planBatch({
    ...(flags.photos ? { photos: flags.photos } : {}),
    recursive: flags.recursive ?? false,
    ...(flags.garments ? { garments: flags.garments } : {}),
    ...(flags.csv === undefined ? {} : { csv: flags.csv }),
    tuck: flags.tuck ?? false,
    ...(flags.size === undefined ? {} : { size: flags.size }),
    out: flags.out,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    existing: flags.existing ?? 'stop',
    options: {
      ...(flags.template === undefined ? {} : { template: flags.template }),
      recipes: await recipesOf(flags),
      models: modelChoice(flags),
    },
  });
}

export async function plan(flags: PlanFlags): Promise<number> {
  const planned = await plannedFrom(flags);
  const lanes = flags.lanes ?? lanesFor();
  const expected = await withBatches(flags, async (store) => estimate(planned.plan, store, lanes));
  if (flags.json) printJson({ ...planned, estimate: { ...expected, lanes } });
  else {
    printPlan(planned.plan, planned.skipped);
    const how = expected.measured ? 'as earlier batches here' : 'a guess, until a batch has run here';
    print(`about ${long(expected.seconds)} on ${lanes} lane${lanes > 1 ? 's' : ''} (${how})`);
    print(`about ${room(expected.bytes)} of pictures`);
  }
  return EXIT.ok;
}

/** Items listed by a plan. */
const SHOWN = 12;

function printPlan({ name, out, items, options }: BatchPlan, skipped: number): void {
  const photos = new Set(items.map(({ spec }) => spec.photo.path)).size;
  print(
    `${name}: ${photos} photos, ${items.length} looks, ${items.length * options.recipes.length} files in ${out}`,
  );
  if (skipped > 0) print(`${skipped} looks are left out: their files are there already`);
  for (const { number, spec, targets } of items.slice(0, SHOWN)) {
    const worn = spec.layers.map((layer) => layer.name).join(' + ');
    print(`  ${number}  ${photoName(spec)}  ${worn}  ->  ${targets.join(', ')}`);
  }
  if (items.length > SHOWN) print(`  ... and ${items.length - SHOWN} more`);
}

const long = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
const room = (bytes: number): string =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

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
  flags: Shared & {
    retryFailed?: boolean;
    photos?: string;
    lanes?: number;
    queue?: string;
    storage?: string;
  },
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
  flags: Shared & { lanes?: number; queue?: string; storage?: string },
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

/** What the engines of this machine are opened with. */
export function enginesFor(flags: Shared & { lanes?: number }): Parameters<typeof openEngines> {
  const data = dataOf(flags);
  const lanes = flags.lanes ?? lanesFor();
  const options = {
    dataDir: data,
    modelsDirs: [BUILT_IN_MODELS, userModels(data)],
    resourcesDir: RESOURCES,
    log: logFromEnvironment(),
  };
  return [lanes, Math.max(1, Math.floor(availableParallelism() / lanes)), options];
}

/** Works on a batch with a progress line; the first Ctrl-C lets it finish what is in work, the second stops it at once. */
async function work(store: Batches, batch: BatchView, flags: Shared & { lanes?: number }): Promise<number> {
  const drain = new AbortController();
  const abort = new AbortController();
  const progress = new ProgressLine(!flags.json);
  const loud = process.stderr.isTTY && !flags.json;
  const onInterrupt = () => {
    if (drain.signal.aborted) return abort.abort();
    drain.abort();
    progress.clear();
    say('Finishing the pictures in work. Ctrl-C again stops at once; nothing is lost.');
  };
  const onTerminate = () => abort.abort();
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  const engines = await openLanes(batch, flags);
  if (loud) say(`Batch ${batch.id.slice(0, 8)}: ${batch.counts.total} looks to ${batch.out}`);
  const started = performance.now();
  const before = batch.counts.done;
  try {
    const result = await runBatch({
      store,
      id: batch.id,
      lanes: engines.lanes,
      identity: identity(),
      drain: drain.signal,
      abort: abort.signal,
      log: logFromEnvironment(),
      onProgress: ({ counts, rate, etaMs, photo }) => {
        const over = counts.total - counts.waiting - counts.running;
        const speed = rate ? ` · ${rate.toFixed(2)}/s · ${long((etaMs ?? 0) / 1000)} left` : '';
        progress.draw(over / counts.total, `${over} of ${counts.total}${speed}${photo ? ` · ${photo}` : ''}`);
      },
    });
    progress.clear();
    const seconds = (performance.now() - started) / 1000;
    const failures = store.items(result.id, { states: ['failed'] });
    if (flags.json)
      printJson({
        ...result,
        manifest: join(result.out, manifestName(result.id)),
        seconds,
        failed: failures.map(({ number, spec, error }) => ({ number, photo: spec.photo.path, error })),
      });
    else summarize(store, result, result.counts.done - before, seconds);
    return exitOf(result);
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
    progress.clear();
    await engines.close();
  }
}

/** Failures and pictures to look at that are named one by one. */
const NAMED = 10;

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

/** What the batch is doing in a word: one that runs without a process was interrupted. */
function stateOf(store: Batches, { id, state }: BatchView): string {
  return state === 'running' && !store.isClaimed(id) ? 'interrupted' : state;
}

export async function status(id: string | undefined, flags: Shared): Promise<number> {
  return withBatches(flags, async (store) => {
    const batches = (id === undefined ? store.list() : [find(store, id)]).map((batch) => ({
      ...batch,
      state: stateOf(store, batch),
    }));
    if (flags.json) printJson(id === undefined ? batches : batches[0]);
    else if (batches.length === 0) print('No batch yet. Start one with "toile batch run".');
    else {
      const rows = batches.map(({ id: whole, name, state, counts, createdAt }) => [
        whole.slice(0, 8),
        state,
        `${counts.done}/${counts.total}`,
        counts.failed ? `${counts.failed} failed` : '',
        counts.needsReview ? `${counts.needsReview} to look at` : '',
        createdAt.slice(0, 16).replace('T', ' '),
        name,
      ]);
      print(table(rows));
      if (id !== undefined) summarizeOne(store, batches[0].id);
    }
    return EXIT.ok;
  });
}

function summarizeOne(store: Batches, id: string): void {
  const { trouble } = store.get(id);
  if (trouble) print(`  ${trouble.message} (${trouble.code})`);
  for (const { number, spec, error } of store.items(id, { states: ['failed'], limit: NAMED }))
    print(`  failed: ${number} ${photoName(spec)}: ${error?.message} (${error?.code})`);
}

export async function want(id: string, wanted: 'pause' | 'cancel', flags: Shared): Promise<number> {
  return withBatches(flags, async (store) => {
    const batch = find(store, id);
    store.want(batch.id, wanted);
    // Nobody is there to hear of it.
    if (!store.isClaimed(batch.id) && batch.state !== 'done') {
      if (wanted === 'cancel') store.change(batch.id, 'all', { what: 'cancel' });
      store.setState(batch.id, wanted === 'cancel' ? 'cancelled' : 'paused');
    }
    const now = store.get(batch.id);
    if (flags.json) printJson(now);
    else
      print(
        `${now.name}: ${wanted === 'cancel' ? 'cancelled' : 'pauses'}, ${now.counts.done} of ${now.counts.total} done`,
      );
    return EXIT.ok;
  });
}

export async function report(
  id: string,
  flags: Shared & { out?: string; language: Language },
): Promise<number> {
  return withBatches(flags, async (store) => {
    const batch = find(store, id);
    const file = resolve(flags.out ?? join(batch.out, `toile-${batch.id.slice(0, 8)}-report.html`));
    const { language } = flags;
    await writeReport(store, batch.id, file, { language, t: translator(language) });
    if (flags.json) printJson({ out: file, counts: batch.counts });
    else print(file);
    return EXIT.ok;
  });
}

export async function verify(
  file: string,
  flags: Shared & { inputs?: boolean; replay?: number },
): Promise<number> {
  const manifest = await readManifest(file);
  if (flags.replay !== undefined) {
    const number = flags.replay;
    const result = await interruptible(async (signal) => {
      const data = dataOf(flags);
      const core = createCore({
        dataDir: data,
        modelsDirs: [BUILT_IN_MODELS, userModels(data)],
        resourcesDir: RESOURCES,
        log: logFromEnvironment(),
      });
      try {
        return await replay(manifest, number, core, identity(), signal);
      } finally {
        await core.close();
      }
    });
    if (flags.json) printJson(result);
    else {
      for (const { path, same } of result.outputs)
        print(`${path}: ${same ? 'the same, byte for byte' : 'another picture'}`);
      if (!result.sameEngine) print('The batch was made by another version of Toile.');
    }
    return result.outputs.every(({ same }) => same) ? EXIT.ok : EXIT.incomplete;
  }
  const progress = new ProgressLine();
  const result = await interruptible((signal) =>
    verifyManifest(file, manifest, {
      inputs: flags.inputs ?? false,
      signal,
      onProgress: (fraction) => progress.draw(fraction, 'comparing files'),
    }),
  );
  progress.clear();
  if (flags.json) printJson(result);
  else {
    for (const { number, kind, file: path, what } of result.deviations)
      print(`${what}: ${path} (${kind} of ${number})`);
    const good = result.files - result.deviations.length;
    print(
      `${good} of ${result.files} files are as they were${result.unmade ? `; ${result.unmade} looks were not made` : ''}`,
    );
  }
  return result.deviations.length === 0 ? EXIT.ok : EXIT.incomplete;
}
