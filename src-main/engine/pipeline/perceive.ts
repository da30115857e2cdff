/** Perceive: the stages every request about a person begins with. */

import type { BodyFrame } from '../domain/body-frame.ts';
import type { Matte, Parsing } from '../domain/parsing.ts';
import type { Pose } from '../domain/pose.ts';
import type { AnalysedPhoto, Photo } from '../image/photo.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { requireTorso } from './check-person.ts';
import { fileSource } from './source.ts';
import { type RunContext, runStage, type Staged } from './stage.ts';
import {
  estimatePoseStage,
  loadPhotoStage,
  mattePersonStage,
  measureBodyStage,
  parseBodyStage,
} from './stages.ts';
import { userMatteStage, userParserStage } from './user-models.ts';

/** What is known about the person of a photo. */
export interface Person<P extends AnalysedPhoto = Photo> {
  photo: Staged<P>;
  pose: Staged<Pose>;
  matte: Staged<Matte>;
  parsing: Staged<Parsing>;
  frame: Staged<BodyFrame>;
}

/** User's models that replace built-in steps. */
export interface PersonModels {
  parser?: string;
  matte?: string;
}

export async function openPhoto(
  file: string,
  context: RunContext<Runtime>,
  subject: string,
): Promise<Staged<Photo>> {
  return runStage(loadPhotoStage, { file: await fileSource(file) }, {}, context, subject);
}

/** @param subject 1 = the largest person, which is also taken when left out */
export async function perceivePerson<P extends AnalysedPhoto>(
  photo: Staged<P>,
  subject: number | undefined,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<Person<P>> {
  const pose = await runStage(
    estimatePoseStage,
    { photo },
    subject === undefined ? {} : { subject },
    context,
    'person',
  );
  requireTorso(pose.value, photo.value);
  const matte = await matteOf({ photo, pose }, models, context);
  return measurePerson({ photo, pose, matte }, models, context);
}

/** What of the photo is the person, by the user's model where there is one. */
export async function matteOf<P extends AnalysedPhoto>(
  { photo, pose }: Pick<Person<P>, 'photo' | 'pose'>,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<Staged<Matte>> {
  const matte = await runStage(mattePersonStage, { photo, pose }, {}, context, 'person');
  if (!models.matte) return matte;
  return runStage(userMatteStage, { photo, matte }, { model: models.matte }, context, 'person');
}

/** The person's parts, with the user's model where there is one. */
export async function parsingOf<P extends AnalysedPhoto>(
  { photo, pose, matte }: Pick<Person<P>, 'photo' | 'pose' | 'matte'>,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<Staged<Parsing>> {
  const parsing = await runStage(parseBodyStage, { photo, pose, matte }, {}, context, 'person');
  if (!models.parser) return parsing;
  const inputs = { photo, pose, matte, parsing };
  return runStage(userParserStage, inputs, { model: models.parser }, context, 'person');
}

/** The stages that follow from pose and matte: parts and body. */
export async function measurePerson<P extends AnalysedPhoto>(
  { photo, pose, matte }: Pick<Person<P>, 'photo' | 'pose' | 'matte'>,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<Person<P>> {
  const parsing = await parsingOf({ photo, pose, matte }, models, context);
  const frame = await runStage(measureBodyStage, { photo, pose, parsing }, {}, context, 'person');
  return { photo, pose, matte, parsing, frame };
}
