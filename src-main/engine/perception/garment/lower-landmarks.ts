/** Landmarks of garments worn on the legs: trousers, shorts, skirts. */

import type { GarmentCategory } from '../../domain/garment.ts';
import { findCrotch } from './features.ts';
import type { LandmarkSet } from './landmark-set.ts';
import type { Silhouette } from './silhouette.ts';

/** Landmarks in silhouette pixels. */
export function lowerLandmarks(s: Silhouette, category: GarmentCategory): LandmarkSet {
  const out: LandmarkSet = {};
  const put = (name: keyof LandmarkSet, x: number, y: number, confidence: number): void => {
    out[name] = { x, y, confidence };
  };
  const yw = Math.min(s.y1 - 1, Math.round(s.y0 + 0.012 * s.span));
  put('waistL', s.allL[yw], yw + 0.5, 0.9);
  put('waistR', s.allR[yw], yw + 0.5, 0.9);
  const crotch = category === 'skirt' ? undefined : findCrotch(s);
  const legged = category === 'trousers' || category === 'shorts';
  // The gap between legs may close below the seam when the legs touch: the crotch of trousers lies at 30..45 %.
  let crotchY = crotch?.y ?? Number.NaN;
  let crotchConfidence = 0.85;
  if (legged && category === 'trousers' && !(crotchY < s.y0 + 0.48 * s.span)) {
    crotchY = s.y0 + 0.36 * s.span;
    crotchConfidence = 0.35;
  } else if (legged && category === 'shorts' && !crotch) {
    crotchY = s.y0 + 0.68 * s.span;
    crotchConfidence = 0.3;
  }
  const hipY = Math.round(legged ? s.y0 + 0.65 * (crotchY - s.y0) : widestRow(s, 0.2, 0.55));
  const yh = Math.max(s.y0, Math.min(s.y1 - 1, hipY));
  put('hipL', s.allL[yh], yh + 0.5, 0.8);
  put('hipR', s.allR[yh], yh + 0.5, 0.8);
  if (legged) {
    const cx = crotch && crotchConfidence > 0.5 ? crotch.x : s.axis;
    put('crotch', cx, crotchY, crotchConfidence);
    for (const side of [-1, 1] as const) {
      const name = side < 0 ? 'L' : 'R';
      let outer = { x: s.axis, y: s.y1, v: Number.NEGATIVE_INFINITY };
      let inner = { ...outer };
      const split = crotch ? crotch.x : s.axis;
      for (const p of s.contour) {
        if (side * (p.x - split) < 0 || p.y < crotchY) continue;
        const vo = 1.3 * p.y + side * p.x;
        const vi = 1.3 * p.y - side * p.x;
        if (vo > outer.v) outer = { x: p.x + side * 0.5, y: p.y + 0.5, v: vo };
        if (vi > inner.v) inner = { x: p.x - side * 0.5, y: p.y + 0.5, v: vi };
      }
      put(`legOuter${name}`, outer.x, outer.y, 0.9);
      put(`legInner${name}`, inner.x, inner.y, crotch ? 0.85 : 0.4);
    }
  } else {
    for (const side of [-1, 1] as const) {
      let best = { x: s.axis, y: s.y1, v: Number.NEGATIVE_INFINITY };
      for (const p of s.contour) {
        if (side * (p.x - s.axis) < 0) continue;
        const v = 1.3 * p.y + side * p.x;
        if (v > best.v) best = { x: p.x + side * 0.5, y: p.y + 0.5, v };
      }
      put(side < 0 ? 'hemL' : 'hemR', best.x, best.y, 0.9);
    }
    put('hemC', s.axis, bottomAt(s, s.axis), 0.9);
  }
  return out;
}

/** Row with the widest silhouette between two fractions of the height; ties go to the upper row. */
function widestRow(s: Silhouette, from: number, to: number): number {
  let best = s.y0 + from * s.span;
  let widest = 0;
  for (let y = Math.round(s.y0 + from * s.span); y < s.y0 + to * s.span; y++) {
    const w = s.allR[y] - s.allL[y];
    if (w > widest * 1.01) {
      widest = w;
      best = y;
    }
  }
  return best;
}

/** Lowest garment edge in the column. */
export function bottomAt(s: Silhouette, x: number): number {
  const i = Math.max(0, Math.min(s.width - 1, Math.floor(x)));
  for (let y = s.y1 - 1; y >= s.y0; y--) if (s.mask[y * s.width + i]) return y + 1;
  return s.y1;
}
