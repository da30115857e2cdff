/** Part joints: what a model of body parts that knows the pose is given, agreed on by its training, its check and its use. */

import type { LandmarkName } from './pose.ts';

/** Size of the model's input and output. */
export const PARTS_WIDTH = 192;
export const PARTS_HEIGHT = 256;

/** Landmarks with a map, in the order of the channels after red, green and blue; `JOINTS` of models/train/perception/names.py. */
export const PART_JOINTS = [
  'nose',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftIndex',
  'rightIndex',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
  'leftFootIndex',
  'rightFootIndex',
] as const satisfies readonly LandmarkName[];
