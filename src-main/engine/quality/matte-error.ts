/**
 * Matte error: how far an alpha matte is from the true one (Rhemann, Rother, Wang, Gelautz, Kohli and Rott 2009), over the
 * whole picture since there is no trimap.
 */

import type { Mask } from '../image/raster.ts';

export interface MatteError {
  /** Sum of absolute differences, thousands of pixels. */
  sad: number;
  /** Mean squared difference. */
  mse: number;
  /** Sum of squared differences of the gradient magnitudes, thousands. */
  gradient: number;
}

/** The paper's scale of the Gaussian derivative, pixels. */
const SIGMA = 1.4;
/** The filter is cut where it falls below this value. */
const CUT = 1e-2;

/** Compares two mattes 0..1 of one size. */
export function matteError(found: Mask, truth: Mask): MatteError {
  let absolute = 0;
  let squared = 0;
  for (let i = 0; i < truth.data.length; i++) {
    const d = found.data[i] - truth.data[i];
    absolute += Math.abs(d);
    squared += d * d;
  }
  const a = gradientMagnitude(found);
  const b = gradientMagnitude(truth);
  let gradient = 0;
  for (let i = 0; i < a.length; i++) gradient += (a[i] - b[i]) ** 2;
  return { sad: absolute / 1000, mse: squared / truth.data.length, gradient: gradient / 1000 };
}

/** Filter pair: Gaussian and its derivative, scaled so that their product as a 2D filter has unit norm. */
const { smooth, slope } = (() => {
  const radius = Math.ceil(SIGMA * Math.sqrt(-2 * Math.log(Math.sqrt(2 * Math.PI) * SIGMA * CUT)));
  const gauss = (x: number): number =>
    Math.exp(-(x * x) / (2 * SIGMA * SIGMA)) / (SIGMA * Math.sqrt(2 * Math.PI));
  const at = Array.from({ length: 2 * radius + 1 }, (_, k) => k - radius);
  const unit = (values: number[]): Float64Array => {
    const norm = Math.hypot(...values);
    return Float64Array.from(values, (value) => value / norm);
  };
  return {
    smooth: unit(at.map(gauss)),
    slope: unit(at.map((x) => (-x * gauss(x)) / (SIGMA * SIGMA))),
  };
})();

function gradientMagnitude(matte: Mask): Float64Array {
  const { width, height, data } = matte;
  const along = filter(filter(data, width, height, slope, 'x'), width, height, smooth, 'y');
  const across = filter(filter(data, width, height, smooth, 'x'), width, height, slope, 'y');
  return along.map((value, i) => Math.hypot(value, across[i]));
}

/** Correlation along one axis, border replicated. */
function filter(
  data: ArrayLike<number>,
  width: number,
  height: number,
  weights: Float64Array,
  axis: 'x' | 'y',
): Float64Array {
  const radius = (weights.length - 1) / 2;
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const xx = axis === 'x' ? Math.min(width - 1, Math.max(0, x + k)) : x;
        const yy = axis === 'y' ? Math.min(height - 1, Math.max(0, y + k)) : y;
        sum += weights[k + radius] * data[yy * width + xx];
      }
      out[y * width + x] = sum;
    }
  }
  return out;
}
