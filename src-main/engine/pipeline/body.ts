/** Body: finds the people of one or two photos, fits one body to them and draws it over the first. */

import { extname } from 'node:path';
import { z } from 'zod';
import type { BodyRequest, BodyResult } from '../../contract/body.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Sentence } from '../../contract/sentences.ts';
import {
  type BodyFit,
  depthSeen,
  FREEDOMS,
  fitBody,
  fitNotes,
  loadParametricBody,
  measureFit,
  type ParametricBody,
  toldPose,
} from '../body/index.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import { encodeImage } from '../image/encode.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { drawBody } from './draw-body.ts';
import { correctedPerson } from './look/corrected-person.ts';
import { jointsOfRequest } from './look/pose-edits.ts';
import { openPhoto, type Person, perceivePerson } from './perceive.ts';
import { defineStage, gather, type RunContext, runStage, type Staged } from './stage.ts';

const fitParams = z.strictObject({
  statureCm: z.number().optional(),
  sex: z.number().min(0).max(1).optional(),
  ageYears: z.int().optional(),
});
type FitParams = z.infer<typeof fitParams>;

interface FitInput {
  poses: Pose[];
  mattes: Matte[];
  parsings: Parsing[];
}

export const fitBodyStage = (body: ParametricBody) =>
  defineStage<Runtime, FitInput, FitParams, BodyFit>({
    id: 'fit-body',
    version: 6,
    params: fitParams,
    output: ({ rest }) =>
      rest.vertices.every(Number.isFinite) ? undefined : 'a body with vertices that are not finite',
    about: ({ views }) => ({ confidence: views[0].agreement.iouBody }),
    run: ({ poses, mattes, parsings }, options) =>
      fitBody(
        body,
        poses.map((pose, i) => ({
          pose: pose.people[pose.subject],
          matte: mattes[i],
          parsing: parsings[i],
        })),
        options as Parameters<typeof fitBody>[2],
      ),
  });

/** Stages of a request, for progress. */
export const stagesOfBody = ({ side, joints }: Pick<BodyRequest, 'side' | 'joints'>): number =>
  (side ? 11 : 6) + (Object.keys(joints).length > 0 ? 3 : 0);

type BodyAnswer = Omit<BodyResult, 'provider' | 'ms' | 'peakMb' | 'stages'>;

/** Answers requests with one parametric body, loaded at the first. */
export class BodyFitter {
  private readonly modelsDirs: readonly string[];
  private body: ParametricBody | undefined;

  constructor(modelsDirs: readonly string[]) {
    this.modelsDirs = modelsDirs;
  }

  /** @throws StudioError 'invalid-input' for an overlay that is neither PNG, JPEG nor WebP, 'model-missing' */
  answer(request: BodyRequest, context: RunContext<Runtime>): Promise<BodyAnswer> {
    this.body ??= loadParametricBody(this.modelsDirs);
    return bodyFromPhotos(request, this.body, context);
  }
}

/** Least sine between the directions two photos were taken from: about 17 degrees. */
const APART = 0.3;

/**
 * Fits one body to the photos of one person.
 * @throws StudioError 'person-incomplete' when too little of a person is seen, 'invalid-input' when a second photo shows
 *   the person from the same side as the first: it would count as knowledge of the depth, which it is not
 */
export async function fitPerson(
  body: ParametricBody,
  views: readonly Person[],
  known: FitParams,
  context: RunContext<Runtime>,
): Promise<Staged<BodyFit>> {
  const inputs = {
    poses: gather(views.map((view) => view.pose)),
    mattes: gather(views.map((view) => view.matte)),
    parsings: gather(views.map((view) => view.parsing)),
  };
  const fit = await runStage(fitBodyStage(body), inputs, known, context, 'person');
  if (views.length > 1 && depthSeen(fit.value) < APART)
    throw new StudioError(
      'invalid-input',
      'Expected a second photo that shows the person from the side but received one from the same direction as the first. Choose a photo from the side, or leave it out.',
      { stage: 'fit-body' },
    );
  return fit;
}

async function bodyFromPhotos(
  request: BodyRequest,
  body: ParametricBody,
  context: RunContext<Runtime>,
): Promise<BodyAnswer> {
  const files = [request.photo, ...(request.side ? [request.side] : [])];
  const format = formatOf(request.out);
  await checkTarget(request.out, files);
  const people: Person[] = [];
  const notes: Sentence[] = [];
  for (const [i, file] of files.entries()) {
    const photo = await openPhoto(file, context, i ? 'side' : 'person');
    const found = await perceivePerson(photo, i ? undefined : request.subject, request.models, context);
    people.push(i ? found : await putRight(found, request, notes, context));
  }
  const { statureCm, sex, ageYears } = request;
  const params: FitParams = {
    ...(statureCm === undefined ? {} : { statureCm }),
    ...(sex === undefined ? {} : { sex: sex === 'male' ? 1 : 0 }),
    ...(ageYears === undefined ? {} : { ageYears }),
  };
  const { value: fit } = await fitPerson(body, people, params, context);
  const [front] = fit.views;
  const picture = drawBody(people[0].photo.value, body.pose(fit.rest, front.pose).mesh, front.camera);
  await writeFileWhole(request.out, [await encodeImage(picture, { format })]);
  const degrees = 180 / Math.PI;
  return {
    out: request.out,
    measurements: measureFit(body, fit),
    notes: [...notes, ...fitNotes(fit)],
    views: fit.views.map((view, i) => ({
      file: files[i],
      iou: view.agreement.iou,
      iouBody: view.agreement.iouBody,
      landmarkError: view.landmarkError,
      joints: Object.fromEntries(
        FREEDOMS.map(({ name }, j) => [
          name,
          { angle: view.angles[j] * degrees, spread: view.angleSpreads[j] * degrees },
        ]),
      ),
      pose: toldPose(view),
    })),
  };
}

/** The person with the joints that the user has put right; those far outside the picture are left out with a note. */
async function putRight(
  found: Person,
  { joints: asked, models }: Pick<BodyRequest, 'joints' | 'models'>,
  notes: Sentence[],
  context: RunContext<Runtime>,
): Promise<Person> {
  const { joints, any } = jointsOfRequest(asked, found.photo.value, notes);
  if (!any) return found;
  const { person, pose } = await correctedPerson(found, joints, models, context);
  return { ...person, pose };
}

function formatOf(out: string): 'png' | 'jpeg' | 'webp' {
  const ending = extname(out).toLowerCase();
  if (ending === '.png' || ending === '.webp') return ending.slice(1) as 'png' | 'webp';
  if (ending === '.jpg' || ending === '.jpeg') return 'jpeg';
  throw new StudioError(
    'invalid-input',
    `Expected a file name ending in .png, .jpg or .webp for the overlay, received "${ending}". Choose one of these.`,
    { stage: 'fit-body' },
  );
}
