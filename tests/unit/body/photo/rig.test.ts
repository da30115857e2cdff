/** Joint angles: limits hold whatever comes in, and angles turn limbs the way their names say. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FREEDOMS,
  freedomIndex,
  limitAngles,
  MAX_ARM_SWING,
  naturalAngles,
  SIDES,
} from '../../../../src-main/engine/body/photo/freedoms.ts';
import { initialAngles, trustOf } from '../../../../src-main/engine/body/photo/initial-pose.ts';
import { articulate, rigOf } from '../../../../src-main/engine/body/photo/rig.ts';
import { averageShape } from '../../../../src-main/engine/body/shape.ts';
import { posedJoints } from '../../../../src-main/engine/body/skeleton.ts';
import { testBody } from '../load.ts';
import { anglesWith, randomAngles, syntheticPhoto } from './synthetic.ts';

const body = testBody();
const rest = body.shape(averageShape(0.5));
const rig = rigOf(body.bones, rest.joints);

function jointsOf(angles: Float64Array): (bone: string) => number[] {
  const joints = posedJoints(body.bones, rest.joints, articulate(rig, angles));
  return (bone) => [...joints.subarray(body.boneIndex(bone) * 3, body.boneIndex(bone) * 3 + 3)];
}

function expectInsideLimits(angles: Float64Array): void {
  FREEDOMS.forEach(({ low, high, name }, i) => {
    expect(angles[i], name).toBeGreaterThanOrEqual(low);
    expect(angles[i], name).toBeLessThanOrEqual(high);
  });
  for (const side of SIDES) {
    const swing = Math.hypot(
      angles[freedomIndex(`armForward.${side}`)],
      angles[freedomIndex(`armOut.${side}`)],
    );
    expect(swing).toBeLessThanOrEqual(MAX_ARM_SWING + 1e-9);
  }
}

describe('joint limits', () => {
  it('hold for any numbers, and leave possible ones alone', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 37, maxLength: 37 }), (numbers) => {
        const angles = Float64Array.from(numbers);
        limitAngles(angles);
        expectInsideLimits(angles);
        const again = angles.slice();
        limitAngles(again);
        for (let i = 0; i < again.length; i++) expect(again[i]).toBeCloseTo(angles[i], 12);
      }),
    );
    expect(FREEDOMS.length).toBe(37);
  });

  it('hold for the first guess from any landmarks', () => {
    const { evidence } = syntheticPhoto(body, rest.shape, naturalAngles(), { width: 96 });
    const place = fc.double({ min: -200, max: 400, noNaN: true });
    const depth = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, place, depth, fc.double({ min: 0, max: 1, noNaN: true })), {
          minLength: 33,
          maxLength: 33,
        }),
        fc.boolean(),
        (marks, backView) => {
          const pose = {
            ...evidence.pose,
            backView,
            landmarks: marks.map(([x, y, z, visibility]) => ({ x, y, z, visibility, presence: 1 })),
            world: marks.map(([x, y, z]) => ({ x: x / 200, y: y / 200, z })),
          };
          expectInsideLimits(initialAngles(rig, pose, trustOf(pose, 300, 300)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('angles', () => {
  it('turn every bone by a unit quaternion', () => {
    for (let seed = 1; seed < 8; seed++) {
      const { rotations } = articulate(rig, randomAngles(seed, 2));
      for (let b = 0; b < body.bones.length; b++)
        expect(Math.hypot(...rotations.subarray(b * 4, b * 4 + 4))).toBeCloseTo(1, 9);
    }
  });

  it.each(SIDES)('bend and lift the %s limbs the way people do', (side) => {
    const out = side === 'L' ? 1 : -1;
    const hanging = jointsOf(anglesWith({ [`elbow.${side}`]: 0.05 }));
    expect(hanging(`wrist.${side}`)[1]).toBeLessThan(hanging(`upperarm01.${side}`)[1] - 0.35);
    const bent = jointsOf(anglesWith({ [`elbow.${side}`]: 1.5 }));
    expect(bent(`wrist.${side}`)[2]).toBeGreaterThan(bent(`lowerarm01.${side}`)[2] + 0.12);
    const lifted = jointsOf(anglesWith({ [`armOut.${side}`]: 1.4, [`elbow.${side}`]: 0.05 }));
    expect(out * lifted(`wrist.${side}`)[0]).toBeGreaterThan(out * hanging(`wrist.${side}`)[0] + 0.3);
    const forward = jointsOf(anglesWith({ [`armForward.${side}`]: 1.4, [`elbow.${side}`]: 0.05 }));
    expect(forward(`wrist.${side}`)[2]).toBeGreaterThan(hanging(`wrist.${side}`)[2] + 0.3);
    const stepping = jointsOf(anglesWith({ [`thighForward.${side}`]: 0.8, [`knee.${side}`]: 1.2 }));
    const standing = jointsOf(naturalAngles());
    expect(stepping(`lowerleg01.${side}`)[2]).toBeGreaterThan(standing(`lowerleg01.${side}`)[2] + 0.2);
    expect(stepping(`foot.${side}`)[2]).toBeLessThan(stepping(`lowerleg01.${side}`)[2] - 0.1);
    const apart = jointsOf(anglesWith({ [`thighOut.${side}`]: 0.5 }));
    expect(out * apart(`foot.${side}`)[0]).toBeGreaterThan(out * standing(`foot.${side}`)[0] + 0.2);
  });

  it('keep the sole flat while the ankle can bend that far', () => {
    const flat = articulate(rig, anglesWith({ 'thighForward.L': 0.3, 'knee.L': 0.5 })).rotations;
    const foot = body.boneIndex('foot.L') * 4;
    expect(Math.hypot(flat[foot], flat[foot + 2])).toBeLessThan(1e-9);
    const kneeling = articulate(rig, anglesWith({ 'knee.L': 2 })).rotations;
    expect(Math.hypot(kneeling[foot], kneeling[foot + 2])).toBeGreaterThan(0.3);
  });
});
