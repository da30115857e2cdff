/** Poses and skinning: rigid turns, bends and twists that keep the volume. */

import { describe, expect, it } from 'vitest';
import { averageShape } from '../../../src-main/engine/body/index.ts';
import type { BodyPose } from '../../../src-main/engine/domain/body.ts';
import { axisTurn, multiplyQuat, type Quat, rotate } from '../../../src-main/engine/mesh/quaternion.ts';
import { normalize, sub, type Vec3 } from '../../../src-main/engine/mesh/vector.ts';
import { testBody } from './load.ts';

const body = testBody();
const rest = body.shape(averageShape(1));

/** Turns bones and all that hangs on them. */
function turned(pose: BodyPose, bones: Record<string, Quat>): BodyPose {
  const rotations = Float64Array.from(pose.rotations);
  body.bones.forEach(({ name, parent }, b) => {
    const before = rotations.slice(b * 4, b * 4 + 4);
    if (parent >= 0) rotations.copyWithin(b * 4, parent * 4, parent * 4 + 4);
    const own = bones[name];
    if (own) {
      const from = [...rotations.slice(b * 4, b * 4 + 4)] as Quat;
      rotations.set(multiplyQuat(from, own), b * 4);
    } else if (parent < 0) rotations.set(before, b * 4);
  });
  return { ...pose, rotations };
}

/** Volume of the closed surface, litres. */
function volume(vertices: Float32Array): number {
  const { quads } = body.asset.body;
  let six = 0;
  const add = (a: number, b: number, c: number): void => {
    const [p, q, r] = [a, b, c].map((v) => [...vertices.subarray(v * 3, v * 3 + 3)]);
    six +=
      p[0] * (q[1] * r[2] - q[2] * r[1]) +
      p[1] * (q[2] * r[0] - q[0] * r[2]) +
      p[2] * (q[0] * r[1] - q[1] * r[0]);
  };
  for (let i = 0; i < quads.length; i += 4) {
    add(quads[i], quads[i + 1], quads[i + 2]);
    if (quads[i + 2] !== quads[i + 3]) add(quads[i], quads[i + 2], quads[i + 3]);
  }
  return (six / 6) * 1000;
}

const along = (from: string, to: string): Vec3 =>
  normalize(sub(body.restPoint(rest, to), body.restPoint(rest, from)));
/** Mean distance from the line through two joints of the skin within a slab around a share of the way. */
function thickness(vertices: Float32Array, from: Vec3, axis: Vec3, at: number, members: number[]): number {
  let sum = 0;
  let count = 0;
  for (const v of members) {
    const p = sub([vertices[v * 3], vertices[v * 3 + 1], vertices[v * 3 + 2]], from);
    const h = p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
    if (Math.abs(h - at) > 0.02) continue;
    sum += Math.hypot(p[0] - h * axis[0], p[1] - h * axis[1], p[2] - h * axis[2]);
    count++;
  }
  return sum / count;
}
const members = (bones: RegExp): number[] => {
  const { index, weight } = body.asset.skin;
  return Array.from({ length: body.asset.skinCount }, (_, v) => v).filter((v) => {
    let sum = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) if (bones.test(body.bones[index[k]].name)) sum += weight[k];
    return sum > 0.5;
  });
};

describe('skinning', () => {
  it('leaves the body at rest as it is', () => {
    const posed = body.pose(rest, body.restPose(rest));
    let worst = 0;
    for (let i = 0; i < posed.vertices.length; i++)
      worst = Math.max(worst, Math.abs(posed.vertices[i] - rest.vertices[i]));
    expect(worst).toBeLessThan(1e-6);
  });

  it('moves the body as one when all bones turn together', () => {
    const q = axisTurn(normalize([1, 2, -0.5]), 1.1);
    const pose = turned(body.restPose(rest), { root: q });
    const posed = body.pose(rest, { ...pose, root: [0.3, 1, -0.2] });
    const root = body.restPoint(rest, 'root');
    let worst = 0;
    for (let v = 0; v < body.asset.skinCount; v++) {
      const p = sub([rest.vertices[v * 3], rest.vertices[v * 3 + 1], rest.vertices[v * 3 + 2]], root);
      const want = rotate(q, p);
      for (let c = 0; c < 3; c++)
        worst = Math.max(worst, Math.abs(posed.vertices[v * 3 + c] - want[c] - [0.3, 1, -0.2][c]));
    }
    expect(worst).toBeLessThan(2e-6);
    expect(posed.joints[0]).toBeCloseTo(0.3);
  });

  it('keeps the volume when an elbow and a knee bend by 90 degrees', () => {
    const before = volume(rest.vertices);
    const limbs = volume(rest.vertices) * 0.06;
    for (const [bone, axis] of [
      ['lowerarm01.L', [0, -1, 0]],
      ['lowerleg01.L', [1, 0, 0]],
    ] as [string, Vec3][]) {
      const posed = body.pose(rest, turned(body.restPose(rest), { [bone]: axisTurn(axis, Math.PI / 2) }));
      // compared with one limb, not with the whole body
      expect(Math.abs(volume(posed.vertices) - before) / limbs).toBeLessThan(0.05);
    }
  });

  it('keeps a forearm thick when the hand turns by 180 degrees', () => {
    const axis = along('lowerarm01.L', 'wrist.L');
    // as the stance does it: the twist is shared out along the forearm
    const pose = turned(body.restPose(rest), {
      'lowerarm01.L': axisTurn(axis, Math.PI * 0.35),
      'lowerarm02.L': axisTurn(axis, Math.PI * 0.4),
      'wrist.L': axisTurn(axis, Math.PI * 0.25),
    });
    const posed = body.pose(rest, pose);
    const skin = members(/^(lowerarm|wrist).*L$/);
    const from = body.restPoint(rest, 'lowerarm01.L');
    for (const at of [0.04, 0.08, 0.12, 0.16, 0.2, 0.24]) {
      const was = thickness(rest.vertices, from, axis, at, skin);
      const is = thickness(posed.vertices, from, axis, at, skin);
      expect(is / was).toBeGreaterThan(0.9);
      expect(is / was).toBeLessThan(1.1);
    }
    // and even when one joint takes the whole twist, where linear blending would pinch it to nothing
    const hard = body.pose(rest, turned(body.restPose(rest), { 'wrist.L': axisTurn(axis, Math.PI * 0.99) }));
    expect(
      thickness(hard.vertices, from, axis, 0.24, skin) / thickness(rest.vertices, from, axis, 0.24, skin),
    ).toBeGreaterThan(0.85);
  });
});

describe('poses', () => {
  it('stand on the floor with the arms beside the body', () => {
    for (const sex of [0, 1]) {
      const person = body.shape(averageShape(sex));
      const posed = body.pose(person, body.standingPose(person));
      let low = 9;
      for (let v = 0; v < body.asset.skinCount; v++) low = Math.min(low, posed.vertices[v * 3 + 1]);
      expect(low).toBeCloseTo(0, 5);
      const at = (bone: string): number[] => {
        const b = body.boneIndex(bone) * 3;
        return [...posed.joints.slice(b, b + 3)];
      };
      expect(at('wrist.L')[1]).toBeLessThan(at('spine03')[1]);
      expect(at('wrist.L')[0]).toBeGreaterThan(at('upperarm01.L')[0]);
      expect(at('wrist.R')[0]).toBeCloseTo(-at('wrist.L')[0], 3);
    }
    expect(() => body.boneIndex('tail')).toThrow(RangeError);
  });

  it('dress the body with pieces that lie outside the skin for the most part', () => {
    const person = body.shape(averageShape(1));
    const pose = body.standingPose(person);
    const field = body.fields(body.pose(person, pose));
    const tee = body.pieces.find((piece) => piece.name === 'teeMen')!;
    const { posed } = body.fitPiece(tee, person, pose);
    const out = new Float64Array(4);
    let inside = 0;
    for (let v = 0; v < posed.length; v += 3) {
      field.exact(posed[v], posed[v + 1], posed[v + 2], out);
      if (out[0] < -0.005) inside++;
    }
    expect(inside / (posed.length / 3)).toBeLessThan(0.1);
  });

  it('give the same bits again', () => {
    const person = body.shape(averageShape(0));
    const first = body.pose(person, body.standingPose(person));
    const again = body.pose(body.shape(averageShape(0)), body.standingPose(person));
    expect(again.vertices).toEqual(first.vertices);
    expect(again.mesh.normals).toEqual(first.mesh.normals);
  });
});
