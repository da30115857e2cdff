/** Studio service: makes a set of synthetic cases, several at a time. */

import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { StudioError } from '../contract/errors.ts';
import { StudioSet } from '../contract/studio.ts';
import type { StudioMakeRequest, StudioMakeResult } from '../contract/studio-make.ts';
import { writeFileWhole } from '../engine/image/write-file.ts';
import type { Core } from './core.ts';

/** Sets with fixed contents, by name. */
export const STUDIO_SETS = {
  quick: { seed: 1, count: 24, width: 576, height: 768 },
  large: { seed: 2, count: 200, width: 768, height: 1024 },
} as const;

export interface StudioSetOptions {
  seed: number;
  count: number;
  width: number;
  height: number;
  out: string;
  /** Cases under way at the same time; the core's lanes bound it as well. */
  parallel?: number;
  signal?: AbortSignal;
  /** Finished cases and the share of those under way. */
  onProgress?(done: number, total: number): void;
}

export interface StudioSetOutcome {
  out: string;
  seed: number;
  generator: string;
  cases: StudioMakeResult[];
}

/** Memory set aside for one case under way, bytes: an engine process with its models and pictures. */
const CASE_MEMORY = 1.5e9;

/** Cases worth working on at the same time on this machine: one a core, as far as its memory reaches, at most 16. */
export const casesAtOnce = (cores = availableParallelism(), memory = totalmem()): number =>
  Math.max(1, Math.min(cores, Math.floor(memory / CASE_MEMORY), 16));

const KINDS = ['top', 'bottom', 'dress', 'layers'] as const;

/** Seed of case `index`: a set of more cases begins with the cases of a smaller one. */
const seedOf = (seed: number, index: number): number =>
  (Math.imul(seed, 0x9e3779b1) + Math.imul(index, 0x85ebca6b)) >>> 0;

/**
 * Makes `count` cases in `out` and lists them in set.json; cases that are there already are kept.
 * @throws StudioError invalid-input when the folder holds another set, and what making a case throws
 */
export async function makeStudioSet(core: Core, options: StudioSetOptions): Promise<StudioSetOutcome> {
  const { seed, count, width, height, out } = options;
  await mkdir(out, { recursive: true }).catch((cause) => {
    throw new StudioError(
      'output-unwritable',
      `The folder "${basename(out)}" cannot be made. Choose another place.`,
      {
        cause,
      },
    );
  });
  const before = await readSet(out);
  if (before && before.seed !== seed)
    throw new StudioError(
      'invalid-input',
      `The folder "${basename(out)}" holds a set with seed ${before.seed}, this one has seed ${seed}. Choose an empty folder.`,
    );
  const digits = Math.max(3, String(count).length);
  const requests: StudioMakeRequest[] = Array.from({ length: count }, (_, i) => ({
    out,
    name: `${String(i + 1).padStart(digits, '0')}-${KINDS[i % KINDS.length]}`,
    seed: seedOf(seed, i),
    kind: KINDS[i % KINDS.length],
    width,
    height,
  }));
  const cases: StudioMakeResult[] = [];
  const shares = new Map<number, number>();
  let next = 0;
  let done = 0;
  const tell = (): void =>
    options.onProgress?.(done + [...shares.values()].reduce((a, b) => a + b, 0), count);
  const work = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      cases[i] = await core.studioCase(requests[i], {
        ...(options.signal ? { signal: options.signal } : {}),
        onProgress: ({ fraction }) => {
          shares.set(i, fraction);
          tell();
        },
      });
      shares.delete(i);
      done++;
      tell();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.parallel ?? 1) }, work));
  const generator = cases[0].generator;
  if (before && before.generator !== generator && cases.some((c) => c.kept))
    throw new StudioError(
      'invalid-input',
      `The folder "${basename(out)}" holds cases of generator ${before.generator}, this is generator ${generator}. Choose an empty folder.`,
    );
  const set: StudioSet = { format: 1, seed, cases: cases.map((c) => c.name), generator };
  await writeFileWhole(join(out, 'set.json'), [Buffer.from(`${JSON.stringify(set, null, 2)}\n`)]);
  return { out, seed, generator, cases };
}

async function readSet(folder: string): Promise<StudioSet | undefined> {
  try {
    return StudioSet.parse(JSON.parse(await readFile(join(folder, 'set.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
