/** Guided filters: constants, edges, agreement of the single filter with the bank, upsampling. */

import { describe, expect, it } from 'vitest';
import { guidedFilter, upsampleGuided } from '../../../../src-main/engine/image/ops/guided.ts';
import { guidedBank } from '../../../../src-main/engine/image/ops/guided-bank.ts';
import { resizeArea } from '../../../../src-main/engine/image/ops/resize.ts';
import { floatRaster, type Mask, type Raster } from '../../../../src-main/engine/image/raster.ts';
import { mean, randomFloats } from './rasters.ts';

const W = 64;
const H = 48;

/** Dark left, bright right of column `edge`, with slight noise. */
function twoHalves(width: number, height: number, edge: number): Raster<Float32Array> {
  const out = randomFloats(width, height, 3, 9);
  for (let i = 0; i < out.data.length; i++) {
    const x = Math.floor(i / 3) % width;
    out.data[i] = (x < edge ? 0.2 : 0.8) + (out.data[i] - 0.5) * 0.02;
  }
  return out;
}

const columns = (width: number, height: number, value: (x: number) => number): Mask =>
  floatRaster(
    width,
    height,
    1,
    Float32Array.from({ length: width * height }, (_, i) => value(i % width)),
  );

describe('guidedFilter', () => {
  it('keeps a constant mask whatever the guide', () => {
    for (const value of [0, 0.25, 1]) {
      const out = guidedFilter(
        randomFloats(W, H, 3, 3),
        columns(W, H, () => value),
        5,
        1e-4,
      );
      expect(out.data.every((v) => Math.abs(v - value) < 1e-3)).toBe(true);
    }
  });

  it('gives back a mask that is a linear function of the guide', () => {
    const guide = randomFloats(W, H, 3, 4);
    const mask = floatRaster(W, H);
    for (let i = 0; i < W * H; i++) {
      mask.data[i] =
        0.1 + 0.3 * guide.data[i * 3] + 0.2 * guide.data[i * 3 + 1] + 0.3 * guide.data[i * 3 + 2];
    }
    const out = guidedFilter(guide, mask, 6, 1e-6);
    for (let i = 0; i < W * H; i++) expect(Math.abs(out.data[i] - mask.data[i])).toBeLessThan(1e-3);
  });

  it('moves a soft mask edge onto the edge of the guide', () => {
    const soft = columns(W, H, (x) => Math.min(1, Math.max(0, (x - 22) / 20)));
    const out = guidedFilter(twoHalves(W, H, 32), soft, 10, 1e-4);
    const row = out.data.subarray(24 * W, 25 * W);
    expect(row[33] - row[30]).toBeGreaterThan(0.4);
    expect(soft.data[33] - soft.data[30]).toBeLessThan(0.16);
  });

  it('is a plain blur where the guide is flat', () => {
    const guide = floatRaster(W, H, 3, new Float32Array(W * H * 3).fill(0.5));
    const noisy = randomFloats(W, H, 1, 8);
    const out = guidedFilter(guide, noisy, 8, 1e-3);
    const spread = (d: Float32Array) => Math.sqrt(mean(d.map((v) => (v - 0.5) ** 2)));
    expect(spread(out.data)).toBeLessThan(spread(noisy.data) / 5);
  });

  it('refuses a guide of another size', () => {
    expect(() => guidedFilter(randomFloats(W, H, 3), randomFloats(W, H + 1, 1), 3, 1e-3)).toThrow(RangeError);
  });
});

it('guidedBank gives what guidedFilter gives, for one mask after another', () => {
  const guide = twoHalves(W, H, 20);
  const bank = guidedBank(guide, 5, 1e-3);
  for (const seed of [1, 2, 3]) {
    const mask = randomFloats(W, H, 1, seed);
    const one = guidedFilter(guide, mask, 5, 1e-3).data;
    const other = bank.filter(mask).data;
    for (let i = 0; i < one.length; i++) expect(Math.abs(one[i] - other[i])).toBeLessThan(1e-3);
  }
});

it('upsampleGuided puts the edge where the large guide has it', () => {
  // The edge lies between two pixels of the small pictures, 3 pixels right of where they can say.
  const high = twoHalves(W * 4, H * 4, 131);
  const low = resizeArea(high, W, H);
  const mask = columns(W, H, (x) => (x < 32 ? 0 : 1));
  const out = upsampleGuided(low, mask, high, 4, 1e-4);
  const row = out.data.subarray(96 * W * 4, 97 * W * 4);
  const crossing = row.findIndex((v) => v > 0.5);
  expect(Math.abs(crossing - 131)).toBeLessThanOrEqual(1);
});
