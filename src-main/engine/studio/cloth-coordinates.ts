/** Where on the flat cloth every corner of a worn piece lies, from its place on the body at rest. */

import { trunkCoordinates } from '../mesh/cloth-coordinates.ts';
import type { QuadMesh } from '../mesh/quad-mesh.ts';
import type { Vec3 } from '../mesh/vector.ts';

/** What the coordinates are measured from, metres on the body at rest. */
export interface ClothFrame {
  shoulder: Vec3;
  /** Unit direction of the person's left arm at rest. */
  arm: Vec3;
  waist: number;
}

/**
 * Cloth coordinates (x across, y down from the shoulder; metres) of every face corner of a top, dress or skirt: those of
 * the trunk, and along the arm for sleeves.
 */
export function topCoordinates(
  mesh: QuadMesh,
  rest: Float32Array,
  sleeve: Uint8Array,
  frame: ClothFrame,
): Float32Array {
  const [sx, sy] = frame.shoulder;
  const { coordinates: out, depth } = trunkCoordinates(mesh, rest, sleeve, sy, 1);
  const [ax, ay] = frame.arm;
  const flat = Math.hypot(ax, ay);
  mesh.quads.forEach((v, i) => {
    if (!sleeve[i >> 2]) return;
    const side = rest[mesh.quads[i - (i % 4)] * 3] > 0 ? 1 : -1;
    const x = rest[v * 3] * side - Math.abs(sx);
    const y = rest[v * 3 + 1] - sy;
    const across = ((-ay * x + ax * y) / flat) * side;
    // a place on the cloth that no motif reaches
    out[i * 2] = side * 0.5 + across + (rest[v * 3 + 2] - depth) * 0.6;
    out[i * 2 + 1] = (ax * x + ay * y) / flat;
  });
  return out;
}
