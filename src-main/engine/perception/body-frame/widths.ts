/** Widths read off the label map: trunk by rows, shoulder contour, neck, arms by stations. */

import { PART } from '../../domain/parsing.ts';
import {
  clamp,
  gaussianFilter1d,
  interp1,
  linspace,
  median,
  medianFilter1d,
  quantile,
} from '../../image/ops/signal.ts';
import type { Point, Raster } from '../../image/raster.ts';
import type { BodyAxes, LimbJoints } from './axes.ts';

type Labels = Raster<Uint8Array>;

/** Allowance where an arm lies against the trunk and hides its edge, in units. */
const ARM_ALLOWANCE = 0.06;
/** Rows below this many torso lengths cross the legs, which may stand this far apart (units). */
const LEGS_FROM = 1.05;
const LEG_GAP = 0.45;
/** Usual trunk half width in units by rows of the torso (armpit, bust, waist, hips, thighs), when nothing can be seen. */
const USUAL_ROWS = [-0.1, 0.2, 0.6, 1, 1.4, 2.4];
const USUAL_HALF = [0.5, 0.5, 0.43, 0.52, 0.5, 0.45];
/** Arm half widths in units at shoulder, upper arm, elbow, forearm, wrist. */
const ARM_T = [0, 0.5, 1, 1.4, 2];
const ARM_HALF = [0.135, 0.115, 0.1, 0.095, 0.07];
/** Height of the contour above the shoulder line in units, by lateral distance in units: neck to upper arm. */
const TOP_AT = [0, 0.17, 0.24, 0.42, 0.52, 0.6];
const TOP = [-0.3, -0.27, -0.17, -0.105, -0.06, 0.06];

const indexAt = (map: Labels, x: number, y: number): number => {
  const i = Math.floor(x);
  const j = Math.floor(y);
  return i < 0 || j < 0 || i >= map.width || j >= map.height ? -1 : j * map.width + i;
};

export interface TorsoWidths {
  rows: Float64Array;
  extent: { L: Float64Array; R: Float64Array };
  tight: { L: Float64Array; R: Float64Array };
  /** Share of torso rows at which both sides were measured. */
  seen: number;
}

/** Half widths to both sides of the torso axis at rows from just above the shoulders to 2.4 torso lengths below. */
export function torsoWidths(body: Labels, armLike: Labels, axes: BodyAxes): TorsoWidths {
  const { unit, torsoLength, shoulderMid, down, across } = axes;
  const step = Math.max(2, torsoLength / 80);
  const count = Math.max(6, Math.floor((2.5 * torsoLength) / step));
  const rows = new Float64Array(count);
  for (let i = 0; i < count; i++) rows[i] = -0.1 * torsoLength + i * step;
  let seen = 0;
  let torsoRows = 0;
  const measure = (side: -1 | 1): { extent: Float64Array; tight: Float64Array } => {
    const found: number[] = [];
    const at: number[] = [];
    const arm = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const d = rows[i];
      const within = d > 0 && d < torsoLength;
      if (within) torsoRows++;
      let hit = Number.NaN;
      for (let k = 0.12 * unit; k < unit; k += 1) {
        const pixel = indexAt(
          body,
          shoulderMid.x + down.x * d + side * k * across.x,
          shoulderMid.y + down.y * d + side * k * across.y,
        );
        if (pixel < 0) break;
        const inside = body.data[pixel] === 1 && !armLike.data[pixel];
        if (d > LEGS_FROM * torsoLength) {
          // Legs part: the outermost edge counts, whatever gaps lie between it and the axis.
          if (inside) hit = k;
          else if (Number.isFinite(hit) && k - hit > LEG_GAP * unit) break;
          continue;
        }
        if (inside) continue;
        const isArm = armLike.data[pixel] === 1 && d < 0.95 * torsoLength;
        // An arm across the middle of the trunk hides the edge altogether.
        if (isArm && k < 0.3 * unit) break;
        if (isArm) arm[i] = 1;
        hit = k;
        break;
      }
      if (!Number.isFinite(hit)) continue;
      if (within) seen++;
      at.push(i);
      found.push(hit + arm[i] * ARM_ALLOWANCE * unit);
    }
    const raw = new Float64Array(count);
    for (let i = 0; i < count; i++)
      raw[i] =
        found.length >= 5
          ? interp1(i, at, found)
          : unit * interp1(rows[i] / torsoLength, USUAL_ROWS, USUAL_HALF);
    const extent = gaussianFilter1d(medianFilter1d(raw, 9), 3);
    const allowance = gaussianFilter1d(arm, 3);
    return { extent, tight: extent.map((e, i) => e - allowance[i] * ARM_ALLOWANCE * unit) };
  };
  const left = measure(-1);
  const right = measure(1);
  return {
    rows,
    extent: { L: left.extent, R: right.extent },
    tight: { L: left.tight, R: right.tight },
    seen: torsoRows > 0 ? seen / torsoRows : 0,
  };
}

export interface ShoulderContour {
  lateral: Float64Array;
  top: Float64Array;
  /** Share of positions at which the usual shape had to stand in. */
  guessed: number;
}

/** Upper outline of neck and shoulders: walks up from the chest until the body ends, hair ignored. */
export function shoulderContour(body: Labels, labels: Labels, axes: BodyAxes): ShoulderContour {
  const { unit, shoulderMid, right, down } = axes;
  const step = Math.max(1, unit / 125);
  const count = 2 * Math.ceil((0.8 * unit) / step) + 1;
  const lateral = linspace(-0.8 * unit, 0.8 * unit, count);
  const tilt = shoulderTilt(axes);
  const top = new Float64Array(count);
  let guessed = 0;
  for (let i = 0; i < count; i++) {
    const h = lateral[i];
    const usual = unit * interp1(Math.abs(h) / unit, TOP_AT, TOP) + h * tilt * 0.8;
    let edge = Number.NaN;
    let hair = false;
    for (let k = 0.15 * unit; k > -0.55 * unit; k -= step * 0.75) {
      const at = indexAt(
        body,
        shoulderMid.x + right.x * h + down.x * k,
        shoulderMid.y + right.y * h + down.y * k,
      );
      if (at < 0) break;
      if (labels.data[at] === PART.hair) {
        hair = true;
        continue;
      }
      if (!body.data[at]) {
        if (k < 0.15 * unit) edge = k;
        break;
      }
    }
    const bad = !Number.isFinite(edge) || hair || Math.abs(edge - usual) > 0.15 * unit;
    if (bad) guessed++;
    top[i] = bad ? usual : edge;
  }
  return {
    lateral,
    top: gaussianFilter1d(medianFilter1d(top, 7), 2.5),
    guessed: guessed / count,
  };
}

/** Rise of the shoulder line over its run, along `down`. */
function shoulderTilt(axes: BodyAxes): number {
  const dx = axes.arms.R.first.x - axes.arms.L.first.x;
  const dy = axes.arms.R.first.y - axes.arms.L.first.y;
  return clamp((dx * axes.down.x + dy * axes.down.y) / axes.shoulderWidth, -0.6, 0.6);
}

/** Half width of the neck in pixels: bare skin just above the shoulders, within 0.15..0.23 units. */
export function neckHalfWidth(
  labels: Labels,
  lateral: Float32Array,
  depth: Float32Array,
  unit: number,
): number {
  const found: number[] = [];
  for (let i = 0; i < lateral.length; i++) {
    if (Math.abs(depth[i] + 0.17 * unit) > 0.02 * unit || Math.abs(lateral[i]) > 0.4 * unit) continue;
    if (labels.data[i] === PART.neck || labels.data[i] === PART.face) found.push(Math.abs(lateral[i]));
  }
  const measured = found.length > 20 ? quantile(found, 0.9) : 0.2 * unit;
  return clamp(measured, 0.15 * unit, 0.23 * unit);
}

export interface ArmWidths {
  halfWidth: Float64Array;
  bare: boolean[];
}

export const ARM_STATIONS = 21;

/** Half width of an arm at 21 stations: the nearer of both edges, kept near a usual taper scaled to the bare stations. */
export function armWidths(labels: Labels, joints: LimbJoints, unit: number): ArmWidths {
  const widths = new Float64Array(ARM_STATIONS);
  const usual = new Float64Array(ARM_STATIONS);
  const bare: boolean[] = [];
  for (let s = 0; s < ARM_STATIONS; s++) {
    const t = s / 10;
    const [a, b, along] = t <= 1 ? [joints.first, joints.second, t] : [joints.second, joints.third, t - 1];
    const o: Point = { x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along };
    const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y));
    const nx = -(b.y - a.y) / length;
    const ny = (b.x - a.x) / length;
    usual[s] = unit * interp1(t, ARM_T, ARM_HALF);
    const centre = indexAt(labels, o.x, o.y);
    const own = centre >= 0 ? labels.data[centre] : PART.background;
    bare.push(own === PART.leftArm || own === PART.rightArm);
    let nearest = Number.NaN;
    if (own !== PART.background) {
      for (const side of [-1, 1]) {
        for (let k = 0; k < 0.28 * unit; k += 1) {
          const at = indexAt(labels, o.x + side * k * nx, o.y + side * k * ny);
          if (at < 0) break;
          if (labels.data[at] === own) continue;
          nearest = Number.isFinite(nearest) ? Math.min(nearest, k) : k;
          break;
        }
      }
    }
    widths[s] = nearest;
  }
  const ratios: number[] = [];
  for (let s = 0; s < ARM_STATIONS; s++)
    if (bare[s] && Number.isFinite(widths[s])) ratios.push(widths[s] / usual[s]);
  const k = ratios.length >= 3 ? clamp(median(ratios), 0.75, 1.6) : 1;
  for (let s = 0; s < ARM_STATIONS; s++)
    widths[s] = Number.isFinite(widths[s])
      ? clamp(widths[s], 0.75 * usual[s] * Math.min(1, k), 1.35 * usual[s] * Math.max(1, k))
      : usual[s] * k;
  return { halfWidth: gaussianFilter1d(widths, 1.5), bare };
}
