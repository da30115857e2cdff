/** Unary costs: how badly each class explains each pixel, from colour models, person alpha and the pose. */

import { type ColourModel, colourCost } from '../colour-model.ts';
import type { BodyFields } from './geometry.ts';
import { CLASS, CLASS_COUNT, type Models } from './seeds.ts';
import type { WorkArea } from './work-area.ts';

/** Weight of a colour's negative log density, and where it stops growing. */
const COLOUR_WEIGHT = 0.55;
const COLOUR_LIMIT = 24;
/** Cost of a colour nobody has learned. */
const UNKNOWN = COLOUR_LIMIT * COLOUR_WEIGHT;
const ALPHA_WEIGHT = 2;
/** Usual colour cost of a class at its own pixels: the level at which geometry decides. */
const USUAL = 8.5 * COLOUR_WEIGHT;

/** No colour costs less than this (densities are bounded by the models' spread): what pruning may count on. */
const LEAST = 2.5 * COLOUR_WEIGHT;
/** A class this much dearer than the best has a probability below 2e-5. */
const HOPELESS = 11;

/** Penalty growing with slope from 0, limited so that strong colour evidence can still win. */
function soft(x: number): number {
  return x <= 0 ? 0 : x >= 8 ? 8 : x;
}

function colourAt(model: ColourModel | undefined, features: Float32Array, i: number): number {
  if (!model) return UNKNOWN;
  const c = colourCost(model, features, i * 3);
  return (c > COLOUR_LIMIT ? COLOUR_LIMIT : c) * COLOUR_WEIGHT;
}

/** Class probabilities exp(-cost), normalised per pixel: CLASS_COUNT planes of work pixels. */
export function classProbabilities(area: WorkArea, f: BodyFields, models: Models): Float32Array[] {
  const n = area.width * area.height;
  const planes = Array.from({ length: CLASS_COUNT }, () => new Float32Array(n));
  const cost = new Float64Array(CLASS_COUNT);
  const open = new Uint8Array(CLASS_COUNT);
  const below = models.dress ? models.byClass[CLASS.lower] : undefined;
  for (let i = 0; i < n; i++) {
    const alpha = Math.min(0.999, Math.max(0.001, area.alpha[i]));
    const person = -Math.log(alpha) * ALPHA_WEIGHT;
    if (alpha < 0.02) {
      planes[CLASS.background][i] = 1;
      continue;
    }
    geometryCosts(f, i, models, cost);
    const features = area.features;
    const own = -Math.log(1 - alpha) * ALPHA_WEIGHT;
    // Classes in order of the pose's say: most need no look at the colour, they cannot win any more.
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < CLASS_COUNT; k++) open[k] = 1;
    cost[CLASS.background] = own + 0.7 * USUAL;
    for (let k: number = CLASS.hair; k < CLASS_COUNT; k++) cost[k] += person;
    for (let step = 0; step < CLASS_COUNT; step++) {
      let k = -1;
      for (let c = 0; c < CLASS_COUNT; c++) if (open[c] && (k < 0 || cost[c] < cost[k])) k = c;
      open[k] = 0;
      if (cost[k] + LEAST > best + HOPELESS) {
        cost[k] = Number.POSITIVE_INFINITY;
        continue;
      }
      const model = models.byClass[k];
      if (k === CLASS.background) cost[k] += 0.3 * colourAt(model, features, i);
      else if (k === CLASS.other) cost[k] += model ? colourAt(model, features, i) : USUAL + 0.5;
      else if (!model || (models.dress && k === CLASS.lower)) cost[k] = 40;
      else cost[k] += colourAt(model, features, i);
      if (k === CLASS.upper && below) {
        const skirt = colourAt(below, features, i) + person + trunkCost(f, i, true);
        if (skirt < cost[k]) cost[k] = skirt;
      }
      if (cost[k] < best) best = cost[k];
    }
    let sum = 0;
    for (let k = 0; k < CLASS_COUNT; k++) {
      cost[k] = Math.exp(best - cost[k]);
      sum += cost[k];
    }
    for (let k = 0; k < CLASS_COUNT; k++) planes[k][i] = cost[k] / sum;
  }
  return planes;
}

/** Cloth hanging from the shoulders: within the trunk's width, down to the hips, or far below for a dress. */
function trunkCost(f: BodyFields, i: number, dress: boolean): number {
  const v = f.along[i];
  const hem = dress ? 2.4 : 1.15;
  return (
    soft((Math.abs(f.lateral[i]) - (dress && v > 0.9 ? 1.6 : 1.25)) * 8) +
    (v < -0.13 ? soft((-0.13 - v) * 30) : 0) +
    (v > hem ? soft((v - hem) * 10) : 0)
  );
}

/** Fills `cost` for the classes hair to other with what the pose alone says. Slopes are per unit of the field. */
function geometryCosts(f: BodyFields, i: number, models: Models, cost: Float64Array): void {
  const { dress, bareElbow } = models;
  const v = f.along[i];
  const side = Math.abs(f.lateral[i]);
  const arm = f.arm[i];
  const hand = f.hand[i];
  const face = f.face[i];
  const thigh = f.thigh[i];
  const calf = f.calf[i];
  const foot = f.foot[i];
  // Elliptic face distance 1 is the face's outline; hair surrounds it and may fall to the chest, but not in front of
  // the throat: what is dark there is a beard or the chin's shadow.
  const throat =
    f.besideMouth[i] < 0.3 && f.belowMouth[i] > -0.3 && v < 0.05 ? 7 * (1 - f.besideMouth[i]) : 0;
  cost[CLASS.hair] =
    soft((face * 0.64 - 1.15) * 5) +
    (face < 0.95 ? soft((0.95 - face) * 6) : 0) +
    (v > 0.25 ? soft((v - 0.25) * 20) : 0) +
    throat;
  const onArm = soft((Math.min(arm, hand) - 1) * 5);
  const onNeck = Math.min(soft((face - 1) * 6), soft((f.neck[i] - 1) * 5));
  const onChest = soft(Math.max(side - 1.05, 0) * 8) + (v > 0.18 ? soft((v - 0.18) * 14) : 0) + 0.6;
  const onWaist = soft(Math.abs(v - 0.72) * 10 - 1.2) + soft((side - 1) * 6) + 1.2;
  const onLeg = Math.min(
    soft((thigh - 1) * 5) + soft((0.35 - f.belowHips[i]) * 20),
    Math.min(soft((calf - 1) * 5), soft((foot - 1) * 5) + 1),
  );
  cost[CLASS.skin] = Math.min(onArm, onNeck, onChest, onWaist, onLeg);
  let sleeve = 8;
  for (let side = 0; side < 2; side++) {
    const { first, second } = f.arms[side];
    const forearm = soft((second[i] - 1.25) * 5) + (bareElbow[side] ? 5 : 0);
    sleeve = Math.min(sleeve, soft((first[i] - 1.25) * 5), forearm);
  }
  sleeve += 0.5;
  cost[CLASS.upper] =
    Math.min(trunkCost(f, i, dress), sleeve) +
    (face < 1 ? soft((1 - face) * 8) : 0) +
    (hand < 0.75 ? soft((0.75 - hand) * 8) : 0) +
    soft((1 - foot) * 4) +
    (v > 0.85 && !dress ? soft((v - 0.85) * 4) : 0);
  cost[CLASS.lower] =
    Math.min(
      soft((Math.min(thigh, calf) - 1.3) * 5),
      soft((side - 1.1) * 8) + soft(Math.abs(v - 1) * 9 - 2.5),
    ) +
    (v < 0.55 ? soft((0.55 - v) * 25) : 0) +
    (hand < 0.9 ? soft((0.9 - hand) * 6) : 0);
  cost[CLASS.footwear] = soft((foot - 1.15) * 8) + 0.4;
  // Bags and the like: outside everything the body reaches, or hanging from a hand in front of it.
  const body = Math.min(arm, thigh * 0.95, calf, foot, face * 0.8, v > -0.1 && v < 1.15 ? side * 0.9 : 9);
  const held = hand > 1.05 && arm > 1.05 && hand < 3 ? Math.min(1, 3 - hand) : 0;
  cost[CLASS.other] =
    2.2 - held + Math.min(soft((1.25 - body) * 7), 8 - 5 * held) + (v < 0.2 ? soft((0.2 - v) * 10) : 0);
}
