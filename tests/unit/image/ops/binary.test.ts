/** Binary operations: components, distances, morphology, holes, against slow references. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents, largestComponent } from '../../../../src-main/engine/image/ops/components.ts';
import { distanceTo, nearestIndex } from '../../../../src-main/engine/image/ops/distance.ts';
import { close, dilate, erode, fillHoles, open } from '../../../../src-main/engine/image/ops/morphology.ts';
import type { Raster } from '../../../../src-main/engine/image/raster.ts';
import { binaries, binary, flood } from './rasters.ts';

const connectivity = fc.constantFrom(4 as const, 8 as const);

describe('connectedComponents', () => {
  it('agrees with flood fill, with area and box', () => {
    fc.assert(
      fc.property(binaries, connectivity, (src, conn) => {
        const found = connectedComponents(src, conn);
        const truth = flood(src, conn);
        const match = new Map<number, number>();
        const area = new Map<number, number>();
        truth.forEach((label, i) => {
          const mine = found.labels[i];
          expect(mine === 0).toBe(label === 0);
          if (label === 0) return;
          expect(match.get(label) ?? mine).toBe(mine);
          match.set(label, mine);
          area.set(mine, (area.get(mine) ?? 0) + 1);
          const box = found.box[mine];
          const x = i % src.width;
          const y = Math.floor(i / src.width);
          expect(x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1).toBe(true);
        });
        expect(new Set(match.values()).size).toBe(match.size);
        expect(found.count).toBe(match.size);
        for (const [label, count] of area) expect(found.area[label]).toBe(count);
        for (let k = 1; k <= found.count; k++) {
          const touches = (test: (x: number, y: number) => boolean) =>
            found.labels.some((l, i) => l === k && test(i % src.width, Math.floor(i / src.width)));
          const { x0, y0, x1, y1 } = found.box[k];
          expect(touches((x) => x === x0) && touches((x) => x === x1 - 1)).toBe(true);
          expect(touches((_, y) => y === y0) && touches((_, y) => y === y1 - 1)).toBe(true);
        }
      }),
    );
  });

  it('joins a spiral and a comb', () => {
    expect(connectedComponents(binary(['#.#.#', '#.#.#', '#####'])).count).toBe(1);
    expect(connectedComponents(binary(['#.#', '.#.', '#.#']), 4).count).toBe(5);
    expect(connectedComponents(binary(['#.#', '.#.', '#.#']), 8).count).toBe(1);
  });

  it('largestComponent keeps just that one', () => {
    expect([...largestComponent(binary(['#..##', '#...#'])).data]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0, 1]);
    expect(largestComponent(binary(['...'])).data.some((v) => v)).toBe(false);
  });
});

/** Distance and set of nearest pixels by trying all. */
function nearestByTrying(src: Raster<Uint8Array>, i: number): number {
  let best = Number.POSITIVE_INFINITY;
  src.data.forEach((v, k) => {
    if (!v) return;
    const d = Math.hypot(
      (k % src.width) - (i % src.width),
      Math.floor(k / src.width) - Math.floor(i / src.width),
    );
    best = Math.min(best, d);
  });
  return best;
}

it('distanceTo and nearestIndex agree with trying every pixel', () => {
  fc.assert(
    fc.property(binaries, (src) => {
      const distance = distanceTo(src);
      const nearest = nearestIndex(src);
      for (let i = 0; i < distance.length; i++) {
        const truth = nearestByTrying(src, i);
        if (truth === Number.POSITIVE_INFINITY) {
          expect(distance[i]).toBe(truth);
          expect(nearest[i]).toBe(-1);
          continue;
        }
        expect(distance[i]).toBeCloseTo(truth, 4);
        expect(src.data[nearest[i]]).toBe(1);
        const dx = (nearest[i] % src.width) - (i % src.width);
        const dy = Math.floor(nearest[i] / src.width) - Math.floor(i / src.width);
        expect(Math.hypot(dx, dy)).toBeCloseTo(truth, 4);
      }
    }),
  );
});

describe('morphology', () => {
  const shape = fc.constantFrom('square' as const, 'disk' as const);
  const radius = fc.integer({ min: 1, max: 9 });
  const inside = (kind: string, dx: number, dy: number, r: number) =>
    kind === 'square' ? Math.max(Math.abs(dx), Math.abs(dy)) <= r : Math.hypot(dx, dy) <= r;

  it('dilate and erode agree with trying every neighbour', () => {
    fc.assert(
      fc.property(binaries, shape, radius, (src, kind, r) => {
        const { width, height, data } = src;
        const grown = dilate(src, r, kind).data;
        const shrunk = erode(src, r, kind).data;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let any = 0;
            let all = 1;
            for (let v = Math.max(0, y - r); v <= Math.min(height - 1, y + r); v++) {
              for (let u = Math.max(0, x - r); u <= Math.min(width - 1, x + r); u++) {
                if (!inside(kind, u - x, v - y, r)) continue;
                any |= data[v * width + u];
                all &= data[v * width + u];
              }
            }
            expect([grown[y * width + x], shrunk[y * width + x]]).toEqual([any, all]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('opening shrinks, closing grows, doing it twice changes nothing', () => {
    fc.assert(
      fc.property(binaries, shape, radius, (src, kind, r) => {
        const opened = open(src, r, kind);
        const closed = close(src, r, kind);
        src.data.forEach((v, i) => {
          expect(opened.data[i]).toBeLessThanOrEqual(v);
          expect(closed.data[i]).toBeGreaterThanOrEqual(v);
        });
        expect(open(opened, r, kind).data).toEqual(opened.data);
        expect(close(closed, r, kind).data).toEqual(closed.data);
      }),
      { numRuns: 60 },
    );
  });

  it('fillHoles sets exactly what the border cannot reach', () => {
    fc.assert(
      fc.property(binaries, (src) => {
        const { width, height, data } = src;
        const labels = flood(src, 4, 0);
        const outer = new Set<number>();
        labels.forEach((l, i) => {
          const x = i % width;
          const y = Math.floor(i / width);
          if (x === 0 || y === 0 || x === width - 1 || y === height - 1) outer.add(l);
        });
        const expected = data.map((v, i) => (v || !outer.has(labels[i]) ? 1 : 0));
        expect(fillHoles(src).data).toEqual(expected);
      }),
    );
  });

  it('fillHoles leaves holes above the largest area', () => {
    const src = binary(['#######', '#.#...#', '#######']);
    expect(fillHoles(src, 2).data.reduce((a, b) => a + b)).toBe(18);
  });
});
