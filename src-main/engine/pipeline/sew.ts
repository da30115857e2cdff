/** Sew: from a garment's picture and a person to the garment in 3D on their body, its fit in several sizes and a size to take. */

import { basename, join } from 'node:path';
import { say } from '../../contract/sentences.ts';
import type { SewnLayer, SewRequest, SewResult } from '../../contract/sew.ts';
import { CLOTH_MATERIALS } from '../body/cloth/materials.ts';
import { loadParametricBody, type ParametricBody } from '../body/index.ts';
import type { Garment } from '../domain/garment.ts';
import { type ClothLayer, SIZES } from '../domain/garment3d.ts';
import type { Photo } from '../image/photo.ts';
import { checkFolder, writeFolderWhole } from '../image/write-folder.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { checkGarmentPhoto } from './check-garment.ts';
import { openPhoto, type Person } from './perceive.ts';
import { type LaidCloth, layOver } from './sewn/lay-over.ts';
import { drawSewn, FILES } from './sewn/pictures.ts';
import { standOf } from './sewn/sew-stage.ts';
import { type FittedSize, sewToFit } from './sewn/sew-to-fit.ts';
import { stretchOf } from './sewn/stretch.ts';
import { findWearer, requireSomebody, type Wearer } from './sewn/wearer.ts';
import { gather, type RunContext, runStage, type Staged } from './stage.ts';
import { prepareGarmentStage } from './stages.ts';

/** Everything a sewing made, for those who want to look behind the result. */
export interface SewRun extends FittedSize {
  photo: Staged<Photo>;
  garment: Staged<Garment>;
  back?: { photo: Staged<Photo>; garment: Staged<Garment> };
  person?: Person;
  wearer: Wearer;
  /** What is worn beneath, innermost first. */
  beneath: { file: string; photo: Staged<Photo>; garment: Garment; fitted: FittedSize }[];
  /** All that is worn as it lies over each other, innermost first. */
  laid: LaidCloth[];
  /** Encoded pictures by file name. */
  files: Map<string, Uint8Array>;
}

/** Stages of a request, for progress. */
export const stagesOfSew = ({ person, back, beneath }: SewRequest): number =>
  3 + (back ? 3 : 0) + (person ? 7 : 1) + 4 + 5 * beneath.length + 1;

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
  const beneath: SewRun['beneath'] = [];
  const below = (): Staged<ClothLayer[]> =>
    gather(beneath.map(({ fitted: { worn, key } }) => ({ value: worn, key })));
  for (const [i, file] of request.beneath.entries()) {
    const inner = await openGarment(file, `garment beneath ${i + 1}`, context);
    const inputs = { garment: inner.garment, backs: gather<Garment>([]), wearer, beneath: below() };
    const wishes = { preference: request.preference, compare: [] };
    const fitted = await sewToFit(inputs, wishes, body, context);
    beneath.push({ file, photo: inner.photo, garment: inner.garment.value, fitted });
  }
  const inputs = { garment, backs: gather(back ? [back.garment] : []), wearer, beneath: below() };
  const fitted = await sewToFit(inputs, request, body, context);
  const run = {
    photo,
    garment,
    ...(back ? { back } : {}),
    ...(person ? { person } : {}),
    wearer: wearer.value,
    beneath,
    laid: layOver(
      [...beneath.map((inner) => inner.fitted.worn), fitted.worn],
      standOf(body, wearer.value.rest).form,
    ),
    ...fitted,
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
    layers: layersOf(request, run),
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
      ...run.beneath.flatMap(({ file, fitted }) =>
        fitted.worn.reasons.map((reason) => ({ ...reason, text: `${basename(file)}: ${reason.text}` })),
      ),
      ...(request.material === undefined ? [say('fabric-assumed', { material })] : []),
      ...(run.chart.source === 'assumed' ? [say('chart-assumed', { file: basename(request.garment) })] : []),
      ...worn.reasons,
    ],
    notes: [...run.beneath.map(({ photo }) => photo), run.photo, run.back?.photo, run.person?.photo].flatMap(
      (p) => p?.value.source.notes ?? [],
    ),
  };
}

function layersOf(request: SewRequest, run: SewRun): SewnLayer[] {
  if (run.beneath.length === 0) return [];
  const outermost = { file: request.garment, garment: run.garment.value, fitted: run };
  return [...run.beneath, outermost].map(({ file, garment, fitted }, i) => {
    const { vertices, pressed, astray, hidden } = run.laid[i];
    const { worn, size, material, projectedBecause } = fitted;
    return {
      file,
      category: garment.category,
      method: worn.method,
      ...(projectedBecause ? { projectedBecause } : {}),
      size,
      material,
      confidence: worn.confidence,
      ...{ vertices, pressed, astray, hidden },
    };
  });
}
