/** Analyze: the stages that look, without dressing anybody, told as the contract wants them. */

import type { AnalyzeRequest, AnalyzeResult, PersonSeen } from '../../contract/analyze.ts';
import { StudioError } from '../../contract/errors.ts';
import { distinct } from '../../contract/sentences.ts';
import type { Garment } from '../domain/garment.ts';
import { PART, type Parsing } from '../domain/parsing.ts';
import { LANDMARKS, type PersonPose, type Pose } from '../domain/pose.ts';
import { encodeImage } from '../image/encode.ts';
import type { Photo } from '../image/photo.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import { parsingToPhoto } from '../perception/parsing/parsing-to-photo.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkGarmentPhoto, isClearlyPerson } from './check-garment.ts';
import { openPhoto, type Person, perceivePerson } from './perceive.ts';
import { type RunContext, runStage, type Staged } from './stage.ts';
import { estimatePoseStage, prepareGarmentStage } from './stages.ts';

/** A garment below this confidence should be looked at. */
export const GARMENT_REVIEW_BELOW = 0.55;

export type AnalyzeRun =
  | { kind: 'person'; photo: Photo; pose: Pose; person?: Person }
  | { kind: 'garment'; photo: Photo; garment: Garment };

/** Number of stages, for progress. */
export const STAGES_OF_ANALYZE = 5;

export async function analyze(request: AnalyzeRequest, context: RunContext<Runtime>): Promise<AnalyzeRun> {
  if (request.labels) await checkTarget(request.labels, [request.file]);
  const photo = await openPhoto(request.file, context, 'picture');
  const kind = request.as === 'auto' ? await kindOf(photo, request.subject, context) : request.as;
  if (kind === 'garment') {
    await checkGarmentPhoto(photo, context, 'garment');
    const garment = await runStage(prepareGarmentStage, { photo }, {}, context, 'garment');
    return { kind, photo: photo.value, garment: garment.value };
  }
  if (request.depth === 'pose') {
    const pose = await findPeople(photo, request.subject, context);
    return { kind, photo: photo.value, pose: pose.value };
  }
  const person = await perceivePerson(photo, request.subject, request.models, context);
  if (request.labels) await writeLabels(request.labels, photo.value, person.parsing.value);
  return { kind, photo: photo.value, pose: person.pose.value, person };
}

/** A picture with somebody in it beyond doubt is a person's photo. */
async function kindOf(
  photo: Staged<Photo>,
  subject: number | undefined,
  context: RunContext<Runtime>,
): Promise<'person' | 'garment'> {
  try {
    const pose = await findPeople(photo, subject, { ...context, records: [] });
    return pose.value.people.some(isClearlyPerson) ? 'person' : 'garment';
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    if (error.code === 'no-person-found') return 'garment';
    // Somebody is there, though not as asked for: looking again says so.
    if (error.code === 'subject-out-of-range' || error.code === 'person-incomplete') return 'person';
    throw error;
  }
}

function findPeople(
  photo: Staged<Photo>,
  subject: number | undefined,
  context: RunContext<Runtime>,
): Promise<Staged<Pose>> {
  return runStage(estimatePoseStage, { photo }, subject === undefined ? {} : { subject }, context, 'person');
}

/** Grey PNG of the photo's size whose values are PART values. */
async function writeLabels(file: string, photo: Photo, parsing: Parsing): Promise<void> {
  await writeFileWhole(file, [await encodeImage(parsingToPhoto(photo, parsing))]);
}

export type AnalyzeSummary =
  | Omit<Extract<AnalyzeResult, { kind: 'person' }>, Later>
  | Omit<Extract<AnalyzeResult, { kind: 'garment' }>, Later>;
type Later = 'provider' | 'ms' | 'peakMb' | 'stages' | 'explainPage';

/** A run as the contract tells it; coordinates in photo pixels. */
export function summarizeAnalyze(request: AnalyzeRequest, run: AnalyzeRun): AnalyzeSummary {
  const { photo } = run;
  const seen = {
    file: request.file,
    width: photo.width,
    height: photo.height,
    format: photo.source.format,
    notes: photo.source.notes,
  };
  if (run.kind === 'garment') return { ...seen, ...summarizeGarment(photo, run.garment) };
  const { pose, person } = run;
  return {
    ...seen,
    kind: 'person',
    people: pose.people.map((one, index) => summarizePerson(one, index, photo)),
    subject: pose.subject + 1,
    reasons: [],
    ...(person ? summarizeBody(person) : {}),
    ...(request.labels ? { labels: request.labels } : {}),
  };
}

function summarizeBody({ matte, parsing, frame }: Person) {
  return {
    body: {
      confidence: {
        matte: matte.value.confidence,
        parsing: parsing.value.score,
        frame: frame.value.confidence,
      },
      wearsDress: parsing.value.wearsDress,
      parts: sharesOf(parsing.value.labels.data),
    },
    reasons: distinct([...parsing.value.reasons, ...frame.value.reasons]),
  };
}

function summarizePerson(person: PersonPose, index: number, photo: Photo): PersonSeen {
  const k = 1 / photo.scale;
  const { x0, y0, x1, y1 } = person.box;
  return {
    number: index + 1,
    box: { x0: x0 * k, y0: y0 * k, x1: x1 * k, y1: y1 * k },
    score: person.score,
    presence: person.presence,
    backView: person.backView,
    limbs: person.limbs,
    landmarks: person.landmarks.map((mark, i) => ({
      name: LANDMARKS[i] as string,
      x: mark.x * k,
      y: mark.y * k,
      z: mark.z * k,
      visibility: mark.visibility,
      presence: mark.presence,
    })),
  };
}

function summarizeGarment(photo: Photo, garment: Garment) {
  const k = photo.width / garment.rgb.width;
  return {
    kind: 'garment' as const,
    category: garment.category,
    sleeve: garment.sleeve,
    offShoulder: garment.offShoulder,
    openFront: garment.openFront,
    landmarks: Object.entries(garment.landmarks).map(([name, mark]) => ({
      name,
      x: mark.x * k,
      y: mark.y * k,
      confidence: mark.confidence,
    })),
    confidence: garment.confidence,
    needsReview: garment.confidence.overall < GARMENT_REVIEW_BELOW,
    reasons: garment.reasons,
  };
}

function sharesOf(labels: Uint8Array): Record<string, number> {
  const counts = new Array<number>(256).fill(0);
  for (const label of labels) counts[label]++;
  return Object.fromEntries(
    Object.entries(PART)
      .map(([name, value]) => [name, counts[value] / labels.length] as const)
      .filter(([, share]) => share > 0),
  );
}
