/** Sheets of cloth and simple solids for the tests of the cloth solver. */

import type { DistanceField } from '../../../../src-main/engine/domain/body.ts';

export interface Sheet {
  flat: Float32Array;
  triangles: Uint32Array;
  positions: Float64Array;
}

/** Square of `side` metres with n x n vertices, lying level at height y, facing up; triangles turn irregularly. */
export function sheet(side: number, n: number, y: number): Sheet {
  const flat = new Float32Array(n * n * 2);
  const positions = new Float64Array(n * n * 3);
  const triangles: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const at = j * n + i;
      flat.set([(side * i) / (n - 1), (side * j) / (n - 1)], at * 2);
      positions.set([flat[at * 2] - side / 2, y, side / 2 - flat[at * 2 + 1]], at * 3);
      if (i === n - 1 || j === n - 1) continue;
      if ((i + j) % 2 === 0) triangles.push(at, at + 1, at + n + 1, at, at + n + 1, at + n);
      else triangles.push(at, at + 1, at + n, at + 1, at + n + 1, at + n);
    }
  }
  return { flat, positions, triangles: Uint32Array.from(triangles) };
}

/** A capsule from a to b with radius r; a sphere when a = b. Exact distance. */
export function capsule(
  a: readonly [number, number, number],
  b: readonly [number, number, number],
  r: number,
): DistanceField {
  const axis = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const l2 = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2;
  return {
    sample(x, y, z, out) {
      const p = [x - a[0], y - a[1], z - a[2]];
      const t =
        l2 > 0 ? Math.min(1, Math.max(0, (p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2]) / l2)) : 0;
      const d = [p[0] - t * axis[0], p[1] - t * axis[1], p[2] - t * axis[2]];
      const l = Math.sqrt(d[0] ** 2 + d[1] ** 2 + d[2] ** 2) || 1e-12;
      out[0] = l - r;
      out[1] = d[0] / l;
      out[2] = d[1] / l;
      out[3] = d[2] / l;
    },
  };
}
