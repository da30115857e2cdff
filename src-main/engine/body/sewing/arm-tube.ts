/** The arm as sewing sees it: its axis in the A-pose, its radii, and cloth held around it. */

import { type DressForm, type FormSide, limbRadius, signOf } from './form.ts';
import type { Point2, Vec3 } from './piece.ts';
import type { SleeveShape } from './sleeve.ts';

/** Angle of the arms from straight down while the sleeves are sewn, radians: the A-pose in which sleeves are cut. */
export const SEWING_ARM_ANGLE = 0.75;

/** Turns the arm outwards to the sewing pose: the points of its axis. */
export function armAxis(form: DressForm, side: FormSide, angle: number): [Vec3, Vec3, Vec3] {
  const s = form.shoulder[side];
  const hang = Math.atan2(signOf(side) * (form.elbow[side][0] - s[0]), s[1] - form.elbow[side][1]);
  const turn = signOf(side) * Math.max(0, angle - hang);
  const [c, n] = [Math.cos(turn), Math.sin(turn)];
  const about = (p: Vec3): Vec3 => {
    const [x, y] = [p[0] - s[0], p[1] - s[1]];
    return [s[0] + c * x - n * y, s[1] + n * x + c * y, p[2]];
  };
  return [s, about(form.elbow[side]), about(form.wrist[side])];
}

/** Radii of the arm below the shoulder, at the elbow and at the wrist, metres. */
export function armRadii(form: DressForm, side: FormSide): [number, number, number] {
  const [s, e, w] = [form.shoulder[side], form.elbow[side], form.wrist[side]];
  const at = (a: Vec3, b: Vec3, t: number): Vec3 => [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t,
    a[2] + (b[2] - a[2]) * t,
  ];
  const axis = (a: Vec3, b: Vec3): Vec3 => [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const field = form.arms[side];
  return [
    limbRadius(field, at(s, e, 0.35), axis(s, e)),
    limbRadius(field, at(s, e, 0.97), axis(s, e)),
    limbRadius(field, at(e, w, 0.97), axis(e, w)),
  ];
}

/** Longest sleeve of a garment whose size is not known: over the wrist to the thumb's root, metres. */
export function sleeveLimit(form: DressForm, side: FormSide): number {
  const dist = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const [s, e, w] = [form.shoulder[side], form.elbow[side], form.wrist[side]];
  return dist(s, e) + dist(e, w) + 0.05;
}

/** Half girth of the wearer's arm at so many metres below the shoulder, with a little ease. */
export function armHalf(form: DressForm, side: FormSide): (t: number) => number {
  const [r0, r1, r2] = armRadii(form, side);
  const dist = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const upper = dist(form.shoulder[side], form.elbow[side]);
  const fore = dist(form.elbow[side], form.wrist[side]);
  return (t) => {
    const r = t < upper ? r0 + ((r1 - r0) * t) / upper : r1 + (r2 - r1) * Math.min(1, (t - upper) / fore);
    return Math.PI * (r + 0.004);
  };
}

export function aroundArm(
  form: DressForm,
  side: FormSide,
  tip: Vec3,
  shape: SleeveShape,
): (p: Point2) => Vec3 {
  const [s, e, w] = armAxis(form, side, SEWING_ARM_ANGLE);
  const sgn = signOf(side);
  const upper = Math.hypot(e[0] - s[0], e[1] - s[1], e[2] - s[2]);
  const d0: Vec3 = [(e[0] - s[0]) / upper, (e[1] - s[1]) / upper, (e[2] - s[2]) / upper];
  const fore = Math.hypot(w[0] - e[0], w[1] - e[1], w[2] - e[2]);
  const d1: Vec3 = [(w[0] - e[0]) / fore, (w[1] - e[1]) / fore, (w[2] - e[2]) / fore];
  const [r0, r1, r2] = armRadii(form, side);
  const armRadius = (t: number): number =>
    t < upper ? r0 + (r1 - r0) * Math.max(0, t / upper) : r1 + (r2 - r1) * Math.min(1, (t - upper) / fore);
  // where along the arm the top of the cap lies
  const start = (tip[0] - s[0]) * d0[0] + (tip[1] - s[1]) * d0[1] + (tip[2] - s[2]) * d0[2];
  const n = Math.hypot(d0[0], d0[1]);
  const up = [(-sgn * d0[1]) / n, (sgn * d0[0]) / n];
  return (p) => {
    const t = start - p.y;
    const c =
      t < upper
        ? [s[0] + d0[0] * t, s[1] + d0[1] * t, s[2] + d0[2] * t]
        : [e[0] + d1[0] * (t - upper), e[1] + d1[1] * (t - upper), e[2] + d1[2] * (t - upper)];
    // the cap lies on the tube of the underarm, the rest on its own
    const around = p.y > -shape.cap ? shape.half : shape.halfAt(p.y);
    const r = Math.max(around / Math.PI, armRadius(t) + 0.008);
    const phi = (p.x / around) * Math.PI;
    return [
      c[0] + r * Math.cos(phi) * up[0],
      c[1] + r * Math.cos(phi) * up[1],
      c[2] - sgn * r * Math.sin(phi),
    ];
  };
}
