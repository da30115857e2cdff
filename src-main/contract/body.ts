/** Body: the measurements and the pose of a person as photos tell them. */

import { z } from 'zod';
import { Joints } from './joints.ts';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Sentence } from './sentences.ts';
import { PhotoPose } from './shape-body.ts';

export const BodyRequest = z.strictObject({
  /** Photo from the front. */
  photo: Path,
  /** Which person of the front photo, 1 = largest, which is also taken when left out. */
  subject: z.int().min(1).max(99).optional(),
  /** Joints of that person put right by hand, by landmark name, pixels of the front photo. */
  joints: Joints.default({}),
  /** Photo of the same person from the side. */
  side: Path.optional(),
  /** Centimetres; without it that of the average with a wide uncertainty. */
  statureCm: z.number().min(130).max(220).optional(),
  sex: z.enum(['female', 'male']).optional(),
  ageYears: z.int().min(18).max(90).optional(),
  /** Picture to write: the front photo with the body drawn over it. */
  out: Path,
  models: ModelChoice.default({ provider: 'auto' }),
});
export type BodyRequest = z.infer<typeof BodyRequest>;
export type BodyInput = z.input<typeof BodyRequest>;

/** The pose for a figure of another shape, with what is left out of it; or why the photo does not tell it. */
export const ToldPose = z.union([
  PhotoPose.extend({ note: Sentence.optional() }),
  z.strictObject({ because: Sentence }),
]);
export type ToldPose = z.infer<typeof ToldPose>;

export const BodyResult = z.strictObject({
  out: z.string(),
  /** Centimetres with one sigma, by ISO 8559-1 names. */
  measurements: z.record(z.string(), z.strictObject({ value: z.number(), spread: z.number() })),
  /** What makes the measurements less sure than they could be, in words. */
  notes: z.array(Sentence),
  views: z.array(
    z.strictObject({
      file: z.string(),
      /** Agreement of the silhouettes 0..1; `iouBody` leaves out hair and things carried. */
      iou: z.number(),
      iouBody: z.number(),
      /** Root mean square distance of landmarks in shares of the stature. */
      landmarkError: z.number(),
      /** Degrees with one sigma. */
      joints: z.record(z.string(), z.strictObject({ angle: z.number(), spread: z.number() })),
      pose: ToldPose,
    }),
  ),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});
export type BodyResult = z.infer<typeof BodyResult>;
