/** Lays trousers, shorts and skirts: waist level, hips, crotch, and each leg along hip, knee and ankle. */

import { say } from '../../contract/sentences.ts';
import type { BodyFrame, LegFrame } from '../domain/body-frame.ts';
import { MESH_PART } from '../domain/fit.ts';
import { PART, type Parsing } from '../domain/parsing.ts';
import {
  clamp,
  gaussianFilter1d,
  interp1,
  linspace,
  medianFilter1d,
  quantile,
  smoothstep,
} from '../image/ops/signal.ts';
import type { Point } from '../image/raster.ts';
import { depthOf, extent, type LimbPath, limbPath, silhouetteAt, toPicture, toTorso } from './body.ts';
import {
  type GarmentShape,
  landmark,
  nearestVertex,
  reachLength,
  SIDES,
  SIGN,
  type Side,
} from './garment-shape.ts';
import { LaidGarment } from './laid.ts';
import { FIT, type FitParams } from './params.ts';

const WEIGHT = { edge: 0.5, inside: 0.06, waist: 1.5 };

/** All in garment pixels. */
interface LowerAnchors {
  waistY: number;
  waistHalf: number;
  hipY: number;
  hipHalf: number;
  crotch?: Point;
  /** Lower end of each leg. */
  legEnd: Record<Side, number>;
  /** x of the gap between the legs at height y. */
  split(y: number): number;
}

function lowerAnchors(shape: GarmentShape, laid: LaidGarment): LowerAnchors {
  const { top, bottom, axisX } = shape;
  const height = bottom - top;
  const width = (y: number): number => reachLength(shape, y, -1) + reachLength(shape, y, 1);
  const waistL = landmark(shape, 'waistL');
  const waistR = landmark(shape, 'waistR');
  const waistY = waistL && waistR ? (waistL.y + waistR.y) / 2 : top;
  const waistHalf = (waistL && waistR ? waistR.x - waistL.x : width(top + 0.03 * height)) / 2;
  const legged = shape.garment.category === 'trousers' || shape.garment.category === 'shorts';
  const crotch = legged ? landmark(shape, 'crotch') : undefined;
  if (legged && !crotch) laid.doubt(0.6, say('garment-landmarks-uncertain'));
  const hipL = landmark(shape, 'hipL');
  const hipR = landmark(shape, 'hipR');
  let hipY = hipL && hipR ? (hipL.y + hipR.y) / 2 : Number.NaN;
  let hipHalf = hipL && hipR ? (hipR.x - hipL.x) / 2 : Number.NaN;
  if (!(hipHalf > 0)) {
    hipY = crotch ? waistY + 0.75 * (crotch.y - waistY) : waistY + Math.min(0.4 * height, 1.1 * waistHalf);
    hipHalf = width(hipY) / 2;
  }
  const end = (s: Side): number => {
    const inner = landmark(shape, s === 'L' ? 'legInnerL' : 'legInnerR');
    const outer = landmark(shape, s === 'L' ? 'legOuterL' : 'legOuterR');
    return inner && outer ? (inner.y + outer.y) / 2 : bottom;
  };
  const innerL = landmark(shape, 'legInnerL');
  const innerR = landmark(shape, 'legInnerR');
  const split = (y: number): number => {
    if (!crotch) return axisX;
    if (!innerL || !innerR) return crotch.x;
    const t = clamp((y - crotch.y) / Math.max(1, (innerL.y + innerR.y) / 2 - crotch.y), 0, 1);
    return crotch.x * (1 - t) + ((innerL.x + innerR.x) / 2) * t;
  };
  return { waistY, waistHalf, hipY, hipHalf, crotch, legEnd: { L: end('L'), R: end('R') }, split };
}

/** Columns at which the waistband is looked for (u), and their half width. */
const WAIST_COLUMNS = [-0.24, 0, 0.24];
const WAIST_COLUMN = 0.08;

/** Depth of the waistband on the body, analysis px: the highest of three columns, so that none of the old one shows. */
function waistDepth(frame: BodyFrame, parsing: Parsing, legged: boolean): { depth: number; seen: boolean } {
  const { data } = parsing.labels;
  const tl = frame.torsoLength;
  const u = frame.unit;
  const columns: number[][] = WAIST_COLUMNS.map(() => []);
  if (!parsing.wearsDress)
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== PART.lower) continue;
      for (let c = 0; c < columns.length; c++)
        if (Math.abs(frame.lateral[i] - WAIST_COLUMNS[c] * u) < WAIST_COLUMN * u)
          columns[c].push(frame.depth[i]);
    }
  const tops = columns.filter((c) => c.length > 60).map((c) => quantile(c, 0.01));
  if (tops.length === 0) return { depth: (legged ? FIT.naturalWaist : FIT.skirtWaist) * tl, seen: false };
  // Columns that start much higher are a mislabelled patch.
  const top = Math.max(Math.min(...tops), quantile(tops, 0.5) - 0.12 * u);
  // A top worn over the waistband hides where it starts.
  if (top > FIT.untuckedBelow * tl)
    return { depth: legged ? Math.min(top, 0.86 * tl) : FIT.skirtWaist * tl, seen: false };
  return { depth: clamp(top, FIT.waistMin * tl, FIT.waistMax * tl), seen: true };
}

/** Hip, knee and ankle, with plausible positions where the photo does not show them. */
export function plausibleLeg(frame: BodyFrame, leg: LegFrame): LegFrame & { guessed: boolean } {
  const u = frame.unit;
  const along = (p: Point, length: number): Point => ({
    x: p.x + frame.down.x * length,
    y: p.y + frame.down.y * length,
  });
  let { knee, ankle } = leg;
  let guessed = false;
  const thigh = Math.hypot(knee.x - leg.hip.x, knee.y - leg.hip.y);
  if (!(thigh > 0.5 * u && thigh < 2 * u) || depthOf(frame, knee) < depthOf(frame, leg.hip)) {
    knee = along(leg.hip, 1.2 * u);
    guessed = true;
  }
  const shin = Math.hypot(ankle.x - knee.x, ankle.y - knee.y);
  if (!(shin > 0.4 * u && shin < 2 * u) || guessed) {
    ankle = along(knee, 1.15 * u);
    guessed = true;
  }
  return { hip: leg.hip, knee, ankle, guessed };
}

/** Lateral distance of the bare leg's outer side from the midline at depth d; 0 above the hips and below the ankles. */
export function legReach(frame: BodyFrame, side: Side, d: number): number {
  const leg = plausibleLeg(frame, frame.legs[side]);
  const [hip, knee, ankle] = [leg.hip, leg.knee, leg.ankle].map((p) => toTorso(frame, p));
  if (d < hip.d || d > ankle.d || knee.d <= hip.d || ankle.d <= knee.d) return 0;
  const ds = [hip.d, knee.d, ankle.d];
  const axis = SIGN[side] * interp1(d, ds, [hip.h, knee.h, ankle.h]);
  return Math.max(0, axis + interp1(d, ds, [LEG_HALF[0], LEG_HALF[1], LEG_HALF[3]]) * frame.unit);
}

/** Outermost body pixel at depth d on one side, arms left out, lateral distance from the midline; 0 when none. */
function outerReach(frame: BodyFrame, side: Side, d: number): number {
  const step = Math.max(1, frame.unit / 80);
  for (let h = 0.9 * frame.unit; h > 0; h -= step) {
    const p = toPicture(frame, SIGN[side] * h, d);
    const x = Math.floor(p.x);
    const y = Math.floor(p.y);
    if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) continue;
    const i = y * frame.width + x;
    if (frame.silhouette.data[i] < 0 && !frame.armLike.data[i]) return h;
  }
  return 0;
}

/** Lays a garment worn on hips and legs. */
export function layLower(
  shape: GarmentShape,
  frame: BodyFrame,
  parsing: Parsing,
  params: FitParams,
): LaidGarment {
  const u = frame.unit;
  const tl = frame.torsoLength;
  const laid = new LaidGarment(shape.mesh);
  const a = lowerAnchors(shape, laid);
  const cr = a.crotch;
  const owner = cr ? cutLegs(laid, a, cr) : new Int8Array(0);
  const waist = waistDepth(frame, parsing, cr !== undefined);

  // Scale across from the hips (and the waist for skirts, which may flare).
  const hips = clamp(extent(frame, 'L', 1.05 * tl) + extent(frame, 'R', 1.05 * tl), 0.8 * u, 1.5 * u);
  let sx = (hips * 1.03) / (2 * Math.max(1, a.hipHalf));
  if (!cr) {
    const seen = extent(frame, 'L', waist.depth) + extent(frame, 'R', waist.depth);
    const body = Math.min(seen, FIT.waistOverHips * hips);
    sx = clamp((body * 1.03) / (2 * Math.max(1, a.waistHalf)), sx, 1.6 * sx);
  }
  sx *= params.ease;
  let sy = (sx / params.ease) * (cr ? FIT.lowerHeightOverWidth : FIT.skirtHeightOverWidth);
  if (!cr) {
    // Larger sizes of a skirt are wider, not longer.
    sy *= clamp((FIT.usualHips * u) / hips, 0.65, 1.1);
    // A skirt ends above the floor.
    const ankle = SIDES.map((s) => depthOf(frame, plausibleLeg(frame, frame.legs[s]).ankle));
    const room = (ankle[0] + ankle[1]) / 2 - waist.depth;
    const own = (shape.bottom - a.waistY) * sy;
    if (own > room) sy *= Math.max(room / own, FIT.dressMinScale);
  }

  // Levels of waist and crotch.
  let top = waist.depth;
  let rowScale = sy;
  let crotchAt = Number.POSITIVE_INFINITY;
  if (cr) {
    const rise = Math.max(1, cr.y - a.waistY);
    crotchAt = clamp(
      waist.seen ? top + rise * sy * 0.95 : tl + FIT.crotchBelowHip * u,
      tl + FIT.crotchMin * u,
      tl + FIT.crotchMax * u,
    );
    if (!waist.seen) top = clamp(crotchAt - rise * sy, 0.7 * tl, top);
    rowScale = (crotchAt - top) / rise;
  } else rowScale = sy * params.lengthScale;
  top -= 0.015 * u;
  const depth = (y: number): number => top + (y - a.waistY) * rowScale;

  const { widen, depths, shift } = sideRows(shape, frame, a, sx, depth);
  for (let v = 0; v < laid.count; v++) {
    const x = laid.rest[v * 2];
    const y = laid.rest[v * 2 + 1];
    const h = (x - shape.axisX) * sx;
    const right = clamp((h / (0.1 * u)) * 0.5 + 0.5, 0, 1);
    const d = depth(y);
    const f = interp1(d, depths, widen.L) * (1 - right) + interp1(d, depths, widen.R) * right;
    const p = toPicture(frame, h * f + interp1(d, depths, shift), d);
    laid.init[v * 2] = p.x;
    laid.init[v * 2 + 1] = p.y;
    laid.setStretch(v, sx * f, 0, rowScale);
  }
  laid.scaleX = sx;
  laid.scaleY = rowScale;
  laid.topAt = top;
  laid.hemAt = depth(shape.bottom);
  if (cr) for (const s of SIDES) layLeg(laid, shape, frame, a, cr, s, owner, sx, sy, crotchAt, params);
  for (let v = 0; v < laid.count; v++)
    laid.targets.add(
      v,
      laid.init[v * 2],
      laid.init[v * 2 + 1],
      laid.boundary[v] ? WEIGHT.edge : WEIGHT.inside,
    );
  for (const s of SIDES) {
    const from = { x: shape.axisX + SIGN[s] * a.waistHalf, y: a.waistY };
    const v = nearestVertex(laid.rest, from);
    const to = { x: laid.init[v * 2], y: laid.init[v * 2 + 1] };
    laid.targets.add(v, to.x, to.y, WEIGHT.waist);
    laid.correspondences.push({ from: { x: laid.rest[v * 2], y: laid.rest[v * 2 + 1] }, to });
  }
  return laid;
}

/**
 * Cuts legs that touch in the picture apart below the crotch, along the line between them. Returns the leg of every
 * vertex: -1 left, +1 right of the picture.
 */
function cutLegs(laid: LaidGarment, a: LowerAnchors, cr: Point): Int8Array {
  const across = (x: number, y: number): number => x - a.split(y);
  laid.seam(across, (y) => y > cr.y);
  const side = (v: number): number =>
    laid.onSeam[v] ? 0 : Math.sign(across(laid.rest[v * 2], laid.rest[v * 2 + 1]));
  // The upper end of the line holds both legs together.
  const top = laid.onSeam.reduce(
    (least, on, v) => (on ? Math.min(least, laid.rest[v * 2 + 1]) : least),
    Infinity,
  );
  const origin = laid.cut((i, j, k) => {
    const corners = [i, j, k];
    return corners.some((v) => side(v) > 0)
      ? corners.filter((v) => side(v) === 0 && laid.rest[v * 2 + 1] > top)
      : [];
  });
  const before = laid.count - origin.length;
  // Of the two vertices at every point of the line the copy is the right leg's.
  return Int8Array.from({ length: laid.count }, (_, v) => (v < before && side(v) <= 0 ? -1 : 1));
}

interface SideRows {
  depths: Float64Array;
  widen: Record<Side, Float64Array>;
  shift: Float64Array;
}

/** Widening of every row above the crotch (all rows of a skirt) so that the body is covered and flares stay. */
function sideRows(
  shape: GarmentShape,
  frame: BodyFrame,
  a: LowerAnchors,
  sx: number,
  depth: (y: number) => number,
): SideRows {
  const u = frame.unit;
  const tl = frame.torsoLength;
  const ys = linspace(
    a.waistY,
    Math.max(a.waistY + 2, Math.min(a.crotch?.y ?? shape.bottom, shape.bottom)),
    80,
  );
  const depths = ys.map(depth);
  const widen: Record<Side, Float64Array> = { L: new Float64Array(80), R: new Float64Array(80) };
  const shift = new Float64Array(80);
  const body: Record<Side, Float64Array> = { L: new Float64Array(80), R: new Float64Array(80) };
  for (let i = 0; i < 80; i++) {
    const d = depths[i];
    const raw = (s: Side): number => {
      const e = extent(frame, s, d);
      // Below the hips a skirt hangs over both legs, together or apart.
      return !a.crotch && d > 1.1 * tl ? Math.max(Math.min(e, 0.8 * u), outerReach(frame, s, d)) : e;
    };
    const l = raw('L');
    const r = raw('R');
    shift[i] = clamp((r - l) / 2, -0.08 * u, 0.08 * u);
    body.L[i] = l + shift[i];
    body.R[i] = r - shift[i];
  }
  for (const s of SIDES) {
    const own = gaussianFilter1d(
      medianFilter1d(
        ys.map((y) => Math.max(1, reachLength(shape, y, SIGN[s]) * sx)),
        5,
      ),
      1.5,
    );
    const f = new Float64Array(80);
    for (let i = 0; i < 80; i++) {
      const want = body[s][i] * 1.015 + 0.008 * u;
      let to: number;
      if (a.crotch) to = clamp(want, own[i] * 0.8, own[i] * 1.3);
      else if (depths[i] < tl * 1.15) to = clamp(want, own[i] * 0.88, own[i] * 1.25);
      else to = Math.max(own[i], Math.min(want, own[i] * 1.15));
      f[i] = to / own[i];
    }
    widen[s] = gaussianFilter1d(f, 3);
  }
  return { depths, widen, shift: gaussianFilter1d(shift, 5) };
}

const STATIONS = 24;
/** Leg half width of an adult at crotch, knee, upper calf and ankle (u). */
const LEG_HALF = [0.28, 0.17, 0.17, 0.1];
/** Half distance of legs that stand apart, and half width of a leg behind a skirt, in half widths of an adult. */
const APART = 1.2;
const HIDDEN_LEG = 1.2;

function layLeg(
  laid: LaidGarment,
  shape: GarmentShape,
  frame: BodyFrame,
  a: LowerAnchors,
  cr: Point,
  side: Side,
  owner: Int8Array,
  sx: number,
  sy: number,
  crotchAt: number,
  params: FitParams,
): void {
  const u = frame.unit;
  const sign = SIGN[side];
  const height = shape.bottom - shape.top;
  const leg = plausibleLeg(frame, frame.legs[side]);
  if (leg.guessed) laid.doubt(0.9, say('legs-outside-picture'));
  const hipH = toTorso(frame, leg.hip).h;
  const start = toPicture(frame, hipH * 0.95, crotchAt);
  const path = limbPath(start, leg.knee, leg.ankle, 0.2 * u);
  const flat = Math.max(1, a.legEnd[side] - cr.y);
  const full = path.length + FIT.hemBelowAnkle * u;
  const share = (flat * sy) / full;
  const length =
    (share >= FIT.fullLeg && shape.garment.category === 'trousers'
      ? full
      : clamp(flat * sy, FIT.minLeg * full, full)) * params.lengthScale;

  const visible = legHalfWidths(frame, path, side, start, leg.knee, length);

  // Edges of the flat leg by row.
  // Rows at both ends are cut slantwise and say nothing about the width.
  const ys = linspace(cr.y + 0.02 * flat, a.legEnd[side] - 0.025 * flat, 60);
  const inner = ys.map((y) => innerEdge(shape, y, a.split(y), sign));
  const outer = ys.map((y) => reachLength(shape, y, sign, a.split(y)));
  const innerS = gaussianFilter1d(medianFilter1d(inner, 3), 1.5);
  const outerS = gaussianFilter1d(medianFilter1d(outer, 3), 1.5);
  const centre = Math.abs(hipH * 0.95);

  for (let v = 0; v < laid.count; v++) {
    const x = laid.rest[v * 2];
    const y = laid.rest[v * 2 + 1];
    const w = smoothstep((y - cr.y + 0.05 * height) / (0.13 * height));
    const out = sign * (x - a.split(y));
    if (w <= 0 || owner[v] !== sign) continue;
    if (y > cr.y + 0.01 * height) laid.part[v] = side === 'L' ? MESH_PART.legL : MESH_PART.legR;
    const t = (y - cr.y) / flat;
    const s = t * length;
    const on = path.at(s);
    const lo = interp1(y, ys, innerS);
    const hi = Math.max(lo + 1, interp1(y, ys, outerS));
    const need = interp1(Math.max(0, s), visible.at, visible.outer) * 1.03 + 0.008 * u;
    const inside = interp1(Math.max(0, s), visible.at, visible.inner) + 0.008 * u;
    const own = ((hi - lo) / 2) * sx * 0.93;
    const outOff = Math.max(own, need);
    // At the crotch both legs meet in the middle; further down cloth hangs on its own leg.
    const apart = smoothstep(t / 0.3);
    const inOff = centre * (1 - apart) + Math.max(own, inside) * apart;
    const q = (out - lo) / (hi - lo);
    const pos = -inOff + q * (inOff + outOff);
    const nx = on.dy * sign;
    const ny = -on.dx * sign;
    laid.init[v * 2] += (on.x + nx * pos - laid.init[v * 2]) * w;
    laid.init[v * 2 + 1] += (on.y + ny * pos - laid.init[v * 2 + 1]) * w;
    const across = (inOff + outOff) / (hi - lo);
    laid.setStretch(
      v,
      laid.stretch[v * 3] * (1 - w) + across * w,
      0,
      laid.stretch[v * 3 + 2] * (1 - w) + (length / flat) * w,
    );
  }
  const end = path.at(length);
  laid.hemAt = depthOf(frame, end);
  const y = a.legEnd[side];
  const mid = a.split(y) + (sign * (innerS[innerS.length - 1] + outerS[outerS.length - 1])) / 2;
  laid.correspondences.push({ from: { x: mid, y }, to: { x: end.x, y: end.y } });
}

interface LegWidths {
  /** Arc lengths, analysis px. */
  at: Float64Array;
  /** Distance of the visible leg's sides from its centre line. */
  outer: Float64Array;
  inner: Float64Array;
}

/** Half widths of the visible leg; where legs merge, the inner side reaches the middle between them. */
function legHalfWidths(
  frame: BodyFrame,
  path: LimbPath,
  side: Side,
  start: Point,
  kneeAt: Point,
  length: number,
): LegWidths {
  const u = frame.unit;
  const knee = Math.hypot(kneeAt.x - start.x, kneeAt.y - start.y) / Math.max(1, path.length);
  const at = linspace(0, length, STATIONS);
  const other = frame.legs[side === 'L' ? 'R' : 'L'];
  const closed = new Uint8Array(STATIONS);
  const usualHalf = (s: number): number =>
    interp1(s / path.length, [0, knee, knee + (1 - knee) * 0.35, 1], LEG_HALF) * u;
  const measure = (i: number, inwards: boolean): number => {
    const on = path.at(at[i]);
    const sign = inwards ? -SIGN[side] : SIGN[side];
    const usual = usualHalf(at[i]);
    let limit = 2.2 * usual;
    if (inwards) {
      const middle = gapMiddle(on, other);
      if (middle < limit) limit = Math.max(0.5 * usual, middle);
    }
    for (let k = 0.3 * usual; k < limit; k += 1) {
      const p = { x: on.x + on.dy * sign * k, y: on.y - on.dx * sign * k };
      if (p.x < 0 || p.y < 0 || p.x >= frame.width || p.y >= frame.height) return usual;
      const pixel = Math.floor(p.y) * frame.width + Math.floor(p.x);
      if (silhouetteAt(frame, p) >= 0 || frame.armLike.data[pixel])
        return clamp(k, (inwards ? 0.5 : 0.7) * usual, 1.8 * usual);
    }
    if (inwards) closed[i] = 1;
    return inwards ? Math.min(limit, 1.8 * usual) : usual;
  };
  const series = (inwards: boolean): Float64Array =>
    gaussianFilter1d(
      medianFilter1d(
        Float64Array.from(at, (_, i) => measure(i, inwards)),
        3,
      ),
      1,
    );
  const outer = series(false);
  const inner = series(true);
  // Legs apart with nothing to see between them are behind a skirt, whose outline says nothing about them.
  const hidden = Array.from(at, (s, i) => closed[i] && gapMiddle(path.at(s), other) > APART * usualHalf(s));
  // Smoothing carries the hem's width on below it.
  const hem = hidden.includes(true) ? Math.min(STATIONS - 1, hidden.lastIndexOf(true) + 2) : -1;
  for (let i = 0; i <= hem; i++) {
    const most = HIDDEN_LEG * usualHalf(at[i]);
    outer[i] = Math.min(outer[i], most);
    inner[i] = Math.min(inner[i], most);
  }
  return { at, outer, inner };
}

/** Half the distance of a point from the other leg's centre line. */
function gapMiddle(p: Point, leg: LegFrame): number {
  const distance = (a: Point, b: Point): number => {
    const lx = b.x - a.x;
    const ly = b.y - a.y;
    const t = clamp(((p.x - a.x) * lx + (p.y - a.y) * ly) / Math.max(1e-6, lx * lx + ly * ly), 0, 1);
    return Math.hypot(p.x - a.x - lx * t, p.y - a.y - ly * t);
  };
  return Math.min(distance(leg.hip, leg.knee), distance(leg.knee, leg.ankle)) / 2;
}

/** First cloth outwards from the split between the legs, garment px from it. */
function innerEdge(shape: GarmentShape, y: number, split: number, sign: -1 | 1): number {
  const { solid, k } = shape;
  const row = clamp(Math.floor(y * k), 0, solid.height - 1) * solid.width;
  const start = clamp(Math.floor(split * k), 0, solid.width - 1);
  for (let x = start; x >= 0 && x < solid.width; x += sign)
    if (solid.data[row + x]) return Math.abs(x - start) / k;
  return 0;
}
