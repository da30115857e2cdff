/** Ways through cloth: every crossing is found, once, in order, with the side it meets. */

import { describe, expect, it } from 'vitest';
import { ClothRays } from '../../../src-main/engine/mesh/cloth-rays.ts';

/** Two level sheets 5 cm apart, of triangles wider and narrower than the grid's cells, facing up. */
function sheets(width: number): { positions: Float32Array; triangles: Uint32Array } {
  const n = Math.round(0.4 / width);
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const y of [0.013, 0.063]) {
    const base = positions.length / 3;
    for (let i = 0; i <= n; i++)
      for (let j = 0; j <= n; j++) positions.push(-0.2 + i * width, y, -0.2 + j * width);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [a, b, c, d] = [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ].map(([u, v]) => base + (i + u) * (n + 1) + j + v);
        triangles.push(a, c, b, a, d, c);
      }
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}

const point = (...v: number[]): Float64Array => Float64Array.from(v);

describe('ways through cloth', () => {
  it.each([0.007, 0.05])('meets sheets of %d m triangles from both sides', (width) => {
    const rays = new ClothRays(sheets(width));
    for (let k = 0; k < 40; k++) {
      const from = point(-0.1 + 0.0047 * k, -0.04, 0.0531 - 0.0029 * k);
      const slope = point(0.3 * Math.sin(k), 1, 0.3 * Math.cos(k));
      const length = Math.hypot(...slope);
      const along = slope.map((v) => v / length);
      const up = rays.cross(from, along, 0.5);
      expect(up.map(({ ahead }) => ahead)).toEqual([true, true]);
      expect(up[0].at).toBeCloseTo(0.053 * length, 5);
      expect(up[1].at).toBeCloseTo(0.103 * length, 5);
      expect(rays.cross(from, along, 0.08 * length)).toHaveLength(1);
      const end = from.map((v, c) => v + along[c] * 0.2);
      const down = rays.cross(
        end,
        along.map((v) => -v),
        0.5,
      );
      expect(down.map(({ ahead }) => ahead)).toEqual([false, false]);
      expect(down[0].triangle).toBe(up[1].triangle);
    }
  });

  it('finds nothing beside the cloth', () => {
    const rays = new ClothRays(sheets(0.02));
    expect(rays.cross(point(0.25, -1, 0), point(0, 1, 0), 3)).toEqual([]);
    expect(rays.cross(point(0, 0.02, 0), point(1, 0, 0), 3)).toEqual([]);
  });
});
