/** Render look: an edited look from its parts to the picture, at the quality asked for. */

import type { RenderLookRequest, RenderLookResult } from '../../../contract/render-look.ts';
import type { Sentence } from '../../../contract/sentences.ts';
import type { PreparedScene } from '../../compositing/prepare-scene.ts';
import type { Composite } from '../../domain/composite.ts';
import type { Pose } from '../../domain/pose.ts';
import { encodeImage } from '../../image/encode.ts';
import { shareOf, whiteWhere } from '../../image/ops/mask.ts';
import { resizeBilinear, toByte } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import type { Raster } from '../../image/raster.ts';
import { outputFormat } from '../../image/save.ts';
import { checkTarget, writeFileWhole, writePassing } from '../../image/write-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { dressLayers, type FittedTo, untouched } from '../dress.ts';
import { openPhoto, type Person } from '../perceive.ts';
import { type RunContext, runStage, type Staged } from '../stage.ts';
import { measureBodyStage, savePictureStage } from '../stages.ts';
import { encodeFor } from '../thumbnails.ts';
import { corrected, withJoints } from './corrected-person.ts';
import type { Joints } from './pose-edits.ts';
import {
  fitByBearing,
  type Later,
  type LayerOrder,
  type LookSummary,
  type LookToDress,
  type ReadFile,
  readyLook,
  type Sitter,
  sitterWith,
  summarize,
} from './ready-look.ts';
import { analysed, reducedPerson, scaledPose } from './reduced.ts';

/** Longest side of a draft, pixels. */
const DRAFT = 448;
/** JPEG and WebP quality of drafts, which are seen for a tenth of a second. */
const DRAFT_COMPRESSION = 80;

export interface LookRun {
  result: Omit<RenderLookResult, Later>;
  /** What the person can be prepared with for the next picture. */
  scene: Staged<PreparedScene> | undefined;
}

/** A look's picture before it is written. */
export interface DressedLook {
  photo: Staged<Photo>;
  picture: Staged<Composite>;
  summary: LookSummary;
  scene: Staged<PreparedScene> | undefined;
  /** Every file that was read: the person, then each visible layer's garment and cut-out. */
  inputs: ReadFile[];
}

/**
 * Draws a look and writes its pictures.
 *
 * @throws StudioError as a try-on does; `invalid-input` for joints that do not exist
 */
export async function renderLook(request: RenderLookRequest, context: RunContext<Runtime>): Promise<LookRun> {
  await checkOutputs(request);
  const { photo, picture, summary, scene } = await dressLook(request, context);
  const bytes = await write(request, photo, picture, context);
  const { out } = request;
  return {
    result: { ...(out === undefined ? {} : { out }), ...(bytes ? { bytes } : {}), ...summary },
    scene,
  };
}

/**
 * Draws a look.
 *
 * @throws StudioError as `readyLook` does
 */
export async function dressLook(
  request: LookToDress,
  context: RunContext<Runtime>,
  order: LayerOrder = 'given',
): Promise<DressedLook> {
  const photo = await openPhoto(request.person, context, 'person');
  const look = await readyLook(request, photo, order, context, (found, joints, notes) =>
    sitterFor(request, found, joints, notes, context),
  );
  const { layers, sitter, inputs } = look;
  const draft = request.quality === 'draft';
  const { person, fitTo, plates } = sitter;
  const dressed =
    layers.length > 0 ? await dressLayers(person, layers, context, { fitTo, draft, plates }) : undefined;
  const picture = dressed?.picture ?? { value: untouched(person.photo.value), key: undefined };
  const { rgb, edited } = picture.value;
  const drawn = {
    ...{ width: rgb.width, height: rgb.height, editedShare: shareOf(edited.data) },
    fitted: (dressed?.fitted ?? []).map(({ value }) => value),
  };
  const summary = summarize(look, drawn, picture.value);
  return { photo, picture, summary, scene: dressed?.scene, inputs };
}

/** The person at the size of the picture, with the joints where the user put them. */
async function sitterFor(
  { quality, models }: Pick<LookToDress, 'quality' | 'models'>,
  found: Person,
  joints: Joints | undefined,
  notes: Sentence[],
  context: RunContext<Runtime>,
): Promise<Sitter<Photo>> {
  if (quality === 'draft') {
    const person = await reducedPerson(found, DRAFT, context);
    const { width, height } = person.photo.value;
    const scale = Math.max(width, height) / Math.max(found.photo.value.width, found.photo.value.height);
    const plates = person.photo;
    if (!joints) return { person, pose: person.pose, fitTo: () => person, plates, scale };
    // Parts and matte are not looked for again while a joint is dragged.
    const small = ({ value, key }: Staged<Pose>, keyed: boolean): Staged<Pose> => ({
      value: scaledPose(value, scale / found.photo.value.scale),
      key: keyed ? key && `${key} ${DRAFT}` : undefined,
    });
    const whole = small(await corrected(found, joints, context), false);
    const bodyIn = async (pose: Staged<Pose>): Promise<FittedTo> => {
      const inputs = { photo: person.photo, pose, parsing: person.parsing, before: person.frame };
      return { pose, frame: await runStage(measureBodyStage, inputs, {}, context, 'person') };
    };
    const fitTo = fitByBearing(joints, {}, person, (moved, all) =>
      all ? bodyIn(whole) : withJoints(found, moved, context).then((pose) => bodyIn(small(pose, true))),
    );
    return { person, pose: whole, fitTo, plates, scale };
  }
  const { person: whole, pose, fitTo } = await sitterWith(found, joints, models, notes, context);
  if (quality === 'final') return { person: whole, pose, fitTo, plates: whole.photo, scale: 1 };
  const person = { ...whole, photo: analysed(whole.photo) };
  return { person, pose, fitTo, plates: whole.photo, scale: found.photo.value.scale };
}

/** What cannot be written is found out before the work, not after it. */
async function checkOutputs(request: RenderLookRequest): Promise<void> {
  if (request.out !== undefined) outputFormat(request.out);
  const files = request.layers.flatMap(({ garment, cutOut }) => [garment, ...(cutOut ? [cutOut] : [])]);
  for (const target of [request.out, request.editedOut, request.inventedOut])
    if (target) await checkTarget(target, [request.person, ...files]);
}

/** Writes the files asked for; a draft without one is answered. */
async function write(
  request: RenderLookRequest,
  photo: Staged<Photo>,
  picture: Staged<Composite>,
  context: RunContext<Runtime>,
): Promise<Uint8Array | undefined> {
  const { out: target, keepGps, compression, quality } = request;
  const { rgb, edited, invented } = picture.value;
  const quick = quality === 'draft';
  const asked = compression ?? (quick ? DRAFT_COMPRESSION : undefined);
  const options = { quick, ...(asked === undefined ? {} : { quality: asked }) };
  let bytes: Uint8Array | undefined;
  if (target === undefined) bytes = await encodeImage(rgb, { format: 'jpeg', ...options });
  else if (quality === 'final') {
    const params = { target, keepGps, ...(compression === undefined ? {} : { quality: compression }) };
    await runStage(savePictureStage, { photo, picture }, params, context);
  } else await writePassing(target, await encodeFor(target, rgb, options));
  if (request.editedOut) await writeMask(request.editedOut, whiteWhere(edited));
  if (request.inventedOut) {
    const made = toByte(resizeBilinear(invented, rgb.width, rgb.height), 255);
    for (let i = 0; i < made.data.length; i++) made.data[i] = made.data[i] >= 128 && edited.data[i] ? 255 : 0;
    await writeMask(request.inventedOut, made);
  }
  return bytes;
}

const writeMask = async (file: string, mask: Raster<Uint8Array>): Promise<void> =>
  writeFileWhole(file, [await encodeImage(mask)]);
