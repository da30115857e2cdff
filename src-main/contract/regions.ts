/** Regions: the garments of a picture, several side by side or worn by people, each with where it is and what it shows. */

import { z } from 'zod';
import { Category, GarmentColour } from './catalog/garment.ts';
import { AttributeGroup, Embedding, SeenGroups } from './knowledge.ts';
import { REGION_KINDS } from './names.ts';
import { ModelChoice, Path } from './options.ts';
import { Sentence } from './sentences.ts';

export const RegionKind = z.enum(REGION_KINDS);
export type RegionKind = z.infer<typeof RegionKind>;

/** Garments for fitting by where they are worn. */
export const KIND_CATEGORIES: Record<RegionKind, readonly Category[]> = {
  upper: ['top', 'jacket'],
  lower: ['trousers', 'shorts', 'skirt'],
  dress: ['dress'],
};

export const kindOf = (category: Category): RegionKind =>
  REGION_KINDS.find((kind) => KIND_CATEGORIES[kind].includes(category)) ?? 'upper';

/** A garment of a picture. */
export const SeenRegion = z.strictObject({
  /** From 1, as they are listed. */
  number: z.int().min(1),
  kind: RegionKind,
  /** What its outline shows it to be; not known of garments that are worn. */
  category: Category.optional(),
  worn: z.boolean(),
  /** Who wears it, 1 = the largest person. */
  person: z.int().min(1).optional(),
  /** Photo pixels, half-open. */
  box: z.strictObject({ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
  /** 0..1: how sure it is that this is one garment of this kind, seen well enough to be compared. */
  confidence: z.number().min(0).max(1),
  /** What lowered the confidence. */
  reasons: z.array(Sentence),
  attributes: SeenGroups,
  /** Largest first; shares of the garment's own area. */
  colours: z.array(GarmentColour),
});
export type SeenRegion = z.infer<typeof SeenRegion>;

/** A garment of a picture with what it may be called, made of its attributes; empty where nothing is sure. */
export const NamedRegion = SeenRegion.extend({ name: z.strictObject({ en: z.string(), zh: z.string() }) });
export type NamedRegion = z.infer<typeof NamedRegion>;

/** Which of a picture's garments is meant: its number, or the best of those worn there. */
export const RegionChoice = z.union([z.int().min(1), RegionKind]);
export type RegionChoice = z.infer<typeof RegionChoice>;

export const FindGarmentsRequest = z.strictObject({
  picture: Path,
  /** Folder for a picture of each garment that nobody wears, alone on the picture's ground: `garment-1.png` and so on. */
  into: Path.optional(),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type FindGarmentsRequest = z.infer<typeof FindGarmentsRequest>;
export type FindGarmentsInput = z.input<typeof FindGarmentsRequest>;

export const FindGarmentsResult = z.strictObject({
  /** Upright pixels of the picture. */
  width: z.int(),
  height: z.int(),
  /** Best first: by size and confidence. Empty where none is found. */
  regions: z.array(
    SeenRegion.extend({
      embedding: Embedding,
      /** The garment alone, where that was asked for and nobody wears it. */
      picture: z.string().optional(),
    }),
  ),
  /** The picture as a whole, for comparing where no garment is found. */
  whole: z.strictObject({ embedding: Embedding, attributes: SeenGroups }).optional(),
  /** Names the models: what was computed with others lies in another space. */
  model: z.string(),
  anyWords: z.boolean(),
  groups: z.array(AttributeGroup),
  /** Things done to read the file, and why no garment was found. */
  notes: z.array(Sentence),
  provider: z.string(),
  ms: z.number(),
});
export type FindGarmentsResult = z.infer<typeof FindGarmentsResult>;
