/** User models: stages that let a model of the user's own decide the matte or the parts, kept to the chosen person. */

import { z } from 'zod';
import { say, texts } from '../../contract/sentences.ts';
import { type Matte, PART, type Parsing } from '../domain/parsing.ts';
import { LM, type Pose } from '../domain/pose.ts';
import { distanceTo, nearestIndex } from '../image/ops/distance.ts';
import { guidedFilter } from '../image/ops/guided.ts';
import { toFloat } from '../image/ops/resize.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from '../image/raster.ts';
import { chooseParts } from '../perception/learned/choose.ts';
import { PART_MARGINS } from '../perception/learned/margins.ts';
import { seeParts } from '../perception/learned/see-parts.ts';
import { type Runtime, runUserMatte, runUserParser } from '../runtime/index.ts';
import { defineStage } from './stage.ts';

const modelParams = z.strictObject({ model: z.string().min(1) });
type ModelParams = z.infer<typeof modelParams>;

const modelKeys = (runtime: Runtime, { model }: ModelParams): string[] => [runtime.modelKey(model)];

/** How far outside the built-in matte the user's may go, shares of the photo's long side: hair and wide clothes. */
const REACH = 0.05;

export const userMatteStage = defineStage<
  Runtime,
  { photo: AnalysedPhoto; matte: Matte },
  ModelParams,
  Matte
>({
  id: 'user-matte',
  version: 1,
  params: modelParams,
  models: modelKeys,
  about: (matte) => ({ confidence: matte.confidence }),
  run: async ({ photo, matte }, { model }, { runtime }) => {
    const alpha = await runUserMatte(await runtime.model(model), photo.analysis);
    return onlySubject(alpha, matte);
  },
});

/** Drops what lies far from the chosen person, such as other people; confidence is the agreement with `matte` (IoU). */
export function onlySubject(alpha: Mask, matte: Matte): Matte {
  const { width, height } = alpha;
  const inside = byteRaster(
    width,
    height,
    1,
    Uint8Array.from(matte.alpha.data, (a) => (a > 0.5 ? 1 : 0)),
  );
  const distance = distanceTo(inside);
  const reach = REACH * Math.max(width, height);
  const kept = floatRaster(width, height);
  let both = 0;
  let either = 0;
  for (let i = 0; i < kept.data.length; i++) {
    kept.data[i] = distance[i] <= reach ? alpha.data[i] : 0;
    const own = matte.alpha.data[i];
    both += Math.min(own, kept.data[i]);
    either += Math.max(own, kept.data[i]);
  }
  return { alpha: kept, confidence: either > 0 ? both / either : 0 };
}

interface ParserInput {
  photo: AnalysedPhoto;
  pose: Pose;
  matte: Matte;
  parsing: Parsing;
}

export const userParserStage = defineStage<Runtime, ParserInput, ModelParams, Parsing>({
  id: 'user-parser',
  version: 1,
  params: modelParams,
  models: modelKeys,
  about: (parsing) => ({ confidence: parsing.score, reasons: texts(parsing.reasons) }),
  run: async ({ photo, pose, matte, parsing }, { model }, { runtime }) => {
    const parser = await runtime.model(model);
    if (parser.manifest.task === 'body-parts') {
      const seen = await seeParts(parser, photo.analysis, pose.people[pose.subject]);
      const chosen = chooseParts(parsing, seen, matte.alpha, PART_MARGINS);
      return adoptLabels(photo, matte, parsing, chosen.labels, chosen.confidence);
    }
    const own = await runUserParser(parser, photo.analysis, sideOf(pose));
    return adoptLabels(photo, matte, parsing, own.labels, own.confidence);
  },
});

/** Side of the person a point lies on: the nearer of the two lines from shoulder over hip to ankle. */
function sideOf(pose: Pose): (x: number, y: number) => 'left' | 'right' {
  const { landmarks } = pose.people[pose.subject];
  const joints = (side: 'left' | 'right') =>
    (['Shoulder', 'Elbow', 'Wrist', 'Hip', 'Knee', 'Ankle'] as const).map(
      (name) => landmarks[LM[`${side}${name}`]],
    );
  const [left, right] = [joints('left'), joints('right')];
  const nearest = (points: typeof left, x: number, y: number): number =>
    Math.min(...points.map((p) => (p.x - x) ** 2 + (p.y - y) ** 2));
  return (x, y) => (nearest(left, x, y) <= nearest(right, x, y) ? 'left' : 'right');
}

/** Parts whose soft mask each label feeds. */
const SOFT_OF: Record<number, keyof Parsing['soft']> = {
  [PART.hair]: 'hair',
  [PART.face]: 'skin',
  [PART.neck]: 'skin',
  [PART.leftArm]: 'skin',
  [PART.rightArm]: 'skin',
  [PART.leftHand]: 'skin',
  [PART.rightHand]: 'skin',
  [PART.upper]: 'upper',
  [PART.dress]: 'upper',
  [PART.lower]: 'lower',
  [PART.leftLeg]: 'skin',
  [PART.rightLeg]: 'skin',
  [PART.leftFootwear]: 'footwear',
  [PART.rightFootwear]: 'footwear',
  [PART.other]: 'other',
};

/** Radius (analysis px) and regularisation of the filter that lets hard labels follow the picture's edges. */
const SOFTEN_RADIUS = 4;
const SOFTEN_EPS = 2e-4;

/** A parsing whose labels are the user's inside the person, the built-in ones where the model sees nobody. */
export function adoptLabels(
  photo: AnalysedPhoto,
  matte: Matte,
  parsing: Parsing,
  own: Raster<Uint8Array>,
  ownConfidence: Mask,
): Parsing {
  const { width, height } = photo.analysis;
  const size = width * height;
  const labels = byteRaster(width, height, 1);
  const confidence = floatRaster(width, height);
  let agree = 0;
  let sum = 0;
  let inside = 0;
  for (let i = 0; i < size; i++) {
    if (matte.alpha.data[i] < 0.5) {
      confidence.data[i] = parsing.confidence.data[i];
      continue;
    }
    const seen = own.data[i] !== PART.background;
    labels.data[i] = seen ? own.data[i] : parsing.labels.data[i];
    confidence.data[i] = seen ? ownConfidence.data[i] : 0.5 * parsing.confidence.data[i];
    inside++;
    sum += confidence.data[i];
    if (own.data[i] === parsing.labels.data[i]) agree++;
  }
  const score = inside > 0 ? sum / inside : 0;
  const reasons = [...parsing.reasons];
  if (inside > 0 && agree / inside < 0.5) reasons.push(say('parsers-disagree'));
  return {
    labels,
    confidence,
    armSegment: adoptArmSegments(labels, parsing),
    soft: soften(photo, matte, labels),
    wearsDress: labels.data.includes(PART.dress),
    score,
    reasons,
  };
}

/** Segments of arms the built-in parsing did not see are those of the nearest arm pixel it did. */
function adoptArmSegments(labels: Raster<Uint8Array>, parsing: Parsing): Raster<Uint8Array> {
  const { width, height } = labels;
  const out = byteRaster(width, height, 1, parsing.armSegment.data.slice());
  if (!parsing.armSegment.data.some((segment) => segment > 0)) return out;
  const nearest = nearestIndex(parsing.armSegment);
  for (let i = 0; i < out.data.length; i++) {
    const arm = labels.data[i] === PART.leftArm || labels.data[i] === PART.rightArm;
    if (arm && out.data[i] === 0) out.data[i] = parsing.armSegment.data[nearest[i]];
  }
  return out;
}

function soften(photo: AnalysedPhoto, matte: Matte, labels: Raster<Uint8Array>): Parsing['soft'] {
  const { width, height } = labels;
  const guide = toFloat(photo.analysis, 1 / 255);
  const filtered = (belongs: (label: number) => boolean): Mask => {
    const hard = floatRaster(width, height);
    for (let i = 0; i < hard.data.length; i++) hard.data[i] = belongs(labels.data[i]) ? 1 : 0;
    const soft = guidedFilter(guide, hard, SOFTEN_RADIUS, SOFTEN_EPS);
    for (let i = 0; i < soft.data.length; i++) {
      soft.data[i] = Math.min(1, Math.max(0, soft.data[i])) * matte.alpha.data[i];
    }
    return soft;
  };
  const of = (part: keyof Parsing['soft']): Mask => filtered((label) => SOFT_OF[label] === part);
  return {
    person: matte.alpha,
    hair: of('hair'),
    face: filtered((label) => label === PART.face),
    skin: of('skin'),
    upper: of('upper'),
    lower: of('lower'),
    footwear: of('footwear'),
    other: of('other'),
  };
}
