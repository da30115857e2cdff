/** Pose error: distance of found body landmarks from the true ones, in the picture and in space. */

import { JOINT_PAIRS, type JointPair } from '../domain/joint-centres.ts';
import { LANDMARKS, type LandmarkName, LM, type WorldLandmark } from '../domain/pose.ts';
import type { Point } from '../image/raster.ts';
import { procrustes, type Vector3 } from './procrustes.ts';

/** The true place of a landmark. */
export interface TrueLandmark extends Point {
  /** Metres, origin at the middle of the hips, y down, z away from the camera. */
  world: Vector3;
  visible: boolean;
}
export type TrueLandmarks = Partial<Record<LandmarkName, TrueLandmark>>;

/** Left and right joint of a pair. */
export function jointsOf(pair: JointPair): LandmarkName[] {
  return [`left${pair}`, `right${pair}`];
}

/** Both joints of every pair. */
export const BODY_JOINTS: readonly LandmarkName[] = JOINT_PAIRS.flatMap(jointsOf);

/** A landmark is right within this share of the torso (Yang and Ramanan 2013). */
export const PCK_SHARE = 0.2;

/** The longer diagonal of the true torso, shoulder to opposite hip, pixels; undefined without both ends of one. */
export function torsoSize(truth: TrueLandmarks): number | undefined {
  const span = (a: LandmarkName, b: LandmarkName): number => {
    const [p, q] = [truth[a], truth[b]];
    return p && q ? Math.hypot(p.x - q.x, p.y - q.y) : 0;
  };
  const size = Math.max(span('leftShoulder', 'rightHip'), span('rightShoulder', 'leftHip'));
  return size > 0 ? size : undefined;
}

export interface PoseError {
  /** Mean distance in pixels of the visible joints. */
  errorPx: number;
  /** Share of the visible joints within `PCK_SHARE` of the torso size; undefined without a torso. */
  pck: number | undefined;
}

/**
 * @param found 33 landmarks in the pixels of the truth
 * @param joints those that count where they are visible
 * @returns undefined when none of them is visible
 */
export function poseError(
  found: readonly Point[],
  truth: TrueLandmarks,
  joints: readonly LandmarkName[] = LANDMARKS,
): PoseError | undefined {
  const distances: number[] = [];
  for (const name of joints) {
    const mark = truth[name];
    if (!mark?.visible) continue;
    const { x, y } = found[LM[name]];
    distances.push(Math.hypot(x - mark.x, y - mark.y));
  }
  if (distances.length === 0) return undefined;
  const size = torsoSize(truth);
  const near = size === undefined ? 0 : distances.filter((d) => d <= PCK_SHARE * size).length;
  return {
    errorPx: distances.reduce((sum, d) => sum + d, 0) / distances.length,
    pck: size === undefined ? undefined : near / distances.length,
  };
}

export interface PoseError3d {
  /** Mean distance in millimetres after the middles of the hips are brought together. */
  mm: number;
  /** The same after the best move, turn and scale of the whole pose. */
  procrustesMm: number;
}

/** Over the true joints of `BODY_JOINTS`, hidden ones included; undefined without the hips or with fewer than four. */
export function poseError3d(found: readonly WorldLandmark[], truth: TrueLandmarks): PoseError3d | undefined {
  const { leftHip, rightHip } = truth;
  const joints = BODY_JOINTS.filter((name) => truth[name]);
  if (!leftHip || !rightHip || joints.length < 4) return undefined;
  const vector = ({ x, y, z }: WorldLandmark): Vector3 => [x, y, z];
  const seen = joints.map((name) => vector(found[LM[name]]));
  const real = joints.map((name) => truth[name]?.world as Vector3);
  const seenRoot = middle(vector(found[LM.leftHip]), vector(found[LM.rightHip]));
  const realRoot = middle(leftHip.world, rightHip.world);
  const rooted = seen.map(
    (p): Vector3 => [
      p[0] - seenRoot[0] + realRoot[0],
      p[1] - seenRoot[1] + realRoot[1],
      p[2] - seenRoot[2] + realRoot[2],
    ],
  );
  return {
    mm: 1000 * meanDistance(rooted, real),
    procrustesMm: 1000 * meanDistance(procrustes(seen, real), real),
  };
}

function middle(a: Vector3, b: Vector3): Vector3 {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}

function meanDistance(a: readonly Vector3[], b: readonly Vector3[]): number {
  return (
    a.reduce((sum, p, i) => sum + Math.hypot(p[0] - b[i][0], p[1] - b[i][1], p[2] - b[i][2]), 0) / a.length
  );
}
