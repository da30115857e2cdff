/**
 * Fold-over barrier: makes every triangle of a deformed mesh keep its orientation, moving as few vertices as little as
 * possible (Garanzha et al. 2021, "Foldover-free maps in 50 lines of code", on local patches).
 */

import { idealEdges } from './arap.ts';

export interface InjectiveOptions {
  /** Triangles whose area falls below this share of the ideal count as folded and are repaired. */
  minAreaRatio?: number;
}

/** Inverse of the ideal triangle's edge matrix, and its area, per triangle. */
interface IdealShape {
  inverse: Float64Array;
  area: Float64Array;
}

function idealShape(rest: Float64Array, triangles: Uint32Array, stretch: Float64Array): IdealShape {
  const edges = idealEdges(rest, triangles, stretch);
  const m = triangles.length / 3;
  const inverse = new Float64Array(m * 4);
  const area = new Float64Array(m);
  for (let t = 0; t < m; t++) {
    // Corner 0 to corner 1 is the edge opposite corner 2; corner 0 to corner 2 is minus the edge opposite 1.
    const ux = edges[t * 6 + 4];
    const uy = edges[t * 6 + 5];
    const vx = -edges[t * 6 + 2];
    const vy = -edges[t * 6 + 3];
    const det = ux * vy - uy * vx;
    area[t] = Math.abs(det) / 2;
    const k = 1 / (Math.abs(det) < 1e-12 ? 1e-12 : det);
    inverse[t * 4] = vy * k;
    inverse[t * 4 + 1] = -vx * k;
    inverse[t * 4 + 2] = -uy * k;
    inverse[t * 4 + 3] = ux * k;
  }
  return { inverse, area };
}

/** Determinant of the map from ideal to posed triangle: 1 = ideal area, <= 0 = folded over. */
export function areaRatios(
  rest: Float64Array,
  triangles: Uint32Array,
  stretch: Float64Array,
  posed: Float64Array,
): Float64Array {
  const shape = idealShape(rest, triangles, stretch);
  const out = new Float64Array(triangles.length / 3);
  for (let t = 0; t < out.length; t++)
    out[t] = signedArea(triangles, posed, t) / Math.max(1e-12, shape.area[t]);
  return out;
}

function signedArea(triangles: Uint32Array, posed: Float64Array, t: number): number {
  const a = triangles[t * 3] * 2;
  const b = triangles[t * 3 + 1] * 2;
  const c = triangles[t * 3 + 2] * 2;
  return (
    ((posed[b] - posed[a]) * (posed[c + 1] - posed[a + 1]) -
      (posed[b + 1] - posed[a + 1]) * (posed[c] - posed[a])) /
    2
  );
}

/** Triangles of `posed` with non-positive signed area. Rest triangles must be positive. */
export function countFlipped(triangles: Uint32Array, posed: Float64Array): number {
  let count = 0;
  for (let t = 0; t < triangles.length / 3; t++) if (!(signedArea(triangles, posed, t) > 0)) count++;
  return count;
}

/** Pull of a patch vertex to where the deformation wanted it, against the shape energy. */
const KEEP = 0.3;
/** Weight of the area term against the shape term. */
const THETA = 0.5;
/** Rings of triangles around a fold that may move, per round. */
const RINGS = [2, 4, 8, 16, 64];
/** Regularisation updates and L-BFGS steps within one round. */
const OUTER = 12;
const INNER = 30;

/**
 * Repairs folds of `posed` in place and returns how many triangles are still folded (0 unless the targets are
 * hopeless). Ideal shapes are `stretch` times rest, as for solveArap.
 */
export function untangle(
  rest: Float64Array,
  triangles: Uint32Array,
  stretch: Float64Array,
  posed: Float64Array,
  options: InjectiveOptions = {},
): number {
  const minRatio = options.minAreaRatio ?? 0.05;
  const shape = idealShape(rest, triangles, stretch);
  const n = rest.length / 2;
  const m = triangles.length / 3;
  const bad = (t: number): boolean => !(signedArea(triangles, posed, t) > minRatio * shape.area[t]);
  for (const rings of RINGS) {
    const seeds: number[] = [];
    for (let t = 0; t < m; t++) if (bad(t)) seeds.push(t);
    if (seeds.length === 0) return 0;
    const free = grow(seeds, triangles, n, rings);
    relax(triangles, shape, posed, free, minRatio);
  }
  return countFlipped(triangles, posed);
}

/** Vertices within `rings` edges of the given triangles. */
function grow(seeds: readonly number[], triangles: Uint32Array, n: number, rings: number): Uint8Array {
  const free = new Uint8Array(n);
  for (const t of seeds) for (let k = 0; k < 3; k++) free[triangles[t * 3 + k]] = 1;
  for (let r = 1; r < rings; r++) {
    const before = free.slice();
    for (let t = 0; t < triangles.length; t += 3)
      if (before[triangles[t]] || before[triangles[t + 1]] || before[triangles[t + 2]])
        free[triangles[t]] = free[triangles[t + 1]] = free[triangles[t + 2]] = 1;
  }
  return free;
}

/** Energy and gradient over the patch for regularisation eps; gradient is written for free vertices only. */
function energyOf(
  patch: Int32Array,
  triangles: Uint32Array,
  shape: IdealShape,
  slot: Int32Array,
  fixedAt: Float64Array,
  wanted: Float64Array,
  unit: number,
  x: Float64Array,
  eps: number,
  gradient: Float64Array,
): { energy: number; minDet: number } {
  gradient.fill(0);
  let energy = 0;
  let minDet = Number.POSITIVE_INFINITY;
  const px = [0, 0, 0];
  const py = [0, 0, 0];
  for (let p = 0; p < patch.length; p++) {
    const t = patch[p];
    for (let k = 0; k < 3; k++) {
      const v = triangles[t * 3 + k];
      const s = slot[v];
      px[k] = s >= 0 ? x[s * 2] : fixedAt[v * 2];
      py[k] = s >= 0 ? x[s * 2 + 1] : fixedAt[v * 2 + 1];
    }
    const i0 = shape.inverse[t * 4];
    const i1 = shape.inverse[t * 4 + 1];
    const i2 = shape.inverse[t * 4 + 2];
    const i3 = shape.inverse[t * 4 + 3];
    const ux = px[1] - px[0];
    const uy = py[1] - py[0];
    const vx = px[2] - px[0];
    const vy = py[2] - py[0];
    const a = ux * i0 + vx * i2;
    const b = ux * i1 + vx * i3;
    const c = uy * i0 + vy * i2;
    const d = uy * i1 + vy * i3;
    const det = a * d - b * c;
    if (det < minDet) minDet = det;
    const root = Math.sqrt(eps * eps + det * det);
    const chi = (det + root) / 2 || 1e-300;
    const dchi = 0.5 + det / (2 * root);
    const trace = a * a + b * b + c * c + d * d;
    const f = trace / chi;
    const g = (det * det + 1) / chi;
    const weight = shape.area[t] / (unit * unit);
    energy += weight * ((1 - THETA) * f + THETA * g);
    // dE/dJ = kf * J + kd * cofactor(J)
    const kf = (weight * (1 - THETA) * 2) / chi;
    const kd = weight * ((1 - THETA) * (-f / chi) * dchi + THETA * ((2 * det) / chi - (g / chi) * dchi));
    const ga = kf * a + kd * d;
    const gb = kf * b - kd * c;
    const gc = kf * c - kd * b;
    const gd = kf * d + kd * a;
    const gux = ga * i0 + gb * i1;
    const gvx = ga * i2 + gb * i3;
    const guy = gc * i0 + gd * i1;
    const gvy = gc * i2 + gd * i3;
    const s0 = slot[triangles[t * 3]];
    const s1 = slot[triangles[t * 3 + 1]];
    const s2 = slot[triangles[t * 3 + 2]];
    if (s0 >= 0) {
      gradient[s0 * 2] -= gux + gvx;
      gradient[s0 * 2 + 1] -= guy + gvy;
    }
    if (s1 >= 0) {
      gradient[s1 * 2] += gux;
      gradient[s1 * 2 + 1] += guy;
    }
    if (s2 >= 0) {
      gradient[s2 * 2] += gvx;
      gradient[s2 * 2 + 1] += gvy;
    }
  }
  const keep = KEEP / (unit * unit);
  for (let i = 0; i < x.length; i++) {
    const e = x[i] - wanted[i];
    energy += keep * e * e;
    gradient[i] += 2 * keep * e;
  }
  return { energy, minDet };
}

function relax(
  triangles: Uint32Array,
  shape: IdealShape,
  posed: Float64Array,
  free: Uint8Array,
  minRatio: number,
): void {
  const n = free.length;
  const slot = new Int32Array(n).fill(-1);
  let count = 0;
  for (let v = 0; v < n; v++) if (free[v]) slot[v] = count++;
  const patch: number[] = [];
  let area = 0;
  for (let t = 0; t < triangles.length / 3; t++)
    if (free[triangles[t * 3]] || free[triangles[t * 3 + 1]] || free[triangles[t * 3 + 2]]) {
      patch.push(t);
      area += shape.area[t];
    }
  const unit = Math.sqrt((2 * area) / Math.max(1, patch.length));
  const list = Int32Array.from(patch);
  const x = new Float64Array(count * 2);
  for (let v = 0; v < n; v++)
    if (slot[v] >= 0) {
      x[slot[v] * 2] = posed[v * 2];
      x[slot[v] * 2 + 1] = posed[v * 2 + 1];
    }
  const wanted = x.slice();
  const gradient = new Float64Array(x.length);
  const evaluate = (at: Float64Array, eps: number, into: Float64Array) =>
    energyOf(list, triangles, shape, slot, posed, wanted, unit, at, eps, into);
  let { minDet } = evaluate(x, 1, gradient);
  for (let outer = 0; outer < OUTER; outer++) {
    const eps = minDet < minRatio ? Math.sqrt(1e-6 + 0.04 * (minDet - minRatio) ** 2) : 1e-3;
    minDet = descend(x, (at, into) => evaluate(at, eps, into)).minDet;
    if (minDet > minRatio * 1.2) break;
  }
  for (let v = 0; v < n; v++)
    if (slot[v] >= 0) {
      posed[v * 2] = x[slot[v] * 2];
      posed[v * 2 + 1] = x[slot[v] * 2 + 1];
    }
}

type Evaluate = (at: Float64Array, gradient: Float64Array) => { energy: number; minDet: number };

/** L-BFGS with 6 pairs and backtracking, in place. */
function descend(x: Float64Array, evaluate: Evaluate): { energy: number; minDet: number } {
  const size = x.length;
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  let gradient: Float64Array = new Float64Array(size);
  let now = evaluate(x, gradient);
  for (let it = 0; it < INNER; it++) {
    const dir = Float64Array.from(gradient, (v) => -v);
    const alpha: number[] = [];
    for (let k = pairs.length - 1; k >= 0; k--) {
      const a = pairs[k].rho * dot(pairs[k].s, dir);
      alpha[k] = a;
      for (let i = 0; i < size; i++) dir[i] -= a * pairs[k].y[i];
    }
    if (pairs.length > 0) {
      const last = pairs[pairs.length - 1];
      const gamma = 1 / (last.rho * dot(last.y, last.y));
      for (let i = 0; i < size; i++) dir[i] *= gamma;
    }
    for (let k = 0; k < pairs.length; k++) {
      const b = pairs[k].rho * dot(pairs[k].y, dir);
      for (let i = 0; i < size; i++) dir[i] += (alpha[k] - b) * pairs[k].s[i];
    }
    const slope = dot(gradient, dir);
    if (!(slope < 0)) break;
    let step = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let done = false;
    for (let tries = 0; tries < 20; tries++, step *= 0.5) {
      for (let i = 0; i < size; i++) next[i] = x[i] + step * dir[i];
      const trial = evaluate(next, nextGradient);
      if (Number.isFinite(trial.energy) && trial.energy <= now.energy + 1e-4 * step * slope) {
        now = trial;
        done = true;
        break;
      }
    }
    if (!done) break;
    const s = new Float64Array(size);
    const y = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      s[i] = next[i] - x[i];
      y[i] = nextGradient[i] - gradient[i];
    }
    const sy = dot(s, y);
    if (sy > 1e-12) {
      pairs.push({ s, y, rho: 1 / sy });
      if (pairs.length > 6) pairs.shift();
    }
    x.set(next);
    gradient = nextGradient;
    if (dot(s, s) < 1e-10) break;
  }
  return now;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
