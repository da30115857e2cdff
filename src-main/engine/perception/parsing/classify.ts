/** Classification: costs filtered along image edges, models relearned from confident pixels first. */

import type { Landmark } from '../../domain/pose.ts';
import { upsamplePlanes } from '../../image/ops/guided-upsample.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { fitColourModel } from '../colour-model.ts';
import { classProbabilities } from './costs.ts';
import type { BodyFields } from './geometry.ts';
import { CLASS, CLASS_COUNT, type Models, seedModels } from './seeds.ts';
import { bankOf, type WorkArea } from './work-area.ts';

/** Window in coarse pixels and regularisation of the cost filter (eps in squared units of the 0..1 guide). */
const RADIUS = 2;
const EPS = 2e-4;
const LEARNING_ROUNDS = 2;
/** Probability from which a pixel teaches its class's model. */
const TEACH = 0.75;
/** Components, spread and fewest pixels when a class is relearned. */
const RELEARN: readonly (readonly [number, number] | undefined)[] = [
  [6, 5],
  [3, 10],
  [4, 20],
  [5, 10],
  [5, 10],
  [4, 10],
  [3, 10],
];
const MIN_TEACHERS = 80;

/** A work area with the skeleton laid over it. */
export interface ParsingView {
  area: WorkArea;
  fields: BodyFields;
  landmarks: readonly Landmark[];
}

export interface Classes {
  /** Filtered probabilities, CLASS_COUNT planes, summing to 1 per pixel. */
  planes: Float32Array[];
  models: Models;
}

/**
 * Learns the colour models on `coarse` (a quarter of the pixels, two rounds) and sorts the pixels of `fine` with them.
 * The filter's coefficients always come from `coarse`: they are smooth, and its cost falls by the same factor (He & Sun
 * 2015, fast guided filter).
 */
export function classify(coarse: ParsingView, fine: ParsingView): Classes {
  const models = seedModels(coarse.area, coarse.fields, coarse.landmarks);
  const bank = bankOf(coarse.area, RADIUS, EPS);
  const { width, height } = coarse.area;
  const first = classProbabilities(coarse.area, coarse.fields, models);
  models.bareElbow = [bareElbow(coarse.fields, first, 0), bareElbow(coarse.fields, first, 1)];
  for (let round = 0; round < LEARNING_ROUNDS; round++) {
    const planes = classProbabilities(coarse.area, coarse.fields, models).map((data) =>
      data.some((v) => v > 0.02) ? bank.filter({ width, height, channels: 1, data }).data : data,
    );
    normalise(planes);
    relearn(coarse.area, models, planes);
    models.bareElbow = [bareElbow(coarse.fields, planes, 0), bareElbow(coarse.fields, planes, 1)];
  }
  const raw = classProbabilities(fine.area, fine.fields, models).map(
    (data) =>
      resizeArea({ width: fine.area.width, height: fine.area.height, channels: 1, data }, width, height).data,
  );
  const planes = upsamplePlanes(bank, raw, fine.area.guide, 1, { within: fine.area.alpha }).map(
    (p) => p.data,
  );
  normalise(planes);
  return { planes, models };
}

function normalise(planes: Float32Array[]): void {
  const n = planes[0].length;
  const sum = new Float32Array(n);
  for (const p of planes) {
    for (let i = 0; i < n; i++) {
      if (p[i] < 1e-4) p[i] = 1e-4;
      sum[i] += p[i];
    }
  }
  for (const p of planes) for (let i = 0; i < n; i++) p[i] /= sum[i];
}

/** Whether skin rather than a sleeve was found on the upper arm just above the elbow. */
function bareElbow(f: BodyFields, planes: readonly Float32Array[], side: 0 | 1): boolean {
  const { first, second } = f.arms[side];
  let skin = 0;
  let cloth = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] > 0.6 || second[i] > 1.6 || first[i] > second[i]) continue;
    skin += planes[CLASS.skin][i];
    cloth += planes[CLASS.upper][i];
  }
  return skin > 10 && skin > 2 * cloth;
}

function relearn(area: WorkArea, models: Models, planes: Float32Array[]): void {
  const n = area.width * area.height;
  const teachers: number[][] = Array.from({ length: CLASS_COUNT }, () => []);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < CLASS_COUNT; k++)
      if (planes[k][i] > TEACH) {
        teachers[k].push(i);
        break;
      }
  }
  for (let k = 0; k < CLASS_COUNT; k++) {
    const settings = RELEARN[k];
    if (!settings || teachers[k].length < MIN_TEACHERS) continue;
    let pixels: ArrayLike<number> = teachers[k];
    if (k === CLASS.skin) {
      // The seeds keep their say, or a shirt of skin colour would talk the model over.
      const step = Math.max(1, Math.floor(teachers[k].length / 1500));
      pixels = [...teachers[k].filter((_, j) => j % step === 0), ...models.skinSeeds];
    }
    models.byClass[k] = fitColourModel(area.features, pixels, settings[0], settings[1]) ?? models.byClass[k];
  }
}
