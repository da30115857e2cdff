/** Lays tops, jackets and dresses on the torso: scale, height on the body, sides, collar and shoulders. */

import { say } from '../../contract/sentences.ts';
import type { BodyFrame } from '../domain/body-frame.ts';
import { clamp, gaussianFilter1d, interp1, linspace, median, smoothstep } from '../image/ops/signal.ts';
import type { Point } from '../image/raster.ts';
import {
  bodyRow,
  contourTop,
  depthOf,
  extent,
  shoulderJoints,
  toPicture,
  toSilhouette,
  toTorso,
} from './body.ts';
import {
  columnTop,
  type GarmentShape,
  nearestVertex,
  runLength,
  SIDES,
  SIGN,
  type Side,
} from './garment-shape.ts';
import { LaidGarment } from './laid.ts';
import { legReach } from './lower.ts';
import { FIT, type FitParams, slackOf } from './params.ts';
import { laySleeve, type SleeveMembership, sleeveMembership } from './sleeve.ts';
import { type TorsoWidths, torsoWidths, type UpperAnchors, upperAnchors } from './upper-anchors.ts';

/** Weights of the targets; an inner edge of the mesh weighs about 0.5. */
const WEIGHT = {
  collar: 3,
  shoulder: 3,
  seam: 2,
  armpit: 1.5,
  armpitSleeved: 0.6,
  hem: 0.3,
  side: 0.5,
  top: 1.2,
};

/** Everything a part of the fit needs to know about where the torso cloth goes. */
export interface TorsoMap {
  shape: GarmentShape;
  frame: BodyFrame;
  anchors: UpperAnchors;
  widths: TorsoWidths;
  /** Analysis px per garment px. */
  sx: number;
  sy: number;
  /** Depth of the garment's shoulder points on the body, analysis px. */
  shoulderAt: number;
  /** Middle between the shoulder joints (lateral). */
  middle: number;
  /** Depth and, by side, widening and final half width of rows. */
  depths: Float64Array;
  widen: Record<Side, Float64Array>;
  half: Record<Side, Float64Array>;
  shift: Float64Array;
  /** Depth of garment row y. */
  depth(y: number): number;
}

/** Horizontal scale of the garment on this person, before the user's ease. */
function horizontalScale(shape: GarmentShape, a: UpperAnchors, frame: BodyFrame): number {
  const u = frame.unit;
  const joints = shoulderJoints(frame);
  const height = shape.bottom - shape.top;
  let chest = Math.max(joints.span, FIT.minChest * u);
  if (!a.sleeved) {
    const body = extent(frame, 'L', 0.36 * u) + extent(frame, 'R', 0.36 * u);
    chest = clamp(body * 1.04, 0.85 * chest, 1.05 * chest);
  }
  const both = (y: number): number => runLength(shape, y, -1) + runLength(shape, y, 1);
  let armpitWidth = a.armpit.R.x - a.armpit.L.x;
  const rows: number[] = [];
  for (const y of linspace(a.armpitY, shape.bottom - 0.06 * height, 14)) rows.push(both(y));
  if (shape.garment.category !== 'dress') armpitWidth = Math.max(armpitWidth, 0.8 * median(rows));
  armpitWidth = Math.max(armpitWidth, 0.15 * (shape.right - shape.left));
  const jacket = shape.garment.category === 'jacket' ? FIT.jacketAllowance : 0;
  let sx = (chest + ((a.sleeved ? FIT.chestAllowance : 0) + jacket) * u) / armpitWidth;
  if (a.offShoulder) sx = (chest * 0.98) / armpitWidth;
  if (a.sleeved || a.offShoulder) return sx;
  // Sleeveless: the cloth just below the armpits fits the body there.
  const base = sx;
  const share = a.strap ? 0.35 : shape.garment.category === 'dress' ? 0.1 : 0.22;
  for (let k = 0; k < 4; k++) {
    const reference = a.strap ? 0.27 * u - (a.armpitY - a.shoulderY) * sx : -0.09 * u;
    const ratios: number[] = [];
    for (const y of linspace(a.armpitY + 0.03 * height, a.armpitY + share * height, 10)) {
      const d = (y - a.shoulderY) * sx * FIT.heightOverWidth + reference;
      const cloth = both(y);
      if (d < 0.3 * u || cloth <= 0) continue;
      ratios.push((extent(frame, 'L', d, true) + extent(frame, 'R', d, true)) / cloth);
    }
    if (ratios.length >= 3) sx = clamp(median(ratios) * 1.02, 0.68 * base, 1.1 * base);
  }
  return sx;
}

/** Vertical scale: the garment's own length, held back where hems would leave the believable range. */
function verticalScale(shape: GarmentShape, a: UpperAnchors, frame: BodyFrame, sx: number): number {
  const u = frame.unit;
  let sy = sx * FIT.heightOverWidth;
  const own = shape.bottom - a.shoulderY;
  if (shape.garment.category === 'dress') {
    const ankles = (depthOf(frame, frame.legs.L.ankle) + depthOf(frame, frame.legs.R.ankle)) / 2;
    const limit = ankles + FIT.dressBelowAnkle * u;
    if (own * sy > limit) sy = Math.max(limit / own, FIT.dressMinScale * sy);
    return sy;
  }
  const reach = (own * sy - 0.05 * u) / frame.torsoLength;
  if (reach > FIT.hemLimit)
    sy *= Math.max(
      (FIT.hemLimit + (reach - FIT.hemLimit) * (1 - FIT.hemCompression)) / reach,
      FIT.hemMinScale,
    );
  return sy;
}

/** Depth of the garment's shoulder points on the body. */
function shoulderDepth(
  a: UpperAnchors,
  frame: BodyFrame,
  sx: number,
  sy: number,
  axisX: number,
  middle: number,
): number {
  const u = frame.unit;
  if (a.strap) {
    let top = 0;
    for (const s of SIDES) top += contourTop(frame, (a.collar[s].x - axisX) * sx + middle) / 2;
    const at = top + (a.shoulderY - a.collarY) * sy;
    const pit = clamp(at + (a.armpitY - a.shoulderY) * sy, FIT.armpitMin * u, FIT.armpitMax * u);
    return pit - (a.armpitY - a.shoulderY) * sy;
  }
  if (a.offShoulder && !a.sleeved) return FIT.offShoulderDepth * u + 0.02 * u;
  let at = 0;
  for (const s of SIDES) {
    const h = SIGN[s] * Math.min(Math.abs(a.shoulder[s].x - axisX) * sx, 0.62 * u);
    at += contourTop(frame, h + middle) / 2;
  }
  return a.offShoulder ? Math.max(at, FIT.offShoulderDepth * u) : at;
}

/** Maps garment rows and columns to torso coordinates. */
export function torsoMap(
  shape: GarmentShape,
  frame: BodyFrame,
  anchors: UpperAnchors,
  params: FitParams,
): TorsoMap {
  const u = frame.unit;
  const { mid } = shoulderJoints(frame);
  const widths = torsoWidths(shape, anchors);
  const slack = slackOf(params.ease);
  // Shoulders carry a looser garment where they carry any other: it grows from the armpits down.
  const grown = slack > 0 ? params.ease : 1;
  const sx = horizontalScale(shape, anchors, frame) * (slack > 0 ? 1 : params.ease);
  const sy = verticalScale(shape, anchors, frame, slack > 0 ? sx : sx / params.ease);
  const shoulderAt = shoulderDepth(anchors, frame, sx, sy, shape.axisX, mid);
  const pitY = anchors.armpitY;
  const depth = (y: number): number =>
    y <= pitY
      ? shoulderAt + (y - anchors.shoulderY) * sy
      : shoulderAt + (pitY - anchors.shoulderY) * sy + (y - pitY) * sy * params.lengthScale;
  const depths = widths.y.map(depth);
  const map: TorsoMap = {
    shape,
    frame,
    anchors,
    widths,
    sx,
    sy,
    shoulderAt,
    middle: mid,
    depths,
    widen: { L: new Float64Array(0), R: new Float64Array(0) },
    half: { L: new Float64Array(0), R: new Float64Array(0) },
    shift: new Float64Array(depths.length),
    depth,
  };
  const rows = Array.from(depths, (d) => bodyRow(frame, d, 0.05 * u));
  const dress = shape.garment.category === 'dress';
  for (const s of SIDES) {
    const pit = depth(anchors.armpit[s].y);
    const widen = new Float64Array(depths.length);
    for (let i = 0; i < depths.length; i++) {
      const flat = Math.max(widths[s][i] * sx, 1e-6);
      const own = flat * grown;
      const body = rows[i][s] * FIT.sideFactor + FIT.sideEase * u;
      // Below the hips a dress hangs over both legs, together or apart.
      const legs = dress && depths[i] > 1.1 * frame.torsoLength ? legReach(frame, s, depths[i]) : 0;
      const spread = slack === 0 ? 1 : spreadBy(slack, depths[i] / frame.torsoLength);
      const want = Math.max(
        own,
        Math.min(body * spread, own * FIT.maxWidening),
        Math.min(legs * FIT.sideFactor + FIT.sideEase * u, own * FIT.maxOverLegs),
      );
      const below = smoothstep((depths[i] - (pit - 0.05 * u)) / (0.07 * u));
      // Loose cloth ends behind an arm that hangs beside it and does not come out on its other side.
      const most = slack > 0 ? Math.max(body, flat, armAside(frame, s, depths[i])) : want;
      widen[i] = 1 + (Math.min(want, most) / flat - 1) * below;
      if (s === 'L') map.shift[i] = rows[i].mid * below;
    }
    map.widen[s] = gaussianFilter1d(widen, 3.5);
    map.half[s] = map.widen[s].map((f, i) => f * widths[s][i] * sx);
  }
  map.shift = gaussianFilter1d(map.shift, 5);
  return map;
}

/** Lateral distance from the middle of the nearest bone of the arm that lies at depth `d`; infinite where none does. */
function armAside(frame: BodyFrame, side: Side, d: number): number {
  const arm = frame.arms[side];
  const { mid } = shoulderJoints(frame);
  const points = [arm.shoulder, arm.elbow, arm.wrist].map((p) => toTorso(frame, p));
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 2; k++) {
    const [a, b] = [points[k], points[k + 1]];
    if (d < Math.min(a.d, b.d) || d > Math.max(a.d, b.d) || a.d === b.d) continue;
    const h = a.h + ((b.h - a.h) * (d - a.d)) / (b.d - a.d);
    nearest = Math.min(nearest, SIGN[side] * (h - mid));
  }
  return nearest;
}

/** How a garment of another ease than its own lies on the body where that spreads it; `at` in torso lengths. */
function spreadBy(slack: number, at: number): number {
  if (slack > 0) return 1 + slack * FIT.looser;
  const waist = Math.exp(-(((at - FIT.naturalWaist) / 0.22) ** 2));
  return 1 + slack * (FIT.tighter + FIT.tighterWaist * waist);
}

/** Lays every vertex by the torso map: start positions and stretches. */
function layTorso(laid: LaidGarment, map: TorsoMap, params: FitParams): void {
  const { frame, shape, sx, sy } = map;
  const u = frame.unit;
  for (let v = 0; v < laid.count; v++) {
    const x = laid.rest[v * 2];
    const y = laid.rest[v * 2 + 1];
    const d = map.depth(y);
    const h = (x - shape.axisX) * sx;
    const right = clamp((h / (0.1 * u)) * 0.5 + 0.5, 0, 1);
    const f = interp1(d, map.depths, map.widen.L) * (1 - right) + interp1(d, map.depths, map.widen.R) * right;
    const p = toPicture(frame, h * f + map.middle + interp1(d, map.depths, map.shift), d);
    laid.init[v * 2] = p.x;
    laid.init[v * 2 + 1] = p.y;
    laid.setStretch(v, sx * f, 0, y > map.anchors.armpitY ? sy * params.lengthScale : sy);
  }
}

/** Collar and shoulder points go onto the body's upper contour; returns where the shoulder point went. */
function targetShoulder(laid: LaidGarment, map: TorsoMap, s: Side): Point {
  const { frame, anchors: a, shape, sx, sy, middle, shoulderAt } = map;
  const u = frame.unit;
  const gap = FIT.shoulderEase * u;
  const sign = SIGN[s];
  const joints = shoulderJoints(frame);
  const joint = Math.abs(joints[s] - middle);
  const onContour = (h: number): Point => toPicture(frame, h + middle, contourTop(frame, h + middle) - gap);
  const send = (from: Point, to: Point, weight: number, named = true): void => {
    const v = nearestVertex(laid.rest, from);
    // The vertex lies a little off the point, mostly out in the mesh's margin: carry the difference over.
    const dx = (laid.rest[v * 2] - from.x) * sx;
    const dy = (laid.rest[v * 2 + 1] - from.y) * sy;
    const { right, down } = frame;
    laid.targets.add(v, to.x + right.x * dx + down.x * dy, to.y + right.y * dx + down.y * dy, weight);
    if (named) laid.correspondences.push({ from, to });
  };
  let collarH = (a.collar[s].x - shape.axisX) * sx;
  if (a.strap) {
    const to = onContour(collarH);
    send(a.collar[s], to, WEIGHT.collar);
    if (!a.coldShoulder) return to;
    // Sleeves start on the upper arm, below the bare shoulder.
    const h = sign * Math.max(Math.abs(a.shoulder[s].x - shape.axisX) * sx, joint);
    const low = Math.max(map.depth(a.shoulder[s].y), contourTop(frame, h + middle));
    const tip = toSilhouette(frame, toPicture(frame, h + middle, low), gap, 0.15 * u);
    send(a.shoulder[s], tip, 1);
    return tip;
  }
  if (a.offShoulder) {
    const to = toPicture(frame, collarH + middle, shoulderAt + (a.collar[s].y - a.shoulderY) * sy);
    send(a.collar[s], to, 1);
    return toPicture(frame, (a.shoulder[s].x - shape.axisX) * sx + middle, shoulderAt);
  }
  // Collar: outside the neck, on the contour unless it is a turtleneck that stands up.
  const rise = (a.shoulderY - a.collar[s].y) * sy;
  const turtleneck = rise > 0.28 * u;
  collarH = sign * Math.max(Math.abs(collarH), frame.neckHalfWidth * 1.02);
  let collarD = contourTop(frame, collarH + middle) - gap;
  if (Math.abs(collarH) < frame.neckHalfWidth * 1.3)
    collarD = turtleneck ? shoulderAt - rise : Math.max(collarD, shoulderAt - rise * 1.1 - 0.02 * u);
  let to = toPicture(frame, collarH + middle, collarD);
  if (!turtleneck) to = toSilhouette(frame, to, gap, 0.1 * u);
  send(a.collar[s], to, WEIGHT.collar);
  // Shoulder tip: a set-in sleeve ends near the joint.
  const own = Math.abs(a.shoulder[s].x - shape.axisX) * sx;
  const tipH =
    sign *
    (a.cuff[s]
      ? clamp(own, 0.9 * joint, joint + 0.07 * u)
      : clamp(own, Math.min(frame.neckHalfWidth * 1.1, joint), joint + 0.02 * u));
  const tip = toSilhouette(frame, onContour(tipH), gap, 0.14 * u);
  send(a.shoulder[s], tip, WEIGHT.shoulder);
  for (const t of [0.25, 0.5, 0.75]) {
    const x = a.collar[s].x * (1 - t) + a.shoulder[s].x * t;
    const y = columnTop(shape, x);
    if (!Number.isFinite(y)) continue;
    const h = collarH * (1 - t) + tipH * t;
    send({ x, y }, toSilhouette(frame, onContour(h), gap, 0.12 * u), WEIGHT.seam, false);
  }
  return tip;
}

/** Side seams, armpits and hem corners. Returns where the armpit went. */
function targetSide(laid: LaidGarment, map: TorsoMap, s: Side, member: SleeveMembership): Point {
  const { frame, anchors: a, shape, middle } = map;
  const u = frame.unit;
  const sign = SIGN[s];
  const height = shape.bottom - shape.top;
  const at = (d: number): Point =>
    toPicture(
      frame,
      sign * interp1(d, map.depths, map.half[s]) + middle + interp1(d, map.depths, map.shift),
      d,
    );
  const pit = at(Math.max(map.depth(a.armpit[s].y), FIT.armpitMin * u));
  const v = nearestVertex(laid.rest, a.armpit[s]);
  laid.targets.add(v, pit.x, pit.y, a.cuff[s] ? WEIGHT.armpitSleeved : WEIGHT.armpit);
  laid.correspondences.push({ from: a.armpit[s], to: pit });
  const hem = at(map.depth(a.hem[s].y));
  laid.targets.add(nearestVertex(laid.rest, a.hem[s]), hem.x, hem.y, WEIGHT.hem);
  laid.correspondences.push({ from: a.hem[s], to: hem });
  for (let i = 0; i < laid.count; i++) {
    if (!laid.boundary[i] || member.weight[i] > 0) continue;
    const x = laid.rest[i * 2];
    const y = laid.rest[i * 2 + 1];
    if ((x < shape.axisX ? 'L' : 'R') !== s) continue;
    if (y < a.armpitY + 0.06 * (a.armpit.R.x - a.armpit.L.x) || y > a.hem[s].y - 0.02 * height) continue;
    const own = interp1(y, map.widths.y, map.widths[s]);
    if (Math.abs(Math.abs(x - shape.axisX) - own - shape.margin) * map.sx > 0.07 * u) continue;
    laid.targets.add(i, laid.init[i * 2], laid.init[i * 2 + 1], WEIGHT.side);
  }
  return pit;
}

/** Upper edge between collar and shoulder tip hugs the silhouette. */
function targetTopEdge(laid: LaidGarment, map: TorsoMap, member: SleeveMembership): void {
  const { frame, anchors: a, shape } = map;
  if (a.strap || a.offShoulder) return;
  const u = frame.unit;
  const armpitWidth = a.armpit.R.x - a.armpit.L.x;
  for (let i = 0; i < laid.count; i++) {
    if (!laid.boundary[i] || member.weight[i] > 0.02) continue;
    const x = laid.rest[i * 2];
    const y = laid.rest[i * 2 + 1];
    const s: Side = x < shape.axisX ? 'L' : 'R';
    if (y > a.armpitY - 0.12 * armpitWidth) continue;
    const out = Math.abs(x - shape.axisX);
    if (out < Math.abs(a.collar[s].x - shape.axisX) * 1.08) continue;
    if (out > Math.abs(a.shoulder[s].x - shape.axisX)) continue;
    const top = columnTop(shape, x);
    if (!(y <= top + 0.04 * armpitWidth)) continue;
    const p = { x: laid.init[i * 2], y: laid.init[i * 2 + 1] };
    const torso = (p.x - frame.shoulderMid.x) * frame.right.x + (p.y - frame.shoulderMid.y) * frame.right.y;
    // The outline of the mesh lies outside the cloth's edge by its margin.
    const gap = FIT.shoulderEase * u + shape.margin * map.sx;
    const on = toPicture(frame, torso, contourTop(frame, torso) - gap);
    if (Math.hypot(on.x - p.x, on.y - p.y) > 0.2 * u) continue;
    const to = toSilhouette(frame, on, gap, 0.1 * u);
    laid.targets.add(i, to.x, to.y, WEIGHT.top);
  }
}

/** Lays a garment worn on the torso. */
export function layUpper(shape: GarmentShape, frame: BodyFrame, params: FitParams): LaidGarment {
  const anchors = upperAnchors(shape);
  const laid = new LaidGarment(shape.mesh);
  const map = torsoMap(shape, frame, anchors, params);
  const member = sleeveMembership(laid, map);
  layTorso(laid, map, params);
  laid.scaleX = map.sx;
  laid.scaleY = map.sy;
  laid.hemAt = map.depth(Math.max(anchors.hem.L.y, anchors.hem.R.y, shape.bottom));
  laid.topAt = map.depth(Math.min(anchors.collarY, anchors.shoulderY));
  if (anchors.guessed.some((n) => n.startsWith('armpit') || (n.startsWith('collar') && !anchors.offShoulder)))
    laid.doubt(0.75, say('garment-landmarks-uncertain'));
  for (const s of SIDES) {
    const tip = targetShoulder(laid, map, s);
    const pit = targetSide(laid, map, s, member);
    laySleeve(laid, map, s, member, tip, pit, params);
  }
  targetTopEdge(laid, map, member);
  return laid;
}
