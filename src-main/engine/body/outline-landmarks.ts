/** Landmarks of a garment seen from the front, from its open borders and the seam between trunk and sleeve. */

import type { GarmentCategory, GarmentLandmarkName } from '../domain/garment.ts';
import type { Vec3 } from '../mesh/vector.ts';

export type Landmarks3d = Partial<Record<GarmentLandmarkName, Vec3>>;

/** Places of a garment's part in space. */
export interface GarmentOutline {
  /** Open borders. */
  loops: Vec3[][];
  /** Points on the seam between sleeves and trunk. */
  armhole: Vec3[];
  points: Vec3[];
}

const mean = (loop: readonly Vec3[], k: number): number => loop.reduce((s, p) => s + p[k], 0) / loop.length;

/** The point for which `score` is largest. */
const best = (points: readonly Vec3[], score: (p: Vec3) => number): Vec3 =>
  points.reduce((a, b) => (score(b) > score(a) ? b : a));

const SIDES = [
  ['L', -1],
  ['R', 1],
] as const;

/**
 * Landmarks in space; L and R are sides of a picture taken from the front. `unit`: units of the coordinates in a metre,
 * which are anything but metres only for bodies as they are modelled.
 */
export function outlineLandmarks(
  category: GarmentCategory,
  upper: GarmentOutline,
  lower: GarmentOutline,
  unit = 1,
): Landmarks3d {
  const out: Landmarks3d = {};
  if (upper.loops.length === 0 || lower.loops.length === 0) return out;
  const top = upper.loops.reduce((a, b) => (mean(b, 1) > mean(a, 1) ? b : a));
  if (category === 'trousers' || category === 'shorts') {
    for (const [side, sign] of SIDES) {
      out[`waist${side}`] = best(top, (p) => p[0] * sign);
      const legs = lower.loops.filter((l) => l !== top && mean(l, 0) * sign > 0);
      if (legs.length === 0) continue;
      const leg = legs.reduce((a, b) => (mean(b, 1) < mean(a, 1) ? b : a));
      out[`legOuter${side}`] = best(leg, (p) => p[0] * sign);
      out[`legInner${side}`] = best(leg, (p) => -p[0] * sign);
    }
    const middle = upper.points.filter((p) => Math.abs(p[0]) < 0.008 * unit);
    if (middle.length > 0) out.crotch = best(middle, (p) => -p[1]);
    return out;
  }
  // hanging sleeves may end below the hem: the hem is the lowest opening around the middle
  const central = lower.loops.filter((l) => Math.abs(mean(l, 0)) < 0.06 * unit);
  const border = (central.length > 0 ? central : lower.loops).reduce((a, b) =>
    mean(b, 1) < mean(a, 1) ? b : a,
  );
  const low = Math.min(...border.map((p) => p[1]));
  // an open front runs from the hem up to the collar: keep its foot
  const open = Math.max(...border.map((p) => p[1])) - low > 0.2 * unit;
  const bottom = open ? border.filter((p) => p[1] < low + 0.04 * unit) : border;
  for (const [side, sign] of SIDES) out[`hem${side}`] = best(bottom, (p) => p[0] * sign);
  out.hemC = best(bottom, (p) => p[2] - Math.abs(p[0]));
  if (category === 'skirt') {
    for (const [side, sign] of SIDES) out[`waist${side}`] = best(top, (p) => p[0] * sign);
    return out;
  }
  const collar = open ? best(upper.points, (p) => p[1]) : undefined;
  for (const [side, sign] of SIDES) {
    out[`collar${side}`] = collar
      ? best(
          upper.points.filter((p) => p[1] > collar[1] - 0.03 * unit),
          (p) => p[0] * sign,
        )
      : best(top, (p) => p[0] * sign);
    const seam = upper.armhole.filter((p) => p[0] * sign > 0);
    const cuffs = upper.loops.filter((l) => l !== top && l !== border && mean(l, 0) * sign > 0.1 * unit);
    const cuff = cuffs.length > 0 ? cuffs.reduce((a, b) => (b.length > a.length ? b : a)) : undefined;
    const hole = seam.length > 0 ? seam : cuff;
    if (!hole) continue;
    out[`shoulder${side}`] = best(hole, (p) => p[1]);
    out[`armpit${side}`] = best(hole, (p) => -p[1]);
    if (seam.length > 0 && cuff) {
      out[`cuffOuter${side}`] = best(cuff, (p) => p[0] * sign + p[1]);
      out[`cuffInner${side}`] = best(cuff, (p) => -p[0] * sign - p[1]);
    }
  }
  return out;
}
