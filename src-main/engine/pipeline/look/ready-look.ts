/** Ready look: a look whose person is known and whose garments are prepared, so that it has only to be drawn. */

import type { RenderLayer, RenderLookRequest, RenderLookResult } from '../../../contract/render-look.ts';
import { distinct, type Sentence, say } from '../../../contract/sentences.ts';
import type { Composite } from '../../domain/composite.ts';
import type { FittedLayer } from '../../domain/fit.ts';
import type { Garment } from '../../domain/garment.ts';
import type { Pose } from '../../domain/pose.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import { unseenJoints } from '../../perception/pose/seen-joints.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { requireRoomFor } from '../check-person.ts';
import type { DressOptions, FittedTo, LayerToDress } from '../dress.ts';
import { jointsOf } from '../inspect.ts';
import { type Person, perceivePerson } from '../perceive.ts';
import { type RunContext, runStage, type Staged } from '../stage.ts';
import { measureBodyStage } from '../stages.ts';
import { wearingOrder } from '../wearing-order.ts';
import { correctedPerson, withJoints } from './corrected-person.ts';
import { dyedGarment } from './dye-garment.ts';
import { placedLandmarks } from './landmarks.ts';
import { layerToDress } from './layer-edits.ts';
import { lookReasons } from './look-reasons.ts';
import { openGarment } from './open-garment.ts';
import { bearingOn, type Joints, jointsOfRequest } from './pose-edits.ts';

export type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

/** A look without the files to write. */
export type LookToDress = Omit<
  RenderLookRequest,
  'out' | 'editedOut' | 'inventedOut' | 'compression' | 'keepGps'
>;

export type LookSummary = Omit<RenderLookResult, Later | 'out' | 'bytes'>;

/** A file that was read. */
export interface ReadFile {
  file: string;
  sha256: string;
}

/** Number of stages a request runs, for progress. */
export function stagesOfRenderLook({ layers, pose }: Pick<LookToDress, 'layers' | 'pose'>): number {
  return 7 + layers.filter((layer) => layer.visible).length * 5 + (Object.keys(pose).length > 0 ? 3 : 0);
}

/** A person as a picture of some quality needs it. */
export interface Sitter<P extends AnalysedPhoto> {
  person: Person<P>;
  /** The pose with every moved joint. */
  pose: Staged<Pose>;
  /** The body a garment is fitted to; that of `person` but in drafts of moved joints. */
  fitTo: NonNullable<DressOptions['fitTo']>;
  /** The photo whose plates the picture is made with. */
  plates: Staged<P>;
  /** Pixels of the picture per photo pixel. */
  scale: number;
}

export interface ReadyLook<P extends AnalysedPhoto> {
  photo: Staged<P>;
  sitter: Sitter<P>;
  /** Layers to be seen, innermost first, and the same as they are dressed. */
  shown: readonly RenderLayer[];
  layers: readonly LayerToDress[];
  joints: Joints;
  notes: Sentence[];
  /** The person, then each visible layer's garment and cut-out. */
  inputs: ReadFile[];
}

/** 'worn' puts the layers into wearing order. */
export type LayerOrder = 'given' | 'worn';

/**
 * @param sit the person at the size of the picture, with the joints where the user put them
 * @throws StudioError as a try-on does; `invalid-input` for joints that do not exist and for garments that cannot be worn
 *   together
 */
export async function readyLook<P extends AnalysedPhoto>(
  request: LookToDress,
  photo: Staged<P>,
  order: LayerOrder,
  context: RunContext<Runtime>,
  sit: (found: Person<P>, joints: Joints | undefined, notes: Sentence[]) => Promise<Sitter<P>>,
): Promise<ReadyLook<P>> {
  const notes = [...photo.value.source.notes];
  const { joints, any: moved } = jointsOfRequest(request.pose, photo.value, notes);
  const found = await perceivePerson(photo, request.subject, request.models, context);
  const sitter = await sit(found, moved ? joints : undefined, notes);

  const opened = [];
  const inputs: ReadFile[] = [{ file: request.person, sha256: photo.value.hash }];
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
  return { photo, sitter, shown, layers, joints, notes, inputs };
}

/**
 * The person with corrected joints. Parts are looked for again only with joints that the photo confirms; cloth follows all of
 * them, and a note says so.
 */
export async function sitterWith<P extends AnalysedPhoto>(
  found: Person<P>,
  joints: Joints | undefined,
  models: RenderLookRequest['models'],
  notes: Sentence[],
  context: RunContext<Runtime>,
): Promise<Pick<Sitter<P>, 'person' | 'pose' | 'fitTo'>> {
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
export function fitByBearing(
  joints: Joints,
  seen: Joints,
  person: FittedTo,
  bodyWith: (moved: Joints, all: boolean) => Promise<FittedTo>,
): Sitter<AnalysedPhoto>['fitTo'] {
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

/** What a drawn look is told by. */
export interface Drawn {
  width: number;
  height: number;
  /** Share of the picture's pixels that differ from the photo. */
  editedShare: number;
  /** By layer. */
  fitted: readonly FittedLayer[];
}

export function summarize(
  { photo, joints, sitter, shown, notes }: ReadyLook<AnalysedPhoto>,
  { width, height, editedShare, fitted }: Drawn,
  { confidence, needsReview, reasons }: Pick<Composite, 'confidence' | 'needsReview' | 'reasons'>,
): LookSummary {
  const pose = sitter.pose.value;
  const person = pose.people[pose.subject];
  // Pose and garments are in pixels of what was analysed for this quality.
  const scale = (sitter.person.photo.value.scale || 1) * sitter.scale;
  const seen = jointsOf(person, { scale }, new Set(Object.keys(joints)));
  return {
    width,
    height,
    photoWidth: photo.value.width,
    photoHeight: photo.value.height,
    confidence,
    needsReview,
    reasons: lookReasons(reasons, shown, fitted, seen),
    joints: seen,
    layers: fitted.map((layer, index) => ({
      id: shown[index].id,
      category: layer.garment.category,
      sleeve: layer.garment.sleeve,
      landmarks: placedLandmarks(layer, new Set(shown[index].pins.map((pin) => pin.landmark)), scale),
      confidence: Math.min(1, layer.confidence * layer.garment.confidence.overall),
    })),
    editedShare,
    notes: distinct(notes),
  };
}
