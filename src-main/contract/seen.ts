/** Seen: what the engine tells of a person, of garments and of how far a picture may be believed, in one shape for all. */

import { z } from 'zod';
import { Sentence } from './sentences.ts';

/** Photo pixels at full size, upright, origin at the top left corner. */
const PhotoPoint = z.strictObject({ x: z.number(), y: z.number() });

/** Joint of a person; may lie outside the picture. */
export const Joint = PhotoPoint.extend({
  /** BlazePose landmark; left and right are the person's own. */
  name: z.string(),
  /** Probability 0..1 that it is in the picture and not hidden. */
  visibility: z.number().min(0).max(1),
  /** Probability 0..1 that it is in the picture. */
  presence: z.number().min(0).max(1),
  /** Put there by the user. */
  corrected: z.boolean(),
});
export type Joint = z.infer<typeof Joint>;

/** Landmark of a garment in its own picture, shares of its width and height; L and R are those of the picture. */
const InPicture = z.strictObject({
  name: z.string(),
  u: z.number(),
  v: z.number(),
  confidence: z.number().min(0).max(1),
});

export const GarmentLandmark = InPicture.extend({
  /** Put there by the user. */
  corrected: z.boolean(),
});
export type GarmentLandmark = z.infer<typeof GarmentLandmark>;

/** Landmark of a garment that is worn, and where it lies on the photo (x, y: photo pixels). */
export const PlacedLandmark = InPicture.extend({ ...PhotoPoint.shape, pinned: z.boolean() });
export type PlacedLandmark = z.infer<typeof PlacedLandmark>;

/** Layer of a look as it is worn. */
export const SeenLayer = z.strictObject({
  /** Of the request's layer. */
  id: z.string().min(1).max(80),
  category: z.string(),
  sleeve: z.string(),
  landmarks: z.array(PlacedLandmark),
  confidence: z.number().min(0).max(1),
});
export type SeenLayer = z.infer<typeof SeenLayer>;

/** Tools of the editor that can mend what a reason tells of. */
export const MENDING_TOOLS = ['pose', 'pins', 'brush', 'layers', 'garment', 'photo'] as const;
export type MendingTool = (typeof MENDING_TOOLS)[number];

/** Why a picture may not be believable, and what mends it. */
export const Reason = Sentence.safeExtend({
  tool: z.enum(MENDING_TOOLS).optional(),
  layerId: z.string().min(1).max(80).optional(),
  /** Where to look. */
  at: PhotoPoint.optional(),
});
export type Reason = z.infer<typeof Reason>;
