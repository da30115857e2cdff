/** Upsampling: class probabilities of the work area carried to a finer raster so that their edges follow its pixels. */

import { guidedBank } from '../../image/ops/guided-bank.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';

/** Window in work pixels and regularisation of the joint upsampling; tighter than the cost filter. */
const RADIUS = 3;
const EPS = 3e-4;
/** Contrast given back after the filter's blur, around one half. */
const SHARPEN = 1.8;

/**
 * Fits masks on the work guide and applies the fit to the fine picture: one mask a plane, size of `fine`, 0 outside
 * `box` (pixels of `fine` that the work raster covers) and where `within` is 0.
 */
export function upsampleMasks(
  guide: Raster<Float32Array>,
  planes: readonly Float32Array[],
  fine: Raster<Uint8Array>,
  box: Box,
  within: Mask,
): Mask[] {
  const { width, height } = guide;
  const bank = guidedBank(guide, RADIUS, EPS);
  const used = planes.map((data) => data.some((v) => v > 0));
  const active = planes.flatMap((_, k) => (used[k] ? [k] : []));
  const models = active.map((k) => bank.model({ width, height, channels: 1, data: planes[k] }).data);
  const out = planes.map(() => floatRaster(fine.width, fine.height, 1));
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  for (let y = box.y0; y < box.y1; y++) {
    const wy = Math.min(height - 1, Math.max(0, ((y - box.y0 + 0.5) * height) / h - 0.5));
    const y0 = Math.min(height - 1, Math.floor(wy));
    const ty = wy - y0;
    const rowA = y0 * width;
    const rowB = Math.min(height - 1, y0 + 1) * width;
    for (let x = box.x0; x < box.x1; x++) {
      const wx = Math.min(width - 1, Math.max(0, ((x - box.x0 + 0.5) * width) / w - 0.5));
      const x0 = Math.min(width - 1, Math.floor(wx));
      const tx = wx - x0;
      const x1 = Math.min(width - 1, x0 + 1);
      const i = y * fine.width + x;
      if (within.data[i] === 0) continue;
      const a = (rowA + x0) * 4;
      const b = (rowA + x1) * 4;
      const c = (rowB + x0) * 4;
      const d = (rowB + x1) * 4;
      const wa = (1 - tx) * (1 - ty);
      const wb = tx * (1 - ty);
      const wc = (1 - tx) * ty;
      const wd = tx * ty;
      const s = i * fine.channels;
      const red = fine.data[s] / 255;
      const green = fine.data[s + 1] / 255;
      const blue = fine.data[s + 2] / 255;
      for (let k = 0; k < models.length; k++) {
        const m = models[k];
        const v =
          (wa * m[a] + wb * m[b] + wc * m[c] + wd * m[d]) * red +
          (wa * m[a + 1] + wb * m[b + 1] + wc * m[c + 1] + wd * m[d + 1]) * green +
          (wa * m[a + 2] + wb * m[b + 2] + wc * m[c + 2] + wd * m[d + 2]) * blue +
          (wa * m[a + 3] + wb * m[b + 3] + wc * m[c + 3] + wd * m[d + 3]);
        const sharp = (v - 0.5) * SHARPEN + 0.5;
        out[active[k]].data[i] = sharp < 0 ? 0 : sharp > 1 ? 1 : sharp;
      }
    }
  }
  return out;
}
