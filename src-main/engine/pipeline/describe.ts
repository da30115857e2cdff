/** Describe: pictures of garments and words as points of one space, with the attributes the pictures show. */

import { StudioError } from '../../contract/errors.ts';
import type { DescribeRequest, DescribeResult } from '../../contract/knowledge.ts';
import { openDescriber } from '../perception/knowledge/describe.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openGarment } from './look/open-garment.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';

/** What keeps a garment from being cut out; its picture can be looked at all the same. */
const NO_CUT_OUT = new Set([
  'no-garment-found',
  'garment-not-supported',
  'garment-worn',
  'landmarks-not-found',
]);
/** Places of an embedding behind the point: more say nothing. */
const PRECISION = 1e6;

/** Number of stages, for progress. */
export const stagesOfDescribe = ({ pictures, texts }: DescribeRequest): number =>
  4 * pictures.length + (texts.length > 0 ? 1 : 0);

/** @throws StudioError as loading pictures and models does */
export async function describePictures(
  request: DescribeRequest,
  context: RunContext<Runtime>,
): Promise<Omit<DescribeResult, 'ms'>> {
  const describer = openDescriber(context.runtime, {
    signal: context.signal,
    ...(request.models.knowledge === undefined ? {} : { model: request.models.knowledge }),
  });
  const pictures: DescribeResult['pictures'] = [];
  for (const picture of request.pictures) {
    const { rgb, alpha, category } = await garmentOf(picture, context);
    const { embedding, attributes } = await describer.picture(rgb, alpha, category);
    pictures.push({ embedding: rounded(embedding), attributes, cutOut: alpha !== undefined });
  }
  const texts: number[][] = [];
  for (const text of request.texts) texts.push(rounded(await describer.text(text)));
  const { key: model, groups, anyWords } = describer;
  return { model, groups, anyWords, pictures, texts, provider: context.runtime.report().active };
}

async function garmentOf(picture: DescribeRequest['pictures'][number], context: RunContext<Runtime>) {
  try {
    const { garment } = await openGarment(picture.file, picture, context, 'garment');
    return garment.value;
  } catch (error) {
    if (!(error instanceof StudioError && NO_CUT_OUT.has(error.code))) throw error;
    const { value } = await openPhoto(picture.file, context, 'garment');
    return { rgb: value.rgb, alpha: undefined, category: picture.category };
  }
}

const rounded = (values: Float32Array): number[] =>
  Array.from(values, (value) => Math.round(value * PRECISION) / PRECISION);
