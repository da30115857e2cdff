/** Running batches: order, wishes of the user, and errors that concern one picture or all of them. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BatchView } from '../../../src-main/contract/batch.ts';
import { StudioError } from '../../../src-main/contract/errors.ts';
import type { ProduceInput, ProduceResult } from '../../../src-main/contract/produce.ts';
import { readManifest } from '../../../src-main/services/batch/manifest.ts';
import { planBatch } from '../../../src-main/services/batch/plan.ts';
import { type RunBatchOptions, runBatch } from '../../../src-main/services/batch/run-batch.ts';
import { type Batches, openBatches } from '../../../src-main/services/batch/store.ts';
import { replay, verifyManifest } from '../../../src-main/services/batch/verify.ts';
import { finishedBytes, sha256 } from '../../fixtures/finished-bytes.ts';

let folder: string;
let store: Batches;
let batch: BatchView;
const identity = { version: '1', engine: 'e' };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-run-'));
  mkdirSync(join(folder, 'photos'));
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(join(folder, 'photos', name), name);
  for (const name of ['tee.jpg', 'coat.jpg']) writeFileSync(join(folder, name), name);
  store = openBatches(join(folder, 'batches'));
  const garments = ['tee.jpg', 'coat.jpg'].map((name) => join(folder, name));
  const { plan } = await planBatch({ photos: [join(folder, 'photos')], garments, out: join(folder, 'out') });
  batch = store.add(plan);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

type Hook = (photo: string, n: number) => void | Promise<void>;

/** A lane that writes bytes in place of pictures. */
function lane(before: Hook = () => {}): RunBatchOptions['lanes'][number] & { photos: string[] } {
  const photos: string[] = [];
  return {
    photos,
    async produce({ person, layers = [], outputs }: ProduceInput): Promise<ProduceResult> {
      photos.push(basename(person));
      await before(basename(person), photos.length);
      const files = [person, ...layers.map(({ garment }) => garment)];
      const [photo, ...garments] = files.map((file) => readFileSync(file));
      const written = outputs.map(({ out }, index) => {
        const bytes = finishedBytes(photo, garments, index);
        writeFileSync(out, bytes);
        return { sha256: sha256(bytes), bytes: bytes.length, width: 1, height: 1 };
      });
      return {
        ...{ width: 1, height: 1, photoWidth: 1, photoHeight: 1, confidence: 0.4, needsReview: true },
        ...{ reasons: [], joints: [], layers: [], editedShare: 0, notes: [], provider: 'cpu' },
        ...{ ms: 1, peakMb: 1, stages: [], models: [{ name: 'pose', sha256: 'p' }] },
        outputs: written,
        inputs: files.map((file) => ({ file, sha256: sha256(readFileSync(file)) })),
      };
    },
  };
}

const run = (lanes: RunBatchOptions['lanes'], more: Partial<RunBatchOptions> = {}) =>
  runBatch({ store, id: batch.id, lanes, identity, ...more });
const pictures = () => readdirSync(batch.out).filter((name) => name.endsWith('.jpg'));

test('each lane keeps to a photo, and what comes out does not depend on their number', async () => {
  const two = [lane(), lane()];
  expect(await run(two)).toMatchObject({ state: 'done', counts: { done: 6, needsReview: 6 } });
  for (const { photos } of two) expect(photos.length - new Set(photos).size).toBeGreaterThanOrEqual(1);
  const manifest = await readManifest(
    join(batch.out, readdirSync(batch.out).find((n) => n.endsWith('.json')) ?? ''),
  );
  const { plan } = await planBatch({
    photos: [join(folder, 'photos')],
    garments: ['tee.jpg', 'coat.jpg'].map((name) => join(folder, name)),
    out: join(folder, 'out'),
    existing: 'number',
  });
  const again = store.add({ ...plan, out: join(folder, 'again') });
  await runBatch({ store, id: again.id, lanes: [lane()], identity });
  const hashes = (id: string) => store.items(id).map(({ outcome }) => outcome?.files[0].sha256);
  expect(hashes(again.id)).toEqual(hashes(batch.id));
  expect(manifest.items).toHaveLength(6);
});

test('the manifest finds what was changed or lost, and makes a picture again', async () => {
  await run([lane()]);
  const file = join(batch.out, `toile-${batch.id.slice(0, 8)}-manifest.json`);
  const manifest = await readManifest(file);
  expect(await verifyManifest(file, manifest, { inputs: true })).toEqual({
    files: 11,
    deviations: [],
    unmade: 0,
  });
  writeFileSync(join(batch.out, 'a-tee.jpg'), 'edited');
  rmSync(join(batch.out, 'b-tee.jpg'));
  const { deviations } = await verifyManifest(file, manifest);
  expect(deviations.map(({ file: path, what }) => [basename(path), what])).toEqual([
    ['a-tee.jpg', 'changed'],
    ['b-tee.jpg', 'missing'],
  ]);
  expect(await replay(manifest, 1, lane(), identity)).toMatchObject({
    sameEngine: true,
    outputs: [{ same: true }],
  });
  writeFileSync(join(folder, 'photos/a.jpg'), 'another');
  await expect(replay(manifest, 1, lane(), identity)).rejects.toMatchObject({ code: 'file-changed' });
  writeFileSync(file, '{"format":1');
  await expect(readManifest(file)).rejects.toMatchObject({ code: 'invalid-input' });
});

test('a pause from elsewhere lets what is in work be finished; a cancel ends the rest', async () => {
  const paused = await run([lane((_photo, n) => void (n === 2 && store.want(batch.id, 'pause')))], {});
  expect(paused.state === 'paused' || paused.state === 'done').toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const slow = lane(async () => {
    store.want(batch.id, 'cancel');
    await new Promise((resolve) => setTimeout(resolve, 700));
  });
  store.change(batch.id, 'all', { what: 'again' });
  const cancelled = await run([slow]);
  expect(cancelled).toMatchObject({ state: 'cancelled', counts: { waiting: 0, running: 0 } });
  expect(cancelled.counts.cancelled).toBeGreaterThan(0);
  // What was cancelled can be taken up again.
  store.change(batch.id, 'all', { what: 'retry' });
  expect(await run([lane()])).toMatchObject({ state: 'done', counts: { done: 6 } });
  expect(pictures()).toHaveLength(6);
});

test('draining finishes the picture in work and pauses', async () => {
  const drain = new AbortController();
  const result = await run([lane((_photo, n) => void (n === 2 && drain.abort()))], { drain: drain.signal });
  expect(result).toMatchObject({ state: 'paused', counts: { done: 2, waiting: 4 } });
  expect(result.trouble).toBeUndefined();
  expect(await run([lane()])).toMatchObject({ state: 'done', counts: { done: 6 } });
});

test('one picture fails for itself; a missing model stops all and fails none', async () => {
  const nobody = lane((photo) => {
    if (photo === 'b.jpg') throw new StudioError('no-person-found', 'Nobody is in it.');
  });
  expect(await run([nobody])).toMatchObject({ state: 'done', counts: { done: 4, failed: 2 } });
  store.change(batch.id, 'all', { what: 'again' });
  const without = lane(() => {
    throw new StudioError('model-missing', 'No model.');
  });
  expect(await run([without])).toMatchObject({
    state: 'paused',
    trouble: { code: 'model-missing' },
    counts: { waiting: 6, failed: 0 },
  });
});

test('an engine that ends over a picture again and again costs that picture, not the batch', async () => {
  const poison = lane((photo) => {
    if (photo === 'a.jpg') throw new StudioError('engine-crashed', 'It ended.');
  });
  expect(await run([poison])).toMatchObject({ state: 'done', counts: { done: 4, failed: 2 } });
  expect(poison.photos.filter((photo) => photo === 'a.jpg')).toHaveLength(10);
});

test('a source that is replaced while its picture is drawn is noticed', async () => {
  const busy = lane((photo, n) => {
    if (n === 1) writeFileSync(join(folder, 'photos', photo), 'a new picture of it');
  });
  expect(await run([busy])).toMatchObject({ counts: { done: 4, failed: 2 } });
  expect(store.item(batch.id, 1).error?.code).toBe('file-changed');
  expect(pictures()).not.toContain('a-tee.jpg');
});

test('a picture that is mended replaces its own file, and nothing else', async () => {
  await run([lane()]);
  const item = store.item(batch.id, 1);
  const before = readFileSync(join(batch.out, item.targets[0]));
  const other = store.item(batch.id, 2).spec.layers;
  store.respec(batch.id, 1, { ...item.spec, layers: other });
  expect(await run([lane()])).toMatchObject({ state: 'done', counts: { done: 6 } });
  expect(readFileSync(join(batch.out, item.targets[0])).equals(before)).toBe(false);
  writeFileSync(join(batch.out, item.targets[0]), 'edited by hand');
  store.change(batch.id, [1], { what: 'again' });
  await run([lane()]);
  expect(store.item(batch.id, 1)).toMatchObject({ state: 'failed', error: { code: 'output-exists' } });
});

test('priority and order are kept, and a batch is worked on once at a time', async () => {
  store.change(batch.id, [5], { what: 'priority', priority: 3 });
  store.change(batch.id, [6, 4], { what: 'before', number: 1 });
  const drawn: number[] = [];
  let second: unknown;
  const busy = lane(async (_photo, n) => {
    if (n === 1) second = await run([lane()]).catch((error: unknown) => error);
  });
  await run([busy], {
    onProgress: ({ current }) => drawn.push(...current.filter((number) => !drawn.includes(number))),
  });
  expect(second).toMatchObject({ code: 'library-locked' });
  // 6 is of the photo that is in hand after 5.
  expect(drawn).toEqual([5, 6, 4, 3, 1, 2]);
});
