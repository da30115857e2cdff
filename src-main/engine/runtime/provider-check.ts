/** Provider check: does another execution provider compute what the CPU computes? */

import type { ModelManifest } from './manifest.ts';
import { roleOf } from './picture-words.ts';
import type { Session, Tensor } from './session.ts';

/**
 * Largest difference from the CPU that is accepted, relative to the output's largest value. WebGPU stays within
 * 1e-4 on the models here; a wrong kernel is off by far more.
 */
const RELATIVE_TOLERANCE = 1e-3;
/** For outputs that are near 0 everywhere. */
const ABSOLUTE_TOLERANCE = 1e-3;
/** A run this short is never too slow: small models cost a GPU more in transfers than they save. */
const TOLERABLE_MS = 100;
const HOPELESS_MS = 5000;
const SLOWER_THAN_CPU = 2;
/** Size used for free dimensions other than the first. */
const FREE_SIZE = 256;

/** A smooth pattern in -1..1 with edges, the same on every machine. */
export function knownInput(manifest: ModelManifest): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const input of manifest.inputs) {
    const dims = input.shape.map((size, axis) =>
      typeof size === 'number' ? size : axis === 0 ? 1 : FREE_SIZE,
    );
    const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
    const width = dims.at(-1) ?? 1;
    if (manifest.task === 'picture-words' && roleOf(input) === 'mask') {
      // nothing is left of a text whose every token is masked
      feeds[input.name] = { data: data.fill(1), dims };
      continue;
    }
    for (let i = 0; i < data.length; i++) {
      const x = i % width;
      const y = Math.floor(i / width);
      const edge = (x >> 4) % 3 === (y >> 5) % 3 ? 0.4 : 0;
      data[i] = 0.5 * Math.sin(0.07 * x + 0.013 * y) * Math.cos(0.05 * y) + edge;
    }
    feeds[input.name] = { data, dims };
  }
  return feeds;
}

export interface Comparison {
  /** Largest difference over all outputs, relative to each output's largest value. */
  maxDifference: number;
  /** Why the candidate is not trusted, in words; undefined when it agrees. */
  fault: string | undefined;
}

export function compareOutputs(expected: Record<string, Tensor>, found: Record<string, Tensor>): Comparison {
  let maxDifference = 0;
  let fault: string | undefined;
  for (const [name, reference] of Object.entries(expected)) {
    const output = found[name];
    if (!output || output.data.length !== reference.data.length) {
      return { maxDifference: Number.POSITIVE_INFINITY, fault: `output "${name}" is missing or cut` };
    }
    let largest = 0;
    let worst = 0;
    for (let i = 0; i < reference.data.length; i++) {
      const apart = Math.abs(output.data[i] - reference.data[i]);
      if (Number.isNaN(apart) && !Number.isNaN(reference.data[i])) {
        return { maxDifference: Number.POSITIVE_INFINITY, fault: `output "${name}" has NaN` };
      }
      largest = Math.max(largest, Math.abs(reference.data[i]));
      worst = Math.max(worst, apart);
    }
    maxDifference = Math.max(maxDifference, worst / Math.max(largest, 1e-6));
    if (worst > ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * largest) {
      fault ??= `output "${name}" differs from the CPU by ${worst.toPrecision(3)} of ${largest.toPrecision(3)}`;
    }
  }
  return { maxDifference, fault };
}

/**
 * Runs the same known input through both sessions, and with `speed` also refuses a candidate that takes far longer
 * than the CPU, as graphics emulated in software does.
 */
export async function compareSessions(
  manifest: ModelManifest,
  reference: Session,
  candidate: Session,
  options: { speed: boolean },
): Promise<Comparison> {
  const feeds = knownInput(manifest);
  const fetches = manifest.outputs.map((tensor) => tensor.name);
  const expected = await reference.run(feeds, fetches);
  const [found, firstMs] = await timed(() => candidate.run(feeds, fetches));
  const comparison = compareOutputs(expected, found);
  if (comparison.fault !== undefined || !options.speed || firstMs <= TOLERABLE_MS) return comparison;
  // the first run compiles kernels and says little; one that takes very long is not worth a second
  const [, ownMs] = await timed(() => reference.run(feeds, fetches));
  const [, ms] =
    firstMs > HOPELESS_MS ? [undefined, firstMs] : await timed(() => candidate.run(feeds, fetches));
  return { ...comparison, fault: speedFault(ms, ownMs) };
}

/** Why a run of `ms` milliseconds is too slow where the CPU takes `cpuMs`; undefined when it is not. */
export function speedFault(ms: number, cpuMs: number): string | undefined {
  return ms > TOLERABLE_MS && ms > SLOWER_THAN_CPU * cpuMs
    ? `slower than the CPU (${Math.round(ms)} ms against ${Math.round(cpuMs)} ms)`
    : undefined;
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const value = await run();
  return [value, performance.now() - started];
}
