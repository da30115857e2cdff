/** A distance field remembered on a grid: each grid point is asked for once, between them it is interpolated. */

import { layerField } from '../body/cloth/layer-field.ts';
import type { DistanceField } from '../domain/body.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';

/** Grid step, metres: fine enough for limbs, coarse enough to be filled in a moment. */
const STEP = 0.01;
/** Beyond the mesh by this much there is nothing to collide with, metres. */
const MARGIN = 0.05;

/** Distance to a surface of triangles as `layerField` defines it, fast enough for thousands of particles. */
export function gridField(mesh: Pick<TriangleMesh, 'positions' | 'triangles'>): DistanceField {
  const exact = layerField(mesh as TriangleMesh);
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = low.map((x) => -x);
  for (const v of mesh.triangles) {
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k], mesh.positions[v * 3 + k]);
      high[k] = Math.max(high[k], mesh.positions[v * 3 + k]);
    }
  }
  const size = low.map((l, k) => Math.max(2, Math.ceil((high[k] - l + 2 * MARGIN) / STEP) + 1));
  const [nx, ny, nz] = size;
  const values = new Float32Array(nx * ny * nz * 4).fill(Number.NaN);
  const at = new Float64Array(4);
  const [ox, oy, oz] = low.map((l) => l - MARGIN);
  const point = (i: number, j: number, k: number): number => {
    const o = ((k * ny + j) * nx + i) * 4;
    if (Number.isNaN(values[o])) {
      exact.sample(ox + i * STEP, oy + j * STEP, oz + k * STEP, at);
      for (let c = 0; c < 4; c++) values[o + c] = at[c];
    }
    return o;
  };
  return {
    sample(x, y, z, out) {
      const fx = (x - ox) / STEP;
      const fy = (y - oy) / STEP;
      const fz = (z - oz) / STEP;
      const i = Math.floor(fx);
      const j = Math.floor(fy);
      const k = Math.floor(fz);
      out[1] = 0;
      out[2] = 1;
      out[3] = 0;
      if (!(i >= 0 && j >= 0 && k >= 0 && i < nx - 1 && j < ny - 1 && k < nz - 1)) {
        out[0] = MARGIN;
        return;
      }
      const a = fx - i;
      const b = fy - j;
      const c = fz - k;
      let d = 0;
      let gx = 0;
      let gy = 0;
      let gz = 0;
      for (let corner = 0; corner < 8; corner++) {
        const u = corner & 1;
        const v = (corner >> 1) & 1;
        const w = corner >> 2;
        const o = point(i + u, j + v, k + w);
        const s = (u ? a : 1 - a) * (v ? b : 1 - b) * (w ? c : 1 - c);
        d += s * values[o];
        gx += s * values[o + 1];
        gy += s * values[o + 2];
        gz += s * values[o + 3];
      }
      const l = Math.sqrt(gx * gx + gy * gy + gz * gz);
      out[0] = d;
      if (l > 1e-6) {
        out[1] = gx / l;
        out[2] = gy / l;
        out[3] = gz / l;
      }
    },
  };
}
