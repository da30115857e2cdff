/** Sewing stage: a garment cut in one size, sewn around a body and draped, with its fit; or the reason why it cannot be. */

import { z } from 'zod';
import { Alterations } from '../../../contract/alterations.ts';
import { type Sentence, say, texts } from '../../../contract/sentences.ts';
import { MATERIAL_NAMES } from '../../../contract/sew.ts';
import { CLOTH_MATERIALS } from '../../body/cloth/materials.ts';
import { type FitBody, fitMap } from '../../body/fit/fit-map.ts';
import { ZONES } from '../../body/fit/recommend.ts';
import { mainGirth } from '../../body/fit/size-chart.ts';
import type { ParametricBody, RestBody } from '../../body/index.ts';
import { type ProjectedGarment, projectGarment } from '../../body/projection/project-garment.ts';
import { dressForm } from '../../body/sewing/dress-form.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import { lowerKeys } from '../../body/sewing/lower-pattern.ts';
import {
  type CutGarment,
  cutGarment,
  type SewnResult,
  type SewOptions,
  sewGarment,
  Unsewable,
} from '../../body/sewing/sew-garment.ts';
import { sizeGarment } from '../../body/sewing/size.ts';
import { upperKeys } from '../../body/sewing/upper-keys.ts';
import type { PosedBody } from '../../domain/body.ts';
import type { Garment } from '../../domain/garment.ts';
import type { ClothLayer, FitMap, GarmentDimensions } from '../../domain/garment3d.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { defineStage } from '../stage.ts';
import { whyNoPattern, whyNotWorn } from './soundness.ts';
import type { Wearer } from './wearer.ts';

/** A wearer in the stance garments are sewn for. */
export interface Stand {
  posed: PosedBody;
  form: DressForm;
}

const stands = new WeakMap<RestBody, Stand>();

/** Made once for a body. */
export function standOf(body: ParametricBody, rest: RestBody): Stand {
  let stand = stands.get(rest);
  if (!stand) {
    const posed = body.pose(rest, body.standingPose(rest));
    stand = { posed, form: dressForm(body, rest, posed) };
    stands.set(rest, stand);
  }
  return stand;
}

export interface SewnSize {
  sewn: SewnResult;
  fit: FitMap;
  /** Length it was cut to, centimetres, where one was wanted: less than that of what is worn turned up. */
  length?: number;
}

/** Hems that would reach the floor are turned up to this height above it, metres, by at most this share of the garment. */
const TURNED_UP = 0.02;
const MOST_TURNED = 0.25;
/** Falling into folds raises a hem by about so much over where it was laid, metres: 15 to 35 mm on trousers. */
const FALL_RAISES = 0.02;

/** A garment in a size, or why it cannot be sewn. */
export type Sewing = { made: SewnSize } | { refused: Sentence };

const sewParams = z.strictObject({
  /** Girth that sets the size, centimetres; as the body needs it when left out. */
  girth: z.number().positive().optional(),
  /** Girth of the waist of lower garments, centimetres; as girth and picture tell when left out. */
  waist: z.number().positive().optional(),
  length: z.number().positive().optional(),
  material: z.enum(MATERIAL_NAMES).optional(),
  shown: z.enum(['flat', 'mannequin']).optional(),
  alterations: Alterations.optional(),
});
export type SewParams = z.infer<typeof sewParams>;

export interface SewInput {
  garment: Garment;
  /** The back's picture, or none. */
  backs: Garment[];
  wearer: Wearer;
  /** What this one goes over. */
  beneath: ClothLayer[];
}

export const sewGarmentStage = (body: ParametricBody) =>
  defineStage<Runtime, SewInput, SewParams, Sewing>({
    id: 'sew-garment',
    version: 6,
    params: sewParams,
    output: (sewing) =>
      'refused' in sewing || sewing.made.sewn.mesh.positions.every(Number.isFinite)
        ? undefined
        : 'cloth with vertices that are not finite',
    about: (sewing) =>
      'refused' in sewing
        ? { reasons: [sewing.refused.text] }
        : { confidence: sewing.made.sewn.confidence, reasons: texts(sewing.made.sewn.reasons) },
    run: (input, params) => sew(body, input, params),
  });

function sew(
  body: ParametricBody,
  { garment, backs: [back], wearer, beneath }: SewInput,
  { girth, waist, length, material, shown, alterations }: SewParams,
): Sewing {
  const { form } = standOf(body, wearer.rest);
  const unseen = whyNoPattern(garment);
  if (unseen) return { refused: unseen };
  try {
    const cut = (lengthCm: number | undefined): Cut => {
      const options: SewOptions = {
        dimensions: dimensionsTo(garment.category, { girth, waist, length: lengthCm }),
        ...(alterations === undefined ? {} : { alterations }),
        ...(material === undefined ? {} : { material }),
        ...(shown === undefined ? {} : { shown }),
        ...(back === undefined ? {} : { back }),
        ...(beneath.length === 0 ? {} : { beneath }),
      };
      return { options, made: cutGarment(garment, form, options) };
    };
    let { options, made } = cut(length);
    // what is too long for its wearer is worn turned up, and told
    const turned = length === undefined ? undefined : turnedUp(length, made, cut);
    if (turned) ({ options, made } = turned.cut);
    const tooLong = turned?.cm ?? 0;
    let sewn = sewGarment(garment, form, options, made);
    if (turned) sewn = { ...sewn, reasons: [...sewn.reasons, say('turned-up', { cm: Math.round(tooLong) })] };
    const unworn = whyNotWorn(sewn, form);
    if (unworn) return { refused: unworn };
    const fit = fitMap(sewn, form, wearer.measurements, CLOTH_MATERIALS[sewn.material]);
    const cutTo = length === undefined ? undefined : length - tooLong;
    return {
      made: {
        sewn,
        fit: turned ? lengthened(fit, tooLong) : fit,
        ...(cutTo === undefined ? {} : { length: cutTo }),
      },
    };
  } catch (error) {
    if (error instanceof Unsewable) return { refused: error.why };
    throw error;
  }
}

/** What a garment is cut to. */
export const dimensionsTo = (
  category: Garment['category'],
  { girth, waist, length }: Pick<SewParams, 'girth' | 'waist' | 'length'>,
): GarmentDimensions => ({
  ...(girth === undefined ? {} : { [mainGirth(category)]: girth }),
  ...(waist === undefined ? {} : { waist }),
  ...(length === undefined ? {} : { length }),
});

/** A garment cut out, and what it was cut by. */
interface Cut {
  options: SewOptions;
  made: CutGarment;
}

/** Lowest place of cut pieces as they are laid around the body, metres above the floor. */
function lowestLaid({ sewing: { positions } }: CutGarment): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < positions.length; i += 3) lowest = Math.min(lowest, positions[i]);
  return lowest;
}

/**
 * The garment made so much shorter that its hem is just above the floor; undefined where it is so already, or where it is
 * too long for turning up. Tells by where the cut pieces are laid around the body, so that nothing is draped in vain.
 */
function turnedUp(
  lengthCm: number,
  made: CutGarment,
  cut: (lengthCm: number) => Cut,
): { cut: Cut; cm: number } | undefined {
  const lowest = lowestLaid(made);
  const wanted = 100 * (TURNED_UP - FALL_RAISES - lowest);
  if (!(wanted > 100 * TURNED_UP && wanted < MOST_TURNED * lengthCm)) return undefined;
  const first = cut(lengthCm - wanted);
  // a cut follows its length not quite one to one
  const raised = 100 * (lowestLaid(first.made) - lowest);
  const cm = raised > 0 ? Math.min(MOST_TURNED * lengthCm, wanted * (wanted / raised)) : wanted;
  return { cut: Math.abs(cm - wanted) < 0.1 ? first : cut(lengthCm - cm), cm };
}

/** The fit of a garment that was made `cm` shorter to be worn: its own length is that much more. */
function lengthened({ zones, strain }: FitMap, cm: number): FitMap {
  return {
    strain,
    zones: zones.map((zone) =>
      zone.zone === 'length' ? { ...zone, easeCm: zone.easeCm + cm, verdict: 'loose' } : zone,
    ),
  };
}

const projectParams = z.strictObject({});

/** The picture on a ready garment, for those that cannot be sewn. */
export const projectGarmentStage = (body: ParametricBody) =>
  defineStage<Runtime, SewInput, z.infer<typeof projectParams>, ProjectedGarment>({
    id: 'project-garment',
    version: 2,
    params: projectParams,
    output: ({ mesh }) =>
      mesh.positions.every(Number.isFinite) && mesh.uvs!.every(Number.isFinite)
        ? undefined
        : 'cloth with vertices that are not finite',
    about: ({ confidence, reasons }) => ({ confidence, reasons: texts(reasons) }),
    run: ({ garment, backs, wearer }) => {
      const { posed, form } = standOf(body, wearer.rest);
      return projectGarment(garment, body, wearer.rest, posed, form, backs[0]);
    },
  });

/**
 * Dimensions of a garment as its picture shows them at the scale that fits an ordinary body of the wearer's height; nothing
 * where key points are missing.
 */
export function picturedDimensions(
  garment: Garment,
  form: DressForm,
  shown: SewParams['shown'],
): GarmentDimensions | undefined {
  const { category, landmarks, sleeve } = garment;
  const lower = mainGirth(category) === 'hip';
  const keys = lower
    ? lowerKeys(landmarks, category !== 'skirt')
    : upperKeys(landmarks, sleeve === 'short' || sleeve === 'long');
  if (Array.isArray(keys)) return undefined;
  return sizeGarment(garment, landmarks, { ...form, girths: form.ordinary }, {}, shown).dimensions;
}

/** What the zones of a fit map say about the garment itself, centimetres. */
export function measuredDimensions(fit: FitMap, body: FitBody): GarmentDimensions {
  const out: GarmentDimensions = {};
  for (const { zone, easeCm } of fit.zones) {
    if (zone === 'length') continue;
    const [dimension, girth] = ZONES[zone];
    out[dimension] = body[girth]! + easeCm;
  }
  return out;
}
