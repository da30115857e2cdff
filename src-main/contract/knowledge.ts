/** Knowledge: pictures of garments and words in one space, and the attributes a picture tells with how sure that is. */

import { z } from 'zod';
import { Category, LandmarkCorrections } from './catalog/garment.ts';
import { ModelChoice, Path } from './options.ts';

/** Group and value of an attribute, as the model's list of attributes names them. */
const Word = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);

/** A value that a picture shows, with its probability. */
export const SeenValue = z.strictObject({ value: Word, probability: z.number().min(0).max(1) });
export type SeenValue = z.infer<typeof SeenValue>;

/** Values of each group, the likeliest first; those that hardly can be are left out. */
export const SeenGroups = z.record(Word, z.array(SeenValue));
export type SeenGroups = z.infer<typeof SeenGroups>;

/** Categories of the model by the kind of garment they are for fitting; some may be cut as either. */
export const CATEGORY_KINDS: Record<Category, readonly string[]> = {
  top: ['t-shirt', 'shirt', 'blouse', 'sweater', 'hoodie', 'tank-top', 'camisole', 'vest', 'cardigan'],
  jacket: ['jacket', 'blazer', 'coat', 'cardigan', 'vest', 'hoodie'],
  dress: ['dress', 'jumpsuit'],
  skirt: ['skirt'],
  trousers: ['trousers', 'jeans', 'jumpsuit'],
  shorts: ['shorts'],
};
/** A point of the common space: length 1, so that the product of two is their likeness, -1..1. */
export const Embedding = z.array(z.number()).min(1).max(4096);
export type Embedding = z.infer<typeof Embedding>;

/** What names a value in both languages, the usual word first, then others it is found by. */
const Named = {
  id: Word,
  en: z.string(),
  zh: z.string(),
  enAlso: z.array(z.string()).default([]),
  zhAlso: z.array(z.string()).default([]),
};
export const AttributeGroup = z.strictObject({
  ...Named,
  kind: z.enum(['single', 'multi']),
  values: z.array(z.strictObject(Named)),
});
export type AttributeGroup = z.infer<typeof AttributeGroup>;

export const DescribeRequest = z.strictObject({
  /** Pictures of garments, with what the user corrected of them. */
  pictures: z
    .array(
      z.strictObject({
        file: Path,
        cutOut: Path.optional(),
        category: Category.optional(),
        landmarks: LandmarkCorrections.default({}),
      }),
    )
    .max(64)
    .default([]),
  /** Words in English or Chinese. */
  texts: z.array(z.string().min(1).max(400)).max(64).default([]),
  /** True: goes on with what a model has to compute once before it looks at pictures, a part at a time. */
  prepare: z.boolean().default(false),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type DescribeRequest = z.infer<typeof DescribeRequest>;
export type DescribeInput = z.input<typeof DescribeRequest>;

export const DescribeResult = z.strictObject({
  /** Names the models: what was computed with others lies in another space. */
  model: z.string(),
  /** False: the models know words about garments alone, and would make something up of others. */
  anyWords: z.boolean(),
  /** In the order of the model. */
  groups: z.array(AttributeGroup),
  pictures: z.array(
    z.strictObject({
      embedding: Embedding,
      attributes: SeenGroups,
      /** False: no garment could be cut out, and the whole picture was looked at. */
      cutOut: z.boolean(),
    }),
  ),
  texts: z.array(Embedding),
  /** Share of that which is done; where it was asked for. */
  prepared: z.number().min(0).max(1).optional(),
  provider: z.string(),
  ms: z.number(),
});
export type DescribeResult = z.infer<typeof DescribeResult>;
