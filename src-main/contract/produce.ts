/** Produce: an edited look drawn once at the photo's own size and written as several finished files. */

import { z } from 'zod';
import { AssetHash } from './catalog/common.ts';
import { Path } from './options.ts';
import { OutputRecipe } from './recipe.ts';
import { RenderLookParts, RenderLookResult } from './render-look.ts';

/** Most files that are written from one picture. */
export const MOST_OUTPUTS = 8;

export const ProduceRequest = RenderLookParts.omit({
  quality: true,
  out: true,
  editedOut: true,
  inventedOut: true,
  compression: true,
  keepGps: true,
}).extend({
  /** 'worn' puts the layers into wearing order, as a try-on does; 'given' leaves them as they stand. */
  order: z.enum(['given', 'worn']).default('given'),
  outputs: z
    .array(z.strictObject({ out: Path, recipe: OutputRecipe }))
    .min(1)
    .max(MOST_OUTPUTS),
});
export type ProduceRequest = z.infer<typeof ProduceRequest>;
export type ProduceInput = z.input<typeof ProduceRequest>;

/** A file as it lies on the disk. */
export const WrittenFile = z.strictObject({
  sha256: AssetHash,
  bytes: z.int().min(1),
  width: z.int().min(1),
  height: z.int().min(1),
});
export type WrittenFile = z.infer<typeof WrittenFile>;

export const ProduceResult = RenderLookResult.omit({ out: true, bytes: true }).extend({
  /** One for every output of the request, in its order. */
  outputs: z.array(WrittenFile),
  /** sha256 of the files that were read: the person, then every layer's garment and cut-out. */
  inputs: z.array(z.strictObject({ file: z.string(), sha256: AssetHash })),
  /** Models that are loaded in the engine, with the sha256 of their files. */
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
});
export type ProduceResult = z.infer<typeof ProduceResult>;
