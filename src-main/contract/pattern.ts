/** Pattern: a garment's flat pieces with its own picture on them, their seams by kind, and the points that can be moved. */

import { z } from 'zod';
import { ALTERATION_POINTS } from './names.ts';
import { Path } from './options.ts';
import { CutTo, WearerBody, WearGarment } from './wear.ts';

const { garment, back, landmarks, cutOut, category, alterations } = WearGarment.shape;

export const PatternRequest = z.strictObject({
  body: WearerBody,
  garment: z.strictObject({ garment, back, landmarks, cutOut, category, alterations }),
  cut: CutTo,
  /** WebP file to write: the pieces laid out beside each other, nothing around them. */
  out: Path,
});
export type PatternRequest = z.infer<typeof PatternRequest>;
export type PatternInput = z.input<typeof PatternRequest>;

/** What an edge of a piece is. */
export const SEAM_KINDS = [
  'side',
  'shoulder',
  'sleeve',
  'underarm',
  'neckline',
  'hem',
  'waist',
  'inseam',
  'rise',
  'front',
  'strap',
] as const;

/** All places are centimetres on the sheet, from its top left corner, y down. */
export const Pattern = z.strictObject({
  /** Size of the sheet, which the picture shows whole. */
  width: z.number().positive(),
  height: z.number().positive(),
  panels: z.array(
    z.strictObject({
      name: z.string(),
      /** Seen from outside, as everything is: a back is laid as if seen through the front. */
      back: z.boolean(),
      seams: z.array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(SEAM_KINDS),
          /** Line of it, x and y by turns. */
          points: z.array(z.number()),
        }),
      ),
    }),
  ),
  points: z.array(
    z.strictObject({
      name: z.enum(ALTERATION_POINTS),
      panel: z.string(),
      x: z.number(),
      y: z.number(),
      /** Which way outwards is: along x, against it, or neither for points of the middle. */
      outwards: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
    }),
  ),
});
export type Pattern = z.infer<typeof Pattern>;

export const PatternResult = Pattern.extend({ out: z.string(), ms: z.number() });
export type PatternResult = z.infer<typeof PatternResult>;
