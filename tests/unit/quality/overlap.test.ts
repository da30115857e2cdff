import { describe, expect, it } from 'vitest';
import { byteRaster, floatRaster } from '../../../src-main/engine/image/raster.ts';
import { iouOf, labelAgreement } from '../../../src-main/engine/quality/iou.ts';
import { landmarkError, sizeOf } from '../../../src-main/engine/quality/landmark-error.ts';
import { matteError } from '../../../src-main/engine/quality/matte-error.ts';

const line = (...values: number[]) => byteRaster(values.length, 1, 1, Uint8Array.from(values));

describe('intersection over union', () => {
  it('of masks', () => {
    expect(iouOf(line(1, 1, 0, 0), line(0, 1, 1, 0))).toBeCloseTo(1 / 3);
    expect(iouOf(line(0, 0), line(0, 0))).toBeUndefined();
  });

  it('of labels, over the classes of the truth', () => {
    const found = line(0, 0, 8, 8, 9, 3);
    const truth = line(0, 0, 0, 8, 9, 9);
    const { iou, miou, accuracy } = labelAgreement(found, truth);
    // 0: 2 of 3; 8: 1 of 2; 9: 1 of 2; 3 is not in the truth
    expect([...iou]).toEqual([
      [0, 2 / 3],
      [8, 1 / 2],
      [9, 1 / 2],
    ]);
    expect(miou).toBeCloseTo((2 / 3 + 1 / 2 + 1 / 2) / 3);
    expect(accuracy).toBeCloseTo(4 / 6);
  });
});

describe('slivers', () => {
  it('of a class say nothing about it', () => {
    const truth = byteRaster(100, 100, 1);
    truth.data.fill(8, 0, 5000);
    truth.data.fill(9, 5000, 5004);
    truth.data.fill(10, 6000, 6005);
    const { iou, miou } = labelAgreement(byteRaster(100, 100, 1), truth);
    expect([...iou.keys()]).toEqual([0, 8, 10]);
    expect(miou).toBeCloseTo((4991 / 10000 + 0 + 0) / 3);
  });
});

describe('matte error', () => {
  const mask = (value: (x: number, y: number) => number, width = 31, height = 31) => {
    const out = floatRaster(width, height, 1);
    for (let i = 0; i < out.data.length; i++) out.data[i] = value(i % width, Math.floor(i / width));
    return out;
  };

  it('is nothing for equal mattes', () => {
    const a = mask((x, y) => (x + y) / 62);
    expect(matteError(a, a)).toEqual({ sad: 0, mse: 0, gradient: 0 });
  });

  it('counts a constant offset in SAD and MSE but not in the gradient', () => {
    const { sad, mse, gradient } = matteError(
      mask(() => 0.75),
      mask(() => 0.5),
    );
    expect(sad).toBeCloseTo((0.25 * 31 * 31) / 1000);
    expect(mse).toBeCloseTo(0.0625);
    expect(gradient).toBeCloseTo(0);
  });

  it('measures slopes with a filter of unit norm', () => {
    // On a ramp of slope s the response is s * sum(x * f(x)) * sum(g), the same everywhere away from the border.
    const at = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
    const g = at.map((x) => Math.exp(-(x * x) / (2 * 1.96)));
    const f = at.map((x, k) => x * g[k]);
    const norm = (values: number[]) => Math.hypot(...values);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const response = 0.01 * (sum(at.map((x, k) => x * f[k])) / norm(f)) * (sum(g) / norm(g));
    const ramp = matteError(
      mask((x) => 0.01 * x, 2001, 1),
      mask(() => 0, 2001, 1),
    );
    // The replicated border flattens the slope over 4 of 2001 pixels at either end.
    expect((1000 * ramp.gradient) / 2001 / response ** 2).toBeCloseTo(1, 2);
  });
});

describe('garment landmark error', () => {
  it('is relative to the garment, and misses what was not found', () => {
    const truth = { hemL: { x: 0, y: 0 }, hemR: { x: 100, y: 0 }, collarL: { x: 50, y: 50 } };
    const found = { hemL: { x: 3, y: 4 }, hemR: { x: 100, y: 20 }, waistL: { x: 0, y: 0 } };
    const { error, pck } = landmarkError(found, truth, 100) ?? {};
    expect(error).toBeCloseTo((0.05 + 0.2) / 2);
    expect(pck).toBeCloseTo(1 / 3);
    expect(landmarkError(found, {}, 100)).toBeUndefined();
    expect(landmarkError({}, truth, 100)).toEqual({ error: undefined, pck: 0 });
  });

  it('does not take a property of objects for a landmark', () => {
    expect(landmarkError({}, { constructor: { x: 0, y: 0 } }, 10)).toEqual({ error: undefined, pck: 0 });
  });

  it('takes the longer side of the box for the size', () => {
    const region = byteRaster(6, 5, 1);
    for (const [x, y] of [
      [1, 1],
      [2, 4],
    ])
      region.data[y * 6 + x] = 1;
    expect(sizeOf(region)).toBe(4);
    expect(sizeOf(byteRaster(6, 5, 1))).toBe(0);
  });
});
