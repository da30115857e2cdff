/** Outlines: which pixels, in which order, around which area; hulls and defects. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convexHull,
  convexityDefects,
  traceContours,
} from '../../../../src-main/engine/image/ops/contour.ts';
import type { Point, Raster } from '../../../../src-main/engine/image/raster.ts';
import { binaries, binary, flood, noise } from './rasters.ts';

/** Shoelace area, positive for clockwise on screen (y down). */
function area(points: Point[]): number {
  let sum = 0;
  points.forEach((p, i) => {
    const q = points[(i + 1) % points.length];
    sum += p.x * q.y - q.x * p.y;
  });
  return sum / 2;
}

const disc = (size: number, r: number): Raster<Uint8Array> => ({
  width: size,
  height: size,
  channels: 1,
  data: Uint8Array.from({ length: size * size }, (_, i) =>
    Math.hypot((i % size) + 0.5 - size / 2, Math.floor(i / size) + 0.5 - size / 2) <= r ? 1 : 0,
  ),
});

describe('traceContours', () => {
  it('goes round a rectangle clockwise through pixel centres', () => {
    const [contour, ...others] = traceContours(binary(['.....', '.###.', '.###.', '.....']));
    expect(others).toEqual([]);
    expect(contour).toEqual([
      { x: 1.5, y: 1.5 },
      { x: 2.5, y: 1.5 },
      { x: 3.5, y: 1.5 },
      { x: 3.5, y: 2.5 },
      { x: 2.5, y: 2.5 },
      { x: 1.5, y: 2.5 },
    ]);
  });

  it('has the area of what it surrounds, by Pick and by the circle', () => {
    const src = disc(101, 40);
    const pixels = src.data.reduce((a, b) => a + b);
    const [contour] = traceContours(src);
    expect(area(contour) + contour.length / 2 + 1).toBeCloseTo(pixels, 6);
    expect(area(contour)).toBeGreaterThan(Math.PI * 39 ** 2);
    expect(area(contour)).toBeLessThan(Math.PI * 40 ** 2);
  });

  it('walks the outer border of every component once, step by step', () => {
    fc.assert(
      fc.property(binaries, (src) => {
        const { width, height } = src;
        const contours = traceContours(src);
        const component = flood(src, 8);
        expect(contours.length).toBe(Math.max(0, ...component));
        // The outside of the picture, one pixel of border included.
        const padded: Raster<Uint8Array> = {
          width: width + 2,
          height: height + 2,
          channels: 1,
          data: new Uint8Array((width + 2) * (height + 2)),
        };
        for (const contour of contours) {
          const label = component[Math.floor(contour[0].y) * width + Math.floor(contour[0].x)];
          padded.data.fill(0);
          component.forEach((l, i) => {
            if (l === label) padded.data[(Math.floor(i / width) + 1) * (width + 2) + (i % width) + 1] = 1;
          });
          const outside = flood(padded, 4, 0);
          const isOutside = (x: number, y: number) => outside[(y + 1) * (width + 2) + x + 1] === outside[0];
          const seen = new Set(contour.map(({ x, y }) => (y - 0.5) * width + x - 0.5));
          component.forEach((l, i) => {
            if (l !== label) return;
            const x = i % width;
            const y = Math.floor(i / width);
            const four =
              isOutside(x - 1, y) || isOutside(x + 1, y) || isOutside(x, y - 1) || isOutside(x, y + 1);
            if (four) expect(seen.has(i)).toBe(true);
          });
          contour.forEach((p, i) => {
            const q = contour[(i + 1) % contour.length];
            expect(Math.max(Math.abs(p.x - q.x), Math.abs(p.y - q.y))).toBeLessThanOrEqual(1);
            const x = p.x - 0.5;
            const y = p.y - 0.5;
            expect(component[y * width + x]).toBe(label);
            const near = [-1, 0, 1].some((dy) => [-1, 0, 1].some((dx) => isOutside(x + dx, y + dy)));
            expect(near).toBe(true);
          });
          expect(area(contour)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('copes with single pixels and lines', () => {
    expect(traceContours(binary(['#']))).toEqual([[{ x: 0.5, y: 0.5 }]]);
    expect(traceContours(binary(['###']))[0].map((p) => p.x)).toEqual([0.5, 1.5, 2.5, 1.5]);
    expect(traceContours(binary(['...']))).toEqual([]);
  });
});

describe('convexHull', () => {
  it('contains every point, turns one way only and has no other points', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 40 }), (seed, count) => {
        const next = noise(seed);
        const points = Array.from({ length: count }, () => ({
          x: Math.floor(next() * 12),
          y: Math.floor(next() * 12),
        }));
        const hull = convexHull(points).map((i) => points[i]);
        if (new Set(points.map((p) => `${p.x},${p.y}`)).size < 3 || hull.length < 3) return;
        const cross = (o: Point, a: Point, b: Point) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
        hull.forEach((a, i) => {
          const b = hull[(i + 1) % hull.length];
          for (const p of points) expect(cross(a, b, p)).toBeGreaterThanOrEqual(0);
          expect(cross(a, b, hull[(i + 2) % hull.length])).toBeGreaterThan(0);
        });
      }),
    );
  });
});

describe('convexityDefects', () => {
  it('finds the notch of a U and its depth', () => {
    const rows = Array.from({ length: 20 }, (_, y) => (y < 12 ? '#####..........#####' : '#'.repeat(20)));
    const [contour] = traceContours(binary(rows));
    const [deepest] = convexityDefects(contour).sort((a, b) => b.depth - a.depth);
    // From the top row's centres (0.5) to the notch's floor (12.5).
    expect(deepest.depth).toBeCloseTo(12, 6);
    expect(contour[deepest.far].y).toBeCloseTo(12.5, 6);
    expect([contour[deepest.start].y, contour[deepest.end].y]).toEqual([0.5, 0.5]);
  });

  it('finds nothing deep in a disc', () => {
    const [contour] = traceContours(disc(60, 25));
    expect(Math.max(...convexityDefects(contour).map((d) => d.depth))).toBeLessThan(1);
  });
});
