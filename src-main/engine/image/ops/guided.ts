/** Guided filter with a colour guide (He, Sun & Tang 2013) and its fast form for joint upsampling. */

import { floatRaster, type Mask, type Raster } from '../raster.ts';
import { boxBlur } from './blur.ts';
import { resizeBilinear } from './resize.ts';

/** Linear model q = a . I + b per pixel: 4 channels (ar, ag, ab, b), averaged over the window. */
export function guidedCoefficients(
  guide: Raster<Float32Array>,
  mask: Mask,
  radius: number,
  eps: number,
): Raster<Float32Array> {
  const { width, height } = guide;
  if (mask.width !== width || mask.height !== height || guide.channels !== 3)
    throw new RangeError('guided filter expected a 3-channel guide and a mask of the same size');
  const n = width * height;
  const I = guide.data;
  const p = mask.data;
  // 13 moments: I (3), p, I*p (3), I*I upper triangle (6)
  const moments = floatRaster(width, height, 13);
  const m = moments.data;
  for (let i = 0, s = 0, d = 0; i < n; i++, s += 3, d += 13) {
    const r = I[s];
    const g = I[s + 1];
    const b = I[s + 2];
    const q = p[i];
    m[d] = r;
    m[d + 1] = g;
    m[d + 2] = b;
    m[d + 3] = q;
    m[d + 4] = r * q;
    m[d + 5] = g * q;
    m[d + 6] = b * q;
    m[d + 7] = r * r;
    m[d + 8] = r * g;
    m[d + 9] = r * b;
    m[d + 10] = g * g;
    m[d + 11] = g * b;
    m[d + 12] = b * b;
  }
  const mean = boxBlur(moments, radius).data;
  const out = floatRaster(width, height, 4);
  for (let i = 0, d = 0, o = 0; i < n; i++, d += 13, o += 4) {
    const mr = mean[d];
    const mg = mean[d + 1];
    const mb = mean[d + 2];
    const mp = mean[d + 3];
    const cr = mean[d + 4] - mr * mp;
    const cg = mean[d + 5] - mg * mp;
    const cb = mean[d + 6] - mb * mp;
    const rr = mean[d + 7] - mr * mr + eps;
    const rg = mean[d + 8] - mr * mg;
    const rb = mean[d + 9] - mr * mb;
    const gg = mean[d + 10] - mg * mg + eps;
    const gb = mean[d + 11] - mg * mb;
    const bb = mean[d + 12] - mb * mb + eps;
    const i00 = gg * bb - gb * gb;
    const i01 = gb * rb - rg * bb;
    const i02 = rg * gb - gg * rb;
    const i11 = rr * bb - rb * rb;
    const i12 = rb * rg - rr * gb;
    const i22 = rr * gg - rg * rg;
    const det = rr * i00 + rg * i01 + rb * i02;
    const inv = det > 1e-20 ? 1 / det : 0;
    const ar = (i00 * cr + i01 * cg + i02 * cb) * inv;
    const ag = (i01 * cr + i11 * cg + i12 * cb) * inv;
    const ab = (i02 * cr + i12 * cg + i22 * cb) * inv;
    out.data[o] = ar;
    out.data[o + 1] = ag;
    out.data[o + 2] = ab;
    out.data[o + 3] = mp - ar * mr - ag * mg - ab * mb;
  }
  return boxBlur(out, radius);
}

function apply(model: Raster<Float32Array>, guide: Raster<Float32Array>): Mask {
  const out = floatRaster(guide.width, guide.height, 1);
  const k = model.data;
  const I = guide.data;
  for (let i = 0, s = 0, c = 0; i < out.data.length; i++, s += 3, c += 4) {
    const v = k[c] * I[s] + k[c + 1] * I[s + 1] + k[c + 2] * I[s + 2] + k[c + 3];
    out.data[i] = v < 0 ? 0 : v > 1 ? 1 : v;
  }
  return out;
}

/** Edge-following smoothing of `mask` (0..1). Guide is 3-channel 0..1, same size; eps in squared guide units. */
export function guidedFilter(guide: Raster<Float32Array>, mask: Mask, radius: number, eps: number): Mask {
  return apply(guidedCoefficients(guide, mask, radius, eps), guide);
}

/**
 * Joint upsampling: the linear model is fitted at low resolution, enlarged and applied to the high-resolution guide,
 * so that the mask's edges follow the large picture. Guides are 3-channel 0..1.
 */
export function upsampleGuided(
  lowGuide: Raster<Float32Array>,
  lowMask: Mask,
  highGuide: Raster<Float32Array>,
  radius: number,
  eps: number,
): Mask {
  const model = guidedCoefficients(lowGuide, lowMask, radius, eps);
  return apply(resizeBilinear(model, highGuide.width, highGuide.height), highGuide);
}
