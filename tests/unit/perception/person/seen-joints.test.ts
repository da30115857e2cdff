/** Which corrected joints the photo confirms. */

import { describe, expect, it } from 'vitest';
import { LM } from '../../../../src-main/engine/domain/pose.ts';
import { correctPose } from '../../../../src-main/engine/perception/pose/correct-pose.ts';
import { seenJoints, unseenJoints } from '../../../../src-main/engine/perception/pose/seen-joints.ts';
import { drawFigure, FIGURE } from '../../../fixtures/drawn-figure.ts';

const { pose, parsing, frame } = drawFigure();
const at = (name: keyof typeof LM, dx = 0, dy = 0) => {
  const { x, y } = pose.people[pose.subject].landmarks[LM[name]];
  return { x: x + dx * FIGURE.unit, y: y + dy * FIGURE.unit };
};
const belly = { x: FIGURE.centre, y: (FIGURE.shoulderY + FIGURE.hipY) / 2 };

describe('corrected joints', () => {
  it('are not seen where the limb was moved off its pixels, nor where it hardly moved', () => {
    expect(seenJoints(pose, { leftWrist: belly }, parsing, frame)).toEqual({});
    expect(seenJoints(pose, { leftElbow: at('leftElbow', 0.4, -0.2) }, parsing, frame)).toEqual({});
    expect(seenJoints(pose, { leftAnkle: at('leftAnkle', 0.8, -0.5) }, parsing, frame)).toEqual({});
    expect(seenJoints(pose, { leftWrist: at('leftWrist', 0.05, 0.05) }, parsing, frame)).toEqual({});
  });

  it('are seen where they bring a limb back onto its pixels, whatever another limb does', () => {
    const wrong = correctPose(pose, { leftWrist: belly });
    const right = { leftWrist: at('leftWrist') };
    expect(seenJoints(wrong, right, parsing, frame)).toEqual(right);
    expect(seenJoints(wrong, { ...right, rightWrist: belly }, parsing, frame)).toEqual(right);
  });

  it('are told of by the joint moved farthest of a limb that went where none is seen, and of no other', () => {
    const wrong = correctPose(pose, { leftWrist: belly });
    const away = { rightElbow: at('rightElbow', -0.3, 0), rightWrist: belly };
    const joints = { ...away, leftWrist: at('leftWrist'), leftAnkle: at('leftAnkle', 0.05, 0), nose: belly };
    const seen = seenJoints(wrong, joints, parsing, frame);
    expect(unseenJoints(wrong, joints, seen, frame)).toEqual(['rightWrist']);
    expect(unseenJoints(wrong, { leftWrist: joints.leftWrist }, seen, frame)).toEqual([]);
  });

  it('of the trunk are taken over when they move by more than a hand', () => {
    const far = { leftHip: at('leftHip', 0.2, 0) };
    expect(seenJoints(pose, far, parsing, frame)).toEqual(far);
    expect(seenJoints(pose, { leftHip: at('leftHip', 0.02, 0) }, parsing, frame)).toEqual({});
  });
});
