/** Garment check: recognises a garment picture in which somebody wears the garment, which the cut-out cannot serve. */

import { StudioError } from '../../contract/errors.ts';
import { type Landmark, LM } from '../domain/pose.ts';
import type { Photo } from '../image/photo.ts';
import { detectPeople, roiOfDetection } from '../perception/pose/detector.ts';
import { landmarksInRoi } from '../perception/pose/landmarks.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { defineStage, type RunContext, runStage, type Staged } from './stage.ts';
import { none, poseModelKeys } from './stages.ts';

/** Mean visibility of the face from which a person counts as one: garments on hangers and dummies have none. */
const FACE_SEEN = 0.6;
/** The landmark model's own verdict below which a detection is no person. */
const MIN_PRESENCE = 0.5;
const FACE = [LM.nose, LM.leftEye, LM.rightEye, LM.mouthLeft, LM.mouthRight];

interface Worn {
  /** Mean visibility of the face of the clearest person, 0 without one. */
  face: number;
}

/**
 * One look at the whole picture: somebody who wears the garment fills much of it, so the search for small people that
 * photos of clients get would only cost time.
 */
const checkGarmentStage = defineStage<Runtime, { photo: Photo }, Record<string, never>, Worn>({
  id: 'check-garment',
  version: 1,
  params: none,
  models: poseModelKeys,
  run: async ({ photo }, _, { runtime }) => {
    let face = 0;
    for (const detection of await detectPeople(photo.analysis, runtime)) {
      const pose = await landmarksInRoi(photo.analysis, roiOfDetection(detection), runtime);
      if (pose.presence >= MIN_PRESENCE) face = Math.max(face, faceVisibility(pose.landmarks));
    }
    return { face };
  },
});

function faceVisibility(landmarks: readonly Landmark[]): number {
  return FACE.reduce((sum, i) => sum + landmarks[i].visibility, 0) / FACE.length;
}

/** @throws StudioError `garment-not-supported` when a person wears the garment */
export async function checkGarmentPhoto(
  photo: Staged<Photo>,
  context: RunContext<Runtime>,
  subject: string,
): Promise<void> {
  const { value } = await runStage(checkGarmentStage, { photo }, {}, context, subject);
  if (value.face >= FACE_SEEN) {
    throw new StudioError(
      'garment-not-supported',
      'The garment picture shows a person wearing it. Use a picture of the garment alone, laid flat or on a hanger.',
      { stage: 'check-garment' },
    );
  }
}
