/** Lays sleeves along shoulder, elbow and wrist, each at its own side and never mirrored. */

import { say } from '../../contract/sentences.ts';
import { MESH_PART } from '../domain/fit.ts';
import { clamp, gaussianFilter1d, interp1, medianFilter1d, smoothstep } from '../image/ops/signal.ts';
import type { Point } from '../image/raster.ts';
import { armHalfWidth, type LimbPath, limbPath, silhouetteAt, toSilhouette, toTorso } from './body.ts';
import { type GarmentShape, SIDES, SIGN, type Side } from './garment-shape.ts';
import { type CutMesh, type LaidGarment, SEAM } from './laid.ts';
import { FIT, type FitParams, slackOf } from './params.ts';
import type { TorsoMap } from './upper.ts';

/** Sleeve share of every vertex (0 torso .. 1 sleeve) and the side it belongs to (-1, 0, +1). */
export interface SleeveMembership {
  weight: Float64Array;
  side: Int8Array;
}

/** Width of the blend between torso and sleeve, in armpit widths. */
const BLEND = 0.14;
/** Cloth this close to the torso's side belongs to the torso, in armpit widths. */
const TORSO_MARGIN = 0.005;
/** Sleeve and trunk are cut apart from here below the armpit on, and a sleeve is all sleeve this far from the trunk; armpit widths. */
const CUT_BELOW = 0.06;
const BESIDE = 0.04;
/** Rows around the armpit that belong to both pieces of the line between trunk and sleeve, armpit widths. */
const OVERLAP = 0.02;
/** Vertices with more sleeve share than this are drawn with the sleeve. */
const SLEEVE_PART = 0.3;
/** Distance from the armhole's line at which the share is that much, armpit widths. */
const SEAM_AT = 0.031;
/** Weights of sleeve targets near the cap, along the sleeve, at the cuff, and at the outer edge. */
const WEIGHT = { cap: 0.02, along: 0.15, cuff: 0.35, edge: 1.2 };

/** Distance of a point from the armhole's line, from shoulder to armpit, positive out in the sleeve; armpit widths. */
function beyondArmhole(map: TorsoMap, s: Side, x: number, y: number): number {
  const { anchors: a } = map;
  const pit = a.armpit[s];
  let nx = pit.y - a.shoulder[s].y;
  let ny = a.shoulder[s].x - pit.x;
  const norm = (Math.hypot(nx, ny) || 1) * armpitWidth(map);
  if (nx * SIGN[s] < 0) [nx, ny] = [-nx, -ny];
  return ((x - pit.x) * nx + (y - pit.y) * ny) / norm;
}

function armpitWidth({ anchors: a }: TorsoMap): number {
  return Math.max(1, a.armpit.R.x - a.armpit.L.x);
}

/** Distance from the trunk's side below the armpit, positive in the sleeve that hangs beside it; garment px. */
function besideTrunk(map: TorsoMap, s: Side, x: number, y: number): number {
  const { shape, widths } = map;
  const own = interp1(y, widths.y, widths[s]);
  return SIGN[s] * (x - shape.axisX) - own - TORSO_MARGIN * armpitWidth(map) - 1.2 * shape.margin;
}

function shareOf(map: TorsoMap, s: Side, x: number, y: number): number {
  const { anchors: a, shape } = map;
  if (SIGN[s] * (x - shape.axisX) < 0) return 0;
  const out = (beyondArmhole(map, s, x, y) + 0.02) / BLEND;
  if (y <= a.armpit[s].y) return smoothstep(out);
  const beside = besideTrunk(map, s, x, y);
  if (beside < 0 || y > a.sleeveEnd) return 0;
  // A little below the armpit sleeve and trunk are apart.
  const apart = smoothstep((y - a.armpit[s].y) / (CUT_BELOW * armpitWidth(map)));
  return Math.max(smoothstep(out), apart * smoothstep(beside / (BESIDE * armpitWidth(map))));
}

/** Signed distance from the line between trunk and sleeve: across the armhole, then down the trunk's side; garment px. */
function seamLine(map: TorsoMap, s: Side, x: number, y: number): number {
  const { anchors: a } = map;
  const width = armpitWidth(map);
  const below = y - a.armpit[s].y;
  const overlap = OVERLAP * width;
  const out = (beyondArmhole(map, s, x, y) - SEAM_AT) * width;
  const above = Math.min(out, overlap - below);
  return Math.max(above, Math.min(besideTrunk(map, s, x, y), a.sleeveEnd - y, below + overlap));
}

/**
 * The sleeve of every vertex off the seams. Cloth beyond a seam that does not hang together with most of its sleeve is the
 * trunk's: a flared hem below a short sleeve.
 */
function sleeveVertices(laid: LaidGarment, beyond: (v: number) => Side | undefined): (Side | undefined)[] {
  const out = Array.from({ length: laid.count }, (_, v) => (laid.onSeam[v] ? undefined : beyond(v)));
  // Vertices of one triangle that lie off the seams are on one side of them.
  const root = Int32Array.from({ length: laid.count }, (_, v) => v);
  const find = (v: number): number => {
    let r = v;
    while (root[r] !== r) r = root[r];
    root[v] = r;
    return r;
  };
  for (let t = 0; t < laid.triangles.length; t += 3) {
    const free = [...laid.triangles.subarray(t, t + 3)].filter((v) => !laid.onSeam[v]);
    for (const v of free) root[find(v)] = find(free[0]);
  }
  const size = new Map<number, number>();
  const largest: Partial<Record<Side, number>> = {};
  out.forEach((side, v) => {
    if (!side) return;
    const r = find(v);
    const count = (size.get(r) ?? 0) + 1;
    size.set(r, count);
    if (count > (size.get(largest[side] ?? -1) ?? 0)) largest[side] = r;
  });
  return out.map((side, v) => (side && find(v) === largest[side] ? side : undefined));
}

/** Parted meshes of garments in use: where sleeves begin depends on the garment alone, not on who wears it. */
const partings = new WeakMap<GarmentShape, { cut: CutMesh; member: SleeveMembership }>();

/** Finds the sleeves' vertices, draws the seams and cuts the mesh where a sleeve touches the torso below the armpit. */
export function sleeveMembership(laid: LaidGarment, map: TorsoMap): SleeveMembership {
  const known = partings.get(map.shape);
  if (known) {
    laid.take(known.cut);
    return known.member;
  }
  const member = partSleeves(laid, map);
  partings.set(map.shape, { cut: laid.cutMesh(), member });
  return member;
}

function partSleeves(laid: LaidGarment, map: TorsoMap): SleeveMembership {
  const { anchors: a } = map;
  const sides = SIDES.filter((s) => a.cuff[s]);
  for (const s of sides) laid.seam((x, y) => seamLine(map, s, x, y));
  const low = a.armpitY + CUT_BELOW * armpitWidth(map);
  const sleeve = sleeveVertices(laid, (v) =>
    sides.find((s) => seamLine(map, s, laid.rest[v * 2], laid.rest[v * 2 + 1]) > 0),
  );
  const origin = laid.cut((i, j, k) => {
    const corners = [i, j, k];
    return corners.some((v) => sleeve[v])
      ? corners.filter((v) => laid.onSeam[v] && laid.rest[v * 2 + 1] > low)
      : [];
  });
  const before = laid.count - origin.length;
  const weight = new Float64Array(laid.count);
  const side = new Int8Array(laid.count);
  for (let v = 0; v < laid.count; v++) {
    const x = laid.rest[v * 2];
    const y = laid.rest[v * 2 + 1];
    // Where sleeve and trunk are cut apart, the copy is the sleeve's.
    const parted = laid.onSeam[v] !== 0 && y > low;
    const own = sleeve[v];
    if (v >= before) {
      weight[v] = 1;
      side[v] = x < map.shape.axisX ? -1 : 1;
    } else if (!parted) {
      for (const s of sides) {
        const w = shareOf(map, s, x, y);
        const trunk = y > a.armpit[s].y && own !== s && !laid.onSeam[v];
        if (trunk || w <= weight[v]) continue;
        weight[v] = w;
        side[v] = SIGN[s];
      }
    }
    if (laid.onSeam[v]) laid.part[v] = SEAM;
    else if (own) laid.part[v] = own === 'L' ? MESH_PART.sleeveL : MESH_PART.sleeveR;
  }
  return { weight, side };
}

/** Inner and outer edge of the flat sleeve's cloth by share of its length. */
interface SleeveEdges {
  s: number[];
  low: Float64Array;
  high: Float64Array;
}

const BINS = 14;

function sleeveEdges(s: number[], q: number[], margin: number): SleeveEdges | null {
  const at: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (let b = 0; b < BINS; b++) {
    const centre = -0.05 + (1.05 * (b + 0.5)) / BINS;
    let lo = Number.POSITIVE_INFINITY;
    let hi = Number.NEGATIVE_INFINITY;
    let count = 0;
    for (let i = 0; i < s.length; i++) {
      if (Math.abs(s[i] - centre) > 0.09) continue;
      count++;
      lo = Math.min(lo, q[i]);
      hi = Math.max(hi, q[i]);
    }
    if (count < 4) continue;
    at.push(centre);
    low.push(lo + margin);
    high.push(hi - margin);
  }
  if (at.length < 2) return null;
  return { s: at, low: gaussianFilter1d(low, 1), high: gaussianFilter1d(high, 1) };
}

/**
 * Length of the sleeve on the arm, analysis px; `own` is its length at the garment's scale, seams that drop below the
 * shoulder included.
 */
function lengthOnArm(own: number, arm: number, u: number, long: boolean, scale: number): number {
  const share = own / (FIT.armOverShoulder * u);
  // Foreshortened arms foreshorten their sleeves as well.
  const fore = clamp(arm / (FIT.armOverShoulder * u), 0.7, 1.12);
  const full = arm * clamp(share, 0.97, 1.02);
  // A long sleeve's length is uncertain (bent, blown up, shoulder seam unseen): nearly full ones are full.
  const sure = long ? smoothstep((share - FIT.longSleeve) / (FIT.fullSleeve - FIT.longSleeve)) : 0;
  return (own * fore * (1 - sure) + full * sure) * scale;
}

/** Share of the sleeve over which its start is slanted to fit the armhole. */
const SET_IN = 0.5;
const EDGE_STATIONS = 24;
/** Along corrected bones an outline farther off than this is no outline of the arm; half widths. */
const OFF_BONE = 1.3;
/**
 * A free edge goes to the silhouette where it lies this close to it, and lets go of it over as much again; shoulder widths.
 * Sleeves on corrected bones and of another ease than the garment's own have a course of their own.
 */
const NEAR_OUTLINE = 0.05;

/**
 * Distance of the silhouette from the arm's centre line on its outer side, by station 0..2: what the person wears now is
 * covered. Where the arm lies over the body there is no silhouette and the arm's own width counts.
 */
function outerEdge(map: TorsoMap, side: Side, path: LimbPath, handed: number): (station: number) => number {
  const { frame } = map;
  const arm = frame.arms[side];
  const stations = new Float64Array(EDGE_STATIONS);
  const edge = new Float64Array(EDGE_STATIONS);
  for (let i = 0; i < EDGE_STATIONS; i++) {
    const on = path.at((i / (EDGE_STATIONS - 1)) * path.length);
    stations[i] = on.station;
    const half = armHalfWidth(arm, on.station);
    edge[i] = half * 1.04;
    // The path cuts the corner of a bent elbow: the arm reaches farther out there.
    const reach = Math.abs(on.station - 1) < 0.4 ? 2.8 : 1.9;
    for (let k = 0.4 * half; k < reach * half; k += 0.5) {
      const p = { x: on.x + on.dy * handed * k, y: on.y - on.dx * handed * k };
      if (p.x < 0 || p.y < 0 || p.x >= frame.width || p.y >= frame.height) break;
      if (silhouetteAt(frame, p) < 0) continue;
      if (k > 0.7 * half) edge[i] = arm.corrected ? Math.min(k, OFF_BONE * half) : k;
      break;
    }
  }
  const smooth = gaussianFilter1d(medianFilter1d(edge, 3), 0.8);
  return (station) => interp1(station, stations, smooth);
}

/** Where a vertex of the sleeve's outer edge lies and how far the silhouette is from it. */
interface OutlineMove {
  v: number;
  s: number;
  here: Point;
  dx: number;
  dy: number;
  /** Drawn with the sleeve. */
  sleeve: boolean;
}

/**
 * Sends the outer edge to the silhouette. What the person wears has folds and cuffs of its own: the way there is
 * smoothed along the sleeve, so that none of them is traced by the new sleeve's edge.
 */
function targetOutline(laid: LaidGarment, outline: OutlineMove[]): void {
  outline.sort((a, b) => a.s - b.s);
  const calm = (values: number[]): ArrayLike<number> =>
    values.length < 5 ? values : gaussianFilter1d(medianFilter1d(values, 5), 1.5);
  const dx = calm(outline.map((m) => m.dx));
  const dy = calm(outline.map((m) => m.dy));
  for (let i = 0; i < outline.length; i++) {
    const { v, here, sleeve } = outline[i];
    const x = here.x + dx[i];
    const y = here.y + dy[i];
    laid.targets.add(v, x, y, WEIGHT.edge);
    if (!sleeve) continue;
    laid.init[v * 2] = x;
    laid.init[v * 2 + 1] = y;
  }
}

/** Start positions, stretches and targets of one sleeve; nothing happens for a side without one. */
export function laySleeve(
  laid: LaidGarment,
  map: TorsoMap,
  side: Side,
  member: SleeveMembership,
  tip: Point,
  pit: Point,
  params: FitParams,
): void {
  const { anchors: a, frame, sx, sy } = map;
  const cuff = a.cuff[side];
  if (!cuff) return;
  const u = frame.unit;
  const sign = SIGN[side];
  const vertices: number[] = [];
  for (let v = 0; v < laid.count; v++) if (member.weight[v] > 0 && member.side[v] === sign) vertices.push(v);
  if (vertices.length < 6) return;

  // The flat sleeve: axis from the middle of the armhole to the middle of the cuff; `p` points to the underside.
  const armhole = {
    x: (a.shoulder[side].x + a.armpit[side].x) / 2,
    y: (a.shoulder[side].y + a.armpit[side].y) / 2,
  };
  const end = { x: (cuff.outer.x + cuff.inner.x) / 2, y: (cuff.outer.y + cuff.inner.y) / 2 };
  const flat = Math.hypot(end.x - armhole.x, end.y - armhole.y);
  if (flat < 2) return;
  const ax = (end.x - armhole.x) / flat;
  const ay = (end.y - armhole.y) / flat;
  const handed = sign < 0 ? -1 : 1;
  const px = -ay * handed;
  const py = ax * handed;
  const s: number[] = [];
  const q: number[] = [];
  for (const v of vertices) {
    const x = laid.rest[v * 2] - armhole.x;
    const y = laid.rest[v * 2 + 1] - armhole.y;
    s.push((x * ax + y * ay) / flat);
    q.push(x * px + y * py);
  }
  const edges = sleeveEdges(s, q, map.shape.margin);
  if (!edges) return;

  // The arm.
  const arm = frame.arms[side];
  const start = {
    x: arm.shoulder.x * 0.8 + (tip.x + pit.x) * 0.1,
    y: arm.shoulder.y * 0.8 + (tip.y + pit.y) * 0.1,
  };
  const upper = Math.hypot(arm.elbow.x - arm.shoulder.x, arm.elbow.y - arm.shoulder.y);
  const fore = Math.hypot(arm.wrist.x - arm.elbow.x, arm.wrist.y - arm.elbow.y);
  const armLength = upper + fore;
  const path = limbPath(start, arm.elbow, arm.wrist, 0.16 * u);
  const margin = map.shape.margin * sx;
  const edgeAt = outerEdge(map, side, path, handed);
  const tipAt = toTorso(frame, tip).h - map.middle;
  const dropped = Math.max(0, Math.abs(a.shoulder[side].x - map.shape.axisX) * sx - Math.abs(tipAt));
  const long = map.shape.garment.sleeve === 'long';
  const length = lengthOnArm(flat * sy + dropped, armLength, u, long, params.sleeveScale);
  // The armhole's ends go to the shoulder tip and the armpit: how far along the arm that is from where they lie flat.
  const first = path.at(0);
  const alongArm = (p: Point): number => (p.x - first.x) * first.dx + (p.y - first.y) * first.dy;
  const alongFlat = (p: Point): number => (((p.x - armhole.x) * ax + (p.y - armhole.y) * ay) / flat) * length;
  const atTip = clamp(alongArm(tip) - alongFlat(a.shoulder[side]), -0.25 * u, 0.25 * u);
  const atPit = clamp(alongArm(pit) - alongFlat(a.armpit[side]), -0.25 * u, 0.25 * u);
  laid.sleeveReach[side] = length / Math.max(1, armLength);
  if (armLength < 0.7 * u) laid.doubt(0.85, say('arm-towards-camera'));

  const size = slackOf(params.ease);
  const roomy = size < 0 ? 1 + size * (1 - FIT.tightSleeve) : 1;
  const grown = size > 0 ? params.ease : 1;
  const free = arm.corrected || size > 0;
  const outline: OutlineMove[] = [];
  for (let i = 0; i < vertices.length; i++) {
    const v = vertices[i];
    const w = member.weight[v];
    const low = interp1(s[i], edges.s, edges.low);
    const high = interp1(s[i], edges.s, edges.high);
    const width = Math.max(high - low, 1);
    const across01 = clamp((q[i] - low) / width, 0, 1);
    const set = 1 - smoothstep(s[i] / SET_IN);
    const on = path.at(s[i] * length + set * (atTip * (1 - across01) + atPit * across01));
    const half = armHalfWidth(arm, on.station);
    const least = 2 * half * 1.06 + 0.02 * u;
    let full = Math.max(Math.min(width * sx * grown * FIT.sleeveWrap, least * FIT.maxSleeveSlack), least);
    if (roomy < 1) full = least + (full - least) * roomy;
    const slack = full - least;
    const edge = edgeAt(on.station);
    const outer = -(edge + FIT.sleeveEase * u + slack * 0.18);
    const inner = outer + full + edge - half * 1.04;
    const pos = outer + ((q[i] - low) / width) * (inner - outer);
    // Normal on the underside, of the same handedness as the flat sleeve.
    const nx = -on.dy * handed;
    const ny = on.dx * handed;
    let x = on.x + nx * pos;
    let y = on.y + ny * pos;
    // How far into the mesh's margin the vertex lies: 1 on its outline.
    const outside = clamp((low - q[i]) / map.shape.margin, 0, 1);
    const nearOuter = (q[i] - low) / width < (s[i] < 0.3 ? 0.5 : 0.22);
    if (laid.boundary[v] && nearOuter) {
      const here = { x: x * w + laid.init[v * 2] * (1 - w), y: y * w + laid.init[v * 2 + 1] * (1 - w) };
      const ease = FIT.sleeveEase * u + 0.18 * slack * clamp(s[i] * 1.5, 0, 1) + outside * margin;
      const off = Math.abs(silhouetteAt(frame, here) - ease);
      if (off < 0.2 * u) {
        const to = toSilhouette(frame, here, ease, 0.22 * u);
        const hold = free ? 1 - smoothstep((off / u - NEAR_OUTLINE) / NEAR_OUTLINE) : 1;
        to.x = hold === 1 ? to.x : here.x + (to.x - here.x) * hold;
        to.y = hold === 1 ? to.y : here.y + (to.y - here.y) * hold;
        const sleeve = w > SLEEVE_PART;
        outline.push({ v, s: s[i], here, dx: to.x - here.x, dy: to.y - here.y, sleeve });
        if (sleeve) {
          x = to.x;
          y = to.y;
        }
      }
    }
    if (w > 0.55)
      laid.targets.add(v, x, y, s[i] < 0.22 ? WEIGHT.cap : s[i] < 0.85 ? WEIGHT.along : WEIGHT.cuff);
    laid.init[v * 2] += (x - laid.init[v * 2]) * w;
    laid.init[v * 2 + 1] += (y - laid.init[v * 2 + 1]) * w;
    const along = length / flat;
    const across = (inner - outer) / width;
    laid.setStretch(
      v,
      laid.stretch[v * 3] * (1 - w) + (along * ax * ax + across * px * px) * w,
      laid.stretch[v * 3 + 1] * (1 - w) + (along * ax * ay + across * px * py) * w,
      laid.stretch[v * 3 + 2] * (1 - w) + (along * ay * ay + across * py * py) * w,
    );
  }
  targetOutline(laid, outline);
  const last = path.at(length);
  laid.correspondences.push({ from: end, to: last });
  laid.correspondences.push({ from: armhole, to: first });
}
