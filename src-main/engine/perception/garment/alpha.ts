/** Alpha: smooth, colour-clean garment pixels from a binary cut-out. */

import { boxBlur, gaussianBlur } from '../../image/ops/blur.ts';
import { distanceTo, nearestIndex } from '../../image/ops/distance.ts';
import { resizeBilinear } from '../../image/ops/resize.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';

/** Width of the smoothing that turns stairs into a line, pixels of the binary mask. */
const SMOOTH_SIGMA = 1.15;

/**
 * Anti-aliased coverage of a binary mask: the half level of the smoothed mask is the outline, and coverage falls from
 * 1 to 0 over about one pixel around it, moved inwards a third of a pixel to keep backdrop out. Straps thinner than
 * the smoothing keep their width.
 */
export function smoothAlpha(mask: Raster<Uint8Array>): Mask {
  const { width, height } = mask;
  const binary = floatRaster(width, height, 1, Float32Array.from(mask.data));
  const soft = gaussianBlur(binary, SMOOTH_SIGMA);
  // Across a straight edge the blurred step has slope 1 / (sigma sqrt(2 pi)) per pixel.
  const perPixel = SMOOTH_SIGMA * Math.sqrt(2 * Math.PI);
  const out = floatRaster(width, height, 1);
  // In thin parts the smoothed mask never reaches 1: normalise by its local maximum.
  const wide = boxBlur(binary, 3);
  for (let i = 0; i < out.data.length; i++) {
    const thin = mask.data[i] && wide.data[i] < 0.5 ? 0.18 : 0;
    const signed = (soft.data[i] - 0.5 + thin) * perPixel;
    const v = signed * 0.9 + 0.2;
    out.data[i] = v <= 0 ? 0 : v >= 1 ? 1 : v;
  }
  return out;
}

/** Coverage at the garment raster's size. */
export function enlargeAlpha(alpha: Mask, mask: Raster<Uint8Array>, width: number, height: number): Mask {
  if (width === alpha.width && height === alpha.height) return alpha;
  const f = width / alpha.width;
  const signed = resizeBilinear(
    gaussianBlur(floatRaster(mask.width, mask.height, 1, Float32Array.from(mask.data)), SMOOTH_SIGMA),
    width,
    height,
  );
  const perPixel = SMOOTH_SIGMA * Math.sqrt(2 * Math.PI) * f;
  const out = floatRaster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) {
    const v = (signed.data[i] - 0.5) * perPixel * 0.9 + 0.2;
    out.data[i] = v <= 0 ? 0 : v >= 1 ? 1 : v;
  }
  return out;
}

/**
 * Garment colours bled outwards: pixels closer than `margin` to the outline, and all pixels outside within reach, take
 * the colour of the nearest pixel deeper inside, so neither backdrop nor its blur shows at any edge.
 */
export function bleedColours(rgb: Raster<Uint8Array>, alpha: Mask, margin: number): Raster<Uint8Array> {
  const { width, height } = rgb;
  const n = width * height;
  const outside = new Uint8Array(n);
  for (let i = 0; i < n; i++) outside[i] = alpha.data[i] < 0.5 ? 1 : 0;
  const depth = distanceTo({ width, height, channels: 1, data: outside });
  const core = new Uint8Array(n);
  for (let i = 0; i < n; i++) core[i] = depth[i] > margin ? 1 : 0;
  // Straps thinner than twice the margin keep their own middle.
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const d = depth[i];
      if (d <= 0 || d > margin) continue;
      const ridge =
        (d >= depth[i - 1] && d >= depth[i + 1] && (d > depth[i - 1] || d > depth[i + 1])) ||
        (d >= depth[i - width] && d >= depth[i + width] && (d > depth[i - width] || d > depth[i + width]));
      if (ridge && d >= 1) core[i] = 1;
    }
  const source = nearestIndex({ width, height, channels: 1, data: core });
  const out = new Uint8Array(rgb.data.length);
  for (let i = 0; i < n; i++) {
    const s = (source[i] < 0 ? i : source[i]) * 3;
    out[i * 3] = rgb.data[s];
    out[i * 3 + 1] = rgb.data[s + 1];
    out[i * 3 + 2] = rgb.data[s + 2];
  }
  return { width, height, channels: 3, data: out };
}
