/** Which points of a body lie inside cloth that goes around it, for tests: a ray outwards from them meets the cloth. */

import { boneShares } from '../../../src-main/engine/mesh/bound-piece.ts';
import type { GarmentPart } from '../../../src-main/engine/studio/garment-part.ts';
import type { Wearer } from '../../../src-main/engine/studio/wearer.ts';

/** Numbers of the hand's skin vertices that lie inside the trunk of the cloth: away from the body there is cloth. */
export function handsInside(wearer: Wearer, part: GarmentPart, fine: Float32Array): number[] {
  const { body, vertices, pose } = wearer;
  const share = boneShares(body.asset.skin, body.bones, /^(wrist|finger)/);
  const levels = facesByLevel(part, fine);
  const out: number[] = [];
  const [x0, , z0] = pose.root;
  for (let v = 0; v < body.asset.skinCount; v++) {
    if (share[v] < 0.9) continue;
    const [x, y, z] = vertices.subarray(v * 3, v * 3 + 3);
    const r = Math.hypot(x - x0, z - z0);
    const near = levels.get(Math.floor(y / LEVEL)) ?? [];
    if (near.some((t) => meets(t, fine, [x, y, z], [(x - x0) / r, (z - z0) / r]))) out.push(v);
  }
  return out;
}

const LEVEL = 0.01;

type Triangle = readonly [number, number, number];

/** Triangles of the trunk by the levels they reach through. */
function facesByLevel({ kept, sleeve }: GarmentPart, p: Float32Array): Map<number, Triangle[]> {
  const out = new Map<number, Triangle[]>();
  for (let i = 0; i < kept.length; i += 4) {
    const [a, b, c, d] = kept.subarray(i, i + 4);
    if (sleeve[a] || sleeve[b] || sleeve[c] || sleeve[d]) continue;
    const y = [a, b, c, d].map((v) => p[v * 3 + 1]);
    for (let l = Math.floor(Math.min(...y) / LEVEL); l <= Math.floor(Math.max(...y) / LEVEL); l++) {
      const list = out.get(l) ?? [];
      list.push([a, b, c], [a, c, d]);
      out.set(l, list);
    }
  }
  return out;
}

/** Whether the level ray from a point along (dx, dz) meets a triangle. */
function meets(
  triangle: Triangle,
  p: Float32Array,
  [x, y, z]: readonly [number, number, number],
  [dx, dz]: readonly [number, number],
): boolean {
  // in the plane across the ray: s to the side, h up
  const at = triangle.map((v) => {
    const [ex, ez] = [p[v * 3] - x, p[v * 3 + 2] - z];
    return { s: ez * dx - ex * dz, h: p[v * 3 + 1] - y, t: ex * dx + ez * dz };
  });
  const cross = (m: number, n: number): number => at[m].s * at[n].h - at[n].s * at[m].h;
  const w = [cross(1, 2), cross(2, 0), cross(0, 1)];
  const sum = w[0] + w[1] + w[2];
  if (sum === 0 || !(w.every((k) => k >= 0) || w.every((k) => k <= 0))) return false;
  return (w[0] * at[0].t + w[1] * at[1].t + w[2] * at[2].t) / sum > 0;
}
