/** Guided filtering of many masks with one guide: the guide's statistics are computed once and shared. */

import { floatRaster, type Mask, type Raster } from '../raster.ts';
import { boxBlur } from './blur.ts';

export interface GuidedBank {
  /** Size of the guide. */
  readonly width: number;
  readonly height: number;
  /** Linear model a . I + b of a mask, averaged over the window: 4 channels (ar, ag, ab, b). */
  model(mask: Mask): Raster<Float32Array>;
  /** Edge-following smoothing of a mask, clamped to 0..1. */
  filter(mask: Mask): Mask;
}

/** Prepares a 3-channel guide of 0..1; eps in squared guide units (He, Sun & Tang 2013). */
export function guidedBank(guide: Raster<Float32Array>, radius: number, eps: number): GuidedBank {
  const { width, height, data: I } = guide;
  const n = width * height;
  const moments = floatRaster(width, height, 9);
  for (let i = 0, s = 0, d = 0; i < n; i++, s += 3, d += 9) {
    const r = I[s];
    const g = I[s + 1];
    const b = I[s + 2];
    const m = moments.data;
    m[d] = r;
    m[d + 1] = g;
    m[d + 2] = b;
    m[d + 3] = r * r;
    m[d + 4] = r * g;
    m[d + 5] = r * b;
    m[d + 6] = g * g;
    m[d + 7] = g * b;
    m[d + 8] = b * b;
  }
  // In place: the first three stay means, the other six become the inverse covariance.
  const stats = boxBlur(moments, radius).data;
  for (let d = 0; d < n * 9; d += 9) {
    const mr = stats[d];
    const mg = stats[d + 1];
    const mb = stats[d + 2];
    const rr = stats[d + 3] - mr * mr + eps;
    const rg = stats[d + 4] - mr * mg;
    const rb = stats[d + 5] - mr * mb;
    const gg = stats[d + 6] - mg * mg + eps;
    const gb = stats[d + 7] - mg * mb;
    const bb = stats[d + 8] - mb * mb + eps;
    const i00 = gg * bb - gb * gb;
    const i01 = gb * rb - rg * bb;
    const i02 = rg * gb - gg * rb;
    const det = rr * i00 + rg * i01 + rb * i02;
    const inv = det > 1e-20 ? 1 / det : 0;
    stats[d + 3] = i00 * inv;
    stats[d + 4] = i01 * inv;
    stats[d + 5] = i02 * inv;
    stats[d + 6] = (rr * bb - rb * rb) * inv;
    stats[d + 7] = (rb * rg - rr * gb) * inv;
    stats[d + 8] = (rr * gg - rg * rg) * inv;
  }
  const product = floatRaster(width, height, 4);
  const model = (mask: Mask): Raster<Float32Array> => {
    const p = mask.data;
    const q = product.data;
    for (let i = 0, s = 0, d = 0; i < n; i++, s += 3, d += 4) {
      const v = p[i];
      q[d] = v;
      q[d + 1] = I[s] * v;
      q[d + 2] = I[s + 1] * v;
      q[d + 3] = I[s + 2] * v;
    }
    const mean = boxBlur(product, radius);
    const m = mean.data;
    for (let i = 0, d = 0, k = 0; i < n; i++, d += 9, k += 4) {
      const mp = m[k];
      const cr = m[k + 1] - stats[d] * mp;
      const cg = m[k + 2] - stats[d + 1] * mp;
      const cb = m[k + 3] - stats[d + 2] * mp;
      const ar = stats[d + 3] * cr + stats[d + 4] * cg + stats[d + 5] * cb;
      const ag = stats[d + 4] * cr + stats[d + 6] * cg + stats[d + 7] * cb;
      const ab = stats[d + 5] * cr + stats[d + 7] * cg + stats[d + 8] * cb;
      m[k] = ar;
      m[k + 1] = ag;
      m[k + 2] = ab;
      m[k + 3] = mp - ar * stats[d] - ag * stats[d + 1] - ab * stats[d + 2];
    }
    return boxBlur(mean, radius);
  };
  const filter = (mask: Mask): Mask => {
    const k = model(mask).data;
    const out = floatRaster(width, height, 1);
    for (let i = 0, s = 0, c = 0; i < n; i++, s += 3, c += 4) {
      const v = k[c] * I[s] + k[c + 1] * I[s + 1] + k[c + 2] * I[s + 2] + k[c + 3];
      out.data[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
    return out;
  };
  return { width, height, model, filter };
}
