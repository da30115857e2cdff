/** Pose stage: finds every person in a photo, refines their landmarks and chooses the one being dressed. */

import { StudioError } from '../../../contract/errors.ts';
import { say } from '../../../contract/sentences.ts';
import { LANDMARKS, type Landmark, LM, type PersonPose, type Pose } from '../../domain/pose.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import type { Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { type Detection, roiOfDetection } from './detector.ts';
import { refineKinematics } from './kinematics.ts';
import { averagePoses, landmarksInRoi, type RawPose } from './landmarks.ts';
import { findPeople } from './people.ts';

/** The landmark model's own verdict below which a detection is no person. */
const MIN_PRESENCE = 0.5;
/** A joint of the trunk or limbs inside the picture but below this visibility asks for the mirrored second look. */
const LOW_VISIBILITY = 0.75;
/** A hesitant detection whose limbs cannot be made out either is a pattern in cloth, not a person. */
const DOUBTFUL_SCORE = 0.75;
const DOUBTFUL_LIMBS = 0.45;
/** Mean landmark distance over torso length under which two people are the same one. */
const SAME_PERSON = 0.35;

export interface PoseOptions {
  /** Which person to dress: 1 = the largest (default), 2 = the next. */
  subject?: number;
  /** Landmark model; default heavy. */
  model?: 'pose_landmark_heavy' | 'pose_landmark_full';
}

/**
 * Finds all people in `photo.analysis`, largest first (those without shoulders in the picture last).
 * @throws StudioError 'no-person-found', 'subject-out-of-range', 'person-incomplete' (shoulders not in the picture).
 */
export async function estimatePose(
  photo: AnalysedPhoto,
  runtime: Runtime,
  options: PoseOptions = {},
): Promise<Pose> {
  const image = photo.analysis;
  const people: PersonPose[] = [];
  for (const detection of await findPeople(image, runtime)) {
    const person = await lookAt(image, detection, runtime, options.model);
    if (person && !people.some((p) => samePerson(p, person))) people.push(person);
  }
  people.sort((a, b) => rank(b, image) - rank(a, image));
  if (people.length === 0) {
    throw new StudioError(
      'no-person-found',
      'Expected a photo of a person but found none. Use a photo that shows one person from the front, at least from the head to the hips, and not smaller than a third of the picture.',
    );
  }
  const number = options.subject ?? 1;
  if (!Number.isInteger(number) || number < 1 || number > people.length) {
    throw new StudioError(
      'subject-out-of-range',
      people.length === 1
        ? `Expected person number 1 but received ${number}: one person was found in the photo. Leave the number out.`
        : `Expected a person number from 1 to ${people.length} but received ${number}. People are numbered from the largest to the smallest.`,
      { reason: say('people-in-photo', { count: people.length }) },
    );
  }
  const subject = number - 1;
  if (!shouldersSeen(people[subject], image)) {
    throw new StudioError(
      'person-incomplete',
      'Expected a person with both shoulders in the picture but they are cut off or hidden. Use a photo that shows the upper body completely.',
      { reason: say('shoulders-not-seen') },
    );
  }
  return { people, subject };
}

/** Landmarks of one detection, refined; undefined when the landmark model sees no person there. */
async function lookAt(
  image: Raster<Uint8Array>,
  detection: Detection,
  runtime: Runtime,
  model: string | undefined,
): Promise<PersonPose | undefined> {
  const roi = roiOfDetection(detection);
  if (!(roi.size > 8)) return undefined;
  const choice = model === undefined ? {} : { model };
  let raw = await landmarksInRoi(image, roi, runtime, choice);
  if (raw.presence < MIN_PRESENCE) return undefined;
  if (isUncertain(raw, image))
    raw = averagePoses(raw, await landmarksInRoi(image, roi, runtime, { ...choice, mirrored: true }));
  const refined = refineKinematics(raw.landmarks, raw.world);
  const { leftArm, rightArm, leftLeg, rightLeg } = refined.limbs;
  if (detection.score < DOUBTFUL_SCORE && (leftArm + rightArm + leftLeg + rightLeg) / 4 < DOUBTFUL_LIMBS)
    return undefined;
  return {
    box: detection.box,
    score: detection.score,
    presence: raw.presence,
    roi,
    landmarks: refined.landmarks,
    world: refined.world,
    limbs: refined.limbs,
    backView: isBackView(raw.landmarks),
    maskInRoi: raw.mask,
  };
}

const inside = (p: Landmark, image: Raster<Uint8Array>): boolean =>
  p.x >= 0 && p.y >= 0 && p.x < image.width && p.y < image.height;

function isUncertain(raw: RawPose, image: Raster<Uint8Array>): boolean {
  if (raw.presence < 0.9) return true;
  for (let i = LM.leftShoulder; i <= LM.rightAnkle; i++) {
    // Fingers are always uncertain and no reason for a second look.
    if (i >= LM.leftPinky && i <= LM.rightThumb) continue;
    const p = raw.landmarks[i];
    if (inside(p, image) && p.visibility < LOW_VISIBILITY) return true;
  }
  return false;
}

/** Turned away: the person's left shoulder and hip lie at the left of the picture, and the face is not in front of the ears. */
export function isBackView(landmarks: readonly Landmark[]): boolean {
  const [ls, rs, lh, rh] = [LM.leftShoulder, LM.rightShoulder, LM.leftHip, LM.rightHip].map(
    (i) => landmarks[i],
  );
  const torso = Math.hypot((ls.x + rs.x - lh.x - rh.x) / 2, (ls.y + rs.y - lh.y - rh.y) / 2);
  if (!(torso > 1)) return false;
  // Across the body in picture terms, along the normal of the trunk so that a tilted or lying body counts too.
  const downX = (lh.x + rh.x - ls.x - rs.x) / 2 / torso;
  const downY = (lh.y + rh.y - ls.y - rs.y) / 2 / torso;
  const across = (a: Landmark, b: Landmark): number => ((a.x - b.x) * downY - (a.y - b.y) * downX) / torso;
  const shoulders = across(ls, rs);
  const hips = across(lh, rh);
  if (!(shoulders < -0.15 && hips < 0.05)) return false;
  const face = [LM.nose, LM.leftEye, LM.rightEye, LM.mouthLeft, LM.mouthRight];
  const faceVisible = face.reduce((sum, i) => sum + landmarks[i].visibility, 0) / face.length;
  const earZ = (landmarks[LM.leftEar].z + landmarks[LM.rightEar].z) / 2;
  return faceVisible < 0.5 || landmarks[LM.nose].z > earZ || shoulders < -0.3;
}

function samePerson(a: PersonPose, b: PersonPose): boolean {
  const trunk = [LM.leftShoulder, LM.rightShoulder, LM.leftHip, LM.rightHip, LM.nose];
  const torso = Math.max(torsoLength(a), torsoLength(b), 1);
  let sum = 0;
  for (const i of trunk)
    sum += Math.hypot(a.landmarks[i].x - b.landmarks[i].x, a.landmarks[i].y - b.landmarks[i].y);
  return sum / trunk.length / torso < SAME_PERSON;
}

function torsoLength(p: PersonPose): number {
  const [a, b, c, d] = [11, 12, 23, 24].map((i) => p.landmarks[i]);
  return Math.hypot((a.x + b.x - c.x - d.x) / 2, (a.y + b.y - c.y - d.y) / 2);
}

/** Area of the landmarks' bounding box inside the picture, square pixels. */
function extentOf(p: PersonPose, image: Raster<Uint8Array>): number {
  let x0 = image.width;
  let y0 = image.height;
  let x1 = 0;
  let y1 = 0;
  for (let i = 0; i < LANDMARKS.length; i++) {
    const { x, y, presence } = p.landmarks[i];
    if (presence < 0.3 && !inside(p.landmarks[i], image)) continue;
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  const w = Math.min(image.width, x1) - Math.max(0, x0);
  const h = Math.min(image.height, y1) - Math.max(0, y0);
  return Math.max(0, w) * Math.max(0, h);
}

/** Order of the people: by size; someone cut off at the shoulders cannot be dressed and comes last. */
function rank(p: PersonPose, image: Raster<Uint8Array>): number {
  const size = extentOf(p, image) / (image.width * image.height);
  return shouldersSeen(p, image) ? size + 1 : size;
}

function shouldersSeen(p: PersonPose, image: Raster<Uint8Array>): boolean {
  const margin = 0.1 * torsoLength(p);
  return [LM.leftShoulder, LM.rightShoulder].every((i) => {
    const { x, y, presence } = p.landmarks[i];
    return (
      presence > 0.3 && x > -margin && y > -margin && x < image.width + margin && y < image.height + margin
    );
  });
}
