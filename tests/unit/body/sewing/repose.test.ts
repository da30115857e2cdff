/** Garments carried into another pose: outside the body, whole, and where they belong. */

import { describe, expect, it } from 'vitest';
import type { AnyPose } from '../../../../src-main/contract/shape-body.ts';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { viewPose } from '../../../../src-main/engine/body/poses.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import { relativeMotions, repose } from '../../../../src-main/engine/body/sewing/repose.ts';
import { sewGarment } from '../../../../src-main/engine/body/sewing/sew-garment.ts';
import { posedJoints } from '../../../../src-main/engine/body/skeleton.ts';
import { boneMotions, skinVertices } from '../../../../src-main/engine/body/skin.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import { asPhoto, longSleeve, paint, trousers } from '../../perception/garment/drawn-garments.ts';
import { trueDepth } from '../inside.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const stand = body.standingPose(rest);
const form = dressForm(body, rest, body.pose(rest, stand));
const worn = [trousers(), longSleeve()].map((d) => sewGarment(prepareGarment(asPhoto(paint(d))), form));

/** An arm lifted and bent, the weight on one leg; degrees. */
const AS_IN_A_PHOTO = {
  joints: {
    'armOut.L': 70,
    'elbow.L': 80,
    'armOut.R': 12,
    'elbow.R': 25,
    'thighForward.L': 15,
    'thighOut.L': 10,
    'knee.L': 30,
    tilt: -5,
    spineSide: 6,
  },
};

describe('garments in another pose', () => {
  it.each<[string, AnyPose]>([
    ['hand-on-hip', 'hand-on-hip'],
    ['sit', 'sit'],
    ['as in a photo', AS_IN_A_PHOTO],
  ])('%s: outside the body, seams closed, still on their limbs', (name, pose) => {
    const reposed = repose(worn, body, rest, stand, viewPose(body, rest, pose));
    const depth = trueDepth(reposed.posed);
    const out = new Float64Array(4);
    reposed.worn.forEach(({ mesh: { positions: p }, seams, panels, panelOf }) => {
      let inside = 0;
      for (let i = 0; i < p.length; i += 3) {
        inside = Math.max(inside, depth(p[i], p[i + 1], p[i + 2]));
        const { limb } = panels[panelOf[i / 3]];
        if (limb === 'torso' || limb === 'skirt') continue;
        // what covers the hips belongs to the trunk as well
        if (limb.startsWith('leg') && p[i + 1] > reposed.form.hip.L[1] - 0.08) continue;
        reposed.form.exact.parts[limb].sample(p[i], p[i + 1], p[i + 2], out);
        expect(out[0], `${limb}: ${name}`).toBeLessThan(0.16);
      }
      expect(inside).toBeLessThan(0.001);
      for (let i = 0; i < seams.length; i += 2)
        expect(p.subarray(seams[i] * 3, seams[i] * 3 + 3)).toEqual(
          p.subarray(seams[i + 1] * 3, seams[i + 1] * 3 + 3),
        );
    });
    // the left arm is elsewhere, and its sleeve with it
    const sleeve = (mesh: { positions: Float32Array }): number => {
      const { panels, panelOf } = worn[1];
      const own = [...panelOf.keys()].filter((i) => panels[panelOf[i]].limb === 'armL');
      return own.reduce((sum, i) => sum + mesh.positions[i * 3] + mesh.positions[i * 3 + 2], 0) / own.length;
    };
    expect(Math.abs(sleeve(reposed.worn[1].mesh) - sleeve(worn[1].mesh))).toBeGreaterThan(0.02);
  });

  it('gives the same vertices bit for bit', () => {
    const to = viewPose(body, rest, 'walk');
    const once = () => repose(worn.slice(0, 1), body, rest, stand, to).worn[0].mesh.positions;
    expect(once()).toEqual(once());
  });
});

describe('motions from one pose to another', () => {
  it('lead skin of one bone from where it was to where it is', () => {
    const motions = [stand, viewPose(body, rest, 'sit')].map((pose) =>
      boneMotions(pose, rest.joints, posedJoints(body.bones, rest.joints, pose)),
    );
    const at = Float32Array.of(0.1, 1.2, 0.3);
    const bone = body.boneIndex('lowerarm01.L');
    const skin = { index: Uint16Array.of(bone, 0, 0, 0), weight: Float32Array.of(1, 0, 0, 0) };
    const [standing, sitting] = motions.map((motion) => skinVertices(motion, at, skin));
    const led = skinVertices(relativeMotions(motions[0], motions[1], body.bones.length), standing, skin);
    for (let k = 0; k < 3; k++) expect(led[k]).toBeCloseTo(sitting[k], 5);
  });
});
