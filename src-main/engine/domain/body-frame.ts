/** Body frame: torso coordinates and widths of the person, measured from pose and parsing. */

import type { Sentence } from '../../contract/sentences.ts';
import type { Mask, Point, Raster } from '../image/raster.ts';

/** Arm seen at one side of the picture. */
export interface ArmFrame {
  shoulder: Point;
  elbow: Point;
  wrist: Point;
  /** Half width of the arm in analysis px at 21 stations: 0..10 shoulder to elbow, 10..20 elbow to wrist. */
  halfWidth: Float64Array;
  /** Stations where bare skin was seen. */
  bare: boolean[];
  /** The user put one of its joints in its place: cloth follows the bones, also where the photo shows no arm. */
  corrected?: boolean;
  /** Distance of every analysis pixel to upper arm and forearm, and normalised position along them. */
  upperDistance: Float32Array;
  upperT: Float32Array;
  foreDistance: Float32Array;
  foreT: Float32Array;
}

export interface LegFrame {
  hip: Point;
  knee: Point;
  ankle: Point;
}

/**
 * Coordinates: (h, d) = (lateral, downward) offsets in analysis px from the middle of the shoulders, `right` points to
 * image right along the shoulder line, `down` along the torso. L and R are sides of the picture.
 */
export interface BodyFrame {
  width: number;
  height: number;
  shoulderMid: Point;
  hipMid: Point;
  right: Point;
  down: Point;
  /** Unit of length: shoulder width or 0.58 torso lengths, whichever is larger (analysis px). */
  unit: number;
  torsoLength: number;
  /** h and d of every analysis pixel. */
  lateral: Float32Array;
  depth: Float32Array;
  /** Rows of d at which torso half widths are sampled, analysis px. */
  rows: Float64Array;
  /** Torso half width by row and side, arms excluded; `tight` without the allowance where an arm touches. */
  extent: { L: Float64Array; R: Float64Array };
  extentTight: { L: Float64Array; R: Float64Array };
  /** Upper contour of neck and shoulders: d as a function of lateral position. */
  contourLateral: Float64Array;
  contourTop: Float64Array;
  neckHalfWidth: number;
  arms: { L: ArmFrame; R: ArmFrame };
  legs: { L: LegFrame; R: LegFrame };
  /** 1 where the pixel belongs to an arm or a hand rather than to the torso. */
  armLike: Raster<Uint8Array>;
  /** Signed distance to the body silhouette (negative inside), analysis px, and its unit gradient. */
  silhouette: Mask;
  silhouetteGradX: Float32Array;
  silhouetteGradY: Float32Array;
  /** 0..1 and reasons in words. */
  confidence: number;
  reasons: Sentence[];
}
