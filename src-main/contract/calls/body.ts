/** Calls about the body in the 3D view: by numbers, and as a photo tells it. */

import { z } from 'zod';
import { ToldPose } from '../body.ts';
import { AssetHash, Id } from '../catalog/common.ts';
import { Joints } from '../joints.ts';
import { Sentence } from '../sentences.ts';
import { ShapeBodyRequest, ShapedBody } from '../shape-body.ts';
import { reads } from './define.ts';

const { sex, ageYears, measures, pose, style, live } = ShapeBodyRequest.shape;

export const BODY_CALLS = {
  /** A body with these measures, any subset of them. */
  'body.shape': reads(
    z.strictObject({ sex, ageYears, measures, pose, style, live }),
    /** `mesh` names a binary glTF file: nodes `body` and `eyes`, by the style `brows`, `hair` and `shoes`, metres, y up, facing z. */
    ShapedBody.extend({ mesh: AssetHash }),
  ),
  /** What a photo tells of a body. Progress comes as `render` events with `ticket`. */
  'body.fromPhoto': reads(
    z.strictObject({
      photoId: Id,
      /** Which person, 1 = largest, which is also taken when left out. */
      subject: z.int().min(1).max(99).optional(),
      sex: sex.optional(),
      ageYears,
      /** Centimetres; without it that of the average with a wide uncertainty. */
      statureCm: z.number().min(130).max(220).optional(),
      ticket: z.uuid(),
    }),
    z.strictObject({
      /** Centimetres with one sigma, by ISO 8559-1 names. */
      measurements: z.record(z.string(), z.strictObject({ value: z.number(), spread: z.number() })),
      /** What makes the measurements less sure than they could be. */
      notes: z.array(Sentence),
      /** The photo with the body drawn over it. */
      overlay: AssetHash,
      /** Agreement of the body's silhouette with the person's, 0..1, without hair and things carried. */
      iou: z.number().min(0).max(1),
    }),
  ),
  /**
   * The pose of a person in a photo, for `body.shape` and `worn.dress`; found once for each photo. Progress comes as `render`
   * events with `ticket`, which `body.cancel` takes.
   */
  'body.pose': reads(
    z.strictObject({
      photoId: Id,
      subject: z.int().min(1).max(99).default(1),
      /** Put right by hand in the look. */
      joints: Joints.default({}),
      ticket: z.uuid(),
    }),
    ToldPose,
  ),
  'body.cancel': reads(z.strictObject({ ticket: z.uuid() }), z.null()),
} as const;
