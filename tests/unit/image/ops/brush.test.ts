import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BrushStroke, drawStroke, strokeBox } from '../../../../src-main/engine/image/ops/brush.ts';

const SIZE = 120;

/** Distance of a pixel's centre from the stroke's line, the slow way. */
function distance({ points }: BrushStroke, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  const n = points.length / 2;
  for (let k = 0; k < Math.max(1, n - 1); k++) {
    const [ax, ay] = [points[k * 2], points[k * 2 + 1]];
    const end = Math.min(n - 1, k + 1) * 2;
    const [dx, dy] = [points[end] - ax, points[end + 1] - ay];
    const length2 = dx * dx + dy * dy;
    const t = length2 > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2)) : 0;
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return least;
}

describe('a brush stroke', () => {
  const at = fc.double({ min: -20, max: SIZE + 20, noNaN: true });
  const stroke = fc.record({
    radius: fc.double({ min: 0.5, max: 30, noNaN: true }),
    hardness: fc.double({ min: 0, max: 1, noNaN: true }),
    points: fc.array(fc.tuple(at, at), { minLength: 1, maxLength: 12 }).map((list) => list.flat()),
  });

  it('is full along its line, empty beyond its radius, and falls between', () => {
    fc.assert(
      fc.property(stroke, (one) => {
        const box = strokeBox(one, SIZE, SIZE);
        if (!box) return;
        const { data, width, height } = drawStroke(one, box);
        // Points are thinned to a fifth of the radius, which moves the line by a little.
        const slack = 0.2 * one.radius + 1;
        for (let y = 0; y < height; y += 3)
          for (let x = 0; x < width; x += 3) {
            const d = distance(one, x + box.x0 + 0.5, y + box.y0 + 0.5);
            const v = data[y * width + x];
            if (d > one.radius + slack) expect(v).toBe(0);
            if (one.hardness > 0 && d < one.hardness * one.radius - slack) expect(v).toBe(255);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('lies inside its box, and has none outside the picture', () => {
    fc.assert(
      fc.property(stroke, (one) => {
        const box = strokeBox(one, SIZE, SIZE);
        for (let y = 0; y < SIZE; y += 5)
          for (let x = 0; x < SIZE; x += 5) {
            if (box && x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1) continue;
            expect(distance(one, x + 0.5, y + 0.5)).toBeGreaterThan(one.radius - 1);
          }
      }),
      { numRuns: 60 },
    );
    expect(strokeBox({ radius: 5, hardness: 1, points: [-40, -40] }, SIZE, SIZE)).toBeNull();
  });

  it('does not build up where it crosses itself or repeats points', () => {
    const once = { radius: 8, hardness: 0.2, points: [20, 60, 100, 60] };
    const often = { ...once, points: [20, 60, 100, 60, 20, 60, 20, 60, 100, 60] };
    const box = { x0: 0, y0: 0, x1: SIZE, y1: SIZE };
    expect(drawStroke(often, box).data).toEqual(drawStroke(once, box).data);
  });

  it('draws a stroke of the longest kind in little time', () => {
    const points = Array.from({ length: 20_000 }, (_, i) => 60 + 50 * Math.sin(i / (i % 2 ? 900 : 700)));
    const started = process.cpuUsage();
    drawStroke({ radius: 40, hardness: 0.5, points }, { x0: 0, y0: 0, x1: SIZE, y1: SIZE });
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });
});
