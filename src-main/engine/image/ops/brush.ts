/** Brush strokes drawn as masks: round, soft by hardness, later strokes over earlier ones. */

import { type Box, byteRaster, type Raster } from '../raster.ts';

export interface BrushStroke {
  /** Pixels of the raster. */
  radius: number;
  /** 0 = soft from the middle on, 1 = a hard edge of one pixel. */
  hardness: number;
  /** x and y by turns, pixels of the raster. */
  points: readonly number[];
}

/** Points nearer to the last one than this share of the radius change nothing that can be seen. */
const THINNING = 0.2;

/** The stroke's line with points that add nothing left out, at least one point. */
function thinned({ points, radius }: BrushStroke): number[] {
  const out = [points[0], points[1]];
  const least = Math.max(0.5, THINNING * radius);
  for (let i = 2; i + 1 < points.length; i += 2) {
    const last = i + 2 >= points.length;
    const dx = points[i] - out[out.length - 2];
    const dy = points[i + 1] - out[out.length - 1];
    if (dx * dx + dy * dy >= least * least || (last && (dx !== 0 || dy !== 0)))
      out.push(points[i], points[i + 1]);
  }
  return out;
}

/** Pixels a stroke can reach, clipped to `width` x `height`; null when there are none. */
export function strokeBox(stroke: BrushStroke, width: number, height: number): Box | null {
  const [far, near] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const box = { x0: far, y0: far, x1: near, y1: near };
  for (let i = 0; i + 1 < stroke.points.length; i += 2) {
    box.x0 = Math.min(box.x0, stroke.points[i]);
    box.x1 = Math.max(box.x1, stroke.points[i]);
    box.y0 = Math.min(box.y0, stroke.points[i + 1]);
    box.y1 = Math.max(box.y1, stroke.points[i + 1]);
  }
  const reach = stroke.radius + 1;
  const clipped = {
    x0: Math.max(0, Math.floor(box.x0 - reach)),
    y0: Math.max(0, Math.floor(box.y0 - reach)),
    x1: Math.min(width, Math.ceil(box.x1 + reach)),
    y1: Math.min(height, Math.ceil(box.y1 + reach)),
  };
  return clipped.x1 > clipped.x0 && clipped.y1 > clipped.y0 ? clipped : null;
}

/**
 * Coverage 0..255 of one stroke over `box`: 255 along its line, falling to 0 at its radius from `hardness` of the way
 * on. A stroke does not build up where it crosses itself.
 */
export function drawStroke(stroke: BrushStroke, box: Box): Raster<Uint8Array> {
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const out = byteRaster(width, height, 1);
  const { data } = out;
  const line = thinned(stroke);
  const { radius } = stroke;
  // At least a pixel of slope, half of it inside, so that the hardest edge is smooth.
  const soft = Math.max(1, radius * (1 - stroke.hardness));
  const outer = stroke.hardness === 1 || soft <= 1 ? radius + 0.5 : radius;
  const reach2 = outer * outer;
  const solid = Math.max(0, outer - soft);
  const segments = Math.max(1, line.length / 2 - 1);
  for (let s = 0; s < segments; s++) {
    const ax = line[s * 2] - box.x0;
    const ay = line[s * 2 + 1] - box.y0;
    const end = Math.min(line.length - 2, s * 2 + 2);
    const bx = line[end] - box.x0;
    const by = line[end + 1] - box.y0;
    const dx = bx - ax;
    const dy = by - ay;
    const inv = dx === 0 && dy === 0 ? 0 : 1 / (dx * dx + dy * dy);
    const x0 = Math.max(0, Math.floor(Math.min(ax, bx) - outer));
    const x1 = Math.min(width, Math.ceil(Math.max(ax, bx) + outer));
    const y0 = Math.max(0, Math.floor(Math.min(ay, by) - outer));
    const y1 = Math.min(height, Math.ceil(Math.max(ay, by) + outer));
    for (let y = y0; y < y1; y++) {
      const py = y + 0.5 - ay;
      for (let x = x0; x < x1; x++) {
        const px = x + 0.5 - ax;
        let t = (px * dx + py * dy) * inv;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const qx = px - t * dx;
        const qy = py - t * dy;
        const d2 = qx * qx + qy * qy;
        if (d2 >= reach2) continue;
        const d = Math.sqrt(d2);
        const k = d <= solid ? 1 : (outer - d) / soft;
        const v = 255 * (k >= 1 ? 1 : k * k * (3 - 2 * k)) + 0.5;
        const i = y * width + x;
        if (v > data[i]) data[i] = v;
      }
    }
  }
  return out;
}
