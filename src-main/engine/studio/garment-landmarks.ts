/** Landmarks of a garment seen from the front, read off its mesh: open borders and the seam between trunk and sleeve. */

import { type GarmentOutline, type Landmarks3d, outlineLandmarks } from '../body/outline-landmarks.ts';
import type { GarmentCategory } from '../domain/garment.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { PlacedPart } from './place-part.ts';

/** Borders and armholes of a part; vertices split for their cloth coordinates count as one. */
function outline({ part, mesh }: PlacedPart): GarmentOutline {
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

/** Landmarks in space, metres; L and R are sides of a picture taken from the front. */
export function garmentLandmarks(category: GarmentCategory, parts: readonly PlacedPart[]): Landmarks3d {
  const upper = outline(parts[0]);
  return outlineLandmarks(category, upper, parts.length > 1 ? outline(parts[parts.length - 1]) : upper);
}
