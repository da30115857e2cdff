/** Produce: a look drawn once at the photo's own size and written as every file that is wanted of it. */

import { stat } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors.ts';
import type { ProduceRequest, ProduceResult } from '../../../contract/produce.ts';
import type { OutputRecipe } from '../../../contract/recipe.ts';
import type { PreparedScene } from '../../compositing/prepare-scene.ts';
import { hashFile } from '../../image/hash-file.ts';
import type { Photo } from '../../image/photo.ts';
import { mergeEdit } from '../../image/save.ts';
import { checkTarget } from '../../image/write-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { writeByRecipe } from '../export-picture.ts';
import type { RunContext, Staged } from '../stage.ts';
import { dressLarge, needsRows, withScratch } from './dress-large.ts';
import { writeLargeByRecipe } from './export-large.ts';
import { type LayerOrder, type LookToDress, stagesOfRenderLook } from './ready-look.ts';
import { type DressedLook, dressLook } from './render-look.ts';

type Later = 'provider' | 'ms' | 'peakMb' | 'stages';

export interface Production {
  result: Omit<ProduceResult, Later>;
  scene: Staged<PreparedScene> | undefined;
}

/** Number of stages a request runs, for progress. */
export function stagesOfProduce({ outputs, ...look }: ProduceRequest): number {
  return stagesOfRenderLook(look) + outputs.length;
}

/**
 * Draws a look and writes its files one after the other. After an error some may be there: the caller takes none of them.
 *
 * @throws StudioError as a try-on does
 */
export async function produce(
  request: ProduceRequest,
  context: RunContext<Runtime>,
  modelsDirs: readonly string[],
): Promise<Production> {
  const { outputs, order, ...look } = request;
  const files = look.layers.flatMap(({ garment, cutOut }) => [garment, ...(cutOut ? [cutOut] : [])]);
  const inputs = [look.person, ...files];
  for (const { out } of outputs) await checkTarget(out, inputs);
  const draw: Draw = {
    request: { ...look, quality: 'final' },
    ...{ order, outputs, inputs, modelsDirs },
  };
  return (await needsRows(look.person, context)) ? byRows(draw, context) : whole(draw, context);
}

interface Draw {
  request: LookToDress;
  order: LayerOrder;
  outputs: ProduceRequest['outputs'];
  /** Files that must not be overwritten. */
  inputs: string[];
  modelsDirs: readonly string[];
}

async function whole(
  { request, order, outputs, inputs, modelsDirs }: Draw,
  context: RunContext<Runtime>,
): Promise<Production> {
  const dressed = await dressLook(request, context, order);
  const finished = await finish(dressed);
  const written = await writeAll(outputs, context, (out, recipe) =>
    writeByRecipe(finished, out, recipe, inputs, modelsDirs),
  );
  const { summary, inputs: read, scene } = dressed;
  return { result: { ...summary, outputs: written, inputs: read, models: modelsOf(context) }, scene };
}

/** The same of a photo too large for memory. */
async function byRows(
  { request, order, outputs, inputs, modelsDirs }: Draw,
  context: RunContext<Runtime>,
): Promise<Production> {
  return withScratch(context, async (work) => {
    const { picture, summary, look, scene } = await dressLarge(request, context, order, work);
    const above = context.large?.above ?? 0;
    const written = await writeAll(outputs, context, (out, recipe) =>
      writeLargeByRecipe(picture, out, recipe, inputs, modelsDirs, above, work),
    );
    return {
      result: { ...summary, outputs: written, inputs: look.inputs, models: modelsOf(context) },
      scene,
    };
  });
}

async function writeAll(
  outputs: ProduceRequest['outputs'],
  context: RunContext<Runtime>,
  write: (out: string, recipe: OutputRecipe) => Promise<{ width: number; height: number }>,
): Promise<ProduceResult['outputs']> {
  const written: ProduceResult['outputs'] = [];
  for (const { out, recipe } of outputs) {
    context.onStage?.('save-picture', '');
    if (context.signal.aborted) throw new StudioError('cancelled', 'Cancelled.', { stage: 'save-picture' });
    const size = await write(out, recipe);
    written.push({ sha256: await hashFile(out), bytes: (await stat(out)).size, ...size });
  }
  return written;
}

function modelsOf({ runtime }: RunContext<Runtime>): ProduceResult['models'] {
  return runtime
    .report()
    .loaded.map(({ name }) => ({ name, sha256: runtime.modelKey(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The dressed picture as a photo of its own: the samples of the photo, with the edited ones in their place. */
async function finish({ photo, picture }: DressedLook): Promise<Photo> {
  const { rgb, edited } = picture.value;
  const native = await mergeEdit(photo.value, { rgb, edited });
  return { ...photo.value, rgb, native };
}
