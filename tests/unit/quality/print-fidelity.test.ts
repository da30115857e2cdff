import { describe, expect, it } from 'vitest';
import type { GarmentMesh } from '../../../src-main/engine/domain/fit.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { phiOf } from '../../../src-main/engine/quality/phi.ts';
import { landings, printFidelity } from '../../../src-main/engine/quality/print-fidelity.ts';

/** A square garment of 100 pixels, cut along its diagonal, carried to (10 + x / 2, 20 + y). */
const mesh: GarmentMesh = {
  rest: Float64Array.of(0, 0, 100, 0, 100, 100, 0, 100),
  posed: Float64Array.of(10, 20, 60, 20, 60, 120, 10, 120),
  triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
  part: Uint8Array.of(0, 0),
};

describe('phi at a point', () => {
  it('carries points of both triangles, corners and the shared edge', () => {
    const phi = phiOf(mesh);
    for (const [x, y] of [
      [80, 10],
      [10, 80],
      [50, 50],
      [0, 0],
      [100, 100],
    ]) {
      const landed = phi(x, y);
      expect(landed?.x).toBeCloseTo(10 + x / 2, 9);
      expect(landed?.y).toBeCloseTo(20 + y, 9);
    }
  });

  it('says nothing outside', () => {
    expect(phiOf(mesh)(101, 50)).toBeUndefined();
    expect(phiOf({ ...mesh, triangles: new Uint32Array(0) })(50, 50)).toBeUndefined();
    expect(phiOf({ ...mesh, triangles: Uint32Array.of(0, 1, 2) })(10, 80)).toBeUndefined();
  });
});

describe('print fidelity', () => {
  // 4 x 1 pixels: the second shows the spot that lands on it, the third one that lands 3 px away, the last is unknown.
  const source = { width: 4, height: 1, channels: 3, data: new Uint16Array(12) };
  const worn = byteRaster(4, 1, 1, Uint8Array.of(0, 1, 1, 1));
  const show = (pixel: number, u: number, v: number): void =>
    source.data.set([Math.round(u * 65535), Math.round(v * 65535), 65535], 3 * pixel);
  show(0, 0.5, 0.5);
  show(1, 0.2, 0.4);
  show(2, 0.4, 0.6);
  const place = (u: number) => (u < 0.3 ? { x: 1.5, y: 0.5 } : { x: 2.5, y: 3.5 });

  it('measures known spots of the worn garment only', () => {
    expect([...landings(worn, source, place)].map((d) => Math.round(d * 1e6) / 1e6)).toEqual([0, 3]);
  });

  it('sums up in pixels and shoulder widths', () => {
    const print = printFidelity(Float64Array.of(0, 3), 100);
    expect(print).toMatchObject({ points: 2, placed: 1, medianPx: 1.5, within: 0.5 });
    expect(print?.medianShare).toBeCloseTo(0.015);
  });

  it('counts spots the garment does not hold as misses', () => {
    expect(printFidelity(Float64Array.of(1, Number.NaN), 100)).toMatchObject({
      placed: 0.5,
      medianPx: 1,
      within: 0.5,
    });
    expect(printFidelity(Float64Array.of(Number.NaN), 100)).toMatchObject({
      placed: 0,
      medianPx: undefined,
      within: 0,
    });
    expect(printFidelity(new Float64Array(0))).toBeUndefined();
  });
});
