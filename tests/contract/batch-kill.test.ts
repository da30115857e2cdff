/** Batches that are killed, run out of room or lose their files: every picture once, whole, and nothing else. */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BatchView } from '../../src-main/contract/batch.ts';
import { mulberry32 } from '../../src-main/engine/image/ops/signal.ts';
import { planBatch } from '../../src-main/services/batch/plan.ts';
import { type Batches, openBatches } from '../../src-main/services/batch/store.ts';
import { killAgainAndAgain, startHost } from '../fixtures/batch-kills.ts';
import { finishedBytes } from '../fixtures/finished-bytes.ts';

let folder: string;
let store: Batches;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-batch-'));
  store = openBatches(join(folder, 'data/batches'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const GARMENTS = ['tee.png', 'skirt.png', 'coat.png'];

/** Files that are no pictures: the engine of these tests only reads their bytes. */
async function plan(photos: number, out = join(folder, 'out')): Promise<BatchView> {
  for (const sub of ['photos', 'rail']) mkdirSync(join(folder, sub), { recursive: true });
  for (let k = 0; k < photos; k++)
    writeFileSync(join(folder, 'photos', `photo-${String(k).padStart(2, '0')}.png`), `photo ${k}`);
  for (const name of GARMENTS) writeFileSync(join(folder, 'rail', name), name);
  const planned = await planBatch({
    photos: [join(folder, 'photos')],
    garments: GARMENTS.map((name) => join(folder, 'rail', name)),
    out,
    options: { recipes: [{ format: 'png' }, { format: 'jpeg', longest: 800 }] },
  });
  return store.add(planned.plan);
}

const host = (batch: BatchView) => ({
  dataDir: join(folder, 'data'),
  id: batch.id,
  lanes: 2,
  engine: 'writing' as const,
});

/** Every file of the finished items has the bytes it must have, and there is no other but the manifest. */
function expectWhole(batch: BatchView): void {
  const names = new Set<string>();
  for (const { spec, targets, state } of store.items(batch.id)) {
    if (state !== 'done') continue;
    for (const [recipe, target] of targets.entries()) {
      names.add(target);
      const garments = spec.layers.map(({ garment }) => readFileSync(garment.path));
      const expected = finishedBytes(readFileSync(spec.photo.path), garments, recipe);
      expect(readFileSync(join(batch.out, target)).equals(expected), target).toBe(true);
    }
  }
  const found = readdirSync(batch.out).filter((name) => !name.endsWith('-manifest.json'));
  expect(found.sort()).toEqual([...names].sort());
}

function expectSound(): void {
  const db = new Sqlite(join(folder, 'data/batches/batches.db'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
}

test('sixty pictures come out of forty kills of engine, host and both', async () => {
  const batch = await plan(20);
  const killed = await killAgainAndAgain({ ...host(batch), count: 40, random: mulberry32(7), within: 120 });
  expect(Math.min(killed.engine, killed.host, killed.both)).toBeGreaterThan(4);
  expect(store.items(batch.id, { states: ['failed'] }).map(({ error }) => error)).toEqual([]);
  expect(store.get(batch.id)).toMatchObject({ state: 'done', counts: { done: 60, total: 60 } });
  expectWhole(batch);
  expectSound();
}, 600_000);

test('a disk that fills up pauses the batch, and with room it goes on', async ({ skip }) => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    skip('no small file system can be made here');
  }
  try {
    const batch = await plan(4, join(disk, 'out'));
    expect(await startHost(host(batch)).over).toBe(1);
    const paused = store.get(batch.id);
    expect(paused).toMatchObject({ state: 'paused', trouble: { code: 'disk-full' }, counts: { failed: 0 } });
    expect(paused.counts.done).toBeLessThan(12);
    expectWholeBut(batch);
    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    expect(await startHost(host(batch)).over).toBe(0);
    expect(store.get(batch.id)).toMatchObject({ state: 'done', counts: { done: 12 } });
    expectWhole(batch);
  } finally {
    execFileSync('umount', [disk]);
  }
});

/** As long as the batch is not done its own folder of unfinished files may be there. */
function expectWholeBut(batch: BatchView): void {
  for (const name of readdirSync(batch.out))
    if (!name.startsWith('.toile-')) expect(statSync(join(batch.out, name)).size).toBeGreaterThan(0);
}

test('sources that go or change midway are reported, and the rest is done', async () => {
  const batch = await plan(4);
  rmSync(join(folder, 'photos/photo-01.png'));
  writeFileSync(join(folder, 'photos/photo-02.png'), 'another picture');
  writeFileSync(join(folder, 'photos/photo-03.png'), 'photo 3');
  expect(await startHost(host(batch)).over).toBe(0);
  const errors = new Map(
    store
      .items(batch.id, { states: ['failed'] })
      .map(({ spec, error }) => [spec.photo.path.slice(-6, -4), error?.code]),
  );
  expect(errors.get('01')).toBe('file-not-found');
  expect(errors.get('02')).toBe('file-changed');
  expect(store.get(batch.id).counts.done).toBeGreaterThanOrEqual(3);
  expectWhole(batch);
});

test('a folder of photos or of results that is gone pauses the batch, and nothing fails', async () => {
  const batch = await plan(2);
  rmSync(join(folder, 'photos'), { recursive: true });
  expect(await startHost(host(batch)).over).toBe(1);
  expect(store.get(batch.id)).toMatchObject({
    state: 'paused',
    trouble: { code: 'file-not-found' },
    counts: { failed: 0, waiting: 6 },
  });
  expect(existsSync(join(batch.out, `.toile-${batch.id.slice(0, 8)}`))).toBe(false);
});

test('a file that somebody else put in the place stays, and only its picture fails', async () => {
  const batch = await plan(2);
  mkdirSync(batch.out, { recursive: true });
  writeFileSync(join(batch.out, 'photo-00-tee-png.png'), 'mine');
  const [first] = store.items(batch.id);
  writeFileSync(join(batch.out, first.targets[0]), 'mine');
  expect(await startHost(host(batch)).over).toBe(0);
  expect(store.item(batch.id, 1)).toMatchObject({ state: 'failed', error: { code: 'output-exists' } });
  expect(readFileSync(join(batch.out, first.targets[0]), 'utf8')).toBe('mine');
  expect(store.get(batch.id).counts).toMatchObject({ done: 5, failed: 1 });
});
