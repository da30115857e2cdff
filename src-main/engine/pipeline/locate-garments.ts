/** Locate: which regions of a picture are garments, laid out alone or side by side, or worn by people. */

import { z } from 'zod';
import { StudioError } from '../../contract/errors.ts';
import { kindOf } from '../../contract/regions.ts';
import { type Sentence, say } from '../../contract/sentences.ts';
import type { Garment } from '../domain/garment.ts';
import type { Pose } from '../domain/pose.ts';
import type { GarmentRegion } from '../domain/region.ts';
import type { Photo } from '../image/photo.ts';
import type { Box } from '../image/raster.ts';
import { boxOf } from '../perception/knowledge/pixels.ts';
import { alone } from '../perception/regions/alone.ts';
import { findPieces, type Pieces } from '../perception/regions/pieces.ts';
import { maybeSeveral } from '../perception/regions/symmetry.ts';
import { wornRegions } from '../perception/regions/worn.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkGarmentStage, isClearlyPerson } from './check-garment.ts';
import { hasTorso } from './check-person.ts';
import { matteOf, type PersonModels, parsingOf } from './perceive.ts';
import { defineStage, type RunContext, runStage, type Staged } from './stage.ts';
import { estimatePoseStage, none, prepareGarmentStage } from './stages.ts';

/** What keeps a garment from being cut out of a picture that can be looked at all the same. */
export const NO_CUT_OUT: ReadonlySet<string> = new Set([
  'no-garment-found',
  'garment-not-supported',
  'garment-worn',
  'landmarks-not-found',
]);

/** People whose garments are looked at: the largest. */
const MOST_PEOPLE = 4;
/** What being cut off from a neighbour, and being perhaps several, take from the confidence. */
const PARTED = 0.85;
const TOGETHER = 0.6;
/** Most stages of one picture, for progress. */
export const STAGES_OF_LOCATE = 6;

export interface Located {
  /** Best first. */
  regions: (GarmentRegion & { /** Of one of several that lie side by side. */ alone?: Photo })[];
  /** Why there is none. */
  notes: Sentence[];
}

const findPiecesStage = defineStage<Runtime, { photo: Photo }, Record<string, never>, Pieces>({
  id: 'find-pieces',
  version: 1,
  params: none,
  run: ({ photo }) => findPieces(photo.analysis),
});

const aloneStage = defineStage<
  Runtime,
  { photo: Photo; pieces: Pieces },
  { number: number },
  { photo: Photo; box: Box }
>({
  id: 'one-of-several',
  version: 1,
  params: z.strictObject({ number: z.int().min(1) }),
  run: ({ photo, pieces }, { number }) => alone(photo, pieces, number),
});

/**
 * Garments of a picture. With people in it their clothes are told, of each of the largest few; what else lies there is not.
 *
 * @throws StudioError as the stages do; that there is no garment is no error
 */
export async function locateGarments(
  photo: Staged<Photo>,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<Located> {
  const { value } = await runStage(checkGarmentStage, { photo }, {}, context, 'picture');
  const laid = value.worn ? [] : await laidOut(photo, context);
  const regions = laid.length > 0 ? laid : await wornIn(photo, value.worn, models, context);
  regions.sort((a, b) => weight(b) - weight(a));
  return { regions, notes: regions.length > 0 ? [] : [say('region-none')] };
}

const weight = ({ box, confidence }: GarmentRegion): number =>
  (box.x1 - box.x0) * (box.y1 - box.y0) * confidence;

/** What lies side by side on the ground of a picture. */
export const piecesOf = (photo: Staged<Photo>, context: RunContext<Runtime>): Promise<Staged<Pieces>> =>
  runStage(findPiecesStage, { photo }, {}, context, 'picture');

async function laidOut(photo: Staged<Photo>, context: RunContext<Runtime>): Promise<Located['regions']> {
  const pieces = await piecesOf(photo, context);
  const found = pieces.value.pieces;
  if (found.length < 2) {
    const garment = await prepared(photo, context);
    const whole = { x0: 0, y0: 0, x1: photo.value.width, y1: photo.value.height };
    return garment ? [regionOf(garment, whole)] : [];
  }
  const regions: Located['regions'] = [];
  for (const [at, { parted }] of found.entries()) {
    const { value, key } = await runStage(
      aloneStage,
      { photo, pieces },
      { number: at + 1 },
      context,
      'garment',
    );
    const garment = await prepared({ value: value.photo, key: key && `${key} photo` }, context);
    if (!garment) continue;
    const region = regionOf(garment, value.box);
    regions.push({
      ...region,
      alone: value.photo,
      ...(parted
        ? { confidence: PARTED * region.confidence, reasons: [...region.reasons, say('region-parted')] }
        : {}),
    });
  }
  return regions;
}

/** The garment of a picture; undefined where none can be cut out. */
async function prepared(photo: Staged<Photo>, context: RunContext<Runtime>): Promise<Garment | undefined> {
  try {
    return (await runStage(prepareGarmentStage, { photo }, {}, context, 'garment')).value;
  } catch (error) {
    if (error instanceof StudioError && NO_CUT_OUT.has(error.code)) return undefined;
    throw error;
  }
}

/** @param part where the garment's picture is in the photo, photo pixels */
function regionOf({ rgb, alpha, category, confidence, reasons }: Garment, part: Box): GarmentRegion {
  const { width, height } = alpha;
  const inside = boxOf(alpha) ?? { x0: 0, y0: 0, x1: width, y1: height };
  const [sx, sy] = [(part.x1 - part.x0) / width, (part.y1 - part.y0) / height];
  const box = {
    x0: part.x0 + inside.x0 * sx,
    y0: part.y0 + inside.y0 * sy,
    x1: part.x0 + inside.x1 * sx,
    y1: part.y0 + inside.y1 * sy,
  };
  const seen = { kind: kindOf(category), category, worn: false, box, rgb, alpha };
  if (!maybeSeveral(rgb, alpha)) return { ...seen, confidence: confidence.overall, reasons };
  return {
    ...seen,
    confidence: TOGETHER * confidence.overall,
    reasons: [...reasons, say('region-together')],
  };
}

/** What the largest people wear. @param known whether somebody is there beyond doubt */
async function wornIn(
  photo: Staged<Photo>,
  known: boolean,
  models: PersonModels,
  context: RunContext<Runtime>,
): Promise<GarmentRegion[]> {
  const pose = await peopleOf(photo, context);
  if (!pose) return [];
  const { people } = pose.value;
  const seen = people.flatMap((person, k) =>
    (known && k === 0) || isClearlyPerson(person) ? [{ person, k }] : [],
  );
  const regions: GarmentRegion[] = [];
  for (const { person, k } of seen.slice(0, MOST_PEOPLE)) {
    const one = { value: { ...pose.value, subject: k }, key: pose.key && `${pose.key} ${k}` };
    if (!hasTorso(one.value, photo.value)) continue;
    const matte = await matteOf({ photo, pose: one }, models, context);
    const parsing = await parsingOf({ photo, pose: one, matte }, models, context);
    regions.push(...wornRegions(photo.value, parsing.value, person, k + 1));
  }
  return regions;
}

async function peopleOf(
  photo: Staged<Photo>,
  context: RunContext<Runtime>,
): Promise<Staged<Pose> | undefined> {
  try {
    return await runStage(estimatePoseStage, { photo }, {}, context, 'person');
  } catch (error) {
    if (error instanceof StudioError && NOBODY.has(error.code)) return undefined;
    throw error;
  }
}

const NOBODY: ReadonlySet<string> = new Set(['no-person-found', 'person-incomplete']);
