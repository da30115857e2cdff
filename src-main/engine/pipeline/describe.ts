/** Describe: pictures of garments and words as points of one space, with the attributes the pictures show. */

import { StudioError } from '../../contract/errors.ts';
import type { DescribeRequest, DescribeResult, SeenGroups } from '../../contract/knowledge.ts';
import { KIND_CATEGORIES, kindOf } from '../../contract/regions.ts';
import type { GarmentRegion } from '../domain/region.ts';
import { type Describer, openDescriber } from '../perception/knowledge/describe.ts';
import { ofKinds } from '../perception/knowledge/kind.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { locateGarments, NO_CUT_OUT } from './locate-garments.ts';
import { openGarment } from './look/open-garment.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';

/** Places of an embedding behind the point: more say nothing. */
const PRECISION = 1e6;

/** Number of stages, for progress. */
export const stagesOfDescribe = ({ pictures, texts }: DescribeRequest): number =>
  6 * pictures.length + (texts.length > 0 ? 1 : 0);

/** @throws StudioError as loading pictures and models does */
export async function describePictures(
  request: DescribeRequest,
  context: RunContext<Runtime>,
): Promise<Omit<DescribeResult, 'ms'>> {
  const describer = describerOf(request, context);
  const prepared = request.prepare ? await describer.prepare() : undefined;
  const pictures: DescribeResult['pictures'] = [];
  for (const picture of request.pictures) {
    const garment = await garmentOf(picture, request.models, context);
    pictures.push({ ...(await describeRegion(describer, garment)), cutOut: garment.alpha !== undefined });
  }
  const texts: number[][] = [];
  for (const text of request.texts) texts.push(rounded(await describer.text(text)));
  const { key: model, groups, anyWords } = describer;
  return {
    ...{ model, groups, anyWords, pictures, texts, provider: context.runtime.report().active },
    ...(prepared === undefined ? {} : { prepared }),
  };
}

/** The knowledge models of a request. @throws StudioError 'model-missing', 'model-corrupt', 'model-invalid' */
export function describerOf(
  { models }: Pick<DescribeRequest, 'models'>,
  { runtime, signal }: RunContext<Runtime>,
): Describer {
  return openDescriber(runtime, {
    signal,
    ...(models.knowledge === undefined ? {} : { model: models.knowledge }),
  });
}

/** What is looked at of a picture. */
interface LookedAt extends Partial<Pick<GarmentRegion, 'alpha' | 'kind' | 'worn' | 'endUnseen'>> {
  rgb: GarmentRegion['rgb'];
}

/** The garment of a picture; where somebody wears it that person's, of the kind that the user says it is or the best. */
async function garmentOf(
  picture: DescribeRequest['pictures'][number],
  models: DescribeRequest['models'],
  context: RunContext<Runtime>,
): Promise<LookedAt> {
  const { category } = picture;
  try {
    const { garment } = await openGarment(picture.file, picture, context, 'garment');
    return garment.value;
  } catch (error) {
    if (!(error instanceof StudioError && NO_CUT_OUT.has(error.code))) throw error;
    const photo = await openPhoto(picture.file, context, 'garment');
    const worn = error.code === 'garment-worn';
    const { regions } = worn ? await locateGarments(photo, models, context) : { regions: [] };
    const one = category ? regions.find(({ kind }) => kind === kindOf(category)) : regions[0];
    return one ?? { rgb: photo.value.rgb };
  }
}

/** What the models say of a region. */
export async function describeRegion(
  describer: Describer,
  { rgb, alpha, kind, worn = false, endUnseen = false }: LookedAt,
): Promise<{ embedding: number[]; attributes: SeenGroups }> {
  // an outline tells kinds apart less surely than the models do; where something is worn tells more
  const { embedding, attributes } = await describer.picture(rgb, alpha, (seen) =>
    worn && kind ? ofKinds(seen, KIND_CATEGORIES[kind], kind === 'lower' ? never(endUnseen) : []) : seen,
  );
  return { embedding: rounded(embedding), attributes };
}

/** What a region below the waist cannot be: all of a jumpsuit, nor shorts whose legs go on below the picture. */
const never = (endUnseen: boolean): readonly string[] => ['jumpsuit', ...(endUnseen ? ['shorts'] : [])];

export const rounded = (values: Float32Array): number[] =>
  Array.from(values, (value) => Math.round(value * PRECISION) / PRECISION);
