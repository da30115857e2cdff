/**
 * Batches on the real engine, as JSON on standard output.
 *
 *   node tests/bench/batch.ts [--only speed,memory,kills] [--items N] [--memory-items N] [--kills N] [--lanes N] [--out FILE]
 *
 * speed: photos of two megapixels, another garment each: seconds of the batch, engines' start included, and of as many single runs
 * of `toile tryon`, with their ratio.
 * memory: resident memory of host and engines together after every item, MB: the largest of items 20 to 60 and of the last 40, and
 * their ratio.
 * kills: sixty items, killed N times at random moments (engine, host, both); what is there in the end.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { mulberry32 } from '../../src-main/engine/image/ops/signal.ts';
import { openEngines } from '../../src-main/services/batch/engines.ts';
import { hashOf } from '../../src-main/services/batch/place.ts';
import { planBatch } from '../../src-main/services/batch/plan.ts';
import { runBatch } from '../../src-main/services/batch/run-batch.ts';
import { openBatches } from '../../src-main/services/batch/store.ts';
import { killAgainAndAgain } from '../fixtures/batch-kills.ts';
import { round } from './summary.ts';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'speed,memory,kills' },
    items: { type: 'string', default: '8' },
    'memory-items': { type: 'string', default: '300' },
    kills: { type: 'string', default: '200' },
    lanes: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    out: { type: 'string' },
  },
});
const parts = flags.only.split(',');
const lanes = Number(flags.lanes);
const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = join(root, 'resources/samples');
const picturesOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => join(folder, name));
const clients = picturesOf(join(samples, 'clients'));
const garments = picturesOf(join(samples, 'garments'));
const work = mkdtempSync(join(tmpdir(), 'toile-bench-batch-'));

/** Two megapixels, each with noise of its own so that no two are the same file. */
async function makePhotos(folder: string, count: number, height: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const random = mulberry32(count);
  const made: string[] = [];
  for (let k = 0; k < count; k++) {
    const { data, info } = await sharp(clients[k % clients.length])
      .resize({ height })
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 0; i < 3000; i++) data[Math.floor(random() * data.length)] ^= 1;
    const file = join(folder, `${basename(clients[k % clients.length], '.jpg')}-${k}.jpg`);
    writeFileSync(
      file,
      await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
        .jpeg({ quality: 92 })
        .toBuffer(),
    );
    made.push(file);
  }
  return made;
}

const places = (dataDir: string) => ({
  dataDir,
  modelsDirs: [join(root, '.toile/models')],
  resourcesDir: join(root, 'resources'),
});
const identity = { version: 'bench', engine: 'bench' };

async function plannedFrom(photos: string[], outfits: (k: number) => string, name: string): Promise<string> {
  const table = join(work, `${name}.csv`);
  const lines = photos.map((photo, k) => `${photo},${outfits(k)}`);
  writeFileSync(table, `photo,garments\n${lines.join('\n')}\n`);
  const { plan } = await planBatch({
    csv: table,
    out: join(work, name),
    options: { template: '{n}-{photo}-{garment}', recipes: [{ format: 'jpeg' }] },
  });
  const store = openBatches(join(work, 'data/batches'));
  const { id } = store.add(plan);
  store.close();
  return id;
}

async function speed() {
  const photos = await makePhotos(join(work, 'two-megapixels'), Number(flags.items), 1633);
  const id = await plannedFrom(photos, (k) => garments[k % garments.length], 'speed');
  const store = openBatches(join(work, 'data/batches'));
  let started = performance.now();
  const engines = openEngines(
    lanes,
    Math.max(1, Math.floor(availableParallelism() / lanes)),
    places(join(work, 'data')),
  );
  const { counts } = await runBatch({ store, id, lanes: engines.lanes, identity });
  await engines.close();
  store.close();
  const together = (performance.now() - started) / 1000;
  started = performance.now();
  for (const [k, photo] of photos.entries()) {
    const out = join(work, `single-${k}.jpg`);
    const garment = garments[k % garments.length];
    const args = ['tryon', '--person', photo, '--garment', garment, '--out', out];
    spawnSync(process.execPath, [join(root, 'src-main/hosts/cli/main.ts'), ...args], { stdio: 'ignore' });
  }
  const single = (performance.now() - started) / 1000;
  return {
    ...{ items: photos.length, lanes, counts },
    batchSeconds: round(together),
    itemsPerSecond: Math.round((1000 * photos.length) / together) / 1000,
    singleSeconds: round(single),
    ratio: Math.round((100 * single) / together) / 100,
  };
}

/** Resident memory of processes, MB. */
const residentOf = (pids: number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      return (
        sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
      );
    } catch {
      return sum;
    }
  }, 0);

async function memory() {
  const count = Math.max(100, Number(flags['memory-items']));
  const photos = await makePhotos(join(work, 'shoot'), count, 1365);
  const id = await plannedFrom(photos, (k) => garments[k % garments.length], 'memory');
  const store = openBatches(join(work, 'data/batches'));
  const engines = openEngines(lanes, 1, places(join(work, 'data')));
  const seen: number[] = [];
  let over = -1;
  const { counts } = await runBatch({
    ...{ store, id, lanes: engines.lanes, identity },
    onProgress: ({ counts: now }) => {
      const ended = now.done + now.failed;
      if (ended === over) return;
      over = ended;
      seen[ended] = residentOf([process.pid, ...engines.pids()]);
    },
  });
  await engines.close();
  store.close();
  const largest = (from: number, to: number): number =>
    Math.max(...seen.slice(from, to).filter((value) => value !== undefined));
  const [early, late] = [largest(20, 60), largest(count - 40, count + 1)];
  return {
    items: count,
    counts,
    earlyMb: round(early),
    lateMb: round(late),
    ratio: Math.round((100 * late) / early) / 100,
  };
}

async function kills() {
  const photos = await makePhotos(join(work, 'kills-shoot'), 60, 800);
  const id = await plannedFrom(photos, (k) => garments[k % 2], 'kills');
  const started = performance.now();
  const killed = await killAgainAndAgain({
    ...{ dataDir: join(work, 'data'), id, lanes, engine: 'real', count: Number(flags.kills) },
    ...{ random: mulberry32(1), within: 5000 },
  });
  const store = openBatches(join(work, 'data/batches'));
  const { counts } = store.get(id);
  let right = 0;
  for (const { targets, outcome } of store.items(id, { states: ['done'] }))
    if ((await hashOf(join(work, 'kills', targets[0]))) === outcome?.files[0].sha256) right++;
  const failures = store
    .items(id, { states: ['failed'] })
    .map(({ number, error }) => `${number}: ${error?.code} ${error?.message}`);
  store.close();
  const files = readdirSync(join(work, 'kills'));
  const manifests = files.filter((name) => name.endsWith('-manifest.json')).length;
  return {
    ...{ killed, counts, failures, rightFiles: right, otherFiles: files.length - right - manifests },
    seconds: round((performance.now() - started) / 1000),
  };
}

try {
  const report: Record<string, unknown> = {
    machine: { cpu: cpus()[0]?.model.trim(), cores: availableParallelism() },
  };
  if (parts.includes('speed')) report.speed = await speed();
  if (parts.includes('memory')) report.memory = await memory();
  if (parts.includes('kills')) report.kills = await kills();
  const text = JSON.stringify(report, undefined, 2);
  if (flags.out) writeFileSync(flags.out, `${text}\n`);
  process.stdout.write(`${text}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
