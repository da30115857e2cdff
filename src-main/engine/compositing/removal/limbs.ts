/** Limbs: the bare arms and legs that clothes hide, as tapered capsules with a cross coordinate for shading. */

import { PART } from '../../domain/parsing.ts';
import { clamp, interp1, median } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import { type Scene, type SceneArm, SIDES, type Side } from '../scene.ts';

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

/** One bone of a limb: half widths at both ends and in between, in pixels. */
interface Bone {
  from: Point;
  to: Point;
  /** Half width at equal steps from `from` to `to`. */
  half: Float64Array;
}

/** A limb's bare shape at scene size. */
export interface Limb {
  name: string;
  kind: 'arm' | 'leg';
  side: Side;
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
  let done = 0;
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
    const last = bone.half.length - 1;
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const px = x + 0.5 - bone.from.x;
        const py = y + 0.5 - bone.from.y;
        const t = clamp((px * ux + py * uy) / length, 0, 1);
        const d = Math.hypot(px - t * dx, py - t * dy);
        const k = t * last;
        const k0 = Math.min(last - 1, Math.floor(k));
        const r = bone.half[k0] + (bone.half[k0 + 1] - bone.half[k0]) * (k - k0);
        const i = y * w + x;
        if (r - d <= inside[i]) continue;
        inside[i] = r - d;
        across[i] = clamp((py * ux - px * uy) / r, -1.15, 1.15);
        along[i] = (done + t) / bones.length;
      }
    }
    done++;
  }
  return { name, kind, side, inside, across, along };
}

/** Half widths of a bare arm in shoulder widths at 21 stations from shoulder to wrist; by eye on 20 photos. */
const ARM_PRIOR = (t: number): number => interp1(t, [0, 0.5, 1, 1.4, 2], [0.12, 0.105, 0.088, 0.085, 0.058]);

/** Sleeve width over prior up to which a sleeve counts as skin-tight. */
const TIGHT = 1.35;

/** Bare width under a sleeve, both as multiples of the prior: tight ones follow the arm, loose ones tell little. */
function underSleeve(ratio: number): number {
  return ratio <= TIGHT ? 0.95 * ratio : Math.max(1.05, 0.95 * TIGHT - 0.6 * (ratio - TIGHT));
}

/**
 * Bare widths: seen where the arm is bare; elsewhere from the sleeve, drawn towards the nearest bare stations. The first
 * stations run into the trunk and take the width of those below.
 */
function armWidths(arm: SceneArm, unit: number): Float64Array {
  const prior = Float64Array.from({ length: 21 }, (_, k) => ARM_PRIOR(k / 10) * unit);
  const ratio = Float64Array.from({ length: 21 }, (_, k) => arm.halfWidth[k] / prior[k]);
  const known = (k: number): boolean => arm.bare[k] && Number.isFinite(ratio[k]);
  const out = new Float64Array(21);
  for (let k = 0; k < 21; k++) {
    if (known(k)) {
      out[k] = clamp(ratio[k], 0.6, 1.8);
      continue;
    }
    const sleeve = Number.isFinite(ratio[k]) ? clamp(underSleeve(ratio[k]), 0.75, 1.3) : 1;
    let weight = 0.5;
    let total = 0.5 * sleeve;
    for (let j = 0; j < 21; j++) {
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
  for (let k = 1; k < 20; k++) smooth[k] = 0.25 * out[k - 1] + 0.5 * out[k] + 0.25 * out[k + 1];
  return smooth.map((r, k) => r * prior[k]);
}

function armLimb(scene: Scene, side: Side): Limb {
  const arm = scene.arms[side];
  const half = armWidths(arm, scene.unit);
  // The forearm runs on into the hand so that no gap opens at the wrist.
  const tip = {
    x: arm.wrist.x + 0.14 * (arm.wrist.x - arm.elbow.x),
    y: arm.wrist.y + 0.14 * (arm.wrist.y - arm.elbow.y),
  };
  const fore = new Float64Array(12);
  for (let k = 0; k < 12; k++) fore[k] = k < 11 ? half[10 + k] : half[20];
  return paint(scene, `${arm.own}Arm`, 'arm', side, [
    { from: arm.shoulder, to: arm.elbow, half: half.slice(0, 11) },
    { from: arm.elbow, to: tip, half: fore },
  ]);
}

/** Half widths of a bare leg in shoulder widths: hip to knee, knee to ankle. */
const THIGH = [0.25, 0.24, 0.225, 0.2, 0.17, 0.145];
const SHIN = [0.145, 0.14, 0.138, 0.12, 0.09, 0.07];

function legLimb(scene: Scene, side: Side): Limb {
  const { hip, knee, ankle } = scene.legs[side];
  /** Seen width over prior at stations 1.. of a bone, NaN where the bare leg's two edges are not in view. */
  const seen = (from: Point, to: Point, prior: readonly number[]): number[] => {
    const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
    const nx = -(to.y - from.y) / length;
    const ny = (to.x - from.x) / length;
    return prior.slice(1).map((p, k) => {
      const t = (k + 1) / (prior.length - 1);
      const cx = from.x + t * (to.x - from.x);
      const cy = from.y + t * (to.y - from.y);
      const reach = (sign: number): number => {
        for (let r = 0; r < 0.4 * scene.unit; r++) {
          const x = Math.floor(cx + sign * r * nx);
          const y = Math.floor(cy + sign * r * ny);
          if (x < 0 || y < 0 || x >= scene.w || y >= scene.h) return Number.NaN;
          const l = scene.labels[y * scene.w + x];
          if (l !== PART.leftLeg && l !== PART.rightLeg) return l === PART.background ? r : Number.NaN;
        }
        return Number.NaN;
      };
      const width = (reach(1) + reach(-1)) / 2;
      return width > 2 ? clamp(width / (p * scene.unit), 0.6, 1.6) : Number.NaN;
    });
  };
  const ratios = [Number.NaN, ...seen(hip, knee, THIGH), ...seen(knee, ankle, SHIN)];
  // Hidden stations take the nearest one that was seen.
  const filled = ratios.map((r, k) => {
    if (Number.isFinite(r)) return r;
    for (let d = 1; d < ratios.length; d++)
      for (const j of [k + d, k - d]) if (Number.isFinite(ratios[j])) return ratios[j];
    return 1;
  });
  const last = THIGH.length - 1;
  const sized = (prior: readonly number[], first: number): Float64Array =>
    Float64Array.from(prior, (p, k) => p * scene.unit * filled[first + k]);
  return paint(scene, side === 'L' ? 'legL' : 'legR', 'leg', side, [
    { from: hip, to: knee, half: sized(THIGH, 0) },
    { from: knee, to: ankle, half: sized(SHIN, last) },
  ]);
}

export function bareArms(scene: Scene): Record<Side, Limb> {
  return { L: armLimb(scene, 'L'), R: armLimb(scene, 'R') };
}

export function bareLegs(scene: Scene): Limb[] {
  return SIDES.map((side) => legLimb(scene, side));
}
