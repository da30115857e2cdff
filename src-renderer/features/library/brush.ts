/** Brush: its sizes for a picture, strokes as they are drawn, and taking them back one by one. */

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

/** Most strokes that are applied at once, by the contract. */
const MOST_STROKES = 500;

/** Strokes drawn and not yet applied, and those taken back again, newest last in both. */
export interface Strokes<S> {
  drawn: readonly S[];
  undone: readonly S[];
}

export const NO_STROKES: Strokes<never> = { drawn: [], undone: [] };

/** With one stroke more; what was taken back before is gone then. */
export const withStroke = <S>({ drawn }: Strokes<S>, stroke: S): Strokes<S> => ({
  drawn: [...drawn, stroke].slice(-MOST_STROKES),
  undone: [],
});

/** The newest stroke taken back; the same where there is none. */
export function strokeUndone<S>(strokes: Strokes<S>): Strokes<S> {
  const { drawn, undone } = strokes;
  return drawn.length ? { drawn: drawn.slice(0, -1), undone: [...undone, drawn[drawn.length - 1]] } : strokes;
}

/** The stroke taken back last drawn again; the same where there is none. */
export function strokeRedone<S>(strokes: Strokes<S>): Strokes<S> {
  const { drawn, undone } = strokes;
  return undone.length
    ? { drawn: [...drawn, undone[undone.length - 1]], undone: undone.slice(0, -1) }
    : strokes;
}
