/** Quad meshes: pieces, borders, normals, subdivision and triangles. */

import { describe, expect, it } from 'vitest';
import {
  borderLoops,
  components,
  normals,
  subdivide,
  trianglesOf,
  triangulate,
} from '../../../src-main/engine/mesh/quad-mesh.ts';

/** A sheet of n x n squares of side 1 in the plane y = 0, facing up. */
function sheet(n: number): { quads: Uint32Array; positions: Float32Array } {
  const positions: number[] = [];
  const quads: number[] = [];
  for (let j = 0; j <= n; j++) for (let i = 0; i <= n; i++) positions.push(i, 0, j);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const a = j * (n + 1) + i;
      quads.push(a, a + n + 1, a + n + 2, a + 1);
    }
  }
  return { quads: Uint32Array.from(quads), positions: Float32Array.from(positions) };
}

describe('meshes', () => {
  it('tells pieces apart and finds their borders', () => {
    const quads = Uint32Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([...components(quads, 8)]).toEqual([0, 0, 0, 0, 4, 4, 4, 4]);
    expect(borderLoops(quads).map((l) => l.length)).toEqual([4, 4]);
    expect(borderLoops(sheet(3).quads).map((l) => l.length)).toEqual([12]);
  });

  it('points normals out of the face and subdivides a flat sheet flat', () => {
    const { quads, positions } = sheet(2);
    const n = normals(quads, positions);
    expect(n[4 * 3 + 1]).toBeCloseTo(1);
    const uvs = new Float32Array((positions.length / 3) * 2);
    const fine = subdivide({ quads, uvQuads: quads, uvs }, positions);
    expect(fine.mesh.quads.length / 4).toBe(16);
    expect(fine.positions.length / 3).toBe(25);
    for (let i = 1; i < fine.positions.length; i += 3) expect(fine.positions[i]).toBeCloseTo(0);
    expect(Math.max(...normals(fine.mesh.quads, fine.positions).filter((_, i) => i % 3 === 1))).toBeCloseTo(
      1,
    );
  });

  it('splits vertices at texture seams and keeps the winding', () => {
    const quads = Uint32Array.from([0, 1, 2, 3, 3, 2, 4, 4]);
    const uvQuads = Uint32Array.from([0, 1, 2, 3, 4, 5, 6, 6]);
    const uvs = Float32Array.from({ length: 14 }, (_, i) => i / 14);
    const cut = triangulate({ quads, uvQuads, uvs });
    // vertices 2 and 3 have one texture coordinate on each side of the seam
    expect([...cut.source]).toEqual([0, 1, 2, 3, 3, 2, 4]);
    expect([...cut.triangles]).toEqual([0, 1, 2, 0, 2, 3, 4, 5, 6]);
    expect(cut.uvs[1]).toBeCloseTo(1 - uvs[1]);
    const mesh = trianglesOf(
      cut,
      Float32Array.from({ length: 15 }, (_, i) => i),
    );
    expect([...mesh.positions.subarray(12, 15)]).toEqual([9, 10, 11]);
  });
});
