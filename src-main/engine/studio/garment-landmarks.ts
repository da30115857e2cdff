/** Landmarks of a garment seen from the front, read off its mesh: open borders and the seam between trunk and sleeve. */

import type { GarmentCategory, GarmentLandmarkName } from '../domain/garment.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { PlacedPart } from './garment-part.ts';

export type Landmarks3d = Partial<Record<GarmentLandmarkName, Vec3>>;

interface Outline {
  loops: Vec3[][];
  /** Points on the seam between sleeves and trunk. */
  armhole: Vec3[];
  points: Vec3[];
}

/** Borders and armholes of a part; vertices split for their cloth coordinates count as one. */
function outline({ part, mesh }: PlacedPart): Outline {
  const { triangles, positions } = mesh;
  const { a, b, share } = part.cutting;
  const known = new Map<string, number>();
  const points: Vec3[] = [];
  const sleeve: number[] = [];
  const merged = Array.from({ length: a.length }, (_, i) => {
    const [p, q] = [part.vertexOf[a[i]], part.vertexOf[b[i]]];
    const key =
      p === q
        ? `${p}`
        : p < q
          ? `${p} ${q} ${share[i].toFixed(4)}`
          : `${q} ${p} ${(1 - share[i]).toFixed(4)}`;
    let v = known.get(key);
    if (v === undefined) {
      v = points.length;
      known.set(key, v);
      points.push([positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]]);
      sleeve.push(part.sleeve[p] & part.sleeve[q]);
    }
    return v;
  });
  const next = new Map<number, number>();
  const uses = new Map<string, [number, number]>();
  const kinds = new Uint8Array(points.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const v = [0, 1, 2].map((k) => merged[triangles[t + k]]);
    const kind = v.every((i) => sleeve[i]) ? 2 : 1;
    for (let k = 0; k < 3; k++) {
      kinds[v[k]] |= kind;
      const [p, q] = [v[k], v[(k + 1) % 3]];
      if (p === q) continue;
      const key = p < q ? `${p} ${q}` : `${q} ${p}`;
      if (uses.has(key)) uses.delete(key);
      else uses.set(key, [p, q]);
    }
  }
  for (const [p, q] of uses.values()) next.set(p, q);
  const loops: Vec3[][] = [];
  for (const first of [...next.keys()]) {
    const loop: Vec3[] = [];
    let v: number | undefined = first;
    while (v !== undefined && next.has(v)) {
      loop.push(points[v]);
      const after: number | undefined = next.get(v);
      next.delete(v);
      v = after;
    }
    if (loop.length > 5) loops.push(loop);
  }
  return { loops, armhole: points.filter((_, i) => kinds[i] === 3), points };
}

const mean = (loop: readonly Vec3[], k: number): number => loop.reduce((s, p) => s + p[k], 0) / loop.length;

/** The point for which `score` is largest. */
const best = (points: readonly Vec3[], score: (p: Vec3) => number): Vec3 =>
  points.reduce((a, b) => (score(b) > score(a) ? b : a));

const SIDES = [
  ['L', -1],
  ['R', 1],
] as const;

/** Landmarks in space; L and R are sides of a picture taken from the front. */
export function garmentLandmarks(category: GarmentCategory, parts: readonly PlacedPart[]): Landmarks3d {
  const out: Landmarks3d = {};
  const upper = outline(parts[0]);
  const lower = parts.length > 1 ? outline(parts[parts.length - 1]) : upper;
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
    const middle = upper.points.filter((p) => Math.abs(p[0]) < 0.008);
    if (middle.length > 0) out.crotch = best(middle, (p) => -p[1]);
    return out;
  }
  // hanging sleeves may end below the hem: the hem is the lowest opening around the middle
  const central = lower.loops.filter((l) => Math.abs(mean(l, 0)) < 0.06);
  const border = (central.length > 0 ? central : lower.loops).reduce((a, b) =>
    mean(b, 1) < mean(a, 1) ? b : a,
  );
  const low = Math.min(...border.map((p) => p[1]));
  // an open front runs from the hem up to the collar: keep its foot
  const open = Math.max(...border.map((p) => p[1])) - low > 0.2;
  const bottom = open ? border.filter((p) => p[1] < low + 0.04) : border;
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
          upper.points.filter((p) => p[1] > collar[1] - 0.03),
          (p) => p[0] * sign,
        )
      : best(top, (p) => p[0] * sign);
    const seam = upper.armhole.filter((p) => p[0] * sign > 0);
    const cuffs = upper.loops.filter((l) => l !== top && l !== border && mean(l, 0) * sign > 0.1);
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
