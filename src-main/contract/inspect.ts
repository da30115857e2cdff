/** Inspect: what the library shows of a garment or of a person's photo, and the small pictures it shows them by. */

import { z } from 'zod';
import { Category, GarmentColour, LandmarkCorrections, SeenAttributes } from './catalog/garment.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { GarmentLandmark, Joint } from './seen.ts';
import { Sentence } from './sentences.ts';

/** Longest side of a small picture, pixels; never enlarged. */
const Longest = z.int().min(16).max(4096);

/** A small picture wanted; written as WebP, or as PNG or JPEG where the name ends so. */
export const ThumbnailSize = z.strictObject({ longest: Longest, out: Path });
export type ThumbnailSize = z.infer<typeof ThumbnailSize>;

export const ThumbnailRequest = z.strictObject({
  /** Any picture Toile reads. */
  file: Path,
  sizes: z.array(ThumbnailSize).min(1).max(8),
});
export type ThumbnailRequest = z.infer<typeof ThumbnailRequest>;
export type ThumbnailInput = z.input<typeof ThumbnailRequest>;

export const ThumbnailResult = z.strictObject({
  /** Upright pixels of the picture. */
  width: z.int(),
  height: z.int(),
  /** Of the file read. */
  mediaType: z.string(),
  thumbnails: z.array(z.strictObject({ out: z.string(), width: z.int(), height: z.int() })),
  /** Things done to read the file that a user may want to know. */
  notes: z.array(Sentence),
});
export type ThumbnailResult = z.infer<typeof ThumbnailResult>;

export const InspectGarmentRequest = z.strictObject({
  garment: Path,
  /** Landmarks moved by the user, shares of the picture's width and height. */
  landmarks: LandmarkCorrections.default({}),
  /** Grey picture of the garment picture's shape that replaces the cut-out: white is garment. */
  cutOut: Path.optional(),
  /** Category set by the user. */
  category: Category.optional(),
  /** Transparent PNG or WebP to write: the garment alone, longest side at most 1024, of the whole picture's frame. */
  cutOutPicture: Path.optional(),
  /** Small pictures of the file as it is. */
  thumbnails: z.array(ThumbnailSize).max(8).default([]),
  /** Counts the garments that lie side by side. */
  count: z.boolean().default(false),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type InspectGarmentRequest = z.infer<typeof InspectGarmentRequest>;
export type InspectGarmentInput = z.input<typeof InspectGarmentRequest>;

const Account = {
  notes: z.array(Sentence),
  provider: z.string(),
  ms: z.number(),
  /** Largest memory of the engine process so far, MB. */
  peakMb: z.number(),
  stages: z.array(StageRecord),
};

export const InspectGarmentResult = z.strictObject({
  width: z.int(),
  height: z.int(),
  category: Category,
  sleeve: z.string(),
  /** Largest first; shares of the garment's own area. */
  colours: z.array(GarmentColour),
  /** Only what the picture tells; a name left out is not known. */
  attributes: SeenAttributes,
  landmarks: z.array(GarmentLandmark),
  /** 0..1 */
  confidence: z.strictObject({
    cutout: z.number(),
    category: z.number(),
    landmarks: z.number(),
    overall: z.number(),
  }),
  needsReview: z.boolean(),
  /** What lowered the confidence, */
  reasons: z.array(Sentence),
  cutOutPicture: z.string().optional(),
  /** Garments that lie side by side in the picture, where they were counted. */
  count: z.int().min(0).optional(),
  ...Account,
});
export type InspectGarmentResult = z.infer<typeof InspectGarmentResult>;

export const InspectPersonRequest = z.strictObject({
  person: Path,
  models: ModelChoice.default({ provider: 'auto' }),
});
export type InspectPersonRequest = z.infer<typeof InspectPersonRequest>;
export type InspectPersonInput = z.input<typeof InspectPersonRequest>;

export const InspectPersonResult = z.strictObject({
  width: z.int(),
  height: z.int(),
  /** Largest first; `number` is what a request takes as `subject`. */
  people: z.array(
    z.strictObject({
      number: z.int().min(1),
      /** Photo pixels. */
      box: z.strictObject({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
      backView: z.boolean(),
      joints: z.array(Joint),
      /** 0..1 */
      confidence: z.number().min(0).max(1),
      /** Whether enough of the body is in the picture to dress this person. */
      dressable: z.boolean(),
    }),
  ),
  ...Account,
});
export type InspectPersonResult = z.infer<typeof InspectPersonResult>;
