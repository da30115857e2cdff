/** Binary morphology (0/1 rasters) with square or disk structuring elements of any radius. */

import type { Raster } from '../raster.ts';
import { distanceTo } from './distance.ts';
import { grown, paintRuns, type Runs, runComponents, runsOf, shrunk, unset } from './runs.ts';

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

/** Radius up to which a square is grown or shrunk by, in steps of one pixel. */
const FEW_STEPS = 3;

/** Runs after `steps` applications of `step`. */
function repeated(runs: Runs, step: (runs: Runs) => Runs, steps: number): Runs {
  let out = runs;
  for (let k = 0; k < steps; k++) out = step(out);
  return out;
}

function painted(src: Binary, runs: Runs): Binary {
  const data = new Uint8Array(src.width * src.height);
  paintRuns(runs, data, 1);
  return like(src, data);
}

/** Set every pixel within `radius` of a set pixel. Outside the raster counts as unset. */
export function dilate(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  if (radius <= 0) return src;
  if (shape === 'square') {
    const steps = Math.floor(radius);
    return steps <= FEW_STEPS
      ? painted(src, repeated(runsOf(src.data, src.width, src.height), grown, steps))
      : like(src, windowAny(src, steps, 1));
  }
  const d = distanceTo(src);
  const data = new Uint8Array(d.length);
  for (let i = 0; i < d.length; i++) data[i] = d[i] <= radius ? 1 : 0;
  return like(src, data);
}

/** Keep pixels whose whole neighbourhood is set. Outside the raster counts as set. */
export function erode(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  if (radius <= 0) return src;
  if (shape === 'square') {
    const steps = Math.floor(radius);
    if (steps <= FEW_STEPS)
      return painted(src, repeated(runsOf(src.data, src.width, src.height), shrunk, steps));
    const near = windowAny(src, steps, 0);
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
  const steps = Math.floor(radius);
  if (shape === 'square' && steps > 0 && steps <= FEW_STEPS)
    return painted(src, openedRuns(runsOf(src.data, src.width, src.height), steps));
  return dilate(erode(src, radius, shape), radius, shape);
}

export function close(src: Binary, radius: number, shape: Shape = 'square'): Binary {
  return erode(dilate(src, radius, shape), radius, shape);
}

/** Runs of what is left after an opening with a square. */
export function openedRuns(runs: Runs, radius: number): Runs {
  return repeated(repeated(runs, shrunk, radius), grown, radius);
}

/** Set every unset region that does not reach the border; only those up to `maxArea` pixels if given. */
export function fillHoles(src: Binary, maxArea = Number.POSITIVE_INFINITY): Binary {
  const { width, height } = src;
  const set = runsOf(src.data, width, height);
  const holes = unset(set);
  const { name, area, box } = runComponents(holes, 4);
  const fill = box.map(
    (b, k) => k > 0 && b.x0 > 0 && b.y0 > 0 && b.x1 < width && b.y1 < height && area[k] <= maxArea,
  );
  const data = new Uint8Array(width * height);
  paintRuns(set, data, 1);
  paintRuns(holes, data, 1, name, fill);
  return like(src, data);
}
