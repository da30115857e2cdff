/** Stances of the studio's clients: relaxed, hand on hip, arms crossed, walking and so on, varied by chance. */

import type { Stance } from '../body/index.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { Dice } from './dice.ts';

export const STANCES = [
  'standing',
  'arms away',
  'hand on hip',
  'hands on hips',
  'walking',
  'three-quarter turn',
  'arms crossed',
  'weight on one leg',
] as const;
export type StanceName = (typeof STANCES)[number];

type Arm = Stance['arms']['L'];

const hanging = (d: Dice, away = 0.24): Arm => ({
  upper: [away + d.near(0, 0.03), -1, d.near(-0.05, 0.04)],
  fore: [away * 0.6 + d.near(0, 0.04), -1, d.near(0.2, 0.07)],
  roll: d.near(-0.4, 0.15),
});

/** The hand lies deep in the waist until the arm is opened. */
const onHip = (d: Dice): Arm => ({
  upper: [1.05 + d.near(0, 0.06), -1, -0.32],
  fore: [-1, -0.55 + d.near(0, 0.05), 0.28],
  roll: -0.6,
  wrist: -0.7,
  curl: 0.6,
});

/** An arm turned away from the trunk by about that many radians: outwards, or forwards from the chest. */
export function opened(name: StanceName, arm: Arm, by: number): Arm {
  const [ux, uy, uz] = arm.upper;
  const [fx, fy, fz] = arm.fore;
  if (name === 'arms crossed') return { ...arm, upper: [ux, uy, uz + by * 0.6], fore: [fx, fy, fz + by] };
  if (fx < 0) return { ...arm, upper: [ux + by * 0.35, uy, uz], fore: [fx + by, fy, fz] };
  return { ...arm, upper: [ux + by, uy, uz], fore: [fx + by, fy, fz] };
}

const swung = (d: Dice, forward: number): Arm => ({
  upper: [0.2, -1, forward * 0.34 - 0.04],
  fore: [0.1, -1, 0.22 + forward * 0.4],
  roll: d.near(-0.35, 0.1),
});

const leg = (out: number, forward: number, turn: number): Stance['legs']['L'] => ({
  thigh: [out, -1, forward] as Vec3,
  calf: [out * 0.5, -1, forward * 0.4 - 0.05] as Vec3,
  turn,
});

/** A stance of that name and how far the whole person is turned from the camera, radians. */
export function drawStance(name: StanceName, d: Dice): { stance: Stance; turn: number } {
  const legs = { L: leg(0.05, 0, d.near(0.18, 0.06)), R: leg(0.05, 0, d.near(0.18, 0.06)) };
  const side = d.chance(0.5) ? 'L' : 'R';
  const other = side === 'L' ? 'R' : 'L';
  const head = { headTurn: d.near(0, 0.08), headTilt: d.near(0, 0.03), headNod: d.near(0.02, 0.03) };
  let turn = d.near(0, 0.06);
  const arms = { L: hanging(d), R: hanging(d) };
  const stance: Stance = { arms, legs, ...head };
  switch (name) {
    case 'arms away':
      arms.L = hanging(d, 0.42);
      arms.R = hanging(d, 0.42);
      break;
    case 'hand on hip':
      arms[side] = onHip(d);
      stance.hipRoll = (side === 'L' ? 1 : -1) * 0.03;
      break;
    case 'hands on hips':
      arms.L = onHip(d);
      arms.R = onHip(d);
      break;
    case 'walking':
      arms[side] = swung(d, 1);
      arms[other] = swung(d, -0.7);
      legs[other] = leg(0.02, 0.26, 0.1);
      legs[side] = { thigh: [0.03, -1, -0.16], calf: [0.01, -1, -0.42], turn: 0.12 };
      break;
    case 'three-quarter turn':
      turn = (d.chance(0.5) ? 1 : -1) * d.between(0.42, 0.72);
      stance.headTurn = -turn * 0.45;
      break;
    case 'arms crossed':
      arms.L = { upper: [0.26, -1, 0.34], fore: [-1, 0.12, 0.34], roll: 0.5, curl: 0.6 };
      arms.R = { upper: [0.26, -1, 0.42], fore: [-1, 0.22, 0.46], roll: 0.5, curl: 0.6 };
      break;
    case 'weight on one leg':
      stance.hipRoll = (side === 'L' ? 1 : -1) * d.between(0.04, 0.07);
      stance.chestRoll = -stance.hipRoll * 0.6;
      legs[other] = leg(0.12, 0.1, 0.4);
      break;
    default:
  }
  return { stance, turn };
}

/** The invisible body of product shots; `long` sleeves hang closer. */
export function mannequin(long: boolean): Stance {
  const arm: Arm = long
    ? { upper: [0.36, -1, -0.02], fore: [0.3, -1, 0.06] }
    : { upper: [0.52, -1, -0.02], fore: [0.46, -1, 0.06] };
  const straight = { thigh: [0.1, -1, 0] as Vec3, calf: [0.08, -1, 0] as Vec3, turn: 0.1 };
  return { arms: { L: arm, R: arm }, legs: { L: straight, R: straight } };
}
