/** Dress: puts garments on a person who is known already, in the order given; writes nothing. */

import type { PreparedScene } from '../compositing/prepare-scene.ts';
import type { Composite } from '../domain/composite.ts';
import type { FittedLayer, RenderedLayer } from '../domain/fit.ts';
import type { Garment } from '../domain/garment.ts';
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
}

export interface Dressed {
  /** In the order given, innermost first. */
  fitted: Staged<FittedLayer>[];
  rendered: Staged<RenderedLayer>[];
  scene: Staged<PreparedScene>;
  picture: Staged<Composite>;
}

export async function dressLayers(
  { photo, pose, matte, parsing, frame }: Person,
  layers: readonly LayerToDress[],
  context: RunContext<Runtime>,
): Promise<Dressed> {
  const fitted: Staged<FittedLayer>[] = [];
  const rendered: Staged<RenderedLayer>[] = [];
  for (const { subject, garment, fit } of layers) {
    const inputs = { garment, frame, pose, parsing, photo };
    const layer = await runStage(fitGarmentStage, inputs, fit, context, subject);
    fitted.push(layer);
    rendered.push(await runStage(renderLayerStage, { fitted: layer, photo }, {}, context, subject));
  }
  const scene = await runStage(prepareSceneStage, { photo, pose, parsing, frame }, {}, context, 'person');
  const inputs = { photo, pose, matte, parsing, frame, scene, layers: gather(rendered) };
  const tuck = layers.some((layer) => layer.fit.tuck);
  const picture = await runStage(compositeStage, inputs, { tuck }, context);
  return { fitted, rendered, scene, picture };
}
