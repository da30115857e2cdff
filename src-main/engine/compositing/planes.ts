/** Small helpers for one-channel float planes: blurs at a cost that does not grow with sigma, ramps, reductions. */

import { gaussianBlur } from '../image/ops/blur.ts';
import { resizeArea, resizeBilinear } from '../image/ops/resize.ts';
import { floatRaster, type Raster } from '../image/raster.ts';

export interface Size {
  w: number;
  h: number;
}

export function plane({ w, h }: Size, data: Float32Array): Raster<Float32Array> {
  return floatRaster(w, h, 1, data);
}

export function bits({ w, h }: Size, data: Uint8Array): Raster<Uint8Array> {
  return { width: w, height: h, channels: 1, data };
}

/** Gaussian blur of a plane or an interleaved field; wide ones run on a reduced copy. */
export function blurField(size: Size, data: Float32Array, sigma: number, channels = 1): Float32Array {
  const src = floatRaster(size.w, size.h, channels, data);
  const step = sigma > 12 ? 4 : sigma > 5 ? 2 : 1;
  if (step === 1 || size.w < 8 * step || size.h < 8 * step) return gaussianBlur(src, sigma).data;
  const small = resizeArea(src, Math.ceil(size.w / step), Math.ceil(size.h / step));
  return resizeBilinear(gaussianBlur(small, sigma / step), size.w, size.h).data;
}

/** Blur of a 0/1 plane. */
export function softened(size: Size, mask: Uint8Array, sigma: number): Float32Array {
  return blurField(size, Float32Array.from(mask), sigma);
}

/** Blur that counts only pixels in proportion to `weight`; `reach` receives the blurred weight. */
export function weightedBlur(
  size: Size,
  data: Float32Array,
  weight: Float32Array,
  sigma: number,
): { value: Float32Array; reach: Float32Array } {
  const product = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) product[i] = data[i] * weight[i];
  const value = blurField(size, product, sigma);
  const reach = blurField(size, weight, sigma);
  for (let i = 0; i < value.length; i++) value[i] /= reach[i] + 1e-4;
  return { value, reach };
}

/** 0 at `from`, 1 at `to` (either order), linear between, clamped. */
export function ramp(x: number, from: number, to: number): number {
  const t = (x - from) / (to - from);
  return t < 0 ? 0 : t > 1 ? 1 : t;
}

export function clamp01(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

export function threshold(data: Float32Array, above: number): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = data[i] > above ? 1 : 0;
  return out;
}

export function countSet(mask: Uint8Array): number {
  let n = 0;
  for (let i = 0; i < mask.length; i++) n += mask[i];
  return n;
}

export function sum(data: Float32Array): number {
  let n = 0;
  for (let i = 0; i < data.length; i++) n += data[i];
  return n;
}
