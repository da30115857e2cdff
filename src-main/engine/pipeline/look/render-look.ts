/** Render look: an edited look from its parts to the picture, at the quality asked for. */

import type { RenderLayer, RenderLookRequest, RenderLookResult } from '../../../contract/render-look.ts';
import { distinct, type Sentence, say } from '../../../contract/sentences.ts';
import type { PreparedScene } from '../../compositing/prepare-scene.ts';
import type { Composite } from '../../domain/composite.ts';
import type { Garment } from '../../domain/garment.ts';
import type { Pose } from '../../domain/pose.ts';
import { encodeImage } from '../../image/encode.ts';
import { shareOf, whiteWhere } from '../../image/ops/mask.ts';
import { resizeBilinear, toByte } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import type { Raster } from '../../image/raster.ts';
import { outputFormat } from '../../image/save.ts';
import { checkTarget, writeFileWhole, writePassing } from '../../image/write-file.ts';
import { unseenJoints } from '../../perception/pose/seen-joints.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { requireRoomFor } from '../check-person.ts';
import { type Dressed, type DressOptions, dressLayers, type FittedTo, untouched } from '../dress.ts';
import { jointsOf } from '../inspect.ts';
import { openPhoto, type Person, perceivePerson } from '../perceive.ts';
import { type RunContext, runStage, type Staged } from '../stage.ts';
import { measureBodyStage, savePictureStage } from '../stages.ts';
import { encodeFor } from '../thumbnails.ts';
import { wearingOrder } from '../wearing-order.ts';
import { corrected, correctedPerson, withJoints } from './corrected-person.ts';
import { dyedGarment } from './dye-garment.ts';
import { placedLandmarks } from './landmarks.ts';
import { layerToDress } from './layer-edits.ts';
import { lookReasons } from './look-reasons.ts';
import { openGarment } from './open-garment.ts';
import { bearingOn, type Joints, jointsOfRequest } from './pose-edits.ts';
import { analysed, reducedPerson, scaledPose } from './reduced.ts';

/** Longest side of a draft, pixels. */
const DRAFT = 448;
/** JPEG and WebP quality of drafts, which are seen for a tenth of a second. */
const DRAFT_COMPRESSION = 80;

type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

/** A look without the files to write. */
export type LookToDress = Omit<
  RenderLookRequest,
  'out' | 'editedOut' | 'inventedOut' | 'compression' | 'keepGps'
>;

export interface LookRun {
  result: Omit<RenderLookResult, Later>;
  /** What the person can be prepared with for the next picture. */
  scene: Staged<PreparedScene> | undefined;
}

/** A look's picture before it is written. */
export interface DressedLook {
  photo: Staged<Photo>;
  picture: Staged<Composite>;
  summary: Omit<RenderLookResult, Later | 'out' | 'bytes'>;
  scene: Staged<PreparedScene> | undefined;
  /** Every file that was read: the person, then each visible layer's garment and cut-out. */
  inputs: { file: string; sha256: string }[];
}

/** Number of stages a request runs, for progress. */
export function stagesOfRenderLook({ layers, pose }: Pick<LookToDress, 'layers' | 'pose'>): number {
  return 7 + layers.filter((layer) => layer.visible).length * 5 + (Object.keys(pose).length > 0 ? 3 : 0);
}

/** A person as a picture of some quality needs it. */
interface Sitter {
  person: Person;
  /** The pose with every moved joint. */
  pose: Staged<Pose>;
  /** The body a garment is fitted to; that of `person` but in drafts of moved joints. */
  fitTo: NonNullable<DressOptions['fitTo']>;
  /** The photo whose plates the picture is made with. */
  plates: Staged<Photo>;
  /** Pixels of the picture per photo pixel. */
  scale: number;
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
 * @param order 'worn' puts the layers into wearing order
 * @throws StudioError as `renderLook` does, and `invalid-input` for garments that cannot be worn together
 */
export async function dressLook(
  request: LookToDress,
  context: RunContext<Runtime>,
  order: 'given' | 'worn' = 'given',
): Promise<DressedLook> {
  const photo = await openPhoto(request.person, context, 'person');
  const notes = [...photo.value.source.notes];
  const { joints, any: moved } = jointsOfRequest(request.pose, photo.value, notes);
  const found = await perceivePerson(photo, request.subject, request.models, context);
  const sitter = await sitterFor(request, found, moved ? joints : undefined, notes, context);

  const opened = [];
  const inputs = [{ file: request.person, sha256: photo.value.hash }];
  for (const layer of request.layers) {
    if (!layer.visible) continue;
    const found = await openGarment(layer.garment, layer, context, layer.id);
    opened.push({ layer, ...found });
    inputs.push({ file: layer.garment, sha256: found.photo.value.hash });
    if (layer.cutOut && found.cutOut) inputs.push({ file: layer.cutOut, sha256: found.cutOut.value.hash });
  }
  const worn =
    order === 'worn'
      ? wearingOrder(
          opened,
          ({ garment }) => garment.value.category,
          opened.some(({ layer }) => layer.tuck),
        )
      : opened;
  const shown = worn.map(({ layer }) => layer);
  const layers = [];
  for (const { layer, ...found } of worn) {
    requireRoomFor(found.garment.value.category, sitter.person.pose.value, sitter.person.photo.value);
    notes.push(...found.photo.value.source.notes, ...found.notes);
    const garment = await dyedGarment(found.garment, layer.colourway, context, layer.id);
    if (garment !== found.garment) notes.push(say('recoloured'));
    layers.push(layerToDress(layer, garment, request, { photo: photo.value, ...sitter }, notes));
  }
  const draft = request.quality === 'draft';
  const { person, fitTo, plates } = sitter;
  const dressed =
    layers.length > 0 ? await dressLayers(person, layers, context, { fitTo, draft, plates }) : undefined;
  const picture = dressed?.picture ?? { value: untouched(person.photo.value), key: undefined };
  return {
    photo,
    picture,
    summary: summarize(photo.value, joints, sitter, shown, dressed, picture.value, notes),
    scene: dressed?.scene,
    inputs,
  };
}

/** The person at the size of the picture, with the joints where the user put them. */
async function sitterFor(
  { quality, models }: Pick<LookToDress, 'quality' | 'models'>,
  found: Person,
  joints: Joints | undefined,
  notes: Sentence[],
  context: RunContext<Runtime>,
): Promise<Sitter> {
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

/**
 * The person with corrected joints. Parts are looked for again only with joints that the photo confirms; cloth follows all of
 * them, and a note says so.
 */
async function sitterWith(
  found: Person,
  joints: Joints | undefined,
  models: RenderLookRequest['models'],
  notes: Sentence[],
  context: RunContext<Runtime>,
): Promise<Pick<Sitter, 'person' | 'pose' | 'fitTo'>> {
  if (!joints) return { person: found, pose: found.pose, fitTo: () => found };
  const { person, pose, seen } = await correctedPerson(found, joints, models, context);
  for (const joint of unseenJoints(found.pose.value, joints, seen, found.frame.value))
    notes.push(say('limb-not-seen', { joint }));
  const fitTo = fitByBearing(joints, seen, person, async (moved, all) => {
    const stance = all ? pose : await withJoints(found, moved, context);
    const { photo } = found;
    const body = { photo, pose: stance, parsing: person.parsing, before: person.frame };
    return { pose: stance, frame: await runStage(measureBodyStage, body, {}, context, 'person') };
  });
  return { person, pose, fitTo };
}

/**
 * What garments are fitted to: what a joint does not bear on stays as it was fitted before.
 *
 * @param seen joints that `person` has in their places
 */
function fitByBearing(
  joints: Joints,
  seen: Joints,
  person: FittedTo,
  bodyWith: (moved: Joints, all: boolean) => Promise<FittedTo>,
): Sitter['fitTo'] {
  const count = (list: Joints): number => Object.keys(list).length;
  let all: Promise<FittedTo> | undefined;
  return async ({ category }: Garment) => {
    const moved = { ...seen, ...bearingOn(category, joints) };
    if (count(moved) === count(seen)) return person;
    if (count(moved) < count(joints)) return bodyWith(moved, false);
    all ??= bodyWith(joints, true);
    return all;
  };
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

function summarize(
  photo: Photo,
  joints: Joints,
  sitter: Sitter,
  shown: readonly RenderLayer[],
  dressed: Dressed | undefined,
  picture: Composite,
  notes: readonly Sentence[],
): DressedLook['summary'] {
  const pose = sitter.pose.value;
  const person = pose.people[pose.subject];
  const fitted = (dressed?.fitted ?? []).map(({ value }) => value);
  // Pose and garments are in pixels of what was analysed for this quality.
  const scale = (sitter.person.photo.value.scale || 1) * sitter.scale;
  const seen = jointsOf(person, { scale }, new Set(Object.keys(joints)));
  return {
    width: picture.rgb.width,
    height: picture.rgb.height,
    photoWidth: photo.width,
    photoHeight: photo.height,
    confidence: picture.confidence,
    needsReview: picture.needsReview,
    reasons: lookReasons(picture.reasons, shown, fitted, seen),
    joints: seen,
    layers: fitted.map((layer, index) => ({
      id: shown[index].id,
      category: layer.garment.category,
      sleeve: layer.garment.sleeve,
      landmarks: placedLandmarks(layer, new Set(shown[index].pins.map((pin) => pin.landmark)), scale),
      confidence: Math.min(1, layer.confidence * layer.garment.confidence.overall),
    })),
    editedShare: shareOf(picture.edited.data),
    notes: distinct(notes),
  };
}
