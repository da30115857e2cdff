/** Dress form: what dressmaking needs to know of a body, solids to lay cloth on and joints. */

import type { DistanceField } from '../../domain/body.ts';
import type { OrdinaryGirths } from '../ordinary-body.ts';
import type { BodyPart } from '../sdf.ts';
import type { Vec3 } from './piece.ts';

export const FORM_SIDES = ['L', 'R'] as const;
/** The wearer's own sides: L is +x, image right. */
export type FormSide = (typeof FORM_SIDES)[number];
export const signOf = (side: FormSide): 1 | -1 => (side === 'L' ? 1 : -1);

/** Metres, y up, z to the front; arms hang at the sides. */
export interface DressForm {
  torso: DistanceField;
  arms: Record<FormSide, DistanceField>;
  legs: Record<FormSide, DistanceField>;
  /** The same solids, each a part of the body, and its whole skin, without a grid: slower, for the last check. */
  exact: { parts: Record<BodyPart, DistanceField>; whole: DistanceField };
  neck: Vec3;
  shoulder: Record<FormSide, Vec3>;
  elbow: Record<FormSide, Vec3>;
  wrist: Record<FormSide, Vec3>;
  hip: Record<FormSide, Vec3>;
  knee: Record<FormSide, Vec3>;
  ankle: Record<FormSide, Vec3>;
  /** Heights of the fullest bust, the natural waist, the fullest hip, and of the crotch. */
  bustY: number;
  waistY: number;
  hipY: number;
  crotchY: number;
  /** Girths at those levels as a tape lies, metres. */
  girths: OrdinaryGirths;
  /** Girths that go with a body of this height, metres: garments are drafted for them. */
  ordinary: OrdinaryGirths;
}

/** Heights and girths of a body whose solids are known; `known` holds those that are measured already. */
export function withLevels(
  solids: Omit<DressForm, 'bustY' | 'waistY' | 'hipY' | 'crotchY' | 'girths'>,
  known: Partial<Pick<DressForm, 'waistY' | 'hipY' | 'crotchY' | 'girths'>> = {},
): DressForm {
  const solid = union([solids.torso, solids.legs.L, solids.legs.R]);
  const girth = (y: number): number => sectionAt(solid, y).girth;
  const shoulderY = (solids.shoulder.L[1] + solids.shoulder.R[1]) / 2;
  const hipJointY = (solids.hip.L[1] + solids.hip.R[1]) / 2;
  const best = (from: number, to: number, sign: 1 | -1): number => {
    let [at, most] = [from, Number.NEGATIVE_INFINITY];
    for (let y = from; y <= to; y += 0.01) {
      const g = sign * girth(y);
      if (g > most) [at, most] = [y, g];
    }
    return at;
  };
  const trunk = shoulderY - hipJointY;
  const waistY = known.waistY ?? best(hipJointY + 0.3 * trunk, hipJointY + 0.6 * trunk, -1);
  const hipY = known.hipY ?? best(hipJointY - 0.12 * trunk, hipJointY + 0.12 * trunk, 1);
  const bustY = best(waistY + 0.25 * (shoulderY - waistY), shoulderY - 0.2 * trunk, 1);
  return {
    ...solids,
    bustY,
    waistY,
    hipY,
    crotchY: known.crotchY ?? hipJointY - 0.17 * trunk,
    girths: known.girths ?? { bust: girth(bustY), waist: girth(waistY), hip: girth(hipY) },
  };
}

/** A level cut through torso and legs. */
export interface Section {
  /** Largest distance sideways from x = 0. */
  halfWidth: number;
  front: number;
  back: number;
  /** Circumference of the convex hull as a tape would lie, metres. */
  girth: number;
}

const RAYS = 48;
const FAR = 0.6;

/** Walks from `from` along `dir` until the field is below `skin`; distance, or `far` when nothing is hit. */
export function trace(field: DistanceField, from: Vec3, dir: Vec3, far: number, skin = 0): number {
  const out = new Float64Array(4);
  let t = 0;
  for (let i = 0; i < 200 && t < far; i++) {
    field.sample(from[0] + dir[0] * t, from[1] + dir[1] * t, from[2] + dir[2] * t, out);
    const d = out[0] - skin;
    if (d < 1e-4) return t;
    t += Math.max(d, 5e-4);
  }
  return far;
}

/** Smallest distance of several solids. */
export function union(fields: readonly DistanceField[]): DistanceField {
  const best = new Float64Array(4);
  return {
    sample(x, y, z, out) {
      best[0] = Number.POSITIVE_INFINITY;
      for (const field of fields) {
        field.sample(x, y, z, out);
        if (out[0] < best[0]) best.set(out);
      }
      out.set(best);
    },
  };
}

/** The level cut of a solid at height y. Rays come from outside towards the axis. */
export function sectionAt(field: DistanceField, y: number): Section {
  const points: [number, number][] = [];
  for (let i = 0; i < RAYS; i++) {
    const a = (2 * Math.PI * i) / RAYS;
    const [c, s] = [Math.cos(a), Math.sin(a)];
    const t = trace(field, [c * FAR, y, s * FAR], [-c, 0, -s], FAR);
    if (t < FAR) points.push([c * (FAR - t), s * (FAR - t)]);
  }
  if (points.length < 3) return { halfWidth: 0, front: 0, back: 0, girth: 0 };
  const hull = convexHull(points);
  let girth = 0;
  for (let i = 0; i < hull.length; i++) {
    const [ax, az] = hull[i];
    const [bx, bz] = hull[(i + 1) % hull.length];
    girth += Math.hypot(bx - ax, bz - az);
  }
  return {
    halfWidth: Math.max(...points.map((p) => Math.abs(p[0]))),
    front: Math.max(...points.map((p) => p[1])),
    back: Math.min(...points.map((p) => p[1])),
    girth,
  };
}

/** Andrew's monotone chain. */
function convexHull(points: [number, number][]): [number, number][] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: [number, number][]): [number, number][] => {
    const out: [number, number][] = [];
    for (const p of list) {
      while (out.length > 1) {
        const [a, b] = [out[out.length - 2], out[out.length - 1]];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        out.pop();
      }
      out.push(p);
    }
    out.pop();
    return out;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** A limb as two rounded cones, first-joint to second to third; for arms that are still on their way down. */
export function limbField(
  a: Vec3,
  b: Vec3,
  c: Vec3,
  radii: readonly [number, number, number],
): DistanceField {
  const bones = [
    { from: a, to: b, r0: radii[0], r1: radii[1] },
    { from: b, to: c, r0: radii[1], r1: radii[2] },
  ];
  return {
    sample(x, y, z, out) {
      let best = Number.POSITIVE_INFINITY;
      for (const { from, to, r0, r1 } of bones) {
        const d = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
        const p = [x - from[0], y - from[1], z - from[2]];
        const l2 = d[0] ** 2 + d[1] ** 2 + d[2] ** 2;
        const t = Math.min(1, Math.max(0, (p[0] * d[0] + p[1] * d[1] + p[2] * d[2]) / l2));
        const q = [p[0] - t * d[0], p[1] - t * d[1], p[2] - t * d[2]];
        const l = Math.sqrt(q[0] ** 2 + q[1] ** 2 + q[2] ** 2) || 1e-9;
        const distance = l - (r0 + (r1 - r0) * t);
        if (distance >= best) continue;
        best = distance;
        out[0] = distance;
        out[1] = q[0] / l;
        out[2] = q[1] / l;
        out[3] = q[2] / l;
      }
    },
  };
}

/** Mean radius of a limb's solid at a point of its axis, seen across `axis`. */
export function limbRadius(field: DistanceField, at: Vec3, axis: Vec3): number {
  const l = Math.hypot(axis[0], axis[1], axis[2]) || 1;
  const d = [axis[0] / l, axis[1] / l, axis[2] / l];
  const n = Math.hypot(d[0], d[1]) || 1;
  const u = [d[1] / n, -d[0] / n, 0];
  const v = [d[1] * u[2] - d[2] * u[1], d[2] * u[0] - d[0] * u[2], d[0] * u[1] - d[1] * u[0]];
  const rays = 12;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < rays; i++) {
    const a = (2 * Math.PI * i) / rays;
    const [c, s] = [Math.cos(a), Math.sin(a)];
    const r: Vec3 = [u[0] * c + v[0] * s, u[1] * c + v[1] * s, u[2] * c + v[2] * s];
    const far = 0.14;
    const t = trace(
      field,
      [at[0] + r[0] * far, at[1] + r[1] * far, at[2] + r[2] * far],
      [-r[0], -r[1], -r[2]],
      far,
    );
    if (t > 0 && t < far) {
      sum += far - t;
      count++;
    }
  }
  return count > 0 ? sum / count : 0.05;
}
