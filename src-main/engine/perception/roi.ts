/** Rotated square regions: cutting model inputs out of a picture and putting model outputs back into it. */

import type { PoseRoi } from '../domain/pose.ts';
import { floatRaster, type Mask, type Raster } from '../image/raster.ts';

export type Border = 'zero' | 'replicate';

/**
 * Samples the region into an `size` x `size` planar (CHW) RGB tensor, bilinear with half-pixel centres; a sample s of
 * 0..255 becomes low + s / 255 * (high - low). `zero` blends towards black outside the picture, as a letterbox does.
 */
export function cropToTensor(
  image: Raster<Uint8Array>,
  roi: PoseRoi,
  size: number,
  low: number,
  high: number,
  border: Border,
): Float32Array {
  const { width, height, channels, data } = image;
  const plane = size * size;
  const out = new Float32Array(3 * plane);
  const cos = Math.cos(roi.rotation);
  const sin = Math.sin(roi.rotation);
  const gain = (high - low) / 255;
  const maxX = width - 1;
  const maxY = height - 1;
  for (let j = 0; j < size; j++) {
    const v = ((j + 0.5) / size - 0.5) * roi.size;
    for (let i = 0; i < size; i++) {
      const u = ((i + 0.5) / size - 0.5) * roi.size;
      const x = roi.cx + u * cos - v * sin - 0.5;
      const y = roi.cy + u * sin + v * cos - 0.5;
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const fx = x - x0;
      const fy = y - y0;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0; k < 4; k++) {
        let xx = x0 + (k & 1);
        let yy = y0 + (k >> 1);
        const w = ((k & 1) === 1 ? fx : 1 - fx) * (k >> 1 === 1 ? fy : 1 - fy);
        if (w === 0) continue;
        if (xx < 0 || yy < 0 || xx > maxX || yy > maxY) {
          if (border === 'zero') continue;
          xx = xx < 0 ? 0 : xx > maxX ? maxX : xx;
          yy = yy < 0 ? 0 : yy > maxY ? maxY : yy;
        }
        const p = (yy * width + xx) * channels;
        r += w * data[p];
        g += w * data[p + 1];
        b += w * data[p + 2];
      }
      const o = j * size + i;
      out[o] = r * gain + low;
      out[plane + o] = g * gain + low;
      out[2 * plane + o] = b * gain + low;
    }
  }
  return out;
}

/** Mirrors every row of a planar tensor of `size` x `size` planes; returns a new tensor. */
export function mirrorTensor(tensor: Float32Array, size: number): Float32Array {
  const out = new Float32Array(tensor.length);
  for (let base = 0; base < tensor.length; base += size)
    for (let i = 0; i < size; i++) out[base + i] = tensor[base + size - 1 - i];
  return out;
}

/** Point of the region, (u, v) in 0..1, in picture pixels. */
export function roiToImage(roi: PoseRoi, u: number, v: number): { x: number; y: number } {
  const cos = Math.cos(roi.rotation);
  const sin = Math.sin(roi.rotation);
  const du = (u - 0.5) * roi.size;
  const dv = (v - 0.5) * roi.size;
  return { x: roi.cx + du * cos - dv * sin, y: roi.cy + du * sin + dv * cos };
}

/** Inverse of {@link roiToImage}. */
export function imageToRoi(roi: PoseRoi, x: number, y: number): { u: number; v: number } {
  const cos = Math.cos(roi.rotation);
  const sin = Math.sin(roi.rotation);
  const dx = x - roi.cx;
  const dy = y - roi.cy;
  return { u: (dx * cos + dy * sin) / roi.size + 0.5, v: (-dx * sin + dy * cos) / roi.size + 0.5 };
}

/**
 * Projects a `size` x `size` mask over the region back to a picture of `width` x `height` pixels (bilinear, 0 outside).
 * `scale` = pixels of that picture per pixel of the raster the region was measured in.
 */
export function unprojectMask(
  mask: Float32Array,
  size: number,
  roi: PoseRoi,
  width: number,
  height: number,
  scale = 1,
): Mask {
  const out = floatRaster(width, height, 1);
  const cos = Math.cos(roi.rotation);
  const sin = Math.sin(roi.rotation);
  const k = size / roi.size;
  const last = size - 1;
  for (let y = 0; y < height; y++) {
    const dy = (y + 0.5) / scale - roi.cy;
    for (let x = 0; x < width; x++) {
      const dx = (x + 0.5) / scale - roi.cx;
      const u = (dx * cos + dy * sin) * k + size / 2 - 0.5;
      const v = (-dx * sin + dy * cos) * k + size / 2 - 0.5;
      if (u < -0.5 || v < -0.5 || u > size - 0.5 || v > size - 0.5) continue;
      const x0 = Math.floor(u);
      const y0 = Math.floor(v);
      const fx = u - x0;
      const fy = v - y0;
      const xa = x0 < 0 ? 0 : x0;
      const ya = y0 < 0 ? 0 : y0;
      const xb = x0 + 1 > last ? last : x0 + 1;
      const yb = y0 + 1 > last ? last : y0 + 1;
      out.data[y * width + x] =
        (mask[ya * size + xa] * (1 - fx) + mask[ya * size + xb] * fx) * (1 - fy) +
        (mask[yb * size + xa] * (1 - fx) + mask[yb * size + xb] * fx) * fy;
    }
  }
  return out;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
