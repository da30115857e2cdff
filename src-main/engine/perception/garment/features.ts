/** Features: measurements of a silhouette that tell garment categories apart. */

import { median } from '../../image/ops/signal.ts';
import type { Armholes } from './armhole.ts';
import type { Corner } from './corners.ts';
import { rowRange, type Silhouette } from './silhouette.ts';

export interface ArmpitPair {
  L?: Corner;
  R?: Corner;
  /** How convincing the sleeves are, 0..1. */
  score: number;
}

export interface GarmentFeatures {
  /** Height over width of the bounding box. */
  aspect: number;
  /** Length over width at the armpits. */
  slenderness: number;
  /** Width of the top row run over the widest row above the lower fifth. */
  topWidth: number;
  /** Drop of the top outline towards its ends, over its width: shoulders slope, waistbands do not. */
  topDrop: number;
  /** Dip of the top outline at the axis below its highest points, over its width: a neck opening. */
  neckDip: number;
  /** Height of the gap between the legs over the garment's height, 0 = none. */
  crotchGap: number;
  /** Sleeves' score 0..1. */
  sleeves: number;
  /** How much the silhouette narrows between chest and hip, 0 = not. */
  waisted: number;
  /** Lower edge width over width at 15 % of the height. */
  flare: number;
  /** Vertical edge along the axis from neck to hem, 0..1. */
  frontLine: number;
  /** Lining shown between two front edges, 0..1. */
  openFront: number;
}

/** Median width of all runs over a range of rows (fractions of the height). */
function widthAt(s: Silhouette, from: number, to: number, own = false): number {
  const [a, b] = rowRange(s, from, to);
  const w: number[] = [];
  for (let y = a; y < b; y++) {
    const v = own ? s.runR[y] - s.runL[y] : s.allR[y] - s.allL[y];
    if (Number.isFinite(v)) w.push(v);
  }
  return w.length > 0 ? median(w) : 0;
}

/** Gap between legs: its top point, or undefined. */
export function findCrotch(s: Silhouette): { x: number; y: number } | undefined {
  const across = widthAt(s, 0.5, 0.9) || s.width;
  const found: { x: number; y: number; width: number }[] = [];
  let missed = 0;
  // Walk up from the hem following the gap nearest the axis.
  let position = s.axis;
  const bottom = Math.round(s.y1 - 0.02 * s.span) - 1;
  for (let y = bottom; y > s.y0 + 0.02 * s.span; y--) {
    let bestMid = Number.NaN;
    let width = 0;
    // The gap is near the axis at the hem and does not jump sideways on its way up.
    let best = (found.length > 0 ? 0.06 : 0.15) * across;
    const limitR = s.allR[y];
    let x = s.allL[y];
    while (x < limitR) {
      while (x < limitR && s.mask[y * s.width + x]) x++;
      const from = x;
      while (x < limitR && !s.mask[y * s.width + x]) x++;
      if (x > from && x < limitR) {
        const mid = (from + x) / 2;
        const off = Math.max(0, Math.abs(mid - position) - (x - from) / 2);
        if (off < best && Math.abs(mid - s.axis) < 0.25 * across) {
          best = off;
          bestMid = mid;
          width = x - from;
        }
      }
    }
    if (Number.isNaN(bestMid)) {
      missed++;
      if (missed > (found.length === 0 ? 0.06 : 0.03) * s.span) break;
    } else {
      missed = 0;
      position = bestMid;
      found.push({ x: bestMid, y: y + 0.5, width });
    }
  }
  const top = found[found.length - 1];
  if (!top) return undefined;
  // The last rows of a narrowing gap are thinner than a pixel: follow its taper to the point.
  const below = found[Math.max(0, found.length - 1 - Math.round(0.08 * s.span))];
  const taper = (below.width - top.width) / Math.max(1, below.y - top.y);
  const rest = taper > 0.03 ? Math.min(0.05 * s.span, top.width / taper) : 0;
  return { x: top.x, y: top.y - rest };
}

/** Strength 0..1 of a vertical line or edge near the axis over the middle of the garment. */
function frontLine(s: Silhouette): number {
  const [a, b] = rowRange(s, 0.22, 0.92);
  const reach = Math.max(3, Math.round(0.05 * widthAt(s, 0.3, 0.8, true)));
  let best = 0;
  for (let c = Math.round(s.axis) - reach; c <= Math.round(s.axis) + reach; c++) {
    let hits = 0;
    let rows = 0;
    for (let y = a; y < b; y++) {
      if (!(s.runL[y] < c - 6) || !(s.runR[y] > c + 6)) continue;
      rows++;
      let strongest = 0;
      let around = 0;
      for (let d = -6; d <= 6; d++) {
        const i = (y * s.width + c + d) * 3;
        const g = Math.abs(s.lab.data[i + 3] - s.lab.data[i - 3]);
        if (Math.abs(d) <= 1) strongest = Math.max(strongest, g);
        else around += g / 10;
      }
      if (strongest > 4 && strongest > 2.2 * around) hits++;
    }
    if (rows > 20) best = Math.max(best, hits / rows);
  }
  return best;
}

export function measureFeatures(
  s: Silhouette,
  armpits: ArmpitPair,
  armholes: Armholes,
  openFront: number,
): GarmentFeatures {
  let x0 = Number.POSITIVE_INFINITY;
  let x1 = 0;
  for (let y = s.y0; y < s.y1; y++) {
    if (s.allL[y] < x0) x0 = s.allL[y];
    if (s.allR[y] > x1) x1 = s.allR[y];
  }
  const boxWidth = Math.max(1, x1 - x0);
  const upper = widthAt(s, 0.02, 0.05, true);
  let widest = 1;
  for (let f = 0.05; f < 0.8; f += 0.05) widest = Math.max(widest, widthAt(s, f, f + 0.05));
  // Shape of the top edge over the run at 12 % of its own width below the top.
  const probe = Math.min(s.y1 - 1, Math.round(s.y0 + Math.min(0.08 * s.span, 0.12 * boxWidth)));
  const left = s.allL[probe];
  const right = s.allR[probe];
  const w = Math.max(1, right - left);
  const columnTop = (t: number): number => {
    const values: number[] = [];
    for (let x = Math.floor(left + (t - 0.03) * w); x <= left + (t + 0.03) * w; x++)
      if (x >= 0 && x < s.width && s.top[x] < s.height) values.push(s.top[x]);
    return values.length > 0 ? median(values) : s.height;
  };
  let highest = s.height;
  for (let t = 0.1; t <= 0.9; t += 0.05) highest = Math.min(highest, columnTop(t));
  const ends = (columnTop(0.06) + columnTop(0.94)) / 2;
  const centre = columnTop(0.5);
  const pits = armpits.L && armpits.R ? { L: armpits.L, R: armpits.R } : armholes;
  const chest = Math.max(1, pits.R.x - pits.L.x);
  const torso: number[] = [];
  for (let f = 0.12; f < 0.75; f += 0.03) torso.push(widthAt(s, f, f + 0.03, true));
  let waisted = 0;
  for (let i = 1; i < torso.length - 1; i++) {
    const above = Math.max(...torso.slice(0, i));
    const below = Math.max(...torso.slice(i + 1));
    const wide = Math.min(above, below, chest * 1.3);
    if (wide > 0) waisted = Math.max(waisted, 1 - torso[i] / wide);
  }
  const crotch = findCrotch(s);
  return {
    aspect: s.span / boxWidth,
    slenderness: s.span / chest,
    topWidth: upper / widest,
    topDrop: (ends - highest) / w,
    neckDip: (centre - highest) / w,
    crotchGap: crotch ? (s.y1 - crotch.y) / s.span : 0,
    sleeves: armpits.score,
    waisted,
    flare: widthAt(s, 0.93, 0.98, true) / Math.max(1, widthAt(s, 0.12, 0.2, true)),
    frontLine: frontLine(s),
    openFront,
  };
}
