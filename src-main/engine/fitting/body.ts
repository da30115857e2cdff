/** Body geometry used by the fit: torso coordinates, contours and limb paths over a BodyFrame. */

import type { ArmFrame, BodyFrame } from '../domain/body-frame.ts';
import { sampleBilinear } from '../image/ops/sample.ts';
import { clamp, gaussianFilter1d, interp1 } from '../image/ops/signal.ts';
import type { Point } from '../image/raster.ts';
import type { Side } from './garment-shape.ts';

/** Picture position of torso coordinates (h, d). */
export function toPicture(frame: BodyFrame, h: number, d: number): Point {
  const { shoulderMid: o, right, down } = frame;
  return { x: o.x + right.x * h + down.x * d, y: o.y + right.y * h + down.y * d };
}

/** Torso coordinates of a picture position (`right` and `down` need not be perpendicular). */
export function toTorso(frame: BodyFrame, p: Point): { h: number; d: number } {
  const { shoulderMid: o, right, down } = frame;
  const det = right.x * down.y - right.y * down.x || 1;
  const x = p.x - o.x;
  const y = p.y - o.y;
  return { h: (x * down.y - y * down.x) / det, d: (right.x * y - right.y * x) / det };
}

/** d of the upper contour of neck and shoulders at lateral position h. */
export function contourTop(frame: BodyFrame, h: number): number {
  return interp1(h, frame.contourLateral, frame.contourTop);
}

/** Torso half width at depth d. */
export function extent(frame: BodyFrame, side: Side, d: number, tight = false): number {
  return interp1(d, frame.rows, (tight ? frame.extentTight : frame.extent)[side]);
}

/** Signed distance to the silhouette, negative inside, analysis px. */
export function silhouetteAt(frame: BodyFrame, p: Point): number {
  return sampleBilinear(frame.silhouette, p.x, p.y);
}

/**
 * Moves a point along the silhouette's gradient until it lies `ease` px outside it; points farther than `reach` px
 * from the silhouette are left alone.
 */
export function toSilhouette(frame: BodyFrame, p: Point, ease: number, reach: number): Point {
  let { x, y } = p;
  for (let k = 0; k < 2; k++) {
    if (!inside(frame, x, y)) break;
    const distance = sampleBilinear(frame.silhouette, x, y) - ease;
    if (Math.abs(distance) >= reach) break;
    const i =
      clamp(Math.floor(y), 0, frame.height - 1) * frame.width + clamp(Math.floor(x), 0, frame.width - 1);
    x -= frame.silhouetteGradX[i] * distance;
    y -= frame.silhouetteGradY[i] * distance;
  }
  return { x, y };
}

function inside(frame: BodyFrame, x: number, y: number): boolean {
  return x >= 1 && y >= 1 && x < frame.width - 1 && y < frame.height - 1;
}

/** Depth of a picture point along the torso. */
export function depthOf(frame: BodyFrame, p: Point): number {
  return toTorso(frame, p).d;
}

/** A limb's centre line with rounded joints, parametrised by arc length in analysis px. */
export interface LimbPath {
  length: number;
  /** Point, unit direction and share along the limb's original segments (0..2) at arc length s; s may run past the ends. */
  at(s: number): { x: number; y: number; dx: number; dy: number; station: number };
}

const PATH_SAMPLES = 96;

/**
 * Path from a over b to c; the corner at b is rounded over about `rounding` px, so that cloth laid on it bends like a
 * sleeve instead of folding.
 */
export function limbPath(a: Point, b: Point, c: Point, rounding: number): LimbPath {
  const l1 = Math.max(1e-6, Math.hypot(b.x - a.x, b.y - a.y));
  const l2 = Math.max(1e-6, Math.hypot(c.x - b.x, c.y - b.y));
  const total = l1 + l2;
  const step = total / PATH_SAMPLES;
  // Samples run past both ends so that smoothing leaves the ends in place.
  const extra = Math.ceil((rounding * 1.5) / step) + 2;
  const count = PATH_SAMPLES + 1 + 2 * extra;
  const xs = new Float64Array(count);
  const ys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const s = (i - extra) * step;
    const t = s <= l1 ? s / l1 : (s - l1) / l2;
    const [p, q] = s <= l1 ? [a, b] : [b, c];
    xs[i] = p.x + (q.x - p.x) * t;
    ys[i] = p.y + (q.y - p.y) * t;
  }
  const sx = gaussianFilter1d(xs, rounding / 2 / step);
  const sy = gaussianFilter1d(ys, rounding / 2 / step);
  const arc = new Float64Array(count);
  for (let i = 1; i < count; i++) arc[i] = arc[i - 1] + Math.hypot(sx[i] - sx[i - 1], sy[i] - sy[i - 1]);
  const zero = arc[extra];
  const length = arc[extra + PATH_SAMPLES] - zero;
  return {
    length,
    at(s) {
      const want = clamp(s, -extra * step * 0.9, length + extra * step * 0.9) + zero;
      let low = 0;
      let high = count - 1;
      while (high - low > 1) {
        const mid = (low + high) >> 1;
        if (arc[mid] <= want) low = mid;
        else high = mid;
      }
      const span = Math.max(1e-9, arc[high] - arc[low]);
      const t = (want - arc[low]) / span;
      // Directions are mixed between samples: normals turn smoothly along the bend.
      const i0 = Math.max(0, low - 1);
      const i3 = Math.min(count - 1, high + 1);
      let dx = (sx[high] - sx[i0]) * (1 - t) + (sx[i3] - sx[low]) * t;
      let dy = (sy[high] - sy[i0]) * (1 - t) + (sy[i3] - sy[low]) * t;
      const norm = Math.hypot(dx, dy) || 1;
      dx /= norm;
      dy /= norm;
      const along = (low + t - extra) * step;
      const station = along <= l1 ? along / l1 : 1 + (along - l1) / l2;
      // Beyond the sampled range the path goes straight on.
      const over = s + zero - want;
      return {
        x: sx[low] + (sx[high] - sx[low]) * t + dx * over,
        y: sy[low] + (sy[high] - sy[low]) * t + dy * over,
        dx,
        dy,
        station,
      };
    },
  };
}

/** Half width of an arm at a station 0..2 (shoulder, elbow, wrist). */
export function armHalfWidth(arm: ArmFrame, station: number): number {
  const n = arm.halfWidth.length;
  if (n === 0) return 0;
  const at = clamp(station / 2, 0, 1) * (n - 1);
  const i = Math.min(n - 2, Math.floor(at));
  return arm.halfWidth[i] + (arm.halfWidth[i + 1] - arm.halfWidth[i]) * (at - i);
}

/** Lateral position of a shoulder joint, and the middle between both. */
export function shoulderJoints(frame: BodyFrame): { L: number; R: number; mid: number; span: number } {
  const L = toTorso(frame, frame.arms.L.shoulder).h;
  const R = toTorso(frame, frame.arms.R.shoulder).h;
  return { L, R, mid: (L + R) / 2, span: R - L };
}

/**
 * Centre and half width of the body at depth d: the middle of both silhouette sides, at most `maxShift` px off the
 * skeleton's midline (a person turned aside is not symmetric about it).
 */
export function bodyRow(
  frame: BodyFrame,
  d: number,
  maxShift: number,
): { mid: number; L: number; R: number } {
  const l = extent(frame, 'L', d);
  const r = extent(frame, 'R', d);
  const mid = clamp((r - l) / 2, -maxShift, maxShift);
  return { mid, L: l + mid, R: r - mid };
}
