/** Resizing, cropping and sample-type conversion of rasters. */

import type { Box, Raster, Samples } from '../raster.ts';

function like<T extends Samples>(data: T, length: number): T {
  return new (data.constructor as new (n: number) => T)(length);
}

function rounded<T extends Samples>(data: T): number {
  return data instanceof Float32Array ? 0 : 0.5;
}

/** Contribution of source samples to one axis: for target i, source start[i] .. start[i]+count with weights. */
export interface Axis {
  start: Int32Array;
  count: Int32Array;
  weights: Float32Array;
  stride: number;
}

function areaAxis(from: number, to: number): Axis {
  const ratio = from / to;
  const stride = Math.ceil(ratio) + 1;
  const axis: Axis = {
    start: new Int32Array(to),
    count: new Int32Array(to),
    weights: new Float32Array(to * stride),
    stride,
  };
  for (let i = 0; i < to; i++) {
    const a = i * ratio;
    const b = Math.min(from, (i + 1) * ratio);
    const first = Math.min(from - 1, Math.floor(a + 1e-9));
    const last = Math.max(first, Math.min(from - 1, Math.ceil(b - 1e-9) - 1));
    axis.start[i] = first;
    axis.count[i] = last - first + 1;
    let sum = 0;
    for (let k = first; k <= last; k++) {
      const w = Math.max(1e-9, Math.min(b, k + 1) - Math.max(a, k));
      axis.weights[i * stride + k - first] = w;
      sum += w;
    }
    for (let k = 0; k <= last - first; k++) axis.weights[i * stride + k] /= sum;
  }
  return axis;
}

/** Weights of bilinear resampling with half-pixel centres and replicated border. */
export function linearAxis(from: number, to: number): Axis {
  const axis: Axis = {
    start: new Int32Array(to),
    count: new Int32Array(to).fill(from > 1 ? 2 : 1),
    weights: new Float32Array(to * 2),
    stride: 2,
  };
  for (let i = 0; i < to; i++) {
    const x = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const x0 = Math.min(Math.max(0, from - 2), Math.floor(x));
    axis.start[i] = x0;
    axis.weights[i * 2] = from > 1 ? 1 - (x - x0) : 1;
    axis.weights[i * 2 + 1] = from > 1 ? x - x0 : 0;
  }
  return axis;
}

/** Columns `from` up to `to` of one row of three channels, reduced along x. */
function reduceColours(line: Float32Array, ax: Axis, from: number, to: number, out: Float32Array): void {
  const { start, count, weights, stride } = ax;
  for (let x = from, o = from * 3; x < to; x++, o += 3) {
    let s = start[x] * 3;
    let r = 0;
    let g = 0;
    let b = 0;
    const last = x * stride + count[x];
    for (let k = x * stride; k < last; k++, s += 3) {
      const w = weights[k];
      r += w * line[s];
      g += w * line[s + 1];
      b += w * line[s + 2];
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
}

/** The same of 8-bit samples, the most frequent case, without a detour over a float line. */
function reduceByteColours(
  data: Uint8Array,
  base: number,
  ax: Axis,
  from: number,
  to: number,
  out: Float32Array,
): void {
  const { start, count, weights, stride } = ax;
  for (let x = from, o = from * 3; x < to; x++, o += 3) {
    let s = base + start[x] * 3;
    let r = 0;
    let g = 0;
    let b = 0;
    const last = x * stride + count[x];
    for (let k = x * stride; k < last; k++, s += 3) {
      const w = weights[k];
      r += w * data[s];
      g += w * data[s + 1];
      b += w * data[s + 2];
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
}

/** Columns of one channel. */
function reducePlane(line: Float32Array, ax: Axis, from: number, to: number, out: Float32Array): void {
  const { start, count, weights, stride } = ax;
  for (let x = from; x < to; x++) {
    let s = start[x];
    let sum = 0;
    const last = x * stride + count[x];
    for (let k = x * stride; k < last; k++, s++) sum += weights[k] * line[s];
    out[x] = sum;
  }
}

/** Columns of any number of channels. */
function reduceAny(
  line: Float32Array,
  ax: Axis,
  from: number,
  to: number,
  ch: number,
  out: Float32Array,
): void {
  const { start, count, weights, stride } = ax;
  for (let x = from; x < to; x++)
    for (let c = 0; c < ch; c++) {
      let sum = 0;
      for (let k = 0; k < count[x]; k++) sum += weights[x * stride + k] * line[(start[x] + k) * ch + c];
      out[x * ch + c] = sum;
    }
}

function widen(data: Uint8Array, base: number, from: number, to: number, line: Float32Array): void {
  for (let i = from; i < to; i++) line[i] = data[base + i];
}

function narrow(acc: Float32Array, from: number, to: number, out: Uint8Array, base: number): void {
  for (let i = from; i < to; i++) out[base + i] = acc[i];
}

function addRow(acc: Float32Array, row: Float32Array, weight: number, from: number, to: number): void {
  for (let i = from; i < to; i++) acc[i] += weight * row[i];
}

/** Where the samples of a source row begin. */
type RowOf<T extends Samples> = (y: number) => { data: T; base: number };

/**
 * Separable resampling of `region` of the target, rows first: each source row is reduced once, then rows are mixed. All
 * sums run over float lines, whatever the samples are: loops that meet one kind of array are several times faster. Source
 * rows are asked for from top to bottom; `emit` gets each finished row of the target from sample `from` to `to`.
 */
function separableRows<T extends Samples>(
  rowOf: RowOf<T>,
  ch: number,
  half: number,
  ax: Axis,
  ay: Axis,
  emit: (y: number, row: Float32Array, from: number, to: number) => void,
  region?: Box,
): void {
  const width = ax.start.length;
  const height = ay.start.length;
  const x0 = Math.max(0, region?.x0 ?? 0);
  const x1 = Math.min(width, region?.x1 ?? width);
  const rowLength = width * ch;
  const from = x0 * ch;
  const to = x1 * ch;
  const lineFrom = x1 > x0 ? ax.start[x0] * ch : 0;
  const lineTo = x1 > x0 ? (ax.start[x1 - 1] + ax.count[x1 - 1]) * ch : 0;
  const line = new Float32Array(lineTo);
  // Reduced rows in use, by source row modulo the most that one target row mixes.
  const kept = Array.from({ length: ay.stride }, () => new Float32Array(rowLength));
  const keptRow = new Int32Array(ay.stride).fill(-1);
  const acc = new Float32Array(rowLength);
  for (let y = Math.max(0, region?.y0 ?? 0); y < Math.min(height, region?.y1 ?? height); y++) {
    acc.fill(half);
    for (let k = 0; k < ay.count[y]; k++) {
      const weight = ay.weights[y * ay.stride + k];
      if (weight === 0) continue;
      const source = ay.start[y] + k;
      const slot = source % ay.stride;
      const row = kept[slot];
      if (keptRow[slot] !== source) {
        keptRow[slot] = source;
        const { data, base } = rowOf(source);
        if (ch === 3 && data instanceof Uint8Array) reduceByteColours(data, base, ax, x0, x1, row);
        else {
          if (data instanceof Uint8Array) widen(data, base, lineFrom, lineTo, line);
          else line.set(data.subarray(base + lineFrom, base + lineTo), lineFrom);
          if (ch === 3) reduceColours(line, ax, x0, x1, row);
          else if (ch === 1) reducePlane(line, ax, x0, x1, row);
          else reduceAny(line, ax, x0, x1, ch, row);
        }
      }
      addRow(acc, row, weight, from, to);
    }
    emit(y, acc, from, to);
  }
}

/** All of it in memory; `part` of the source is all that is looked at. */
function separable<T extends Samples>(
  src: Raster<T>,
  ax: Axis,
  ay: Axis,
  region?: Box,
  part: Box = { x0: 0, y0: 0, x1: src.width, y1: src.height },
): Raster<T> {
  const ch = src.channels;
  const { data } = src;
  const width = ax.start.length;
  const height = ay.start.length;
  const out = like(data, width * height * ch);
  const rowOf = (y: number) => ({ data, base: ((part.y0 + y) * src.width + part.x0) * ch });
  const emit = (y: number, row: Float32Array, from: number, to: number): void => {
    const at = y * width * ch;
    if (out instanceof Uint8Array) narrow(row, from, to, out, at);
    else out.set(row.subarray(from, to), at + from);
  };
  separableRows(rowOf, ch, rounded(data), ax, ay, emit, region);
  return { width, height, channels: ch, data: out };
}

/** `resizeArea` from rows to rows, so that neither picture is in memory; the last argument gets them from top to bottom. */
export function resizeAreaRows<T extends Uint8Array | Uint16Array>(
  src: { width: number; height: number; channels: number; row: (y: number) => T },
  width: number,
  height: number,
  write: (row: T) => void,
): void {
  const ax = width <= src.width ? areaAxis(src.width, width) : linearAxis(src.width, width);
  const ay = height <= src.height ? areaAxis(src.height, height) : linearAxis(src.height, height);
  let out: T | undefined;
  const emit = (_y: number, row: Float32Array): void => {
    out ??= like(src.row(0), row.length);
    out.set(row);
    write(out);
  };
  separableRows((y) => ({ data: src.row(y), base: 0 }), src.channels, 0.5, ax, ay, emit);
}

/**
 * Box-average resize: exact area weights when shrinking; bilinear along an axis that grows. With a `region` only that
 * part of the target is worked out and the rest is 0, unless the size stays the same.
 */
export function resizeArea<T extends Samples>(
  src: Raster<T>,
  width: number,
  height: number,
  region?: Box,
): Raster<T> {
  if (width === src.width && height === src.height) return src;
  const ax = width <= src.width ? areaAxis(src.width, width) : linearAxis(src.width, width);
  const ay = height <= src.height ? areaAxis(src.height, height) : linearAxis(src.height, height);
  return separable(src, ax, ay, region);
}

/** `resizeArea` of a part of a raster. */
export function resizePart<T extends Samples>(
  src: Raster<T>,
  part: Box,
  width: number,
  height: number,
): Raster<T> {
  const w = part.x1 - part.x0;
  const h = part.y1 - part.y0;
  if (width === w && height === h) return crop(src, part);
  const ax = width <= w ? areaAxis(w, width) : linearAxis(w, width);
  const ay = height <= h ? areaAxis(h, height) : linearAxis(h, height);
  return separable(src, ax, ay, undefined, part);
}

/** Bilinear resize with half-pixel centres and replicated border; no filtering when shrinking. */
export function resizeBilinear<T extends Samples>(src: Raster<T>, width: number, height: number): Raster<T> {
  if (width === src.width && height === src.height) return src;
  return separable(src, linearAxis(src.width, width), linearAxis(src.height, height));
}

/** Nearest-sample resize, for label maps. */
export function resizeNearest<T extends Samples>(src: Raster<T>, width: number, height: number): Raster<T> {
  if (width === src.width && height === src.height) return src;
  const ch = src.channels;
  const out = like(src.data, width * height * ch);
  const xs = new Int32Array(width);
  for (let x = 0; x < width; x++)
    xs[x] = Math.min(src.width - 1, Math.floor(((x + 0.5) * src.width) / width)) * ch;
  for (let y = 0, d = 0; y < height; y++) {
    const base = Math.min(src.height - 1, Math.floor(((y + 0.5) * src.height) / height)) * src.width * ch;
    for (let x = 0; x < width; x++) for (let c = 0; c < ch; c++) out[d++] = src.data[base + xs[x] + c];
  }
  return { width, height, channels: ch, data: out };
}

/** Copy of the box; throws RangeError when the box is empty or leaves the raster. */
export function crop<T extends Samples>(src: Raster<T>, box: Box): Raster<T> {
  const { x0, y0, x1, y1 } = box;
  if (!(x0 >= 0 && y0 >= 0 && x1 <= src.width && y1 <= src.height && x1 > x0 && y1 > y0))
    throw new RangeError(
      `crop expected a box inside ${src.width}x${src.height} but received ${JSON.stringify(box)}`,
    );
  const width = x1 - x0;
  const height = y1 - y0;
  const ch = src.channels;
  const out = like(src.data, width * height * ch);
  for (let y = 0; y < height; y++) {
    const from = ((y0 + y) * src.width + x0) * ch;
    out.set(src.data.subarray(from, from + width * ch) as never, y * width * ch);
  }
  return { width, height, channels: ch, data: out };
}

/** 8-bit samples to float, multiplied by `gain` (1/255 for 0..1). */
export function toFloat(src: Raster<Uint8Array>, gain = 1): Raster<Float32Array> {
  const data = new Float32Array(src.data.length);
  for (let i = 0; i < data.length; i++) data[i] = src.data[i] * gain;
  return { width: src.width, height: src.height, channels: src.channels, data };
}

/** Float samples times `gain` to 8 bit, rounded and clipped. */
export function toByte(src: Raster<Float32Array>, gain = 1): Raster<Uint8Array> {
  const data = new Uint8Array(src.data.length);
  for (let i = 0; i < data.length; i++) {
    const v = src.data[i] * gain + 0.5;
    data[i] = v <= 0 ? 0 : v >= 255 ? 255 : v;
  }
  return { width: src.width, height: src.height, channels: src.channels, data };
}
