/** Pose: body landmarks of the people in a photo, in analysis-raster pixels. */

import type { Box } from '../image/raster.ts';

/** BlazePose topology; left and right are the person's own. */
export const LANDMARKS = [
  'nose',
  'leftEyeInner',
  'leftEye',
  'leftEyeOuter',
  'rightEyeInner',
  'rightEye',
  'rightEyeOuter',
  'leftEar',
  'rightEar',
  'mouthLeft',
  'mouthRight',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftPinky',
  'rightPinky',
  'leftIndex',
  'rightIndex',
  'leftThumb',
  'rightThumb',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
  'leftHeel',
  'rightHeel',
  'leftFootIndex',
  'rightFootIndex',
] as const;

export type LandmarkName = (typeof LANDMARKS)[number];

/** Index of a landmark by name: `LM.leftShoulder === 11`. */
export const LM = Object.fromEntries(LANDMARKS.map((name, i) => [name, i])) as Record<LandmarkName, number>;

export interface Landmark {
  /** Analysis-raster pixels; may lie outside the picture. z has the scale of x, smaller is closer. */
  x: number;
  y: number;
  z: number;
  /** Probability 0..1 that the landmark is inside the picture and not hidden. */
  visibility: number;
  /** Probability 0..1 that the landmark is inside the picture. */
  presence: number;
}

export interface WorldLandmark {
  /** Metres, origin at the middle of the hips, y down, z away from the camera. */
  x: number;
  y: number;
  z: number;
}

/** Rotated square the landmark model looked at: centre and side in analysis pixels, rotation in radians. */
export interface PoseRoi {
  cx: number;
  cy: number;
  size: number;
  rotation: number;
}

export interface PersonPose {
  /** Detector box in analysis pixels. */
  box: Box;
  /** Detector score 0..1. */
  score: number;
  /** Landmark model's own probability 0..1 that there is a person. */
  presence: number;
  roi: PoseRoi;
  /** 33 landmarks in LANDMARKS order, after kinematic refinement. */
  landmarks: Landmark[];
  /** 33 world landmarks in LANDMARKS order. */
  world: WorldLandmark[];
  /** Confidence 0..1 of each limb after refinement. */
  limbs: Record<'leftArm' | 'rightArm' | 'leftLeg' | 'rightLeg' | 'torso' | 'head', number>;
  /** True when the person shows the back to the camera. */
  backView: boolean;
  /** Landmarks that the user put in their place; left out where there are none. */
  corrected?: readonly LandmarkName[];
  /** 256 x 256 person probability over the ROI (row-major 0..1), used by the matte. */
  maskInRoi: Float32Array;
}

export interface Pose {
  /** All people, largest first. */
  people: PersonPose[];
  /** Index into `people` of the one being dressed. */
  subject: number;
}
