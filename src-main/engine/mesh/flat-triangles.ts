/** Flat triangles: where a point lies within a triangle of a plane mesh, and where the mesh carries it when it is bent. */

/** Shares of a triangle's second and third corner at a point; both at least 0 with a sum of at most 1 inside it. */
export interface TriangleShares {
  s: number;
  r: number;
  /** Twice the signed area of the triangle. */
  area: number;
}

/**
 * Shares at (x, y) in the triangle that begins at `triangles[t]`; undefined where the triangle has no area.
 *
 * @param points x and y of the vertices by turns
 */
export function sharesAt(
  points: ArrayLike<number>,
  triangles: ArrayLike<number>,
  t: number,
  x: number,
  y: number,
): TriangleShares | undefined {
  const a = triangles[t] * 2;
  const b = triangles[t + 1] * 2;
  const c = triangles[t + 2] * 2;
  const ux = points[b] - points[a];
  const uy = points[b + 1] - points[a + 1];
  const vx = points[c] - points[a];
  const vy = points[c + 1] - points[a + 1];
  const area = ux * vy - uy * vx;
  if (area === 0) return undefined;
  const px = x - points[a];
  const py = y - points[a + 1];
  return { s: (px * vy - py * vx) / area, r: (ux * py - uy * px) / area, area };
}

/** Point at those shares of the same triangle among other `points`. */
export function pointAt(
  points: ArrayLike<number>,
  triangles: ArrayLike<number>,
  t: number,
  { s, r }: TriangleShares,
): { x: number; y: number } {
  const a = triangles[t] * 2;
  const b = triangles[t + 1] * 2;
  const c = triangles[t + 2] * 2;
  return {
    x: points[a] + s * (points[b] - points[a]) + r * (points[c] - points[a]),
    y: points[a + 1] + s * (points[b + 1] - points[a + 1]) + r * (points[c + 1] - points[a + 1]),
  };
}
