/** Progress: what the engine says about a running request. */

import { z } from 'zod';

export const Progress = z.strictObject({
  /** Id of the stage now running. */
  stage: z.string(),
  /** Share of the whole request that is done, 0..1; never falls. */
  fraction: z.number().min(0).max(1),
});
export type Progress = z.infer<typeof Progress>;

/** One line of a request's trace: a stage that ran or was taken from the cache. */
export const StageRecord = z.strictObject({
  stage: z.string(),
  /** What it worked on when a stage runs more than once ('person', 'garment 1'). */
  subject: z.string(),
  /** Milliseconds; near zero when cached. */
  ms: z.number().nonnegative(),
  cached: z.boolean(),
  /** 0..1 where the stage knows one. */
  confidence: z.number().min(0).max(1).optional(),
  reasons: z.array(z.string()),
});
export type StageRecord = z.infer<typeof StageRecord>;
