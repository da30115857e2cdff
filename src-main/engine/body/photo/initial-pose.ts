/** First guess of the joint angles: limb directions from the picture, with depth from the world landmarks. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import { clamp, smoothstep } from '../../image/ops/signal.ts';
import { conjugate, rotate } from '../../mesh/quaternion.ts';
import type { Vec3 } from '../../mesh/vector.ts';
import * as m from '../../mesh/vector.ts';
import { freedomIndex, limitAngles, naturalAngles } from './freedoms.ts';
import { collarTurn, type Rig, trunkTurns } from './rig.ts';

/** Segments whose lengths tell how many pixels a metre has. */
const RULERS: readonly (readonly [number, number])[] = [
  [LM.leftShoulder, LM.leftHip],
  [LM.rightShoulder, LM.rightHip],
  [LM.leftShoulder, LM.rightShoulder],
  [LM.leftShoulder, LM.leftElbow],
  [LM.rightShoulder, LM.rightElbow],
  [LM.leftElbow, LM.leftWrist],
  [LM.rightElbow, LM.rightWrist],
  [LM.leftHip, LM.leftKnee],
  [LM.rightHip, LM.rightKnee],
  [LM.leftKnee, LM.leftAnkle],
  [LM.rightKnee, LM.rightAnkle],
];

/**
 * How far a landmark may be trusted, 0..1: hidden ones and ones outside the picture are guesses of the model.
 */
export function trustOf(pose: PersonPose, width: number, height: number): Float64Array {
  return Float64Array.from(pose.landmarks, ({ x, y, visibility, presence }) => {
    const seen = Math.min(visibility, presence);
    if (!Number.isFinite(x + y) || x < 0 || y < 0 || x > width || y > height) return 0;
    return smoothstep((seen - 0.25) / 0.5);
  });
}

/** Pixels a metre in the picture, from lengths of limbs in the picture and among the world landmarks. */
export function pixelsPerMetre(pose: PersonPose, trust: Float64Array): number {
  let pixels = 0;
  let metres = 0;
  for (const [a, b] of RULERS) {
    const t = Math.min(trust[a], trust[b]);
    const [p, q] = [pose.landmarks[a], pose.landmarks[b]];
    const [u, v] = [pose.world[a], pose.world[b]];
    pixels += t * Math.hypot(p.x - q.x, p.y - q.y);
    metres += t * Math.hypot(u.x - v.x, u.y - v.y);
  }
  return metres > 0.05 ? pixels / metres : Number.NaN;
}

/** Landmarks in metres: x right and y up from the picture, z to the viewer from the world landmarks. */
export function fusedLandmarks(pose: PersonPose, scale: number): Vec3[] {
  const { landmarks, world } = pose;
  const cx = (landmarks[LM.leftHip].x + landmarks[LM.rightHip].x) / 2;
  const cy = (landmarks[LM.leftHip].y + landmarks[LM.rightHip].y) / 2;
  return landmarks.map(({ x, y }, i): Vec3 => [(x - cx) / scale, (cy - y) / scale, -world[i].z]);
}

/** Joint angles (FREEDOMS order) inside their limits; limbs that are not seen stand naturally. */
export function initialAngles(rig: Rig, pose: PersonPose, trust: Float64Array): Float64Array {
  const angles = naturalAngles();
  const scale = pixelsPerMetre(pose, trust);
  if (!(scale > 0)) return angles;
  const points = fusedLandmarks(pose, scale);
  const put = (name: string, value: number): void => {
    if (Number.isFinite(value)) angles[freedomIndex(name)] = value;
  };
  const between = (a: number, b: number): Vec3 => m.sub(points[b], points[a]);
  const seen = (...marks: number[]): boolean => marks.every((mark) => trust[mark] > 0.2);
  const yaw = (right: number, left: number): number => {
    const across = between(right, left);
    return Math.atan2(-across[2], across[0]);
  };
  const facing = pose.backView ? Math.PI : 0;
  const wrap = (a: number): number => Math.atan2(Math.sin(a), Math.cos(a));
  const hips = seen(LM.leftHip, LM.rightHip) ? wrap(yaw(LM.rightHip, LM.leftHip) - facing) : undefined;
  const chest = seen(LM.leftShoulder, LM.rightShoulder)
    ? wrap(yaw(LM.rightShoulder, LM.leftShoulder) - facing)
    : (hips ?? 0);
  const turn = hips === undefined ? chest : chest + wrap(hips - chest) / 2;
  put('turn', turn + facing);
  put('spineTwist', wrap(chest - turn) * 0.5);
  if (seen(LM.leftHip, LM.rightHip, LM.leftShoulder, LM.rightShoulder)) {
    const up = m.sub(
      m.scale(m.add(points[LM.leftShoulder], points[LM.rightShoulder]), 0.5),
      m.scale(m.add(points[LM.leftHip], points[LM.rightHip]), 0.5),
    );
    put('tilt', Math.atan2(-up[0], up[1]) * 0.7 * (facing ? -1 : 1));
  }
  if (seen(LM.leftEar, LM.rightEar))
    put('headTurn', clamp(wrap(yaw(LM.rightEar, LM.leftEar) - facing - chest), -1, 1) * 0.8);
  limitAngles(angles);
  const turns = trunkTurns(angles);
  for (const limb of rig.limbs) {
    const left = limb.side === 'L';
    const mark = (name: 'Shoulder' | 'Elbow' | 'Wrist' | 'Hip' | 'Knee' | 'Ankle'): number =>
      LM[`${left ? 'left' : 'right'}${name}`];
    const direction = (a: number, b: number): Vec3 => m.normalize(between(a, b));
    if (seen(mark('Shoulder'), mark('Elbow'))) {
      const collar = collarTurn(turns.chest, limb, angles);
      const upper = direction(mark('Shoulder'), mark('Elbow'));
      const own = rotate(conjugate(collar), upper);
      const swing = Math.acos(clamp(m.dot(own, limb.hanging), -1, 1));
      const aside = m.normalize(m.sub(own, m.scale(limb.hanging, m.dot(own, limb.hanging))));
      put(`armForward.${limb.side}`, swing * m.dot(aside, limb.forwards));
      put(`armOut.${limb.side}`, swing * m.dot(aside, limb.outwards));
      if (seen(mark('Wrist'))) {
        const fore = direction(mark('Elbow'), mark('Wrist'));
        const bend = Math.acos(clamp(m.dot(upper, fore), -1, 1));
        put(`elbow.${limb.side}`, bend);
        // the hinge lies across the bend; a straight arm does not say where
        const ownFore = rotate(conjugate(collar), fore);
        const lift = m.swing(limb.hanging, own);
        const hinge = m.apply(lift, rotate(limb.toHanging, limb.elbowAxis));
        const twist = m.twistAngle(hinge, m.cross(own, ownFore), own);
        put(`armTwist.${limb.side}`, limb.sign * clamp(twist, -1.5, 1.5) * smoothstep((bend - 0.15) / 0.45));
      }
    }
    if (seen(mark('Hip'), mark('Knee'))) {
      const thigh = direction(mark('Hip'), mark('Knee'));
      const own = rotate(conjugate(turns.pelvis), thigh);
      put(`thighForward.${limb.side}`, Math.asin(clamp(own[2], -1, 1)) * 0.8);
      put(`thighOut.${limb.side}`, Math.atan2(limb.sign * own[0], -own[1]));
      if (seen(mark('Ankle'))) {
        const calf = direction(mark('Knee'), mark('Ankle'));
        const bend = Math.acos(clamp(m.dot(thigh, calf), -1, 1));
        put(`knee.${limb.side}`, bend);
      }
    }
  }
  limitAngles(angles);
  return angles;
}
