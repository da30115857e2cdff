/**
 * Joint centres: where the pose model's landmarks lie seen from the centres that a body's joints turn about.
 *
 * The model was taught by people who pointed at shoulders, hips, knees and ankles in pictures; the points differ from the
 * centres of rotation by the same way on everybody. Measured on synthetic people whose joints are known.
 */

import type { Vec3 } from '../mesh/vector.ts';
import * as m from '../mesh/vector.ts';

export const JOINT_CENTRES = [
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;
/** Left and right are the person's own. */
export type JointCentre = (typeof JOINT_CENTRES)[number];
/** Metres in any right-handed axes. */
export type JointCentres = Record<JointCentre, Vec3>;

type Offset = readonly [outwards: number, upwards: number, forwards: number];

/**
 * Metres from the centre to the landmark: outwards to the joint's own side, up the trunk, to the front. People point at
 * the side of the hips, which in men lies well below the joints and in women beside them.
 */
const TRUNK: Record<'Shoulder' | 'Hip', { female: Offset; male: Offset }> = {
  Shoulder: { female: [-0.001, 0.033, -0.007], male: [-0.012, 0.037, -0.005] },
  Hip: { female: [0, -0.007, 0.013], male: [-0.004, -0.045, 0.02] },
};
/** Metres down the limb from the centre to the landmark. */
const LIMB = { Knee: 0.022, Ankle: -0.028 } as const;

const SIDES = ['left', 'right'] as const;

/**
 * Where the pose model sees the joints whose centres are known, in the same axes.
 * @param sex 0 female .. 1 male
 */
export function landmarkPlaces(centres: JointCentres, sex: number): JointCentres {
  const out = { ...centres };
  const middle = (a: Vec3, b: Vec3): Vec3 => m.scale(m.add(a, b), 0.5);
  const up = m.normalize(
    m.sub(middle(centres.leftShoulder, centres.rightShoulder), middle(centres.leftHip, centres.rightHip)),
  );
  for (const part of ['Shoulder', 'Hip'] as const) {
    const span = m.sub(centres[`left${part}`], centres[`right${part}`]);
    const across = m.normalize(m.sub(span, m.scale(up, m.dot(span, up))));
    const front = m.cross(across, up);
    const { female, male } = TRUNK[part];
    const [outwards, upwards, forwards] = female.map((f, k) => f + sex * (male[k] - f));
    for (const side of SIDES) {
      const own = m.scale(across, side === 'left' ? outwards : -outwards);
      const rest = m.add(m.scale(up, upwards), m.scale(front, forwards));
      out[`${side}${part}`] = m.add(centres[`${side}${part}`], m.add(own, rest));
    }
  }
  for (const side of SIDES) {
    const along = (from: JointCentre, at: JointCentre, by: number): Vec3 =>
      m.add(centres[at], m.scale(m.normalize(m.sub(centres[at], centres[from])), by));
    out[`${side}Knee`] = along(`${side}Hip`, `${side}Knee`, LIMB.Knee);
    out[`${side}Ankle`] = along(`${side}Knee`, `${side}Ankle`, LIMB.Ankle);
  }
  return out;
}
