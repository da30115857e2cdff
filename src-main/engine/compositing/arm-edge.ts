/** Arm edges: the outline of an arm in front of a garment, straightened along the arm as skin and muscle are smooth. */

import { gaussianFilter1d, interp1, medianFilter1d } from '../image/ops/signal.ts';
import type { Limb } from './removal/limbs.ts';
import { armBox, type Scene, type SceneArm } from './scene.ts';

/** Scene pixels along the arm per bin. */
const STEP = 2;
/** Ends of a bone, as a share of its length, where edges are not measured: shoulder, elbow and wrist bend there. */
const MARGIN = 0.07;

/** Distance from the bones within which an arm's outline is looked for, shoulder widths. */
export const STRAIGHTENED = 0.3;

/**
 * Measures where the mask begins and ends across each bone, smooths both edges along the arm (a median against bites and
 * burrs, then a Gaussian of `calm` shoulder widths) and draws it anew between them. `mask` is 0..1, changed in place. Only
 * pixels within a few hundredths of a shoulder width of the new edge change.
 */
export function straightenArm(
  scene: Scene,
  arm: SceneArm,
  limb: Limb,
  mask: Float32Array,
  calm = 0.035,
): void {
  const { w, unit } = scene;
  const span = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
    Math.hypot(b.x - a.x, b.y - a.y);
  const upper = Math.floor(span(arm.shoulder, arm.elbow) / STEP);
  const fore = Math.floor(span(arm.elbow, arm.wrist) / STEP);
  if (upper < 12 || fore < 12) return;
  const bins = upper + fore;
  const limit = STRAIGHTENED * unit;
  /** Position along the arm in bins; NaN off the arm. `measured` leaves out the joints. */
  const place = (i: number, measured: boolean): number => {
    const onUpper = arm.upperDistance[i] <= arm.foreDistance[i];
    if ((onUpper ? arm.upperDistance[i] : arm.foreDistance[i]) > limit) return Number.NaN;
    const t = onUpper ? arm.upperT[i] : arm.foreT[i];
    if (measured && (t < MARGIN || t > 1 - MARGIN)) return Number.NaN;
    if (onUpper) return t < MARGIN ? Number.NaN : Math.min(1, t) * upper;
    return t > 1 - MARGIN ? Number.NaN : upper + Math.max(0, t) * fore;
  };
  const across = (i: number): number => {
    const d = Math.min(arm.upperDistance[i], arm.foreDistance[i]);
    return limb.across[i] < 0 ? -d : d;
  };
  const mass = new Float64Array(bins);
  const moment = new Float64Array(bins);
  const { x0, y0, x1, y1 } = armBox(scene, arm, limit);
  for (let y = y0; y < y1; y++)
    for (let i = y * w + x0; i < y * w + x1; i++) {
      if (mask[i] <= 0) continue;
      const at = place(i, true);
      if (Number.isNaN(at)) continue;
      const b = Math.min(bins - 1, Math.floor(at));
      mass[b] += mask[i];
      moment[b] += mask[i] * across(i);
    }
  const at: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (let b = 0; b < bins; b++) {
    const wide = mass[b] / STEP;
    if (wide < 2) continue;
    at.push(b + 0.5);
    low.push(moment[b] / mass[b] - wide / 2);
    high.push(moment[b] / mass[b] + wide / 2);
  }
  if (at.length < 12) return;
  const window = Math.min(31, 2 * Math.round((0.05 * unit) / STEP) + 1);
  const smooth = (v: number[]): Float64Array =>
    Float64Array.from(gaussianFilter1d(medianFilter1d(v, window), (calm * unit) / STEP));
  const from = smooth(low);
  const to = smooth(high);
  const first = at[0] - 1;
  const last = at[at.length - 1] + 1;
  const most = 0.07 * unit;
  // Farther from the bone than this nothing is near either edge.
  let farthest = most;
  for (let k = 0; k < at.length; k++) farthest = Math.max(farthest, most + Math.max(-from[k], to[k]));
  for (let y = y0; y < y1; y++)
    for (let i = y * w + x0; i < y * w + x1; i++) {
      if (Math.min(arm.upperDistance[i], arm.foreDistance[i]) > farthest) continue;
      const b = place(i, false);
      if (!(b >= first && b <= last)) continue;
      const q = across(i);
      const inside = Math.min(q - interp1(b, at, from), interp1(b, at, to) - q);
      if (Math.abs(inside) > most) continue;
      const v = inside + 0.5;
      mask[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
}
