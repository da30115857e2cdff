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
  const [, sy] = frame.shoulder;
  const { coordinates: out } = trunkCoordinates(mesh, rest, sleeve, sy, 1);
  for (const side of [1, -1]) {
    const faces = [...sleeve.keys()].filter((f) => sleeve[f] && rest[mesh.quads[f * 4] * 3] > 0 === side > 0);
    if (faces.length > 0) unrollSleeve(mesh, rest, faces, side, frame, out);
  }
  return out;
}

/** Slope and value at 0 of the least-squares line through points (t, y). */
function line(points: readonly (readonly [number, number])[]): (t: number) => number {
  const n = points.length;
  const mean = [0, 1].map((k) => points.reduce((s, p) => s + p[k], 0) / n);
  const tt = points.reduce((s, p) => s + (p[0] - mean[0]) ** 2, 0);
  const ty = points.reduce((s, p) => s + (p[0] - mean[0]) * (p[1] - mean[1]), 0);
  const slope = tt > 1e-9 ? ty / tt : 0;
  return (t) => mean[1] + slope * (t - mean[0]);
}

/** A sleeve rolled out from its seam below the arm: x around its middle line, y along the arm. */
function unrollSleeve(
  mesh: QuadMesh,
  rest: Float32Array,
  faces: readonly number[],
  side: number,
  { shoulder, arm }: ClothFrame,
  out: Float32Array,
): void {
  const flat = Math.hypot(arm[0], arm[1]);
  /** Along the arm in the front view, up from it, and towards the front. */
  const local = (v: number): [number, number, number] => {
    const x = rest[v * 3] * side - Math.abs(shoulder[0]);
    const y = rest[v * 3 + 1] - shoulder[1];
    return [(arm[0] * x + arm[1] * y) / flat, (-arm[1] * x + arm[0] * y) / flat, rest[v * 3 + 2]];
  };
  const points = faces.flatMap((f) => [0, 1, 2, 3].map((k) => local(mesh.quads[f * 4 + k])));
  const up = line(points.map(([t, u]) => [t, u]));
  const front = line(points.map(([t, , z]) => [t, z]));
  const radius = line(points.map(([t, u, z]) => [t, Math.hypot(u - up(t), z - front(t))]));
  for (const f of faces) {
    const corners = [0, 1, 2, 3].map((k) => local(mesh.quads[f * 4 + k]));
    const turns = corners.map(([t, u, z]) => Math.atan2(z - front(t), u - up(t)));
    const wraps = Math.max(...turns) - Math.min(...turns) > Math.PI;
    corners.forEach(([t], k) => {
      const turn = wraps && turns[k] < 0 ? turns[k] + 2 * Math.PI : turns[k];
      // a place on the cloth that no motif reaches
      out[(f * 4 + k) * 2] = side * (0.5 - turn * Math.max(0.02, radius(t)));
      out[(f * 4 + k) * 2 + 1] = t;
    });
  }
}
