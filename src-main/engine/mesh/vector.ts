/** Vectors and rotations in 3D: plain triples and row-major 3 x 3 matrices. */

export type Vec3 = [number, number, number];
/** Row-major 3 x 3 rotation. */
export type Mat3 = [number, number, number, number, number, number, number, number, number];

export const IDENTITY: Mat3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const scale = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const length = (a: Vec3): number => Math.hypot(a[0], a[1], a[2]);

/** Unit vector; a zero vector stays zero. */
export function normalize(a: Vec3): Vec3 {
  return scale(a, 1 / (length(a) || 1));
}

export function multiply(a: Mat3, b: Mat3): Mat3 {
  const out = new Array<number>(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      out[i * 3 + j] = a[i * 3] * b[j] + a[i * 3 + 1] * b[3 + j] + a[i * 3 + 2] * b[6 + j];
    }
  }
  return out as Mat3;
}

export const apply = (m: Mat3, v: Vec3): Vec3 => [
  m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
  m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
  m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
];

/** Rotation by `angle` radians about the unit vector `u`. */
export function axisAngle(u: Vec3, angle: number): Mat3 {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const k = 1 - c;
  const [x, y, z] = u;
  return [
    c + x * x * k,
    x * y * k - z * s,
    x * z * k + y * s,
    y * x * k + z * s,
    c + y * y * k,
    y * z * k - x * s,
    z * x * k - y * s,
    z * y * k + x * s,
    c + z * z * k,
  ];
}

/** The smallest rotation that turns unit vector `from` into unit vector `to`. */
export function swing(from: Vec3, to: Vec3): Mat3 {
  const axis = cross(from, to);
  const s = length(axis);
  return s < 1e-6 ? IDENTITY : axisAngle(scale(axis, 1 / s), Math.atan2(s, dot(from, to)));
}

/** Signed angle in radians from `a` to `b`, both seen along the unit vector `u`. */
export function twistAngle(a: Vec3, b: Vec3, u: Vec3): number {
  const pa = sub(a, scale(u, dot(a, u)));
  const pb = sub(b, scale(u, dot(b, u)));
  if (length(pa) < 1e-4 || length(pb) < 1e-4) return 0;
  return Math.atan2(dot(u, cross(pa, pb)), dot(pa, pb));
}

/** Adds the cross product of u and v to three numbers of `out` at each place of `corners`. */
export function addCross(
  out: Float32Array,
  corners: readonly number[],
  [ux, uy, uz]: Vec3,
  [vx, vy, vz]: Vec3,
): void {
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  for (const c of corners) {
    out[c] += nx;
    out[c + 1] += ny;
    out[c + 2] += nz;
  }
}

/** Brings vectors of three numbers each to length 1 in place; zero vectors stay. */
export function normalizeAll(vectors: Float32Array): Float32Array {
  for (let v = 0; v < vectors.length; v += 3) {
    const l = Math.hypot(vectors[v], vectors[v + 1], vectors[v + 2]) || 1;
    vectors[v] /= l;
    vectors[v + 1] /= l;
    vectors[v + 2] /= l;
  }
  return vectors;
}

/** From place `from` to place `to` of a list of coordinates. */
export const edge = (p: ArrayLike<number>, from: number, to: number): Vec3 => [
  p[to] - p[from],
  p[to + 1] - p[from + 1],
  p[to + 2] - p[from + 2],
];
