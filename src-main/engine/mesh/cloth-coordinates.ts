/** Where on the flat cloth every corner of a worn piece lies, from its place on the body at rest. */

import { smoothstep } from '../image/ops/signal.ts';
import { components, normals, type QuadMesh } from './quad-mesh.ts';

/** 1 for faces of texture islands (cut pieces) that lie mostly on the arms; `armShare` is 0..1 a vertex. */
export function sleeveFaces(mesh: QuadMesh, armShare: Float32Array): Uint8Array {
  const island = components(mesh.uvQuads, mesh.uvs.length / 2);
  const sums = new Map<number, [number, number]>();
  for (let i = 0; i < mesh.quads.length; i++) {
    const panel = island[mesh.uvQuads[i - (i % 4)]];
    const sum = sums.get(panel) ?? [0, 0];
    sum[0] += armShare[mesh.quads[i]];
    sum[1]++;
    sums.set(panel, sum);
  }
  return Uint8Array.from({ length: mesh.quads.length / 4 }, (_, f) => {
    const [total, count] = sums.get(island[mesh.uvQuads[f * 4]])!;
    return total / count > 0.5 ? 1 : 0;
  });
}

/**
 * Cloth coordinates (x across, y down from the height `shoulder`) of every face corner of a trunk: around the body below
 * the arms, flat panels across the shoulders. Faces of sleeves stay 0. `unit`: units of the coordinates in a metre.
 * `depth` is the mean z of the trunk.
 */
export function trunkCoordinates(
  mesh: QuadMesh,
  rest: Float32Array,
  sleeve: Uint8Array,
  shoulder: number,
  unit: number,
): { coordinates: Float32Array; depth: number } {
  const out = new Float32Array(mesh.quads.length * 2);
  const facing = normals(mesh.quads, rest);
  let width = 0;
  let depth = 0;
  let count = 0;
  mesh.quads.forEach((v, i) => {
    if (sleeve[i >> 2]) return;
    width += Math.abs(rest[v * 3]);
    depth += rest[v * 3 + 2];
    count++;
  });
  // the mean of |x| around an ellipse is 2/pi of its half width
  const radius = (width / Math.max(1, count)) * 1.45;
  depth /= Math.max(1, count);
  for (let i = 0; i < mesh.quads.length; i += 4) {
    if (sleeve[i >> 2]) continue;
    const corners = [0, 1, 2, 3].map((k) => mesh.quads[i + k] * 3);
    const turns = corners.map((c) => Math.atan2(rest[c], (rest[c + 2] - depth) * 1.25));
    const wraps = Math.max(...turns) - Math.min(...turns) > Math.PI;
    const back = corners.reduce((s, c) => s + facing[c + 2], 0) < 0;
    const behind = Math.PI * (wraps || turns[0] > 0 ? 1 : -1);
    corners.forEach((c, k) => {
      const around = (wraps && turns[k] < 0 ? turns[k] + Math.PI * 2 : turns[k]) * radius;
      const flat = back ? behind * radius - rest[c] : rest[c] * 1.12;
      const below = shoulder - rest[c + 1];
      out[(i + k) * 2] = around + (flat - around) * smoothstep((0.2 - below / unit) / 0.15);
      out[(i + k) * 2 + 1] = below;
    });
  }
  return { coordinates: out, depth };
}

/**
 * Cloth coordinates (x across, y down from the height `waist`) of trousers: straight down each leg from where the legs
 * part, flat across the hips. `unit`: units of the coordinates in a metre.
 */
export function legCoordinates(
  mesh: QuadMesh,
  rest: Float32Array,
  waist: number,
  unit: number,
): Float32Array {
  const out = new Float32Array(mesh.quads.length * 2);
  const tenth = 0.1 * unit;
  let crotch = Number.POSITIVE_INFINITY;
  let foot = Number.POSITIVE_INFINITY;
  for (const v of mesh.quads) {
    if (Math.abs(rest[v * 3]) < 0.008 * unit) crotch = Math.min(crotch, rest[v * 3 + 1]);
    foot = Math.min(foot, rest[v * 3 + 1]);
  }
  const middle = (low: number, high: number): number => {
    let sum = 0;
    let count = 0;
    for (const v of mesh.quads) {
      if (rest[v * 3 + 1] < low || rest[v * 3 + 1] > high) continue;
      sum += Math.abs(rest[v * 3]);
      count++;
    }
    return sum / Math.max(1, count);
  };
  const above = middle(crotch - tenth, crotch);
  const lean = (middle(foot, foot + tenth) - above) / (crotch - foot - tenth);
  mesh.quads.forEach((v, i) => {
    const side = rest[v * 3] < 0 ? -1 : 1;
    const y = rest[v * 3 + 1];
    const shift = lean * Math.max(0, crotch - y);
    const x = Math.abs(rest[v * 3]) - shift - above;
    // unroll the outer side, where the leg turns away
    out[i * 2] = side * (above + (x > 0 ? x * (1 + (35 / unit ** 2) * x * x) : x));
    out[i * 2 + 1] = waist - y;
  });
  return out;
}
