/** As-rigid-as-possible deformation of a triangle mesh towards soft position targets (Liu et al. 2008, local/global). */

import { factorSymmetric } from './sparse.ts';

/** Soft position targets: vertex `index[k]` is pulled to (x[k], y[k]) with weight[k] (edge weights are about 0.5). */
export class Targets {
  readonly index: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly weight: number[] = [];

  add(index: number, x: number, y: number, weight: number): void {
    if (!Number.isFinite(x + y) || !(weight > 0)) return;
    this.index.push(index);
    this.x.push(x);
    this.y.push(y);
    this.weight.push(weight);
  }
}

export interface ArapProblem {
  /** x,y pairs of the undeformed mesh. */
  rest: Float64Array;
  triangles: Uint32Array;
  /**
   * Stretch wanted for every triangle, row-major 2x2 (a, b, c, d): its ideal shape is that matrix times its rest
   * shape, up to a rotation. Neighbours need not agree.
   */
  stretch: Float64Array;
  /** x,y pairs to start from. */
  init: Float64Array;
  targets: Targets;
  iterations: number;
}

/** Cotangent weights are kept in this range so that slivers neither detach nor dominate. */
const COT_MIN = 0.05;
const COT_MAX = 3;
/** Iteration ends when no vertex moves farther (target pixels). */
const SETTLED = 0.02;
/** Pull of every vertex to its start, so that a mesh without targets has one solution. */
const ANCHOR = 1e-6;

/** Edge vectors of the ideal triangles: 6 numbers per triangle, the edge opposite corner 0, 1, 2. */
export function idealEdges(rest: Float64Array, triangles: Uint32Array, stretch: Float64Array): Float64Array {
  const out = new Float64Array(triangles.length * 2);
  for (let t = 0; t < triangles.length / 3; t++) {
    const a = stretch[t * 4];
    const b = stretch[t * 4 + 1];
    const c = stretch[t * 4 + 2];
    const d = stretch[t * 4 + 3];
    for (let k = 0; k < 3; k++) {
      const i = triangles[t * 3 + ((k + 1) % 3)] * 2;
      const j = triangles[t * 3 + ((k + 2) % 3)] * 2;
      const ex = rest[j] - rest[i];
      const ey = rest[j + 1] - rest[i + 1];
      out[t * 6 + k * 2] = a * ex + b * ey;
      out[t * 6 + k * 2 + 1] = c * ex + d * ey;
    }
  }
  return out;
}

/** Posed x,y pairs minimising the as-rigid-as-possible energy plus the weighted squared distances to the targets. */
export function solveArap(problem: ArapProblem): Float64Array {
  const { rest, triangles, stretch, init, targets, iterations } = problem;
  const n = rest.length / 2;
  const m = triangles.length / 3;
  const edges = idealEdges(rest, triangles, stretch);

  const weights = new Float64Array(m * 3);
  const rows = new Int32Array(m * 3);
  const cols = new Int32Array(m * 3);
  const values = new Float64Array(m * 3);
  const diagonal = new Float64Array(n).fill(ANCHOR);
  for (let t = 0; t < m; t++) {
    for (let k = 0; k < 3; k++) {
      // Angle at corner k between the two other edges.
      const p = t * 6 + ((k + 1) % 3) * 2;
      const q = t * 6 + ((k + 2) % 3) * 2;
      const dot = -(edges[p] * edges[q] + edges[p + 1] * edges[q + 1]);
      const cross = Math.abs(edges[p] * edges[q + 1] - edges[p + 1] * edges[q]);
      const w = Math.min(COT_MAX, Math.max(COT_MIN, (0.5 * dot) / Math.max(cross, 1e-9)));
      const i = triangles[t * 3 + ((k + 1) % 3)];
      const j = triangles[t * 3 + ((k + 2) % 3)];
      const e = t * 3 + k;
      weights[e] = w;
      rows[e] = i;
      cols[e] = j;
      values[e] = -w;
      diagonal[i] += w;
      diagonal[j] += w;
    }
  }
  const baseX = new Float64Array(n);
  const baseY = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    baseX[i] = ANCHOR * init[i * 2];
    baseY[i] = ANCHOR * init[i * 2 + 1];
  }
  for (let k = 0; k < targets.index.length; k++) {
    const i = targets.index[k];
    diagonal[i] += targets.weight[k];
    baseX[i] += targets.weight[k] * targets.x[k];
    baseY[i] += targets.weight[k] * targets.y[k];
  }
  const factor = factorSymmetric(diagonal, { rows, cols, values });

  const posed = init.slice();
  const bx = new Float64Array(n);
  const by = new Float64Array(n);
  for (let it = 0; it < iterations; it++) {
    bx.set(baseX);
    by.set(baseY);
    for (let t = 0; t < m; t++) {
      let c = 0;
      let s = 0;
      for (let k = 0; k < 3; k++) {
        const e = t * 3 + k;
        const i = rows[e] * 2;
        const j = cols[e] * 2;
        const px = posed[j] - posed[i];
        const py = posed[j + 1] - posed[i + 1];
        const ex = edges[e * 2];
        const ey = edges[e * 2 + 1];
        c += weights[e] * (ex * px + ey * py);
        s += weights[e] * (ex * py - ey * px);
      }
      const length = Math.sqrt(c * c + s * s);
      const cos = length > 1e-12 ? c / length : 1;
      const sin = length > 1e-12 ? s / length : 0;
      for (let k = 0; k < 3; k++) {
        const e = t * 3 + k;
        const w = weights[e];
        const rx = w * (cos * edges[e * 2] - sin * edges[e * 2 + 1]);
        const ry = w * (sin * edges[e * 2] + cos * edges[e * 2 + 1]);
        bx[rows[e]] -= rx;
        by[rows[e]] -= ry;
        bx[cols[e]] += rx;
        by[cols[e]] += ry;
      }
    }
    factor.solvePair(bx, by);
    let moved = 0;
    for (let i = 0; i < n; i++) {
      moved = Math.max(moved, Math.abs(bx[i] - posed[i * 2]), Math.abs(by[i] - posed[i * 2 + 1]));
      posed[i * 2] = bx[i];
      posed[i * 2 + 1] = by[i];
    }
    if (moved < SETTLED) break;
  }
  return posed;
}
