/** What the commands about batches share: the list of batches, a batch by its id, engines, and figures in words. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { BatchView } from '../../../contract/batch.ts';
import { StudioError } from '../../../contract/errors.ts';
import { engineVersion } from '../../../services/app/engine-version.ts';
import type { openEngines } from '../../../services/batch/engines.ts';
import { lanesFor } from '../../../services/batch/estimate.ts';
import type { EngineIdentity } from '../../../services/batch/manifest.ts';
import { type Batches, openBatches } from '../../../services/batch/store.ts';
import { BUILT_IN_MODELS, dataDir, RESOURCES, ROOT, userModels } from '../places.ts';
import { logFromEnvironment } from '../session.ts';

export interface Shared {
  dataDir?: string;
  json?: boolean;
}

export const dataOf = (flags: Shared): string =>
  flags.dataDir === undefined ? dataDir() : resolve(flags.dataDir);

export async function withBatches<T>(flags: Shared, work: (store: Batches) => Promise<T>): Promise<T> {
  const store = openBatches(join(dataOf(flags), 'batches'));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

export function identity(): EngineIdentity {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return { version, engine: engineVersion(version) };
}

/** @throws StudioError not-in-library, invalid-input when several batches begin that way */
export function find(store: Batches, id: string): BatchView {
  const all = store.list();
  if (id === 'last' && all[0]) return all[0];
  const found = all.filter((batch) => batch.id.startsWith(id.toLowerCase()));
  if (found.length > 1)
    throw new StudioError('invalid-input', `Several batches begin with "${id}". Give more of the id.`);
  return found[0] ?? store.get(id);
}

/** What the engines of this machine are opened with. */
export function enginesFor(flags: Shared & { lanes?: number }): Parameters<typeof openEngines> {
  const data = dataOf(flags);
  const lanes = flags.lanes ?? lanesFor();
  const options = {
    dataDir: data,
    modelsDirs: [BUILT_IN_MODELS, userModels(data)],
    resourcesDir: RESOURCES,
    log: logFromEnvironment(),
  };
  return [lanes, Math.max(1, Math.floor(availableParallelism() / lanes)), options];
}

/** Failures and pictures to look at that are named one by one. */
export const NAMED = 10;

/** Time in words. */
export const long = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
/** Room on a disk in words. */
export const room = (bytes: number): string =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
