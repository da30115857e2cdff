/** Exact Euclidean distance transform (Felzenszwalb & Huttenlocher 2012) and nearest-pixel map. */

import type { Raster, Samples } from '../raster.ts';

const FAR = 1e20;

interface Transform {
  squared: Float32Array;
  nearest: Int32Array;
}

function transform(binary: Raster<Samples>): Transform {
  const { width, height, data } = binary;
  const squared = new Float32Array(width * height);
  const nearest = new Int32Array(width * height).fill(-1);
  // Columns: distance to the nearest set pixel above or below.
  for (let x = 0; x < width; x++) {
    let last = -1;
    for (let y = 0; y < height; y++) {
      const i = y * width + x;
      if (data[i] !== 0) last = y;
      squared[i] = last < 0 ? FAR : (y - last) * (y - last);
      nearest[i] = last < 0 ? -1 : last * width + x;
    }
    last = -1;
    for (let y = height - 1; y >= 0; y--) {
      const i = y * width + x;
      if (data[i] !== 0) last = y;
      if (last < 0) continue;
      const d = (y - last) * (y - last);
      if (d < squared[i]) {
        squared[i] = d;
        nearest[i] = last * width + x;
      }
    }
  }
  // Rows: lower envelope of parabolas.
  const f = new Float64Array(width);
  const from = new Int32Array(width);
  const vertex = new Int32Array(width);
  const bound = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    let k = -1;
    for (let x = 0; x < width; x++) {
      f[x] = squared[base + x];
      from[x] = nearest[base + x];
    }
    for (let q = 0; q < width; q++) {
      if (f[q] >= FAR) continue;
      let s = Number.NEGATIVE_INFINITY;
      while (k >= 0) {
        const v = vertex[k];
        s = (f[q] + q * q - (f[v] + v * v)) / (2 * (q - v));
        if (s > bound[k]) break;
        k--;
      }
      if (k < 0) s = Number.NEGATIVE_INFINITY;
      k++;
      vertex[k] = q;
      bound[k] = s;
      bound[k + 1] = Number.POSITIVE_INFINITY;
    }
    if (k < 0) continue;
    let j = 0;
    for (let x = 0; x < width; x++) {
      while (bound[j + 1] < x) j++;
      const v = vertex[j];
      squared[base + x] = (x - v) * (x - v) + f[v];
      nearest[base + x] = from[v];
    }
  }
  return { squared, nearest };
}

/**
 * Distance in pixels from every pixel to the nearest nonzero pixel, 0 on it.
 * Infinity everywhere when no pixel is set.
 */
export function distanceTo(binary: Raster<Samples>): Float32Array {
  const { squared } = transform(binary);
  for (let i = 0; i < squared.length; i++)
    squared[i] = squared[i] >= FAR ? Number.POSITIVE_INFINITY : Math.sqrt(squared[i]);
  return squared;
}

/** Index of the nearest nonzero pixel for every pixel, -1 when no pixel is set. */
export function nearestIndex(binary: Raster<Samples>): Int32Array {
  return transform(binary).nearest;
}
