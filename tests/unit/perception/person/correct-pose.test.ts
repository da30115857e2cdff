import { describe, expect, it } from 'vitest';
import { LANDMARKS, LM } from '../../../../src-main/engine/domain/pose.ts';
import { correctPose, isLandmark } from '../../../../src-main/engine/perception/pose/correct-pose.ts';
import { drawFigure } from '../../../fixtures/drawn-figure.ts';

describe('a corrected pose', () => {
  const { pose } = drawFigure();
  const before = pose.people[pose.subject].landmarks;
  const wrist = before[LM.leftWrist];
  const corrected = correctPose(pose, { leftWrist: { x: wrist.x + 30, y: wrist.y - 10 } });
  const after = corrected.people[corrected.subject];

  it('has the joint where it was put, trusted, with the hand behind it', () => {
    expect(after.landmarks[LM.leftWrist]).toMatchObject({ x: wrist.x + 30, y: wrist.y - 10 });
    expect(after.landmarks[LM.leftWrist].visibility).toBeGreaterThanOrEqual(0.95);
    expect(after.limbs.leftArm).toBeGreaterThanOrEqual(0.95);
    for (const name of ['leftPinky', 'leftIndex', 'leftThumb'] as const)
      expect(after.landmarks[LM[name]].x - before[LM[name]].x).toBeCloseTo(30);
  });

  it('leaves the other joints and the found pose alone', () => {
    expect(pose.people[pose.subject].landmarks[LM.leftWrist].x).toBe(wrist.x);
    for (const name of ['leftElbow', 'rightWrist', 'nose'] as const)
      expect(after.landmarks[LM[name]]).toEqual(before[LM[name]]);
  });

  it('does not drag what was moved itself', () => {
    const thumb = { x: 5, y: 6 };
    const both = correctPose(pose, { leftWrist: { x: 0, y: 0 }, leftThumb: thumb });
    expect(both.people[both.subject].landmarks[LM.leftThumb]).toMatchObject(thumb);
  });

  it('knows the names of joints', () => {
    expect(LANDMARKS.every(isLandmark)).toBe(true);
    expect(isLandmark('toString')).toBe(false);
  });
});
