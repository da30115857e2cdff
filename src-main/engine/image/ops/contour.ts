/** Outlines of binary rasters: boundary tracing, convex hull, convexity defects. */

import type { Point, Raster, Samples } from '../raster.ts';
import { connectedComponents } from './components.ts';

// Clockwise (y down), starting east.
const DX = [1, 1, 0, -1, -1, -1, 0, 1];
const DY = [0, 1, 1, 1, 0, -1, -1, -1];

/**
 * Outer boundary of every 8-connected component (Moore neighbour tracing), clockwise on screen, as pixel centres.
 * Holes are not traced. Longest contour first.
 */
export function traceContours(binary: Raster<Samples>): Point[][] {
  const { width, height, data } = binary;
  const on = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;
  const { count, labels, box } = connectedComponents(binary, 8);
  const contours: Point[][] = [];
  for (let k = 1; k <= count; k++) {
    // A component's first pixel in reading order lies in the first row of its box.
    const { x0, y0 } = box[k];
    let x = x0;
    while (labels[y0 * width + x] !== k) x++;
    contours.push(trace(x, y0, on));
  }
  return contours.sort((a, b) => b.length - a.length);
}

/** Outer boundary of the component that comes first in reading order, as `traceContours` gives it; [] when empty. */
export function traceFirst(binary: Raster<Samples>): Point[] {
  const { width, height, data } = binary;
  const on = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] !== 0;
  for (let i = 0; i < width * height; i++)
    if (data[i] !== 0) return trace(i % width, Math.floor(i / width), on);
  return [];
}

function trace(sx: number, sy: number, on: (x: number, y: number) => boolean): Point[] {
  const out: Point[] = [];
  let x = sx;
  let y = sy;
  // The start is the topmost-leftmost pixel, so the tracer arrives from the west.
  let back = 4;
  let firstMove = -1;
  for (;;) {
    out.push({ x: x + 0.5, y: y + 0.5 });
    let move = -1;
    for (let k = 1; k <= 8; k++) {
      const dir = (back + k) & 7;
      if (on(x + DX[dir], y + DY[dir])) {
        move = dir;
        break;
      }
    }
    if (move < 0) return out;
    if (x === sx && y === sy) {
      if (firstMove < 0) firstMove = move;
      else if (move === firstMove) {
        out.pop();
        return out;
      }
    }
    x += DX[move];
    y += DY[move];
    back = (move + 4) & 7;
  }
}

/** Indices of the convex hull of `points` in order along the hull (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): number[] {
  const order = points
    .map((_, i) => i)
    .sort((a, b) => points[a].x - points[b].x || points[a].y - points[b].y);
  const turn = (o: number, a: number, b: number): number =>
    (points[a].x - points[o].x) * (points[b].y - points[o].y) -
    (points[a].y - points[o].y) * (points[b].x - points[o].x);
  const half = (list: number[]): number[] => {
    const h: number[] = [];
    for (const i of list) {
      while (h.length >= 2 && turn(h[h.length - 2], h[h.length - 1], i) <= 0) h.pop();
      h.push(i);
    }
    h.pop();
    return h;
  };
  if (order.length < 3) return order;
  return [...half(order), ...half(order.reverse())];
}

export interface ConvexityDefect {
  /** Contour indices of the hull edge's ends and of the deepest point between them. */
  start: number;
  end: number;
  far: number;
  /** Distance of the deepest point from the hull edge, pixels. */
  depth: number;
}

/** Concavities of a closed contour: for every hull edge the contour point farthest from it. */
export function convexityDefects(contour: readonly Point[]): ConvexityDefect[] {
  const hull = convexHull(contour).sort((a, b) => a - b);
  const out: ConvexityDefect[] = [];
  const n = contour.length;
  for (let h = 0; h < hull.length; h++) {
    const start = hull[h];
    const end = hull[(h + 1) % hull.length];
    const a = contour[start];
    const b = contour[end];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    let far = -1;
    let depth = 0;
    for (let k = (start + 1) % n; k !== end; k = (k + 1) % n) {
      const d = Math.abs((b.x - a.x) * (a.y - contour[k].y) - (a.x - contour[k].x) * (b.y - a.y)) / length;
      if (d > depth) {
        depth = d;
        far = k;
      }
    }
    if (far >= 0) out.push({ start, end, far, depth });
  }
  return out;
}
