/**
 * Time from a dragged handle to its picture, as JSON on standard output.
 *
 *   node tests/bench/edit-drag.ts [--person FILE --garment FILE --under FILE] [--steps N] [--out FILE]
 *
 * A wrist and a hem pin are dragged along a line in `steps` drafts each, on a person in two garments that are known, then
 * previews are made of edits not seen before. The pin holds the garment, which is worn over the other. Milliseconds of the wall and of the processor (user and system, all
 * threads, so that it may exceed the wall), median and 95th percentile, and by stage the median of the wall. `reference` is the
 * processor time of a fixed loop in the same run: ratios to it compare across machines.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { silentLog } from '../../src-main/contract/log.ts';
import {
  type RenderLookInput,
  RenderLookRequest,
  type RenderLookResult,
} from '../../src-main/contract/render-look.ts';
import { createEngine } from '../../src-main/engine/process/engine.ts';
import { engineFlags } from '../../src-main/services/engine-child.ts';

// The engine works in this process, so that its processor time can be told: as the app starts it.
if (!engineFlags().every((flag) => process.execArgv.includes(flag))) {
  const again = [...engineFlags(), ...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const samples = join(root, 'resources/samples');
const { values: flags } = parseArgs({
  options: {
    person: { type: 'string', default: join(samples, 'clients/amara.jpg') },
    garment: { type: 'string', default: join(samples, 'garments/tee-breton.jpg') },
    under: { type: 'string', default: join(samples, 'garments/trousers-check.jpg') },
    steps: { type: 'string', default: '40' },
    out: { type: 'string' },
  },
});
const steps = Math.max(5, Number(flags.steps));
const WARM_UP = 12;
const PREVIEWS = 12;

const work = mkdtempSync(join(tmpdir(), 'toile-drag-'));
const engine = createEngine(
  {
    modelsDirs: [join(root, '.toile', 'models')],
    stateDir: work,
    resourcesDir: join(root, 'resources'),
    cacheBytes: 256e6,
    threads: availableParallelism(),
  },
  silentLog,
);

interface Taken {
  wall: number;
  processor: number;
  result: RenderLookResult;
}

async function render(input: Omit<RenderLookInput, 'person' | 'out'>): Promise<Taken> {
  const request = RenderLookRequest.parse({
    ...input,
    person: flags.person,
    ...(input.quality === 'draft' ? {} : { out: join(work, 'out.webp') }),
    models: { provider: 'cpu' },
  });
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await engine.answer('renderLook', request, () => {});
  const wall = performance.now() - started;
  const used = process.cpuUsage(before);
  return { wall, processor: (used.user + used.system) / 1000, result };
}

const quantile = (list: number[], q: number): number => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)];
};
const round = (v: number): number => Math.round(v * 10) / 10;

/** Processor time of arithmetic over an array that fits no cache, the kind of work the engine does. */
function reference(): number {
  const data = new Float32Array(4e6);
  const before = process.cpuUsage();
  for (let pass = 0; pass < 8; pass++)
    for (let i = 1; i < data.length; i++) data[i] = data[i - 1] * 0.5 + Math.sqrt(i + pass);
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}

function figures(taken: readonly Taken[], unit: number) {
  const wall = taken.map((one) => one.wall);
  const processor = taken.map((one) => one.processor);
  const stages = new Map<string, number[]>();
  for (const { result } of taken)
    for (const { stage, subject, ms, cached } of result.stages) {
      if (cached) continue;
      const key = `${stage} ${subject}`.trim();
      const known = stages.get(key);
      if (known) known.push(ms);
      else stages.set(key, [ms]);
    }
  return {
    wallMs: { median: round(quantile(wall, 0.5)), p95: round(quantile(wall, 0.95)) },
    processorMs: { median: round(quantile(processor, 0.5)), p95: round(quantile(processor, 0.95)) },
    processorOverReference: round(quantile(processor, 0.5) / unit),
    stagesMs: Object.fromEntries([...stages].map(([stage, ms]) => [stage, round(quantile(ms, 0.5))])),
  };
}

try {
  reference();
  const unit = quantile([reference(), reference(), reference()], 0.5);
  const layer = { id: 'layer', garment: flags.garment };
  const under = { id: 'under', garment: flags.under };
  const first = await render({ layers: [under, layer], quality: 'draft' });
  const { joints, layers, photoWidth, photoHeight } = first.result;
  const wrist = joints.find(({ name }) => name === 'leftWrist');
  const marks = layers[1].landmarks;
  const hem = marks.find(({ name }) => /^hem[LRC]$|^legOuterL$/.test(name));
  if (!wrist || !hem) throw new Error('The bench needs a wrist and a hem to drag; choose other pictures.');
  const step = 0.002 * Math.max(photoWidth, photoHeight);
  const pose = (k: number) => ({ leftWrist: { x: wrist.x - k * step, y: wrist.y - 0.5 * k * step } });
  const pinned = (k: number) => ({
    ...layer,
    pins: [
      {
        id: 'pin',
        landmark: hem.name,
        garment: { u: hem.u, v: hem.v },
        photo: { x: hem.x, y: hem.y + k * step },
      },
    ],
  });
  for (let k = 0; k < WARM_UP; k++) {
    await render({ layers: [under, layer], pose: pose(k + 0.5), quality: 'draft' });
    await render({ layers: [under, pinned(k + 0.5)], quality: 'draft' });
    if (k % 4 === 0) await render({ layers: [under, pinned(k + 0.5)], quality: 'preview' });
  }
  const run = async (count: number, make: (k: number) => Omit<RenderLookInput, 'person' | 'out'>) => {
    const taken: Taken[] = [];
    for (let k = 1; k <= count; k++) taken.push(await render(make(k)));
    return figures(taken, unit);
  };
  const report = {
    machine: { cpu: cpus()[0]?.model.trim(), cores: availableParallelism() },
    steps,
    referenceMs: round(unit),
    jointDraft: await run(steps, (k) => ({ layers: [under, layer], pose: pose(k), quality: 'draft' })),
    pinDraft: await run(steps, (k) => ({ layers: [under, pinned(k)], quality: 'draft' })),
    pinPreview: await run(PREVIEWS, (k) => ({ layers: [under, pinned(k)], quality: 'preview' })),
    sliderPreview: await run(PREVIEWS, (k) => ({
      layers: [under, { ...layer, sliders: { length: k / PREVIEWS, shadow: k / PREVIEWS } }],
      quality: 'preview',
    })),
    jointPreview: await run(PREVIEWS, (k) => ({ layers: [under, layer], pose: pose(k), quality: 'preview' })),
  };
  const text = JSON.stringify(report, undefined, 2);
  if (flags.out) writeFileSync(flags.out, `${text}\n`);
  process.stdout.write(`${text}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
// The inference runtime keeps its threads.
process.exit(0);
