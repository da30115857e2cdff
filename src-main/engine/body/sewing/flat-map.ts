/** Between the garment's picture and flat cloth at true size. */

import type { Point2 } from './piece.ts';

/** Depth over width of a dressed body on a mannequin. */
const ROUNDNESS = 0.65;
/** The outline is taken to lie this far inside the ellipse's edge, where a pixel more would be a hand's width of cloth. */
const EDGE = 1.05;
const TABLE = 64;

export interface FlatMapOptions {
  /** Picture point that becomes the origin of the cloth, garment pixels. */
  origin: Point2;
  /** Metres of cloth a pixel. */
  perPixelX: number;
  perPixelY: number;
  /**
   * Half width in pixels, by picture row, of the body that fills the garment, for pictures on a mannequin, whose sides turn
   * away from the camera: x is then the arc of an ellipse. Absent: laid flat.
   */
  roundedHalf?: (y: number) => number;
}

/** Arc length over half width from the axis to share i / TABLE of a quarter turn. */
const ARC = new Float64Array(TABLE + 1);
for (let i = 1; i <= TABLE; i++) {
  const a = ((i - 0.5) / TABLE) * (Math.PI / 2);
  ARC[i] = ARC[i - 1] + (Math.PI / 2 / TABLE) * Math.hypot(Math.cos(a), ROUNDNESS * Math.sin(a));
}

/** Cloth from the axis to a share t (0..1) of the ellipse's half width, over that half width. */
function arcTo(t: number): number {
  const k = (Math.asin(Math.min(1, t)) / (Math.PI / 2)) * TABLE;
  const i = Math.min(TABLE - 1, Math.floor(k));
  return ARC[i] + (ARC[i + 1] - ARC[i]) * (k - i);
}

/** Cloth of a half over its seen width on a mannequin. */
export const MANNEQUIN_FULLNESS = EDGE * arcTo(1 / EDGE);

/** x to the right of the picture, y up, metres on the cloth. */
export class FlatMap {
  private readonly options: FlatMapOptions;

  constructor(options: FlatMapOptions) {
    this.options = options;
  }

  toFlat(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    let x = p.x - origin.x;
    if (roundedHalf !== undefined) {
      const half = roundedHalf(p.y);
      const over = Math.max(0, Math.abs(x) - half);
      x = Math.sign(x) * (arcTo(Math.min(half, Math.abs(x)) / (half * EDGE)) * half * EDGE + over);
    }
    return { x: x * perPixelX, y: (origin.y - p.y) * perPixelY };
  }

  toPicture(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    let x = p.x / perPixelX;
    const y = origin.y - p.y / perPixelY;
    if (roundedHalf !== undefined) {
      const half = roundedHalf(y);
      const goal = Math.abs(x) / (half * EDGE);
      const over = Math.max(0, Math.abs(x) - MANNEQUIN_FULLNESS * half);
      let i = 0;
      while (i < TABLE - 1 && ARC[i + 1] < goal) i++;
      const k = i + Math.min(1, (goal - ARC[i]) / (ARC[i + 1] - ARC[i]));
      const seen = Math.min(half, Math.sin((k / TABLE) * (Math.PI / 2)) * half * EDGE);
      x = Math.sign(x) * (seen + over);
    }
    return { x: origin.x + x, y };
  }
}
