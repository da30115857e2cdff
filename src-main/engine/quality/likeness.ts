/** Likeness: SSIM, PSNR and CIEDE2000 of two pictures inside regions. */

import { ciede2000 } from '../image/ops/ciede2000.ts';
import { rgbToLab } from '../image/ops/colour.ts';
import type { Raster } from '../image/raster.ts';
import { meanOver, type Region } from './region.ts';
import { ssimMap } from './ssim.ts';

export interface Likeness {
  /** Mean SSIM, at most 1. */
  ssim: number;
  /** Decibel, at most PSNR_MOST. */
  psnr: number;
  /** Mean difference of colour. */
  ciede2000: number;
}

/** Value given to equal pictures, whose peak signal-to-noise ratio has no bound. */
export const PSNR_MOST = 100;

/** Compares two RGB pictures of one size in several regions; an empty region has no likeness. */
export function likenessIn<K extends string>(
  a: Raster<Uint8Array>,
  b: Raster<Uint8Array>,
  regions: Readonly<Record<K, Region>>,
): Partial<Record<K, Likeness>> {
  const structure = ssimMap(a, b).data;
  const labA = rgbToLab(a).data;
  const labB = rgbToLab(b).data;
  const squared = (i: number): number => {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += (a.data[3 * i + c] - b.data[3 * i + c]) ** 2;
    return sum / 3;
  };
  const colour = (i: number): number => {
    const o = 3 * i;
    return ciede2000(labA[o], labA[o + 1], labA[o + 2], labB[o], labB[o + 1], labB[o + 2]);
  };
  const out: Partial<Record<K, Likeness>> = {};
  for (const name of Object.keys(regions) as K[]) {
    const region = regions[name];
    const mse = meanOver(region, squared);
    const ssim = meanOver(region, (i) => structure[i]);
    const difference = meanOver(region, colour);
    if (mse === undefined || ssim === undefined || difference === undefined) continue;
    out[name] = { ssim, psnr: psnrOf(mse), ciede2000: difference };
  }
  return out;
}

/** Decibel of a mean squared error of 8-bit values. */
export function psnrOf(mse: number): number {
  return mse > 0 ? Math.min(PSNR_MOST, 10 * Math.log10(255 ** 2 / mse)) : PSNR_MOST;
}
