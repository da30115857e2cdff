/** Distance fields of a posed body against brute force. */

import { describe, expect, it } from 'vitest';
import { averageShape, BODY_PARTS } from '../../../src-main/engine/body/index.ts';
import { viewPose } from '../../../src-main/engine/body/poses.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { trueDepth } from './inside.ts';
import { testBody } from './load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const posed = body.pose(rest, body.standingPose(rest));
const field = body.fields(posed);
const DETAILED = /head|wrist|finger|foot|toes/;

/** Points near the skin of trunk and limbs (not of face, hands and feet), up to 15 mm out and 5 mm in. */
function nearSkin(count: number): { x: number; y: number; z: number; away: number }[] {
  const random = mulberry32(9);
  const { index } = body.asset.skin;
  const list: { x: number; y: number; z: number; away: number }[] = [];
  const { positions, normals } = posed.mesh;
  while (list.length < count) {
    const i = Math.floor(random() * body.skinTriangles.source.length);
    if (DETAILED.test(body.bones[index[body.skinTriangles.source[i] * 4]].name)) continue;
    const away = random() * 0.02 - 0.005;
    const [x, y, z] = [0, 1, 2].map((k) => positions[i * 3 + k] + normals![i * 3 + k] * away);
    list.push({ x, y, z, away });
  }
  return list;
}

/** Distance to the nearest of many points spread over the triangles: never less than the true distance. */
function bruteForce(x: number, y: number, z: number): number {
  const p = posed.mesh.positions;
  const t = posed.mesh.triangles;
  let best = 9;
  for (let i = 0; i < t.length; i += 3) {
    const [a, b, c] = [t[i] * 3, t[i + 1] * 3, t[i + 2] * 3];
    if (Math.hypot(p[a] - x, p[a + 1] - y, p[a + 2] - z) > best + 0.05) continue;
    for (let u = 0; u <= 8; u++) {
      for (let v = 0; u + v <= 8; v++) {
        const w = 8 - u - v;
        const d = Math.hypot(
          (p[a] * u + p[b] * v + p[c] * w) / 8 - x,
          (p[a + 1] * u + p[b + 1] * v + p[c + 1] * w) / 8 - y,
          (p[a + 2] * u + p[b + 2] * v + p[c + 2] * w) / 8 - z,
        );
        if (d < best) best = d;
      }
    }
  }
  return best;
}

describe('body field', () => {
  const out = new Float64Array(4);
  const exact = new Float64Array(4);

  it('is exact without the grid', () => {
    for (const { x, y, z } of nearSkin(60)) {
      field.exact(x, y, z, exact);
      if (exact[0] < 0) continue;
      const brute = bruteForce(x, y, z);
      expect(exact[0]).toBeLessThan(brute + 1e-6);
      expect(exact[0]).toBeGreaterThan(brute - 0.0025);
    }
  });

  it('is within a millimetre near the skin with the grid, and its gradient is a unit vector outwards', () => {
    const errors: number[] = [];
    let wrongSide = 0;
    let astray = 0;
    const points = nearSkin(3000);
    for (const { x, y, z, away } of points) {
      field.sample(x, y, z, out);
      field.exact(x, y, z, exact);
      errors.push(Math.abs(out[0] - exact[0]) * 1000);
      expect(Math.hypot(out[1], out[2], out[3])).toBeCloseTo(1, 6);
      if (Math.abs(away) > 0.003 && Math.sign(out[0]) !== Math.sign(away)) wrongSide++;
      if (out[1] * exact[1] + out[2] * exact[2] + out[3] * exact[3] < 0.5) astray++;
    }
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length * 0.98)]).toBeLessThan(1);
    // in folds (armpit, between the buttocks) a point off one side may lie inside the other
    expect(wrongSide / points.length).toBeLessThan(0.02);
    expect(astray / points.length).toBeLessThan(0.03);
  });

  it('is negative deep inside, in every limb, and positive far away', () => {
    body.bones.forEach(({ name }, b) => {
      if (/finger|toes/.test(name)) return;
      field.sample(posed.joints[b * 3], posed.joints[b * 3 + 1], posed.joints[b * 3 + 2], out);
      expect(out[0], name).toBeLessThan(0);
    });
    for (const [x, y, z] of [
      [3, 1, 0],
      [0, 5, 1],
      [-0.4, 0.3, -2],
    ]) {
      field.sample(x, y, z, out);
      field.exact(x, y, z, exact);
      expect(out[0]).toBeGreaterThan(0);
      expect(out[0]).toBeLessThanOrEqual(exact[0] + 1e-6);
    }
  });

  it('counts no face that closes a part as a way out of the body', () => {
    const depth = trueDepth(posed);
    const random = mulberry32(4);
    let inside = 0;
    let astray = 0;
    for (const bone of ['upperarm01.L', 'upperleg01.R']) {
      const joint = body.boneIndex(bone) * 3;
      for (let i = 0; i < 500; i++) {
        const [x, y, z] = [0, 1, 2].map((k) => posed.joints[joint + k] + (random() - 0.5) * 0.14);
        const deep = depth(x, y, z);
        // the truth is known to 5 cm
        if (deep < 0.003 || deep > 0.045) continue;
        field.exact(x, y, z, exact);
        inside++;
        if (-exact[0] < deep - 0.006) astray++;
      }
    }
    expect(inside).toBeGreaterThan(300);
    expect(astray / inside).toBeLessThan(0.02);
  });

  it('keeps arm and trunk apart', () => {
    expect(Object.keys(field.parts)).toEqual([...BODY_PARTS]);
    // the middle of the left forearm is inside the arm and outside the trunk
    const b = body.boneIndex('lowerarm02.L') * 3;
    const at = [...posed.joints.slice(b, b + 3)] as [number, number, number];
    field.parts.armL.sample(...at, out);
    expect(out[0]).toBeLessThan(0);
    field.parts.trunk.sample(...at, out);
    expect(out[0]).toBeGreaterThan(0.01);
  });
});

describe('distance fields of a body that is not standing', () => {
  it('take nothing outside a limb for its inside, however the pose folds the face that closes it', () => {
    const raised = body.pose(rest, viewPose(body, rest, 'hand-on-hip'));
    const { parts, whole } = body.fields(raised);
    const out = new Float64Array(4);
    // in front of the chest, up to the armpit of the raised arm
    for (let x = 0; x < 0.2; x += 0.02) {
      for (let y = 1.1; y < 1.4; y += 0.02) {
        for (let z = 0.02; z < 0.24; z += 0.02) {
          whole.exact(x, y, z, out);
          if (out[0] < 0.005) continue;
          for (const name of BODY_PARTS) {
            parts[name].exact(x, y, z, out);
            expect(out[0], `${name} at ${x} ${y} ${z}`).toBeGreaterThan(-0.013);
          }
        }
      }
    }
  });
});
