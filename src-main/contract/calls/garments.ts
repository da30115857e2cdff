/** Calls about garments, collections and searching. */

import { z } from 'zod';
import { AssetHash, Id, line, Page } from '../catalog/common.ts';
import {
  CATEGORIES,
  CatalogGarment,
  CollectionFields,
  GarmentColour,
  GarmentFields,
  GarmentQuery,
} from '../catalog/garment.ts';
import { GarmentLandmark } from '../seen.ts';
import { Sentence } from '../sentences.ts';
import { ById, ByIds, Nothing, reads, Uploads, UploadToken, writes } from './define.ts';
import { JobView } from './jobs.ts';

export const CollectionView = z.strictObject({
  id: Id,
  name: z.string(),
  kind: z.enum(['manual', 'search']),
  query: GarmentQuery.optional(),
  count: z.int(),
});
export type CollectionView = z.infer<typeof CollectionView>;

const Facet = z.strictObject({ value: z.string(), count: z.int() });

/** Fields a change may give; what is left out stays. Has no defaults, unlike {@link GarmentFields}. */
export const GarmentChanges = z.strictObject({
  name: GarmentFields.shape.name.unwrap().optional(),
  sku: GarmentFields.shape.sku.unwrap().optional(),
  brand: GarmentFields.shape.brand.unwrap().optional(),
  category: GarmentFields.shape.category.nullable(),
  colours: GarmentFields.shape.colours.unwrap().optional(),
  sizes: GarmentFields.shape.sizes.unwrap().optional(),
  price: GarmentFields.shape.price.nullable(),
  currency: GarmentFields.shape.currency.nullable(),
  season: GarmentFields.shape.season.unwrap().optional(),
  notes: GarmentFields.shape.notes.unwrap().optional(),
  tags: z
    .array(line(60).pipe(z.string().min(1)))
    .max(100)
    .optional(),
  rating: GarmentFields.shape.rating.unwrap().optional(),
  flag: GarmentFields.shape.flag.unwrap().optional(),
  landmarks: GarmentFields.shape.landmarks.unwrap().optional(),
  attributes: GarmentFields.shape.attributes.unwrap().optional(),
});
export type GarmentChanges = z.infer<typeof GarmentChanges>;

/** A garment as the engine sees it with the user's corrections. */
export const GarmentSeen = z.strictObject({
  width: z.int(),
  height: z.int(),
  category: z.enum(CATEGORIES),
  sleeve: z.string(),
  confidence: z.number().min(0).max(1),
  landmarks: z.array(GarmentLandmark),
  /** Transparent picture of the cut-out, longest side at most 1024. */
  cutOut: AssetHash,
  /** What lowers the confidence, and things done to read the file. */
  notes: z.array(Sentence),
});
export type GarmentSeen = z.infer<typeof GarmentSeen>;

/** A stroke of the repair brush on a garment's cut-out; picture pixels, x and y by turns. */
export const CutOutStroke = z.strictObject({
  does: z.enum(['add', 'remove']),
  radius: z.number().min(0.5).max(2000),
  /** Follows the edges of the picture instead of the brush's own rim. */
  edgeAware: z.boolean().default(true),
  points: z.array(z.number()).min(2).max(20_000),
});

export const GARMENT_CALLS = {
  'garments.search': reads(
    z.strictObject({ query: GarmentQuery, page: Page.partial().default({}) }),
    z.strictObject({ total: z.int(), garments: z.array(CatalogGarment) }),
  ),
  /** Every match in order, for selecting all. */
  'garments.ids': reads(z.strictObject({ query: GarmentQuery }), z.array(Id)),
  /** Largest colour of every garment whose colours are known, by id: something to show before its record is there. */
  'garments.colours': reads(Nothing, z.record(Id, GarmentColour.shape.hex)),
  'garments.facets': reads(
    Nothing,
    z.strictObject({
      brands: z.array(Facet),
      seasons: z.array(Facet),
      tags: z.array(Facet),
      sizes: z.array(Facet),
      categories: z.array(Facet),
    }),
  ),
  'garments.get': reads(ById, CatalogGarment),
  'garments.import': writes(z.strictObject({ uploads: Uploads, collectionId: Id.optional() }), JobView),
  /**
   * Makes a garment of each of those that lie side by side in the picture of one; that one goes to the trash, from where it comes
   * back as it was. None, and nothing is changed, where no two can be told apart.
   */
  'garments.split': writes(ById, z.array(CatalogGarment)),
  'garments.update': writes(
    z.strictObject({ ids: ByIds.shape.ids, changes: GarmentChanges }),
    z.array(CatalogGarment),
  ),
  'garments.retag': writes(
    z.strictObject({
      ids: ByIds.shape.ids,
      add: z.array(line(60)).max(20),
      remove: z.array(line(60)).max(20),
    }),
    z.array(CatalogGarment),
  ),
  'garments.inspect': reads(ById, GarmentSeen),
  /** Repairs the cut-out by strokes on top of the present one; answers with the garment seen anew. */
  'garments.repairCutOut': writes(
    z.strictObject({ id: Id, strokes: z.array(CutOutStroke).min(1).max(500) }),
    GarmentSeen,
  ),
  /** Back to the engine's own cut-out, or to an earlier repaired one of this picture's size (`cutOutHash` as it was). */
  'garments.resetCutOut': writes(z.strictObject({ id: Id, to: AssetHash.optional() }), GarmentSeen),
  'garments.setBack': writes(z.strictObject({ id: Id, upload: UploadToken.optional() }), CatalogGarment),
  'collections.list': reads(Nothing, z.array(CollectionView)),
  'collections.create': writes(CollectionFields, CollectionView),
  'collections.rename': writes(
    z.strictObject({ id: Id, name: line(200).pipe(z.string().min(1)) }),
    CollectionView,
  ),
  'collections.delete': writes(ById, z.null()),
  'collections.add': writes(z.strictObject({ id: Id, garmentIds: ByIds.shape.ids }), CollectionView),
  'collections.remove': writes(z.strictObject({ id: Id, garmentIds: ByIds.shape.ids }), CollectionView),
} as const;
