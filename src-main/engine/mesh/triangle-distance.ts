/** Nearest point of a triangle to a point in space. */

export interface Closest {
  x: number;
  y: number;
  z: number;
  /** Where on the triangle: 0 inside, 1 to 3 the edges ab, bc and ca, 4 to 6 the corners a, b and c. */
  feature: number;
}

/**
 * Squared distance from (x, y, z) to the triangle whose corners stand at places a, b and c of the coordinates `p`;
 * writes the nearest point. Ericson, Real-Time Collision Detection (2005), 5.1.5.
 */
export function triangleDistance(
  p: ArrayLike<number>,
  a: number,
  b: number,
  c: number,
  x: number,
  y: number,
  z: number,
  out: Closest,
): number {
  const ax = p[a];
  const ay = p[a + 1];
  const az = p[a + 2];
  const ux = p[b] - ax;
  const uy = p[b + 1] - ay;
  const uz = p[b + 2] - az;
  const vx = p[c] - ax;
  const vy = p[c + 1] - ay;
  const vz = p[c + 2] - az;
  const px = x - ax;
  const py = y - ay;
  const pz = z - az;
  const d1 = ux * px + uy * py + uz * pz;
  const d2 = vx * px + vy * py + vz * pz;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const d3 = d1 - uu;
  const d4 = d2 - uv;
  const d5 = d1 - uv;
  const d6 = d2 - vv;
  let s = 0;
  let w = 0;
  let feature = 0;
  const vc = d1 * d4 - d3 * d2;
  const vb = d5 * d2 - d1 * d6;
  const va = d3 * d6 - d5 * d4;
  if (d1 <= 0 && d2 <= 0) feature = 4;
  else if (d3 >= 0 && d4 <= d3) {
    s = 1;
    feature = 5;
  } else if (d6 >= 0 && d5 <= d6) {
    w = 1;
    feature = 6;
  } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
    s = d1 / (d1 - d3);
    feature = 1;
  } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
    w = d2 / (d2 - d6);
    feature = 3;
  } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    w = (d4 - d3) / (d4 - d3 + (d5 - d6));
    s = 1 - w;
    feature = 2;
  } else {
    const k = 1 / (va + vb + vc);
    s = vb * k;
    w = vc * k;
  }
  out.x = ax + s * ux + w * vx;
  out.y = ay + s * uy + w * vy;
  out.z = az + s * uz + w * vz;
  out.feature = feature;
  const dx = x - out.x;
  const dy = y - out.y;
  const dz = z - out.z;
  return dx * dx + dy * dy + dz * dz;
}
