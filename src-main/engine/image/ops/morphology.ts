/** Binary morphology (0/1 rasters) with square or disk structuring elements of any radius. */

import type { Raster } from '../raster.ts';
import { connectedComponents } from './components.ts';
import { distanceTo } from './distance.ts';

export type Shape = 'square' | 'disk';
type Binary = Raster<Uint8Array>;

const like = (src: Binary, data: Uint8Array): Binary => ({
  width: src.width,
  height: src.height,
  channels: 1,
  data,
});

/** Running count of `value` pixels in a window, rows then columns; 1 where any is inside the window. */
function windowAny(src: Binary, radius: number, value: 0 | 1): Uint8Array {
  if (radius === 1) return nextToAny(src, value);
  const { width, height, data } = src;
  const mid = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    let count = 0;
    for (let x = 0; x < Math.min(radius, width); x++)
      count += (data[base + x] !== 0 ? 1 : 0) === value ? 1 : 0;
    for (let x = 0; x < width; x++) {
      const enter = x + radius;
      const leave = x - radius - 1;
      if (enter < width) count += (data[base + enter] !== 0 ? 1 : 0) === value ? 1 : 0;
      if (leave >= 0) count -= (data[base + leave] !== 0 ? 1 : 0) === value ? 1 : 0;
      mid[base + x] = count > 0 ? 1 : 0;
    }
  }
  const out = new Uint8Array(width * height);
  const counts = new Int32Array(width);
  for (let y = 0; y < Math.min(radius, height); y++)
    for (let x = 0; x < width; x++) counts[x] += mid[y * width + x];
  for (let y = 0; y < height; y++) {
    const enter = y + radius;
    const leave = y - radius - 1;
    for (let x = 0; x < width; x++) {
      if (enter < height) counts[x] += mid[enter * width + x];
      if (leave >= 0) counts[x] -= mid[leave * width + x];
      out[y * width + x] = counts[x] > 0 ? 1 : 0;
    }
  }
  return out;
}

/** The same for radius 1. */
function nextToAny(src: Binary, value: 0 | 1): Uint8Array {
  const { width, height, data } = src;
  const n = width * height;
  const mid = new Uint8Array(n);
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width - 1;
    let left = 0;
    let own = (data[y * width] !== 0 ? 1 : 0) === value ? 1 : 0;
    for (let i = y * width; i < end; i++) {
      const right = (data[i + 1] !== 0 ? 1 : 0) === value ? 1 : 0;
      mid[i] = left | own | right;
      left = own;
      own = right;
    }
    mid[end] = left | own;
  }
  if (height === 1) return mid;
  const out = new Uint8Array(n);
  const last = n - width;
  for (let i = 0; i < width; i++) out[i] = mid[i] | mid[i + width];
  for (let i = width; i < last; i++) out[i] = mid[i - width] | mid[i] | mid[i + width];
  for (let i = last; i < n; i++) out[i] = mid[i - width] | mid[i];
  return out;
}

/** Set every pixel within `radius` of a set pixel. Outside the raster counts as unset. */
export function dilate(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  if (radius <= 0) return src;
  if (shape === 'square') return like(src, windowAny(src, Math.floor(radius), 1));
  const d = distanceTo(src);
  const data = new Uint8Array(d.length);
  for (let i = 0; i < d.length; i++) data[i] = d[i] <= radius ? 1 : 0;
  return like(src, data);
}

/** Keep pixels whose whole neighbourhood is set. Outside the raster counts as set. */
export function erode(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  if (radius <= 0) return src;
  if (shape === 'square') {
    const near = windowAny(src, Math.floor(radius), 0);
    for (let i = 0; i < near.length; i++) near[i] = near[i] ? 0 : 1;
    return like(src, near);
  }
  const inverse = new Uint8Array(src.data.length);
  for (let i = 0; i < inverse.length; i++) inverse[i] = src.data[i] ? 0 : 1;
  const d = distanceTo(like(src, inverse));
  for (let i = 0; i < inverse.length; i++) inverse[i] = d[i] > radius ? 1 : 0;
  return like(src, inverse);
}

export function open(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  return dilate(erode(src, radius, shape), radius, shape);
}

export function close(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  return erode(dilate(src, radius, shape), radius, shape);
}

/** Set every unset region that does not reach the border; only those up to `maxArea` pixels if given. */
export function fillHoles(src: Binary, maxArea = Number.POSITIVE_INFINITY): Binary {
  const { width, height } = src;
  const inverse = new Uint8Array(src.data.length);
  for (let i = 0; i < inverse.length; i++) inverse[i] = src.data[i] ? 0 : 1;
  const cc = connectedComponents(like(src, inverse), 4);
  const fill = new Uint8Array(cc.count + 1);
  for (let k = 1; k <= cc.count; k++) {
    const b = cc.box[k];
    const inside = b.x0 > 0 && b.y0 > 0 && b.x1 < width && b.y1 < height;
    fill[k] = inside && cc.area[k] <= maxArea ? 1 : 0;
  }
  const data = new Uint8Array(src.data.length);
  for (let i = 0; i < data.length; i++) data[i] = src.data[i] || fill[cc.labels[i]] ? 1 : 0;
  return like(src, data);
}
