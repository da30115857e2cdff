/** Rows: how heights on a body go with rows of a picture, and how far cloth reaches in each. */

import type { Garment } from '../../domain/garment.ts';
import type { Point } from '../../image/raster.ts';

/** Pairs of a height (metres) and a picture row (pixels), from the top down. */
export type Anchors = readonly (readonly [y: number, row: number])[];

/** Row of a height: straight between anchors and beyond the last ones. */
export function rowAt(anchors: Anchors, y: number): number {
  let i = 1;
  while (i < anchors.length - 1 && y < anchors[i][0]) i++;
  const [a, b] = [anchors[i - 1], anchors[i]];
  return a[1] + ((y - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
}

/** The picture's cloth between two columns at a row. */
export interface Span {
  x0: number;
  x1: number;
}

/**
 * Run of cloth around column `x` at a row, or around the nearest cloth of that row; nothing where a row is bare. The inside
 * of the back that shows through a neck is cloth here: only the outline counts.
 */
export function runAt({ alpha }: Garment, row: number, x: number): Span | undefined {
  const { width, height, data } = alpha;
  const y = Math.min(height - 1, Math.max(0, Math.floor(row)));
  const solid = (i: number): boolean => data[y * width + i] > 0.5;
  let from = Math.min(width - 1, Math.max(0, Math.floor(x)));
  if (!solid(from)) {
    let near = -1;
    for (let i = 0; i < width; i++)
      if (solid(i) && (near < 0 || Math.abs(i - from) < Math.abs(near - from))) near = i;
    if (near < 0) return undefined;
    from = near;
  }
  let [x0, x1] = [from, from + 1];
  while (x0 > 0 && solid(x0 - 1)) x0--;
  while (x1 < width && solid(x1)) x1++;
  return { x0, x1 };
}

/** x of a chain of points, from the top down, at a row; that of its ends beyond them. */
export function xAlong(chain: readonly Point[], row: number): number {
  if (row <= chain[0].y) return chain[0].x;
  for (let i = 1; i < chain.length; i++) {
    const [a, b] = [chain[i - 1], chain[i]];
    if (row < b.y) return a.x + ((b.x - a.x) * (row - a.y)) / Math.max(1e-6, b.y - a.y);
  }
  return chain[chain.length - 1].x;
}

const BIN = 0.02;

/** Smallest and largest x of some vertices by height, read between bins; metres. */
export class Widths {
  private readonly low = new Map<number, number>();
  private readonly high = new Map<number, number>();

  add(x: number, y: number): void {
    const bin = Math.round(y / BIN);
    this.low.set(bin, Math.min(this.low.get(bin) ?? x, x));
    this.high.set(bin, Math.max(this.high.get(bin) ?? x, x));
  }

  at(y: number): Span {
    const k = y / BIN;
    const i = Math.floor(k);
    const read = (values: Map<number, number>): number => {
      const a = nearest(values, i);
      const b = nearest(values, i + 1);
      return a + (b - a) * (k - i);
    };
    return { x0: read(this.low), x1: read(this.high) };
  }
}

function nearest(values: Map<number, number>, bin: number): number {
  for (let d = 0; d < 400; d++) {
    const found = values.get(bin + d) ?? values.get(bin - d);
    if (found !== undefined) return found;
  }
  return 0;
}
