/** Cloth worn beneath as a distance field, so that the next layer lies on top of it. */

import type { DistanceField } from '../../domain/body.ts';
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
  const uv = new Float64Array(2);
  return {
    sample(x, y, z, out) {
      out[0] = FAR;
      out[1] = 0;
      out[2] = 1;
      out[3] = 0;
      let best = FAR * FAR;
      let bestT = -1;
      let [u, v] = [0, 0];
      const list = cells.get(key(Math.floor(x / size), Math.floor(y / size), Math.floor(z / size)));
      for (const t of list ?? []) {
        const d2 = nearestOnTriangle(
          p,
          triangles[t] * 3,
          triangles[t + 1] * 3,
          triangles[t + 2] * 3,
          x,
          y,
          z,
          uv,
        );
        if (d2 >= best) continue;
        best = d2;
        bestT = t;
        [u, v] = uv;
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
      const dx = x - (p[a] + u * e1[0] + v * e2[0]);
      const dy = y - (p[a + 1] + u * e1[1] + v * e2[1]);
      const dz = z - (p[a + 2] + u * e1[2] + v * e2[2]);
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

/** Squared distance from (x, y, z) to a triangle; writes the barycentric weights of b and c (Ericson 2005, 5.1.5). */
function nearestOnTriangle(
  p: Float32Array,
  a: number,
  b: number,
  c: number,
  x: number,
  y: number,
  z: number,
  uv: Float64Array,
): number {
  const abx = p[b] - p[a];
  const aby = p[b + 1] - p[a + 1];
  const abz = p[b + 2] - p[a + 2];
  const acx = p[c] - p[a];
  const acy = p[c + 1] - p[a + 1];
  const acz = p[c + 2] - p[a + 2];
  const apx = x - p[a];
  const apy = y - p[a + 1];
  const apz = z - p[a + 2];
  const d1 = abx * apx + aby * apy + abz * apz;
  const d2 = acx * apx + acy * apy + acz * apz;
  const aa = abx * abx + aby * aby + abz * abz;
  const ab = abx * acx + aby * acy + abz * acz;
  const cc = acx * acx + acy * acy + acz * acz;
  const d3 = d1 - aa;
  const d4 = d2 - ab;
  const d5 = d1 - ab;
  const d6 = d2 - cc;
  let u = 0;
  let v = 0;
  const va = d3 * d6 - d5 * d4;
  const vb = d5 * d2 - d1 * d6;
  const vc = d1 * d4 - d3 * d2;
  if (d1 <= 0 && d2 <= 0) {
    u = 0;
  } else if (d3 >= 0 && d4 <= d3) {
    u = 1;
  } else if (d6 >= 0 && d5 <= d6) {
    v = 1;
  } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
    u = d1 / (d1 - d3);
  } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
    v = d2 / (d2 - d6);
  } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    v = (d4 - d3) / (d4 - d3 + (d5 - d6));
    u = 1 - v;
  } else {
    const sum = va + vb + vc;
    u = vb / sum;
    v = vc / sum;
  }
  uv[0] = u;
  uv[1] = v;
  const dx = apx - u * abx - v * acx;
  const dy = apy - u * aby - v * acy;
  const dz = apz - u * abz - v * acz;
  return dx * dx + dy * dy + dz * dz;
}
