/** Waist seam of a dress: the skirt starts on the bodice, whose edge goes on below it as a seam allowance. */

import { LOFT_WAIST } from '../mesh/loft.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';

/** Rows of the skirt that the seam holds. */
export const SEWN_ROWS = 3;
/** The skirt lies this far outside the bodice along the seam; the allowance goes in by so much over so much, metres. */
const OUTSIDE = 0.002;
const INWARDS = 0.014;
const TURN = 0.012;

interface Ring {
  x: number;
  z: number;
  /** Height of the seam. */
  y: number;
}

/** Middle and height of the top row of a loft. */
function ringOf(skirt: Float32Array): Ring {
  const ring = { x: 0, y: 0, z: 0 };
  for (let i = 0; i < LOFT_WAIST * 3; i += 3) {
    ring.x += skirt[i] / LOFT_WAIST;
    ring.y += skirt[i + 1] / LOFT_WAIST;
    ring.z += skirt[i + 2] / LOFT_WAIST;
  }
  return ring;
}

/** Where a mesh crosses a level: pieces of its outline as [x, z] from the middle of the ring. */
function outlineAt(
  { positions: p, triangles }: TriangleMesh,
  ring: Ring,
): [number, number, number, number][] {
  const out: [number, number, number, number][] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const cross: number[] = [];
    for (let k = 0; k < 3; k++) {
      const a = triangles[t + k] * 3;
      const b = triangles[t + ((k + 1) % 3)] * 3;
      if (p[a + 1] > ring.y === p[b + 1] > ring.y) continue;
      const s = (ring.y - p[a + 1]) / (p[b + 1] - p[a + 1]);
      cross.push(p[a] + s * (p[b] - p[a]) - ring.x, p[a + 2] + s * (p[b + 2] - p[a + 2]) - ring.z);
    }
    if (cross.length === 4) out.push([cross[0], cross[1], cross[2], cross[3]]);
  }
  return out;
}

/** Moves the top rows of a skirt (in place) onto the bodice. */
export function sewToBodice(skirt: Float32Array, bodice: TriangleMesh): void {
  const ring = ringOf(skirt);
  const outline = outlineAt(bodice, ring);
  for (let k = 0; k < LOFT_WAIST; k++) {
    const [dx, dz] = [skirt[k * 3] - ring.x, skirt[k * 3 + 2] - ring.z];
    const r = Math.hypot(dx, dz);
    let reach = 0;
    for (const [ax, az, bx, bz] of outline) {
      // the ray from the middle meets the piece between its ends
      const a = dx * az - dz * ax;
      const b = dx * bz - dz * bx;
      if (a > 0 === b > 0) continue;
      const s = a / (a - b);
      reach = Math.max(reach, ((ax + s * (bx - ax)) * dx + (az + s * (bz - az)) * dz) / r);
    }
    if (reach === 0) continue;
    const by = (reach + OUTSIDE - r) / r;
    for (let row = 0; row < SEWN_ROWS; row++) {
      const at = (row * LOFT_WAIST + k) * 3;
      const share = 1 - row / SEWN_ROWS;
      skirt[at] += dx * by * share;
      skirt[at + 2] += dz * by * share;
    }
  }
}

/** The bodice with what lies below the seam led inwards, behind the skirt. */
export function seamAllowance(bodice: Float32Array, skirt: Float32Array): Float32Array {
  const ring = ringOf(skirt);
  const out = Float32Array.from(bodice);
  for (let i = 0; i < out.length; i += 3) {
    const below = ring.y - out[i + 1];
    if (below <= 0) continue;
    const [dx, dz] = [out[i] - ring.x, out[i + 2] - ring.z];
    const by = (INWARDS * Math.min(1, below / TURN)) / (Math.hypot(dx, dz) || 1);
    out[i] -= dx * by;
    out[i + 2] -= dz * by;
  }
  return out;
}
