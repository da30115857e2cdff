/** Sew: from a garment's picture and a person to the garment in 3D on their body, its fit in several sizes and a size to take. */

import { basename, join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { SewRequest, SewResult } from '../../contract/sew.ts';
import { CLOTH_MATERIALS } from '../body/cloth/materials.ts';
import { type Recommendation, recommend } from '../body/fit/recommend.ts';
import {
  assumedChart,
  enlarged,
  type GarmentChart,
  givenChart,
  lackOfRoom,
  mainGirth,
  ordinaryDimensions,
  usualSize,
  withMeasured,
} from '../body/fit/size-chart.ts';
import { loadParametricBody, type ParametricBody } from '../body/index.ts';
import type { ProjectedGarment } from '../body/projection/project-garment.ts';
import type { DressForm } from '../body/sewing/form.ts';
import { FABRIC, type SewnResult } from '../body/sewing/sew-garment.ts';
import type { Garment, GarmentCategory } from '../domain/garment.ts';
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
  /** Why this size alone cannot be sewn. */
  refused?: string;
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
  /** The garment in the pictures, and why it was not sewn, if so. */
  worn: SewnResult | ProjectedGarment;
  projectedBecause?: string;
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
  const { form } = standOf(body, rest);
  let pictured = picturedDimensions(garment.value, form, request.shown);
  const chartFor = (shown: GarmentDimensions | undefined): GarmentChart =>
    request.chart
      ? givenChart(category, request.chart, shown)
      : assumedChart(
          category,
          shown ?? ordinaryDimensions(category, measurements),
          measurements,
          rest.shape.sex,
          longestOn(category, form),
        );
  let chart = chartFor(pictured);
  for (const size of [request.size ?? [], request.compare ?? []].flat()) requireOffered(size, chart);
  const advise = ({ chart, offered }: GarmentChart): Recommendation =>
    recommend(category, chart, measurements, CLOTH_MATERIALS[material], {
      preference: request.preference,
      offered,
      sex: rest.shape.sex,
      // a picture without a chart does not tell how a shop counts its sizes
      ...(request.chart ? {} : { usual: usualSize(category, measurements, rest.shape.sex) }),
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
  let guess = advise(chart).size;
  let first = await cut(guess);
  if ('made' in first && pictured && chart.source === 'assumed') {
    const lack = lackOfRoom(first.made.fit.zones, measurements);
    if (lack > 1.02) {
      pictured = enlarged(category, pictured, lack);
      chart = chartFor(pictured);
      guess = advise(chart).size;
      first = await cut(guess);
    }
  }
  // a picture that is no pattern says nothing about sizes either
  const known =
    'made' in first
      ? withMeasured(chart, guess, measuredDimensions(first.made.fit, measurements))
      : chartFor(undefined);
  const recommendation = advise(known);
  const size = request.size ?? recommendation.size;
  const shown = 'refused' in first || size === guess ? first : await cut(size);
  const worn =
    'made' in shown
      ? shown.made.sewn
      : (await runStage(projectGarmentStage(body), inputs, {}, context, category)).value;
  const projected = worn.method === 'projected';
  const sizes: WornSize[] = [];
  for (const name of request.compare ?? neighbours(size, chart.offered)) {
    const sewing = projected || name === size ? shown : name === guess ? first : await cut(name);
    const made = 'made' in sewing ? sewing.made : undefined;
    sizes.push({
      size: name,
      zones: zonesOf(name, recommendation, made?.fit.zones ?? []),
      dimensions: made?.sewn.dimensions ?? known.chart[name] ?? {},
      ...(made ? { made } : {}),
      ...(!projected && 'refused' in sewing ? { refused: sewing.refused } : {}),
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
    worn,
    ...('refused' in shown ? { projectedBecause: shown.refused } : {}),
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

/** Room that a garment's length has on a body without a chart to say better: from where it hangs to the feet, centimetres. */
function longestOn(category: GarmentCategory, form: DressForm): number {
  if (mainGirth(category) === 'chest') return 100 * form.shoulder.L[1] - 3;
  // trousers hang from the hips, a hand below the waist
  return 100 * form.waistY - (category === 'skirt' ? 3 : 12);
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

export type SewSummary = Omit<SewResult, 'provider' | 'ms' | 'peakMb' | 'stages' | 'explainPage'>;

/** A run as the contract tells it. */
export function summarizeSew(request: SewRequest, run: SewRun): SewSummary {
  const { wearer, recommendation, sizes, material, worn } = run;
  const garment = run.garment.value;
  const comfort = CLOTH_MATERIALS[material].comfortStrain;
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
    method: worn.method,
    ...(run.projectedBecause ? { projectedBecause: run.projectedBecause } : {}),
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
      .map(({ size, zones, dimensions, made, refused }) => ({
        size,
        dimensions: Object.fromEntries(Object.entries(dimensions).filter(([, v]) => v !== undefined)),
        zones,
        ...(refused ? { refused } : {}),
        ...(made ? { stretch: { comfort, ...stretchOf(made.fit.strain, comfort) } } : {}),
      })),
    confidence: worn.confidence,
    reasons: [
      ...wearer.reasons,
      ...(request.material === undefined ? [`fabric not given: ${material} assumed`] : []),
      ...(run.chart.source === 'assumed'
        ? [`no size chart of ${basename(request.garment)} was given: ordinary sizes assumed`]
        : []),
      ...worn.reasons,
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
