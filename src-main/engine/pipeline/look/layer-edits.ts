/** Layer edits: a layer of a look in the terms of fitting and compositing. */

import type { RenderLayer, RenderLookRequest } from '../../../contract/render-look.ts';
import { type Sentence, say } from '../../../contract/sentences.ts';
import type { LayerTouch } from '../../domain/composite.ts';
import type { Garment } from '../../domain/garment.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import type { LayerToDress } from '../dress.ts';
import type { Person } from '../perceive.ts';
import type { Staged } from '../stage.ts';
import { brushMasks } from './brush-masks.ts';
import { isNear } from './pose-edits.ts';

/**
 * What a slider at its end changes: shares of length and width. Of garments worn on the trunk only what hangs below the
 * armpits, about five sixths, gets longer.
 */
const LENGTH = { hanging: 0.3, whole: 0.25 };
const EASE = 0.15;
const LEGS: readonly string[] = ['trousers', 'shorts', 'skirt'];

interface Frame {
  /** The photo of the request. */
  photo: AnalysedPhoto;
  /** The person at the size of the picture. */
  person: Person<AnalysedPhoto>;
  /** Pixels of the picture per photo pixel. */
  scale: number;
}

/** Parts of the layer that have no effect are told in `notes`. */
export function layerToDress(
  layer: RenderLayer,
  garment: Staged<Garment>,
  { strokes }: Pick<RenderLookRequest, 'strokes'>,
  frame: Frame,
  notes: Sentence[],
): LayerToDress {
  const { sliders, tuck, opacity } = layer;
  const length = LEGS.includes(garment.value.category) ? LENGTH.whole : LENGTH.hanging;
  const pins = pinsOf(layer, garment.value, frame, notes);
  const touch = touchOf(layer, strokes, frame);
  return {
    subject: layer.id,
    garment,
    opacity,
    edge: sliders.edge,
    fit: {
      tuck,
      ...(sliders.length ? { lengthScale: 1 + length * sliders.length } : {}),
      ...(sliders.ease ? { ease: 1 + EASE * sliders.ease } : {}),
      ...(pins.length > 0 ? { pins } : {}),
    },
    ...(touch ? { touch } : {}),
  };
}

/** Pins from shares of the garment's picture to garment pixels, and from photo pixels to those of the fit. */
function pinsOf(
  { pins, id }: RenderLayer,
  { rgb }: Garment,
  { photo, person, scale }: Frame,
  notes: Sentence[],
): { rest: { x: number; y: number }; target: { x: number; y: number } }[] {
  const k = scale * person.photo.value.scale;
  const near = pins.filter((pin) => isNear(pin.photo, photo));
  if (near.length < pins.length)
    notes.push(say('pins-too-far', { layer: id, count: pins.length - near.length }));
  return near.map((pin) => ({
    rest: { x: pin.garment.u * rgb.width, y: pin.garment.v * rgb.height },
    target: { x: pin.photo.x * k, y: pin.photo.y * k },
  }));
}

/** Nothing where the compositor decides it all by itself. */
function touchOf(
  { id, sliders, tuck }: RenderLayer,
  strokes: RenderLookRequest['strokes'],
  { person, scale }: Frame,
): LayerTouch | undefined {
  const brush = brushMasks(strokes, id, person.photo.value, scale);
  if (!brush && sliders.shadow === 0 && sliders.light === 0 && !tuck) return undefined;
  return { shadow: 1 + sliders.shadow, light: 1 + sliders.light, tuck, ...(brush ? { brush } : {}) };
}
