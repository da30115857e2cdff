/** Produce: a look drawn once at the photo's own size and written as every file that is wanted of it. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StudioError } from '../../../contract/errors.ts';
import type { ProduceRequest, ProduceResult } from '../../../contract/produce.ts';
import type { PreparedScene } from '../../compositing/prepare-scene.ts';
import type { Photo } from '../../image/photo.ts';
import { mergeEdit } from '../../image/save.ts';
import { checkTarget } from '../../image/write-file.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { writeByRecipe } from '../export-picture.ts';
import type { RunContext, Staged } from '../stage.ts';
import { type DressedLook, dressLook, stagesOfRenderLook } from './render-look.ts';

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
  const dressed = await dressLook({ ...look, quality: 'final' }, context, order);
  const finished = await finish(dressed);
  const written: ProduceResult['outputs'] = [];
  for (const { out, recipe } of outputs) {
    context.onStage?.('save-picture', '');
    if (context.signal.aborted) throw new StudioError('cancelled', 'Cancelled.', { stage: 'save-picture' });
    const size = await writeByRecipe(finished, out, recipe, inputs, modelsDirs);
    const bytes = await readFile(out);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    written.push({ sha256, bytes: bytes.length, ...size });
  }
  const models = context.runtime
    .report()
    .loaded.map(({ name }) => ({ name, sha256: context.runtime.modelKey(name) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    result: { ...dressed.summary, outputs: written, inputs: dressed.inputs, models },
    scene: dressed.scene,
  };
}

/** The dressed picture as a photo of its own: the samples of the photo, with the edited ones in their place. */
async function finish({ photo, picture }: DressedLook): Promise<Photo> {
  const { rgb, edited } = picture.value;
  const native = await mergeEdit(photo.value, { rgb, edited });
  return { ...photo.value, rgb, native };
}
