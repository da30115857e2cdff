/** Garment check: recognises a garment picture in which somebody wears the garment, which the cut-out cannot serve. */

import { StudioError } from '../../contract/errors.ts';
import { LM, type PersonPose, type Pose } from '../domain/pose.ts';
import type { Photo } from '../image/photo.ts';
import { estimatePose } from '../perception/pose/estimate-pose.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { defineStage, type RunContext, runStage, type Staged } from './stage.ts';
import { none, poseModelKeys } from './stages.ts';

/** Mean visibility of the face from which a person counts as one: garments on hangers and dummies have none. */
const FACE_SEEN = 0.6;
const FACE = [LM.nose, LM.leftEye, LM.rightEye, LM.mouthLeft, LM.mouthRight];

interface Worn {
  /** Mean visibility of the face of the clearest person, 0 without one. */
  face: number;
}

const checkGarmentStage = defineStage<Runtime, { photo: Photo }, Record<string, never>, Worn>({
  id: 'check-garment',
  version: 1,
  params: none,
  models: poseModelKeys,
  run: async ({ photo }, _, { runtime }) => {
    const pose = await peopleIn(photo, runtime);
    return { face: Math.max(0, ...(pose?.people ?? []).map(faceVisibility)) };
  },
});

async function peopleIn(photo: Photo, runtime: Runtime): Promise<Pose | undefined> {
  try {
    return await estimatePose(photo, runtime);
  } catch (error) {
    if (error instanceof StudioError && NO_PERSON.has(error.code)) return undefined;
    throw error;
  }
}

const NO_PERSON = new Set(['no-person-found', 'person-incomplete']);

export function faceVisibility(person: PersonPose): number {
  return FACE.reduce((sum, i) => sum + (person.landmarks[i]?.visibility ?? 0), 0) / FACE.length;
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
