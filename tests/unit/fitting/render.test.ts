import { describe, expect, it } from 'vitest';
import type { FittedLayer } from '../../../src-main/engine/domain/fit.ts';
import { MESH_PART } from '../../../src-main/engine/domain/fit.ts';
import type { Garment } from '../../../src-main/engine/domain/garment.ts';
import { renderLayer } from '../../../src-main/engine/fitting/render-layer.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { byteRaster, floatRaster } from '../../../src-main/engine/image/raster.ts';
import { tee } from './synthetic.ts';

const SIZE = 96;

function cloth(paint: (x: number, y: number) => number): Garment {
  const rgb = byteRaster(SIZE, SIZE, 3);
  const alpha = floatRaster(SIZE, SIZE);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      rgb.data.fill(paint(x, y), (y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3);
      alpha.data[y * SIZE + x] = x >= 8 && x < 88 && y >= 8 && y < 88 ? 1 : 0;
    }
  return { ...tee(), rgb, alpha, innerBack: floatRaster(SIZE, SIZE) };
}

/** A square grid mesh posed by `move`; the right half of the triangles is the right sleeve. */
function layer(
  garment: Garment,
  move: (x: number, y: number) => [number, number],
  split = false,
): FittedLayer {
  const n = 7;
  const rest = new Float64Array(n * n * 2);
  const posed = new Float64Array(n * n * 2);
  const triangles: number[] = [];
  const part: number[] = [];
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++) {
      const x = (i / (n - 1)) * SIZE;
      const y = (j / (n - 1)) * SIZE;
      rest.set([x, y], (j * n + i) * 2);
      posed.set(move(x, y), (j * n + i) * 2);
      if (i === n - 1 || j === n - 1) continue;
      const a = j * n + i;
      triangles.push(a, a + 1, a + n, a + 1, a + n + 1, a + n);
      const p = split && i >= 3 ? MESH_PART.sleeveR : MESH_PART.body;
      part.push(p, p);
    }
  return {
    garment,
    mesh: { rest, posed, triangles: Uint32Array.from(triangles), part: Uint8Array.from(part) },
    summary: { scaleX: 1, scaleY: 1, sleeveReach: { L: 0, R: 0 }, topAt: 0, hemAt: 0 },
    quality: { flipped: 0, anisotropyP95: 1, landmarkResidual: 0, solveMs: 0 },
    confidence: 1,
    reasons: [],
  };
}

/** Whether coverage changes within `reach` pixels. */
function nearEdge(garment: Garment, x: number, y: number, reach: number): boolean {
  const at = (u: number, v: number): number =>
    u < 0 || v < 0 || u >= SIZE || v >= SIZE ? 0 : garment.alpha.data[v * SIZE + u];
  for (let v = y - reach; v <= y + reach; v++)
    for (let u = x - reach; u <= x + reach; u++) if (at(u, v) !== at(x, y)) return true;
  return false;
}

describe('renderLayer', () => {
  it('returns the garment itself for the identity map', () => {
    const random = mulberry32(5);
    const noise = Uint8Array.from({ length: SIZE * SIZE }, () => random() * 256);
    const garment = cloth((x, y) => noise[y * SIZE + x]);
    const out = renderLayer(
      layer(garment, (x, y) => [x, y]),
      { width: SIZE, height: SIZE, scale: 1 },
    );
    const [body] = out.parts;
    expect(out.parts.map((p) => p.kind)).toEqual(['body']);
    expect(out.box).toEqual({ x0: 0, y0: 0, x1: SIZE, y1: SIZE });
    let inside = 0;
    for (let y = 0; y < SIZE; y++)
      for (let x = 0; x < SIZE; x++) {
        const i = y * SIZE + x;
        // A rim of a few pixels is calmed; all else is the garment, bit for bit.
        if (nearEdge(garment, x, y, 6)) continue;
        expect(body.alpha.data[i]).toBe(Math.round(garment.alpha.data[i] * 255));
        if (garment.alpha.data[i] === 1) {
          inside++;
          expect(Math.abs(body.rgb.data[i * 3] - noise[i])).toBeLessThanOrEqual(1);
        }
      }
    expect(inside).toBeGreaterThan(200);
  });

  it('covers every pixel exactly once across parts', () => {
    const garment = cloth(() => 128);
    const turned = (x: number, y: number): [number, number] => {
      const c = Math.cos(0.4);
      const s = Math.sin(0.4);
      return [60 + c * (x - 48) * 1.3 - s * (y - 48), 60 + s * (x - 48) + c * (y - 48) * 1.1];
    };
    const one = renderLayer(layer(garment, turned), { width: 120, height: 120, scale: 1 });
    const two = renderLayer(layer(garment, turned, true), { width: 120, height: 120, scale: 1 });
    expect(two.parts.map((p) => p.kind)).toEqual(['body', 'sleeveR']);
    expect(two.box).toEqual(one.box);
    for (let i = 0; i < one.coverage.data.length; i++) {
      const sum = two.parts[0].alpha.data[i] + two.parts[1].alpha.data[i];
      expect(sum).toBe(one.parts[0].alpha.data[i]);
      expect(two.coverage.data[i]).toBeCloseTo(one.coverage.data[i], 6);
    }
  });

  it('does not alias stripes when shrinking', () => {
    // One-pixel stripes at a third of the size: beyond what the target can hold, so all that may be left is grey.
    const garment = cloth((x) => (x % 2 ? 255 : 0));
    const out = renderLayer(
      layer(garment, (x, y) => [x / 3, y / 3]),
      { width: 32, height: 32, scale: 1 },
    );
    const [body] = out.parts;
    for (let y = 5; y < 27; y++)
      for (let x = 5; x < 27; x++) {
        const value = body.rgb.data[(y * (out.box.x1 - out.box.x0) + x) * 3];
        expect(value).toBeGreaterThan(80);
        expect(value).toBeLessThan(175);
      }
  });

  it('gives soft edges: coverage falls over about a pixel at a slanted edge', () => {
    const garment = cloth(() => 90);
    const out = renderLayer(
      layer(garment, (x, y) => [x * 0.9 + y * 0.1, y * 0.9]),
      { width: SIZE, height: SIZE, scale: 1 },
    );
    let soft = 0;
    let full = 0;
    for (const a of out.parts[0].alpha.data) {
      if (a > 20 && a < 235) soft++;
      if (a === 255) full++;
    }
    expect(full).toBeGreaterThan(4000);
    expect(soft).toBeGreaterThan(60);
    expect(soft).toBeLessThan(700);
  });

  it('separates the inner back and keeps it out of the front', () => {
    const garment = cloth(() => 200);
    for (let y = 8; y < 20; y++) for (let x = 30; x < 60; x++) garment.innerBack.data[y * SIZE + x] = 1;
    const out = renderLayer(
      layer(garment, (x, y) => [x, y]),
      { width: SIZE, height: SIZE, scale: 1 },
    );
    expect(out.parts.map((p) => p.kind)).toEqual(['innerBack', 'body']);
    const at = 14 * SIZE + 45;
    expect(out.parts[0].alpha.data[at]).toBe(255);
    expect(out.parts[1].alpha.data[at]).toBe(0);
    expect(out.parts[0].alpha.data[40 * SIZE + 45]).toBe(0);
  });

  it('clips to the picture', () => {
    const garment = cloth(() => 10);
    const out = renderLayer(
      layer(garment, (x, y) => [x - 50, y + 60]),
      { width: 100, height: 100, scale: 1 },
    );
    expect(out.box).toEqual({ x0: 0, y0: 60, x1: 46, y1: 100 });
    expect(out.coverage.width).toBe(46);
  });
});
