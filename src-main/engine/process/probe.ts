/** Probe: providers, models and speed, measured inside the engine process where they count. */

import type { ProbeRequest, ProbeResult } from '../../contract/doctor.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ProviderName } from '../../contract/options.ts';
import { median } from '../image/ops/signal.ts';
import { StageCache } from '../pipeline/cache.ts';
import { openPhoto, type Person, perceivePerson } from '../pipeline/perceive.ts';
import type { RunContext } from '../pipeline/stage.ts';
import { dress } from '../pipeline/tryOn.ts';
import type { Runtime } from '../runtime/index.ts';

/** The smallest built-in model: enough to find out which provider works. */
const TRIAL_MODEL = 'pose_detection';

export async function probe(
  request: ProbeRequest,
  open: (provider: ProviderName) => RunContext<Runtime>,
): Promise<ProbeResult> {
  const context = open(request.provider);
  const { runtime } = context;
  const models = await checkModels(runtime);
  const fault = await faultOf(() => runtime.model(TRIAL_MODEL));
  const speed = fault === undefined ? await measure(request, context) : undefined;
  const report = runtime.report();
  return {
    node: process.version,
    pid: process.pid,
    runtime: report.version,
    threads: report.threads,
    requested: report.requested,
    provider: report.active,
    refused: report.providers
      .filter((tried) => !tried.accepted)
      .map(({ provider, reason }) => ({ name: provider, reason: reason ?? 'unknown' })),
    ...(fault === undefined ? {} : { fault }),
    models,
    ...(speed === undefined ? {} : { speed }),
    peakMb: process.resourceUsage().maxRSS / 1024,
  };
}

async function checkModels(runtime: Runtime): Promise<ProbeResult['models']> {
  const { registry } = runtime;
  const checked = await Promise.all(
    registry.list().map(async (entry) => {
      const fault = await faultOf(() => registry.checkIntegrity(entry));
      return { name: entry.name, ready: fault === undefined, ...(fault === undefined ? {} : { fault }) };
    }),
  );
  const broken = registry.broken().map(({ name, reason }) => ({ name, ready: false, fault: reason }));
  return [...checked, ...broken];
}

async function faultOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

/** Alternates a new person and a new garment on that person until the time is used up; the first round warms up. */
async function measure(
  request: ProbeRequest,
  context: RunContext<Runtime>,
): Promise<ProbeResult['speed'] | undefined> {
  const { speedPhoto, speedGarment } = request;
  if (!speedPhoto || !speedGarment) return undefined;
  const personMs: number[] = [];
  const garmentMs: number[] = [];
  let size = { width: 0, height: 0 };
  const end = performance.now() + request.seconds * 1000;
  for (let round = 0; round < 2 || performance.now() < end; round++) {
    // A cache of this round's own makes every round a new person.
    const fresh = { ...context, cache: new StageCache(512e6), records: [] };
    const photo = await openPhoto(speedPhoto, fresh, 'person');
    size = { width: photo.value.width, height: photo.value.height };
    const started = performance.now();
    const person: Person = await perceivePerson(photo, undefined, {}, fresh);
    const seen = performance.now();
    await dress(person, [speedGarment], false, fresh);
    if (round === 0) continue;
    personMs.push(seen - started);
    garmentMs.push(performance.now() - seen);
  }
  return { rounds: personMs.length, personMs: median(personMs), garmentMs: median(garmentMs), ...size };
}
