/** Verify: holds a batch's files against its manifest, and makes one of its pictures again to compare it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { BatchManifest } from '../../contract/batch.ts';
import { StudioError } from '../../contract/errors.ts';
import { ENDING_OF } from '../../contract/recipe.ts';
import type { Core } from '../core.ts';
import type { EngineIdentity } from './manifest.ts';
import { hashOf } from './place.ts';
import { lookOf } from './run-batch.ts';

export interface Deviation {
  number: number;
  kind: 'output' | 'input';
  file: string;
  what: 'missing' | 'changed';
}

export interface Verification {
  files: number;
  deviations: Deviation[];
  /** Items the batch has not made. */
  unmade: number;
}

/**
 * Reads every file of a manifest and compares it.
 *
 * @param file the manifest's, beside whose folder the outputs lie
 */
export async function verifyManifest(
  file: string,
  manifest: BatchManifest,
  options: { inputs?: boolean; signal?: AbortSignal; onProgress?(fraction: number): void } = {},
): Promise<Verification> {
  const folder = dirname(resolve(file));
  const checks = new Map<string, { sha256: string; number: number; kind: Deviation['kind'] }>();
  for (const { number, outputs, inputs } of manifest.items) {
    for (const { path, sha256 } of outputs)
      checks.set(join(folder, path), { sha256, number, kind: 'output' });
    if (options.inputs)
      for (const { file: input, sha256 } of inputs)
        if (!checks.has(input)) checks.set(input, { sha256, number, kind: 'input' });
  }
  const deviations: Deviation[] = [];
  let done = 0;
  for (const [path, { sha256, number, kind }] of checks) {
    if (options.signal?.aborted) throw new StudioError('cancelled', 'Cancelled.');
    const found = await hashOf(path).catch(() => undefined);
    if (found !== sha256)
      deviations.push({ number, kind, file: path, what: found === undefined ? 'missing' : 'changed' });
    options.onProgress?.(++done / checks.size);
  }
  const unmade = manifest.items.filter(({ outputs }) => outputs.length === 0).length;
  return { files: checks.size, deviations, unmade };
}

export interface Replay {
  number: number;
  outputs: { path: string; expected: string; made: string; same: boolean }[];
  /** The engine is the one that made the batch. */
  sameEngine: boolean;
}

/**
 * Makes one picture of a manifest again, from the same sources, and compares its files byte for byte.
 *
 * @throws StudioError invalid-input for an item that was not made, file-changed when a source is another now, as a try-on does
 */
export async function replay(
  manifest: BatchManifest,
  number: number,
  core: Pick<Core, 'produce'>,
  identity: EngineIdentity,
  signal?: AbortSignal,
): Promise<Replay> {
  const item = manifest.items.find((one) => one.number === number);
  if (!item || item.outputs.length === 0)
    throw new StudioError('invalid-input', `The manifest has no finished picture of number ${number}.`);
  const work = await mkdtemp(join(tmpdir(), 'toile-replay-'));
  try {
    const { recipes, models } = manifest.options;
    const outputs = recipes.map((recipe, index) => ({
      out: join(work, `${index}.${ENDING_OF[recipe.format]}`),
      recipe,
    }));
    const made = await core.produce({ ...lookOf(item.spec), outputs, models }, signal ? { signal } : {});
    for (const [index, { file, sha256 }] of made.inputs.entries())
      if (item.inputs[index]?.sha256 !== sha256)
        throw new StudioError(
          'file-changed',
          `"${file}" is not the file the picture was made of. Put the old file back to make it again.`,
        );
    return {
      number,
      outputs: item.outputs.map(({ path, sha256 }, index) => {
        const now = made.outputs[index]?.sha256 ?? '';
        return { path, expected: sha256, made: now, same: now === sha256 };
      }),
      sameEngine: manifest.tool.engine === identity.engine,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
