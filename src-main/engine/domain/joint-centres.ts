/**
 * Joint centres: where the pose model's landmarks lie seen from the centres that a body's joints turn about; the one table
 * of it, for fitting bodies to landmarks and for judging landmarks by bodies.
 *
 * The model was taught by people who pointed at shoulders, hips, knees and ankles in pictures; the points differ from the
 * centres of rotation by the same way on everybody. Measured on synthetic people whose joints are known.
 */

import { smoothstep } from '../image/ops/signal.ts';
import type { Vec3 } from '../mesh/vector.ts';
import * as m from '../mesh/vector.ts';

export const JOINT_PAIRS = ['Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle'] as const;
export type JointPair = (typeof JOINT_PAIRS)[number];
/** Left and right are the person's own. */
export type JointCentre = `${'left' | 'right'}${JointPair}`;
export const JOINT_CENTRES: readonly JointCentre[] = JOINT_PAIRS.flatMap((pair): JointCentre[] => [
  `left${pair}`,
  `right${pair}`,
]);
/** Metres in any right-handed axes. */
export type JointCentres = Record<JointCentre, Vec3>;

/** Along the bone (shoulder and hip: down the trunk), outward from the body, and forward; in torso lengths. */
export type Offset = readonly [along: number, outward: number, forward: number];
export type Convention = Readonly<Record<JointPair, Offset>>;

/**
 * Offsets of BlazePose (heavy), by `tests/bench/pose-convention.ts` on half of 200 synthetic people of seed 2; the other
 * half's differ by less than 0.015. People point at the side of the hips, which in men lies well below the joints and in
 * women beside them.
 */
export const BLAZEPOSE: Readonly<Record<'female' | 'male', Convention>> = {
  female: {
    Shoulder: [-0.069, -0.009, -0.003],
    Elbow: [-0.021, -0.01, -0.005],
    Wrist: [0.002, -0.002, 0.016],
    Hip: [0.021, -0.002, 0.022],
    Knee: [0.017, -0.002, 0.017],
    Ankle: [-0.079, 0.004, -0.002],
  },
  male: {
    Shoulder: [-0.074, -0.022, 0.014],
    Elbow: [0.003, -0.014, 0.015],
    Wrist: [0.018, -0.005, 0.011],
    Hip: [0.114, -0.011, 0.021],
    Knee: [0.081, -0.004, 0.016],
    Ankle: [-0.069, 0.011, 0.005],
  },
};

/** The convention for a person. @param sex 0 female .. 1 male; 0.5 where it is not known */
export function blazePose(sex: number): Convention {
  const between = (pair: JointPair): Offset => {
    const [f, m] = [BLAZEPOSE.female[pair], BLAZEPOSE.male[pair]];
    return [f[0] + sex * (m[0] - f[0]), f[1] + sex * (m[1] - f[1]), f[2] + sex * (m[2] - f[2])];
  };
  return Object.fromEntries(JOINT_PAIRS.map((pair) => [pair, between(pair)])) as Record<JointPair, Offset>;
}

/** Joint at the other end of the bone that ends in a joint; shoulders and hips go by the trunk. */
const BONE: Partial<Record<JointPair, JointPair>> = {
  Elbow: 'Shoulder',
  Wrist: 'Elbow',
  Knee: 'Hip',
  Ankle: 'Knee',
};
const PLACES = JOINT_PAIRS.flatMap((pair) =>
  (['left', 'right'] as const).map((side) => {
    const from = BONE[pair];
    return { joint: `${side}${pair}`, pair, side, from: from && (`${side}${from}` as const) } as const;
  }),
);
const PLACE = new Map<JointCentre, (typeof PLACES)[number]>(PLACES.map((place) => [place.joint, place]));

/** What offsets are measured in. */
export interface Trunk {
  /** Middle of the shoulders to middle of the hips, metres. */
  length: number;
  down: Vec3;
  forward: Vec3;
}

/** Undefined without a shoulder or hip, and where they do not span a trunk. */
export function trunkOf(centres: Partial<JointCentres>): Trunk | undefined {
  const { leftShoulder, rightShoulder, leftHip, rightHip } = centres;
  if (!leftShoulder || !rightShoulder || !leftHip || !rightHip) return undefined;
  const middle = (a: Vec3, b: Vec3): Vec3 => m.scale(m.add(a, b), 0.5);
  const trunk = m.sub(middle(leftHip, rightHip), middle(leftShoulder, rightShoulder));
  const length = m.length(trunk);
  if (length < 1e-6) return undefined;
  const down = m.normalize(trunk);
  const across = m.add(m.sub(leftShoulder, rightShoulder), m.sub(leftHip, rightHip));
  const left = m.sub(across, m.scale(down, m.dot(across, down)));
  if (m.length(left) < 1e-6) return undefined;
  return { length, down, forward: m.cross(down, m.normalize(left)) };
}

/** Sine between a bone and straight ahead below which no side of the bone is the front. */
const AHEAD = 0.2;

/** Unit axes of a joint, as `Offset` names them. */
export interface JointAxes {
  axes: readonly [along: Vec3, outward: Vec3, forward: Vec3];
  /** How well outward and forward are known, 0 where the bone points straight at the front or back .. 1. */
  sure: number;
}

/** Undefined where an end of the joint's bone is not known. */
export function jointAxes(
  centres: Partial<JointCentres>,
  { down, forward }: Trunk,
  joint: JointCentre,
): JointAxes | undefined {
  const { side, from } = PLACE.get(joint)!;
  let along = down;
  if (from) {
    const [start, end] = [centres[from], centres[joint]];
    if (!start || !end) return undefined;
    along = m.normalize(m.sub(end, start));
  }
  const ahead = m.sub(forward, m.scale(along, m.dot(forward, along)));
  const size = m.length(ahead);
  const front = m.scale(ahead, 1 / Math.max(size, 1e-6));
  const leftward = m.cross(front, along);
  return {
    axes: [along, side === 'left' ? leftward : m.scale(leftward, -1), front],
    sure: smoothstep(size / AHEAD),
  };
}

/**
 * Where a model of a convention sees the joints whose centres are known, in the same axes; without a trunk where they are.
 */
export function landmarkPlaces<T extends Partial<JointCentres>>(centres: T, convention: Convention): T {
  const trunk = trunkOf(centres);
  if (!trunk) return centres;
  const out: T = { ...centres };
  for (const { joint, pair } of PLACES) {
    const centre = centres[joint];
    const found = centre && jointAxes(centres, trunk, joint);
    if (!centre || !found) continue;
    const { axes, sure } = found;
    const [along, outward, forward] = convention[pair];
    const by = [along, outward * sure, forward * sure];
    const place = [0, 1, 2].map(
      (c) => centre[c] + trunk.length * axes.reduce((sum, axis, k) => sum + axis[c] * by[k], 0),
    );
    (out as Partial<JointCentres>)[joint] = place as Vec3;
  }
  return out;
}
