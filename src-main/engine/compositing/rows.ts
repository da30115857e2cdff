/** Rows: planes of the scene read row by row at the photo's resolution, without ever holding them at that size. */

import { boxBlur } from '../image/ops/blur.ts';
import { guidedCoefficients } from '../image/ops/guided.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import type { Box } from '../image/raster.ts';
import { floatRaster } from '../image/raster.ts';
import type { PixelRows } from '../image/sample-file.ts';
import { cutBox, grow, grownBox } from './planes.ts';

/** Where the photo's pixels of the edit lie in the scene. */
export interface Grid {
  /** Box of the edit in photo pixels. */
  target: Box;
  /** Scene size and origin. */
  w: number;
  h: number;
  /** Photo pixels per scene pixel. */
  ratio: number;
  /** True when scene and photo share their pixels. */
  same: boolean;
  /** Left neighbour and weight of the right one per column. */
  left: Int32Array;
  mixX: Float32Array;
  top: Int32Array;
  mixY: Float32Array;
}

function taps(
  from: number,
  to: number,
  ratio: number,
  origin: number,
  size: number,
): [Int32Array, Float32Array] {
  const left = new Int32Array(to - from);
  const mix = new Float32Array(to - from);
  for (let k = 0; k < left.length; k++) {
    const at = Math.min(size - 1, Math.max(0, (k + from + 0.5) / ratio - 0.5 - origin));
    left[k] = Math.min(Math.max(0, size - 2), Math.floor(at));
    mix[k] = size > 1 ? at - left[k] : 0;
  }
  return [left, mix];
}

export function makeGrid(photo: AnalysedPhoto, box: Box): Grid {
  const rx = photo.width / photo.analysis.width;
  const ry = photo.height / photo.analysis.height;
  const target = {
    x0: Math.max(0, Math.floor(box.x0 * rx)),
    y0: Math.max(0, Math.floor(box.y0 * ry)),
    x1: Math.min(photo.width, Math.ceil(box.x1 * rx)),
    y1: Math.min(photo.height, Math.ceil(box.y1 * ry)),
  };
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const [left, mixX] = taps(target.x0, target.x1, rx, box.x0, w);
  const [top, mixY] = taps(target.y0, target.y1, ry, box.y0, h);
  const same = photo.width === photo.analysis.width && photo.height === photo.analysis.height;
  return { target, w, h, ratio: rx, same, left, mixX, top, mixY };
}

/** Something that has a value for every photo pixel of the edit's box. */
export interface Rows {
  readonly channels: number;
  /** Values of row `y` (0 = top of the edit's box); valid until the next call. */
  row(y: number): Float32Array;
}

/**
 * Bilinear enlargement of a scene plane or interleaved field. `step` is the number of scene pixels per sample of a field
 * kept at reduced size.
 */
export function fieldRows(grid: Grid, data: Float32Array, channels = 1, step = 1): Rows {
  const w = Math.ceil(grid.w / step);
  const h = Math.ceil(grid.h / step);
  const stride = w * channels;
  if (grid.same && step === 1) return { channels, row: (y) => data.subarray(y * stride, (y + 1) * stride) };
  const width = grid.left.length;
  const left = new Int32Array(width);
  const mix = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(w - 1, Math.max(0, (grid.left[x] + grid.mixX[x] + 0.5) / step - 0.5));
    left[x] = Math.min(Math.max(0, w - 2), Math.floor(at));
    mix[x] = w > 1 ? at - left[x] : 0;
  }
  const line = new Float32Array(stride + channels);
  const out = new Float32Array(width * channels);
  let last = -1;
  return {
    channels,
    row(y) {
      if (y === last) return out;
      last = y;
      const at = Math.min(h - 1, Math.max(0, (grid.top[y] + grid.mixY[y] + 0.5) / step - 0.5));
      const k = Math.floor(at);
      const t = at - k;
      const a = k * stride;
      const b = Math.min(h - 1, k + 1) * stride;
      for (let i = 0; i < stride; i++) line[i] = data[a + i] + (data[b + i] - data[a + i]) * t;
      if (channels === 1) {
        for (let x = 0; x < width; x++) {
          const i = left[x];
          out[x] = line[i] + (line[i + 1] - line[i]) * mix[x];
        }
      } else {
        for (let x = 0, o = 0; x < width; x++) {
          let i = left[x] * channels;
          for (let c = 0; c < channels; c++, o++, i++)
            out[o] = line[i] + (line[i + channels] - line[i]) * mix[x];
        }
      }
      return out;
    },
  };
}

/** Smooth shape 0..1 whose edge becomes as sharp as the photo's pixels allow. */
export function edgeRows(grid: Grid, data: Float32Array): Rows {
  const rows = fieldRows(grid, data);
  if (grid.ratio < 1.2) return rows;
  const out = new Float32Array(grid.left.length);
  return {
    channels: 1,
    row(y) {
      const r = rows.row(y);
      for (let x = 0; x < out.length; x++) {
        const v = (r[x] - 0.5) * grid.ratio + 0.5;
        out[x] = v < 0 ? 0 : v > 1 ? 1 : v;
      }
      return out;
    },
  };
}

/** Guided filter window (scene pixels) and regularisation for masks that follow the photo's edges. */
const GUIDE_RADIUS = 3;
const GUIDE_EPS = 4e-4;

/**
 * Mask that follows the edges of the full photo: the guided filter's linear model is fitted at scene size and applied to
 * the photo's own pixels, only where the mask is not flat. Nothing of the mask lies outside `box`.
 */
export function guidedRows(
  grid: Grid,
  photo: PixelRows,
  guide: Float32Array,
  mask: Float32Array,
  box: Box,
): Rows {
  if (grid.ratio < 1.2) return fieldRows(grid, mask);
  const { left, mixX, top, mixY, target } = grid;
  // The model at a pixel looks twice the radius around, and is read one pixel beside the mask's rim.
  const near = grownBox(grid, box, 3 * GUIDE_RADIUS + 2);
  const part = cutBox(grid, mask, near);
  const { w, h } = part;
  const n = w * h;
  const unit = new Float32Array(n * 3);
  for (let y = 0, i = 0; y < h; y++)
    for (let s = ((y + near.y0) * grid.w + near.x0) * 3, end = i + 3 * w; i < end; i++, s++)
      unit[i] = guide[s] / 255;
  const plane = floatRaster(w, h, 1, part.data);
  const model = guidedCoefficients(floatRaster(w, h, 3, unit), plane, GUIDE_RADIUS, GUIDE_EPS).data;
  const mean = boxBlur(plane, GUIDE_RADIUS).data;
  const busy = new Uint8Array(n);
  for (let i = 0; i < n; i++) busy[i] = mean[i] > 0.01 && mean[i] < 0.99 ? 1 : 0;
  const edge = grow(part, busy, 1);
  const out = new Float32Array(left.length);
  return {
    channels: 1,
    row(y) {
      const t0 = top[y] - near.y0;
      const t1 = Math.min(h - 1, t0 + 1);
      const ty = mixY[y];
      if (t0 < 0 || t0 >= h) return out.fill(0);
      const pixels = photo.row(y + target.y0);
      let p = target.x0 * 3;
      for (let x = 0; x < out.length; x++, p += 3) {
        const column = left[x] - near.x0;
        if (column < 0 || column >= w) {
          out[x] = 0;
          continue;
        }
        const k = t0 * w + column;
        if (!edge[k]) {
          out[x] = part.data[k];
          continue;
        }
        const tx = mixX[x];
        const w00 = (1 - tx) * (1 - ty);
        const w10 = tx * (1 - ty);
        const w01 = (1 - tx) * ty;
        const w11 = tx * ty;
        const a = k * 4;
        const c = (t1 * w + column) * 4;
        const at = (o: number): number =>
          model[a + o] * w00 + model[a + 4 + o] * w10 + model[c + o] * w01 + model[c + 4 + o] * w11;
        let v = (at(0) * pixels[p] + at(1) * pixels[p + 1] + at(2) * pixels[p + 2]) / 255 + at(3);
        // The model is averaged over windows, which flattens the step: stretch it back.
        v = (v - 0.5) * 1.4 + 0.5;
        out[x] = v < 0 ? 0 : v > 1 ? 1 : v;
      }
      return out;
    },
  };
}
