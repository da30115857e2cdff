/** Calls about batches: many photos in many looks, planned from the library, followed while they are made, and reviewed. */

import { z } from 'zod';
import { BatchCounts, BatchOptions, ItemState, MOST_ITEMS, MOST_RECIPES } from '../batch.ts';
import { AssetHash, Id, Instant, line } from '../catalog/common.ts';
import { Look } from '../catalog/look.ts';
import { ErrorData } from '../errors-data.ts';
import { OutputRecipe, Watermark } from '../recipe.ts';
import { Reason } from '../seen.ts';
import { Sentence } from '../sentences.ts';
import { ById, DownloadToken, Nothing, reads, writes } from './define.ts';

const Ids = z.array(Id).max(20_000).default([]);

/** Photos of the library: all, those of clients, and single ones; what is named twice is taken once. */
export const PhotoChoice = z.strictObject({
  everyone: z.boolean().default(false),
  clientIds: Ids,
  photoIds: Ids,
});
export type PhotoChoice = z.infer<typeof PhotoChoice>;

export const GarmentChoice = z.strictObject({ collectionIds: Ids, garmentIds: Ids });

export const LookChoice = z.strictObject({
  everyone: z.boolean().default(false),
  clientIds: Ids,
  lookIds: Ids,
});
export type LookChoice = z.infer<typeof LookChoice>;

/** A recipe whose watermark is a text: that of a picture is a path, and none crosses to a window or back. */
export const WindowRecipe = OutputRecipe.omit({ watermark: true }).extend({
  watermark: z
    .strictObject({
      ...{ place: Watermark.shape.place, width: Watermark.shape.width, opacity: Watermark.shape.opacity },
      text: line(120).refine((text) => text !== '', 'a watermark needs words'),
    })
    .optional(),
});
export type WindowRecipeInput = z.input<typeof WindowRecipe>;

/** What a batch is to make. */
export const BatchRequest = z.strictObject({
  name: line(200).default(''),
  what: z.discriminatedUnion('of', [
    z.strictObject({
      of: z.literal('garments'),
      photos: PhotoChoice,
      garments: GarmentChoice,
      /** Each garment by itself on every photo, or all of them as one outfit (at most six). */
      worn: z.enum(['apart', 'together']).default('apart'),
      /** Tops go under the lower garment. */
      tuck: z.boolean().default(false),
    }),
    z.strictObject({ of: z.literal('looks'), looks: LookChoice }),
  ]),
  /** From `batches.chooseFolder`; Toile's own folder when left out. */
  folder: z.uuid().optional(),
  template: BatchOptions.shape.template,
  recipes: z
    .array(WindowRecipe)
    .min(1)
    .max(MOST_RECIPES)
    .default([WindowRecipe.parse({})]),
});
export type BatchRequest = z.infer<typeof BatchRequest>;
export type BatchRequestInput = z.input<typeof BatchRequest>;

/** What a batch would be. */
export const BatchPreview = z.strictObject({
  photos: z.int(),
  pictures: z.int(),
  files: z.int(),
  /** About, of its files. */
  bytes: z.number(),
  /** About, of its making; from what earlier batches took here when `measured`, else a guess. */
  seconds: z.number(),
  measured: z.boolean(),
  /** Pictures that are made at a time. */
  lanes: z.int(),
  /** The first items with the names of their files. */
  examples: z.array(z.strictObject({ photo: z.string(), worn: z.string(), files: z.array(z.string()) })),
});
export type BatchPreview = z.infer<typeof BatchPreview>;

/**
 * 'interrupted': Toile ended while it was made, and it goes on when it is resumed. 'stopping': what is in work is finished
 * first. 'paused' by the user, or by something in the way, which `trouble` says.
 */
export const BATCH_CARD_STATES = [
  'waiting',
  'running',
  'stopping',
  'paused',
  'interrupted',
  'done',
  'cancelled',
] as const;

export const BatchCard = z.strictObject({
  id: Id,
  name: z.string(),
  state: z.enum(BATCH_CARD_STATES),
  /** Another Toile works on it. */
  elsewhere: z.boolean(),
  trouble: ErrorData.optional(),
  counts: BatchCounts,
  /** Name of the folder of its pictures; Toile's own has none. */
  folder: z.string().optional(),
  /** While it runs. */
  progress: z
    .strictObject({
      /** Items a second. */
      rate: z.number().optional(),
      etaMs: z.number().optional(),
      /** Numbers of the items in work, and the name of the photo of the first. */
      current: z.array(z.int()),
      photo: z.string().optional(),
    })
    .optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type BatchCard = z.infer<typeof BatchCard>;

export const ITEM_FILTERS = ['all', 'review', 'failed'] as const;

export const BatchItemView = z.strictObject({
  number: z.int(),
  state: ItemState,
  client: z.string(),
  photo: z.strictObject({
    name: z.string(),
    /** Where it is still in the library. */
    id: Id.optional(),
    hash: AssetHash.optional(),
  }),
  look: z.string(),
  worn: z.array(
    z.strictObject({
      name: z.string(),
      id: Id.optional(),
      hash: AssetHash.optional(),
      /** Corrected in the library since this was planned. */
      changed: z.boolean(),
    }),
  ),
  /** The look was edited since, or a garment corrected. */
  changed: z.boolean(),
  /** Planned from the library: it can be opened in the studio. */
  open: z.boolean(),
  /** The first file, which can be shown like any picture of the library. */
  picture: AssetHash.optional(),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), width: z.int(), height: z.int() })),
  confidence: z.number().optional(),
  needsReview: z.boolean(),
  accepted: z.boolean(),
  reasons: z.array(Reason),
  notes: z.array(Sentence),
  ms: z.number().optional(),
  error: ErrorData.optional(),
});
export type BatchItemView = z.infer<typeof BatchItemView>;

const Numbers = z.array(z.int().min(1)).min(1).max(MOST_ITEMS);

export const BATCH_CALLS = {
  /** What would be made, without making it. */
  'batches.plan': reads(BatchRequest, BatchPreview),
  /** Plans and begins, after the batches that wait already. */
  'batches.start': writes(BatchRequest, BatchCard),
  /** Only where `can.chooseFolder`; null when the user changed their mind. */
  'batches.chooseFolder': writes(Nothing, z.strictObject({ token: z.uuid(), name: z.string() }).nullable()),
  /** Newest first. */
  'batches.list': reads(Nothing, z.array(BatchCard)),
  'batches.get': reads(ById, BatchCard),
  /** Items of one kind by number, a page of them, and how many there are. */
  'batches.items': reads(
    z.strictObject({
      id: Id,
      filter: z.enum(ITEM_FILTERS).default('all'),
      offset: z.int().min(0).max(MOST_ITEMS).default(0),
      limit: z.int().min(1).max(200).default(60),
    }),
    z.strictObject({ total: z.int(), items: z.array(BatchItemView) }),
  ),
  /** Finishes what is in work, then rests until it is resumed. */
  'batches.pause': writes(ById, BatchCard),
  /** Goes on; what was cancelled or failed for a cancel is made after all. */
  'batches.resume': writes(ById, BatchCard),
  /** Ends it at once; what is done stays. */
  'batches.cancel': writes(ById, BatchCard),
  /** Forgets it. Pictures in Toile's own folder are deleted, those elsewhere stay. */
  'batches.remove': writes(ById, z.null()),
  /** Makes what failed again. */
  'batches.retry': writes(ById, BatchCard),
  /** Has items made again, as they were planned or as their looks and garments are now. */
  'batches.again': writes(
    z.strictObject({ id: Id, numbers: Numbers, as: z.enum(['planned', 'now']) }),
    BatchCard,
  ),
  /** Items that wait are made before the others. */
  'batches.first': writes(z.strictObject({ id: Id, numbers: Numbers }), BatchCard),
  /** The user has looked at them and is content, or is not after all. */
  'batches.accept': writes(
    z.strictObject({ id: Id, numbers: Numbers, accepted: z.boolean().default(true) }),
    BatchCard,
  ),
  /** Look of an item in the catalog, made from what the item is made of where there is none yet. */
  'batches.openItem': writes(z.strictObject({ id: Id, number: z.int().min(1) }), Look),
  /** Has every item with this garment made again with the garment's corrections as they are now; how many those are. */
  'batches.applyFix': writes(z.strictObject({ id: Id, garmentId: Id }), z.int()),
  /** A finished file of an item, as it is. */
  'batches.file': reads(
    z.strictObject({ id: Id, number: z.int().min(1), index: z.int().min(0).max(MOST_RECIPES).default(0) }),
    z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() }),
  ),
  /** Only where `can.openFolder`: shows the folder of its pictures. */
  'batches.openFolder': reads(ById, z.null()),
} as const;
