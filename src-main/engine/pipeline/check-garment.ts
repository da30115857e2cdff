/** Garment check: recognises a garment picture in which somebody wears the garment, which the cut-out cannot serve. */

import { StudioError } from '../../contract/errors.ts';
import { LM, type PersonPose } from '../domain/pose.ts';
import type { Photo } from '../image/photo.ts';
import { detectPeople, roiOfDetection } from '../perception/pose/detector.ts';
import { landmarksInRoi } from '../perception/pose/landmarks.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { defineStage, type RunContext, runStage, type Staged } from './stage.ts';
import { none, poseModelKeys } from './stages.ts';

/** Mean visibility of the face from which somebody may be there. */
const FACE_SEEN = 0.6;
const FACE = [LM.nose, LM.leftEye, LM.rightEye, LM.mouthLeft, LM.mouthRight];
/** The landmark model's own verdict below which a detection is no person. */
const MIN_PRESENCE = 0.5;
/**
 * Detector scores. The landmark model imagines a face above any well-shaped garment, so the detector decides: on 40
 * pictures garments alone stayed below 0.72 and people, headless crops included, above 0.79. In between both hands
 * have to be seen.
 */
const SURE = 0.85;
const LIKELY = 0.7;
const HAND_SEEN = 0.5;

/** Whether a detection is a person beyond doubt rather than a garment that has the shape of one. */
export function isClearlyPerson({
  score,
  presence,
  landmarks,
}: Pick<PersonPose, 'score' | 'presence' | 'landmarks'>): boolean {
  const face = FACE.reduce((sum, i) => sum + landmarks[i].visibility, 0) / FACE.length;
  if (presence < MIN_PRESENCE || face < FACE_SEEN) return false;
  const hands = Math.min(landmarks[LM.leftWrist].visibility, landmarks[LM.rightWrist].visibility);
  return score >= SURE || (score >= LIKELY && hands >= HAND_SEEN);
}

/**
 * One look at the whole picture: somebody who wears the garment fills much of it, so the search for small people that
 * photos of clients get would only cost time.
 */
export const checkGarmentStage = defineStage<
  Runtime,
  { photo: Photo },
  Record<string, never>,
  { worn: boolean }
>({
  id: 'check-garment',
  version: 1,
  params: none,
  models: poseModelKeys,
  run: async ({ photo }, _, { runtime }) => {
    for (const detection of await detectPeople(photo.analysis, runtime)) {
      if (detection.score < LIKELY) continue;
      const pose = await landmarksInRoi(photo.analysis, roiOfDetection(detection), runtime);
      if (isClearlyPerson({ ...pose, score: detection.score })) return { worn: true };
    }
    return { worn: false };
  },
});

/** @throws StudioError `garment-worn` when a person wears the garment */
export async function checkGarmentPhoto(
  photo: Staged<Photo>,
  context: RunContext<Runtime>,
  subject: string,
): Promise<void> {
  const { value } = await runStage(checkGarmentStage, { photo }, {}, context, subject);
  if (value.worn) {
    throw new StudioError(
      'garment-worn',
      'The garment picture shows a person wearing it. Use a picture of the garment alone, laid flat or on a hanger; garments like a worn one are found by searching with its picture.',
      { stage: 'check-garment' },
    );
  }
}
