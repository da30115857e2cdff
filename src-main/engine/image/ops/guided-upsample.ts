/** Upsampling: masks of a coarse raster carried to a finer one so that their edges follow the finer picture. */

import { type Box, floatRaster, type Mask, type Raster, type Samples } from '../raster.ts';
import type { GuidedBank } from './guided-bank.ts';

export interface UpsampleOptions {
  /** Pixels of the fine raster that the coarse one covers; the whole by default. */
  box?: Box;
  /** Fine pixels where this is 0 are skipped and stay 0. */
  within?: Float32Array;
  /** Coarse pixels in whose surroundings one plane alone is set: its index, or -1 where the fit is needed. */
  uniform?: Int8Array;
  /** Contrast given back after the filter's blur, around one half. */
  sharpen?: number;
}

/**
 * Fits each plane (coarse, 0..1) as a linear function of the coarse guide the bank was made from, and applies the
 * enlarged fit to the fine guide (3 channels, samples times `gain` are 0..1). Planes without a set pixel stay 0.
 */
export function upsamplePlanes(
  bank: GuidedBank,
  planes: readonly Float32Array[],
  fine: Raster<Samples>,
  gain: number,
  options: UpsampleOptions = {},
): Mask[] {
  const { width, height } = bank;
  const box = options.box ?? { x0: 0, y0: 0, x1: fine.width, y1: fine.height };
  const sharpen = options.sharpen ?? 1;
  const { within, uniform } = options;
  const out = planes.map(() => floatRaster(fine.width, fine.height, 1));
  const models: Float32Array[] = [];
  const targets: Float32Array[] = [];
  planes.forEach((data, k) => {
    if (!data.some((v) => v > 0.02)) return;
    models.push(bank.model({ width, height, channels: 1, data }).data);
    targets.push(out[k].data);
  });
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  for (let y = box.y0; y < box.y1; y++) {
    const wy = Math.min(height - 1, Math.max(0, ((y - box.y0 + 0.5) * height) / h - 0.5));
    const y0 = Math.floor(wy);
    const ty = wy - y0;
    const nearRow = Math.min(height - 1, Math.floor(((y - box.y0 + 0.5) * height) / h)) * width;
    const rowA = y0 * width;
    const rowB = Math.min(height - 1, y0 + 1) * width;
    for (let x = box.x0; x < box.x1; x++) {
      const i = y * fine.width + x;
      if (within && within[i] === 0) continue;
      if (uniform) {
        const near = Math.min(width - 1, Math.floor(((x - box.x0 + 0.5) * width) / w));
        const only = uniform[nearRow + near];
        if (only >= 0) {
          out[only].data[i] = 1;
          continue;
        }
      }
      const wx = Math.min(width - 1, Math.max(0, ((x - box.x0 + 0.5) * width) / w - 0.5));
      const x0 = Math.floor(wx);
      const tx = wx - x0;
      const x1 = Math.min(width - 1, x0 + 1);
      const a = (rowA + x0) * 4;
      const b = (rowA + x1) * 4;
      const c = (rowB + x0) * 4;
      const d = (rowB + x1) * 4;
      const wa = (1 - tx) * (1 - ty);
      const wb = tx * (1 - ty);
      const wc = (1 - tx) * ty;
      const wd = tx * ty;
      const s = i * fine.channels;
      const red = fine.data[s] * gain;
      const green = fine.data[s + 1] * gain;
      const blue = fine.data[s + 2] * gain;
      for (let k = 0; k < models.length; k++) {
        const m = models[k];
        const v =
          wa * (m[a] * red + m[a + 1] * green + m[a + 2] * blue + m[a + 3]) +
          wb * (m[b] * red + m[b + 1] * green + m[b + 2] * blue + m[b + 3]) +
          wc * (m[c] * red + m[c + 1] * green + m[c + 2] * blue + m[c + 3]) +
          wd * (m[d] * red + m[d + 1] * green + m[d + 2] * blue + m[d + 3]);
        const sharp = (v - 0.5) * sharpen + 0.5;
        targets[k][i] = sharp < 0 ? 0 : sharp > 1 ? 1 : sharp;
      }
    }
  }
  return out;
}
