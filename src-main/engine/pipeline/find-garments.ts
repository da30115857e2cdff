/** Find garments: the garments of a picture, each with its attributes, its colours and its point in the models' space. */

import { join } from 'node:path';
import type { FindGarmentsRequest, FindGarmentsResult } from '../../contract/regions.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { describeRegion, describerOf, rounded } from './describe.ts';
import { locateGarments, STAGES_OF_LOCATE } from './locate-garments.ts';
import { garmentColours } from './look/colours.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';
import { encodeFor } from './thumbnails.ts';

/** Number of stages, for progress. */
export const STAGES_OF_FIND = STAGES_OF_LOCATE + 1;

/**
 * @throws StudioError as loading pictures and models does, `output-unwritable`; that there is no garment is no error
 */
export async function findGarments(
  request: FindGarmentsRequest,
  context: RunContext<Runtime>,
): Promise<Omit<FindGarmentsResult, 'ms'>> {
  const pictureOf = (number: number): string => join(request.into ?? '', `garment-${number}.png`);
  if (request.into) await checkTarget(pictureOf(1), [request.picture]);
  const describer = describerOf(request, context);
  const photo = await openPhoto(request.picture, context, 'picture');
  const located = await locateGarments(photo, request.models, context);
  context.onStage?.('describe', '');
  const regions: FindGarmentsResult['regions'] = [];
  for (const [at, region] of located.regions.entries()) {
    const { kind, category, worn, person, box, confidence, reasons, alone } = region;
    const number = at + 1;
    const { embedding, attributes } = await describeRegion(describer, region);
    const picture = request.into && alone ? pictureOf(number) : undefined;
    if (picture && alone) await writeFileWhole(picture, [await encodeFor(picture, alone.rgb)]);
    regions.push({
      number,
      kind,
      worn,
      box,
      confidence,
      reasons,
      attributes,
      embedding,
      colours: garmentColours(region),
      ...(category ? { category } : {}),
      ...(person === undefined ? {} : { person }),
      ...(picture ? { picture } : {}),
    });
  }
  const { width, height, rgb, source } = photo.value;
  const whole = regions.length > 0 ? undefined : await describer.picture(rgb, undefined);
  return {
    width,
    height,
    regions,
    ...(whole ? { whole: { embedding: rounded(whole.embedding), attributes: whole.attributes } } : {}),
    model: describer.key,
    anyWords: describer.anyWords,
    groups: describer.groups,
    notes: [...source.notes, ...located.notes],
    provider: context.runtime.report().active,
  };
}
