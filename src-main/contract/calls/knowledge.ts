/** Calls about what pictures and words have in common: search by meaning, likeness, attributes and outfits. */

import { z } from 'zod';
import { Id, line, Page } from '../catalog/common.ts';
import { CatalogGarment, GarmentQuery } from '../catalog/garment.ts';
import { ErrorData } from '../errors-data.ts';
import { AttributeGroup, SeenGroups } from '../knowledge.ts';
import { NamedRegion, RegionChoice } from '../regions.ts';
import { Sentence } from '../sentences.ts';
import { ById, Nothing, reads, UploadToken, writes } from './define.ts';
import { JobView } from './jobs.ts';

/** A garment, and how much it is like what was asked for, 0..1. */
export const LikeGarment = z.strictObject({ garment: CatalogGarment, likeness: z.number().min(0).max(1) });
export type LikeGarment = z.infer<typeof LikeGarment>;

const Few = z.int().min(1).max(200).default(24);

/** What is said of a garment in both languages, made of its attributes. */
const Suggested = z.strictObject({
  name: z.strictObject({ en: line(200), zh: line(200) }),
  tags: z.strictObject({ en: z.array(line(60)), zh: z.array(line(60)) }),
});

export const GarmentKnowledge = z.strictObject({
  /** False: its picture was not looked at yet; there are no attributes. */
  known: z.boolean(),
  /** All groups of attributes there are, with their words. */
  groups: z.array(AttributeGroup),
  seen: SeenGroups,
  /** Values that hold, by group: those of the user first (`attributes` of the garment), else those that are likely. */
  holds: z.record(z.string(), z.array(z.string())),
  suggested: Suggested,
  /** Garments of nearly the same picture, most alike first. */
  duplicates: z.array(LikeGarment),
});
export type GarmentKnowledge = z.infer<typeof GarmentKnowledge>;

/** A piece that goes with what is worn, and why. */
export const OutfitPiece = z.strictObject({
  garment: CatalogGarment,
  /** 0..1, comparable within one answer. */
  score: z.number().min(0).max(1),
  /** The weightiest first. */
  reasons: z.array(Sentence).min(1).max(3),
});
export type OutfitPiece = z.infer<typeof OutfitPiece>;

export const KNOWLEDGE_CALLS = {
  'knowledge.state': reads(
    Nothing,
    z.strictObject({
      /** Whether the models are there. */
      ready: z.boolean(),
      /** How many garments were looked at with the model chosen. */
      known: z.int(),
      total: z.int(),
      job: Id.optional(),
      /** The user's model that is chosen; left out for the built-in ones. */
      model: z.string().optional(),
      /** What keeps it from being used: the built-in ones answer. */
      trouble: ErrorData.optional(),
      /** True: until all are looked at, the model before answers. */
      meanwhile: z.boolean(),
    }),
  ),
  /** Looks at every garment that was not looked at with the model chosen. */
  'knowledge.update': writes(Nothing, JobView),
  /**
   * Garments that answer words in English or Chinese by their meaning, best first; the other parts of the query are filters.
   * Without words, or where the models are missing, as `garments.search`.
   */
  'knowledge.search': reads(
    z.strictObject({ query: GarmentQuery, page: Page.partial().default({}) }),
    z.strictObject({
      total: z.int(),
      garments: z.array(CatalogGarment),
      /** False: found by its written words alone. */
      byMeaning: z.boolean(),
    }),
  ),
  /** Garments seen in a picture handed over, side by side or worn, the best first. */
  'knowledge.regions': reads(
    z.strictObject({ upload: UploadToken }),
    z.strictObject({
      /** Upright pixels of the picture, in which the boxes are. */
      width: z.int(),
      height: z.int(),
      regions: z.array(NamedRegion),
      notes: z.array(Sentence),
    }),
  ),
  /** Garments like one of the library, or like a garment of a picture handed over, best first. */
  'knowledge.like': reads(
    z.strictObject({
      id: Id.optional(),
      upload: UploadToken.optional(),
      /** Which garment of that picture; the best one without it, and the whole picture where none is found. */
      garment: RegionChoice.optional(),
      query: GarmentQuery.prefault({}),
      limit: Few,
    }),
    z.array(LikeGarment),
  ),
  'knowledge.of': reads(ById, GarmentKnowledge),
  /** Pieces that complete what is worn, for a client if one is given; several of each kind. */
  'knowledge.outfit': reads(
    z.strictObject({
      garmentIds: z.array(Id).max(20).default([]),
      clientId: Id.optional(),
      limit: Few,
    }),
    z.array(OutfitPiece),
  ),
} as const;
