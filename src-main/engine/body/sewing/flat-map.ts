/** Between the garment's picture and flat cloth at true size. */

import type { Point2 } from './piece.ts';

/**
 * Cloth of a half over its seen width on a mannequin, at least and at most: between a flat board (1) and a tube (pi / 2). A
 * bust of 84 cm is seen 29 cm wide, 1.45.
 */
export const MANNEQUIN_FULLNESS = 1.15;
export const MOST_FULLNESS = 1.45;

export interface FlatMapOptions {
  /** Picture point that becomes the origin of the cloth, garment pixels. */
  origin: Point2;
  /** Metres of cloth a pixel. */
  perPixelX: number;
  perPixelY: number;
  /**
   * Half width in pixels, by picture row, of the body that fills the garment, for pictures on a mannequin, whose sides turn
   * away from the camera. Absent: laid flat.
   */
  roundedHalf?: (y: number) => number;
  /** Cloth of a half over its seen width by picture row, 1..MOST_FULLNESS. */
  fullness?: (y: number) => number;
  /** Width of the cloth by picture row over what the other options give, from grading. Absent: 1. */
  wider?: (y: number) => number;
}

/**
 * x to the right of the picture, y up, metres on the cloth.
 *
 * A side that turns away holds the more cloth the farther out: t + (fullness - 1) t^3 at share t of the half, true to size
 * in the middle and, unlike the arc of an ellipse, not blowing up the last pixels of the outline.
 */
export class FlatMap {
  readonly options: FlatMapOptions;

  constructor(options: FlatMapOptions) {
    this.options = options;
  }

  /** The cloth before its points were moved. */
  get plain(): FlatMap {
    return this;
  }

  toFlat(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    let x = p.x - origin.x;
    if (roundedHalf !== undefined) {
      const half = roundedHalf(p.y);
      const t = Math.min(1, Math.abs(x) / half);
      const over = Math.max(0, Math.abs(x) - half);
      x = Math.sign(x) * (half * (t + this.more(p.y) * t ** 3) + over);
    }
    return { x: x * perPixelX * this.wider(p.y), y: (origin.y - p.y) * perPixelY };
  }

  toPicture(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    const y = origin.y - p.y / perPixelY;
    let x = p.x / (perPixelX * this.wider(y));
    if (roundedHalf !== undefined) {
      const half = roundedHalf(y);
      const more = this.more(y);
      const goal = Math.abs(x) / half;
      const over = Math.max(0, goal - 1 - more);
      // Newton's method on a rising convex curve, from its far end
      let t = 1;
      for (let i = 0; i < 8; i++)
        t -= (t + more * t ** 3 - Math.min(goal, 1 + more)) / (1 + 3 * more * t * t);
      x = Math.sign(x) * half * (Math.max(0, t) + over);
    }
    return { x: origin.x + x, y };
  }

  private wider(y: number): number {
    return this.options.wider?.(y) ?? 1;
  }

  private more(y: number): number {
    return (this.options.fullness?.(y) ?? MANNEQUIN_FULLNESS) - 1;
  }
}
