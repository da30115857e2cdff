/** Guided filtering of many masks with one guide: the guide's statistics are computed once and shared. */

import { type Box, floatRaster, type Mask, type Raster } from '../raster.ts';
import { boxBlur } from './blur.ts';

export interface GuidedBank {
  /** Size of the guide. */
  readonly width: number;
  readonly height: number;
  /**
   * Linear model a . I + b of a mask, averaged over the window: 4 channels (ar, ag, ab, b). Computed where the mask is
   * set and within reach of it; 0 elsewhere.
   */
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
  const model = (mask: Mask): Raster<Float32Array> => {
    const out = floatRaster(width, height, 4);
    const box = supportOf(mask, 2 * radius);
    const w = box.x1 - box.x0;
    const h = box.y1 - box.y0;
    if (w <= 0 || h <= 0) return out;
    const p = mask.data;
    const product = floatRaster(w, h, 4);
    const q = product.data;
    for (let y = box.y0, d = 0; y < box.y1; y++) {
      for (let x = box.x0, i = y * width + x; x < box.x1; x++, i++, d += 4) {
        const v = p[i];
        if (v === 0) continue;
        q[d] = v;
        q[d + 1] = I[i * 3] * v;
        q[d + 2] = I[i * 3 + 1] * v;
        q[d + 3] = I[i * 3 + 2] * v;
      }
    }
    const mean = boxBlur(product, radius);
    const m = mean.data;
    for (let y = box.y0, k = 0; y < box.y1; y++) {
      for (let x = box.x0, d = (y * width + x) * 9; x < box.x1; x++, d += 9, k += 4) {
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
    }
    const smooth = boxBlur(mean, radius).data;
    for (let y = 0; y < h; y++)
      out.data.set(smooth.subarray(y * w * 4, (y + 1) * w * 4), ((y + box.y0) * width + box.x0) * 4);
    return out;
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

/** Bounding box of the set pixels, grown by `margin`; empty when there are none. */
function supportOf(mask: Mask, margin: number): Box {
  const { width, height, data } = mask;
  const box = { x0: width, y0: height, x1: 0, y1: 0 };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] === 0) continue;
      if (x < box.x0) box.x0 = x;
      if (x >= box.x1) box.x1 = x + 1;
      if (y < box.y0) box.y0 = y;
      box.y1 = y + 1;
    }
  }
  return {
    x0: Math.max(0, box.x0 - margin),
    y0: Math.max(0, box.y0 - margin),
    x1: Math.min(width, box.x1 + margin),
    y1: Math.min(height, box.y1 + margin),
  };
}
