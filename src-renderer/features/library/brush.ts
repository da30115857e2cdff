/** Brush: its sizes for a picture, and strokes as they are drawn. */

import type { Size } from '../../ui/view-transform.ts';

/** Most numbers of a stroke, by the contract. */
const MOST_NUMBERS = 20_000;

export interface Range {
  /** Radii, picture pixels. */
  least: number;
  most: number;
  initial: number;
}

/** Radii that make sense for a picture of this size. */
export function brushRange({ width, height }: Size): Range {
  const side = Math.max(width, height);
  return {
    least: Math.max(1, Math.round(side * 0.002)),
    most: Math.max(8, Math.round(side * 0.12)),
    initial: Math.max(2, Math.round(side * 0.02)),
  };
}

/** The next radius down or up, by a seventh. */
export function grown(radius: number, by: -1 | 1 | number, range: Range): number {
  const next = by > 0 ? Math.max(radius + 1, radius * 1.15) : Math.min(radius - 1, radius / 1.15);
  return Math.min(range.most, Math.max(range.least, Math.round(next)));
}

/** The stroke with one more point, left out when it hardly moved: a quarter of the radius is not seen. */
export function strokeWith<S extends { radius: number; points: number[] }>(
  stroke: S,
  x: number,
  y: number,
): S {
  const { points, radius } = stroke;
  if (points.length + 2 > MOST_NUMBERS) return stroke;
  const [lastX, lastY] = points.slice(-2);
  if (Math.hypot(x - lastX, y - lastY) < Math.max(0.5, radius / 4)) return stroke;
  return { ...stroke, points: [...points, x, y] };
}
