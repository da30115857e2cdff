/** Point sampling of rasters at continuous coordinates, border replicated. */

import type { Raster, Samples } from '../raster.ts';

/** Bilinear sample of one channel at (x, y) in continuous coordinates. */
export function sampleBilinear(src: Raster<Samples>, x: number, y: number, channel = 0): number {
  const { width, height, channels, data } = src;
  const fx = Math.min(width - 1, Math.max(0, x - 0.5));
  const fy = Math.min(height - 1, Math.max(0, y - 0.5));
  const x0 = Math.floor(fx);
  const y0 = Math.floor(fy);
  const x1 = Math.min(width - 1, x0 + 1);
  const y1 = Math.min(height - 1, y0 + 1);
  const tx = fx - x0;
  const ty = fy - y0;
  const a = data[(y0 * width + x0) * channels + channel];
  const b = data[(y0 * width + x1) * channels + channel];
  const c = data[(y1 * width + x0) * channels + channel];
  const d = data[(y1 * width + x1) * channels + channel];
  return (a * (1 - tx) + b * tx) * (1 - ty) + (c * (1 - tx) + d * tx) * ty;
}

/** Catmull-Rom taps for offset t in 0..1 (a = -0.5). */
export function cubicTaps(t: number, out: Float64Array): void {
  const t2 = t * t;
  const t3 = t2 * t;
  out[0] = -0.5 * t3 + t2 - 0.5 * t;
  out[1] = 1.5 * t3 - 2.5 * t2 + 1;
  out[2] = -1.5 * t3 + 2 * t2 + 0.5 * t;
  out[3] = 0.5 * t3 - 0.5 * t2;
}

const wx = new Float64Array(4);
const wy = new Float64Array(4);

/** Catmull-Rom sample of one channel at (x, y) in continuous coordinates; may overshoot the sample range. */
export function sampleBicubic(src: Raster<Samples>, x: number, y: number, channel = 0): number {
  const { width, height, channels, data } = src;
  const fx = Math.min(width - 1, Math.max(0, x - 0.5));
  const fy = Math.min(height - 1, Math.max(0, y - 0.5));
  const x0 = Math.floor(fx);
  const y0 = Math.floor(fy);
  cubicTaps(fx - x0, wx);
  cubicTaps(fy - y0, wy);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const yy = Math.min(height - 1, Math.max(0, y0 + j - 1)) * width;
    let line = 0;
    for (let i = 0; i < 4; i++) {
      const xx = Math.min(width - 1, Math.max(0, x0 + i - 1));
      line += wx[i] * data[(yy + xx) * channels + channel];
    }
    sum += wy[j] * line;
  }
  return sum;
}
