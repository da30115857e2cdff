/** Sleeves: the region of a garment beyond the shoulder-armpit line, and the corners of its cuff. */

import { largestComponent } from '../../image/ops/components.ts';
import { quantile } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import type { Silhouette } from './silhouette.ts';

export interface Cuff {
  outer: Point;
  inner: Point;
  /** Distance from the middle of the armhole to the cuff, silhouette px. */
  length: number;
}

/** Cuff corners of the sleeve at one side (-1 = image left), or undefined when nothing lies beyond the armhole. */
export function cuffOf(s: Silhouette, side: -1 | 1, shoulder: Point, armpit: Point): Cuff | undefined {
  // Normal of the armhole line, pointing outboard.
  let nx = armpit.y - shoulder.y;
  let ny = -(armpit.x - shoulder.x);
  const nl = Math.hypot(nx, ny) || 1;
  nx /= nl;
  ny /= nl;
  if (nx * side < 0) {
    nx = -nx;
    ny = -ny;
  }
  const region = new Uint8Array(s.mask.length);
  for (let y = 0; y < s.height; y++)
    for (let x = 0; x < s.width; x++) {
      const i = y * s.width + x;
      if (!s.mask[i] || side * (x + 0.5 - s.axis) <= 0) continue;
      if ((x + 0.5 - armpit.x) * nx + (y + 0.5 - armpit.y) * ny <= 1) continue;
      // Below the armpit the run through the axis is torso.
      if (y > armpit.y && x >= s.runL[y] && x < s.runR[y]) continue;
      region[i] = 1;
    }
  const piece = largestComponent({ width: s.width, height: s.height, channels: 1, data: region }, 8).data;
  const all: number[] = [];
  for (let i = 0; i < piece.length; i++) if (piece[i]) all.push(i);
  if (all.length < 12) return undefined;
  // The direction follows from some thousand pixels, the corners from all.
  const px: number[] = [];
  const py: number[] = [];
  const step = Math.max(1, Math.floor(all.length / 2500));
  for (let k = 0; k < all.length; k += step) {
    px.push((all[k] % s.width) + 0.5);
    py.push(Math.floor(all[k] / s.width) + 0.5);
  }
  const mx = (shoulder.x + armpit.x) / 2;
  const my = (shoulder.y + armpit.y) / 2;
  let dx = px.reduce((a, b) => a + b, 0) / px.length - mx;
  let dy = py.reduce((a, b) => a + b, 0) / py.length - my;
  let along = new Float64Array(px.length);
  for (let round = 0; round < 4; round++) {
    const l = Math.hypot(dx, dy) || 1;
    dx /= l;
    dy /= l;
    along = along.map((_, k) => (px[k] - mx) * dx + (py[k] - my) * dy);
    const far = quantile(along, 0.85);
    let fx = 0;
    let fy = 0;
    let n = 0;
    for (let k = 0; k < px.length; k++)
      if (along[k] >= far) {
        fx += px[k];
        fy += py[k];
        n++;
      }
    dx = fx / n - mx;
    dy = fy / n - my;
  }
  const l = Math.hypot(dx, dy) || 1;
  dx /= l;
  dy /= l;
  along = along.map((_, k) => (px[k] - mx) * dx + (py[k] - my) * dy);
  const length = quantile(along, 0.985);
  // Across the sleeve, positive towards the body.
  let ax = -dy;
  let ay = dx;
  if (ax * side > 0) {
    ax = -ax;
    ay = -ay;
  }
  const end = length - Math.max(4, 0.12 * length);
  let outer = -1;
  let inner = -1;
  let bestOuter = Number.NEGATIVE_INFINITY;
  let bestInner = Number.NEGATIVE_INFINITY;
  for (const i of all) {
    const ox = (i % s.width) + 0.5 - mx;
    const oy = Math.floor(i / s.width) + 0.5 - my;
    const far = ox * dx + oy * dy;
    if (far < end) continue;
    const q = ox * ax + oy * ay;
    if (far - 0.9 * q > bestOuter) {
      bestOuter = far - 0.9 * q;
      outer = i;
    }
    if (far + 0.9 * q > bestInner) {
      bestInner = far + 0.9 * q;
      inner = i;
    }
  }
  if (outer < 0 || inner < 0) return undefined;
  const at = (i: number): Point => ({ x: (i % s.width) + 0.5, y: Math.floor(i / s.width) + 0.5 });
  return { outer: at(outer), inner: at(inner), length };
}
