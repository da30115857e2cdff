/** Connected components of a binary raster by two-pass union-find. */

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

export function connectedComponents(binary: Raster<Samples>, connectivity: 4 | 8 = 4): Components {
  const { width, height, data } = binary;
  const labels = new Int32Array(width * height);
  let parent = new Int32Array(1024);
  let next = 1;
  const find = (a: number): number => {
    let r = a;
    while (parent[r] !== r) r = parent[r];
    while (parent[a] !== r) {
      const up = parent[a];
      parent[a] = r;
      a = up;
    }
    return r;
  };
  const join = (label: number, up: number): void => {
    const a = find(label);
    const b = find(up);
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  };
  const wide = connectivity === 8;
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const i = base + x;
      if (data[i] === 0) continue;
      let label = x > 0 ? labels[i - 1] : 0;
      if (y > 0) {
        const from = wide && x > 0 ? i - width - 1 : i - width;
        const to = wide && x < width - 1 ? i - width + 1 : i - width;
        for (let j = from; j <= to; j++) {
          const up = labels[j];
          if (up === 0 || up === label) continue;
          if (label === 0) label = up;
          else join(label, up);
        }
      }
      if (label === 0) {
        if (next >= parent.length) {
          const grown = new Int32Array(parent.length * 2);
          grown.set(parent);
          parent = grown;
        }
        parent[next] = next;
        label = next++;
      }
      labels[i] = label;
    }
  }
  const compact = new Int32Array(next);
  let count = 0;
  for (let k = 1; k < next; k++) if (parent[k] === k) compact[k] = ++count;
  for (let k = 1; k < next; k++) if (parent[k] !== k) compact[k] = compact[find(k)];
  const area = new Array<number>(count + 1).fill(0);
  const x0 = new Int32Array(count + 1).fill(width);
  const y0 = new Int32Array(count + 1).fill(height);
  const x1 = new Int32Array(count + 1);
  const y1 = new Int32Array(count + 1);
  // Run by run: a run has one label.
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      const raw = labels[base + x];
      if (raw === 0) continue;
      const k = compact[raw];
      const from = x;
      for (; x < width && labels[base + x] !== 0; x++) labels[base + x] = k;
      area[k] += x - from;
      if (from < x0[k]) x0[k] = from;
      if (y < y0[k]) y0[k] = y;
      if (x > x1[k]) x1[k] = x;
      y1[k] = y + 1;
    }
  }
  const box: Box[] = Array.from({ length: count + 1 }, (_, k) => ({
    x0: x0[k],
    y0: y0[k],
    x1: x1[k],
    y1: y1[k],
  }));
  return { count, labels, area, box };
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
