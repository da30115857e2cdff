/** Between the garment's picture and flat cloth at true size. */

import type { Point2 } from './piece.ts';

/** Depth over width of a dressed bust on a mannequin. */
const ROUNDNESS = 0.65;
const TABLE = 64;

export interface FlatMapOptions {
  /** Picture point that becomes the origin of the cloth, garment pixels. */
  origin: Point2;
  /** Metres of cloth a pixel. */
  perPixelX: number;
  perPixelY: number;
  /**
   * Half width in pixels of the body that fills the garment, for pictures on a mannequin, whose sides turn away from the
   * camera: x is then the arc of an ellipse. Absent: laid flat.
   */
  roundedHalf?: number;
}

/** x to the right of the picture, y up, metres on the cloth. */
export class FlatMap {
  private readonly options: FlatMapOptions;
  /** Arc length over half width from the axis to share i / TABLE of a quarter turn. */
  private readonly arc = new Float64Array(TABLE + 1);

  constructor(options: FlatMapOptions) {
    this.options = options;
    for (let i = 1; i <= TABLE; i++) {
      const a = ((i - 0.5) / TABLE) * (Math.PI / 2);
      const step = Math.PI / 2 / TABLE;
      this.arc[i] = this.arc[i - 1] + step * Math.hypot(Math.cos(a), ROUNDNESS * Math.sin(a));
    }
  }

  /** Cloth of a whole half over its seen width: 1 laid flat, about 1.3 on a mannequin. */
  get fullness(): number {
    return this.options.roundedHalf === undefined ? 1 : this.arc[TABLE];
  }

  toFlat(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    let x = p.x - origin.x;
    if (roundedHalf !== undefined) {
      const t = Math.min(1, Math.abs(x) / roundedHalf);
      const k = (Math.asin(t) / (Math.PI / 2)) * TABLE;
      const i = Math.min(TABLE - 1, Math.floor(k));
      const wrapped = (this.arc[i] + (this.arc[i + 1] - this.arc[i]) * (k - i)) * roundedHalf;
      x = Math.sign(x) * (wrapped + Math.max(0, Math.abs(x) - roundedHalf));
    }
    return { x: x * perPixelX, y: (origin.y - p.y) * perPixelY };
  }

  toPicture(p: Point2): Point2 {
    const { origin, perPixelX, perPixelY, roundedHalf } = this.options;
    let x = p.x / perPixelX;
    if (roundedHalf !== undefined) {
      const goal = Math.abs(x) / roundedHalf;
      let i = 0;
      while (i < TABLE - 1 && this.arc[i + 1] < goal) i++;
      const k = i + Math.min(1, (goal - this.arc[i]) / (this.arc[i + 1] - this.arc[i]));
      const seen = Math.sin((k / TABLE) * (Math.PI / 2)) * roundedHalf;
      x = Math.sign(x) * (seen + Math.max(0, Math.abs(x) - this.arc[TABLE] * roundedHalf));
    }
    return { x: origin.x + x, y: origin.y - p.y / perPixelY };
  }
}
