/** Alpha: smooth, colour-clean garment pixels from a binary cut-out. */

import { grown, type Runs, runsOf, shrunk } from '../../image/ops/runs.ts';
import { gaussianKernel } from '../../image/ops/signal.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { BAND_ZONE, bandLayers } from './band.ts';

/** Width of the smoothing that turns stairs into a line, pixels of the binary mask. */
const SMOOTH_SIGMA = 1.15;
/** Across a straight edge the blurred step has slope 1 / (sigma sqrt(2 pi)) per pixel. */
const PER_PIXEL = SMOOTH_SIGMA * Math.sqrt(2 * Math.PI);

/** Pixels farther than this from the outline are not touched by the smoothing. */
const NEAR = 3;
/** Signed distance of pixels off the outline. */
const FAR = 3;

/** A 0/1 mask with the smooth line that it stands for. */
interface Outline {
  mask: Raster<Uint8Array>;
  /** Pixels that may not be empty and those that are full for certain. */
  outer: Runs;
  inner: Runs;
}

function outlineOf(mask: Raster<Uint8Array>): Outline {
  const runs = runsOf(mask.data, mask.width, mask.height);
  let outer = runs;
  let inner = runs;
  for (let k = 0; k < NEAR; k++) {
    outer = grown(outer);
    inner = shrunk(inner);
  }
  return { mask, outer, inner };
}

const TAPS = gaussianKernel(SMOOTH_SIGMA);

/**
 * Signed distance in pixels of pixel (x, y) to the smoothed outline, positive inside: the half level of the
 * Gaussian-smoothed mask, so that the outline is known to a fraction of a pixel. Straps thinner than the smoothing keep
 * their width.
 */
function smoothDistance({ width, height, data }: Raster<Uint8Array>, x: number, y: number): number {
  const r = TAPS.length >> 1;
  const i = y * width + x;
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
        row += TAPS[dx + r];
        filled++;
      }
      soft += TAPS[dy + r] * row;
    }
  else
    for (let dy = -r; dy <= r; dy++) {
      const yy = y + dy < 0 ? 0 : y + dy >= height ? height - 1 : y + dy;
      let row = 0;
      for (let dx = -r; dx <= r; dx++) {
        const xx = x + dx < 0 ? 0 : x + dx >= width ? width - 1 : x + dx;
        const v = data[yy * width + xx];
        row += TAPS[dx + r] * v;
        filled += v;
      }
      soft += TAPS[dy + r] * row;
    }
  // The smoothed mask of a thin strap never reaches 1: lift it.
  const thin = data[i] && filled < 0.46 * (2 * r + 1) ** 2 ? 0.15 : 0;
  return (soft - 0.5 + thin) * PER_PIXEL;
}

/** Calls `full` for stretches of pixels off the outline inside, `edge` for the pixels near it, row by row. */
function walkOutline(
  { outer, inner }: Outline,
  full: (y: number, from: number, to: number) => void,
  edge: (y: number, x: number) => void,
): void {
  for (let y = 0; y < outer.height; y++) {
    let k = inner.rows[y];
    const last = inner.rows[y + 1];
    for (let r = outer.rows[y]; r < outer.rows[y + 1]; r++) {
      let x = outer.starts[r];
      const end = outer.ends[r];
      while (x < end) {
        if (k < last && inner.starts[k] === x) {
          x = inner.ends[k];
          full(y, inner.starts[k++], x);
          continue;
        }
        const stop = k < last ? Math.min(end, inner.starts[k]) : end;
        for (; x < stop; x++) edge(y, x);
      }
    }
  }
}

/**
 * Coverage 0..1 of a `width` x `height` raster by the smoothed outline of a 0/1 mask that lies at `origin` of another
 * scale (`zoomX`, `zoomY` raster pixels per mask pixel). Falls from 1 to 0 over about one raster pixel, moved inwards a
 * third of a pixel to keep backdrop out.
 */
export function coverage(
  mask: Raster<Uint8Array>,
  origin: { x: number; y: number },
  zoomX: number,
  zoomY: number,
  width: number,
  height: number,
): Mask {
  const outline = outlineOf(mask);
  const out = floatRaster(width, height, 1);
  if (zoomX === 1 && zoomY === 1) {
    walkOutline(
      outline,
      (y, from, to) => {
        const row = (y + origin.y) * width + origin.x;
        out.data.fill(1, row + from, row + to);
      },
      (y, x) => {
        const a = Math.fround(smoothDistance(mask, x, y)) * 0.9 + 0.2;
        out.data[(y + origin.y) * width + origin.x + x] = a <= 0 ? 0 : a >= 1 ? 1 : a;
      },
    );
    return out;
  }
  const distance = new Float32Array(mask.data.length).fill(-FAR);
  walkOutline(
    outline,
    (y, from, to) => {
      distance.fill(FAR, y * mask.width + from, y * mask.width + to);
    },
    (y, x) => {
      distance[y * mask.width + x] = smoothDistance(mask, x, y);
    },
  );
  const x0 = Math.max(0, Math.floor(origin.x * zoomX));
  const y0 = Math.max(0, Math.floor(origin.y * zoomY));
  const x1 = Math.min(width, Math.ceil((origin.x + mask.width) * zoomX));
  const y1 = Math.min(height, Math.ceil((origin.y + mask.height) * zoomY));
  const lastX = mask.width - 1;
  const lastY = mask.height - 1;
  for (let y = y0; y < y1; y++) {
    const v = Math.min(lastY, Math.max(0, (y + 0.5) / zoomY - origin.y - 0.5));
    const j = Math.min(lastY, Math.floor(v));
    const ty = v - j;
    const up = j * mask.width;
    const down = Math.min(lastY, j + 1) * mask.width;
    for (let x = x0; x < x1; x++) {
      const u = Math.min(lastX, Math.max(0, (x + 0.5) / zoomX - origin.x - 0.5));
      const i = Math.min(lastX, Math.floor(u));
      const k = Math.min(lastX, i + 1);
      const tx = u - i;
      const d =
        (distance[up + i] * (1 - tx) + distance[up + k] * tx) * (1 - ty) +
        (distance[down + i] * (1 - tx) + distance[down + k] * tx) * ty;
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
  const { depth, pixels } = bandLayers({ width, height, channels: 1, data: solid }, peeled, 0, 'depth');
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
  const { zone, source } = bandLayers({ width, height, channels: 1, data: core }, 0, reach, 'source');
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
