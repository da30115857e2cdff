/** Estimate: how long a plan will take and how much room its files, from what earlier batches took here. */

import { availableParallelism, totalmem } from 'node:os';
import type { BatchPlan } from '../../contract/batch.ts';
import type { OutputRecipe } from '../../contract/recipe.ts';
import type { Batches } from '../../library/batches/batches.ts';

/** What one engine takes at most on photos of a camera, bytes. */
const ENGINE_BYTES = 1.6e9;
/** Share of the memory that engines may take together. */
const MEMORY_SHARE = 0.6;
const MOST_LANES = 8;

/** Before anything was measured: seconds of a picture on one core, and of what is done once a photo. */
const ITEM_SECONDS = 3;
/** Bytes of a file for every byte of its photo, by format, at the photo's own size. */
const GROWTH: Record<OutputRecipe['format'], number> = { jpeg: 1, webp: 0.7, png: 5, tiff: 6 };
/** Long side of a photo whose file says nothing of its size, pixels. */
const USUAL_SIDE = 5000;

/** Engines that this machine can run at a time: one a core, as far as the memory goes. */
export function lanesFor(cores = availableParallelism(), memory = totalmem()): number {
  return Math.max(1, Math.min(MOST_LANES, cores, Math.floor((memory * MEMORY_SHARE) / ENGINE_BYTES)));
}

export interface Estimate {
  seconds: number;
  bytes: number;
  /** From earlier batches on this machine; otherwise a guess. */
  measured: boolean;
}

export function estimate(plan: BatchPlan, store: Batches, lanes: number): Estimate {
  const past = pastOf(store);
  const seconds = (plan.items.length * (past?.seconds ?? ITEM_SECONDS)) / lanes;
  let bytes = 0;
  for (const { spec } of plan.items)
    for (const { format, longest } of plan.options.recipes)
      bytes += spec.photo.bytes * GROWTH[format] * (longest ? Math.min(1, (longest / USUAL_SIDE) ** 2) : 1);
  return { seconds, bytes: Math.round(bytes), measured: past !== undefined };
}

/** Items looked at, of the newest batches. */
const LOOKED_AT = 200;

function pastOf(store: Batches): { seconds: number } | undefined {
  const times: number[] = [];
  for (const { id } of store.list()) {
    for (const { outcome } of store.items(id, { states: ['done'], limit: LOOKED_AT }))
      if (outcome) times.push(outcome.ms / 1000);
    if (times.length >= LOOKED_AT) break;
  }
  if (times.length < 5) return undefined;
  return { seconds: times.reduce((sum, time) => sum + time, 0) / times.length };
}
