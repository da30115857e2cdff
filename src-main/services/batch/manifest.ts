/** Manifest: what was made of what, beside the pictures: hashes of inputs, models, parameters and outputs. */

import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BatchManifest, MANIFEST_FORMAT } from '../../contract/batch.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Batches } from '../../library/batches/batches.ts';
import { writeWhole } from './place.ts';

/** Which engine made the pictures. */
export interface EngineIdentity {
  version: string;
  /** Changes with every change of the engine. */
  engine: string;
}

/** A batch as its manifest tells it. */
export function manifestOf(store: Batches, id: string, identity: EngineIdentity): BatchManifest {
  const { name, options, createdAt } = store.get(id);
  const items = store.items(id);
  const models = new Map<string, string>();
  for (const { outcome } of items)
    for (const { name: model, sha256 } of outcome?.models ?? []) models.set(model, sha256);
  return {
    format: MANIFEST_FORMAT,
    tool: { name: 'Toile', ...identity },
    batch: { id, name, createdAt },
    options,
    models: [...models].sort().map(([model, sha256]) => ({ name: model, sha256 })),
    items: items.map(({ number, state, spec, targets, outcome, error }) => {
      const done = state === 'done' && outcome ? outcome : undefined;
      return {
        number,
        state,
        spec,
        inputs: done?.inputs ?? [],
        outputs: done ? done.files.map((file, index) => ({ ...file, path: targets[index] })) : [],
        ...(done
          ? { confidence: done.confidence, needsReview: done.needsReview, reasons: done.reasons }
          : {}),
        ...(error ? { error } : {}),
      };
    }),
  };
}

export function manifestName(id: string): string {
  return `toile-${id.slice(0, 8)}-manifest.json`;
}

/** Writes the manifest into the batch's folder and returns its path. */
export async function writeManifest(
  store: Batches,
  id: string,
  scratch: string,
  identity: EngineIdentity,
): Promise<string> {
  const file = join(store.get(id).out, manifestName(id));
  await writeWhole(scratch, file, `${JSON.stringify(manifestOf(store, id, identity), undefined, 1)}\n`);
  return file;
}

/** @throws StudioError file-not-found, invalid-input */
export async function readManifest(file: string): Promise<BatchManifest> {
  const name = basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new StudioError('file-not-found', `The manifest "${name}" cannot be read. Check its name.`, {
      cause,
    });
  }
  try {
    return BatchManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new StudioError(
      'invalid-input',
      `"${name}" is no manifest of a batch, or it is damaged. Use the "toile-...-manifest.json" beside the pictures.`,
      { cause },
    );
  }
}
