/** Opens a garment with what the user corrected of it: landmarks, cut-out, category. */

import { StudioError } from '../../../contract/errors.ts';
import type { RenderLayer } from '../../../contract/render-look.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import { GARMENT_LANDMARKS, type Garment, type GarmentLandmarkName } from '../../domain/garment.ts';
import { showName } from '../../image/file-name.ts';
import type { Photo } from '../../image/photo.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkGarmentPhoto } from '../check-garment.ts';
import { openPhoto } from '../perceive.ts';
import { type RunContext, runStage, type Staged } from '../stage.ts';
import { type GarmentChoices, prepareGarmentStage } from '../stages.ts';

/** Shapes of cut-out and picture may differ by this share, as rounding of a reduced copy makes them. */
const SHAPE_TOLERANCE = 0.02;

export interface OpenGarment {
  photo: Staged<Photo>;
  garment: Staged<Garment>;
  /** The cut-out by hand, where there is one. */
  cutOut?: Staged<Photo>;
  /** Corrections that had no effect. */
  notes: Sentence[];
}

/**
 * @throws StudioError as loading and preparing a garment do; `invalid-input` for a cut-out of another shape than the
 *   picture
 */
export async function openGarment(
  file: string,
  corrections: Pick<RenderLayer, 'landmarks' | 'cutOut' | 'category'>,
  context: RunContext<Runtime>,
  subject: string,
): Promise<OpenGarment> {
  const photo = await openPhoto(file, context, subject);
  // A cut-out by hand says what is garment, whoever wears it.
  const cutOut = corrections.cutOut ? await openPhoto(corrections.cutOut, context, subject) : undefined;
  if (cutOut) requireShape(cutOut.value, photo.value, corrections.cutOut ?? '');
  else await checkGarmentPhoto(photo, context, subject);
  const { choices, notes } = choicesOf(corrections);
  const garment = await runStage(
    prepareGarmentStage,
    cutOut ? { photo, cutOut } : { photo },
    choices,
    context,
    subject,
  );
  return { photo, garment, notes, ...(cutOut ? { cutOut } : {}) };
}

function requireShape(cutOut: Photo, photo: Photo, file: string): void {
  const ratio = (cutOut.width * photo.height) / (cutOut.height * photo.width);
  if (Math.abs(ratio - 1) <= SHAPE_TOLERANCE) return;
  throw new StudioError(
    'invalid-input',
    `The cut-out ${showName(file)} has ${cutOut.width} x ${cutOut.height} pixels, which is not the shape of its picture of ${photo.width} x ${photo.height}. Cut out this picture again.`,
  );
}

const KNOWN: ReadonlySet<string> = new Set(GARMENT_LANDMARKS);

function choicesOf({ landmarks, category }: Pick<RenderLayer, 'landmarks' | 'category'>): {
  choices: GarmentChoices;
  notes: Sentence[];
} {
  const known: Partial<Record<GarmentLandmarkName, { x: number; y: number }>> = {};
  const notes: Sentence[] = [];
  for (const [name, at] of Object.entries(landmarks)) {
    if (KNOWN.has(name)) known[name as GarmentLandmarkName] = at;
    else notes.push(say('landmark-unknown', { landmark: name }));
  }
  return {
    choices: {
      ...(category ? { category } : {}),
      ...(Object.keys(known).length > 0 ? { landmarks: known } : {}),
    },
    notes,
  };
}
