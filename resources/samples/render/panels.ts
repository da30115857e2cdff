/** Openings and their turned-in edges, and where on the flat cloth every face corner lies. */

import { legCoordinates, trunkCoordinates } from '../../../src-main/engine/mesh/cloth-coordinates.ts';
import { borderLoops, normals, type QuadMesh } from '../../../src-main/engine/mesh/quad-mesh.ts';
import { add, cross, normalize, scale, sub, type Vec3 } from '../../../src-main/engine/mesh/vector.ts';

/** 1 for the first `rows` rows of faces along the open border `loop`. */
export function bandFaces(mesh: QuadMesh, loop: readonly number[], rows: number): Uint8Array {
  const band = new Uint8Array(mesh.quads.length / 4);
  let reached = new Set(loop);
  for (let row = 0; row < rows; row++) {
    const next = new Set(reached);
    for (let f = 0; f < band.length; f++) {
      const corners = mesh.quads.subarray(f * 4, f * 4 + 4);
      if (!corners.some((v) => reached.has(v))) continue;
      band[f] = 1;
      for (const v of corners) next.add(v);
    }
    reached = next;
  }
  return band;
}

export type Opening = 'neck' | 'cuff' | 'hem';

/** Open borders of a piece in wearing position: the highest is the neck (or waist), those far out are cuffs. */
export function openings(mesh: QuadMesh, rest: Float32Array): { kind: Opening; loop: number[] }[] {
  const loops = borderLoops(mesh.quads);
  const mean = (loop: readonly number[], k: number): number =>
    loop.reduce((s, v) => s + rest[v * 3 + k], 0) / loop.length;
  const top = loops.reduce((a, b) => (mean(b, 1) > mean(a, 1) ? b : a));
  return loops.map((loop) => {
    if (loop === top) return { kind: 'neck', loop };
    return { kind: Math.abs(mean(loop, 0)) > 1.1 && mean(loop, 1) > 1 ? 'cuff' : 'hem', loop };
  });
}

/**
 * The turned-in edge of every opening: a narrow strip that rolls over to the inside, so that cloth looks thick.
 */
export function turnedEdges(
  mesh: QuadMesh,
  positions: Float32Array,
): { mesh: QuadMesh; positions: Float32Array } {
  const n = normals(mesh.quads, positions);
  const out: number[] = [];
  const quads: number[] = [];
  for (const loop of borderLoops(mesh.quads)) {
    const first = out.length / 3;
    loop.forEach((v, i) => {
      const at = (list: Float32Array, j: number): Vec3 => [list[j * 3], list[j * 3 + 1], list[j * 3 + 2]];
      const ahead = at(positions, loop[(i + 1) % loop.length]);
      const behind = at(positions, loop[(i + loop.length - 1) % loop.length]);
      const normal = at(n, v);
      // borders run with the cloth on their left
      const inward = normalize(cross(normal, sub(ahead, behind)));
      const p = at(positions, v);
      for (const [down, into] of [
        [0, 0],
        [0.015, -0.02],
        [0.04, -0.015],
        [0.05, 0],
        [0.055, 0.06],
      ]) {
        out.push(...add(p, add(scale(normal, -down), scale(inward, into))));
      }
      const here = first + i * 5;
      const next = first + ((i + 1) % loop.length) * 5;
      for (let k = 0; k < 4; k++) quads.push(here + k, here + k + 1, next + k + 1, next + k);
    });
  }
  const faces = Uint32Array.from(quads);
  const uvs = new Float32Array((out.length / 3) * 2);
  return { mesh: { quads: faces, uvQuads: faces, uvs }, positions: Float32Array.from(out) };
}

/** Cloth coordinates (u across, v up; decimetres) of every face corner of trousers. */
export function legPrint(mesh: QuadMesh, rest: Float32Array): Float32Array {
  return legCoordinates(mesh, rest, 0, 10).map((value, i) => (i % 2 ? -value : value));
}

/** Height of the shoulder and its distance from the middle, decimetres. */
const SHOULDER = [1.6, 4.9] as const;

/**
 * Cloth coordinates (u across, v up; decimetres) of every face corner: those of the trunk, and along the resting arm for
 * sleeves.
 */
export function clothPrint(mesh: QuadMesh, rest: Float32Array, sleeve: Uint8Array): Float32Array {
  const [sx, sy] = SHOULDER;
  const out = trunkCoordinates(mesh, rest, sleeve, sy, 10).coordinates;
  mesh.quads.forEach((v, i) => {
    if (!sleeve[i >> 2]) {
      out[i * 2 + 1] = sy - out[i * 2 + 1];
      return;
    }
    // arms at rest run outwards and down at about 42 degrees
    const side = rest[mesh.quads[i - (i % 4)] * 3] > 0 ? 1 : -1;
    const x = rest[v * 3] * side - sx;
    const y = rest[v * 3 + 1] - sy;
    out[i * 2] = (x * 0.67 + y * 0.74) * side;
    out[i * 2 + 1] = sy - (x * 0.74 - y * 0.67);
  });
  return out;
}
