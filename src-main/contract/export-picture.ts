/** Export picture: a finished picture as a file of the kind, size, profile and metadata the user wants. */

import { z } from 'zod';
import { Path } from './options.ts';

export const ExportPictureRequest = z.strictObject({
  /** Finished picture with all the metadata of the photo it was made from. */
  picture: Path,
  /** File to write. */
  out: Path,
  format: z.enum(['jpeg', 'png', 'webp', 'tiff']),
  /** JPEG and WebP quality. */
  quality: z.int().min(1).max(100).default(92),
  /** Longest side in pixels; never enlarged. */
  longest: z.int().min(16).max(100_000).optional(),
  /** The picture's own profile, or sRGB. */
  profile: z.enum(['photo', 'srgb']).default('photo'),
  keepExif: z.boolean().default(true),
  keepGps: z.boolean().default(false),
});
export type ExportPictureRequest = z.infer<typeof ExportPictureRequest>;
export type ExportPictureInput = z.input<typeof ExportPictureRequest>;

export const ExportPictureResult = z.strictObject({ out: z.string(), width: z.int(), height: z.int() });
export type ExportPictureResult = z.infer<typeof ExportPictureResult>;
