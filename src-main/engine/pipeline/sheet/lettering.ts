/** Lettering: the captions' typeface drawn as smooth strokes, at any size, without a font of the machine. */

import type { Raster } from '../../image/raster.ts';
import { ADVANCE, glyphOf } from './font.ts';

type Stroke = readonly [x0: number, y0: number, x1: number, y1: number];

/** Half the width of a stroke, in pixels of the typeface. */
const HALF = 0.42;
/** Height of capitals in pixels of the typeface. */
const CAPITAL = 7;
const known = new Map<string, Stroke[]>();

/** Strokes between the dots of a letter: along rows and columns, aslant only where no dot lies around the corner. */
function strokesOf(letter: string): Stroke[] {
  let strokes = known.get(letter);
  if (strokes) return strokes;
  const columns = glyphOf(letter);
  const lit = (x: number, y: number): boolean => x >= 0 && x < 5 && y >= 0 && (columns[x] >> y) % 2 === 1;
  strokes = [];
  for (let x = 0; x < 5; x++) {
    for (let y = 0; y < 8; y++) {
      if (!lit(x, y)) continue;
      const before = strokes.length;
      if (lit(x + 1, y)) strokes.push([x, y, x + 1, y]);
      if (lit(x, y + 1)) strokes.push([x, y, x, y + 1]);
      for (const d of [-1, 1]) {
        if (lit(x + 1, y + d) && !lit(x + 1, y) && !lit(x, y + d)) strokes.push([x, y, x + 1, y + d]);
      }
      if (strokes.length === before) strokes.push([x, y, x, y]);
    }
  }
  known.set(letter, strokes);
  return strokes;
}

/** Width of a line of text whose capitals are `size` pixels high. */
export function textWidth(text: string, size: number): number {
  return Math.max(0, text.length * ADVANCE - 1) * (size / CAPITAL);
}

/**
 * Draws a line of text whose capitals are `size` pixels high, its upper left corner at (x, y), `align` saying which end of
 * the line that is.
 */
export function drawLettering(
  target: Raster<Uint8Array>,
  text: string,
  at: { x: number; y: number; size: number; align?: 'left' | 'middle' | 'right' },
  colour: readonly [number, number, number],
): void {
  const unit = at.size / CAPITAL;
  const width = textWidth(text, at.size);
  const left = at.x - (at.align === 'right' ? width : at.align === 'middle' ? width / 2 : 0);
  [...text].forEach((letter, i) => {
    drawStrokes(target, strokesOf(letter), left + i * ADVANCE * unit, at.y, unit, colour);
  });
}

function drawStrokes(
  target: Raster<Uint8Array>,
  strokes: readonly Stroke[],
  left: number,
  top: number,
  unit: number,
  colour: readonly [number, number, number],
): void {
  const x0 = Math.max(0, Math.floor(left - unit));
  const x1 = Math.min(target.width, Math.ceil(left + 6 * unit));
  const y0 = Math.max(0, Math.floor(top - unit));
  const y1 = Math.min(target.height, Math.ceil(top + 9 * unit));
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      // the middle of the typeface's first dot lies half a dot inside
      const u = (x + 0.5 - left) / unit - 0.5;
      const v = (y + 0.5 - top) / unit - 0.5;
      let near = Number.POSITIVE_INFINITY;
      for (const [ax, ay, bx, by] of strokes) {
        const [dx, dy] = [bx - ax, by - ay];
        const l2 = dx * dx + dy * dy;
        const t = l2 > 0 ? Math.min(1, Math.max(0, ((u - ax) * dx + (v - ay) * dy) / l2)) : 0;
        near = Math.min(near, Math.hypot(u - ax - t * dx, v - ay - t * dy));
      }
      const cover = Math.min(1, Math.max(0, (HALF - near) * unit + 0.5));
      if (cover === 0) continue;
      const o = (y * target.width + x) * 3;
      for (let c = 0; c < 3; c++) {
        target.data[o + c] = Math.round(target.data[o + c] + (colour[c] - target.data[o + c]) * cover);
      }
    }
  }
}
