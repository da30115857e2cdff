import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESH_PART } from '../../../src-main/engine/domain/fit.ts';
import { fitGarment } from '../../../src-main/engine/fitting/fit-garment.ts';
import { drawSeam, type SeamMesh } from '../../../src-main/engine/fitting/seam.ts';
import { mannequin, tee } from './synthetic.ts';

/** Square sheet of `n` x `n` cells of 10, jittered inside, each cut into two triangles. */
function sheet(n: number, jitter: (i: number) => number): SeamMesh {
  const m = n + 1;
  const rest = new Float64Array(m * m * 2);
  const boundary = new Uint8Array(m * m);
  for (let i = 0; i < m * m; i++) {
    const x = i % m;
    const y = (i - x) / m;
    const edge = x === 0 || y === 0 || x === n || y === n;
    boundary[i] = edge ? 1 : 0;
    rest[i * 2] = 10 * x + (edge ? 0 : jitter(i * 2));
    rest[i * 2 + 1] = 10 * y + (edge ? 0 : jitter(i * 2 + 1));
  }
  const triangles: number[] = [];
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const a = y * m + x;
      triangles.push(a, a + 1, a + m, a + 1, a + m + 1, a + m);
    }
  return { rest, triangles: Uint32Array.from(triangles), boundary };
}

function areas({ rest, triangles }: SeamMesh): number[] {
  const out: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 2, triangles[t + 1] * 2, triangles[t + 2] * 2];
    out.push(
      ((rest[b] - rest[a]) * (rest[c + 1] - rest[a + 1]) -
        (rest[b + 1] - rest[a + 1]) * (rest[c] - rest[a])) /
        2,
    );
  }
  return out;
}

describe('drawSeam', () => {
  it('leaves no triangle on both sides of any straight line, keeps the area and turns nothing over', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: Math.PI, noNaN: true }),
        fc.double({ min: 20, max: 60, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (angle, offset, seed) => {
          const mesh = sheet(8, (i) => 2.5 * Math.sin(seed * (i + 1)));
          const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
          const line = (x: number, y: number): number => (x - offset) * nx + (y - 40) * ny;
          const drawn = drawSeam(mesh, line);
          const signs = Array.from(drawn.on, (on, v) =>
            on ? 0 : Math.sign(line(drawn.rest[v * 2], drawn.rest[v * 2 + 1])),
          );
          drawn.on.forEach((on, v) => {
            if (on) expect(Math.abs(line(drawn.rest[v * 2], drawn.rest[v * 2 + 1]))).toBeLessThan(0.02);
          });
          for (let t = 0; t < drawn.triangles.length; t += 3) {
            const own = [0, 1, 2].map((k) => signs[drawn.triangles[t + k]]);
            expect(Math.min(...own) * Math.max(...own)).toBeGreaterThanOrEqual(0);
          }
          const after = areas(drawn);
          expect(Math.min(...after)).toBeGreaterThan(0);
          // corners within 0.02 of the line lie on it
          expect(Math.abs(after.reduce((a, v) => a + v, 0) - 6400)).toBeLessThan(1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('draws only in the rows asked for', () => {
    const drawn = drawSeam(
      sheet(8, () => 0),
      (x) => x - 44,
      (y) => y > 40,
    );
    drawn.on.forEach((on, v) => {
      if (on) expect(drawn.rest[v * 2 + 1]).toBeGreaterThan(40);
    });
    expect(drawn.on.reduce((a, v) => a + v, 0)).toBeGreaterThan(3);
  });
});

describe('seams of a fitted garment', () => {
  it.each(['short', 'long'] as const)('trunk and %s sleeves meet along a smooth line', (length) => {
    const { mesh } = fitGarment(tee(length), mannequin({ L: [12, 8], R: [12, 8] }));
    // Edges between a trunk's and a sleeve's triangle, in the garment picture.
    const sides = new Map<string, number[]>();
    for (let t = 0; t < mesh.part.length; t++)
      for (let k = 0; k < 3; k++) {
        const at = [mesh.triangles[t * 3 + k], mesh.triangles[t * 3 + ((k + 1) % 3)]]
          .map((v) => `${mesh.rest[v * 2].toFixed(3)},${mesh.rest[v * 2 + 1].toFixed(3)}`)
          .sort()
          .join(' ');
        sides.set(at, [...(sides.get(at) ?? []), mesh.part[t]]);
      }
    for (const sleeve of [MESH_PART.sleeveL, MESH_PART.sleeveR]) {
      const seam = [...sides]
        .filter(([, parts]) => parts.includes(MESH_PART.body) && parts.includes(sleeve))
        .map(([at]) => at.split(' ').map((p) => p.split(',').map(Number)));
      const along = seam.reduce((sum, [p, q]) => sum + Math.hypot(p[0] - q[0], p[1] - q[1]), 0);
      const points = seam.flat();
      const span = Math.max(...points.map((p) => p[1])) - Math.min(...points.map((p) => p[1]));
      expect(seam.length).toBeGreaterThan(5);
      // Zigzag along triangles is a quarter to a half longer.
      expect(along).toBeLessThan(1.15 * span);
    }
  });
});
