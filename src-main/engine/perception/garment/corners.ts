/** Concave corners of an outline: the pockets under arms, between legs and beside straps. */

import { convexityDefects } from '../../image/ops/contour.ts';
import type { Point } from '../../image/raster.ts';
import type { Silhouette } from './silhouette.ts';

export interface Corner extends Point {
  /** Opening angle in degrees: small = sharp pocket. */
  angle: number;
  /** Unit vector the pocket opens towards (y down). */
  openX: number;
  openY: number;
  /** Depth below the hull edge spanning the pocket, pixels. */
  depth: number;
  /** Ends of the hull edge. */
  from: Point;
  to: Point;
  /** True for the upper end of an enclosed gap. */
  enclosed: boolean;
}

/** Mean direction of the contour over `reach` steps from index k. */
function branch(contour: readonly Point[], k: number, step: 1 | -1, reach: number): Point {
  const n = contour.length;
  let x = 0;
  let y = 0;
  for (let r = 1; r <= reach; r++) {
    const p = contour[(k + step * r + n * reach) % n];
    x += (p.x - contour[k].x) / r;
    y += (p.y - contour[k].y) / r;
  }
  const l = Math.hypot(x, y) || 1;
  return { x: x / l, y: y / l };
}

function cornerAt(
  contour: readonly Point[],
  k: number,
  reach: number,
): { angle: number; openX: number; openY: number } {
  const a = branch(contour, k, -1, reach);
  const b = branch(contour, k, 1, reach);
  const angle = (Math.acos(Math.max(-1, Math.min(1, a.x * b.x + a.y * b.y))) * 180) / Math.PI;
  let openX = a.x + b.x;
  let openY = a.y + b.y;
  const l = Math.hypot(openX, openY);
  if (l > 1e-6) {
    openX /= l;
    openY /= l;
  }
  return { angle, openX, openY };
}

/** Sharpest corner of every concavity deeper than `minDepth`, and the tops of enclosed gaps. */
export function concaveCorners(s: Silhouette, minDepth: number): Corner[] {
  const { contour } = s;
  const n = contour.length;
  const reach = Math.max(4, Math.round(0.045 * Math.max(s.span, 200)));
  const out: Corner[] = [];
  for (const d of convexityDefects(contour)) {
    if (d.depth < minDepth) continue;
    const a = contour[d.start];
    const b = contour[d.end];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    let best: Corner | undefined;
    let bestScore = Number.POSITIVE_INFINITY;
    const found: Corner[] = [];
    for (let k = (d.start + 1) % n; k !== d.end; k = (k + 1) % n) {
      const p = contour[k];
      const depth = Math.abs((b.x - a.x) * (a.y - p.y) - (a.x - p.x) * (b.y - a.y)) / length;
      if (depth < 0.3 * d.depth || depth < minDepth) continue;
      const c = cornerAt(contour, k, reach);
      // Concave: the pocket opens away from the garment, so a step along the opening leaves it.
      const ox = Math.floor(p.x + c.openX * 3);
      const oy = Math.floor(p.y + c.openY * 3);
      if (ox >= 0 && oy >= 0 && ox < s.width && oy < s.height && s.mask[oy * s.width + ox] && c.angle < 165)
        continue;
      const score = c.angle - 40 * (depth / d.depth);
      const corner = { x: p.x, y: p.y, ...c, depth, from: a, to: b, enclosed: false };
      if (score < bestScore) {
        bestScore = score;
        best = corner;
      }
      if (c.angle < 125) found.push(corner);
    }
    if (best) out.push(best);
    // A wide concavity may hold two corners (a shoulder cut and an armpit): keep distinct sharp ones.
    found.sort((p, q) => p.angle - q.angle);
    const taken: Corner[] = best ? [best] : [];
    for (const c of found) {
      if (taken.length > 3) break;
      if (taken.every((t) => Math.hypot(t.x - c.x, t.y - c.y) > 0.07 * s.span)) {
        taken.push(c);
        out.push(c);
      }
    }
  }
  for (const gap of s.gaps) {
    let upper = gap[0];
    let lower = gap[0];
    for (const p of gap) {
      if (p.y < upper.y) upper = p;
      if (p.y > lower.y) lower = p;
    }
    const tall = lower.y - upper.y;
    if (tall < 0.03 * s.span) continue;
    out.push({
      x: upper.x,
      y: upper.y,
      angle: 60,
      openX: 0,
      openY: 1,
      depth: tall * 0.6,
      from: lower,
      to: lower,
      enclosed: true,
    });
  }
  return out;
}
