/** The outline of a garment's cut-out between its landmarks. */

import type { Garment } from '../../domain/garment.ts';
import { traceContours } from '../../image/ops/contour.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { byteRaster, type Point } from '../../image/raster.ts';
import type { Point2 } from './piece.ts';

/** Long side at which the outline is traced, pixels: 1 to 2 mm of a garment each. */
const TRACE_SIZE = 700;
/** Points averaged along the traced outline, which runs in steps of pixels. */
const SMOOTH = 3;

export interface OutlineOptions {
  /** Keeps only the cloth of which it says so, by garment pixel. */
  part?: (x: number, y: number) => boolean;
  /** Gives straight lines between key points, for outlines that cannot be sewn as they are. */
  straight?: boolean;
}

export class Outline {
  /** Clockwise on screen, garment pixels. */
  readonly points: Point2[];

  private readonly straight: boolean;

  constructor(garment: Garment, { part, straight = false }: OutlineOptions = {}) {
    this.straight = straight;
    const { alpha } = garment;
    const k = Math.min(1, TRACE_SIZE / Math.max(alpha.width, alpha.height));
    const w = Math.max(8, Math.round(alpha.width * k));
    const h = Math.max(8, Math.round(alpha.height * k));
    const small = resizeArea(alpha, w, h);
    // a frame of one pixel, so that cloth at the picture's edge has an outline too
    const solid = byteRaster(w + 2, h + 2, 1);
    const kx = alpha.width / w;
    const ky = alpha.height / h;
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        if (small.data[y * w + x] <= 0.5) continue;
        if (part && !part((x + 0.5) * kx, (y + 0.5) * ky)) continue;
        solid.data[(y + 1) * (w + 2) + x + 1] = 1;
      }
    }
    const [contour = []] = traceContours(solid);
    const n = contour.length;
    this.points = contour.map((_, i) => {
      let [x, y] = [0, 0];
      for (let j = -SMOOTH; j <= SMOOTH; j++) {
        const p = contour[(((i + j) % n) + n) % n];
        x += p.x;
        y += p.y;
      }
      const count = 2 * SMOOTH + 1;
      return { x: (x / count - 1) * kx, y: (y / count - 1) * ky };
    });
  }

  /** Index of the outline point nearest to p. */
  near(p: Point): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.points.length; i++) {
      const d = (this.points[i].x - p.x) ** 2 + (this.points[i].y - p.y) ** 2;
      if (d < least) {
        least = d;
        best = i;
      }
    }
    return best;
  }

  /**
   * Outline from a to b, clockwise on screen. Where the way is more than `detour` times the straight line the landmarks
   * contradict the outline and the straight line is taken.
   */
  arc(a: Point, b: Point, detour = 2.2): Point2[] {
    const out: Point2[] = [{ x: a.x, y: a.y }];
    const n = this.points.length;
    if (n > 0 && !this.straight) {
      const end = this.near(b);
      let walked = 0;
      const limit = detour * Math.hypot(a.x - b.x, a.y - b.y) + 1;
      const start = this.near(a);
      for (let i = start; ; i = (i + 1) % n) {
        const last = out[out.length - 1];
        walked += Math.hypot(this.points[i].x - last.x, this.points[i].y - last.y);
        if (walked > limit) return [out[0], { x: b.x, y: b.y }];
        if (i !== start && i !== end) out.push(this.points[i]);
        if (i === end) break;
      }
    }
    out.push({ x: b.x, y: b.y });
    return out;
  }

  /** Leftmost and rightmost outline crossing of row y, or null. */
  row(y: number): { left: number; right: number } | null {
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    const n = this.points.length;
    for (let i = 0; i < n; i++) {
      const a = this.points[i];
      const b = this.points[(i + 1) % n];
      if (a.y <= y === b.y <= y) continue;
      const x = a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    return left < right ? { left, right } : null;
  }
}
