/** Calls about garments worn in the 3D view. */

import { z } from 'zod';
import { Alterations } from '../alterations.ts';
import { AssetHash, Id, line } from '../catalog/common.ts';
import { ErrorData } from '../errors-data.ts';
import { Pattern } from '../pattern.ts';
import { PrintedDocument } from '../print.ts';
import { PREFERENCES } from '../sew.ts';
import { CutTo, JudgedSize, WearerBody, WearGarment, WearRequest, Worn, WornGarment } from '../wear.ts';
import { DownloadToken, reads } from './define.ts';

/** As the shop labels it. */
const Label = line(20).pipe(z.string().min(1));

const LibraryGarment = z.strictObject({
  garmentId: Id,
  size: Label.optional(),
  material: WearGarment.shape.material,
  alterations: WearGarment.shape.alterations,
  colourway: WearGarment.shape.colourway,
});

export const WornLibraryGarment = WornGarment.extend({
  garmentId: Id,
  size: Label,
  recommendation: WornGarment.shape.recommendation.extend({ size: Label, nextBest: Label.optional() }),
  sizes: z.array(JudgedSize.extend({ size: Label })),
});
export type WornLibraryGarment = z.infer<typeof WornLibraryGarment>;

export const WORN_CALLS = {
  /**
   * Garments of the library sewn for a body and worn, in wearing order, innermost first. Progress comes as `render` events
   * with `ticket`.
   */
  'worn.dress': reads(
    z.strictObject({
      body: WearerBody,
      garments: z.array(LibraryGarment).min(1).max(5),
      preference: z.enum(PREFERENCES).default('regular'),
      pose: WearRequest.shape.pose,
      style: WearRequest.shape.style,
      ticket: z.uuid(),
    }),
    Worn.extend({
      /**
       * Names a binary glTF file: nodes as of `body.shape` and `garment-0`, `garment-1`, ... in the order of `garments`. Garments have
       * their picture and, where sewn, the vertex attribute `_EASE`: place of the ease on the fit scale.
       */
      mesh: AssetHash,
      garments: z.array(WornLibraryGarment),
      failed: z.array(z.strictObject({ index: z.int().min(0), garmentId: Id, error: ErrorData })),
    }),
  ),
  /**
   * How garments of the library fit, as a document on paper (PDF): the words are the window's, and the pictures it names are
   * those of `fitPicture`. Progress comes as `render` events with `ticket`.
   */
  'worn.report': reads(
    z.strictObject({
      body: WearerBody,
      garments: z.array(LibraryGarment).min(1).max(5),
      preference: z.enum(PREFERENCES).default('regular'),
      document: PrintedDocument,
      name: line(120),
      /** Whom it is about. */
      clientId: Id.optional(),
      ticket: z.uuid(),
    }),
    z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() }),
  ),
  /** The pieces of a garment as `worn.dress` told it was cut, `picture` = WebP of them on one sheet. */
  'worn.pattern': reads(
    z.strictObject({ body: WearerBody, garmentId: Id, cut: CutTo, alterations: Alterations.default({}) }),
    Pattern.extend({ picture: AssetHash }),
  ),
  /** A file of `worn.dress` or `body.shape` to be saved, as long as it is there; `clientId` = whom it shows. */
  'worn.file': reads(
    z.strictObject({ mesh: AssetHash, name: line(120), clientId: Id.optional() }),
    z.strictObject({ token: DownloadToken, fileName: z.string(), bytes: z.int() }),
  ),
  'worn.cancel': reads(z.strictObject({ ticket: z.uuid() }), z.null()),
} as const;
