/** Small helpers for one-channel float planes: blurs at a cost that does not grow with sigma, ramps, reductions. */

import { boxBlur } from '../image/ops/blur.ts';
import { type Box, floatRaster, type Raster } from '../image/raster.ts';

export interface Size {
  w: number;
  h: number;
}

/** Visits the pixels of `box`, row by row. */
export function eachPixel({ w }: Size, { x0, y0, x1, y1 }: Box, visit: (i: number) => void): void {
  for (let y = y0; y < y1; y++) for (let i = y * w + x0; i < y * w + x1; i++) visit(i);
}

export function plane({ w, h }: Size, data: Float32Array): Raster<Float32Array> {
  return floatRaster(w, h, 1, data);
}

export function bits({ w, h }: Size, data: Uint8Array): Raster<Uint8Array> {
  return { width: w, height: h, channels: 1, data };
}

/** Means over cells of 2 x 2 samples; the last row and column may hold fewer. */
export function halve({ w, h }: Size, data: Float32Array, channels = 1): Size & { data: Float32Array } {
  const lw = (w + 1) >> 1;
  const lh = (h + 1) >> 1;
  const out = new Float32Array(lw * lh * channels);
  const row = w * channels;
  for (let y = 0; y < lh; y++) {
    const a = 2 * y * row;
    const b = 2 * y + 1 < h ? a + row : a;
    let o = y * lw * channels;
    for (let x = 0; x < lw; x++) {
      const l = 2 * x * channels;
      const r = 2 * x + 1 < w ? l + channels : l;
      for (let c = 0; c < channels; c++, o++)
        out[o] = 0.25 * (data[a + l + c] + data[a + r + c] + data[b + l + c] + data[b + r + c]);
    }
  }
  return { w: lw, h: lh, data: out };
}

/** Halved `times` times. */
export function reduce(
  size: Size,
  data: Float32Array,
  channels: number,
  times: number,
): Size & { data: Float32Array } {
  let out = { w: size.w, h: size.h, data };
  for (let k = 0; k < times; k++) out = halve(out, out.data, channels);
  return out;
}

/** Sums over cells of 2^times x 2^times samples, as {@link reduce} makes them, for those who visit only some pixels. */
export interface Cells extends Size {
  times: number;
  /** Three channels. */
  colour: Float32Array;
  mass: Float32Array;
}

export function makeCells(size: Size, times: number): Cells {
  const step = 1 << times;
  const w = Math.ceil(size.w / step);
  const h = Math.ceil(size.h / step);
  return { w, h, times, colour: new Float32Array(w * h * 3), mass: new Float32Array(w * h) };
}

/** Turns sums into means over whole cells: premultiplied colour, and the share of the cell that was counted. */
export function averageCells(cells: Cells, size: Size): Cells {
  const { w, h, times, colour, mass } = cells;
  const step = 1 << times;
  for (let y = 0; y < h; y++) {
    const rows = Math.min(step, size.h - y * step);
    for (let x = 0; x < w; x++) {
      const k = y * w + x;
      if (mass[k] === 0) continue;
      const share = 1 / (rows * Math.min(step, size.w - x * step));
      mass[k] *= share;
      for (let c = 0; c < 3; c++) colour[k * 3 + c] *= share;
    }
  }
  return cells;
}

/** Mean colour over cells of the pixels of `rgb` (three channels) where `mask` is `least` or more, in `box`. */
export function cellColours(
  size: Size,
  rgb: Float32Array,
  mask: Uint8Array | Float32Array,
  times: number,
  { box = { x0: 0, y0: 0, x1: size.w, y1: size.h }, least = 1 }: { box?: Box; least?: number } = {},
): Cells {
  const cells = makeCells(size, times);
  const { colour, mass } = cells;
  for (let y = box.y0; y < box.y1; y++) {
    const base = (y >> times) * cells.w;
    for (let x = box.x0, i = y * size.w + box.x0; x < box.x1; x++, i++) {
      if (mask[i] < least) continue;
      const k = base + (x >> times);
      mass[k]++;
      colour[k * 3] += rgb[i * 3];
      colour[k * 3 + 1] += rgb[i * 3 + 1];
      colour[k * 3 + 2] += rgb[i * 3 + 2];
    }
  }
  return averageCells(cells, size);
}

/** A field enlarged row by row: sample c of column x is line[left[x] + c] + (line[right[x] + c] - line[left[x] + c]) * mix[x]. */
export interface EnlargedRows {
  left: Int32Array;
  right: Int32Array;
  mix: Float32Array;
  line: Float32Array;
  /** Fills `line` for row `y` of the large size. */
  at(y: number): void;
}

export function enlargedRows(
  low: Size & { data: Float32Array },
  { w }: Size,
  step: number,
  channels = 1,
): EnlargedRows {
  const left = new Int32Array(w);
  const right = new Int32Array(w);
  const mix = new Float32Array(w);
  for (let x = 0; x < w; x++) {
    const at = Math.min(low.w - 1, Math.max(0, (x + 0.5) / step - 0.5));
    const k = Math.floor(at);
    left[x] = k * channels;
    right[x] = Math.min(low.w - 1, k + 1) * channels;
    mix[x] = at - k;
  }
  const row = low.w * channels;
  const line = new Float32Array(row);
  const { data } = low;
  return {
    left,
    right,
    mix,
    line,
    at(y) {
      const at = Math.min(low.h - 1, Math.max(0, (y + 0.5) / step - 0.5));
      const k = Math.floor(at);
      const t = at - k;
      const a = k * row;
      const b = Math.min(low.h - 1, k + 1) * row;
      for (let i = 0; i < row; i++) line[i] = data[a + i] + (data[b + i] - data[a + i]) * t;
    },
  };
}

/** Bilinear enlargement by `step`, the inverse of {@link reduce} with step = 2^times. */
export function enlarge(
  low: Size & { data: Float32Array },
  size: Size,
  step: number,
  channels = 1,
): Float32Array {
  const { w, h } = size;
  const out = new Float32Array(w * h * channels);
  const rows = enlargedRows(low, size, step, channels);
  const { left, right, mix, line } = rows;
  for (let y = 0, o = 0; y < h; y++) {
    rows.at(y);
    if (channels === 1) {
      for (let x = 0; x < w; x++, o++) out[o] = line[left[x]] + (line[right[x]] - line[left[x]]) * mix[x];
    } else {
      for (let x = 0; x < w; x++)
        for (let c = 0; c < channels; c++, o++)
          out[o] = line[left[x] + c] + (line[right[x] + c] - line[left[x] + c]) * mix[x];
    }
  }
  return out;
}

/** About Gaussian blur of a plane or an interleaved field: two box blurs of matching variance, wide ones on a reduced copy. */
export function blurField(size: Size, data: Float32Array, sigma: number, channels = 1): Float32Array {
  const times = sigma > 10 ? 2 : sigma > 4 ? 1 : 0;
  const step = 1 << times;
  if (times > 0 && size.w >= 8 * step && size.h >= 8 * step) {
    const low = reduce(size, data, channels, times);
    return enlarge({ ...low, data: blurField(low, low.data, sigma / step, channels) }, size, step, channels);
  }
  const radius = Math.max(1, Math.round((Math.sqrt(6 * sigma * sigma + 1) - 1) / 2));
  if (radius === 1)
    return sigma < 0.9 ? taps(size, data, channels, ONE_BOX) : taps(size, data, channels, TWO_BOXES);
  return boxBlur(boxBlur(floatRaster(size.w, size.h, channels, data), radius), radius).data;
}

/** Weights at distance 0, 1 and 2 of one box blur of radius 1, and of two. */
const ONE_BOX = [1 / 3, 1 / 3, 0] as const;
const TWO_BOXES = [3 / 9, 2 / 9, 1 / 9] as const;

/** Narrow blur in one pass each way, which most masks take. */
function taps(
  { w, h }: Size,
  data: Float32Array,
  channels: number,
  [k0, k1, k2]: readonly [number, number, number],
): Float32Array {
  const row = w * channels;
  const c = channels;
  const reach = 2 * c;
  const mid = new Float32Array(row * h);
  const padded = new Float32Array(row + 2 * reach);
  for (let y = 0; y < h; y++) {
    const base = y * row;
    const end = base + row - c;
    for (let k = 0; k < reach; k++) {
      padded[k] = data[base + (k % c)];
      padded[reach + row + k] = data[end + (k % c)];
    }
    padded.set(data.subarray(base, base + row), reach);
    for (let i = 0, s = reach; i < row; i++, s++)
      mid[base + i] =
        k0 * padded[s] + k1 * (padded[s - c] + padded[s + c]) + k2 * (padded[s - reach] + padded[s + reach]);
  }
  const out = new Float32Array(row * h);
  const at = (y: number): number => (y < 0 ? 0 : y >= h ? h - 1 : y) * row;
  for (let y = 0; y < h; y++) {
    const base = y * row;
    let a = at(y - 2);
    let b = at(y - 1);
    let d = at(y + 1);
    let e = at(y + 2);
    for (let i = base; i < base + row; i++)
      out[i] = k0 * mid[i] + k1 * (mid[b++] + mid[d++]) + k2 * (mid[a++] + mid[e++]);
  }
  return out;
}

/** How far beyond a shape {@link blurField} can carry it, pixels, at most. */
export const blurReach = (sigma: number): number => Math.ceil(3 * sigma) + 12;

/** `box` grown by `reach`, with corners on multiples of 4 so that reduced copies of a cut have the cells of the whole. */
export function grownBox({ w, h }: Size, { x0, y0, x1, y1 }: Box, reach: number): Box {
  const low = (v: number): number => Math.max(0, Math.floor(v - reach)) & ~3;
  const high = (v: number, most: number): number => Math.min(most, (Math.ceil(v + reach) + 3) & ~3);
  return { x0: low(x0), y0: low(y0), x1: high(x1, w), y1: high(y1, h) };
}

/** Bounds of what is above 0; x1 = 0 where nothing is. */
export function boundsOf({ w, h }: Size, data: Float32Array | Uint8Array): Box {
  const box = { x0: w, y0: h, x1: 0, y1: 0 };
  for (let y = 0; y < h; y++) {
    const base = y * w;
    let x = 0;
    while (x < w && !(data[base + x] > 0)) x++;
    if (x === w) continue;
    if (x < box.x0) box.x0 = x;
    let last = w - 1;
    while (last >= box.x1 && !(data[base + last] > 0)) last--;
    if (last >= box.x1) box.x1 = last + 1;
    if (y < box.y0) box.y0 = y;
    box.y1 = y + 1;
  }
  return box.x1 > 0 ? box : { x0: 0, y0: 0, x1: 0, y1: 0 };
}

/** The part of a plane that lies in `box`. */
export function cutBox(
  { w }: Size,
  data: Float32Array | Uint8Array,
  { x0, y0, x1, y1 }: Box,
): Size & { data: Float32Array } {
  const cw = x1 - x0;
  const out = new Float32Array(cw * (y1 - y0));
  for (let y = y0; y < y1; y++) out.set(data.subarray(y * w + x0, y * w + x1), (y - y0) * cw);
  return { w: cw, h: y1 - y0, data: out };
}

/** Writes what {@link cutBox} would cut. */
export function pasteBox({ w }: Size, into: Float32Array, part: Float32Array, { x0, y0, x1, y1 }: Box): void {
  const pw = x1 - x0;
  for (let y = y0; y < y1; y++) into.set(part.subarray((y - y0) * pw, (y - y0 + 1) * pw), y * w + x0);
}

/** Blur of a 0/1 plane. */
export function softened(size: Size, mask: Uint8Array, sigma: number): Float32Array {
  const out = new Float32Array(size.w * size.h);
  const bounds = boundsOf(size, mask);
  if (bounds.x1 === 0) return out;
  const box = grownBox(size, bounds, blurReach(sigma));
  const part = cutBox(size, mask, box);
  pasteBox(size, out, blurField(part, part.data, sigma), box);
  return out;
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

/** 0 at `from`, 1 at `to` (either order), linear between, clamped; a step where both are the same infinity. */
export function ramp(x: number, from: number, to: number): number {
  if (!Number.isFinite(from)) return from < 0 ? 1 : 0;
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

/** Visits the runs x0 <= x < x1 of a 0/1 plane's pixels that equal `value`, row by row. */
function eachRun(
  { w }: Size,
  mask: Uint8Array,
  value: 0 | 1,
  visit: (y: number, x0: number, x1: number) => void,
): void {
  let at = mask.indexOf(value);
  // A search may pass many rows: what it found stands until they have been visited.
  let end = -1;
  while (at >= 0) {
    if (end <= at) {
      const found = mask.indexOf(1 - value, at + 1);
      end = found < 0 ? mask.length : found;
    }
    const y = Math.floor(at / w);
    const stop = Math.min(end, (y + 1) * w);
    visit(y, at - y * w, stop - y * w);
    at = stop < end ? stop : end < mask.length ? mask.indexOf(value, end + 1) : -1;
  }
}

/** Dilation of a 0/1 plane by a disk of a few pixels. */
export function growDisk(size: Size, mask: Uint8Array, radius: number): Uint8Array {
  const { w, h } = size;
  const out = new Uint8Array(w * h);
  const reach = Array.from({ length: radius + 1 }, (_, d) => Math.floor(Math.sqrt(radius * radius - d * d)));
  eachRun(size, mask, 1, (y, x0, x1) => {
    for (let row = Math.max(0, y - radius); row <= Math.min(h - 1, y + radius); row++) {
      const r = reach[Math.abs(row - y)];
      out.fill(1, row * w + Math.max(0, x0 - r), row * w + Math.min(w, x1 + r));
    }
  });
  return out;
}

/** 1 wherever a pixel equal to `value` lies within a square of half side `radius`; the other way round with `flip` = 1. */
function near({ w, h }: Size, mask: Uint8Array, radius: number, value: 0 | 1, flip: 0 | 1 = 0): Uint8Array {
  // Rows of whole 32-bit words, with room above and below, so that the columns can be joined four pixels at a time.
  const stride = (w + 3) & ~3;
  const bytes = new Uint8Array(stride * (h + 2 * radius));
  eachRun({ w, h }, mask, value, (y, x0, x1) => {
    const to = (y + radius) * stride;
    bytes.fill(1, to + Math.max(0, x0 - radius), to + Math.min(w, x1 + radius));
  });
  // A window of 2 radius + 1 rows from windows of 1, 2, 4, ... rows that begin at each row.
  const words = new Uint32Array(bytes.buffer);
  const row = stride >> 2;
  const whole = 2 * radius + 1;
  const join = (rows: number): void => {
    const shift = rows * row;
    const last = words.length - shift;
    for (let i = 0; i < last; i++) words[i] |= words[i + shift];
  };
  let rows = 1;
  for (; 2 * rows <= whole; rows *= 2) join(rows);
  if (whole > rows) join(whole - rows);
  if (flip) for (let i = 0; i < row * h; i++) words[i] ^= 0x01010101;
  if (stride === w) return bytes.subarray(0, w * h);
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) out.set(bytes.subarray(y * stride, y * stride + w), y * w);
  return out;
}

/** Dilation of a 0/1 plane by a square; several times faster than counting windows, which the compositor does a lot. */
export function grow(size: Size, mask: Uint8Array, radius: number): Uint8Array {
  return near(size, mask, Math.floor(radius), 1);
}

/** Erosion of a 0/1 plane by a square; outside counts as set. */
export function shrink(size: Size, mask: Uint8Array, radius: number): Uint8Array {
  return near(size, mask, Math.floor(radius), 0, 1);
}

/** Opening: what is at least 2 radius + 1 wide. */
export function opened(size: Size, mask: Uint8Array, radius: number): Uint8Array {
  return grow(size, shrink(size, mask, radius), radius);
}

/** Closing: gaps up to 2 radius are filled. */
export function closed(size: Size, mask: Uint8Array, radius: number): Uint8Array {
  return shrink(size, grow(size, mask, radius), radius);
}
