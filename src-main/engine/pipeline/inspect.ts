/** Inspect: what the library shows of a garment picture and of a person's photo. */

import { StudioError } from '../../contract/errors.ts';
import type {
  InspectGarmentRequest,
  InspectGarmentResult,
  InspectPersonRequest,
  InspectPersonResult,
} from '../../contract/inspect.ts';
import type { Joint } from '../../contract/seen.ts';
import type { Garment } from '../domain/garment.ts';
import { LANDMARKS, type PersonPose, type Pose } from '../domain/pose.ts';
import { resizeArea, toByte } from '../image/ops/resize.ts';
import type { Photo } from '../image/photo.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { GARMENT_REVIEW_BELOW } from './analyze.ts';
import { hasTorso } from './check-person.ts';
import { piecesOf } from './locate-garments.ts';
import { garmentAttributes } from './look/attributes.ts';
import { garmentColours } from './look/colours.ts';
import { openGarment } from './look/open-garment.ts';
import { openPhoto } from './perceive.ts';
import { type RunContext, runStage } from './stage.ts';
import { estimatePoseStage } from './stages.ts';
import { encodeFor, within, writeThumbnails } from './thumbnails.ts';

type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

/** Longest side of the cut-out picture, pixels. */
const CUT_OUT_SIZE = 1024;

/** Number of stages, for progress. */
export const STAGES_OF_INSPECT = 5;

/**
 * Looks at a garment and writes the pictures wanted of it.
 *
 * @throws StudioError as loading and preparing a garment do
 */
export async function inspectGarment(
  request: InspectGarmentRequest,
  context: RunContext<Runtime>,
): Promise<Omit<InspectGarmentResult, Later>> {
  const inputs = [request.garment, ...(request.cutOut ? [request.cutOut] : [])];
  const targets = [request.cutOutPicture, ...request.thumbnails.map(({ out }) => out)];
  for (const target of targets) if (target) await checkTarget(target, inputs);
  const { photo, garment, notes } = await openGarment(request.garment, request, context, 'garment');
  const { value } = garment;
  if (request.cutOutPicture) {
    const picture = await encodeFor(request.cutOutPicture, cutOutPicture(value));
    await writeFileWhole(request.cutOutPicture, [picture]);
  }
  await writeThumbnails(photo.value, request.thumbnails);
  const count = request.count ? (await piecesOf(photo, context)).value.pieces.length : undefined;
  const { width, height } = value.rgb;
  return {
    width: photo.value.width,
    height: photo.value.height,
    category: value.category,
    sleeve: value.sleeve,
    colours: garmentColours(value),
    attributes: garmentAttributes(value),
    landmarks: Object.entries(value.landmarks).map(([name, mark]) => ({
      name,
      u: mark.x / width,
      v: mark.y / height,
      confidence: mark.confidence,
      corrected: name in request.landmarks,
    })),
    confidence: value.confidence,
    needsReview: value.confidence.overall < GARMENT_REVIEW_BELOW,
    reasons: value.reasons,
    notes: [...photo.value.source.notes, ...notes],
    ...(request.cutOutPicture ? { cutOutPicture: request.cutOutPicture } : {}),
    ...(count === undefined ? {} : { count }),
  };
}

/** The garment on nothing, in the frame of its picture. */
function cutOutPicture({ rgb, alpha }: Garment): Raster<Uint8Array> {
  const { width, height } = within(rgb.width, rgb.height, CUT_OUT_SIZE);
  const colour = resizeArea(rgb, width, height).data;
  const cover = resizeArea(toByte(alpha, 255), width, height).data;
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < cover.length; i++) {
    data[i * 4] = colour[i * 3];
    data[i * 4 + 1] = colour[i * 3 + 1];
    data[i * 4 + 2] = colour[i * 3 + 2];
    data[i * 4 + 3] = cover[i];
  }
  return byteRaster(width, height, 4, data);
}

/** Finds the people of a photo. A photo without any is no error: the library keeps it all the same. */
export async function inspectPerson(
  request: InspectPersonRequest,
  context: RunContext<Runtime>,
): Promise<Omit<InspectPersonResult, Later>> {
  const { value: photo, key } = await openPhoto(request.person, context, 'person');
  const pose = await findPeople({ value: photo, key }, context);
  return {
    width: photo.width,
    height: photo.height,
    people: pose ? pose.people.map((_, index) => describePerson(pose, index, photo)) : [],
    notes: photo.source.notes,
  };
}

async function findPeople(
  photo: { value: Photo; key: string | undefined },
  context: RunContext<Runtime>,
): Promise<Pose | undefined> {
  try {
    return (await runStage(estimatePoseStage, { photo }, {}, context, 'person')).value;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'no-person-found') return undefined;
    throw error;
  }
}

function describePerson(pose: Pose, index: number, photo: Photo): InspectPersonResult['people'][number] {
  const person = pose.people[index];
  const k = 1 / photo.scale;
  const { x0, y0, x1, y1 } = person.box;
  return {
    number: index + 1,
    box: { x0: x0 * k, y0: y0 * k, x1: x1 * k, y1: y1 * k },
    backView: person.backView,
    joints: jointsOf(person, photo, new Set()),
    confidence: Math.min(1, person.presence * (0.4 + 0.6 * person.limbs.torso)),
    dressable: hasTorso({ ...pose, subject: index }, photo),
  };
}

/** Landmarks of a person in photo pixels. */
export function jointsOf(
  { landmarks }: PersonPose,
  { scale }: Pick<Photo, 'scale'>,
  corrected: ReadonlySet<string>,
): Joint[] {
  return landmarks.map(({ x, y, visibility, presence }, i) => ({
    name: LANDMARKS[i],
    x: x / scale,
    y: y / scale,
    visibility,
    presence,
    corrected: corrected.has(LANDMARKS[i]),
  }));
}
