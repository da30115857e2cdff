/**
 * Batch: a run of many photos in many looks. A plan says everything that is needed to make its pictures, so that a run goes on
 * in another process and comes to the same files; a manifest says what was made of what.
 */

import { z } from 'zod';
import { AssetHash, Id, Instant, line } from './catalog/common.ts';
import { ErrorData } from './errors-data.ts';
import { ModelChoice, Path } from './options.ts';
import { WrittenFile } from './produce.ts';
import { OutputRecipe } from './recipe.ts';
import { RenderLayer, RenderLookParts } from './render-look.ts';
import { Reason } from './seen.ts';
import { Sentence } from './sentences.ts';

/** Most items of one batch, and most output recipes. */
export const MOST_ITEMS = 100_000;
export const MOST_RECIPES = 8;

/** A file as it was when the batch was planned: one that was replaced since is noticed. */
export const SourceFile = z.strictObject({
  path: Path,
  bytes: z.int().min(0),
  /** Milliseconds since 1970, whole: file systems differ in what they keep below. */
  modified: z.int(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** Records of the library that an item was planned from; an item of files alone has none. */
export const BatchOrigin = z.strictObject({
  photoId: Id,
  clientId: Id.optional(),
  /** Look it is made as: the one it was planned from, or one that was made to correct it. */
  lookId: Id.optional(),
  /** One a layer, in their order. */
  garmentIds: z.array(Id).max(6),
});
export type BatchOrigin = z.infer<typeof BatchOrigin>;

/** What one item is made of: a photo and a look, by files. */
export const BatchSpec = z.strictObject({
  photo: SourceFile,
  /** Name of the photo, where its file is called otherwise. */
  photoName: line(255).optional(),
  origin: BatchOrigin.optional(),
  /** Names for reports and templates. */
  client: line(200).default(''),
  look: line(200).default(''),
  subject: RenderLookParts.shape.subject,
  /** 'worn' puts garments into wearing order; a look from the catalog has its own. */
  order: z.enum(['given', 'worn']).default('worn'),
  layers: z
    .array(
      RenderLayer.omit({ garment: true, cutOut: true }).extend({
        garment: SourceFile,
        cutOut: SourceFile.optional(),
        name: line(200).default(''),
        size: line(20).optional(),
      }),
    )
    .min(1)
    .max(6),
  pose: RenderLookParts.shape.pose,
  strokes: RenderLookParts.shape.strokes,
});
export type BatchSpec = z.infer<typeof BatchSpec>;

/** Parts of `target` below the batch's folder, with '/' between folders. */
export const RelativePath = z
  .string()
  .min(1)
  .max(1000)
  .refine(
    (path) =>
      !path.includes('\\') &&
      !path.includes('\0') &&
      path
        .split('/')
        .every((part) => part !== '' && part !== '.' && part !== '..' && !/^[a-zA-Z]:/.test(part)),
    'not a path below the folder',
  );

export const BatchOptions = z.strictObject({
  /** File name below the folder, without ending; {client} {photo} {garment} {look} {size} {n} {recipe} {ext} are filled in. */
  template: z.string().min(1).max(300).default('{client}/{photo}-{garment}'),
  recipes: z
    .array(OutputRecipe)
    .min(1)
    .max(MOST_RECIPES)
    .default([OutputRecipe.parse({})]),
  models: ModelChoice.default({ provider: 'auto' }),
});
export type BatchOptions = z.infer<typeof BatchOptions>;
export type BatchOptionsInput = z.input<typeof BatchOptions>;

export const PlannedItem = z.strictObject({
  /** Counts from 1; the item's name in reports. */
  number: z.int().min(1),
  spec: BatchSpec,
  /** One for every recipe, in their order. */
  targets: z.array(RelativePath).min(1).max(MOST_RECIPES),
});
export type PlannedItem = z.infer<typeof PlannedItem>;

export const BatchPlan = z.strictObject({
  name: line(200),
  /** Folder the pictures go to. */
  out: Path,
  /** Folder the photos lie in, where there is one: when it is gone, the whole batch waits instead of failing. */
  root: Path.optional(),
  options: BatchOptions,
  items: z.array(PlannedItem).min(1).max(MOST_ITEMS),
});
export type BatchPlan = z.infer<typeof BatchPlan>;

export const BATCH_STATES = ['waiting', 'running', 'paused', 'done', 'cancelled'] as const;
export const BatchState = z.enum(BATCH_STATES);
export type BatchState = z.infer<typeof BatchState>;

/**
 * waiting -> running -> placing -> done, or failed. 'placing': the finished files lie beside their places under names of their
 * own, their hashes are in the journal, and only the renaming is left.
 */
export const ITEM_STATES = ['waiting', 'running', 'placing', 'done', 'failed', 'cancelled'] as const;
export const ItemState = z.enum(ITEM_STATES);
export type ItemState = z.infer<typeof ItemState>;

/** What came of an item. */
export const ItemOutcome = z.strictObject({
  /** In the order of the recipes. */
  files: z.array(WrittenFile),
  inputs: z.array(z.strictObject({ file: z.string(), sha256: AssetHash })),
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  confidence: z.number().min(0).max(1),
  needsReview: z.boolean(),
  reasons: z.array(Reason),
  notes: z.array(Sentence),
  /** Milliseconds of drawing and writing. */
  ms: z.number(),
});
export type ItemOutcome = z.infer<typeof ItemOutcome>;

export const BatchItem = PlannedItem.extend({
  state: ItemState,
  priority: z.int(),
  position: z.number(),
  /** How often it was begun. */
  attempts: z.int(),
  outcome: ItemOutcome.optional(),
  error: ErrorData.optional(),
  /** The user has looked at it and is content. */
  accepted: z.boolean(),
});
export type BatchItem = z.infer<typeof BatchItem>;

export const BatchCounts = z.strictObject({
  waiting: z.int(),
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  /** Of those done: to be looked at, and not yet accepted. */
  needsReview: z.int(),
  total: z.int(),
});
export type BatchCounts = z.infer<typeof BatchCounts>;

export const BatchView = z.strictObject({
  id: Id,
  name: z.string(),
  out: z.string(),
  state: BatchState,
  /** What the user asked of it, also while another process works on it. */
  wanted: z.enum(['run', 'pause', 'cancel']),
  /** Why it waits, where that was not the user's wish. */
  trouble: ErrorData.optional(),
  counts: BatchCounts,
  options: BatchOptions,
  createdAt: Instant,
  updatedAt: Instant,
});
export type BatchView = z.infer<typeof BatchView>;

export const BatchProgress = z.strictObject({
  id: Id,
  counts: BatchCounts,
  /** Items a second since the run began or went on; left out until one is done. */
  rate: z.number().optional(),
  etaMs: z.number().optional(),
  /** Numbers of the items in work. */
  current: z.array(z.int()),
  /** Photo in work. */
  photo: z.string().optional(),
});
export type BatchProgress = z.infer<typeof BatchProgress>;

/** Format of the manifest that is written beside the pictures. */
export const MANIFEST_FORMAT = 1;

export const BatchManifest = z.object({
  format: z.literal(MANIFEST_FORMAT),
  /** What made it: a different engine may give different pictures. */
  tool: z.object({ name: z.literal('Toile'), version: z.string(), engine: z.string() }),
  batch: z.object({ id: Id, name: z.string(), createdAt: Instant }),
  options: BatchOptions,
  models: z.array(z.object({ name: z.string(), sha256: z.string() })),
  items: z.array(
    z.object({
      number: z.int().min(1),
      state: ItemState,
      spec: BatchSpec,
      inputs: ItemOutcome.shape.inputs,
      /** Paths relative to the manifest's folder. */
      outputs: z.array(WrittenFile.extend({ path: RelativePath })),
      confidence: z.number().optional(),
      needsReview: z.boolean().optional(),
      reasons: z.array(Reason).optional(),
      error: ErrorData.optional(),
    }),
  ),
});
export type BatchManifest = z.infer<typeof BatchManifest>;
