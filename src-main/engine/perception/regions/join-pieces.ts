/** Joining pieces: parts of one garment that the flood of the ground has cut off from each other are one piece again. */

import { convexHull } from '../../image/ops/contour.ts';
import type { RunComponents } from '../../image/ops/runs.ts';
import type { Box, Point, Raster } from '../../image/raster.ts';
import { levels } from '../garment/backdrop.ts';
import type { Kept } from './pieces.ts';

/** Share of a piece's pixels inside another's convex hull from which they are one garment. */
const INSIDE = 0.3;
/** A small part belongs to what it lies no farther from, share of the long side. */
const NEAR = 0.06;
/** One above the other and of one colour: how far apart (share of the long side), how alike in width and how far off the middle. */
const STACKED = { apart: 0.05, width: 0.6, off: 0.15, colour: 24 };
/** Steps between the points that stand for a piece. */
const STEP = 3;

/**
 * @param named component per pixel of `lab`
 * @returns numbers of the garments, 1..255, by pixel
 */
export function joinPieces(
  lab: Raster<Float32Array>,
  named: Int32Array,
  { box, area }: RunComponents,
  { main, parts }: Kept,
): Raster<Uint8Array> {
  const { width, height } = lab;
  const long = Math.max(width, height);
  const points = pointsOf(named, main, width);
  const hulls = new Map(main.map((k) => [k, hullOf(points.get(k) ?? [])]));
  const colours = coloursOf(lab, named, main);
  const owner = new Map(main.map((k) => [k, k]));
  const root = (k: number): number => {
    const up = owner.get(k) ?? k;
    return up === k ? k : root(up);
  };
  // the larger ones come first
  for (const [at, k] of main.entries())
    for (const larger of main.slice(0, at)) {
      if (root(k) === root(larger)) continue;
      const within = shareInside(points.get(k) ?? [], hulls.get(larger) ?? []) >= INSIDE;
      const alike = (): boolean => {
        const [a, b] = [colours.get(k), colours.get(larger)];
        return !!a && !!b && levels(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < STACKED.colour;
      };
      if (within || (stacked(box[k], box[larger], long) && alike())) owner.set(root(k), root(larger));
    }
  for (const k of parts) {
    const near = main
      .map((one) => ({ one, apart: apart(box[k], box[one]) }))
      .sort((a, b) => a.apart - b.apart || area[b.one] - area[a.one])[0];
    if (near.apart <= NEAR * long) owner.set(k, root(near.one));
  }
  const roots = [...new Set(main.map(root))].slice(0, 255);
  const number = new Map(roots.map((k, at) => [k, at + 1]));
  const value = new Map([...owner.keys()].map((k) => [k, number.get(root(k)) ?? 0]));
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) if (named[i]) data[i] = value.get(named[i]) ?? 0;
  return { width, height, channels: 1, data };
}

/** Distance between two boxes, pixels; 0 where they overlap. */
function apart(a: Box, b: Box): number {
  const dx = Math.max(0, a.x0 - b.x1, b.x0 - a.x1);
  const dy = Math.max(0, a.y0 - b.y1, b.y0 - a.y1);
  return Math.hypot(dx, dy);
}

function stacked(a: Box, b: Box, long: number): boolean {
  const [wide, narrow] = [a, b].map(({ x0, x1 }) => x1 - x0).sort((p, q) => q - p);
  const off = Math.abs(a.x0 + a.x1 - b.x0 - b.x1) / 2;
  const gap = Math.max(a.y0 - b.y1, b.y0 - a.y1);
  return (
    gap >= 0 && gap <= STACKED.apart * long && narrow >= STACKED.width * wide && off <= STACKED.off * wide
  );
}

/** Mean Lab colour of each component. */
function coloursOf(
  { data }: Raster<Float32Array>,
  named: Int32Array,
  wanted: readonly number[],
): Map<number, number[]> {
  const sums = new Map(wanted.map((k) => [k, [0, 0, 0, 0]]));
  for (let i = 0; i < named.length; i += STEP) {
    const sum = named[i] ? sums.get(named[i]) : undefined;
    if (!sum) continue;
    for (let c = 0; c < 3; c++) sum[c] += data[i * 3 + c];
    sum[3]++;
  }
  return new Map([...sums].map(([k, sum]) => [k, sum.slice(0, 3).map((v) => v / Math.max(1, sum[3]))]));
}

function pointsOf(named: Int32Array, wanted: readonly number[], width: number): Map<number, Point[]> {
  const points = new Map<number, Point[]>(wanted.map((k) => [k, []]));
  for (let y = 0; y * width < named.length; y += STEP)
    for (let x = 0; x < width; x += STEP) points.get(named[y * width + x])?.push({ x, y });
  return points;
}

const hullOf = (points: Point[]): Point[] => convexHull(points).map((i) => points[i]);

/** Share of the points inside a convex outline. */
function shareInside(points: readonly Point[], hull: readonly Point[]): number {
  if (points.length === 0 || hull.length < 3) return 0;
  const box: Box = {
    x0: Math.min(...hull.map(({ x }) => x)),
    y0: Math.min(...hull.map(({ y }) => y)),
    x1: Math.max(...hull.map(({ x }) => x)),
    y1: Math.max(...hull.map(({ y }) => y)),
  };
  const inside = points.filter(
    (p) => p.x >= box.x0 && p.x <= box.x1 && p.y >= box.y0 && p.y <= box.y1 && isInside(p, hull),
  );
  return inside.length / points.length;
}

function isInside({ x, y }: Point, hull: readonly Point[]): boolean {
  let side = 0;
  for (let i = 0; i < hull.length; i++) {
    const [a, b] = [hull[i], hull[(i + 1) % hull.length]];
    const turn = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    if (turn === 0) continue;
    if (side !== 0 && Math.sign(turn) !== side) return false;
    side = Math.sign(turn);
  }
  return true;
}
