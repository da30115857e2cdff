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
  /** Version of ONNX Runtime; empty when it could not be loaded. */
  runtime: z.string(),
  threads: z.int(),
  requested: z.string(),
  /** The provider in use. */
  provider: z.string(),
  /** Providers that were tried and not trusted, and why. */
  refused: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  /** Why no model could be loaded at all. */
  fault: z.string().optional(),
  models: z.array(z.strictObject({ name: z.string(), ready: z.boolean(), fault: z.string().optional() })),
  speed: z
    .strictObject({
      /** Rounds that fitted into the time, without the first. */
      rounds: z.int(),
      /** Median milliseconds of a new person: pose, matte, parsing and measures. */
      personMs: z.number(),
      /** Median milliseconds of a new garment on that person. */
      garmentMs: z.number(),
      width: z.int(),
      height: z.int(),
    })
    .optional(),
  peakMb: z.number(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;
