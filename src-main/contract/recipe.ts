/** Output recipe: what a finished file is to be, from format and size to profile and metadata. */

import { z } from 'zod';
import { line } from './catalog/common.ts';
import { ENDING_OF, OUTPUT_FORMATS, PROFILE_NAMES } from './names.ts';
import { Path } from './options.ts';

export { ENDING_OF, OUTPUT_FORMATS, PROFILE_NAMES };
export type ProfileName = (typeof PROFILE_NAMES)[number];

export const SHARPENING = ['none', 'screen', 'print'] as const;
export const WATERMARK_PLACES = ['top-left', 'top-right', 'bottom-left', 'bottom-right', 'centre'] as const;

/** A picture, or a line of text, laid on the finished picture. */
export const Watermark = z
  .strictObject({
    text: line(120).optional(),
    /** Picture with transparency, such as a logo. */
    picture: Path.optional(),
    place: z.enum(WATERMARK_PLACES).default('bottom-right'),
    /** Share of the picture's width. */
    width: z.number().min(0.02).max(1).default(0.2),
    opacity: z.number().min(0.05).max(1).default(0.6),
  })
  .refine(({ text, picture }) => Boolean(text) !== Boolean(picture), 'a watermark is a text or a picture');
export type Watermark = z.infer<typeof Watermark>;

export const OutputRecipe = z.strictObject({
  format: z.enum(OUTPUT_FORMATS).default('jpeg'),
  /** JPEG and WebP, 1..100. */
  quality: z.int().min(1).max(100).default(92),
  /** Longest side in pixels; never enlarged. The photo's own size when left out. */
  longest: z.int().min(16).max(100_000).optional(),
  /** The photo's own profile, or another one. */
  profile: z.enum(['photo', ...PROFILE_NAMES]).default('photo'),
  /** For the size it is written in, on a screen or on paper; changes every pixel. */
  sharpen: z.enum(SHARPENING).default('none'),
  watermark: Watermark.optional(),
  keepExif: z.boolean().default(true),
  keepGps: z.boolean().default(false),
  /** Names written into EXIF and XMP in place of those of the photo. */
  creator: line(200).optional(),
  copyright: line(300).optional(),
});
export type OutputRecipe = z.infer<typeof OutputRecipe>;
export type OutputRecipeInput = z.input<typeof OutputRecipe>;
