/** How deep points lie inside the true skin of a posed body: whole mesh, no parts, no grid. */

import type { PosedBody } from '../../../src-main/engine/domain/body.ts';
import { type Closest, triangleDistance } from '../../../src-main/engine/mesh/triangle-distance.ts';

/** Columns that triangles are sorted into, metres. */
const CELL = 0.01;
/** Depth is looked for up to this far, metres. */
const FAR = 0.05;

/**
 * Answers how deep a point is inside the body, metres, 0 outside. Inside is where a ray leaves the skin once more than it
 * enters it (the winding number), which holds where the skin folds through itself too.
 */
export function trueDepth({ mesh }: PosedBody): (x: number, y: number, z: number) => number {
  const { positions: p, triangles } = mesh;
  const columns = new Map<string, number[]>();
  const span = (t: number, k: number): [number, number] => {
    const v = [0, 1, 2].map((c) => p[triangles[t + c] * 3 + k]);
    return [Math.floor(Math.min(...v) / CELL), Math.floor(Math.max(...v) / CELL)];
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const [x0, x1] = span(t, 0);
    const [y0, y1] = span(t, 1);
    for (let i = x0; i <= x1; i++) {
      for (let j = y0; j <= y1; j++) {
        const list = columns.get(`${i} ${j}`);
        if (list) list.push(t);
        else columns.set(`${i} ${j}`, [t]);
      }
    }
  }
  const winding = (x: number, y: number, z: number): number => {
    let turns = 0;
    for (const t of columns.get(`${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`) ?? []) {
      const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
      const side = (q: number, r: number): number =>
        (p[q] - x) * (p[r + 1] - y) - (p[q + 1] - y) * (p[r] - x);
      const [ab, bc, ca] = [side(a, b), side(b, c), side(c, a)];
      if (!((ab > 0 && bc > 0 && ca > 0) || (ab < 0 && bc < 0 && ca < 0))) continue;
      const height = (bc * p[a + 2] + ca * p[b + 2] + ab * p[c + 2]) / (ab + bc + ca);
      if (height > z) turns += Math.sign(ab);
    }
    return turns;
  };
  const found: Closest = { x: 0, y: 0, z: 0, feature: 0 };
  return (x, y, z) => {
    // off the lattice of equal coordinates, so that no ray meets an edge
    if (winding(x + 1.3e-7, y + 0.7e-7, z) < 1) return 0;
    let best = FAR * FAR;
    const seen = new Set<number>();
    const reach = Math.ceil(FAR / CELL);
    const [ci, cj] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let i = -reach; i <= reach; i++) {
      for (let j = -reach; j <= reach; j++) {
        for (const t of columns.get(`${ci + i} ${cj + j}`) ?? []) {
          if (seen.has(t)) continue;
          seen.add(t);
          const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
          best = Math.min(best, triangleDistance(p, a, b, c, x, y, z, found));
        }
      }
    }
    return Math.sqrt(best);
  };
}
