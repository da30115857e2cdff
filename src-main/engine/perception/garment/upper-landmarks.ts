/** Landmarks of garments worn on the torso: tops, dresses, jackets. */

import type { GarmentCategory, Sleeve } from '../../domain/garment.ts';
import { median } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import type { Armholes } from './armhole.ts';
import { hasSleeves } from './armpits.ts';
import { type ArmpitPair, findCrotch } from './features.ts';
import type { LandmarkSet } from './landmark-set.ts';
import { bottomAt } from './lower-landmarks.ts';
import type { Silhouette } from './silhouette.ts';
import { cuffOf } from './sleeves.ts';

export interface UpperLandmarks {
  landmarks: LandmarkSet;
  sleeve: Sleeve;
  offShoulder: boolean;
}

type Side = -1 | 1;
const SIDES: readonly Side[] = [-1, 1];
const letter = (side: Side): 'L' | 'R' => (side < 0 ? 'L' : 'R');

/** Highest point beside the neck, the outermost where several are level. */
function collarPoint(s: Silhouette, side: Side, chest: number, below: number): Point {
  let best: Point = { x: s.axis + side * 0.2 * chest, y: s.y0 };
  let least = Number.POSITIVE_INFINITY;
  for (let x = 0; x < s.width; x++) {
    const off = side * (x + 0.5 - s.axis);
    if (off < 0.04 * chest || off > 0.5 * chest || s.top[x] > below) continue;
    const v = s.top[x] - 0.18 * off;
    if (v < least) {
      least = v;
      best = { x: x + 0.5, y: s.top[x] };
    }
  }
  return best;
}

/** Corner of the outline farthest outside the chord from collar to armpit. */
function sleevelessShoulder(s: Silhouette, side: Side, collar: Point, armpit: Point): Point {
  let best = collar;
  let most = 0;
  const dx = armpit.x - collar.x;
  const dy = armpit.y - collar.y;
  const l = Math.hypot(dx, dy) || 1;
  for (let y = Math.floor(collar.y); y < armpit.y; y++) {
    const x = side < 0 ? s.allL[y] : s.allR[y];
    if (!Number.isFinite(x)) continue;
    const out = (side * ((x - collar.x) * dy - (y + 0.5 - collar.y) * dx)) / l;
    if (out > most) {
      most = out;
      best = { x, y: y + 0.5 };
    }
  }
  return best;
}

function hemCorner(s: Silhouette, side: Side, limit: number, from: number): Point {
  let best: Point = { x: s.axis + side * Math.abs(limit - s.axis), y: s.y1 };
  let most = Number.NEGATIVE_INFINITY;
  for (const p of s.contour) {
    if (side * (p.x - s.axis) < 0 || side * (p.x - limit) > 0 || p.y < from) continue;
    const y = Math.floor(p.y);
    const edge = side < 0 ? s.runL[y] : s.runR[y];
    if (!(Math.abs(edge - p.x) < 3)) continue;
    const v = 1.3 * p.y + side * (p.x - s.axis);
    if (v > most) {
      most = v;
      best = { x: p.x + side * 0.5, y: p.y + 0.5 };
    }
  }
  return best;
}

/** Landmarks in silhouette pixels. */
export function upperLandmarks(
  s: Silhouette,
  armpits: ArmpitPair,
  armholes: Armholes,
  category: GarmentCategory,
): UpperLandmarks {
  const long = category === 'dress';
  const sleeved = hasSleeves(armpits);
  const out: LandmarkSet = {};
  const pit: Record<Side, { point: Point; confidence: number }> = {} as never;
  for (const side of SIDES) {
    const own = armpits[letter(side)];
    const other = armpits[letter(-side as Side)];
    if (sleeved && own) pit[side] = { point: own, confidence: Math.min(0.95, 0.55 + 0.5 * armpits.score) };
    else if (sleeved && other)
      pit[side] = { point: { x: 2 * s.axis - other.x, y: other.y }, confidence: 0.35 };
    else pit[side] = { point: armholes[letter(side)], confidence: armholes.confidence };
  }
  const chest = Math.max(4, pit[1].point.x - pit[-1].point.x);
  const pitY = (pit[-1].point.y + pit[1].point.y) / 2;
  const collar = {} as Record<Side, Point>;
  const shoulder = {} as Record<Side, Point>;
  for (const side of SIDES) {
    collar[side] = collarPoint(s, side, chest, pitY + 0.1 * s.span);
    const column = Math.max(0, Math.min(s.width - 1, Math.floor(pit[side].point.x + side * 0.01 * chest)));
    shoulder[side] = sleeved
      ? { x: column + 0.5, y: Math.min(s.top[column], pitY) }
      : sleevelessShoulder(s, side, collar[side], pit[side].point);
    out[`collar${letter(side)}`] = { ...collar[side], confidence: 0.8 };
    out[`shoulder${letter(side)}`] = { ...shoulder[side], confidence: sleeved ? 0.75 : 0.7 };
  }

  // Sleeves.
  let reach = 0;
  if (sleeved)
    for (const side of SIDES) {
      const cuff = cuffOf(s, side, shoulder[side], pit[side].point);
      if (!cuff) continue;
      reach = Math.max(reach, cuff.length);
      out[`cuffOuter${letter(side)}`] = { ...cuff.outer, confidence: 0.8 * pit[side].confidence };
      out[`cuffInner${letter(side)}`] = { ...cuff.inner, confidence: 0.8 * pit[side].confidence };
    }

  if (sleeved) liftHiddenArmpits(pit, shoulder, chest);
  for (const side of SIDES)
    out[`armpit${letter(side)}`] = { ...xy(pit[side].point), confidence: pit[side].confidence };

  // Hem.
  for (const side of SIDES) {
    const limit = pit[side].point.x + side * (long ? 2 : 0.45) * chest;
    const corner = hemCorner(s, side, limit, pitY + 0.25 * (s.y1 - pitY));
    out[`hem${letter(side)}`] = { ...corner, confidence: 0.85 };
  }
  out.hemC = { x: s.axis, y: bottomAt(s, s.axis), confidence: 0.85 };

  waistAndHip(s, out, pitY, long);
  const crotch = long ? findCrotch(s) : undefined;
  if (crotch && crotch.y < s.y0 + 0.85 * s.span) out.crotch = { ...crotch, confidence: 0.5 };

  // Straps: what is left of the garment just above the armpits' chord is thin.
  let sleeve: Sleeve = 'sleeveless';
  if (sleeved) sleeve = reach > 0.8 * chest ? 'long' : 'short';
  else {
    const widths: number[] = [];
    for (const t of [0.25, 0.35, 0.45]) {
      const y = Math.round(collar[-1].y * (1 - t) + pitY * t);
      let count = 0;
      for (let x = 0; x < s.axis; x++) count += s.mask[y * s.width + x];
      widths.push(count);
    }
    if (median(widths) < 0.13 * chest) sleeve = 'strap';
  }
  // Bardot: the top edge runs level from sleeve to sleeve, past the armpits, without a neck opening or straps.
  const neckSpan = collar[1].x - collar[-1].x;
  const topAt = (x: number): number => s.top[Math.max(0, Math.min(s.width - 1, Math.floor(x)))];
  const neckY = (collar[-1].y + collar[1].y) / 2;
  const drop = Math.max(...SIDES.map((side) => topAt(pit[side].point.x + side * 0.12 * chest) - neckY));
  const dip = topAt(s.axis) - neckY;
  const offShoulder = sleeved && neckSpan > 0.55 * chest && drop < 0.1 * chest && dip < 0.14 * neckSpan;
  return { landmarks: out, sleeve, offShoulder };
}

/**
 * A sleeve lying against the body hides the armpit: what shows is the lower end of the touching stretch. Armholes are
 * seldom deeper than 0.85 chest widths, so a deeper one is raised to a usual depth, with low confidence.
 */
function liftHiddenArmpits(
  pit: Record<Side, { point: Point; confidence: number }>,
  shoulder: Record<Side, Point>,
  chest: number,
): void {
  const depthOf = (side: Side): number => pit[side].point.y - shoulder[side].y;
  // Both sides alike are surer than one.
  const limit = (SIDES.every((side) => depthOf(side) > 0.8 * chest) ? 0.8 : 0.88) * chest;
  for (const side of SIDES) {
    if (depthOf(side) <= limit) continue;
    const y = shoulder[side].y + 0.55 * chest;
    pit[side] = { point: { x: pit[side].point.x, y }, confidence: Math.min(0.4, pit[side].confidence) };
  }
}

const xy = (p: Point): Point => ({ x: p.x, y: p.y });

/** Waist = narrowest torso row between armpit and hem, hip = widest below it. */
function waistAndHip(s: Silhouette, out: LandmarkSet, pitY: number, long: boolean): void {
  const length = s.y1 - pitY;
  const from = Math.round(pitY + 0.12 * length);
  const to = Math.round(pitY + (long ? 0.5 : 0.7) * length);
  let waist = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let y = from; y < to; y++) {
    const w = s.runR[y] - s.runL[y];
    if (w < least - 0.5) {
      least = w;
      waist = y;
    }
  }
  if (waist < 0) return;
  out.waistL = { x: s.runL[waist], y: waist + 0.5, confidence: 0.7 };
  out.waistR = { x: s.runR[waist], y: waist + 0.5, confidence: 0.7 };
  const end = Math.min(s.y1 - 2, Math.round(waist + (long ? 0.35 : 0.8) * (s.y1 - waist)));
  let hip = -1;
  let most = 0;
  for (let y = waist + 1; y <= end; y++) {
    const w = s.runR[y] - s.runL[y];
    if (w > most + 0.5) {
      most = w;
      hip = y;
    }
  }
  if (hip < 0) return;
  out.hipL = { x: s.runL[hip], y: hip + 0.5, confidence: 0.5 };
  out.hipR = { x: s.runR[hip], y: hip + 0.5, confidence: 0.5 };
}
