/** The parts of the sample renderer that can be checked on small data: file readers and cloth. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  parseFaces,
  readProxy,
  readTargetRow,
  targetRows,
} from '../../../models/parametric_body/build/makehuman.ts';
import { drape } from '../../../resources/samples/render/cloth.ts';
import { fitPiece } from '../../../src-main/engine/mesh/bound-piece.ts';
import { surfaceOf } from '../../../src-main/engine/mesh/near-surface.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

describe('format readers', () => {
  it('decodes quads, triangles, materials and texture coordinates', () => {
    const faces = parseFaces([
      11, 0, 1, 2, 3, 7, 10, 11, 12, 13, 10, 4, 5, 6, 8, 20, 21, 22, 34, 1, 2, 3, 5, 0, 0, 0,
    ]);
    expect(faces.quads).toEqual([0, 1, 2, 3, 4, 5, 6, 6, 1, 2, 3, 3]);
    expect(faces.uvQuads).toEqual([10, 11, 12, 13, 20, 21, 22, 22, 0, 0, 0, 0]);
    expect(faces.materials).toEqual([7, 8, 5]);
  });

  it('numbers targets by sorted key and reads their rows', () => {
    const keys = ['data/targets/b/two.target', 'data/targets/a/one.target'];
    const rows = targetRows(
      JSON.stringify({ images: {}, targets: Object.fromEntries(keys.map((k) => [k, k])) }),
    );
    expect([...rows]).toEqual([
      ['a/one', 0],
      ['b/two', 1],
    ]);
    const file = path.join(folder, 'targets.bin');
    writeFileSync(file, Buffer.from(Int16Array.from([1, 2, 3, 1000, -2000, 0]).buffer));
    expect([...readTargetRow(file, 1, 3)]).toEqual([1, -2, 0]);
    expect(() => readTargetRow(file, 2, 3)).toThrow(/row 2/);
  });

  it('reads a bound piece and places it by its reference vertices and scale', () => {
    const where = path.join(folder, 'patch');
    const model = {
      vertices: [0, 0, 0],
      faces: [],
      uvs: [[0, 0]],
      materials: [],
      bones: [],
      skinIndices: [],
      skinWeights: [],
      metadata: {},
      ref_vIdxs: [[0, 1, 2]],
      weights: [[0.5, 0.25, 0.25]],
      offsets: [[0.1, 0.2, 0.3]],
    };
    rmSync(where, { recursive: true, force: true });
    mkdirSync(where);
    writeFileSync(path.join(where, 'patch.json'), JSON.stringify(model));
    const piece = readProxy(where);
    const body = Float32Array.from([0, 0, 0, 4, 0, 0, 0, 8, 2]);
    const refs = [
      [0, 1, 2],
      [0, 2, 8],
      [0, 2, 1],
    ] as const;
    const [x, y, z] = fitPiece(piece, body, refs);
    // offsets count twice across, once up and twice deep
    expect(x).toBeCloseTo(1 + 0.2, 5);
    expect(y).toBeCloseTo(2 + 0.2, 5);
    expect(z).toBeCloseTo(0.5 + 0.6, 5);
    writeFileSync(path.join(where, 'patch.json'), JSON.stringify({ ...model, ref_vIdxs: undefined }));
    expect(() => readProxy(where)).toThrow(/reference vertices/);
  });
});

describe('cloth', () => {
  it('drops a sheet on a floor: it lands on top and keeps its size', () => {
    const ground = sheet(12);
    for (let i = 0; i < ground.positions.length; i++) ground.positions[i] *= 0.4;
    const cloth = sheet(6);
    for (let i = 0; i < cloth.positions.length; i += 3) {
      cloth.positions[i] = cloth.positions[i] * 0.4 + 1;
      cloth.positions[i + 1] = 0.2;
      cloth.positions[i + 2] = cloth.positions[i + 2] * 0.4 + 1;
    }
    const body = surfaceOf(ground.quads, ground.positions, 0.55);
    const options = { frames: 60, slack: 1, bend: 1, gap: 0.05 };
    const end = drape(cloth.quads, cloth.positions, cloth.positions, [body], options);
    for (let i = 1; i < end.length; i += 3) {
      expect(end[i]).toBeGreaterThan(0.02);
      expect(end[i]).toBeLessThan(0.12);
    }
    const side = Math.hypot(end[0] - end[18], end[1] - end[19], end[2] - end[20]);
    expect(side).toBeCloseTo(2.4, 1);
  });
});
