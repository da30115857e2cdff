/** Try-on: request and result of the main job, one person dressed in one or more garments. */

import { z } from 'zod';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Sentence } from './sentences.ts';

export const TryOnRequest = z.strictObject({
  /** File of the person. */
  person: Path,
  /** Files of the garments, in any order; the engine puts them in wearing order. */
  garments: z.array(Path).min(1).max(6),
  /** Tops go under the lower garment. */
  tuck: z.boolean().default(false),
  /** Which person, 1 = largest, which is also taken when left out. */
  subject: z.int().min(1).max(99).optional(),
  /** File to write; its ending chooses JPEG, PNG, WebP or TIFF. */
  out: Path,
  /** JPEG and WebP quality. */
  quality: z.int().min(1).max(100).optional(),
  keepGps: z.boolean().default(false),
  /** File for the edited region as a grey PNG: 255 where a pixel may differ from the photo. */
  editedOut: Path.optional(),
  /** Folder for a page that shows what every stage saw. */
  explain: Path.optional(),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type TryOnRequest = z.infer<typeof TryOnRequest>;
/** What a caller may leave out. */
export type TryOnInput = z.input<typeof TryOnRequest>;

export const WornGarment = z.strictObject({
  file: z.string(),
  category: z.string(),
  sleeve: z.string(),
  confidence: z.number().min(0).max(1),
});

export const TryOnResult = z.strictObject({
  out: z.string(),
  width: z.int(),
  height: z.int(),
  /** In wearing order, innermost first. */
  garments: z.array(WornGarment),
  /** 0..1 */
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(Sentence),
  /** Things done to read the files that a user may want to know. */
  notes: z.array(Sentence),
  /** Share of the photo's pixels that may differ from the input, 0..1. */
  editedShare: z.number().min(0).max(1),
  /** Page of `explain`, if asked for. */
  explainPage: z.string().optional(),
  provider: z.string(),
  ms: z.number(),
  /** Largest memory of the engine process so far, MB. */
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type TryOnResult = z.infer<typeof TryOnResult>;
