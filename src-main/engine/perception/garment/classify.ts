/** Category: a transparent linear classifier over silhouette features. */

import type { GarmentCategory } from '../../domain/garment.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { GarmentFeatures } from './features.ts';

export type CategoryProbabilities = Record<GarmentCategory, number>;

/** Softens the probabilities: the evidence terms overlap, so their sum overstates certainty. */
const TEMPERATURE = 1.5;

/** 0 at `from`, 1 at `to` (either order), linear between. */
const ramp = (v: number, from: number, to: number): number => clamp((v - from) / (to - from), 0, 1);

/**
 * Probability of each category. Evidence terms are each 0..1 and read as sentences: "the top edge is straight and
 * wide", "there is a gap between legs"; their weights are log odds.
 */
export function classify(f: GarmentFeatures): CategoryProbabilities {
  const sleeves = ramp(f.sleeves, 0.15, 0.45);
  const flatTop =
    ramp(f.topDrop, 0.09, 0.045) *
    ramp(f.topDrop, -0.12, -0.05) *
    ramp(f.topWidth, 0.35, 0.5) *
    ramp(f.neckDip, 0.08, 0.045);
  const legs = ramp(f.crotchGap, 0.04, 0.12) * (1 - sleeves);
  const upper = 1 - flatTop;
  const stubby = ramp(f.aspect, 1.5, 1.15);
  const waisted = ramp(f.waisted, 0.06, 0.16);
  // A halter or swing top hangs from narrow shoulders without a waist: only more length makes it a dress.
  const hanging = (1 - waisted) * (1 - sleeves) * 0.45;
  const tall = ramp(f.slenderness, 2.25 + hanging, 2.95 + hanging);
  const flared = ramp(f.flare, 1.15, 1.6);
  const front = ramp(f.frontLine, 0.6, 0.85) * sleeves;
  // A gap up the middle of a garment with sleeves is an open front, and so is a lining between two front edges.
  const lining = ramp(f.openFront, 0.3, 0.8) * upper;
  const open = Math.max(ramp(f.crotchGap, 0.25, 0.5) * sleeves, lining);

  const logit: CategoryProbabilities = {
    top:
      2.6 * upper +
      2.2 * sleeves -
      4.5 * tall -
      2.5 * legs +
      1.2 * ramp(f.aspect, 1.1, 0.9) -
      2 * open -
      1.5 * lining,
    dress:
      1.6 * upper +
      4.2 * tall -
      2.2 +
      waisted * tall +
      0.7 * flared * upper +
      0.8 * sleeves * tall -
      2 * flatTop -
      4 * lining,
    jacket: 1.2 * upper + 2.6 * sleeves + 2.6 * front + 3.5 * open - 3.4 - 0.6 * tall - 2 * legs,
    trousers:
      4.4 * legs +
      2.4 * flatTop -
      3.4 * stubby -
      3 * sleeves -
      2.2 * upper -
      1.2 +
      1.2 * ramp(f.aspect, 1.7, 2.2),
    shorts: 4.4 * legs + 2.4 * flatTop - 2.2 * upper - 3.4 * (1 - stubby) - 3 * sleeves - 1.2,
    skirt: 4.4 * flatTop - 4.6 * legs - 4 * sleeves - 0.6 + 0.9 * flared - 1.2 * ramp(f.aspect, 2.4, 3.2),
  };
  const top = Math.max(...Object.values(logit));
  let sum = 0;
  for (const k of Object.keys(logit) as GarmentCategory[]) {
    logit[k] = Math.exp((logit[k] - top) / TEMPERATURE);
    sum += logit[k];
  }
  for (const k of Object.keys(logit) as GarmentCategory[]) logit[k] /= sum;
  return logit;
}

export function likeliest(p: CategoryProbabilities): GarmentCategory {
  let best: GarmentCategory = 'top';
  for (const k of Object.keys(p) as GarmentCategory[]) if (p[k] > p[best]) best = k;
  return best;
}
