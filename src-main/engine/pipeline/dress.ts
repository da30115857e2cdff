/** Dress: puts garments on a person who is known already, in the order given; writes nothing. */

import type { BlendedRows } from '../compositing/blend.ts';
import type { PreparedScene } from '../compositing/prepare-scene.ts';
import type { Composite, LayerTouch } from '../domain/composite.ts';
import type { FittedLayer, RenderedLayer } from '../domain/fit.ts';
import type { Garment } from '../domain/garment.ts';
import type { AnalysedPhoto, Photo } from '../image/photo.ts';
import { byteRaster, floatRaster } from '../image/raster.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Person } from './perceive.ts';
import { gather, type RunContext, runStage, type Staged } from './stage.ts';
import {
  compositeStage,
  type FitChoices,
  fitGarmentStage,
  prepareSceneStage,
  renderLayerStage,
} from './stages.ts';

/** A garment with what the user chose for it. */
export interface LayerToDress {
  /** Name in the trace. */
  subject: string;
  garment: Staged<Garment>;
  fit: FitChoices;
  /** -1..1, 0 or left out = the edge as it is. */
  edge?: number;
  /** 0..1, 1 when left out. */
  opacity?: number;
  touch?: LayerTouch;
}

/** What a garment is fitted to. */
export type FittedTo = Pick<Person, 'pose' | 'frame'>;

export interface DressOptions {
  /** The body a garment is fitted to where it is not the one of the picture: a draft of a moved joint. */
  fitTo?: (garment: Garment) => Promise<FittedTo> | FittedTo;
  /** Whatever follows a dragged handle may be a little coarser. */
  draft?: boolean;
  /** The photo that perception looked at, where `person` has a reduced copy of it: its plates serve both. */
  plates?: Staged<Photo>;
}

export interface Dressed {
  /** In the order given, innermost first. */
  fitted: Staged<FittedLayer>[];
  rendered: Staged<RenderedLayer>[];
  scene: Staged<PreparedScene>;
  picture: Staged<Composite>;
}

export async function dressLayers(
  person: Person,
  layers: readonly LayerToDress[],
  context: RunContext<Runtime>,
  { fitTo = () => person, draft = false, plates = person.photo }: DressOptions = {},
): Promise<Dressed> {
  const { photo, pose, matte, parsing, frame } = person;
  const fitted: Staged<FittedLayer>[] = [];
  const rendered: Staged<RenderedLayer>[] = [];
  for (const { subject, garment, fit, edge } of layers) {
    const layer = await fitLayer(person, { subject, garment, fit }, fitTo, context);
    fitted.push(layer);
    const params = { ...(draft ? { draft } : {}), ...(edge ? { edge } : {}) };
    rendered.push(await runStage(renderLayerStage, { fitted: layer, photo }, params, context, subject));
  }
  const scene = await runStage(
    prepareSceneStage,
    { photo: plates, pose, parsing, frame },
    draft ? { place: 'draft' } : {},
    context,
    'person',
  );
  const compose = async (worn: readonly number[]): Promise<Staged<Composite>> => {
    if (worn.length === 0) return { value: untouched(photo.value), key: undefined };
    const touches = worn.map((k) => layers[k].touch);
    const inputs = {
      ...{ photo, pose, matte, parsing, frame, scene },
      layers: gather(worn.map((k) => rendered[k])),
      ...(touches.some(Boolean) ? { touches: { value: touches, key: undefined } } : {}),
    };
    const tuck = worn.some((k) => layers[k].fit.tuck);
    return runStage(compositeStage, inputs, { tuck, ...(draft ? { draft } : {}) }, context);
  };
  const opacity = layers.map((layer) => layer.opacity ?? 1);
  const picture = await blendLayers(
    layers.map((_, k) => k),
    opacity,
    compose,
    (over, under, share) => ({ value: mixed(over.value, under.value, share), key: undefined }),
  );
  return { fitted, rendered, scene, picture };
}

/** A garment fitted to the person, or to what `fitTo` says. */
export async function fitLayer(
  { photo, parsing }: Pick<Person<AnalysedPhoto>, 'photo' | 'parsing'>,
  { subject, garment, fit }: Pick<LayerToDress, 'subject' | 'garment' | 'fit'>,
  fitTo: NonNullable<DressOptions['fitTo']>,
  context: RunContext<Runtime>,
): Promise<Staged<FittedLayer>> {
  const { frame, pose } = await fitTo(garment.value);
  return runStage(fitGarmentStage, { garment, frame, pose, parsing, photo }, fit, context, subject);
}

/**
 * A translucent layer is seen over the picture without it: what it hides by itself stays hidden as far as it is there.
 *
 * @param worn indices of layers, innermost first
 * @param opacity of all layers
 */
export async function blendLayers<C>(
  worn: readonly number[],
  opacity: readonly number[],
  compose: (worn: readonly number[]) => Promise<C>,
  mix: (over: C, under: C, share: number) => C,
): Promise<C> {
  const at = worn.findLastIndex((k) => opacity[k] < 1);
  if (at < 0) return compose(worn);
  const layer = worn[at];
  const others = worn.filter((k) => k !== layer);
  const without = await blendLayers(others, opacity, compose, mix);
  if (opacity[layer] === 0) return without;
  const solid = opacity.map((o, k) => (k === layer ? 1 : o));
  const whole = await blendLayers(worn, solid, compose, mix);
  return mix(whole, without, opacity[layer]);
}

/** `share` of one picture over another; what is said of it is said of the first. */
function mixed(over: Composite, under: Composite, share: number): Composite {
  return { ...over, ...mixedRows(over, under, share), invented: mixedMasks(over, under, share) };
}

/** Rows of two pictures of the same photo. */
export function mixedRows(over: BlendedRows, under: BlendedRows, share: number): BlendedRows {
  const { width, height } = over.rgb;
  const rgb = byteRaster(width, height, 3, over.rgb.data.slice());
  const edited = byteRaster(width, height, 1);
  for (let i = 0; i < edited.data.length; i++) {
    if (!over.edited.data[i] && !under.edited.data[i]) continue;
    edited.data[i] = 1;
    for (let c = i * 3; c < i * 3 + 3; c++)
      rgb.data[c] = Math.round(under.rgb.data[c] + (over.rgb.data[c] - under.rgb.data[c]) * share);
  }
  return { rgb, edited };
}

export function mixedMasks(
  { invented: over }: Pick<Composite, 'invented'>,
  { invented: under }: Pick<Composite, 'invented'>,
  share: number,
): Composite['invented'] {
  const invented = floatRaster(over.width, over.height);
  for (let i = 0; i < invented.data.length; i++)
    invented.data[i] = under.data[i] + (over.data[i] - under.data[i]) * share;
  return invented;
}

/** The photo as it is, as a result. */
export function untouched({ width, height, rgb, analysis }: Photo): Composite {
  return {
    rgb,
    edited: byteRaster(width, height, 1),
    invented: floatRaster(analysis.width, analysis.height),
    confidence: 1,
    reasons: [],
    needsReview: false,
  };
}
