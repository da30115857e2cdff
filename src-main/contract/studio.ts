/**
 * Studio: the layout of a folder of synthetic cases with their exact truth, and of real pairs, as `toile studio make`
 * writes and `toile bench quality` reads them.
 *
 * A set is a folder with `set.json` and one folder per case. A case holds `case.json` and the pictures it names (paths are
 * file names inside the case's folder). Person pictures `a` and `b` show the same client, pose, light and camera in two
 * outfits; `b` wears the garments of the case, and everything else of `b` is as in `a`. All truth rasters have the size
 * of the person pictures and are not anti-aliased, except the matte.
 */

import { z } from 'zod';

const FileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
const PicturePoint = z.strictObject({ x: z.number(), y: z.number() });

/** Truth of one person picture. */
export const PersonTruth = z.strictObject({
  /** RGB picture, PNG. */
  picture: FileName,
  /** Grey 8-bit label map, the values of `toile analyze --labels`. */
  labels: FileName,
  /** Grey 8-bit alpha of the person. */
  matte: FileName,
  /** RGB 16-bit: camera-space unit normal n as (n + 1) / 2; 0 where there is no person. */
  normals: FileName,
  /** Grey 16-bit: distance from the camera along its axis in tenths of a millimetre; 0 where there is no person. */
  depth: FileName,
});

/** A garment worn in `b`, innermost first. */
export const GarmentTruth = z.strictObject({
  category: z.enum(['top', 'trousers', 'shorts', 'skirt', 'dress', 'jacket']),
  sleeve: z.enum(['sleeveless', 'strap', 'short', 'long', 'none']),
  fabric: z.string(),
  /** Product shot on an invisible body, and laid flat; RGB. */
  ghost: FileName,
  flat: FileName,
  /** Grey 8-bit coverage of the two product shots. */
  ghostMask: FileName,
  flatMask: FileName,
  /** Landmarks of the ghost shot by the engine's names, pixels; L and R are sides of the picture. */
  landmarks: z.record(z.string(), PicturePoint),
  /** The same of the flat shot; sets of generators before 5 lack them. */
  flatLandmarks: z.record(z.string(), PicturePoint).optional(),
  /** Grey 8-bit: 255 where this garment is visible in `b`. */
  worn: FileName,
  /**
   * RGB 16-bit: for every pixel of `worn` the point of the ghost shot that shows the same spot of cloth: R = x / width *
   * 65535, G = y / height * 65535, B = 65535; B = 0 where the ghost shot does not show that spot.
   */
  source: FileName,
});

export const StudioCase = z.strictObject({
  name: FileName,
  seed: z.int(),
  kind: z.enum(['top', 'bottom', 'dress', 'layers']),
  width: z.int().min(1).max(20_000),
  height: z.int().min(1).max(20_000),
  /** Words for reports: body, pose, light. */
  about: z.string(),
  tuck: z.boolean(),
  /**
   * By landmark name (BlazePose): picture pixels, and metres with the origin at the middle of the hips, x to image right, y
   * down, z away from the camera; `visible` when nothing lies in front of the joint's skin or cloth.
   */
  keypoints: z.record(
    z.string(),
    z.strictObject({
      x: z.number(),
      y: z.number(),
      world: z.tuple([z.number(), z.number(), z.number()]),
      visible: z.boolean(),
    }),
  ),
  a: PersonTruth,
  b: PersonTruth,
  garments: z.array(GarmentTruth).min(1),
});
export type StudioCase = z.infer<typeof StudioCase>;
export type PersonTruth = z.infer<typeof PersonTruth>;
export type GarmentTruth = z.infer<typeof GarmentTruth>;

export const StudioSet = z.strictObject({
  format: z.literal(1),
  seed: z.int(),
  cases: z.array(FileName),
  /** Version of the generator: sets of different versions are not comparable. */
  generator: z.string(),
});
export type StudioSet = z.infer<typeof StudioSet>;
