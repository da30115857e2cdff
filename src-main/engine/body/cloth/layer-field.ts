/** Cloth worn beneath as a distance field, so that the next layer lies on top of it. */

import type { DistanceField } from '../../domain/body.ts';
import { type Closest, triangleDistance } from '../../mesh/triangle-distance.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';

/** Distance answered where no cloth is near, metres. */
const FAR = 0.03;

/**
 * Field of a draped garment: signed distance to its nearest triangle, negative on the inner side, which holds within
 * `FAR` of the cloth. Beyond an open edge (below a hem) there is no cloth and the answer is `FAR`. Triangles are
 * counter-clockwise from outside.
 */
export function layerField(mesh: TriangleMesh): DistanceField {
  const { positions: p, triangles } = mesh;
  const size = FAR;
  const cells = new Map<number, number[]>();
  const key = (i: number, j: number, k: number) => ((i + 4096) * 8192 + (j + 4096)) * 8192 + (k + 4096);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const range = [0, 1, 2].map((k) => [
      Math.floor((Math.min(p[a + k], p[b + k], p[c + k]) - FAR) / size),
      Math.floor((Math.max(p[a + k], p[b + k], p[c + k]) + FAR) / size),
    ]);
    for (let i = range[0][0]; i <= range[0][1]; i++) {
      for (let j = range[1][0]; j <= range[1][1]; j++) {
        for (let k = range[2][0]; k <= range[2][1]; k++) {
          const at = key(i, j, k);
          const list = cells.get(at);
          if (list) list.push(t);
          else cells.set(at, [t]);
        }
      }
    }
  }
  // balls around the triangles: what is farther than the nearest found so far need not be looked at closely
  const balls = new Float64Array((triangles.length / 3) * 4);
  for (let t = 0; t < triangles.length; t += 3) {
    const at = (t / 3) * 4;
    const corners = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    for (let k = 0; k < 3; k++)
      balls[at + k] = (p[corners[0] + k] + p[corners[1] + k] + p[corners[2] + k]) / 3;
    for (const c of corners) {
      const r = Math.hypot(p[c] - balls[at], p[c + 1] - balls[at + 1], p[c + 2] - balls[at + 2]);
      balls[at + 3] = Math.max(balls[at + 3], r + 1e-6);
    }
  }
  const found: Closest = { x: 0, y: 0, z: 0, feature: 0 };
  return {
    sample(x, y, z, out) {
      out[0] = FAR;
      out[1] = 0;
      out[2] = 1;
      out[3] = 0;
      let best = FAR * FAR;
      let reach = FAR;
      let bestT = -1;
      let px = 0;
      let py = 0;
      let pz = 0;
      const list = cells.get(key(Math.floor(x / size), Math.floor(y / size), Math.floor(z / size)));
      if (!list) return;
      for (let i = 0; i < list.length; i++) {
        const t = list[i];
        const at = (t / 3) * 4;
        const bx = x - balls[at];
        const by = y - balls[at + 1];
        const bz = z - balls[at + 2];
        const far = reach + balls[at + 3];
        if (bx * bx + by * by + bz * bz > far * far) continue;
        const d2 = triangleDistance(
          p,
          triangles[t] * 3,
          triangles[t + 1] * 3,
          triangles[t + 2] * 3,
          x,
          y,
          z,
          found,
        );
        if (d2 >= best) continue;
        best = d2;
        reach = Math.sqrt(d2);
        bestT = t;
        px = found.x;
        py = found.y;
        pz = found.z;
      }
      if (bestT < 0) return;
      const [a, b, c] = [triangles[bestT] * 3, triangles[bestT + 1] * 3, triangles[bestT + 2] * 3];
      let [nx, ny, nz] = [0, 0, 0];
      const e1 = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
      const e2 = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
      nx = e1[1] * e2[2] - e1[2] * e2[1];
      ny = e1[2] * e2[0] - e1[0] * e2[2];
      nz = e1[0] * e2[1] - e1[1] * e2[0];
      const l = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      const dx = x - px;
      const dy = y - py;
      const dz = z - pz;
      const height = (dx * nx + dy * ny + dz * nz) / l;
      // sideways of the cloth rather than above it: past an open edge
      if (best > 1e-10 && Math.abs(height) < 0.5 * Math.sqrt(best)) return;
      out[0] = height;
      out[1] = nx / l;
      out[2] = ny / l;
      out[3] = nz / l;
    },
  };
}
