/** Garment map: which point of a garment's picture lies at a point of the photo, from where its landmarks lie. */

import Delaunator from 'delaunator';

export interface Landmark {
  /** Shares of the garment's picture. */
  u: number;
  v: number;
  /** Photo pixels. */
  x: number;
  y: number;
}

export interface GarmentPoint {
  u: number;
  v: number;
}

interface Point {
  x: number;
  y: number;
}

/** How far outside of its picture a garment may be taken hold of, share. */
const RIM = 0.03;

/**
 * Point of the garment at `at`, by the triangle of landmarks around it; beyond the outermost landmarks by the affine map
 * that suits the landmarks there best. Undefined when there is no garment at that place, or fewer than three landmarks.
 */
export function garmentPointAt(landmarks: readonly Landmark[], at: Point): GarmentPoint | undefined {
  if (landmarks.length < 3) return undefined;
  const found = inTriangle(landmarks, at) ?? byAffine(landmarks, at);
  if (!found || Math.max(-found.u, found.u - 1, -found.v, found.v - 1) > RIM) return undefined;
  return found;
}

function inTriangle(landmarks: readonly Landmark[], at: Point): GarmentPoint | undefined {
  const { triangles } = Delaunator.from(
    [...landmarks],
    (point) => point.x,
    (point) => point.y,
  );
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [landmarks[triangles[i]]!, landmarks[triangles[i + 1]]!, landmarks[triangles[i + 2]]!];
    const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
    if (Math.abs(area) < 1e-9) continue;
    const wb = ((at.x - a.x) * (c.y - a.y) - (c.x - a.x) * (at.y - a.y)) / area;
    const wc = ((b.x - a.x) * (at.y - a.y) - (at.x - a.x) * (b.y - a.y)) / area;
    const wa = 1 - wb - wc;
    if (Math.min(wa, wb, wc) < 0) continue;
    return { u: wa * a.u + wb * b.u + wc * c.u, v: wa * a.v + wb * b.v + wc * c.v };
  }
  return undefined;
}

/** Moving least squares (Schaefer 2006): landmarks weigh by their nearness. */
function byAffine(landmarks: readonly Landmark[], at: Point): GarmentPoint | undefined {
  let [sum, mx, my, mu, mv] = [0, 0, 0, 0, 0];
  const weights = landmarks.map((point) => {
    const weight = 1 / ((point.x - at.x) ** 2 + (point.y - at.y) ** 2 + 1);
    sum += weight;
    mx += weight * point.x;
    my += weight * point.y;
    mu += weight * point.u;
    mv += weight * point.v;
    return weight;
  });
  mx /= sum;
  my /= sum;
  mu /= sum;
  mv /= sum;
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  landmarks.forEach((point, i) => {
    const w = weights[i]!;
    const [dx, dy] = [point.x - mx, point.y - my];
    xx += w * dx * dx;
    xy += w * dx * dy;
    yy += w * dy * dy;
    xu += w * dx * (point.u - mu);
    yu += w * dy * (point.u - mu);
    xv += w * dx * (point.v - mv);
    yv += w * dy * (point.v - mv);
  });
  const det = xx * yy - xy * xy;
  if (det < 1e-9 * (xx + yy) ** 2) return undefined;
  const [dx, dy] = [at.x - mx, at.y - my];
  const solve = (xt: number, yt: number) => ((yy * xt - xy * yt) * dx + (xx * yt - xy * xt) * dy) / det;
  return { u: mu + solve(xu, yu), v: mv + solve(xv, yv) };
}

/** Where a garment point lies in the photo: the way back of {@link garmentPointAt}. */
export function photoPointOf(landmarks: readonly Landmark[], point: GarmentPoint): Point | undefined {
  const back = landmarks.map(({ u, v, x, y }) => ({ u: x, v: y, x: u * 1000, y: v * 1000 }));
  const at = { x: point.u * 1000, y: point.v * 1000 };
  const found = inTriangle(back, at) ?? byAffine(back, at);
  return found && { x: found.u, y: found.v };
}
