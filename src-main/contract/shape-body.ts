/** Shape body: a person's body by its numbers, as a mesh file for a 3D view. */

import { z } from 'zod';
import { FigureStyle, MANNEQUIN } from './figure-style.ts';
import { VIEW_POSES } from './names.ts';
import { Path } from './options.ts';
import { TapeMeasures } from './sew.ts';

export { VIEW_POSES };

/** How a body stands in a 3D view. */
export const ViewPose = z.enum(VIEW_POSES);
export type ViewPose = z.infer<typeof ViewPose>;

/** A pose as a photo of a person has it: degrees by the names of joint angles, as `body` tells them; others are natural. */
export const PhotoPose = z.strictObject({
  joints: z.record(z.string().max(40), z.number().min(-720).max(720)),
});
export type PhotoPose = z.infer<typeof PhotoPose>;

export const AnyPose = z.union([ViewPose, PhotoPose]);
export type AnyPose = z.infer<typeof AnyPose>;

export const ShapeBodyRequest = z.strictObject({
  sex: z.enum(['female', 'male']),
  ageYears: z.int().min(18).max(90).optional(),
  /** Any subset; the rest is as ordinary as these let it be. */
  measures: TapeMeasures.default({}),
  pose: AnyPose.default('stand'),
  style: FigureStyle.default(MANNEQUIN),
  /**
   * The answer follows a dragged slider: the search starts at the body before, which is quicker but may end at another of
   * several bodies that have these measures.
   */
  live: z.boolean().default(false),
  /** Binary glTF file to write. */
  out: Path,
});
export type ShapeBodyRequest = z.infer<typeof ShapeBodyRequest>;
export type ShapeBodyInput = z.input<typeof ShapeBodyRequest>;

/** A wish that no body grants together with the others. */
export const Unmet = z.strictObject({
  /** ISO 8559-1 name, or massKg. */
  name: z.string(),
  /** Centimetres or kilograms. */
  wanted: z.number(),
  nearest: z.number(),
});

export const ShapedBody = z.strictObject({
  /** Centimetres by ISO 8559-1 names, and massKg. */
  measurements: z.record(z.string(), z.number()),
  unmet: z.array(Unmet),
  /** Whether there are skins to choose from; without them every figure is of stone. */
  hasSkins: z.boolean(),
});
export type ShapedBody = z.infer<typeof ShapedBody>;

export const ShapeBodyResult = ShapedBody.extend({ out: z.string(), ms: z.number() });
export type ShapeBodyResult = z.infer<typeof ShapeBodyResult>;
