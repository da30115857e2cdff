/** Doctor: what the engine process can do on this machine. */

import { z } from 'zod';
import { ProviderName } from './options.ts';

export const ProbeRequest = z.strictObject({
  provider: ProviderName.default('auto'),
  /** Person's photo for the speed figure; left out = no figure. */
  speedPhoto: z.string().min(1).optional(),
  /** Garment picture for the speed figure. */
  speedGarment: z.string().min(1).optional(),
  /** Seconds to spend on it. */
  seconds: z.number().min(1).max(60).default(10),
});
export type ProbeRequest = z.infer<typeof ProbeRequest>;
export type ProbeInput = z.input<typeof ProbeRequest>;

export const ProbeResult = z.strictObject({
  node: z.string(),
  pid: z.int(),
  /** The provider in use. */
  provider: z.string(),
  /** Every provider tried, in order, and why it was refused. */
  providers: z.array(
    z.strictObject({
      name: z.string(),
      accepted: z.boolean(),
      reason: z.string().optional(),
      ms: z.number().optional(),
      maxDifference: z.number().optional(),
    }),
  ),
  models: z.array(
    z.strictObject({ name: z.string(), state: z.enum(['ready', 'missing', 'corrupt']), note: z.string().optional() }),
  ),
  speed: z
    .strictObject({
      /** Runs that fitted into the time. */
      runs: z.int(),
      /** Median milliseconds of a new person: pose, matte and parsing. */
      personMs: z.number(),
      /** Median milliseconds of a new garment on a known person. */
      garmentMs: z.number(),
      width: z.int(),
      height: z.int(),
    })
    .optional(),
  peakMb: z.number(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;
