/** Compares two pictures of one size: how alike their structure is, and how far apart their colours are at most. */

import { boxBlur } from '../../src-main/engine/image/ops/blur.ts';
import { luminance, rgbToLab } from '../../src-main/engine/image/ops/colour.ts';
import { toFloat } from '../../src-main/engine/image/ops/resize.ts';
import type { Mask, Raster } from '../../src-main/engine/image/raster.ts';

export interface Likeness {
  /** Mean structural similarity (SSIM, Wang et al. 2004) of the luminance, 1 = the same. */
  structure: number;
  /** Largest difference in CIE Lab after smoothing away what moves an edge by a pixel. */
  colour: number;
}

/** Radius of the SSIM window, and of the smoothing before colours are compared, pixels. */
const WINDOW = 4;
const SMOOTHING = 3;

export function compare(a: Raster<Uint8Array>, b: Raster<Uint8Array>): Likeness {
  return { structure: structure(luminance(a), luminance(b)), colour: colour(a, b) };
}

function structure(a: Mask, b: Mask): number {
  const c1 = (0.01 * 255) ** 2;
  const c2 = (0.03 * 255) ** 2;
  const blurred = (value: (i: number) => number): Float32Array =>
    boxBlur({ ...a, data: Float32Array.from(a.data, (_, i) => value(i)) }, WINDOW).data;
  const meanA = blurred((i) => a.data[i]);
  const meanB = blurred((i) => b.data[i]);
  const squareA = blurred((i) => a.data[i] ** 2);
  const squareB = blurred((i) => b.data[i] ** 2);
  const product = blurred((i) => a.data[i] * b.data[i]);
  let sum = 0;
  for (let i = 0; i < meanA.length; i++) {
    const both = meanA[i] * meanB[i];
    const squares = meanA[i] ** 2 + meanB[i] ** 2;
    const variances = squareA[i] + squareB[i] - squares;
    const covariance = product[i] - both;
    sum += ((2 * both + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
  }
  return sum / meanA.length;
}

function colour(a: Raster<Uint8Array>, b: Raster<Uint8Array>): number {
  const smooth = (raster: Raster<Uint8Array>) => {
    const blurred = boxBlur(toFloat(raster), SMOOTHING);
    return rgbToLab({ ...raster, data: Uint8Array.from(blurred.data, Math.round) }).data;
  };
  const labA = smooth(a);
  const labB = smooth(b);
  let largest = 0;
  for (let i = 0; i < labA.length; i += 3) {
    const distance = Math.hypot(labA[i] - labB[i], labA[i + 1] - labB[i + 1], labA[i + 2] - labB[i + 2]);
    if (distance > largest) largest = distance;
  }
  return largest;
}
