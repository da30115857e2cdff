/** Where straight ways cross a surface of triangles: a hashed grid walked cell by cell. */

import type { TriangleMesh } from './triangle-mesh.ts';

/** Width of a cell, metres: about that of a triangle of cloth. */
const CELL = 0.02;
/** A way may miss a triangle by this share of its edges: neighbours leave no slit between them. */
const SLACK = 1e-6;

/** A crossing: how far along the way, metres, the triangle (its first index) and whether its front faces ahead. */
export interface Crossing {
  at: number;
  triangle: number;
  ahead: boolean;
}

const key = (i: number, j: number, k: number): number => ((i + 4096) * 8192 + (j + 4096)) * 8192 + (k + 4096);

export class ClothRays {
  private readonly positions: ArrayLike<number>;
  private readonly triangles: Uint32Array;
  private readonly cells = new Map<number, number[]>();
  /** Last way that looked at each triangle. */
  private readonly seen: Uint32Array;
  private way = 0;

  constructor({ positions, triangles }: Pick<TriangleMesh, 'triangles'> & { positions: ArrayLike<number> }) {
    this.positions = positions;
    this.triangles = triangles;
    this.seen = new Uint32Array(triangles.length / 3);
    const low = [0, 0, 0];
    const high = [0, 0, 0];
    for (let t = 0; t < triangles.length; t += 3) {
      for (let c = 0; c < 3; c++) {
        const [a, b, d] = [0, 1, 2].map((n) => positions[triangles[t + n] * 3 + c]);
        low[c] = Math.floor(Math.min(a, b, d) / CELL);
        high[c] = Math.floor(Math.max(a, b, d) / CELL);
      }
      for (let i = low[0]; i <= high[0]; i++) {
        for (let j = low[1]; j <= high[1]; j++) {
          for (let k = low[2]; k <= high[2]; k++) {
            const at = key(i, j, k);
            const list = this.cells.get(at);
            if (list) list.push(t);
            else this.cells.set(at, [t]);
          }
        }
      }
    }
  }

  /**
   * Crossings of the way from `from` along the unit vector `along`, at most `far` metres long, nearest first.
   */
  cross(from: Float64Array, along: Float64Array, far: number): Crossing[] {
    const found: Crossing[] = [];
    this.way++;
    const cell = [0, 1, 2].map((c) => Math.floor(from[c] / CELL));
    const step = [0, 1, 2].map((c) => (along[c] > 0 ? 1 : -1));
    // how far to the next wall of cells along each axis, and from one to the next
    const next = [0, 1, 2].map((c) =>
      along[c] === 0
        ? Number.POSITIVE_INFINITY
        : ((cell[c] + (step[c] > 0 ? 1 : 0)) * CELL - from[c]) / along[c],
    );
    const width = [0, 1, 2].map((c) => CELL / Math.abs(along[c]));
    for (;;) {
      for (const t of this.cells.get(key(cell[0], cell[1], cell[2])) ?? []) {
        if (this.seen[t / 3] === this.way) continue;
        this.seen[t / 3] = this.way;
        const crossing = this.meet(t, from, along, far);
        if (crossing) found.push(crossing);
      }
      const c = next[0] < next[1] ? (next[0] < next[2] ? 0 : 2) : next[1] < next[2] ? 1 : 2;
      if (next[c] > far) break;
      cell[c] += step[c];
      next[c] += width[c];
    }
    return found.sort((a, b) => a.at - b.at || a.triangle - b.triangle);
  }

  /** Moller and Trumbore (1997). */
  private meet(t: number, from: Float64Array, along: Float64Array, far: number): Crossing | undefined {
    const { positions: p, triangles } = this;
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const ux = p[b] - p[a];
    const uy = p[b + 1] - p[a + 1];
    const uz = p[b + 2] - p[a + 2];
    const vx = p[c] - p[a];
    const vy = p[c + 1] - p[a + 1];
    const vz = p[c + 2] - p[a + 2];
    const [dx, dy, dz] = along;
    const qx = dy * vz - dz * vy;
    const qy = dz * vx - dx * vz;
    const qz = dx * vy - dy * vx;
    const det = ux * qx + uy * qy + uz * qz;
    if (Math.abs(det) < 1e-14) return undefined;
    const sx = from[0] - p[a];
    const sy = from[1] - p[a + 1];
    const sz = from[2] - p[a + 2];
    const u = (sx * qx + sy * qy + sz * qz) / det;
    if (u < -SLACK || u > 1 + SLACK) return undefined;
    const rx = sy * uz - sz * uy;
    const ry = sz * ux - sx * uz;
    const rz = sx * uy - sy * ux;
    const w = (dx * rx + dy * ry + dz * rz) / det;
    if (w < -SLACK || u + w > 1 + SLACK) return undefined;
    const at = (vx * rx + vy * ry + vz * rz) / det;
    if (at < 0 || at > far) return undefined;
    // det = -(normal . along)
    return { at, triangle: t, ahead: det < 0 };
  }
}
