/** Pose edits: joints of a look checked and applied to the pose that the engine found. */

import { z } from 'zod';
import type { Category } from '../../../contract/catalog/garment.ts';
import { StudioError } from '../../../contract/errors.ts';
import type { RenderLookRequest } from '../../../contract/render-look.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import type { BodyFrame } from '../../domain/body-frame.ts';
import type { Parsing } from '../../domain/parsing.ts';
import { LANDMARKS, type LandmarkName, LM, type Pose } from '../../domain/pose.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import type { Point } from '../../image/raster.ts';
import { correctPose, isLandmark } from '../../perception/pose/correct-pose.ts';
import { seenJoints } from '../../perception/pose/seen-joints.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { defineStage } from '../stage.ts';

/** How far outside the picture a point may lie, shares of its longest side: a hand can hang out of it, not miles. */
const OUTSIDE = 0.5;

export type Joints = Partial<Record<LandmarkName, Point>>;

/** Whether a point of the request lies in the picture or near it. */
export function isNear({ x, y }: Point, { width, height }: Pick<AnalysedPhoto, 'width' | 'height'>): boolean {
  const reach = OUTSIDE * Math.max(width, height);
  return x >= -reach && y >= -reach && x <= width + reach && y <= height + reach;
}

/**
 * Joints of a request in analysis pixels; those far outside the picture are left out with a note.
 *
 * @throws StudioError `invalid-input` for names that are no joints
 */
export function jointsOfRequest(
  asked: RenderLookRequest['pose'],
  photo: AnalysedPhoto,
  notes: Sentence[],
): { joints: Joints; any: boolean } {
  const joints: Joints = {};
  for (const [name, at] of Object.entries(asked)) {
    if (!isLandmark(name)) {
      throw new StudioError(
        'invalid-input',
        `There is no joint "${name}". Joints are ${LANDMARKS.slice(11, 17).join(', ')} and the other landmarks that the engine reports.`,
      );
    }
    if (isNear(at, photo)) joints[name] = { x: at.x * photo.scale, y: at.y * photo.scale };
    else notes.push(say('joint-too-far', { joint: name }));
  }
  return { joints, any: Object.keys(joints).length > 0 };
}

const LOWER: readonly string[] = ['trousers', 'shorts', 'skirt'];
const ON_ARM = /Elbow$|Wrist$|Pinky$|Index$|Thumb$/;
const ON_LEG = /Knee$|Ankle$|Heel$|FootIndex$/;

/** The joints that a garment of some category hangs on: arms do not move trousers, legs do not move a top. */
export function bearingOn(category: Category, joints: Joints): Joints {
  const elsewhere = (name: string): boolean => {
    if (category === 'dress') return false;
    if (LOWER.includes(category)) return ON_ARM.test(name) && !ON_LEG.test(name);
    return ON_LEG.test(name);
  };
  return Object.fromEntries(Object.entries(joints).filter(([name]) => !elsewhere(name)));
}

/** How much longer or shorter than found a trunk may be made, and how much wider its shoulders. */
const TRUNK = { least: 0.35, most: 2.5 };

/** @throws StudioError `invalid-input` when the moved joints make a trunk that nobody has */
export function requireBody(found: Pose, corrected: Pose): void {
  const before = trunkOf(found);
  const after = trunkOf(corrected);
  const ratio = after.length / Math.max(1, before.length);
  const width = after.shoulders / Math.max(before.shoulders, 0.5 * before.length, 1);
  if (ratio >= TRUNK.least && ratio <= TRUNK.most && width <= TRUNK.most) return;
  throw new StudioError(
    'invalid-input',
    'With these joints shoulders and hips are not those of a body. Move them back towards where they are in the photo.',
    { stage: 'correct-pose', reason: say('joints-of-nobody') },
  );
}

function trunkOf(pose: Pose): { length: number; shoulders: number } {
  const mark = (name: LandmarkName): Point => pose.people[pose.subject].landmarks[LM[name]];
  const [ls, rs, lh, rh] = [mark('leftShoulder'), mark('rightShoulder'), mark('leftHip'), mark('rightHip')];
  return {
    length: Math.hypot((lh.x + rh.x - ls.x - rs.x) / 2, (lh.y + rh.y - ls.y - rs.y) / 2),
    shoulders: Math.hypot(ls.x - rs.x, ls.y - rs.y),
  };
}

const point = z.strictObject({ x: z.number(), y: z.number() });

const jointsParams = z.strictObject({ joints: z.partialRecord(z.enum(LANDMARKS), point) });

export const correctPoseStage = defineStage<Runtime, { pose: Pose }, { joints: Joints }, Pose>({
  id: 'correct-pose',
  version: 1,
  params: jointsParams,
  run: ({ pose }, { joints }) => correctPose(pose, joints),
});

export const seenJointsStage = defineStage<
  Runtime,
  { pose: Pose; parsing: Parsing; frame: BodyFrame },
  { joints: Joints },
  Joints
>({
  id: 'seen-joints',
  version: 1,
  params: jointsParams,
  run: ({ pose, parsing, frame }, { joints }) => seenJoints(pose, joints, parsing, frame),
});
