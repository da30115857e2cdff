/** Score of a case: the real stages run on its pictures, and every figure taken against its truth. */

import { StudioError } from '../../../contract/errors.ts';
import type { ScoreResult } from '../../../contract/quality.ts';
import { texts } from '../../../contract/sentences.ts';
import { iouOf } from '../../quality/iou.ts';
import { type Likeness, likenessIn } from '../../quality/likeness.ts';
import { phiOf } from '../../quality/phi.ts';
import { landings, printFidelity } from '../../quality/print-fidelity.ts';
import { complement, meanOver, regionOfChange, union, where } from '../../quality/region.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { openPhoto, type PersonModels, perceivePerson } from '../perceive.ts';
import type { RunContext } from '../stage.ts';
import { dress, type TryOnRun } from '../tryOn.ts';
import { garmentFigures, meanKnown, pairUp } from './garment-figures.ts';
import { type Figures, personFigures, shoulderWidth, trueLandmarks } from './person-figures.ts';
import { drawCase, savePictures } from './pictures.ts';
import { type OpenCase, openCase } from './read-case.ts';
import { shownRegions } from './shown.ts';

/** What the engine adds to a score. */
export type Score = Omit<ScoreResult, 'provider' | 'ms' | 'peakMb' | 'stages'>;

/** Difference of the truth pictures, levels of 255, up to which a pixel counts as unchanged: rounding. */
const UNCHANGED = 3;

export interface ScoreOptions {
  models: PersonModels;
  /** Folder for the pictures of the report. */
  pictures?: string;
}

/** @throws StudioError as reading the case and dressing its client do */
export async function scoreCase(
  folder: string,
  flat: boolean,
  options: ScoreOptions,
  context: RunContext<Runtime>,
): Promise<Score> {
  const truth = await openCase(folder);
  const { about, garments } = truth;
  const photo = await openPhoto(truth.personFile, context, 'person');
  const person = await perceivePerson(photo, undefined, options.models, context);
  const run = await dress(
    person,
    garments.map(({ ghostFile }) => ghostFile),
    about.tuck,
    context,
  );
  context.onStage?.('score', about.name);
  const figures: Figures = {
    ...tryOnFigures(run, truth, 'tryOn'),
    'tryOn.maskIou': await maskIou(run, truth, 'ghost', context),
    ...printFigures(run, truth),
    ...personFigures(person, truth),
    ...(await garmentFigures(run.layers, garments, folder, 'ghost')),
  };
  if (flat) {
    const files = garments.map(({ flatFile }) => flatFile);
    const laid = await dress(person, files, about.tuck, context);
    Object.assign(figures, await garmentFigures(laid.layers, garments, folder, 'flat'));
    const likeness = tryOnFigures(laid, truth, 'flat.tryOn');
    for (const id of Object.keys(likeness))
      if (id.startsWith('flat.tryOn.garment.')) figures[id] = likeness[id];
    figures['flat.tryOn.maskIou'] = await maskIou(laid, truth, 'flat', context);
  }
  const picture = run.picture.value;
  const pictures = options.pictures
    ? await savePictures(options.pictures, about.name, await drawCase(run, truth))
    : [];
  return {
    name: about.name,
    kind: about.kind,
    about: about.about,
    categories: [...new Set(garments.map((garment) => garment.truth.category))],
    figures: known(figures),
    confidence: picture.confidence,
    needsReview: picture.needsReview,
    reasons: texts(picture.reasons),
    pictures,
  };
}

/** Figures that have a value; one that is not finite is a fault of the program. */
export function known(figures: Figures): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [id, value] of Object.entries(figures)) {
    if (value === undefined) continue;
    if (!Number.isFinite(value)) throw new StudioError('internal', `The figure ${id} is ${value}.`);
    out[id] = value;
  }
  return out;
}

function tryOnFigures(run: TryOnRun, truth: OpenCase, prefix: string): Figures {
  const { rgb } = run.picture.value;
  const [first, ...others] = truth.garments.map(({ worn }) => worn);
  const changed = regionOfChange(truth.pictureA, truth.pictureB, UNCHANGED);
  const inside = likenessIn(rgb, truth.pictureB, { garment: union(first, ...others), edit: changed });
  // with the edit taken back, so that windows at its border see nothing of it
  const outside = complement(changed);
  const rest = likenessIn(where(outside, rgb, truth.pictureA), truth.pictureA, { outside });
  const touched = regionOfChange(rgb, truth.pictureA, 0);
  return {
    ...likenessFigures({ ...inside, ...rest }, prefix),
    [`${prefix}.outside.psnr`]: undefined,
    [`${prefix}.outside.kept`]: meanOver(outside, (i) => 1 - touched.data[i]),
  };
}

export function likenessFigures(regions: Partial<Record<string, Likeness>>, prefix: string): Figures {
  const out: Figures = {};
  for (const [region, likeness] of Object.entries(regions)) {
    out[`${prefix}.${region}.ssim`] = likeness?.ssim;
    out[`${prefix}.${region}.psnr`] = likeness?.psnr;
    out[`${prefix}.${region}.ciede2000`] = likeness?.ciede2000;
  }
  return out;
}

async function maskIou(
  run: TryOnRun,
  truth: OpenCase,
  shot: 'ghost' | 'flat',
  context: RunContext<Runtime>,
): Promise<number | undefined> {
  const shown = await shownRegions(run, truth.about.tuck, context);
  return meanKnown(
    pairUp(run.layers, truth.garments, shot).map(({ garment }, i) => iouOf(shown[i], garment.worn)),
  );
}

/** Spots of all garments of the case together. */
function printFigures(run: TryOnRun, truth: OpenCase): Figures {
  const toPhoto = 1 / run.person.photo.value.scale;
  const distances = pairUp(run.layers, truth.garments, 'ghost').map(({ layer, garment }) => {
    const { width, height } = layer.garment.value.rgb;
    const phi = phiOf(layer.fitted.value.mesh);
    return landings(garment.worn, garment.source, (u, v) => {
      const landed = phi(u * width, v * height);
      return landed && { x: landed.x * toPhoto, y: landed.y * toPhoto };
    });
  });
  const all = Float64Array.from(distances.flatMap((list) => Array.from(list)));
  const print = printFidelity(all, shoulderWidth(trueLandmarks(truth.about)));
  return {
    'print.medianPx': print?.medianPx,
    'print.p95Px': print?.p95Px,
    'print.medianShare': print?.medianShare,
    'print.p95Share': print?.p95Share,
    'print.within2': print?.within,
    'print.placed': print?.placed,
  };
}
