/** The pose of a photo on other bodies: limbs point where the fit has them, hands stay outside, and doubts are told. */

import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../../src-main/contract/errors.ts';
import { averageShape, FREEDOMS } from '../../../../src-main/engine/body/index.ts';
import { freedomIndex, naturalAngles } from '../../../../src-main/engine/body/photo/freedoms.ts';
import { photoPose, toldPose } from '../../../../src-main/engine/body/photo/photo-pose.ts';
import { articulate, rigOf } from '../../../../src-main/engine/body/photo/rig.ts';
import type { BodyPose, PosedBody } from '../../../../src-main/engine/domain/body.ts';
import * as m from '../../../../src-main/engine/mesh/vector.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));

const jointOf = ({ joints }: PosedBody, bone: string): m.Vec3 => {
  const b = body.boneIndex(bone) * 3;
  return [joints[b], joints[b + 1], joints[b + 2]];
};
const LIMBS = ['L', 'R'].flatMap((side) =>
  [
    ['upperarm01', 'lowerarm01'],
    ['lowerarm01', 'wrist'],
    ['upperleg01', 'lowerleg01'],
    ['lowerleg01', 'foot'],
  ].map((ends) => ends.map((bone) => `${bone}.${side}`)),
);
const directions = (posed: PosedBody): m.Vec3[] =>
  LIMBS.map(([from, to]) => m.normalize(m.sub(jointOf(posed, to), jointOf(posed, from))));

/** Degrees, as a fit tells them. */
const WAVING = {
  'armOut.L': 100,
  'elbow.L': 60,
  'armOut.R': 25,
  'armForward.R': 20,
  'elbow.R': 30,
  'thighForward.L': 35,
  'thighOut.L': 12,
  'knee.L': 50,
  spineSide: 8,
};

describe('the pose of a photo', () => {
  it('has limbs as the fit has them on a body of another shape, and is none that there was', () => {
    const angles = naturalAngles();
    for (const [name, degrees] of Object.entries(WAVING))
      angles[freedomIndex(name)] = (degrees * Math.PI) / 180;
    const fitted = body.pose(rest, articulate(rigOf(body.bones, rest.joints), angles));
    const large = body.shape({ ...averageShape(1), weight: 0.9, height: 0.8 });
    for (const other of [rest, large]) {
      const posed = body.pose(other, photoPose(body, other, WAVING));
      const found = directions(posed);
      directions(fitted).forEach((way, i) => {
        // the limbs at rest differ a little between shapes
        expect(m.dot(way, found[i]), `${LIMBS[i]}`).toBeGreaterThan(Math.cos((8 * Math.PI) / 180));
      });
      const standing = body.pose(other, body.standingPose(other));
      const moved = m.sub(jointOf(posed, 'wrist.L'), jointOf(standing, 'wrist.L'));
      expect(Math.hypot(...moved)).toBeGreaterThan(0.4);
      let low = Number.POSITIVE_INFINITY;
      for (let v = 0; v < body.asset.skinCount; v++) low = Math.min(low, posed.vertices[v * 3 + 1]);
      expect(low).toBeCloseTo(0, 4);
    }
  });

  it('faces the viewer however the person is turned', () => {
    const turned = photoPose(body, rest, { ...WAVING, turn: 170 });
    expect(turned).toEqual(photoPose(body, rest, WAVING));
  });

  it('takes a hand out of a body that is wider than the one in the photo', () => {
    const wide = body.shape({ ...averageShape(0), weight: 1.3 });
    const joints = { 'armOut.R': -6, 'armForward.R': -2, 'elbow.R': 22, 'armOut.L': 30, 'elbow.L': 20 };
    const angles = naturalAngles();
    for (const [name, degrees] of Object.entries(joints))
      angles[freedomIndex(name)] = (degrees * Math.PI) / 180;
    const asFitted = body.pose(wide, body.grounded(wide, articulate(rigOf(body.bones, wide.joints), angles)));
    const posed = body.pose(wide, photoPose(body, wide, joints));
    const { trunk, legR } = body.fields(posed).parts;
    const nearest = (one: PosedBody, parts = [trunk, legR]): number => {
      const out = new Float64Array(4);
      const distances = parts.map((part) => {
        part.exact(...jointOf(one, 'wrist.R'), out);
        return out[0];
      });
      return Math.min(...distances);
    };
    const before = body.fields(asFitted).parts;
    expect(nearest(asFitted, [before.trunk, before.legR])).toBeLessThan(0.03);
    expect(nearest(posed)).toBeGreaterThan(0.03);
    // no further than it has to, and the other arm stays
    const way = m.sub(jointOf(posed, 'wrist.R'), jointOf(asFitted, 'wrist.R'));
    expect(Math.hypot(...way)).toBeLessThan(0.3);
    const [a, b] = [posed, asFitted].map((one) =>
      m.sub(jointOf(one, 'wrist.L'), jointOf(one, 'upperarm01.L')),
    );
    expect(Math.hypot(...m.sub(a, b))).toBeLessThan(1e-6);
  });

  it('lays a hand that the photo shows at the hip on it, where it is in the picture', () => {
    const AKIMBO = {
      'armForward.R': 14,
      'armOut.R': 19,
      'armTwist.R': 15,
      'elbow.R': 69,
      'forearmTwist.R': -53,
    };
    const shown = (one: BodyPose) => {
      const posed = body.pose(rest, one);
      const { trunk, legR } = body.fields(posed).parts;
      const out = new Float64Array(4);
      const gaps = ['wrist.R', 'finger2-1.R', 'finger3-3.R', 'finger5-1.R'].flatMap((bone) =>
        [trunk, legR].map((part) => {
          part.exact(...jointOf(posed, bone), out);
          return out[0];
        }),
      );
      return {
        gap: Math.min(...gaps),
        wrist: jointOf(posed, 'wrist.R'),
        elbow: jointOf(posed, 'lowerarm01.R'),
      };
    };
    const asFitted = (joints: Record<string, number>): BodyPose => {
      const angles = naturalAngles();
      for (const [name, degrees] of Object.entries(joints))
        angles[freedomIndex(name)] = (degrees * Math.PI) / 180;
      return body.grounded(rest, articulate(rigOf(body.bones, rest.joints), angles));
    };
    const before = shown(asFitted(AKIMBO));
    const after = shown(photoPose(body, rest, AKIMBO));
    expect(before.gap).toBeGreaterThan(0.08);
    expect(after.gap).toBeGreaterThan(0.01);
    expect(after.gap).toBeLessThan(0.045);
    for (const joint of ['wrist', 'elbow'] as const)
      expect(Math.hypot(after[joint][0] - before[joint][0], after[joint][1] - before[joint][1])).toBeLessThan(
        0.07,
      );
    // hands before the belly hold something
    const holding = { ...AKIMBO, 'armTwist.R': -25, 'elbow.R': 95 };
    const held = shown(photoPose(body, rest, holding));
    expect(m.sub(held.wrist, shown(asFitted(holding)).wrist).every((by) => Math.abs(by) < 1e-6)).toBe(true);
    expect(held.gap).toBeGreaterThan(0.08);
  });

  it('refuses joints that a body does not have', () => {
    expect(() => photoPose(body, rest, { tail: 3 })).toThrow(StudioError);
  });
});

describe('what a fit tells of the pose', () => {
  const sure = {
    agreement: { iouBody: 0.9 },
    landmarkError: 0.01,
    angles: naturalAngles(),
    angleSpreads: Float64Array.from(FREEDOMS, ({ spread }) => spread * 0.2),
  };
  const unsure = (...names: string[]) => ({
    ...sure,
    angleSpreads: Float64Array.from(FREEDOMS, ({ name, spread }, i) =>
      names.includes(name) ? spread : sure.angleSpreads[i],
    ),
  });

  it('is every joint in degrees where all is seen', () => {
    const told = toldPose({ ...sure, angles: naturalAngles().fill(0.5, 0, 1) });
    expect(told).not.toHaveProperty('note');
    expect(told).toMatchObject({ joints: { turn: 28.6, 'elbow.L': 17.2, 'knee.R': 4.6 } });
  });

  it('leaves legs out that are cut off, with the lean of the pelvis in the spine, and says so', () => {
    const angles = naturalAngles();
    angles[freedomIndex('tilt')] = 0.2;
    const told = toldPose({ ...unsure('knee.L'), angles });
    expect(told).toMatchObject({ note: { code: 'pose-legs-standing' }, joints: { spineSide: 11.5 } });
    const names = Object.keys('joints' in told ? told.joints : {});
    expect(names.filter((name) => /^(thigh|knee|foot|tilt|lean)/.test(name))).toEqual([]);
    expect(names).toContain('armOut.R');
  });

  it.each([
    ['pose-arms-unseen', unsure('elbow.R')],
    ['pose-arms-unseen', unsure('armOut.L', 'knee.L')],
    ['pose-outline-off', { ...sure, agreement: { iouBody: 0.6 } }],
    ['pose-outline-off', { ...sure, agreement: { iouBody: Number.NaN } }],
    ['pose-joints-off', { ...sure, landmarkError: 0.05 }],
  ])('%s where the fit is poor', (code, view) => {
    expect(toldPose(view)).toMatchObject({ because: { code } });
  });
});
