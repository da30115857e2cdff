/** Engines: one a lane for a batch, each with the photo and the garments it works on in its cache. */

import { setPriority } from 'node:os';
import { type Core, type CoreOptions, createCore } from '../core.ts';
import { type EngineChild, forkEngine } from '../engine-child.ts';

/** Requests after which an engine is renewed: its cache of garments goes with it. */
const RECYCLE_AFTER = 250;
/** Milliseconds for which the app's engines of batches wait for another picture before they end, as when one is corrected. */
export const BATCH_IDLE_MS = 60_000;
/** Niceness of engines behind others: about a third of the time of one beside it, and all that is left over. */
const BEHIND = 5;
/** Bytes of stage outputs each keeps: a photo and a dozen garments. */
const CACHE_BYTES = 400e6;

export interface BatchEngines {
  lanes: Core[];
  pids(): number[];
  close(): Promise<void>;
}

export interface BatchEnginesOptions
  extends Omit<CoreOptions, 'lanes' | 'threads' | 'cacheBytes' | 'recycleAfter'> {
  /** Whoever sits at the computer goes first. */
  behind?: boolean;
}

export function openEngines(count: number, threads: number, options: BatchEnginesOptions): BatchEngines {
  const { spawn = forkEngine, behind = false, ...rest } = options;
  const lanes = Array.from({ length: count }, () =>
    createCore({
      ...rest,
      lanes: 1,
      threads,
      cacheBytes: CACHE_BYTES,
      recycleAfter: RECYCLE_AFTER,
      spawn: () => (behind ? behindOthers(spawn()) : spawn()),
    }),
  );
  return {
    lanes,
    pids: () => lanes.flatMap((core) => core.enginePids()),
    close: async () => {
      await Promise.all(lanes.map((core) => core.close()));
    },
  };
}

function behindOthers(child: EngineChild): EngineChild {
  try {
    if (child.pid !== undefined) setPriority(child.pid, BEHIND);
  } catch {
    // Not allowed here: it works all the same.
  }
  return child;
}
