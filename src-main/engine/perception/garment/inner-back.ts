/** Inner back: the inside of a garment's back that shows through its neck opening or open front. */

import { clamp } from '../../image/ops/signal.ts';
import { floatRaster, type Mask, type Point } from '../../image/raster.ts';

/** Edges of an open front from neck to hem, raster pixels; both run downwards over the same rows. */
export interface FrontEdges {
  left: Point[];
  right: Point[];
}

/**
 * Coverage above the front neckline (points from the left to the right collar point, may be empty) and between the
 * front edges if given, with soft edges of one pixel. Above the edges the opening narrows to the collar points.
 */
export function innerBackOf(alpha: Mask, neckline: readonly Point[], front?: FrontEdges): Mask {
  const out = floatRaster(alpha.width, alpha.height, 1);
  if (neckline.length > 1) aboveNeckline(alpha, neckline, out);
  if (front && front.left.length > 1) betweenFronts(alpha, front, out);
  return out;
}

function aboveNeckline(alpha: Mask, neckline: readonly Point[], out: Mask): void {
  const { width, height } = alpha;
  const first = neckline[0];
  const last = neckline[neckline.length - 1];
  let k = 0;
  for (let x = Math.max(0, Math.ceil(first.x - 0.5)); x < Math.min(width, last.x); x++) {
    const at = x + 0.5;
    while (k < neckline.length - 2 && neckline[k + 1].x < at) k++;
    const a = neckline[k];
    const b = neckline[k + 1];
    const t = clamp((at - a.x) / Math.max(1e-6, b.x - a.x), 0, 1);
    const edge = a.y + (b.y - a.y) * t;
    for (let y = 0; y < Math.min(height, edge + 1); y++)
      out.data[y * width + x] = alpha.data[y * width + x] * clamp(edge - y, 0, 1);
  }
}

function betweenFronts(alpha: Mask, front: FrontEdges, out: Mask): void {
  const { width, height } = alpha;
  const { left, right } = front;
  const last = left.length - 1;
  const step = (left[last].y - left[0].y) / last;
  // Above the first row lies the back of the collar, which is as wide as the opening there.
  for (let y = 0; y < Math.min(height, left[last].y + 2 * step); y++) {
    const at = clamp((y + 0.5 - left[0].y) / step, 0, last);
    const k = Math.min(last - 1, Math.floor(at));
    const t = at - k;
    const x0 = left[k].x + (left[k + 1].x - left[k].x) * t;
    const x1 = right[k].x + (right[k + 1].x - right[k].x) * t;
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(width, x1); x++) {
      const i = y * width + x;
      const cover = clamp(x + 1 - x0, 0, 1) * clamp(x1 - x, 0, 1);
      out.data[i] = Math.max(out.data[i], alpha.data[i] * cover);
    }
  }
}
