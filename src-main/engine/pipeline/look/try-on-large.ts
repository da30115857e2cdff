/** Try-on large: the try-on of a photo too large for memory, to the same picture as on any other. */

import { RenderLayer } from '../../../contract/render-look.ts';
import type { TryOnRequest } from '../../../contract/try-on.ts';
import { saveLarge, saveMask } from '../../image/save-large.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { RunContext } from '../stage.ts';
import { checkOutputs, type TryOnSummary } from '../tryOn.ts';
import { dressLarge, withScratch } from './dress-large.ts';

/** Runs the whole job and writes the picture at `request.out`. @throws StudioError as `tryOn` does, and disk-full */
export async function tryOnLarge(request: TryOnRequest, context: RunContext<Runtime>): Promise<TryOnSummary> {
  await checkOutputs(request);
  const { person, garments, subject, models, tuck, out, editedOut, keepGps, quality } = request;
  const layers = garments.map((garment, index) =>
    RenderLayer.parse({ id: `garment ${index + 1}`, garment, tuck }),
  );
  const look = { person, layers, models, pose: {}, strokes: [], quality: 'final' as const };
  return withScratch(context, async (work) => {
    const asked = subject === undefined ? look : { ...look, subject };
    const made = await dressLarge(asked, context, 'worn', work, editedOut !== undefined);
    context.onStage?.('save-picture', '');
    await saveLarge(made.picture, out, { keepGps, ...(quality === undefined ? {} : { quality }) }, work);
    if (editedOut && made.edited) await saveMask(made.edited, editedOut, work);
    const { verdict, summary, look: ready } = made;
    return {
      ...{ out, width: summary.width, height: summary.height },
      garments: ready.layers.map(({ garment: { value } }, index) => ({
        file: ready.shown[index].garment,
        category: value.category,
        sleeve: value.sleeve,
        confidence: value.confidence.overall,
      })),
      confidence: verdict.confidence,
      needsReview: verdict.needsReview,
      reasons: verdict.reasons,
      notes: summary.notes,
      editedShare: summary.editedShare,
    };
  });
}
