/** Runs: a binary raster as stretches of set pixels per row, for work that costs as much as outlines are long. */

import type { Box, Samples } from '../raster.ts';

/** Stretches of set pixels as half-open columns, apart from each other; those of row y are `rows[y]` up to `rows[y + 1]`. */
export interface Runs {
  readonly width: number;
  readonly height: number;
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Collects runs row by row, from left to right. */
class Collector {
  readonly rows: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
  count = 0;
  private readonly width: number;
  private readonly height: number;

  constructor(width: number, height: number, room: number) {
    this.width = width;
    this.height = height;
    this.rows = new Int32Array(height + 1);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
  }

  /** Begins row `y`; makes room for as many runs as a row can hold. */
  begin(y: number): void {
    this.rows[y] = this.count;
    const needed = this.count + (this.width >> 1) + 1;
    if (needed <= this.starts.length) return;
    this.starts = longer(this.starts, needed);
    this.ends = longer(this.ends, needed);
  }

  finish(): Runs {
    const { width, height, rows, starts, ends } = this;
    rows[height] = this.count;
    return { width, height, rows, starts, ends };
  }
}

function longer(values: Int32Array, needed: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(values.length * 2 + needed);
  out.set(values);
  return out;
}

/** Four bytes at a time; empty for samples of other sizes and where they do not lie on words. */
function wordsOf(data: Samples): Uint32Array {
  if (!(data instanceof Uint8Array) || data.byteOffset % 4 !== 0) return new Uint32Array(0);
  return new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
}

const FOUR_SET = 0x01010101;

/** Runs of the pixels that are not 0. */
export function runsOf(data: Samples, width: number, height: number): Runs {
  const out = new Collector(width, height, 4096);
  const words = wordsOf(data);
  const hasWords = words.length > 0;
  for (let y = 0; y < height; y++) {
    out.begin(y);
    const { starts, ends } = out;
    let { count } = out;
    const base = y * width;
    const stop = base + width;
    let i = base;
    while (i < stop) {
      while (i < stop && data[i] === 0) {
        i++;
        if (hasWords && (i & 3) === 0) while (i + 4 <= stop && words[i >> 2] === 0) i += 4;
      }
      if (i >= stop) break;
      starts[count] = i - base;
      while (i < stop && data[i] !== 0) {
        i++;
        if (hasWords && (i & 3) === 0) while (i + 4 <= stop && words[i >> 2] === FOUR_SET) i += 4;
      }
      ends[count++] = i - base;
    }
    out.count = count;
  }
  return out.finish();
}

/** Runs of the pixels that are not set. */
export function unset(runs: Runs): Runs {
  const { width, height, rows, starts, ends } = runs;
  const out = new Collector(width, height, rows[height] + height);
  for (let y = 0; y < height; y++) {
    out.begin(y);
    let from = 0;
    for (let r = rows[y]; r < rows[y + 1]; r++) {
      if (starts[r] > from) add(out, from, starts[r]);
      from = ends[r];
    }
    if (from < width) add(out, from, width);
  }
  return out.finish();
}

function add(out: Collector, start: number, end: number): void {
  out.starts[out.count] = start;
  out.ends[out.count++] = end;
}

/** Set pixels whose eight neighbours are set; outside the raster counts as set. */
export function shrunk(runs: Runs): Runs {
  const { width, height, rows, starts, ends } = runs;
  const out = new Collector(width, height, rows[height] + 16);
  for (let y = 0; y < height; y++) {
    out.begin(y);
    const first = y > 0 ? y - 1 : y;
    const last = y < height - 1 ? y + 1 : y;
    // Walks the rows together: what all of them hold, one column less on either side.
    let a = rows[first];
    let b = rows[y];
    let c = rows[last];
    const enda = rows[first + 1];
    const endb = rows[y + 1];
    const endc = rows[last + 1];
    while (a < enda && b < endb && c < endc) {
      const start = Math.max(starts[a], starts[b], starts[c]);
      const end = Math.min(ends[a], ends[b], ends[c]);
      const from = start === 0 ? 0 : start + 1;
      const to = end === width ? width : end - 1;
      if (from < to) add(out, from, to);
      if (ends[a] === end) a++;
      if (ends[b] === end) b++;
      if (ends[c] === end) c++;
    }
  }
  return out.finish();
}

/** Pixels that are set or have a set one among their eight neighbours. */
export function grown(runs: Runs): Runs {
  const { width, height, rows, starts, ends } = runs;
  const out = new Collector(width, height, rows[height] + 16);
  const FAR = width + 2;
  for (let y = 0; y < height; y++) {
    out.begin(y);
    const first = y > 0 ? y - 1 : y;
    const last = y < height - 1 ? y + 1 : y;
    // The three rows merge by their starts; rows at the border meet themselves.
    let a = rows[first];
    let b = rows[y];
    let c = rows[last];
    const enda = rows[first + 1];
    const endb = rows[y + 1];
    const endc = rows[last + 1];
    let from = -1;
    let to = -1;
    for (;;) {
      const sa = a < enda ? starts[a] : FAR;
      const sb = b < endb ? starts[b] : FAR;
      const sc = c < endc ? starts[c] : FAR;
      const least = Math.min(sa, sb, sc);
      if (least === FAR) break;
      const end = sa === least ? ends[a++] : sb === least ? ends[b++] : ends[c++];
      if (to >= 0 && least - 1 <= to) {
        if (end + 1 > to) to = end + 1;
        continue;
      }
      if (to >= 0) add(out, from, Math.min(width, to));
      from = Math.max(0, least - 1);
      to = end + 1;
    }
    if (to >= 0) add(out, from, Math.min(width, to));
  }
  return out.finish();
}

export interface RunComponents {
  /** Number of components; they are numbered 1..count in the order of their first pixel, row by row. */
  count: number;
  /** Number per run. */
  name: Int32Array;
  /** Pixels per component, index 0 unused. */
  area: number[];
  /** Bounding box per component, index 0 unused. */
  box: Box[];
}

/** Connected components by union-find over runs. */
export function runComponents(runs: Runs, connectivity: 4 | 8): RunComponents {
  const { width, height, rows, starts, ends } = runs;
  const total = rows[height];
  const parent = new Int32Array(total);
  for (let r = 0; r < total; r++) parent[r] = r;
  // Diagonal neighbours touch runs one pixel farther out.
  const reach = connectivity === 8 ? 1 : 0;
  for (let y = 1; y < height; y++) {
    let up = rows[y - 1];
    const upEnd = rows[y];
    const end = rows[y + 1];
    for (let r = upEnd; r < end; r++) {
      const from = starts[r] - reach;
      const to = ends[r] + reach;
      while (up < upEnd && ends[up] <= from) up++;
      for (let u = up; u < upEnd && starts[u] < to; u++) {
        const a = rootOf(parent, r);
        const b = rootOf(parent, u);
        if (a < b) parent[b] = a;
        else parent[a] = b;
      }
    }
  }
  const name = new Int32Array(total);
  let count = 0;
  for (let r = 0; r < total; r++) name[r] = parent[r] === r ? ++count : name[rootOf(parent, r)];
  const area = new Array<number>(count + 1).fill(0);
  const box: Box[] = Array.from({ length: count + 1 }, () => ({ x0: width, y0: height, x1: 0, y1: 0 }));
  for (let y = 0; y < height; y++)
    for (let r = rows[y]; r < rows[y + 1]; r++) {
      const k = name[r];
      const from = starts[r];
      const to = ends[r];
      area[k] += to - from;
      const b = box[k];
      if (from < b.x0) b.x0 = from;
      if (to > b.x1) b.x1 = to;
      if (y < b.y0) b.y0 = y;
      b.y1 = y + 1;
    }
  return { count, name, area, box };
}

function rootOf(parent: Int32Array, run: number): number {
  let r = run;
  while (parent[r] !== r) {
    parent[r] = parent[parent[r]];
    r = parent[r];
  }
  return r;
}

/** The runs whose component is `wanted`. */
export function pickRuns(runs: Runs, name: Int32Array, wanted: ArrayLike<number | boolean>): Runs {
  const { width, height, rows, starts, ends } = runs;
  const out = new Collector(width, height, rows[height] + 16);
  for (let y = 0; y < height; y++) {
    out.begin(y);
    for (let r = rows[y]; r < rows[y + 1]; r++) if (wanted[name[r]]) add(out, starts[r], ends[r]);
  }
  return out.finish();
}

/** Component per pixel, 0 outside the runs. */
export function labelRuns(runs: Runs, name: Int32Array): Int32Array {
  const { width, height, rows, starts, ends } = runs;
  const labels = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let r = rows[y]; r < rows[y + 1]; r++) {
      const k = name[r];
      const from = base + starts[r];
      const to = base + ends[r];
      if (to - from > 32) labels.fill(k, from, to);
      else for (let i = from; i < to; i++) labels[i] = k;
    }
  }
  return labels;
}

/** Writes `value` to the pixels of the runs; only of those whose component is `wanted`, if given. */
export function paintRuns(
  runs: Runs,
  out: Uint8Array,
  value: number,
  name?: Int32Array,
  wanted?: ArrayLike<number | boolean>,
): void {
  const { width, height, rows, starts, ends } = runs;
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let r = rows[y]; r < rows[y + 1]; r++) {
      if (name && wanted && !wanted[name[r]]) continue;
      const from = base + starts[r];
      const to = base + ends[r];
      if (to - from > 32) out.fill(value, from, to);
      else for (let i = from; i < to; i++) out[i] = value;
    }
  }
}
