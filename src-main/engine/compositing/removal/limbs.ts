/** Limbs: the bare arms and legs that clothes hide, as tapered capsules with a cross coordinate for shading. */

import { PART } from '../../domain/parsing.ts';
import { clamp, interp1, median, quantile } from '../../image/ops/signal.ts';
import type { Box, Point } from '../../image/raster.ts';
import { eachPixel } from '../planes.ts';
import { armBox, type Scene, type SceneArm, SIDES, type Side } from '../scene.ts';

/** Position along the arm as a share of its length, 0 at the shoulder, 1 at the wrist, of a scene pixel. */
export function alongArm(arm: SceneArm, i: number): number {
  const upper = arm.upperShare;
  if (arm.upperDistance[i] <= arm.foreDistance[i]) {
    const t = arm.upperT[i];
    return (t < -0.3 ? -0.3 : t > 1 ? 1 : t) * upper;
  }
  const t = arm.foreT[i];
  return upper + (t < 0 ? 0 : t > 1.3 ? 1.3 : t) * (1 - upper);
}

/** A short piece of a limb. */
interface Bone {
  from: Point;
  to: Point;
  /** Half widths at both ends, pixels. */
  half: readonly [number, number];
  /** Positions of both ends along the limb, 0..1. */
  along: readonly [number, number];
}

/** The pieces between stations along a limb; those past `last` belong to the limb's very end. */
function bonesOf(centre: readonly Point[], half: ArrayLike<number>, last = centre.length - 1): Bone[] {
  return centre.slice(1).map((to, k) => ({
    from: centre[k],
    to,
    half: [half[k], half[k + 1]],
    along: [Math.min(1, k / last), Math.min(1, (k + 1) / last)],
  }));
}

/** A limb's bare shape at scene size. */
export interface Limb {
  name: string;
  kind: 'arm' | 'leg';
  side: Side;
  /** Pixels beyond which there is nothing of the limb. */
  box: Box;
  /** Signed distance to the skin's edge in pixels, positive inside; far below zero elsewhere. */
  inside: Float32Array;
  /** -1 at one edge, 0 on the axis, 1 at the other (positive = image left of a limb that hangs down). */
  across: Float32Array;
  /** 0..1 along the limb. */
  along: Float32Array;
}

const FAR = -1e3;

function paint(scene: Scene, name: string, kind: Limb['kind'], side: Side, bones: readonly Bone[]): Limb {
  const { w, h, n } = scene;
  const inside = new Float32Array(n).fill(FAR);
  const across = new Float32Array(n);
  const along = new Float32Array(n);
  const box = { x0: w, y0: h, x1: 0, y1: 0 };
  for (const bone of bones) {
    const dx = bone.to.x - bone.from.x;
    const dy = bone.to.y - bone.from.y;
    const length = Math.max(1e-3, Math.hypot(dx, dy));
    const ux = dx / length;
    const uy = dy / length;
    const most = Math.max(...bone.half) + 4;
    const x0 = Math.max(0, Math.floor(Math.min(bone.from.x, bone.to.x) - most));
    const x1 = Math.min(w, Math.ceil(Math.max(bone.from.x, bone.to.x) + most));
    const y0 = Math.max(0, Math.floor(Math.min(bone.from.y, bone.to.y) - most));
    const y1 = Math.min(h, Math.ceil(Math.max(bone.from.y, bone.to.y) + most));
    box.x0 = Math.min(box.x0, x0);
    box.y0 = Math.min(box.y0, y0);
    box.x1 = Math.max(box.x1, x1);
    box.y1 = Math.max(box.y1, y1);
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const px = x + 0.5 - bone.from.x;
        const py = y + 0.5 - bone.from.y;
        const t = clamp((px * ux + py * uy) / length, 0, 1);
        const ax = px - t * dx;
        const ay = py - t * dy;
        const d = Math.sqrt(ax * ax + ay * ay);
        const r = bone.half[0] + (bone.half[1] - bone.half[0]) * t;
        const i = y * w + x;
        if (r - d <= inside[i]) continue;
        inside[i] = r - d;
        across[i] = clamp((py * ux - px * uy) / r, -1.15, 1.15);
        along[i] = bone.along[0] + (bone.along[1] - bone.along[0]) * t;
      }
    }
  }
  return { name, kind, side, box, inside, across, along };
}

/** A limb of the scene `from` as the scene `to` within it sees it. */
export function cutLimb(limb: Limb, from: Scene, to: Scene): Limb {
  const dx = to.box.x0 - from.box.x0;
  const dy = to.box.y0 - from.box.y0;
  const box = {
    x0: clamp(limb.box.x0 - dx, 0, to.w),
    y0: clamp(limb.box.y0 - dy, 0, to.h),
    x1: clamp(limb.box.x1 - dx, 0, to.w),
    y1: clamp(limb.box.y1 - dy, 0, to.h),
  };
  // Beyond the limb's own box its planes are the same everywhere.
  const cut = (data: Float32Array, beyond: number): Float32Array => {
    const out = new Float32Array(to.n);
    if (beyond !== 0) out.fill(beyond);
    for (let y = box.y0; y < box.y1; y++) {
      const at = (y + dy) * from.w + dx;
      if (box.x1 > box.x0) out.set(data.subarray(at + box.x0, at + box.x1), y * to.w + box.x0);
    }
    return out;
  };
  return {
    ...limb,
    box,
    inside: cut(limb.inside, FAR),
    across: cut(limb.across, 0),
    along: cut(limb.along, 0),
  };
}

/** Stations of an arm, from shoulder to wrist. */
const STATIONS = 21;

/** Half widths of a bare arm in shoulder widths at the stations from shoulder to wrist; by eye on 20 photos. */
const ARM_PRIOR = (t: number): number => interp1(t, [0, 0.5, 1, 1.4, 2], [0.12, 0.105, 0.088, 0.085, 0.058]);

/** Sleeve width over prior up to which a sleeve counts as skin-tight. */
const TIGHT = 1.35;

/** Bare width under a sleeve, both as multiples of the prior: tight ones follow the arm, loose ones tell little. */
function underSleeve(ratio: number): number {
  return ratio <= TIGHT ? 0.95 * ratio : Math.max(1.05, 0.95 * TIGHT - 0.6 * (ratio - TIGHT));
}

/** The visible arm at a station: half its width over the prior, and how far its middle lies beside the bone, pixels. */
interface SeenArm {
  ratio: number;
  shift: number;
}

/** Both edges of the arm's skin at every station; null where clothes, the picture's border or another part hide them. */
function seenArm(
  scene: Scene,
  side: Side,
  at: readonly Station[],
  prior: ArrayLike<number>,
): (SeenArm | null)[] {
  const { own, bare } = scene.arms[side];
  const skin = own === 'left' ? PART.leftArm : PART.rightArm;
  return at.map((s, k) => {
    if (!bare[k]) return null;
    const ends = (l: number): boolean => l === PART.background || l === PART.upper || l === PART.lower;
    const across = seenAcross(scene, s, prior[k], (l) => l === skin, ends);
    if (!across) return null;
    const ratio = across.half / prior[k];
    return ratio > 0.6 && ratio < 1.8 && Math.abs(across.shift) < 0.7 * across.half
      ? { ratio, shift: across.shift }
      : null;
  });
}

/** The same for sleeves that hang free, with the backdrop on both sides. */
function seenSleeve(
  scene: Scene,
  side: Side,
  at: readonly Station[],
  prior: ArrayLike<number>,
): (SeenArm | null)[] {
  return at.map((s, k) => {
    if (scene.arms[side].bare[k]) return null;
    const across = seenAcross(
      scene,
      s,
      prior[k],
      (l) => l === PART.upper,
      (l) => l === PART.background,
    );
    return across && { ratio: across.half / prior[k], shift: across.shift };
  });
}

/**
 * Bare widths: seen where the arm is bare; elsewhere from the sleeve, drawn towards the nearest bare stations. The first
 * stations run into the trunk and take the width of those below.
 */
function armWidths(arm: SceneArm, prior: Float64Array, seen: readonly (SeenArm | null)[]): Float64Array {
  const ratio = prior.map((p, k) => seen[k]?.ratio ?? arm.halfWidth[k] / p);
  const known = (k: number): boolean => arm.bare[k] && Number.isFinite(ratio[k]);
  const out = new Float64Array(STATIONS);
  for (let k = 0; k < STATIONS; k++) {
    if (known(k)) {
      out[k] = clamp(ratio[k], 0.6, 1.8);
      continue;
    }
    const sleeve = Number.isFinite(ratio[k]) ? clamp(underSleeve(ratio[k]), 0.75, 1.3) : 1;
    let weight = 0.5;
    let total = 0.5 * sleeve;
    for (let j = 0; j < STATIONS; j++) {
      if (!known(j)) continue;
      const g = Math.exp(-0.5 * ((j - k) / 2) ** 2);
      weight += g;
      total += g * clamp(ratio[j], 0.7, 1.6);
    }
    out[k] = total / weight;
  }
  const below = median([out[4], out[5], out[6]]);
  for (let k = 0; k < 4; k++) if (!known(k)) out[k] = Math.min(out[k], below);
  const smooth = out.slice();
  for (let k = 1; k < STATIONS - 1; k++) smooth[k] = 0.25 * out[k - 1] + 0.5 * out[k] + 0.25 * out[k + 1];
  return smooth.map((r, k) => r * prior[k]);
}

/**
 * How far the middle of the arm lies beside the bones at every station, pixels along the normal: seen, or fading out from the
 * nearest visible stretch.
 */
function armShift(seen: readonly (SeenArm | null)[]): number[] {
  return seen.map((_, k) => {
    let [total, weight] = [0, 0];
    seen.forEach((s, j) => {
      if (!s) return;
      const g = Math.exp(-0.5 * ((j - k) / 1.5) ** 2);
      total += g * s.shift;
      weight += g;
    });
    // Far from all that is in view nothing moves.
    return total / Math.max(weight, 0.05);
  });
}

/** Stations before the first visible skin over which a made-up arm takes its width, and the most it widens for that. */
const WRIST = 5;
const FLARE = 1.4;
/** Most that an arm widens from one station to the next on its way into the hand. */
const WIDENS = 1.08;

/**
 * First visible skin at the end of a sleeved arm: its position along the forearm (1 = wrist), half width and how far its middle
 * lies beside the bone, pixels; null where none is in view.
 */
function visibleEnd(
  scene: Scene,
  side: Side,
  prior: number,
): { at: number; half: number; shift: number } | null {
  const arm = scene.arms[side];
  const own = arm.own === 'left' ? [PART.leftArm, PART.leftHand] : [PART.rightArm, PART.rightHand];
  const length = Math.hypot(arm.wrist.x - arm.elbow.x, arm.wrist.y - arm.elbow.y);
  const { nx, ny } = stationOn(arm.elbow, arm.wrist, 0);
  const reach = 0.2 * scene.unit;
  const [from, step, bins] = [0.6, 0.03, 24];
  const count = new Float64Array(bins);
  const beside = new Float64Array(bins);
  eachPixel(scene, armBox(scene, arm, reach), (i) => {
    const b = Math.floor((arm.foreT[i] - from) / step);
    if (b < 0 || b >= bins || arm.foreDistance[i] > reach || !own.some((l) => l === scene.labels[i])) return;
    count[b]++;
    const x = i % scene.w;
    beside[b] += (x + 0.5 - arm.elbow.x) * nx + ((i - x) / scene.w + 0.5 - arm.elbow.y) * ny;
  });
  const half = Array.from(count, (c) => c / (2 * step * length));
  const first = half.findIndex((v) => v > 0.7 * prior);
  if (first < 1) return null;
  const middle = Array.from(beside, (sum, b) => sum / Math.max(1, count[b]));
  const near = (values: readonly number[]): number => quantile(values.slice(first, first + 4), 0.5);
  return { at: from + first * step, half: near(half), shift: clamp(near(middle), -prior, prior) };
}

function armLimb(scene: Scene, side: Side): Limb {
  const arm = scene.arms[side];
  const at: Station[] = [];
  for (let k = 0; k < STATIONS; k++) {
    if (k <= 10) at.push(stationOn(arm.shoulder, arm.elbow, k / 10));
    else at.push(stationOn(arm.elbow, arm.wrist, (k - 10) / 10));
  }
  const prior = Float64Array.from({ length: STATIONS }, (_, k) => ARM_PRIOR(k / 10) * scene.unit);
  const seen = seenArm(scene, side, at, prior);
  const sleeve = seenSleeve(scene, side, at, prior);
  // An arm lies within its sleeve; a tight one tells where.
  const half = Array.from(armWidths(arm, prior, seen), (r, k) =>
    Math.min(r, prior[k] * Math.max(0.6, sleeve[k]?.ratio ?? r / prior[k])),
  );
  const shift = armShift(seen.map((s, k) => s ?? (sleeve[k] && sleeve[k].ratio < TIGHT ? sleeve[k] : null)));
  const end = arm.bare[15] || arm.bare[18] ? null : visibleEnd(scene, side, half[STATIONS - 1]);
  if (end)
    for (let k = 11; k < STATIONS; k++) {
      const share = clamp((k - (10 + 10 * Math.min(1, end.at) - WRIST)) / WRIST, 0, 1);
      half[k] += share * (clamp(end.half, 0.8 * half[k], FLARE * half[k]) - half[k]);
      half[k] = Math.min(half[k], WIDENS * half[k - 1], prior[k] * (sleeve[k]?.ratio ?? Infinity));
      shift[k] += share * (end.shift - shift[k]);
    }
  sleeve.forEach((s, k) => {
    if (!s) return;
    const room = s.ratio * prior[k] - half[k];
    shift[k] = room > 0 ? clamp(shift[k], s.shift - room, s.shift + room) : s.shift;
  });
  // The forearm runs on into the hand so that no gap opens at the wrist.
  at.push(stationOn(arm.elbow, arm.wrist, 1.14));
  half.push(half[STATIONS - 1]);
  shift.push(shift[STATIONS - 1]);
  const centre = at.map((s, k) => ({ x: s.x + s.nx * shift[k], y: s.y + s.ny * shift[k] }));
  return paint(scene, `${arm.own}Arm`, 'arm', side, bonesOf(centre, half, STATIONS - 1));
}

/** A place on a bone with the bone's unit normal. */
interface Station extends Point {
  nx: number;
  ny: number;
}

function stationOn(from: Point, to: Point, t: number): Station {
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  return {
    x: from.x + t * (to.x - from.x),
    y: from.y + t * (to.y - from.y),
    nx: -(to.y - from.y) / length,
    ny: (to.x - from.x) / length,
  };
}

/** Half widths of a bare leg in shoulder widths: hip to knee, knee to ankle. */
const THIGH = [0.25, 0.24, 0.225, 0.2, 0.17, 0.145];
const SHIN = [0.145, 0.14, 0.138, 0.12, 0.09, 0.07];

function legLimb(scene: Scene, side: Side): Limb {
  const { hip, knee, ankle } = scene.legs[side];
  const stations = (from: Point, to: Point, prior: readonly number[]) =>
    prior.map((p, k) => ({
      ...stationOn(from, to, k / (prior.length - 1)),
      prior: p * scene.unit,
    }));
  const all = [...stations(hip, knee, THIGH), ...stations(knee, ankle, SHIN).slice(1)];
  const isLeg = (l: number): boolean => l === PART.leftLeg || l === PART.rightLeg;
  const seen = all.map((s) => {
    const across = seenAcross(scene, s, s.prior, isLeg, (l) => l === PART.background || isLeg(l));
    if (!across) return null;
    const { half, shift } = across;
    return {
      ratio: clamp(half / s.prior, 0.6, 1.6),
      shift: clamp(shift, -0.8 * s.prior, 0.8 * s.prior),
    };
  });
  // Hidden stations take the nearest one that was seen; how far it lies beside the bone fades with the distance.
  const filled = seen.map((own, k) => {
    if (own) return own;
    for (let d = 1; d < seen.length; d++)
      for (const near of [seen[k + d], seen[k - d]])
        if (near) return { ratio: near.ratio, shift: near.shift * Math.max(0, 1 - d / 6) };
    return { ratio: 1, shift: 0 };
  });
  const centre = all.map((s, k) => ({
    x: s.x + s.nx * filled[k].shift,
    y: s.y + s.ny * filled[k].shift,
  }));
  const half = all.map((s, k) => s.prior * filled[k].ratio);
  return paint(scene, side === 'L' ? 'legL' : 'legR', 'leg', side, bonesOf(centre, half));
}

/**
 * Half the visible limb's width and the offset of its middle from the station along the normal, pixels, or null where its two
 * edges are not in view: beyond them lies something that `ends` does not accept.
 */
function seenAcross(
  scene: Scene,
  { x, y, nx, ny }: Station,
  prior: number,
  isLimb: (label: number) => boolean,
  ends: (label: number) => boolean,
): { half: number; shift: number } | null {
  const label = (r: number): number => {
    const px = Math.floor(x + r * nx);
    const py = Math.floor(y + r * ny);
    return px < 0 || py < 0 || px >= scene.w || py >= scene.h ? -1 : scene.labels[py * scene.w + px];
  };
  // The joints are a few pixels off the limb's middle.
  let start = Number.NaN;
  for (let r = 0; r < 0.8 * prior && Number.isNaN(start); r++)
    for (const side of [r, -r]) if (Number.isNaN(start) && isLimb(label(side))) start = side;
  if (Number.isNaN(start)) return null;
  const own = label(start);
  const end = (sign: number): number => {
    let r = start;
    while (label(r) === own && Math.abs(r) < 3 * prior) r += sign;
    return ends(label(r)) ? r : Number.NaN;
  };
  const [low, high] = [end(-1), end(1)];
  const half = (high - low) / 2;
  return half > 2 ? { half, shift: (low + high) / 2 } : null;
}

export function bareArms(scene: Scene): Record<Side, Limb> {
  return { L: armLimb(scene, 'L'), R: armLimb(scene, 'R') };
}

export function bareLegs(scene: Scene): Limb[] {
  return SIDES.map((side) => legLimb(scene, side));
}
