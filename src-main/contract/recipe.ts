/** Output recipe: what a finished file is to be, from format and size to profile and metadata. */

import { z } from 'zod';
import { PROFILE_NAMES } from './names.ts';

export const OUTPUT_FORMATS = ['jpeg', 'png', 'webp', 'tiff'] as const;

/** Endings of the names of files, by format. */
export const ENDING_OF: Record<(typeof OUTPUT_FORMATS)[number], string> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  tiff: 'tif',
};

export { PROFILE_NAMES };
export type ProfileName = (typeof PROFILE_NAMES)[number];

export const OutputRecipe = z.strictObject({
  format: z.enum(OUTPUT_FORMATS).default('jpeg'),
  /** JPEG and WebP, 1..100. */
  quality: z.int().min(1).max(100).default(92),
  /** Longest side in pixels; never enlarged. The photo's own size when left out. */
  longest: z.int().min(16).max(100_000).optional(),
  /** The photo's own profile, or another one. */
  profile: z.enum(['photo', ...PROFILE_NAMES]).default('photo'),
  keepExif: z.boolean().default(true),
  keepGps: z.boolean().default(false),
});
export type OutputRecipe = z.infer<typeof OutputRecipe>;
export type OutputRecipeInput = z.input<typeof OutputRecipe>;
