/** Sew: from a garment's picture and a person to the garment in 3D on their body, its fit in several sizes and a size to take. */

import { basename, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { SewRequest, SewResult } from '../../contract/sew.ts';
import { CLOTH_MATERIALS } from '../body/cloth/materials.ts';
import { type Recommendation, recommend } from '../body/fit/recommend.ts';
import {
  assumedChart,
  type GarmentChart,
  givenChart,
  mainGirth,
  ordinaryDimensions,
  withMeasured,
} from '../body/fit/size-chart.ts';
import { loadParametricBody, type ParametricBody } from '../body/index.ts';
import type { ProjectedGarment } from '../body/projection/project-garment.ts';
import { FABRIC } from '../body/sewing/sew-garment.ts';
import type { Garment } from '../domain/garment.ts';
import {
  type GarmentDimensions,
  type MaterialName,
  SIZES,
  type SizeName,
  type ZoneFit,
} from '../domain/garment3d.ts';
import type { Photo } from '../image/photo.ts';
import { checkFolder, writeFolderWhole } from '../image/write-folder.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkGarmentPhoto } from './check-garment.ts';
import { openPhoto, type Person } from './perceive.ts';
import { drawSewn, FILES } from './sewn/pictures.ts';
import {
  measuredDimensions,
  picturedDimensions,
  projectGarmentStage,
  type Sewing,
  type SewnSize,
  sewGarmentStage,
  standOf,
} from './sewn/sew-stage.ts';
import { findWearer, requireSomebody, type Wearer } from './sewn/wearer.ts';
import { gather, type RunContext, runStage, type Staged } from './stage.ts';
import { prepareGarmentStage } from './stages.ts';

/** A garment in one of the sizes compared. */
export interface WornSize {
  size: SizeName;
  zones: ZoneFit[];
  /** Centimetres. */
  dimensions: GarmentDimensions;
  /** The garment in this size; absent where the picture was laid on a ready garment, which has no sizes. */
  made?: SewnSize;
}

/** Everything a sewing made, for those who want to look behind the result. */
export interface SewRun {
  photo: Staged<Photo>;
  garment: Staged<Garment>;
  back?: { photo: Staged<Photo>; garment: Staged<Garment> };
  person?: Person;
  wearer: Wearer;
  material: MaterialName;
  chart: GarmentChart;
  recommendation: Recommendation;
  /** The size in the pictures, and all that are compared, smallest first. */
  size: SizeName;
  sizes: WornSize[];
  /** Instead of sewn ones, with the reason. */
  projected?: { garment: ProjectedGarment; because: string };
  /** Encoded pictures by file name. */
  files: Map<string, Uint8Array>;
}

/** Stages of a request, for progress. */
export const stagesOfSew = ({ person, back }: SewRequest): number =>
  3 + (back ? 3 : 0) + (person ? 7 : 1) + 4 + 1;

/** Answers requests with one parametric body, loaded at the first. */
export class Sewer {
  private readonly modelsDirs: readonly string[];
  private body: ParametricBody | undefined;

  constructor(modelsDirs: readonly string[]) {
    this.modelsDirs = modelsDirs;
  }

  /**
   * Runs the whole job and writes the pictures into `request.out`.
   *
   * @throws StudioError 'invalid-input' when nobody is there to wear it or the chart cannot be used, 'model-missing', and as
   *   the stages do
   */
  async run(request: SewRequest, context: RunContext<Runtime>): Promise<SewRun> {
    requireSomebody(request);
    await checkFolder(request.out);
    this.body ??= loadParametricBody(this.modelsDirs);
    const run = await sew(request, this.body, context);
    await writeFolderWhole(request.out, run.files);
    return run;
  }
}

async function sew(request: SewRequest, body: ParametricBody, context: RunContext<Runtime>): Promise<SewRun> {
  const { photo, garment } = await openGarment(request.garment, 'garment', context);
  const back = request.back ? await openGarment(request.back, 'back', context) : undefined;
  const { wearer, person } = await findWearer(request, body, context);
  const { rest, measurements } = wearer.value;
  const { category } = garment.value;
  const material = request.material ?? FABRIC[category];
  const pictured = picturedDimensions(garment.value, standOf(body, rest).form, request.shown);
  const chartFor = (shown: GarmentDimensions | undefined): GarmentChart =>
    request.chart
      ? givenChart(category, request.chart, shown)
      : assumedChart(
          category,
          shown ?? ordinaryDimensions(category, measurements),
          measurements,
          rest.shape.sex,
        );
  const chart = chartFor(pictured);
  for (const size of [request.size ?? [], request.compare ?? []].flat()) requireOffered(size, chart);
  const advise = ({ chart, offered }: GarmentChart): Recommendation =>
    recommend(category, chart, measurements, CLOTH_MATERIALS[material], {
      preference: request.preference,
      offered,
      sex: rest.shape.sex,
    });
  const inputs = { garment, backs: gather(back ? [back.garment] : []), wearer };
  const cut = async (size: SizeName): Promise<Sewing> => {
    const row = chart.chart[size] ?? {};
    const girth = row[mainGirth(category)];
    const params = {
      material,
      ...(girth === undefined ? {} : { girth }),
      ...(row.length === undefined ? {} : { length: row.length }),
      ...(request.shown === undefined ? {} : { shown: request.shown }),
    };
    return (await runStage(sewGarmentStage(body), inputs, params, context, `size ${size}`)).value;
  };
  // what chart and picture leave open is measured on the sewn garment
  const guess = request.size ?? advise(chart).size;
  const first = await cut(guess);
  const refused = 'refused' in first ? first.refused : undefined;
  const projected =
    refused === undefined
      ? undefined
      : {
          garment: (await runStage(projectGarmentStage(body), inputs, {}, context, category)).value,
          because: refused,
        };
  // a picture that is no pattern says nothing about sizes either
  const known =
    'made' in first
      ? withMeasured(chart, guess, measuredDimensions(first.made.fit, measurements))
      : chartFor(undefined);
  const recommendation = advise(known);
  const size = request.size ?? recommendation.size;
  const sizes: WornSize[] = [];
  for (const name of request.compare ?? neighbours(size, chart.offered)) {
    const sewing = projected || name === guess ? first : await cut(name);
    const made = 'made' in sewing ? sewing.made : undefined;
    sizes.push({
      size: name,
      zones: zonesOf(name, recommendation, made?.fit.zones ?? []),
      dimensions: made?.sewn.dimensions ?? known.chart[name] ?? {},
      ...(made ? { made } : {}),
    });
  }
  const run = {
    photo,
    garment,
    ...(back ? { back } : {}),
    ...(person ? { person } : {}),
    wearer: wearer.value,
    material,
    chart,
    recommendation,
    size,
    sizes,
    ...(projected ? { projected } : {}),
  };
  context.onStage?.('draw-sewn', '');
  return { ...run, files: await drawSewn(run, body, basename(request.garment), request.viewHeight) };
}

async function openGarment(
  file: string,
  subject: string,
  context: RunContext<Runtime>,
): Promise<{ photo: Staged<Photo>; garment: Staged<Garment> }> {
  const photo = await openPhoto(file, context, subject);
  await checkGarmentPhoto(photo, context, subject);
  return { photo, garment: await runStage(prepareGarmentStage, { photo }, {}, context, subject) };
}

/** Zones as the recommendation judges them, so that both say the same, and those that only the worn garment shows. */
function zonesOf(size: SizeName, { sizes }: Recommendation, worn: readonly ZoneFit[]): ZoneFit[] {
  const judged = sizes.find((fit) => fit.size === size)?.zones ?? [];
  return [...judged, ...worn.filter(({ zone }) => !judged.some((other) => other.zone === zone))];
}

function requireOffered(size: SizeName, { offered }: GarmentChart): void {
  if (offered.includes(size)) return;
  throw new StudioError(
    'invalid-input',
    `Expected one of the sizes of the chart (${offered.join(', ')}), received ${size}. Choose one of them or add ${size} to the chart.`,
  );
}

/** The size below, the size and the size above; three where there are three. */
export function neighbours(size: SizeName, offered: readonly SizeName[]): SizeName[] {
  const at = offered.indexOf(size);
  const from = Math.max(0, Math.min(at - 1, offered.length - 3));
  return offered.slice(from, from + 3);
}

/** The garment in the pictures. */
export function shownGarment({ projected, sizes, size }: Omit<SewRun, 'files'>) {
  return projected?.garment ?? (sizes.find((worn) => worn.size === size) ?? sizes[0]).made?.sewn;
}

export type SewSummary = Omit<SewResult, 'provider' | 'ms' | 'peakMb' | 'stages' | 'explainPage'>;

/** A run as the contract tells it. */
export function summarizeSew(request: SewRequest, run: SewRun): SewSummary {
  const { wearer, recommendation, sizes, material } = run;
  const garment = run.garment.value;
  const comfort = CLOTH_MATERIALS[material].comfortStrain;
  const shown = shownGarment(run);
  const { sex } = wearer.rest.shape;
  const file = (name: keyof typeof FILES): string => join(request.out, FILES[name]);
  return {
    out: request.out,
    files: {
      front: file('front'),
      threeQuarter: file('threeQuarter'),
      side: file('side'),
      back: file('back'),
      fit: file('fit'),
    },
    garment: {
      file: request.garment,
      category: garment.category,
      sleeve: garment.sleeve,
      confidence: garment.confidence.overall,
    },
    method: run.projected ? 'projected' : 'sewn',
    ...(run.projected ? { projectedBecause: run.projected.because } : {}),
    material,
    body: {
      source: wearer.source,
      sex: sex < 0.25 ? 'female' : sex > 0.75 ? 'male' : 'between',
      measurements: Object.fromEntries(
        Object.entries(wearer.measurements).map(([name, value]) => [name, Math.round(value * 10) / 10]),
      ),
    },
    chart: run.chart.source,
    size: run.size,
    recommendation: {
      size: recommendation.size,
      ...(recommendation.nextBest ? { nextBest: recommendation.nextBest } : {}),
      reasons: recommendation.reasons,
    },
    sizes: [...sizes]
      .sort((a, b) => SIZES.indexOf(a.size) - SIZES.indexOf(b.size))
      .map(({ size, zones, dimensions, made }) => ({
        size,
        dimensions: Object.fromEntries(Object.entries(dimensions).filter(([, v]) => v !== undefined)),
        zones,
        ...(made ? { stretch: { comfort, ...stretchOf(made.fit.strain, comfort) } } : {}),
      })),
    confidence: shown?.confidence ?? garment.confidence.overall,
    reasons: [
      ...wearer.reasons,
      ...(request.material === undefined ? [`fabric not given: ${material} assumed`] : []),
      ...(run.chart.source === 'assumed'
        ? [`no size chart of ${basename(request.garment)} was given: ordinary sizes assumed`]
        : []),
      ...(shown?.reasons ?? []),
    ],
    notes: [run.photo, run.back?.photo, run.person?.photo].flatMap((p) => p?.value.source.notes ?? []),
  };
}

/** @param share strain by vertex over comfort */
export function stretchOf(share: Float32Array, comfort: number): { p90: number; beyond: number } {
  const sorted = Float32Array.from(share).sort();
  const above = sorted.length - sorted.findIndex((v) => v > 1);
  return {
    p90: sorted[Math.floor(0.9 * (sorted.length - 1))] * comfort,
    beyond: sorted[sorted.length - 1] > 1 ? above / sorted.length : 0,
  };
}
