/** Export picture: a finished picture as a file of the kind, size, profile and metadata the user wants. */

import { z } from 'zod';
import { Path } from './options.ts';

/** Profiles a picture can be turned into; printers of pictures ask for one of these, or for the sRGB of screens. */
export const PROFILE_NAMES = ['srgb', 'display-p3', 'adobe-rgb'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

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
  /** The picture's own profile, or another one. */
  profile: z.enum(['photo', ...PROFILE_NAMES]).default('photo'),
  keepExif: z.boolean().default(true),
  keepGps: z.boolean().default(false),
});
export type ExportPictureRequest = z.infer<typeof ExportPictureRequest>;
export type ExportPictureInput = z.input<typeof ExportPictureRequest>;

export const ExportPictureResult = z.strictObject({ out: z.string(), width: z.int(), height: z.int() });
export type ExportPictureResult = z.infer<typeof ExportPictureResult>;
