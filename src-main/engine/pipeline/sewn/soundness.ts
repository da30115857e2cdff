/** Soundness: whether a garment's picture can be a pattern, and whether what was sewn from it is worn as a garment is. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { DressForm } from '../../body/sewing/form.ts';
import type { SewnResult } from '../../body/sewing/sew-garment.ts';
import type { Garment } from '../../domain/garment.ts';

/** Share of a side of the picture along which cloth may touch it: laces and straps do. */
const TOUCHING = 0.08;
/** Confidence in the garment as a whole below which its outline is no pattern. */
const UNSURE = 0.2;
/** Strain at which cloth would have torn, and the share of it that may be so: a seam under an arm. */
const TORN = 0.5;
const MOST_TORN = 0.02;
/** How far cloth may rise above the shoulders and hang below them, metres: hoods, and straps that slip. */
const ABOVE = 0.25;
const BELOW = 0.12;
/** How far a garment for the legs may slide below the waist, share of the way to the crotch. */
const SLID = 0.9;
/** Below the floor, metres. */
const FLOOR = -0.05;

/** Why the picture cannot be cut out as a pattern; nothing when it can. */
export function whyNoPattern(garment: Garment): Sentence | undefined {
  const { alpha, confidence } = garment;
  const { width, height, data } = alpha;
  const sides = [
    { count: height, at: (i: number): number => i * width },
    { count: height, at: (i: number): number => i * width + width - 1 },
    { count: width, at: (i: number): number => i },
    { count: width, at: (i: number): number => (height - 1) * width + i },
  ];
  for (const { count, at } of sides) {
    let touching = 0;
    for (let i = 0; i < count; i++) if (data[at(i)] > 0.5) touching++;
    if (touching > TOUCHING * count) return say('unsewable-cut-off');
  }
  if (confidence.overall < UNSURE) return say('unsewable-outline-unsure');
  return undefined;
}

/** Why the sewn garment is not worn as it should be; nothing when it is. */
export function whyNotWorn(sewn: SewnResult, form: DressForm): Sentence | undefined {
  const { positions } = sewn.mesh;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 1; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]);
    high = Math.max(high, positions[i]);
  }
  const torn = sewn.strain.filter((strain) => strain > TORN).length / sewn.strain.length;
  if (torn > MOST_TORN) return say('unsewable-tears');
  const shoulder = (form.shoulder.L[1] + form.shoulder.R[1]) / 2;
  const legs = ['trousers', 'shorts', 'skirt'].includes(sewn.category);
  if (!legs && high > shoulder + ABOVE) return say('unsewable-over-head');
  if (!legs && high < shoulder - BELOW) return say('unsewable-off-shoulders');
  if (legs && high < form.waistY - SLID * (form.waistY - form.crotchY)) return say('unsewable-off-hips');
  if (low < FLOOR) return say('unsewable-on-floor');
  return undefined;
}
