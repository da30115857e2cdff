/** Provider check: does another execution provider compute what the CPU computes? */

import type { ModelManifest } from './manifest.ts';
import type { Session, Tensor } from './session.ts';

/**
 * Largest difference from the CPU that is accepted, relative to the output's largest value. WebGPU stays within
 * 1e-4 on the models here; a wrong kernel is off by far more.
 */
const RELATIVE_TOLERANCE = 1e-3;
/** For outputs that are near 0 everywhere. */
const ABSOLUTE_TOLERANCE = 1e-3;
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

/** Runs the same known input through both sessions. */
export async function compareSessions(
  manifest: ModelManifest,
  reference: Session,
  candidate: Session,
): Promise<Comparison> {
  const feeds = knownInput(manifest);
  const fetches = manifest.outputs.map((tensor) => tensor.name);
  return compareOutputs(await reference.run(feeds, fetches), await candidate.run(feeds, fetches));
}
