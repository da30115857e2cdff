/** Exact Euclidean distance transform (Felzenszwalb & Huttenlocher 2012) and nearest-pixel map. */

import type { Raster, Samples } from '../raster.ts';

const FAR = 1e20;

interface Transform {
  squared: Float32Array;
  /** Empty unless asked for. */
  nearest: Int32Array;
}

function transform(binary: Raster<Samples>, wantNearest: boolean): Transform {
  const { width, height, data } = binary;
  const squared = new Float32Array(width * height);
  // Columns, swept row by row: row of the nearest set pixel above, then the nearer of it and the one below.
  const row = new Int16Array(width * height);
  const last = new Int16Array(width).fill(-1);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] !== 0) last[x] = y;
      row[i] = last[x];
    }
  }
  last.fill(-1);
  for (let y = height - 1; y >= 0; y--) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (data[i] !== 0) {
        last[x] = y;
        continue;
      }
      const above = row[i];
      const below = last[x];
      const near = above < 0 ? below : below < 0 || y - above <= below - y ? above : below;
      row[i] = near;
      squared[i] = near < 0 ? FAR : (y - near) * (y - near);
    }
  }
  const nearest = new Int32Array(wantNearest ? width * height : 0);
  if (wantNearest) nearest.fill(-1);
  // Rows: lower envelope of parabolas, one stretch between set pixels at a time: nothing beyond those can be nearer.
  const f = new Float64Array(width);
  const vertex = new Int32Array(width);
  const bound = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let start = 0; start < width; ) {
      if (wantNearest && data[base + start] !== 0) nearest[base + start] = base + start;
      if (data[base + start] !== 0 && (start + 1 >= width || data[base + start + 1] !== 0)) {
        start++;
        continue;
      }
      let end = start + 1;
      while (end < width && data[base + end] === 0) end++;
      const stop = Math.min(width - 1, end);
      let k = -1;
      for (let q = start; q <= stop; q++) {
        const fq = squared[base + q];
        f[q] = fq;
        if (fq >= FAR) continue;
        let s = Number.NEGATIVE_INFINITY;
        while (k >= 0) {
          const v = vertex[k];
          s = (fq + q * q - (f[v] + v * v)) / (2 * (q - v));
          if (s > bound[k]) break;
          k--;
        }
        if (k < 0) s = Number.NEGATIVE_INFINITY;
        k++;
        vertex[k] = q;
        bound[k] = s;
        bound[k + 1] = Number.POSITIVE_INFINITY;
      }
      if (k >= 0) {
        for (let x = start, j = 0; x <= stop; x++) {
          while (bound[j + 1] < x) j++;
          const v = vertex[j];
          squared[base + x] = (x - v) * (x - v) + f[v];
          if (wantNearest) nearest[base + x] = row[base + v] * width + v;
        }
      }
      start = end;
    }
  }
  return { squared, nearest };
}

/**
 * Distance in pixels from every pixel to the nearest nonzero pixel, 0 on it.
 * Infinity everywhere when no pixel is set.
 */
export function distanceTo(binary: Raster<Samples>): Float32Array {
  const { squared } = transform(binary, false);
  for (let i = 0; i < squared.length; i++)
    squared[i] = squared[i] >= FAR ? Number.POSITIVE_INFINITY : Math.sqrt(squared[i]);
  return squared;
}

/** Index of the nearest nonzero pixel for every pixel, -1 when no pixel is set. */
export function nearestIndex(binary: Raster<Samples>): Int32Array {
  return transform(binary, true).nearest;
}
