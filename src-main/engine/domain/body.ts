/**
 * Body: a parametric human body, its measurements, its skeleton and its pose.
 *
 * Space: metres, y up, z towards the viewer (the front of a person at rest), x towards the person's left, which is image
 * right. The floor is y = 0. Lengths that people type or read (measurements, ease) are centimetres.
 */

import type { MeasurementName } from '../../contract/measurements.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';

export { MEASUREMENTS, type MeasurementName } from '../../contract/measurements.ts';
export type { Camera } from '../mesh/camera.ts';

/** The shape of a body, independent of its pose. */
export interface BodyShape {
  /** 0 female .. 1 male. */
  sex: number;
  /** 18 to 90. */
  ageYears: number;
  /** 0..1 each, 0.5 is average; `weight` may run to 1.4, `height` from -0.6 to 1.6. */
  muscle: number;
  weight: number;
  height: number;
  proportions: number;
  /** Breast volume 0..1, without effect on men. */
  cup: number;
  origin: { caucasian: number; asian: number; african: number };
  /** Local changes by name, -1.6..1.6, 0 or absent = none. */
  details: Partial<Record<BodyDetail, number>>;
}

/** Local shape changes the solver may use besides the macro parameters. */
export const BODY_DETAILS = [
  'bustGirth',
  'underbustGirth',
  'waistGirth',
  'hipGirth',
  'neckGirth',
  'upperArmGirth',
  'wristGirth',
  'thighGirth',
  'kneeGirth',
  'calfGirth',
  'shoulderWidth',
  'backLength',
  'waistToHip',
  'upperArmLength',
  'forearmLength',
  'upperLegLength',
  'lowerLegLength',
  'stomach',
  'buttocks',
] as const;
export type BodyDetail = (typeof BODY_DETAILS)[number];

/** Centimetres; and the body mass in kilograms where it is known. */
export type Measurements = Record<MeasurementName, number> & { massKg: number };

/** Wanted values, any subset. */
export type MeasurementGoal = Partial<Measurements>;

/** Joints the skeleton turns about; `L` and `R` are the person's own sides. */
export interface Bone {
  name: string;
  /** Index of the parent bone, -1 at the root. Parents come before children. */
  parent: number;
}

/** Rotation of every bone. */
export interface BodyPose {
  /** Four numbers (x, y, z, w) a bone: unit quaternion that turns the bone from rest to world space. */
  rotations: Float64Array;
  /** Where the root joint stands, metres. */
  root: readonly [number, number, number];
}

/** A shaped, posed body. */
export interface PosedBody {
  shape: BodyShape;
  pose: BodyPose;
  /** Posed vertices of the asset (skin first, then helpers and joints), three numbers each, metres. */
  vertices: Float32Array;
  /** The same vertices at rest. */
  rest: Float32Array;
  /** The skin to draw: split at texture seams, so numbered otherwise than `vertices`; with normals. */
  mesh: TriangleMesh;
  /** Posed bone heads, three numbers a bone, metres. */
  joints: Float64Array;
}

/** Distance to a solid, for collisions. */
export interface DistanceField {
  /**
   * Signed distance in metres at a point (negative inside) with its unit gradient, written to `out` as
   * [distance, gx, gy, gz]. Far from the solid the distance may be a lower bound.
   */
  sample(x: number, y: number, z: number, out: Float64Array): void;
}
