import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveArap, Targets } from '../../../src-main/engine/fitting/arap.ts';
import { areaRatios, countFlipped, untangle } from '../../../src-main/engine/fitting/injective.ts';
import { meshOutline } from '../../../src-main/engine/fitting/mesh.ts';
import { factorSymmetric } from '../../../src-main/engine/fitting/sparse.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';
import { fillPolygon } from './synthetic.ts';

/** Gaussian elimination with partial pivoting. */
function solveDense(a: number[][], b: number[]): number[] {
  const n = b.length;
  const m = a.map((row, i) => [...row, b[i]]);
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i][k]) > Math.abs(m[p][k])) p = i;
    [m[k], m[p]] = [m[p], m[k]];
    for (let i = k + 1; i < n; i++) {
      const f = m[i][k] / m[k][k];
      for (let j = k; j <= n; j++) m[i][j] -= f * m[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let s = m[i][n];
    for (let j = i + 1; j < n; j++) s -= m[i][j] * x[j];
    x[i] = s / m[i][i];
  }
  return x;
}

function star(): Raster<Uint8Array> {
  const r = byteRaster(160, 160, 1);
  const points: [number, number][] = [];
  for (let k = 0; k < 10; k++) {
    const a = (k / 10) * 2 * Math.PI;
    const radius = k % 2 ? 35 : 72;
    points.push([80 + radius * Math.cos(a), 80 + radius * Math.sin(a)]);
  }
  fillPolygon(r, points);
  return r;
}

const identity = (triangles: Uint32Array): Float64Array => {
  const s = new Float64Array((triangles.length / 3) * 4);
  for (let t = 0; t < s.length; t += 4) s[t] = s[t + 3] = 1;
  return s;
};

describe('sparse solver', () => {
  it('agrees with a dense solver on random positive definite systems', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (n, seed) => {
        const random = mulberry32(seed);
        const rows: number[] = [];
        const cols: number[] = [];
        const values: number[] = [];
        const diagonal = new Array<number>(n).fill(0.1);
        const dense = diagonal.map((d, i) => diagonal.map((_, j) => (i === j ? d : 0)));
        for (let k = 0; k < 3 * n && n > 1; k++) {
          const i = Math.floor(random() * n);
          const j = Math.floor(random() * n);
          if (i === j) continue;
          const w = random() + 0.01;
          rows.push(i);
          cols.push(j);
          values.push(-w);
          diagonal[i] += w;
          diagonal[j] += w;
          dense[i][j] -= w;
          dense[j][i] -= w;
          dense[i][i] += w;
          dense[j][j] += w;
        }
        const b = diagonal.map(() => random() * 2 - 1);
        const x = Float64Array.from(b);
        const twice = x.map((v) => 2 * v);
        factorSymmetric(diagonal, { rows, cols, values }).solvePair(x, twice);
        const want = solveDense(dense, b);
        for (let i = 0; i < n; i++) expect(x[i]).toBeCloseTo(want[i], 8);
        for (let i = 0; i < n; i++) expect(twice[i]).toBeCloseTo(2 * want[i], 8);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => factorSymmetric([1, 1], { rows: [0], cols: [1], values: [2] })).toThrow(/positive definite/);
  });
});

describe('mesh', () => {
  it('covers the outline: same area, every pixel in a triangle, nothing far outside', () => {
    const binary = star();
    const mesh = meshOutline(binary, 300);
    let area = 0;
    const hit = byteRaster(160, 160, 1);
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      const p = [0, 1, 2].map((k): [number, number] => {
        const v = mesh.triangles[t + k] * 2;
        return [mesh.vertices[v], mesh.vertices[v + 1]];
      });
      area += ((p[1][0] - p[0][0]) * (p[2][1] - p[0][1]) - (p[1][1] - p[0][1]) * (p[2][0] - p[0][0])) / 2;
      fillPolygon(hit, p);
    }
    const solid = binary.data.reduce((a, b) => a + b, 0);
    expect(area).toBeGreaterThan(solid * 0.9);
    expect(area).toBeLessThan(solid * 1.05);
    let missed = 0;
    let extra = 0;
    for (let i = 0; i < hit.data.length; i++) {
      if (binary.data[i] && !hit.data[i]) missed++;
      if (!binary.data[i] && hit.data[i]) extra++;
    }
    // Outline vertices are pixel centres, chords cut corners: about half a pixel along the outline.
    expect(missed).toBeLessThan(solid * 0.08);
    expect(extra).toBeLessThan(solid * 0.03);
    expect(countFlipped(mesh.triangles, mesh.vertices)).toBe(0);
  });
});

describe('as-rigid-as-possible deformation', () => {
  it('reproduces a rotation exactly from three targets', () => {
    const mesh = meshOutline(star(), 200);
    const angle = 0.7;
    const turn = (x: number, y: number): [number, number] => [
      Math.cos(angle) * x - Math.sin(angle) * y + 12,
      Math.sin(angle) * x + Math.cos(angle) * y - 5,
    ];
    const targets = new Targets();
    const n = mesh.vertices.length / 2;
    for (const v of [0, Math.floor(n / 3), n - 1])
      targets.add(v, ...turn(mesh.vertices[v * 2], mesh.vertices[v * 2 + 1]), 1);
    const posed = solveArap({
      rest: mesh.vertices,
      triangles: mesh.triangles,
      stretch: identity(mesh.triangles),
      init: mesh.vertices,
      targets,
      iterations: 2000,
    });
    for (let v = 0; v < n; v++) {
      const [x, y] = turn(mesh.vertices[v * 2], mesh.vertices[v * 2 + 1]);
      expect(Math.hypot(posed[v * 2] - x, posed[v * 2 + 1] - y)).toBeLessThan(0.5);
    }
  });

  it('reaches the stretch that is asked for', () => {
    const mesh = meshOutline(star(), 200);
    const stretch = identity(mesh.triangles);
    for (let t = 0; t < stretch.length; t += 4) stretch[t] = 1.5;
    const posed = solveArap({
      rest: mesh.vertices,
      triangles: mesh.triangles,
      stretch,
      init: mesh.vertices,
      targets: new Targets(),
      iterations: 3000,
    });
    const ratios = areaRatios(mesh.vertices, mesh.triangles, stretch, posed);
    for (const r of ratios) expect(r).toBeCloseTo(1, 1);
  });
});

describe('fold-over repair', () => {
  it('unfolds random tangles and leaves far vertices alone', () => {
    const mesh = meshOutline(star(), 250);
    const n = mesh.vertices.length / 2;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = mulberry32(seed);
        const posed = mesh.vertices.slice();
        for (let k = 0; k < 6; k++) {
          const v = Math.floor(random() * n);
          posed[v * 2] += (random() - 0.5) * 60;
          posed[v * 2 + 1] += (random() - 0.5) * 60;
        }
        untangle(mesh.vertices, mesh.triangles, identity(mesh.triangles), posed);
        expect(countFlipped(mesh.triangles, posed)).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('does not touch a mesh without folds', () => {
    const mesh = meshOutline(star(), 150);
    const posed = mesh.vertices.slice();
    expect(untangle(mesh.vertices, mesh.triangles, identity(mesh.triangles), posed)).toBe(0);
    expect(posed).toEqual(mesh.vertices);
  });
});
