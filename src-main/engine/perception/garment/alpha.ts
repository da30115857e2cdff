/** Alpha: smooth, colour-clean garment pixels from a binary cut-out. */

import { gaussianKernel } from '../../image/ops/signal.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { BAND_ZONE, bandLayers, signedBand } from './band.ts';

/** Width of the smoothing that turns stairs into a line, pixels of the binary mask. */
const SMOOTH_SIGMA = 1.15;
/** Across a straight edge the blurred step has slope 1 / (sigma sqrt(2 pi)) per pixel. */
const PER_PIXEL = SMOOTH_SIGMA * Math.sqrt(2 * Math.PI);

/**
 * Signed distance in pixels to the smoothed outline of a 0/1 mask, positive inside, clipped to +-3: the half level of
 * the Gaussian-smoothed mask, so that the outline is known to a fraction of a pixel. Straps thinner than the smoothing
 * keep their width.
 */
export function smoothOutline(mask: Raster<Uint8Array>): Mask {
  const { width, height, data } = mask;
  const { pixels } = signedBand(mask, 3);
  const out = floatRaster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) out.data[i] = data[i] ? 3 : -3;
  const taps = gaussianKernel(SMOOTH_SIGMA);
  const r = taps.length >> 1;
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    const x = i % width;
    const y = (i - x) / width;
    let soft = 0;
    let filled = 0;
    const clear = x >= r && y >= r && x < width - r && y < height - r;
    if (clear)
      for (let dy = -r; dy <= r; dy++) {
        const from = i + dy * width;
        let row = 0;
        for (let dx = -r; dx <= r; dx++) {
          // Half of the pixels around an outline are empty.
          if (!data[from + dx]) continue;
          row += taps[dx + r];
          filled++;
        }
        soft += taps[dy + r] * row;
      }
    else
      for (let dy = -r; dy <= r; dy++) {
        const yy = y + dy < 0 ? 0 : y + dy >= height ? height - 1 : y + dy;
        let row = 0;
        for (let dx = -r; dx <= r; dx++) {
          const xx = x + dx < 0 ? 0 : x + dx >= width ? width - 1 : x + dx;
          const v = data[yy * width + xx];
          row += taps[dx + r] * v;
          filled += v;
        }
        soft += taps[dy + r] * row;
      }
    // The smoothed mask of a thin strap never reaches 1: lift it.
    const thin = data[i] && filled < 0.46 * (2 * r + 1) ** 2 ? 0.15 : 0;
    out.data[i] = Math.max(-3, Math.min(3, (soft - 0.5 + thin) * PER_PIXEL));
  }
  return out;
}

/**
 * Coverage 0..1 of a box of a `width` x `height` raster, given the signed outline over that box at another scale
 * (`zoomX`, `zoomY` raster pixels per outline pixel). Falls from 1 to 0 over about one raster pixel, moved inwards a
 * third of a pixel to keep backdrop out.
 */
export function coverage(
  outline: Mask,
  origin: { x: number; y: number },
  zoomX: number,
  zoomY: number,
  width: number,
  height: number,
): Mask {
  const out = floatRaster(width, height, 1);
  const x0 = Math.max(0, Math.floor(origin.x * zoomX));
  const y0 = Math.max(0, Math.floor(origin.y * zoomY));
  const x1 = Math.min(width, Math.ceil((origin.x + outline.width) * zoomX));
  const y1 = Math.min(height, Math.ceil((origin.y + outline.height) * zoomY));
  const same = zoomX === 1 && zoomY === 1;
  const lastX = outline.width - 1;
  const lastY = outline.height - 1;
  for (let y = y0; y < y1; y++) {
    const v = Math.min(lastY, Math.max(0, (y + 0.5) / zoomY - origin.y - 0.5));
    const j = Math.min(lastY, Math.floor(v));
    const ty = v - j;
    const up = j * outline.width;
    const down = Math.min(lastY, j + 1) * outline.width;
    for (let x = x0; x < x1; x++) {
      let d: number;
      if (same) d = outline.data[up + x - origin.x];
      else {
        const u = Math.min(lastX, Math.max(0, (x + 0.5) / zoomX - origin.x - 0.5));
        const i = Math.min(lastX, Math.floor(u));
        const k = Math.min(lastX, i + 1);
        const tx = u - i;
        d =
          (outline.data[up + i] * (1 - tx) + outline.data[up + k] * tx) * (1 - ty) +
          (outline.data[down + i] * (1 - tx) + outline.data[down + k] * tx) * ty;
      }
      const a = d * zoomX * 0.9 + 0.2;
      out.data[y * width + x] = a <= 0 ? 0 : a >= 1 ? 1 : a;
    }
  }
  return out;
}

/** How far colours are bled past the outline, pixels. */
const BLEED = 12;

/**
 * Garment colours bled outwards: pixels closer than `margin` to the outline, and pixels up to BLEED outside it, take
 * the colour of the nearest pixel deeper inside, so neither backdrop nor its blur shows at any edge. Farther pixels
 * hold the garment's mean colour. `box` holds the garment.
 */
export function bleedColours(
  rgb: Raster<Uint8Array>,
  alpha: Mask,
  margin: number,
  box: Box,
): Raster<Uint8Array> {
  const reach = Math.ceil(BLEED + margin);
  const x0 = Math.max(0, Math.floor(box.x0) - reach);
  const y0 = Math.max(0, Math.floor(box.y0) - reach);
  const width = Math.min(rgb.width, Math.ceil(box.x1) + reach) - x0;
  const height = Math.min(rgb.height, Math.ceil(box.y1) + reach) - y0;
  const n = width * height;
  const solid = new Uint8Array(n);
  for (let y = 0, i = 0; y < height; y++) {
    const from = (y + y0) * rgb.width + x0;
    for (let x = 0; x < width; x++, i++) solid[i] = alpha.data[from + x] >= 0.5 ? 1 : 0;
  }
  const peeled = Math.round(margin);
  const { depth, pixels } = bandLayers({ width, height, channels: 1, data: solid }, peeled, 0);
  const core = solid.slice();
  const shallower = (i: number, d: number): boolean => !solid[i] || (depth[i] > 0 && depth[i] < d);
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    const d = depth[i];
    // Straps thinner than twice the margin keep their own middle.
    const ridge =
      d >= 2 &&
      ((shallower(i - 2, d) && shallower(i + 2, d)) ||
        (shallower(i - 2 * width, d) && shallower(i + 2 * width, d)));
    if (!ridge) core[i] = 0;
  }
  const mean = [0, 0, 0];
  let count = 0;
  const pixelOf = (i: number): number => {
    const x = i % width;
    return (((i - x) / width + y0) * rgb.width + x + x0) * 3;
  };
  for (let i = 0; i < n; i += 7) {
    if (!core[i]) continue;
    const s = pixelOf(i);
    for (let c = 0; c < 3; c++) mean[c] += rgb.data[s + c];
    count++;
  }
  for (let c = 0; c < 3; c++) mean[c] = Math.round(mean[c] / Math.max(1, count));
  const out = new Uint8Array(rgb.data.length);
  const row = rgb.width * 3;
  for (let o = 0; o < row; o += 3) {
    out[o] = mean[0];
    out[o + 1] = mean[1];
    out[o + 2] = mean[2];
  }
  for (let y = 1; y < rgb.height; y++) out.copyWithin(y * row, 0, row);
  // Sources lie just outside the core.
  const { zone, source } = bandLayers({ width, height, channels: 1, data: core }, 0, reach, true);
  for (let y = 0; y < height; y++) {
    const o = (y + y0) * row + x0 * 3;
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const i = base + x;
      if (core[i]) {
        const from = x;
        while (x + 1 < width && core[base + x + 1]) x++;
        out.set(rgb.data.subarray(o + from * 3, o + (x + 1) * 3), o + from * 3);
        continue;
      }
      if (zone[i] !== BAND_ZONE) continue;
      const j = inwards(core, source[i], width, n);
      if (j < 0) continue;
      const s = pixelOf(j);
      out[o + x * 3] = rgb.data[s];
      out[o + x * 3 + 1] = rgb.data[s + 1];
      out[o + x * 3 + 2] = rgb.data[s + 2];
    }
  }
  return { width: rgb.width, height: rgb.height, channels: 3, data: out };
}

/** A core pixel beside an outline pixel that lies just outside the core. */
function inwards(core: Uint8Array, i: number, width: number, n: number): number {
  if (i > 0 && core[i - 1]) return i - 1;
  if (i + 1 < n && core[i + 1]) return i + 1;
  if (i >= width && core[i - width]) return i - width;
  if (i + width < n && core[i + width]) return i + width;
  return -1;
}
