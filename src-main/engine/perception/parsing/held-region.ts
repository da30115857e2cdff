/** Regions of a search window: grown from a pixel, judged by their outline, completed inside their hull. */

import { convexHull } from '../../image/ops/contour.ts';
import { nearestIndex } from '../../image/ops/distance.ts';
import { dilate } from '../../image/ops/morphology.ts';
import { type Box, byteRaster, type Point } from '../../image/raster.ts';
import type { ParsingView } from './classify.ts';

/** Step from the clothes outside of what else belongs to an object inside its hull, and of its handle; feature units. */
const CORNER_STEP = 14;
const HANDLE_STEP = 9;

/** A window of the work area in which one hand may hold something. */
export interface Search {
  view: ParsingView;
  box: Box;
  w: number;
  h: number;
  /** Colours of the window's pixels, three a pixel. */
  features: Float32Array;
  /** 1 on what a region may grow over: the person without hair, shoes and the arm. */
  open: Uint8Array;
  /** 1 on the arm and hand. */
  arm: Uint8Array;
  /** 1 on clothes. */
  cloth: Uint8Array;
}

/** Work pixel of pixel `k` of the window. */
export const at = ({ box, w, view }: Search, k: number): number =>
  (box.y0 + Math.floor(k / w)) * view.area.width + box.x0 + (k % w);

export type Colour = readonly [number, number, number];

/** Distance of pixel `k` of some features to a colour. */
export function distance(features: Float32Array, k: number, c: Colour): number {
  const a = features[k * 3] - c[0];
  const b = features[k * 3 + 1] - c[1];
  const d = features[k * 3 + 2] - c[2];
  return Math.sqrt(a * a + b * b + d * d);
}

/** Distance between the colours of pixels `i` and `j`. */
export function stepBetween(features: Float32Array, i: number, j: number): number {
  const a = features[i * 3] - features[j * 3];
  const b = features[i * 3 + 1] - features[j * 3 + 1];
  const d = features[i * 3 + 2] - features[j * 3 + 2];
  return Math.sqrt(a * a + b * b + d * d);
}

/**
 * Pixels of the window joined to `start` over colours within `tolerance` of `colour`; null as soon as they are more than
 * `most`.
 */
export function grow(
  s: Search,
  start: number,
  colour: Colour,
  tolerance: number,
  most: number,
): { mask: Uint8Array; size: number } | null {
  const { w, h, open, features } = s;
  const mask = new Uint8Array(w * h);
  const stack = [start];
  mask[start] = 1;
  let size = 0;
  const reach = (j: number): void => {
    if (mask[j] || !open[j] || distance(features, j, colour) > tolerance) return;
    mask[j] = 1;
    stack.push(j);
  };
  for (let k = stack.pop(); k !== undefined; k = stack.pop()) {
    if (++size > most) return null;
    const x = k % w;
    if (x > 0) reach(k - 1);
    if (x < w - 1) reach(k + 1);
    if (k >= w) reach(k - w);
    if (k + w < w * h) reach(k + w);
  }
  return { mask, size };
}

/** Mean colour of a mask's pixels. */
export function colourOf({ features }: Search, mask: Uint8Array): Colour {
  const sum = [0, 0, 0];
  let count = 0;
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    count++;
    for (let c = 0; c < 3; c++) sum[c] += features[k * 3 + c];
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}

const SIDEWAYS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** What the outline of a region says: share on the window's border, mean step to the clothes beside, share of its hull. */
export function outline(
  s: Search,
  mask: Uint8Array,
  size: number,
): { cutOff: number; step: number; compact: number } {
  const { w, h, features } = s;
  const rim: Point[] = [];
  let border = 0;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < w * h; k++) {
    if (!mask[k]) continue;
    const x = k % w;
    const y = (k - x) / w;
    const onBorder = x === 0 || y === 0 || x === w - 1 || y === h - 1;
    if (!onBorder && mask[k - 1] && mask[k + 1] && mask[k - w] && mask[k + w]) continue;
    rim.push({ x, y });
    if (onBorder) border++;
    for (const [dx, dy] of SIDEWAYS) {
      const ox = x + 2 * dx;
      const oy = y + 2 * dy;
      if (ox < 0 || oy < 0 || ox >= w || oy >= h) continue;
      const o = oy * w + ox;
      if (mask[o] || mask[k + dy * w + dx] || !s.cloth[o]) continue;
      sum += stepBetween(features, k, o);
      count++;
    }
  }
  return {
    cutOff: border / Math.max(1, rim.length),
    step: count > 0 ? sum / count : 0,
    // The hull runs through pixel centres: half a rim wider in truth.
    compact: size / Math.max(1, hullArea(rim) + 0.5 * rim.length),
  };
}

function hullArea(points: readonly Point[]): number {
  const hull = convexHull(points).map((k) => points[k]);
  let twice = 0;
  for (let k = 0; k < hull.length; k++) {
    const a = hull[k];
    const b = hull[(k + 1) % hull.length];
    twice += a.x * b.y - a.y * b.x;
  }
  return Math.abs(twice) / 2;
}

/**
 * The object with those parts of its convex hull that differ from the clothes just outside it: gussets, clasps, seams.
 * With `side` (0 = the person's left) the hull takes in the fingers of that hand, for the handle between them.
 */
export function withCorners(s: Search, object: Uint8Array, side?: 0 | 1): Uint8Array {
  const { w, h, view, features } = s;
  const points: Point[] = [];
  for (let k = 0; k < w * h; k++)
    if (object[k] && !(object[k - 1] && object[k + 1] && object[k - w] && object[k + w]))
      points.push({ x: k % w, y: Math.floor(k / w) });
  if (points.length === 0) return object;
  if (side !== undefined) {
    // A handle runs from the fingers to the bag.
    const reach = dilate(byteRaster(w, h, 1, object), Math.round(0.3 * view.fields.unit)).data;
    const { end } = view.fields.arms[side];
    for (let k = 0; k < w * h; k++)
      if (reach[k] && s.arm[k] && end[at(s, k)] < 1.2) points.push({ x: k % w, y: Math.floor(k / w) });
  }
  const hull = convexHull(points).map((k) => points[k]);
  const edges = hull.map((a, k) => {
    const b = hull[(k + 1) % hull.length];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    return { x: a.x, y: a.y, dx, dy, length: Math.max(1e-6, Math.hypot(dx, dy)) };
  });
  const inside = new Uint8Array(w * h);
  const outside = byteRaster(w, h, 1);
  const margin = Math.max(2, Math.round(0.04 * view.fields.unit));
  for (let k = 0; k < w * h; k++) {
    const x = k % w;
    const y = Math.floor(k / w);
    let deepest = Number.POSITIVE_INFINITY;
    // One edge that lies far on the wrong side is enough.
    for (let c = 0; c < edges.length && deepest >= -margin; c++) {
      const e = edges[c];
      deepest = Math.min(deepest, (e.dx * (y - e.y) - e.dy * (x - e.x)) / e.length);
    }
    if (deepest > -0.5) inside[k] = 1;
    else if (deepest < -margin && s.cloth[k]) outside.data[k] = 1;
  }
  const from = nearestIndex(outside);
  const out = object.slice();
  for (let k = 0; k < w * h; k++) {
    if (!inside[k] || out[k] || !s.open[k]) continue;
    if (from[k] < 0) {
      out[k] = 1;
      continue;
    }
    if (stepBetween(features, k, from[k]) > (side === undefined ? CORNER_STEP : HANDLE_STEP)) out[k] = 1;
  }
  return out;
}
