/** SSIM: structural similarity of two pictures, pixel by pixel (Wang, Bovik, Sheikh and Simoncelli 2004). */

import { luminance } from '../image/ops/colour.ts';
import { floatRaster, type Mask, type Raster } from '../image/raster.ts';

/** The paper's window: 11 x 11 Gaussian with a standard deviation of 1.5 pixels. */
const RADIUS = 5;
const SIGMA = 1.5;
/** The paper's constants for 8-bit values. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

const WEIGHTS = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, k) =>
  Math.exp(-((k - RADIUS) ** 2) / (2 * SIGMA ** 2)),
);

/**
 * SSIM of the luminance (Rec. 709 on encoded values) around every pixel, -1..1, 1 = the same. At the border the window is
 * cut off and its weights sum to one again.
 */
export function ssimMap(a: Raster<Uint8Array>, b: Raster<Uint8Array>): Mask {
  if (a.width !== b.width || a.height !== b.height)
    throw new RangeError(
      `ssim expected pictures of one size but received ${a.width}x${a.height} and ${b.width}x${b.height}`,
    );
  const x = luminance(a).data;
  const y = luminance(b).data;
  const { width, height } = a;
  const smooth = (value: (i: number) => number): Float64Array => windowMean(width, height, value);
  const meanX = smooth((i) => x[i]);
  const meanY = smooth((i) => y[i]);
  const squareX = smooth((i) => x[i] * x[i]);
  const squareY = smooth((i) => y[i] * y[i]);
  const product = smooth((i) => x[i] * y[i]);
  const out = floatRaster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) {
    const mx = meanX[i];
    const my = meanY[i];
    const varianceX = squareX[i] - mx * mx;
    const varianceY = squareY[i] - my * my;
    const covariance = product[i] - mx * my;
    out.data[i] =
      ((2 * mx * my + C1) * (2 * covariance + C2)) /
      ((mx * mx + my * my + C1) * (varianceX + varianceY + C2));
  }
  return out;
}

function windowMean(width: number, height: number, value: (i: number) => number): Float64Array {
  const rows = new Float64Array(width * height);
  const source = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) source[x] = value(y * width + x);
    for (let x = 0; x < width; x++) rows[y * width + x] = weighted(source, x, width, 0, 1);
  }
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) out[y * width + x] = weighted(rows, y, height, x, width);
  return out;
}

/** Weighted mean of up to 11 samples around position `at` of a line of `length` samples. */
function weighted(data: Float64Array, at: number, length: number, offset: number, stride: number): number {
  const from = Math.max(0, at - RADIUS);
  const to = Math.min(length - 1, at + RADIUS);
  let sum = 0;
  let weight = 0;
  for (let k = from; k <= to; k++) {
    const w = WEIGHTS[k - at + RADIUS];
    sum += w * data[offset + k * stride];
    weight += w;
  }
  return sum / weight;
}
