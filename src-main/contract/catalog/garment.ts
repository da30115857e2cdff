/** Garments of the library: what the boutique says, what the engine saw, and what the user corrected. */

import { z } from 'zod';
import { CATEGORIES, GARMENT_SORTS } from '../names.ts';
import { GarmentSizes } from '../sew.ts';
import { AssetHash, Id, Instant, line, prose } from './common.ts';

export { CATEGORIES, GARMENT_SORTS };
export const Category = z.enum(CATEGORIES);
export type Category = z.infer<typeof Category>;

/** One size of a garment: what it measures, centimetres, as fitting reads it. Labels are the shop's own. */
export const SizeRow = GarmentSizes.extend({
  label: line(20).pipe(z.string().min(1)),
  stock: z.int().min(0).max(1e6).optional(),
});
export type SizeRow = z.infer<typeof SizeRow>;

export const SizeChart = z
  .array(SizeRow)
  .max(40)
  .refine((rows) => new Set(rows.map((row) => row.label)).size === rows.length, 'a size stands twice');

/** A colour by name and value, largest first. */
export const GarmentColour = z.strictObject({
  name: line(40),
  /** sRGB, #rrggbb. */
  hex: z.string().regex(/^#[0-9a-f]{6}$/),
  share: z.number().min(0).max(1),
});

/** Landmarks moved by the user, in shares of the picture's width and height. */
export const LandmarkCorrections = z.record(
  z.string().regex(/^[a-z][A-Za-z]{1,20}$/),
  z.strictObject({ x: z.number().min(-0.5).max(1.5), y: z.number().min(-0.5).max(1.5) }),
);

/** What the engine can tell of a garment from its picture. */
export const ATTRIBUTES = {
  sleeve: ['sleeveless', 'strap', 'short', 'long'],
  neckline: ['v-neck', 'round', 'off-shoulder'],
  length: ['cropped', 'regular', 'long', 'short'],
  pattern: ['plain', 'striped', 'all-over'],
  front: ['open', 'closed'],
} as const;
export const SeenAttributes = z.strictObject({
  sleeve: z.enum(ATTRIBUTES.sleeve).optional(),
  neckline: z.enum(ATTRIBUTES.neckline).optional(),
  length: z.enum(ATTRIBUTES.length).optional(),
  pattern: z.enum(ATTRIBUTES.pattern).optional(),
  front: z.enum(ATTRIBUTES.front).optional(),
});
export type SeenAttributes = z.infer<typeof SeenAttributes>;

export const GarmentFields = z.strictObject({
  name: line(200).default(''),
  sku: line(100).default(''),
  brand: line(100).default(''),
  category: Category.optional(),
  colours: z.array(GarmentColour).max(12).default([]),
  sizes: SizeChart.default([]),
  /** Whole cents of `currency`. */
  price: z.int().min(0).max(1e11).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  season: line(60).default(''),
  notes: prose(20_000).default(''),
  tags: z
    .array(line(60).pipe(z.string().min(1)))
    .max(100)
    .default([])
    .transform((tags) => [...new Set(tags)].sort()),
  rating: z.int().min(0).max(5).default(0),
  flag: z.enum(['none', 'pick', 'reject']).default('none'),
  landmarks: LandmarkCorrections.default({}),
  /** Attributes the engine saw or the user set, by name: neckline, pattern, material ... */
  attributes: z.record(z.string().regex(/^[a-z][A-Za-z]{1,30}$/), line(60)).default({}),
});
export type GarmentFields = z.infer<typeof GarmentFields>;
export type GarmentInput = z.input<typeof GarmentFields>;

export const CatalogGarment = GarmentFields.extend({
  id: Id,
  hash: AssetHash,
  /** Photo of the garment's back. */
  backHash: AssetHash.optional(),
  /** Corrected cut-out, a mask of the picture's size. */
  cutOutHash: AssetHash.optional(),
  fileName: line(255),
  importedAt: Instant,
  updatedAt: Instant,
  trashedAt: Instant.optional(),
});
export type CatalogGarment = z.infer<typeof CatalogGarment>;

/** What the library is asked for. Everything given must hold; a list means any of its members. */
export const GarmentQuery = z.strictObject({
  /** Words in English or Chinese, all of which must be found; the last one may be unfinished. */
  text: line(300).default(''),
  categories: z.array(Category).max(CATEGORIES.length).default([]),
  tags: z.array(line(60)).max(20).default([]),
  brands: z.array(line(100)).max(20).default([]),
  seasons: z.array(line(60)).max(20).default([]),
  sizes: z.array(line(20)).max(20).default([]),
  ratingAtLeast: z.int().min(0).max(5).default(0),
  flags: z.array(z.enum(['none', 'pick', 'reject'])).default([]),
  price: z.strictObject({ from: z.int().min(0).optional(), to: z.int().min(0).optional() }).default({}),
  collection: Id.optional(),
  trash: z.boolean().default(false),
  /** 'collection': as the collection asked for is arranged, whatever the direction; without one as 'imported'. */
  sort: z.enum([...GARMENT_SORTS, 'collection']).default('imported'),
  descending: z.boolean().default(true),
});
export type GarmentQuery = z.infer<typeof GarmentQuery>;
export type GarmentQueryInput = z.input<typeof GarmentQuery>;

export const CollectionFields = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual'), name: line(200).pipe(z.string().min(1)) }),
  /** A saved search: its members are found anew each time. */
  z.strictObject({ kind: z.literal('search'), name: line(200).pipe(z.string().min(1)), query: GarmentQuery }),
]);
export type CollectionFields = z.infer<typeof CollectionFields>;
export type CollectionInput = z.input<typeof CollectionFields>;

export interface Collection {
  id: Id;
  name: string;
  kind: 'manual' | 'search';
  query: GarmentQuery | undefined;
  createdAt: string;
}
