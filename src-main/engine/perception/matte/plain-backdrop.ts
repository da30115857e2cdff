/** Plain backdrop: gaps between hair, arms and body that the coarse masks closed, found because an even backdrop runs into them. */

import { connectedComponents } from '../../image/ops/components.ts';
import { open } from '../../image/ops/morphology.ts';
import { median } from '../../image/ops/signal.ts';
import type { Mask, Raster } from '../../image/raster.ts';

/** Probability under which a pixel is backdrop to start from, and what the pixels of a gap get. */
const SURE = 0.06;
const GAP = 0.03;
/** Difference between neighbours (of 255, median) from which a backdrop is not even enough to be followed. */
const MAX_NOISE = 2.5;
/** How much of a pixel's own colour goes into the backdrop colour carried on: slow gradients are followed, edges are not. */
const ADAPT = 0.05;
/** Largest gap in squared shoulder widths, and the mean segmentation above which it is the body after all. */
const LARGEST = 0.14;
const BODY = 0.96;

/**
 * Lowers `probability` in place where the backdrop's own even colour continues into the person. Nothing happens in
 * front of a textured backdrop. `unit` = shoulder width in the raster's pixels.
 */
export function clearGaps(rgb: Raster<Uint8Array>, probability: Mask, segmented: Mask, unit: number): void {
  const { width, height } = probability;
  const p = probability.data;
  const reached = floodBackdrop(rgb, p);
  if (!reached) return;
  for (let i = 0; i < reached.length; i++) if (p[i] <= 0.5) reached[i] = 1;
  // Lines of equal tone in a pale garment are reached too; a gap has some width.
  const wide = open({ width, height, channels: 1, data: reached }, 1).data;
  const inside = new Uint8Array(wide.length);
  for (let i = 0; i < inside.length; i++) inside[i] = wide[i] && p[i] > 0.5 ? 1 : 0;
  const cc = connectedComponents({ width, height, channels: 1, data: inside }, 4);
  const sum = new Float64Array(cc.count + 1);
  for (let i = 0; i < inside.length; i++) sum[cc.labels[i]] += segmented.data[i];
  for (let i = 0; i < inside.length; i++) {
    const c = cc.labels[i];
    if (c === 0 || cc.area[c] > LARGEST * unit * unit || sum[c] > BODY * cc.area[c]) continue;
    p[i] = GAP;
  }
}

/** 1 where the colour of the sure backdrop continues without an edge; undefined when the backdrop is uneven. */
function floodBackdrop(rgb: Raster<Uint8Array>, p: Float32Array): Uint8Array | undefined {
  const { width, height, data } = rgb;
  const n = width * height;
  const reached = new Uint8Array(n);
  const steps: number[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (p[i] >= SURE) continue;
      reached[i] = 1;
      if (x > 0 && (i & 7) === 0 && reached[i - 1]) steps.push(difference(data, i * 3, data, i * 3 - 3));
    }
  }
  if (steps.length < 50) return undefined;
  const noise = median(steps);
  if (noise > MAX_NOISE) return undefined;
  const tolerance = Math.max(2, 1 + 3 * noise);
  const colour = Float32Array.from(data);
  const queue = new Int32Array(n);
  let tail = 0;
  for (let i = 0; i < n; i++) if (reached[i]) queue[tail++] = i;
  for (let head = 0; head < tail; head++) {
    const i = queue[head];
    const x = i % width;
    for (let side = 0; side < 4; side++) {
      const j = side === 0 ? i - 1 : side === 1 ? i + 1 : side === 2 ? i - width : i + width;
      if (j < 0 || j >= n || (side === 0 && x === 0) || (side === 1 && x === width - 1) || reached[j])
        continue;
      if (difference(data, j * 3, colour, i * 3) > tolerance) continue;
      reached[j] = 1;
      for (let c = 0; c < 3; c++)
        colour[j * 3 + c] = colour[i * 3 + c] * (1 - ADAPT) + data[j * 3 + c] * ADAPT;
      queue[tail++] = j;
    }
  }
  return reached;
}

/** Largest difference of the three samples at `a` and `b`. */
function difference(x: ArrayLike<number>, a: number, y: ArrayLike<number>, b: number): number {
  return Math.max(Math.abs(x[a] - y[b]), Math.abs(x[a + 1] - y[b + 1]), Math.abs(x[a + 2] - y[b + 2]));
}
