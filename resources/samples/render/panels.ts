/** Cutting lines: which faces are sleeves, and where on the flat cloth every face corner lies. */

import type { QuadMesh } from './formats.ts';
import { smoothstep } from './maths.ts';
import { components, normals } from './mesh.ts';

/** For each face the number of its texture island: the panel it was cut from. */
export function panelsOf(mesh: QuadMesh): Int32Array {
  const island = components(mesh.uvQuads, mesh.uvs.length / 2);
  return Int32Array.from({ length: mesh.quads.length / 4 }, (_, f) => island[mesh.uvQuads[f * 4]]);
}

/** 1 for faces of panels that lie mostly on the arms; `armShare` is 0..1 per vertex. */
export function sleeveFaces(mesh: QuadMesh, armShare: Float32Array): Uint8Array {
  const panels = panelsOf(mesh);
  const sums = new Map<number, [number, number]>();
  for (let i = 0; i < mesh.quads.length; i++) {
    const sum = sums.get(panels[i >> 2]) ?? [0, 0];
    sum[0] += armShare[mesh.quads[i]];
    sum[1]++;
    sums.set(panels[i >> 2], sum);
  }
  return Uint8Array.from(panels, (panel) => {
    const [total, count] = sums.get(panel)!;
    return total / count > 0.5 ? 1 : 0;
  });
}

/**
 * Cloth coordinates (u across, v up; decimetres) of every face corner: around the body below the arms, flat panels
 * across the shoulders, along the resting arm for sleeves.
 */
export function clothCoordinates(mesh: QuadMesh, rest: Float32Array, sleeve: Uint8Array): Float32Array {
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
    const corners = [0, 1, 2, 3].map((k) => mesh.quads[i + k] * 3);
    if (sleeve[i >> 2]) {
      // arms at rest run outwards and down at about 42 degrees
      const side = rest[corners[0]] > 0 ? 1 : -1;
      corners.forEach((c, k) => {
        const x = rest[c] * side - 1.6;
        const y = rest[c + 1] - 4.9;
        out[(i + k) * 2] = (x * 0.67 + y * 0.74) * side;
        out[(i + k) * 2 + 1] = 4.9 - (x * 0.74 - y * 0.67);
      });
      continue;
    }
    const turns = corners.map((c) => Math.atan2(rest[c], (rest[c + 2] - depth) * 1.25));
    const wraps = Math.max(...turns) - Math.min(...turns) > Math.PI;
    const back = corners.reduce((s, c) => s + facing[c + 2], 0) < 0;
    const behind = Math.PI * (wraps || turns[0] > 0 ? 1 : -1);
    corners.forEach((c, k) => {
      const around = (wraps && turns[k] < 0 ? turns[k] + Math.PI * 2 : turns[k]) * radius;
      const flat = back ? behind * radius - rest[c] : rest[c] * 1.12;
      const y = rest[c + 1];
      out[(i + k) * 2] = around + (flat - around) * smoothstep(2.9, 4.4, y);
      out[(i + k) * 2 + 1] = y;
    });
  }
  return out;
}
