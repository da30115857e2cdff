/** Stances: a pose told by the directions of limbs, turned into one rotation for each bone. */

import { clamp, smoothstep } from '../image/ops/signal.ts';
import type { Mat3, Vec3 } from '../mesh/vector.ts';
import * as m from '../mesh/vector.ts';

/** The person's own sides. */
type Side = 'L' | 'R';

export interface ArmPose {
  /** Directions of upper arm and forearm; x outwards, y up, z to the front. */
  upper: Vec3;
  fore: Vec3;
  /** Turn of the hand about the forearm, radians, positive = thumb forwards. */
  roll?: number;
  /** Bend of the wrist towards the palm, radians. */
  wrist?: number;
  /** Finger bend, 1 = relaxed. */
  curl?: number;
}

export interface Stance {
  arms: Record<Side, ArmPose>;
  /** Directions of thigh and calf; x outwards, y up, z to the front; foot turned outwards by `turn` radians. */
  legs: Record<Side, { thigh: Vec3; calf: Vec3; turn: number }>;
  /** Radians. Roll to the person's left of hips, counter-roll of the chest, turn and tilt of the head. */
  hipRoll?: number;
  chestRoll?: number;
  chestTurn?: number;
  headTurn?: number;
  headTilt?: number;
  headNod?: number;
}

/**
 * World rotation of every bone a stance turns, by bone name; bones it does not name move with their parent.
 *
 * `restJoint` gives the head of a bone on the body at rest.
 */
export function stanceRotations(restJoint: (bone: string) => Vec3, pose: Stance): Map<string, Mat3> {
  const rotations = new Map<string, Mat3>();
  const spin = (axis: Vec3, angle: number | undefined): Mat3 => m.axisAngle(axis, angle ?? 0);
  const hips = spin([0, 0, 1], pose.hipRoll);
  const chest = m.multiply(spin([0, 1, 0], pose.chestTurn), spin([0, 0, 1], pose.chestRoll));
  const middle = m.multiply(
    spin([0, 1, 0], (pose.chestTurn ?? 0) / 2),
    spin([0, 0, 1], ((pose.chestRoll ?? 0) + (pose.hipRoll ?? 0)) / 2),
  );
  const look = (f: number): Mat3 =>
    m.multiply(
      spin([0, 1, 0], (pose.headTurn ?? 0) * f),
      m.multiply(spin([0, 0, 1], (pose.headTilt ?? 0) * f), spin([1, 0, 0], (pose.headNod ?? 0) * f)),
    );
  rotations.set('root', hips).set('spine05', hips).set('spine03', middle);
  // the rib cage is one piece
  rotations.set('spine02', chest).set('spine01', chest);
  rotations.set('neck01', m.multiply(look(0.4), chest)).set('head', look(1));
  for (const side of ['L', 'R'] as const) {
    const sign = side === 'L' ? 1 : -1;
    const outward = (v: Vec3): Vec3 => m.normalize([v[0] * sign, v[1], v[2]]);
    const name = (bone: string): string => `${bone}.${side}`;
    const along = (a: string, b: string): Vec3 => m.normalize(m.sub(restJoint(name(b)), restJoint(name(a))));
    const arm = pose.arms[side];
    const upper0 = along('upperarm01', 'lowerarm01');
    const fore0 = along('lowerarm01', 'wrist');
    const hand0 = along('wrist', 'finger3-1');
    const knuckles0 = m.normalize(m.sub(restJoint(name('finger2-1')), restJoint(name('finger5-1'))));
    const upper = outward(arm.upper);
    const fore = outward(arm.fore);
    const lift = m.swing(m.apply(chest, upper0), upper);
    // the collarbone follows a sixth of the arm's way, and more of what goes beyond the shoulder's height
    const angle = Math.acos(clamp((lift[0] + lift[4] + lift[8] - 1) / 2, -1, 1));
    const axis = m.normalize([lift[7] - lift[5], lift[2] - lift[6], lift[3] - lift[1]]);
    const collar = m.multiply(
      m.axisAngle(axis, Math.min(0.65, Math.min(0.3, angle / 6) + Math.max(0, angle - 1) * 0.35)),
      chest,
    );
    rotations.set(name('clavicle'), collar);
    const swung = m.multiply(m.swing(m.apply(collar, upper0), upper), collar);
    // the elbow is a hinge: turn the upper arm until its hinge lies across the wanted bend
    const bend = Math.acos(clamp(m.dot(upper, fore), -1, 1));
    const hinge = m.twistAngle(m.apply(swung, m.cross(upper0, fore0)), m.cross(upper, fore), upper);
    const twist = clamp(hinge * smoothstep((bend - 0.15) / 0.45), -1.5, 1.5);
    rotations.set(name('upperarm01'), m.multiply(m.axisAngle(upper, twist * 0.4), swung));
    const armFull = m.multiply(m.axisAngle(upper, twist), swung);
    rotations.set(name('upperarm02'), armFull);
    const foreSwung = m.multiply(m.swing(m.apply(armFull, fore0), fore), armFull);
    const roll = (arm.roll ?? 0) * sign;
    rotations.set(name('lowerarm01'), m.multiply(m.axisAngle(fore, roll * 0.35), foreSwung));
    rotations.set(name('lowerarm02'), m.multiply(m.axisAngle(fore, roll * 0.75), foreSwung));
    const rolled = m.multiply(m.axisAngle(fore, roll), foreSwung);
    const knuckles = m.apply(rolled, knuckles0);
    const hand = m.multiply(m.axisAngle(knuckles, -(arm.wrist ?? 0) * sign), rolled);
    rotations.set(name('wrist'), hand);
    const thumb0 = m.sub(restJoint(name('finger1-2')), restJoint(name('finger1-1')));
    const thumb = m.apply(hand, m.normalize(thumb0));
    const axes = { knuckles: m.apply(hand, knuckles0), forward: m.apply(hand, hand0), thumb };
    for (const [bone, turn] of fingers(side, hand, axes, arm.curl ?? 1)) rotations.set(bone, turn);
    const leg = pose.legs[side];
    const thigh = m.swing(along('upperleg01', 'lowerleg01'), outward(leg.thigh));
    rotations.set(name('upperleg01'), m.multiply(spin([0, 1, 0], leg.turn * sign * 0.5), thigh));
    const calf0 = m.apply(thigh, along('lowerleg01', 'foot'));
    rotations.set(
      name('lowerleg01'),
      m.multiply(m.swing(calf0, outward(leg.calf)), rotations.get(name('upperleg01'))!),
    );
    rotations.set(name('foot'), spin([0, 1, 0], leg.turn * sign));
  }
  return rotations;
}

/** Relaxed fingers; every joint bends about the line of the knuckles, the thumb towards the fingers. */
function fingers(
  side: Side,
  hand: Mat3,
  axes: { knuckles: Vec3; forward: Vec3; thumb: Vec3 },
  curl: number,
): [string, Mat3][] {
  const out: [string, Mat3][] = [];
  const sign = side === 'L' ? -1 : 1;
  const flex: Record<number, Vec3> = {
    2: [0.22, 0.3, 0.2],
    3: [0.3, 0.38, 0.25],
    4: [0.36, 0.42, 0.28],
    5: [0.42, 0.45, 0.3],
  };
  for (const [finger, bends] of Object.entries(flex)) {
    let total = hand;
    bends.forEach((bend, k) => {
      total = m.multiply(m.axisAngle(axes.knuckles, sign * bend * curl), total);
      out.push([`finger${finger}-${k + 1}.${side}`, total]);
    });
  }
  const axis = m.normalize(m.cross(axes.thumb, axes.forward));
  let total = hand;
  [0.3, 0.15, 0.12].forEach((bend, k) => {
    total = m.multiply(m.axisAngle(axis, bend * curl), total);
    out.push([`finger1-${k + 1}.${side}`, total]);
  });
  return out;
}
