/** Procrustes alignment: the similarity transform that brings one set of points closest to another (Horn 1987). */

export type Vector3 = readonly [number, number, number];

const centroid = (points: readonly Vector3[]): Vector3 => {
  const sum = [0, 0, 0];
  for (const p of points) for (let k = 0; k < 3; k++) sum[k] += p[k] / points.length;
  return sum as unknown as Vector3;
};

const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/**
 * `points` moved, turned (never mirrored) and scaled so that the squared distances to `target` are least. Both have the
 * same number of points, at least three that are not in one line.
 */
export function procrustes(points: readonly Vector3[], target: readonly Vector3[]): Vector3[] {
  const from = centroid(points);
  const to = centroid(target);
  const p = points.map((point) => minus(point, from));
  const q = target.map((point) => minus(point, to));
  const S = [0, 1, 2].map((i) => [0, 1, 2].map((j) => p.reduce((sum, v, n) => sum + v[i] * q[n][j], 0)));
  const R = rotationOf(S);
  const turned = p.map((v): Vector3 => [0, 1, 2].map((i) => dot(R[i], v)) as unknown as Vector3);
  const size = p.reduce((sum, v) => sum + dot(v, v), 0);
  const scale = size > 0 ? turned.reduce((sum, v, n) => sum + dot(v, q[n]), 0) / size : 1;
  return turned.map((v): Vector3 => [scale * v[0] + to[0], scale * v[1] + to[1], scale * v[2] + to[2]]);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Rotation that maximises the trace of R S: the eigenvector of Horn's 4 x 4 matrix with the largest eigenvalue. */
function rotationOf(S: number[][]): number[][] {
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = S;
  const [w, x, y, z] = largestEigenvector([
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
  ]);
  return [
    [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
  ];
}

/** Sweeps of Jacobi rotations; a 4 x 4 matrix has converged long before. */
const SWEEPS = 30;

/** Unit eigenvector of a symmetric matrix by cyclic Jacobi rotations. */
function largestEigenvector(matrix: number[][]): number[] {
  const n = matrix.length;
  const a = matrix.map((row) => row.slice());
  const v = a.map((_, i) => a.map((_, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          [a[k][p], a[k][q]] = [c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]];
          [v[k][p], v[k][q]] = [c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]];
        }
        for (let k = 0; k < n; k++)
          [a[p][k], a[q][k]] = [c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]];
      }
    }
  }
  let best = 0;
  for (let i = 1; i < n; i++) if (a[i][i] > a[best][best]) best = i;
  return v.map((row) => row[best]);
}
