/** Armpits: chooses, among the concave corners of an outline, the pair under the sleeves. */

import { median } from '../../image/ops/signal.ts';
import type { Corner } from './corners.ts';
import type { ArmpitPair } from './features.ts';
import { inside, rowRange, type Silhouette } from './silhouette.ts';

/** An armpit opens downwards or outwards-downwards and is sharper than this many degrees. */
const MAX_ANGLE = 148;

/** Score 0..1 of one corner as an armpit of the given side (-1 = image left). */
function quality(s: Silhouette, c: Corner, side: -1 | 1, torso: number): number {
  const out = side * (c.x - s.axis);
  if (out < 0.22 * torso || c.angle > MAX_ANGLE) return 0;
  // Opening up or inwards: a strap, a collar, a cut-out shoulder.
  if (c.openY < 0.12) return 0;
  if (side * c.openX < -0.75 && !c.enclosed) return 0;
  const at = (c.y - s.y0) / s.span;
  const depth = c.depth / s.span;
  // Low pockets are sleeves that touch the body almost to their end; shallow ones there are side slits.
  if (at < 0.03 || at > 0.92 || depth < 0.018 || (at > 0.72 && depth < 0.12)) return 0;
  // Garment outboard of the pocket: the sleeve, beside it or above it.
  let sleeve = 0;
  for (let k = 1; k <= 10; k++) {
    const x = c.x + side * k * 0.03 * torso;
    if (inside(s, x, c.y - 0.03 * s.span) || inside(s, x, c.y) || inside(s, x, c.y + 0.04 * s.span)) sleeve++;
  }
  if (sleeve < 3) return 0;
  const sharp = Math.min(1, (MAX_ANGLE - c.angle) / 55);
  const deep = Math.min(1, depth / 0.09);
  const height = at < 0.5 ? 1 : Math.max(0.35, 1 - (at - 0.5) / 0.3);
  return Math.sqrt(sharp * deep) * height * Math.min(1, 0.4 + sleeve / 8);
}

/**
 * The two armpits, consistent under mirroring about the axis. One may be missing when only one side shows a pocket;
 * both are when the garment has no sleeves.
 */
export function findArmpits(s: Silhouette, corners: readonly Corner[]): ArmpitPair {
  const [a, b] = rowRange(s, 0.35, 0.75);
  const widths: number[] = [];
  for (let y = a; y < b; y++) {
    const w = s.runR[y] - s.runL[y];
    if (Number.isFinite(w)) widths.push(w);
  }
  const torso = widths.length > 0 ? median(widths) : s.width / 2;
  const rank = (side: -1 | 1): { c: Corner; q: number }[] =>
    corners
      .map((c) => ({ c, q: quality(s, c, side, torso) }))
      .filter((e) => e.q > 0.12)
      .sort((p, q) => q.q - p.q)
      .slice(0, 6);
  const left = rank(-1);
  const right = rank(1);
  let best: ArmpitPair = { score: 0 };
  for (const l of left)
    for (const r of right) {
      const mismatch = Math.hypot(2 * s.axis - l.c.x - r.c.x, l.c.y - r.c.y) / s.span;
      const score = (l.q + r.q) / 2 - 1.5 * Math.max(0, mismatch - 0.02);
      if (score > best.score) best = { L: l.c, R: r.c, score };
    }
  if (best.score > 0.12) return best;
  // One side alone must be quite clear.
  const single = [...left.map((e) => ({ ...e, side: 'L' })), ...right.map((e) => ({ ...e, side: 'R' }))].sort(
    (p, q) => q.q - p.q,
  )[0];
  if (single && single.q > 0.45) return { [single.side]: single.c, score: 0.6 * single.q };
  return { score: 0 };
}

/** Are the pockets convincing enough to speak of sleeves? */
export function hasSleeves(armpits: ArmpitPair): boolean {
  return armpits.score > 0.2;
}
