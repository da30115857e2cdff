/** Grading: a size chart completed from the sizes it has. */

import {
  GARMENT_DIMENSIONS,
  type GarmentDimension,
  type GarmentDimensions,
  SIZES,
  type SizeChart,
  type SizeName,
} from '../../domain/garment3d.ts';

/**
 * Centimetres from one size to the next, of finished garments: the usual grade of 4 cm a girth up to L and 6 beyond (EN
 * 13402-3 body steps), lengths and shoulders as drafts grade them (Aldrich 2015).
 */
const STEP: Record<GarmentDimension, number> = {
  chest: 4,
  waist: 4,
  hip: 4,
  hemGirth: 4,
  shoulderWidth: 1.2,
  sleeveLength: 0.8,
  upperArm: 1.4,
  cuff: 0.8,
  length: 1.2,
  thigh: 2.6,
  knee: 1.4,
  calf: 1.2,
  insideLeg: 0.6,
  legHem: 1,
};
const GIRTHS: ReadonlySet<GarmentDimension> = new Set(['chest', 'waist', 'hip', 'hemGirth']);

/** Difference between two sizes in one dimension, centimetres. */
function grade(dimension: GarmentDimension, from: number, to: number): number {
  let sum = 0;
  for (let i = Math.min(from, to); i < Math.max(from, to); i++) {
    const large = GIRTHS.has(dimension) && SIZES[i + 1].length > 1 && i >= SIZES.indexOf('L');
    sum += STEP[dimension] * (large ? 1.5 : 1);
  }
  return to >= from ? sum : -sum;
}

/**
 * Every size with every dimension that any size of the chart has: what is missing lies between its neighbours, or one
 * usual grade beyond the nearest. A chart without any dimension gives an empty chart.
 */
export function completeChart(chart: SizeChart): SizeChart {
  const out: SizeChart = {};
  for (const dimension of GARMENT_DIMENSIONS) {
    const known = SIZES.map((size) => chart[size]?.[dimension]);
    const at = SIZES.map((_, i) => i).filter((i) => known[i] !== undefined);
    if (at.length === 0) continue;
    SIZES.forEach((size, i) => {
      const below = at.filter((k) => k <= i).pop();
      const above = at.find((k) => k >= i);
      let value: number;
      if (below !== undefined && above !== undefined) {
        const t = above === below ? 0 : (i - below) / (above - below);
        value = known[below]! + (known[above]! - known[below]!) * t;
      } else {
        const near = (below ?? above)!;
        value = known[near]! + grade(dimension, near, i);
      }
      const dimensions: GarmentDimensions = out[size] ?? {};
      dimensions[dimension] = value;
      out[size] = dimensions;
    });
  }
  return out;
}

/** A chart of one garment whose dimensions are known in one size only. */
export function chartFrom(size: SizeName, dimensions: GarmentDimensions): SizeChart {
  return completeChart({ [size]: dimensions });
}
