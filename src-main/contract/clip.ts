/** Clip: pictures of one size as one that moves. */

import { z } from 'zod';
import { Path } from './options.ts';

export const ClipRequest = z.strictObject({
  /** In the order they are shown in. */
  pictures: z.array(Path).min(2).max(1000),
  /** Pictures a second. */
  rate: z.number().min(1).max(50),
  quality: z.int().min(1).max(100).default(90),
  /** WebP file to write. */
  out: Path,
});
export type ClipRequest = z.infer<typeof ClipRequest>;
export type ClipInput = z.input<typeof ClipRequest>;

export const ClipResult = z.strictObject({
  out: z.string(),
  width: z.int(),
  height: z.int(),
  pictures: z.int(),
});
export type ClipResult = z.infer<typeof ClipResult>;
