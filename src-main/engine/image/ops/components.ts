/** Connected components of a binary raster by union-find over runs of pixels. */

import type { Box, Raster, Samples } from '../raster.ts';

export interface Components {
  /** Number of components; their labels are 1..count. */
  count: number;
  /** Label per pixel, 0 where the raster is 0. */
  labels: Int32Array;
  /** Pixels per label, index 0 unused. */
  area: number[];
  /** Bounding box per label, index 0 unused. */
  box: Box[];
}

/** Components in the order of their first pixel, row by row. */
export function connectedComponents(binary: Raster<Samples>, connectivity: 4 | 8 = 4): Components {
  const { width, height, data } = binary;
  const { rows, starts, ends } = runsOf(data, width, height);
  const runs = rows[height];
  const parent = new Int32Array(runs);
  for (let r = 0; r < runs; r++) parent[r] = r;
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
  const name = new Int32Array(runs);
  let count = 0;
  for (let r = 0; r < runs; r++) name[r] = parent[r] === r ? ++count : name[rootOf(parent, r)];
  const area = new Array<number>(count + 1).fill(0);
  const box: Box[] = Array.from({ length: count + 1 }, () => ({ x0: width, y0: height, x1: 0, y1: 0 }));
  const labels = new Int32Array(width * height);
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
      const base = y * width;
      if (to - from > 32) labels.fill(k, base + from, base + to);
      else for (let i = base + from; i < base + to; i++) labels[i] = k;
    }
  return { count, labels, area, box };
}

/** Runs of set pixels as half-open columns; those of row y are `rows[y]` up to `rows[y + 1]`. */
function runsOf(
  data: Samples,
  width: number,
  height: number,
): { rows: Int32Array; starts: Int32Array; ends: Int32Array } {
  const rows = new Int32Array(height + 1);
  let starts = new Int32Array(4096);
  let ends = new Int32Array(4096);
  let count = 0;
  for (let y = 0; y < height; y++) {
    rows[y] = count;
    // A row holds at most every other pixel as a run.
    if (count + (width >> 1) + 1 > starts.length) {
      starts = longer(starts, width);
      ends = longer(ends, width);
    }
    const base = y * width;
    let x = 0;
    for (;;) {
      while (x < width && data[base + x] === 0) x++;
      if (x >= width) break;
      starts[count] = x;
      while (x < width && data[base + x] !== 0) x++;
      ends[count++] = x;
    }
  }
  rows[height] = count;
  return { rows, starts, ends };
}

function longer(values: Int32Array, extra: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(values.length * 2 + extra);
  out.set(values);
  return out;
}

function rootOf(parent: Int32Array, run: number): number {
  let r = run;
  while (parent[r] !== r) {
    parent[r] = parent[parent[r]];
    r = parent[r];
  }
  return r;
}

/** 0/1 raster of the component with the most pixels; all zero when there is none. */
export function largestComponent(binary: Raster<Samples>, connectivity: 4 | 8 = 4): Raster<Uint8Array> {
  const cc = connectedComponents(binary, connectivity);
  let best = 0;
  for (let k = 1; k <= cc.count; k++) if (best === 0 || cc.area[k] > cc.area[best]) best = k;
  const out = new Uint8Array(binary.width * binary.height);
  if (best > 0) for (let i = 0; i < out.length; i++) out[i] = cc.labels[i] === best ? 1 : 0;
  return { width: binary.width, height: binary.height, channels: 1, data: out };
}
