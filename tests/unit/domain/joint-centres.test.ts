/** Landmarks beside joint centres: they turn with the body and do not care which way axes point. */

import { expect, it } from 'vitest';
import {
  blazePose,
  JOINT_CENTRES,
  type JointCentres,
  landmarkPlaces,
} from '../../../src-main/engine/domain/joint-centres.ts';
import { apply, axisAngle, length, normalize, sub, type Vec3 } from '../../../src-main/engine/mesh/vector.ts';

/** A person who stands upright, x to their left, y up, z to the front. */
const person = Object.fromEntries(
  JOINT_CENTRES.map((name) => {
    const s = name.startsWith('left') ? 1 : -1;
    const place: Record<string, Vec3> = {
      Shoulder: [0.17 * s, 1.32, 0.02],
      Elbow: [0.3 * s, 1.1, 0.02],
      Wrist: [0.35 * s, 0.88, 0.1],
      Hip: [0.1 * s, 0.87, 0.01],
      Knee: [0.12 * s, 0.47, 0.03],
      Ankle: [0.13 * s, 0.07, 0],
    };
    return [name, place[name.replace(/^(left|right)/, '')]];
  }),
) as JointCentres;

const offsets = (centres: JointCentres, sex: number): Record<string, Vec3> => {
  const places = landmarkPlaces(centres, blazePose(sex));
  return Object.fromEntries(JOINT_CENTRES.map((name) => [name, sub(places[name], centres[name])]));
};

it('sees shoulders above, hips and knees below and ankles above the centres', () => {
  for (const sex of [0, 0.5, 1])
    for (const side of ['left', 'right']) {
      const by = offsets(person, sex);
      expect(by[`${side}Shoulder`][1]).toBeGreaterThan(0.03);
      expect(by[`${side}Knee`][1]).toBeLessThan(-0.004);
      expect(by[`${side}Ankle`][1]).toBeGreaterThan(0.02);
    }
  expect(offsets(person, 0).leftHip[1] - offsets(person, 1).leftHip[1]).toBeGreaterThan(0.03);
});

it('mirrors left and right', () => {
  const by = offsets(person, 1);
  for (const part of ['Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle']) {
    const [x, y, z] = by[`left${part}`];
    const right = by[`right${part}`];
    [-x, y, z].forEach((v, k) => {
      expect(right[k]).toBeCloseTo(v, 12);
    });
  }
});

it('turns and moves with the body', () => {
  const turn = axisAngle(normalize([0.3, 0.8, -0.5]), 2.1);
  const moved = Object.fromEntries(
    JOINT_CENTRES.map((name) => [name, apply(turn, person[name]).map((v) => v + 3) as Vec3]),
  ) as JointCentres;
  const still = offsets(person, 0.3);
  const turned = offsets(moved, 0.3);
  for (const name of JOINT_CENTRES)
    expect(length(sub(apply(turn, still[name]), turned[name])), name).toBeLessThan(1e-12);
});

it('is smooth where a forearm comes to point straight ahead, and leaves what is not known out', () => {
  const forward = (angle: number): JointCentres => ({
    ...person,
    leftWrist: [0.3, 1.1 - 0.25 * Math.sin(angle), 0.02 + 0.25 * Math.cos(angle)],
  });
  const beside = (angle: number): Vec3 =>
    sub(landmarkPlaces(forward(angle), blazePose(0)).leftWrist, forward(angle).leftWrist);
  for (let angle = -0.4; angle < 0.4; angle += 0.01)
    expect(length(sub(beside(angle), beside(angle + 0.01)))).toBeLessThan(0.003);
  const { leftWrist: _, ...rest } = person;
  expect(landmarkPlaces(rest, blazePose(0))).not.toHaveProperty('leftWrist');
  const { leftHip: __, ...less } = person;
  expect(landmarkPlaces(less, blazePose(0))).toBe(less);
});
