/** Corrected pose: joints put where the user says they are. */

import { LANDMARKS, type LandmarkName, LM, type PersonPose, type Pose } from '../../domain/pose.ts';
import type { Point } from '../../image/raster.ts';

/** Points that hang on a joint and move with it unless they are moved themselves. */
const FOLLOWERS: Partial<Record<LandmarkName, readonly LandmarkName[]>> = {
  leftWrist: ['leftPinky', 'leftIndex', 'leftThumb'],
  rightWrist: ['rightPinky', 'rightIndex', 'rightThumb'],
  leftAnkle: ['leftHeel', 'leftFootIndex'],
  rightAnkle: ['rightHeel', 'rightFootIndex'],
};

/** The limb each joint belongs to. */
const LIMBS: Partial<Record<LandmarkName, keyof PersonPose['limbs']>> = {
  leftShoulder: 'torso',
  rightShoulder: 'torso',
  leftHip: 'torso',
  rightHip: 'torso',
  leftElbow: 'leftArm',
  leftWrist: 'leftArm',
  rightElbow: 'rightArm',
  rightWrist: 'rightArm',
  leftKnee: 'leftLeg',
  leftAnkle: 'leftLeg',
  rightKnee: 'rightLeg',
  rightAnkle: 'rightLeg',
};

/** What somebody has put in its place is believed this much. */
const TRUSTED = 0.95;

export const isLandmark = (name: string): name is LandmarkName =>
  (LANDMARKS as readonly string[]).includes(name);

/**
 * The pose with joints of the subject moved. Hands and feet move with wrists and ankles; depth and world landmarks, which a
 * point in the picture says nothing about, stay.
 *
 * @param joints analysis pixels
 */
export function correctPose(pose: Pose, joints: Partial<Record<LandmarkName, Point>>): Pose {
  const person = pose.people[pose.subject];
  const landmarks = person.landmarks.map((mark) => ({ ...mark }));
  const limbs = { ...person.limbs };
  for (const [name, at] of Object.entries(joints) as [LandmarkName, Point][]) {
    const mark = landmarks[LM[name]];
    const before = person.landmarks[LM[name]];
    for (const follower of FOLLOWERS[name] ?? []) {
      if (joints[follower]) continue;
      landmarks[LM[follower]].x += at.x - before.x;
      landmarks[LM[follower]].y += at.y - before.y;
    }
    mark.x = at.x;
    mark.y = at.y;
    mark.visibility = Math.max(mark.visibility, TRUSTED);
    mark.presence = Math.max(mark.presence, TRUSTED);
    const limb = LIMBS[name];
    if (limb) limbs[limb] = Math.max(limbs[limb], TRUSTED);
  }
  const corrected = LANDMARKS.filter((name) => joints[name] || person.corrected?.includes(name));
  const people = pose.people.map((one, i) =>
    i === pose.subject ? { ...one, landmarks, limbs, ...(corrected.length > 0 ? { corrected } : {}) } : one,
  );
  return { ...pose, people };
}
