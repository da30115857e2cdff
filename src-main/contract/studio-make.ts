/** Making synthetic cases: one request makes one case. */

import { z } from 'zod';
import { Path } from './options.ts';

export const StudioMakeRequest = z.strictObject({
  /** Existing folder that gets a folder of the case's name. */
  out: Path,
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  seed: z.int().min(0).max(4_294_967_295),
  kind: z.enum(['top', 'bottom', 'dress', 'layers']),
  /** Of the person pictures, pixels. */
  width: z.int().min(64).max(4096),
  height: z.int().min(64).max(4096),
});
export type StudioMakeRequest = z.infer<typeof StudioMakeRequest>;

export const StudioMakeResult = z.strictObject({
  name: z.string(),
  /** The case was there already and was kept. */
  kept: z.boolean(),
  about: z.string(),
  ms: z.number().nonnegative(),
  /** Version of the generator. */
  generator: z.string(),
});
export type StudioMakeResult = z.infer<typeof StudioMakeResult>;
