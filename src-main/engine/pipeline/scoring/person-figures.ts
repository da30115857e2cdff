/** Person figures: pose, parsing and matte of a perceived person against the truth of a case. */

import type { StudioCase } from '../../../contract/studio.ts';
import { JOINT_PAIRS } from '../../domain/joint-centres.ts';
import { PART, type PartName } from '../../domain/parsing.ts';
import { LANDMARKS } from '../../domain/pose.ts';
import { toFloat } from '../../image/ops/resize.ts';
import { refineToPhoto } from '../../image/refine.ts';
import { parsingToPhoto } from '../../perception/parsing/parsing-to-photo.ts';
import { labelAgreement } from '../../quality/iou.ts';
import { matteError } from '../../quality/matte-error.ts';
import { inConvention } from '../../quality/pose-convention.ts';
import {
  BODY_JOINTS,
  jointsOf,
  poseError,
  poseError3d,
  type TrueLandmarks,
} from '../../quality/pose-error.ts';
import type { Person } from '../perceive.ts';
import type { OpenCase } from './read-case.ts';

/** Figures by id; those without meaning are left out. */
export type Figures = Record<string, number | undefined>;

export function trueLandmarks({ keypoints }: StudioCase): TrueLandmarks {
  const out: TrueLandmarks = {};
  for (const name of LANDMARKS) if (Object.hasOwn(keypoints, name)) out[name] = keypoints[name];
  return out;
}

/** Unit of length the engine's own body frame uses: shoulder width, or 0.58 torso lengths where that is more. */
export function shoulderWidth(truth: TrueLandmarks): number | undefined {
  const { leftShoulder, rightShoulder, leftHip, rightHip } = truth;
  if (!leftShoulder || !rightShoulder) return undefined;
  const width = Math.hypot(leftShoulder.x - rightShoulder.x, leftShoulder.y - rightShoulder.y);
  if (!leftHip || !rightHip) return width;
  const torso = Math.hypot(
    (leftShoulder.x + rightShoulder.x - leftHip.x - rightHip.x) / 2,
    (leftShoulder.y + rightShoulder.y - leftHip.y - rightHip.y) / 2,
  );
  return Math.max(width, 0.58 * torso);
}

export function personFigures({ photo, pose, matte, parsing }: Person, truth: OpenCase): Figures {
  const landmarks = trueLandmarks(truth.about);
  const person = pose.value.people[pose.value.subject];
  const k = 1 / photo.value.scale;
  const found = person.landmarks.map(({ x, y }) => ({ x: x * k, y: y * k }));
  const joints = poseError(found, landmarks, BODY_JOINTS);
  const space = poseError3d(person.world, landmarks);
  const moved = inConvention(landmarks);
  const movedJoints = poseError(found, moved, BODY_JOINTS);
  const eachPair = (prefix: string, truth: TrueLandmarks): Figures =>
    Object.fromEntries(
      JOINT_PAIRS.map((pair) => [
        `${prefix}.${pair.toLowerCase()}`,
        poseError(found, truth, jointsOf(pair))?.errorPx,
      ]),
    );
  const labels = labelAgreement(parsingToPhoto(photo.value, parsing.value), truth.labels);
  const alpha = matteError(refineToPhoto(photo.value, matte.value.alpha), toFloat(truth.matte, 1 / 255));
  return {
    'pose.pck20': joints?.pck,
    'pose.errorPx': joints?.errorPx,
    ...eachPair('pose.errorPx', landmarks),
    'pose.convention.pck20': movedJoints?.pck,
    'pose.convention.errorPx': movedJoints?.errorPx,
    ...eachPair('pose.convention.errorPx', moved),
    'pose.convention.procrustesMm': poseError3d(person.world, moved)?.procrustesMm,
    'pose.pck20All': poseError(found, landmarks)?.pck,
    'pose.error3dMm': space?.mm,
    'pose.procrustesMm': space?.procrustesMm,
    'parsing.miou': labels.miou,
    'parsing.accuracy': labels.accuracy,
    ...Object.fromEntries(
      (Object.keys(PART) as PartName[]).map((part) => [`parsing.iou.${part}`, labels.iou.get(PART[part])]),
    ),
    'matte.sad': alpha.sad,
    'matte.gradient': alpha.gradient,
    'matte.mse': alpha.mse,
  };
}
