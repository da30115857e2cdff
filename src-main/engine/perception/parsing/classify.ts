/** Classification: costs filtered along image edges, models relearned from confident pixels, three rounds. */

import type { Landmark } from '../../domain/pose.ts';
import { guidedBank } from '../../image/ops/guided-bank.ts';
import { fitColourModel } from '../colour-model.ts';
import { classProbabilities } from './costs.ts';
import type { BodyFields } from './geometry.ts';
import { CLASS, CLASS_COUNT, type Models, seedModels } from './seeds.ts';
import type { WorkArea } from './work-area.ts';

/** Window and regularisation of the cost filter (He et al. 2013; eps in squared units of the 0..1 guide). */
const RADIUS = 4;
const EPS = 2e-4;
const ROUNDS = 3;
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

export interface Classes {
  /** Filtered probabilities, CLASS_COUNT planes, summing to 1 per pixel. */
  planes: Float32Array[];
  models: Models;
}

export function classify(area: WorkArea, f: BodyFields, landmarks: readonly Landmark[]): Classes {
  const { width, height } = area;
  const n = width * height;
  const bank = guidedBank(area.guide, RADIUS, EPS);
  const models = seedModels(area, f, landmarks);
  let planes: Float32Array[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const raw = classProbabilities(area, f, models);
    planes = raw.map((data) => bank.filter({ width, height, channels: 1, data }).data);
    normalise(planes, n);
    if (round < ROUNDS - 1) relearn(area, models, planes);
  }
  return { planes, models };
}

function normalise(planes: Float32Array[], n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (const p of planes) {
      if (p[i] < 1e-4) p[i] = 1e-4;
      sum += p[i];
    }
    for (const p of planes) p[i] /= sum;
  }
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
