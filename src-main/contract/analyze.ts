/** Analyze: what the engine sees in a person's photo or in a garment picture. */

import { z } from 'zod';
import { ModelChoice, Path } from './options.ts';
import { StageRecord } from './progress.ts';
import { Sentence } from './sentences.ts';

export const AnalyzeRequest = z.strictObject({
  file: Path,
  /** 'auto': a photo with a person in it is a person's photo. */
  as: z.enum(['auto', 'person', 'garment']).default('auto'),
  /** Which person, 1 = largest, which is also taken when left out. */
  subject: z.int().min(1).max(99).optional(),
  /** 'pose' stops after finding the people in a photo. */
  depth: z.enum(['all', 'pose']).default('all'),
  /** File for the label map of a person: grey PNG of the photo's size. */
  labels: Path.optional(),
  explain: Path.optional(),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type AnalyzeRequest = z.infer<typeof AnalyzeRequest>;
export type AnalyzeInput = z.input<typeof AnalyzeRequest>;

/** Photo pixels, origin at the top left corner. */
const Landmark = z.strictObject({ name: z.string(), x: z.number(), y: z.number() });
const BoxOut = z.strictObject({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() });

export const PersonSeen = z.strictObject({
  /** Number to give as `subject`. */
  number: z.int().min(1),
  box: BoxOut,
  score: z.number(),
  presence: z.number(),
  backView: z.boolean(),
  limbs: z.record(z.string(), z.number()),
  landmarks: z.array(Landmark.extend({ z: z.number(), visibility: z.number(), presence: z.number() })),
});
export type PersonSeen = z.infer<typeof PersonSeen>;

const Seen = z.strictObject({
  file: z.string(),
  width: z.int(),
  height: z.int(),
  format: z.string(),
  notes: z.array(Sentence),
  reasons: z.array(Sentence),
  explainPage: z.string().optional(),
  provider: z.string(),
  ms: z.number(),
  peakMb: z.number(),
  stages: z.array(StageRecord),
});

export const AnalyzeResult = z.discriminatedUnion('kind', [
  Seen.extend({
    kind: z.literal('person'),
    people: z.array(PersonSeen),
    subject: z.int().min(1),
    /** Left out when only the pose was asked for. */
    body: z
      .strictObject({
        confidence: z.strictObject({ matte: z.number(), parsing: z.number(), frame: z.number() }),
        wearsDress: z.boolean(),
        /** Share of the photo covered by each part, 0..1, parts that are absent left out. */
        parts: z.record(z.string(), z.number()),
      })
      .optional(),
    labels: z.string().optional(),
  }),
  Seen.extend({
    kind: z.literal('garment'),
    category: z.string(),
    sleeve: z.string(),
    offShoulder: z.boolean(),
    openFront: z.boolean(),
    landmarks: z.array(Landmark.extend({ confidence: z.number() })),
    confidence: z.strictObject({
      cutout: z.number(),
      category: z.number(),
      landmarks: z.number(),
      overall: z.number(),
    }),
    needsReview: z.boolean(),
  }),
]);
export type AnalyzeResult = z.infer<typeof AnalyzeResult>;
