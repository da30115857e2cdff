/** Armhole: where a garment without sleeves reaches its full width below the arm opening. */

import { clamp, gaussianFilter1d } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import type { Silhouette } from './silhouette.ts';

export interface Armholes {
  L: Point;
  R: Point;
  confidence: number;
}

/**
 * Armpit points of a sleeveless garment: the corner of the half-width profile where widening under the arm opening
 * stops. Sizes are relative to the garment's own half width near the top, so that a crop top and a long dress are
 * treated alike.
 */
export function findArmholes(s: Silhouette): Armholes {
  const half = new Float64Array(s.height);
  for (let y = s.y0; y < s.y1; y++) {
    const v = (s.allR[y] - s.allL[y]) / 2;
    half[y] = Number.isFinite(v) ? v : 0;
  }
  const at = (y: number): number => half[clamp(Math.round(y), s.y0, s.y1 - 1)];
  const widest = (to: number): number => {
    let m = 1;
    for (let y = s.y0; y < Math.min(s.y1, to); y++) m = Math.max(m, half[y]);
    return m;
  };
  // Scale: half width of the upper part, whose length again depends on it.
  let scale = widest(s.y0 + 0.22 * s.span);
  scale = Math.max(scale, widest(Math.min(s.y0 + 0.45 * s.span, s.y0 + 1.2 * scale)));
  const smooth = gaussianFilter1d(half, Math.max(1, 0.04 * scale));
  const reach = Math.max(3, Math.round(0.2 * scale));
  const slope = (a: number, b: number): number =>
    (smooth[clamp(b, s.y0, s.y1 - 1)] - smooth[clamp(a, s.y0, s.y1 - 1)]) / Math.max(1, b - a);
  const cap = underCap(s, half, scale);
  if (cap) {
    const w = at(cap.y);
    const mid = (s.allL[cap.y] + s.allR[cap.y]) / 2;
    const y = cap.y + 0.5;
    return { L: { x: mid - w, y }, R: { x: mid + w, y }, confidence: cap.confidence };
  }
  // Higher up lies the shoulder tip, which is such a corner too.
  const from = Math.round(s.y0 + 0.5 * scale);
  const to = Math.round(Math.min(s.y0 + 2.3 * scale, s.y0 + 0.6 * s.span));
  let best = -1;
  let most = 0;
  for (let y = from; y < to; y++) {
    const before = slope(y - reach, y);
    const after = slope(y, y + reach);
    if (before < 0.06 || smooth[y] < 0.7 * scale) continue;
    // Typical armholes are as deep as the half width: prefer corners near there.
    const typical = 1 - 0.35 * Math.min(1, Math.abs((y - s.y0) / scale - 0.95));
    const corner = (before - Math.max(-0.25, after)) * typical;
    if (corner > most) {
      most = corner;
      best = y;
    }
  }
  let confidence = clamp(0.4 + most, 0, 0.8);
  if (most < 0.1) {
    best = Math.round(Math.min(s.y0 + 0.95 * scale, s.y0 + 0.45 * s.span));
    confidence = 0.35;
  }
  const y = best + 0.5;
  const w = at(best);
  const mid = (s.allL[best] + s.allR[best]) / 2;
  return { L: { x: mid - w, y }, R: { x: mid + w, y }, confidence };
}

/** Depth of an armhole under a cap shoulder, in half widths at the shoulder tips. */
const CAP_DEPTH = 0.6;

/**
 * Shoulders that jut out over the arms: the edge of the arm opening slants inwards from the shoulder tip and ends where
 * the outline turns in towards the waist. Undefined for shoulders of other shapes.
 */
function underCap(
  s: Silhouette,
  half: Float64Array,
  scale: number,
): { y: number; confidence: number } | undefined {
  let tip = s.y0;
  for (let y = s.y0; y < Math.min(s.y1, s.y0 + 0.9 * scale); y++) if (half[y] > half[tip]) tip = y;
  const wide = half[tip];
  const below = Math.round(tip + 0.35 * wide);
  const end = Math.round(tip + 1.05 * wide);
  if (end >= s.y1 || half[below] > 0.92 * wide) return undefined;
  // Where the outline widens again the arm opening is a concave curve.
  let least = wide;
  for (let y = tip; y < tip + 0.8 * wide; y++) {
    least = Math.min(least, half[y]);
    if (half[y] > least + 0.05 * scale) return undefined;
  }
  const smooth = gaussianFilter1d(half, Math.max(1, 0.012 * scale));
  const reach = Math.max(4, Math.round(0.07 * wide));
  let best = -1;
  let most = 0;
  for (let y = Math.round(tip + 0.3 * wide); y < Math.min(end, s.y1 - reach); y++) {
    const turn = (2 * smooth[y] - smooth[y - reach] - smooth[y + reach]) / reach;
    const typical = 1 - 0.6 * Math.min(1, Math.abs((y - tip) / wide - CAP_DEPTH) / 0.45);
    if (turn * typical > most) {
      most = turn * typical;
      best = y;
    }
  }
  if (most < 0.12) return { y: Math.round(tip + CAP_DEPTH * wide), confidence: 0.4 };
  return { y: best, confidence: clamp(0.45 + most, 0, 0.8) };
}
