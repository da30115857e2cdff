/** Render look: an edited look from its parts to the picture, at the quality asked for. */

import type { RenderLayer, RenderLookRequest, RenderLookResult } from '../../../contract/render-look.ts';
import type { Composite } from '../../domain/composite.ts';
import type { FittedLayer } from '../../domain/fit.ts';
import type { Pose } from '../../domain/pose.ts';
import { encodeImage } from '../../image/encode.ts';
import { resizeArea, resizeNearest, toByte } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import { byteRaster, floatRaster, type Raster } from '../../image/raster.ts';
import { outputFormat } from '../../image/save.ts';
import { checkTarget, writeFileWhole } from '../../image/write-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { requireRoomFor } from '../check-person.ts';
import { dressLayers, type LayerToDress } from '../dress.ts';
import { jointsOf } from '../inspect.ts';
import { openPhoto, perceivePerson } from '../perceive.ts';
import { type RunContext, runStage } from '../stage.ts';
import { savePictureStage } from '../stages.ts';
import { encodeFor, within } from '../thumbnails.ts';
import { placedLandmarks } from './landmarks.ts';
import { openGarment } from './open-garment.ts';
import { lookReason } from './reasons.ts';

/** Longest side of a picture by quality; that of 'final' is the photo's own. */
const LONGEST = { draft: 640, preview: 1024, final: Number.POSITIVE_INFINITY } as const;
/** What a slider at its end changes: shares of the garment's length and width. */
const LENGTH = 0.25;
const EASE = 0.15;

type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

/** Number of stages a request runs, for progress. */
export function stagesOfRenderLook({ layers }: RenderLookRequest): number {
  return 5 + layers.filter((layer) => layer.visible).length * 5 + 3;
}

/**
 * Draws a look and writes its pictures.
 *
 * @throws StudioError as a try-on does; `invalid-input` for joints that do not exist
 */
export async function renderLook(
  request: RenderLookRequest,
  context: RunContext<Runtime>,
): Promise<Omit<RenderLookResult, Later>> {
  const shown = request.layers.filter((layer) => layer.visible && layer.opacity > 0);
  await checkOutputs(request);
  const photo = await openPhoto(request.person, context, 'person');
  const person = await perceivePerson(photo, request.subject, request.models, context);
  const notes = [...photo.value.source.notes];

  const layers: (LayerToDress & { id: string })[] = [];
  for (const layer of shown) {
    const opened = await openGarment(layer.garment, layer, context, layer.id);
    requireRoomFor(opened.garment.value.category, person.pose.value, photo.value);
    notes.push(...opened.photo.value.source.notes, ...opened.notes);
    const { width, height } = opened.garment.value.rgb;
    layers.push({
      id: layer.id,
      subject: layer.id,
      garment: opened.garment,
      fit: {
        tuck: layer.tuck,
        ...(layer.sliders.length ? { lengthScale: 1 + LENGTH * layer.sliders.length } : {}),
        ...(layer.sliders.ease ? { ease: 1 + EASE * layer.sliders.ease } : {}),
        ...(layer.pins.length > 0 ? { pins: pinsOf(layer, width, height, photo.value.scale) } : {}),
      },
    });
  }

  const dressed = layers.length > 0 ? await dressLayers(person, layers, context) : undefined;
  const picture = dressed?.picture.value ?? untouched(photo.value);
  const size = within(photo.value.width, photo.value.height, LONGEST[request.quality]);
  if (request.quality === 'final') {
    const { out: target, keepGps, compression } = request;
    const params = { target, keepGps, ...(compression === undefined ? {} : { quality: compression }) };
    const staged = dressed?.picture ?? { value: picture, key: undefined };
    await runStage(savePictureStage, { photo, picture: staged }, params, context);
  } else {
    const small = resizeArea(picture.rgb, size.width, size.height);
    await writeFileWhole(request.out, [await encodeFor(request.out, small, request.compression)]);
  }
  if (request.editedOut) {
    await writeMask(request.editedOut, resizeNearest(whiteWhere(picture.edited), size.width, size.height));
  }
  if (request.inventedOut) {
    const invented = toByte(picture.invented, 255);
    await writeMask(request.inventedOut, resizeNearest(invented, size.width, size.height));
  }
  return {
    out: request.out,
    ...size,
    photoWidth: photo.value.width,
    photoHeight: photo.value.height,
    confidence: picture.confidence,
    needsReview: picture.needsReview,
    reasons: picture.reasons.map((text) => lookReason(text)),
    joints: jointsOf(subjectOf(person.pose.value), photo.value, new Set(Object.keys(request.pose))),
    layers: shown.map((layer, index) =>
      describeLayer(layer, dressed?.fitted[index].value as FittedLayer, photo.value.scale),
    ),
    editedShare: picture.edited.data.reduce((sum, v) => sum + (v ? 1 : 0), 0) / picture.edited.data.length,
    notes: [...new Set(notes)],
  };
}

const subjectOf = (pose: Pose) => pose.people[pose.subject];

/** What cannot be written is found out before the work, not after it. */
async function checkOutputs(request: RenderLookRequest): Promise<void> {
  outputFormat(request.out);
  const files = request.layers.flatMap(({ garment, cutOut }) => [garment, ...(cutOut ? [cutOut] : [])]);
  for (const target of [request.out, request.editedOut, request.inventedOut])
    if (target) await checkTarget(target, [request.person, ...files]);
}

function pinsOf({ pins }: RenderLayer, width: number, height: number, scale: number) {
  return pins.map(({ garment, photo }) => ({
    rest: { x: garment.u * width, y: garment.v * height },
    target: { x: photo.x * scale, y: photo.y * scale },
  }));
}

/** The photo as it is, as a result. */
function untouched({ width, height, rgb, analysis }: Photo): Composite {
  return {
    rgb,
    edited: byteRaster(width, height, 1),
    invented: floatRaster(analysis.width, analysis.height),
    confidence: 1,
    reasons: [],
    needsReview: false,
  };
}

function describeLayer({ id, pins }: RenderLayer, fitted: FittedLayer, scale: number) {
  const { garment, confidence } = fitted;
  return {
    id,
    category: garment.category,
    sleeve: garment.sleeve,
    landmarks: placedLandmarks(fitted, new Set(pins.map((pin) => pin.landmark)), scale),
    confidence: Math.min(1, confidence * garment.confidence.overall),
  };
}

const writeMask = async (file: string, mask: Raster<Uint8Array>): Promise<void> =>
  writeFileWhole(file, [await encodeImage(mask)]);

function whiteWhere(mask: Raster<Uint8Array>): Raster<Uint8Array> {
  return { ...mask, data: mask.data.map((value) => (value ? 255 : 0)) };
}
