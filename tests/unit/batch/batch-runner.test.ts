/** The app's row of batches: one after the other, paused, taken out of the row, ended and taken up again, with lanes that draw nothing. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StudioError } from '../../../src-main/contract/errors.ts';
import { silentLog } from '../../../src-main/contract/log.ts';
import type { ProduceInput, ProduceResult } from '../../../src-main/contract/produce.ts';
import { BatchRunner, batchLanes } from '../../../src-main/services/app/batch-runner.ts';
import { planBatch } from '../../../src-main/services/batch/plan.ts';
import { type Batches, openBatches } from '../../../src-main/services/batch/store.ts';
import type { Core } from '../../../src-main/services/core.ts';
import { sha256 } from '../../fixtures/finished-bytes.ts';

let folder: string;
let store: Batches;
let runner: BatchRunner;
/** Items wait here until they are let through. */
let gates: (() => void)[];
let open: boolean;
let begun: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-row-'));
  mkdirSync(join(folder, 'photos'));
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(join(folder, 'photos', name), name);
  writeFileSync(join(folder, 'tee.jpg'), 'tee');
  store = openBatches(join(folder, 'batches'));
  [gates, open, begun] = [[], false, []];
  runner = newRunner();
});
afterEach(async () => {
  await runner.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function produce({ person, outputs }: ProduceInput, signal?: AbortSignal): Promise<ProduceResult> {
  begun.push(person.slice(-5));
  await new Promise<void>((resolve, reject) => {
    if (open) resolve();
    gates.push(resolve);
    signal?.addEventListener('abort', () => reject(new StudioError('cancelled', 'Cancelled.')));
  });
  const written = outputs.map(({ out }) => {
    writeFileSync(out, person);
    return { sha256: sha256(Buffer.from(person)), bytes: person.length, width: 1, height: 1 };
  });
  return {
    ...{ width: 1, height: 1, photoWidth: 1, photoHeight: 1, confidence: 0.9, needsReview: false },
    ...{ reasons: [], joints: [], layers: [], editedShare: 0, notes: [], provider: 'cpu' },
    ...{ ms: 1, peakMb: 1, stages: [], models: [], outputs: written, inputs: [] },
  };
}

function newRunner(): BatchRunner {
  const lane = {
    produce: (input: ProduceInput, { signal }: { signal?: AbortSignal } = {}) => produce(input, signal),
  };
  return new BatchRunner({
    store: () => store,
    openEngines: () => ({ lanes: [lane as unknown as Core], pids: () => [], close: async () => {} }),
    identity: () => ({ version: '1', engine: 'e' }),
    tell: () => {},
    log: silentLog,
  });
}

async function planned(out: string): Promise<string> {
  const { plan } = await planBatch({
    photos: [join(folder, 'photos')],
    garments: [join(folder, 'tee.jpg')],
    out: join(folder, out),
  });
  return store.add(plan).id;
}

const stateOf = (id: string) => runner.state(store.get(id)).state;
const through = () => {
  open = true;
  for (const gate of gates.splice(0)) gate();
};

test('one batch is worked on at a time, and the next follows', async () => {
  const [first, second] = [await planned('one'), await planned('two')];
  runner.add(first);
  runner.add(second);
  runner.add(second);
  await expect.poll(() => begun.length).toBe(1);
  expect([stateOf(first), stateOf(second)]).toEqual(['running', 'waiting']);
  through();
  await expect.poll(() => stateOf(second)).toBe('done');
  expect(stateOf(first)).toBe('done');
  expect(begun).toHaveLength(6);
});

test('a pause finishes what is in work; what only waits leaves the row at once', async () => {
  const [first, second] = [await planned('one'), await planned('two')];
  runner.add(first);
  runner.add(second);
  await expect.poll(() => begun.length).toBe(1);
  runner.pause(second);
  expect(stateOf(second)).toBe('paused');
  runner.pause(first);
  expect(stateOf(first)).toBe('stopping');
  // The run asks for the user's wish from time to time.
  await new Promise((resolve) => setTimeout(resolve, 600));
  through();
  await expect.poll(() => stateOf(first)).toBe('paused');
  expect(store.counts(first)).toMatchObject({ done: 1, waiting: 2 });
  runner.add(first);
  await expect.poll(() => stateOf(first)).toBe('done');
});

test('a cancel ends it at once, and what the app was closed over is interrupted and goes on', async () => {
  const [first, second] = [await planned('one'), await planned('two')];
  runner.add(first);
  await expect.poll(() => begun.length).toBe(1);
  await runner.cancel(first);
  expect(stateOf(first)).toBe('cancelled');
  expect(store.counts(first)).toMatchObject({ cancelled: 3 });
  runner.add(second);
  await expect.poll(() => begun.length).toBe(2);
  await runner.close();
  runner = newRunner();
  expect(stateOf(second)).toBe('interrupted');
  through();
  runner.add(second);
  await expect.poll(() => stateOf(second)).toBe('done');
});

test('what is asked for again while the last picture is made is made too', async () => {
  const id = await planned('one');
  open = true;
  runner.add(id);
  await expect.poll(() => stateOf(id)).toBe('done');
  store.change(id, [2], { what: 'again' });
  open = false;
  runner.add(id);
  await expect.poll(() => begun.length).toBe(4);
  store.change(id, [1], { what: 'again' });
  runner.add(id);
  through();
  await expect.poll(() => store.counts(id).done).toBe(3);
  expect(begun).toHaveLength(5);
});

test('a core is left to the window', () => {
  expect(batchLanes(2)).toEqual({ lanes: 1, threads: 1 });
  const { lanes, threads } = batchLanes(8);
  expect(lanes * threads).toBeLessThan(8);
});
