/** Try-on: the order of the stages, from a person's photo and garment pictures to the finished picture. */

import type { TryOnRequest, TryOnResult } from '../../contract/try-on.ts';
import type { PreparedScene } from '../compositing/prepare-scene.ts';
import type { Composite } from '../domain/composite.ts';
import type { FittedLayer, RenderedLayer } from '../domain/fit.ts';
import type { Garment } from '../domain/garment.ts';
import { encodeImage } from '../image/encode.ts';
import { shareOf, whiteWhere } from '../image/ops/mask.ts';
import type { Photo } from '../image/photo.ts';
import { outputFormat } from '../image/save.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkGarmentPhoto } from './check-garment.ts';
import { requireRoomFor } from './check-person.ts';
import { dressLayers } from './dress.ts';
import { openPhoto, type Person, perceivePerson } from './perceive.ts';
import { type RunContext, runStage, type Staged } from './stage.ts';
import { prepareGarmentStage, savePictureStage } from './stages.ts';
import { wearingOrder } from './wearing-order.ts';

/** One garment on its way onto the person. */
export interface Layer {
  file: string;
  photo: Staged<Photo>;
  garment: Staged<Garment>;
  fitted: Staged<FittedLayer>;
  rendered: Staged<RenderedLayer>;
}

/** Everything a try-on made, for those who want to look behind the result. */
export interface TryOnRun {
  person: Person;
  /** In wearing order, innermost first. */
  layers: Layer[];
  scene: Staged<PreparedScene>;
  picture: Staged<Composite>;
}

/** Runs the whole job and writes the picture at `request.out`. */
export async function tryOn(request: TryOnRequest, context: RunContext<Runtime>): Promise<TryOnRun> {
  await checkOutputs(request);
  const photo = await openPhoto(request.person, context, 'person');
  const person = await perceivePerson(photo, request.subject, request.models, context);
  const run = await dress(person, request.garments, request.tuck, context);
  const { out: target, keepGps, quality } = request;
  const params = { target, keepGps, ...(quality === undefined ? {} : { quality }) };
  await runStage(savePictureStage, { photo, picture: run.picture }, params, context);
  if (request.editedOut) {
    await writeFileWhole(request.editedOut, [await encodeImage(whiteWhere(run.picture.value.edited))]);
  }
  return run;
}

/** Puts garments on a person who is known already; writes nothing. */
export async function dress(
  person: Person,
  garments: readonly string[],
  tuck: boolean,
  context: RunContext<Runtime>,
): Promise<TryOnRun> {
  const { photo, pose } = person;
  const prepared: Pick<Layer, 'file' | 'photo' | 'garment'>[] = [];
  for (const [index, file] of garments.entries()) {
    const subject = garments.length > 1 ? `garment ${index + 1}` : 'garment';
    const garmentPhoto = await openPhoto(file, context, subject);
    await checkGarmentPhoto(garmentPhoto, context, subject);
    const garment = await runStage(prepareGarmentStage, { photo: garmentPhoto }, {}, context, subject);
    requireRoomFor(garment.value.category, pose.value, photo.value);
    prepared.push({ file, photo: garmentPhoto, garment });
  }

  const worn = wearingOrder(prepared, ({ garment }) => garment.value.category, tuck);
  const { fitted, rendered, scene, picture } = await dressLayers(
    person,
    worn.map(({ garment }) => ({ subject: garment.value.category, garment, fit: { tuck } })),
    context,
  );
  const layers = worn.map((item, i) => ({ ...item, fitted: fitted[i], rendered: rendered[i] }));
  return { person, layers, scene, picture };
}

/** What cannot be written is found out before the work, not after it. */
export async function checkOutputs({ person, garments, out, editedOut }: TryOnRequest): Promise<void> {
  outputFormat(out);
  await checkTarget(out, [person, ...garments]);
  if (editedOut) await checkTarget(editedOut, [person, ...garments]);
}

/** Number of stages a request runs, for progress. */
export function stagesOfTryOn(garments: number): number {
  return 5 + garments * 5 + 3;
}

export type TryOnSummary = Omit<TryOnResult, 'provider' | 'ms' | 'peakMb' | 'stages' | 'explainPage'>;

/** A run as the contract tells it. */
export function summarizeTryOn(request: TryOnRequest, run: TryOnRun): TryOnSummary {
  const { person, layers } = run;
  const picture = run.picture.value;
  const photo = person.photo.value;
  return {
    out: request.out,
    width: photo.width,
    height: photo.height,
    garments: layers.map(({ file, garment }) => ({
      file,
      category: garment.value.category,
      sleeve: garment.value.sleeve,
      confidence: garment.value.confidence.overall,
    })),
    confidence: picture.confidence,
    needsReview: picture.needsReview,
    reasons: picture.reasons,
    notes: [photo, ...layers.map((layer) => layer.photo.value)].flatMap((p) => p.source.notes),
    editedShare: shareOf(picture.edited.data),
  };
}
