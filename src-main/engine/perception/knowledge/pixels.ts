/** Pixels of the knowledge model: a garment brought into the middle of a square on a plain ground. */

import { resizeArea, toByte } from '../../image/ops/resize.ts';
import { type Box, byteRaster, type Mask, type Raster } from '../../image/raster.ts';
import type { ModelInput } from '../../runtime/manifest.ts';

/** Ground a garment lies on, sRGB. */
export const GROUND = 240;
/** Free room around a cut-out, share of its long side. */
const MARGIN = 0.06;
const INSIDE = 0.5;

/** Box of what is garment; undefined where nothing is. */
export function boxOf({ width, height, data }: Mask): Box | undefined {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] <= INSIDE) continue;
      if (x < x0) x0 = x;
      if (x >= x1) x1 = x + 1;
      if (y < y0) y0 = y;
      if (y >= y1) y1 = y + 1;
    }
  return x1 > x0 ? { x0, y0, x1, y1 } : undefined;
}

/** How a garment that is no square fills one: fitted, on the ground; stretched; or its middle, the short side fitted. */
export type Fit = 'letterbox' | 'stretch' | 'crop';

export interface Square {
  /** Three channels, the garment on the ground. */
  rgb: Raster<Uint8Array>;
  /** What of it is garment, 0..255. */
  cover: Raster<Uint8Array>;
}

/**
 * The square that the model looks at; its pixels are means of those they cover.
 *
 * @param alpha what of the picture is garment, of its size, 0..1; without it the whole picture is
 * @param size pixels of a side
 */
export function squareOf(
  rgb: Raster<Uint8Array>,
  alpha: Mask | undefined,
  size: number,
  fit: Fit = 'letterbox',
): Square {
  const box = (alpha && boxOf(alpha)) ?? { x0: 0, y0: 0, x1: rgb.width, y1: rgb.height };
  const [wide, high] = [box.x1 - box.x0, box.y1 - box.y0];
  const free = 2 * (alpha ? Math.round(MARGIN * Math.max(wide, high)) : 0);
  const whole = { letterbox: Math.max(wide, high), crop: Math.min(wide, high), stretch: 0 }[fit] + free;
  const [width, height] = fit === 'stretch' ? [wide + free, high + free] : [whole, whole];
  const [left, top] = [Math.floor((width - wide) / 2), Math.floor((height - high) / 2)];
  const cover = alpha && toByte(alpha, 255).data;
  const square = byteRaster(width, height, 3, new Uint8Array(width * height * 3).fill(GROUND));
  const inside = byteRaster(width, height, 1);
  for (let y = Math.max(box.y0, box.y0 - top); y < Math.min(box.y1, box.y0 - top + height); y++)
    for (let x = Math.max(box.x0, box.x0 - left); x < Math.min(box.x1, box.x0 - left + width); x++) {
      const from = y * rgb.width + x;
      const to = (y - box.y0 + top) * width + x - box.x0 + left;
      inside.data[to] = cover ? cover[from] : 255;
      const a = inside.data[to] / 255;
      for (let k = 0; k < 3; k++)
        square.data[to * 3 + k] = Math.round(rgb.data[from * 3 + k] * a + GROUND * (1 - a));
    }
  return { rgb: resizeArea(square, size, size), cover: resizeArea(inside, size, size) };
}

/** Planes of a picture as the model takes them. */
export function planesOf(square: Raster<Uint8Array>, { normalisation }: ModelInput): Float32Array {
  const { width, height, data } = square;
  const { mean, std } = normalisation ?? { mean: [0, 0, 0], std: [1, 1, 1] };
  const plane = width * height;
  const planes = new Float32Array(plane * 3);
  for (let i = 0; i < plane; i++)
    for (let k = 0; k < 3; k++) planes[k * plane + i] = (data[i * 3 + k] - mean[k]) / std[k];
  return planes;
}
