import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { likenessIn, PSNR_MOST, psnrOf } from '../../../src-main/engine/quality/likeness.ts';
import { complement, regionOfChange, regionWhere, union } from '../../../src-main/engine/quality/region.ts';
import { ssimMap } from '../../../src-main/engine/quality/ssim.ts';

const plain = (width: number, height: number, level: number) =>
  byteRaster(width, height, 3, new Uint8Array(width * height * 3).fill(level));

function noise(width: number, height: number, seed: number) {
  const random = mulberry32(seed);
  const out = byteRaster(width, height, 3);
  for (let i = 0; i < out.data.length; i++) out.data[i] = Math.floor(256 * random());
  return out;
}

const everywhere = (width: number, height: number) =>
  byteRaster(width, height, 1, new Uint8Array(width * height).fill(1));

describe('SSIM', () => {
  it('is exactly 1 for equal pictures', () => {
    const a = noise(20, 15, 1);
    expect(new Set(ssimMap(a, a).data)).toEqual(new Set([1]));
  });

  it('of two plain greys is its luminance term', () => {
    // (2 * 100 * 150 + C1) / (100^2 + 150^2 + C1), C1 = 2.55^2
    for (const value of ssimMap(plain(16, 16, 100), plain(16, 16, 150)).data)
      expect(value).toBeCloseTo(30006.5025 / 32506.5025, 6);
  });

  it('of a single bright pixel, computed by hand from the window weights', () => {
    const a = plain(11, 11, 0);
    a.data.fill(255, 3 * 60, 3 * 60 + 3);
    const weights = Array.from({ length: 11 }, (_, k) => Math.exp(-((k - 5) ** 2) / 4.5));
    const w = (1 / weights.reduce((sum, value) => sum + value, 0)) ** 2;
    const mean = 255 * w;
    const variance = 255 ** 2 * w - mean ** 2;
    const [c1, c2] = [2.55 ** 2, 7.65 ** 2];
    // The middle of the other, black picture: mean, variance and covariance are 0.
    const expected = (c1 * c2) / ((mean ** 2 + c1) * (variance + c2));
    expect(ssimMap(a, plain(11, 11, 0)).data[60]).toBeCloseTo(expected, 5);
  });

  it('is low for unrelated noise, and refuses pictures of different sizes', () => {
    const values = ssimMap(noise(40, 40, 1), noise(40, 40, 2)).data;
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.1);
    expect(() => ssimMap(plain(4, 4, 0), plain(5, 4, 0))).toThrow(RangeError);
  });
});

describe('likeness in regions', () => {
  it('is perfect for a picture and itself', () => {
    const a = noise(24, 16, 3);
    expect(likenessIn(a, a, { all: everywhere(24, 16) })).toEqual({
      all: { ssim: 1, psnr: PSNR_MOST, ciede2000: 0 },
    });
  });

  it('looks at each region alone and leaves empty ones out', () => {
    const a = plain(40, 20, 90);
    const b = plain(40, 20, 90);
    for (let y = 0; y < 20; y++) b.data.fill(110, 3 * 40 * y, 3 * (40 * y + 10));
    const left = byteRaster(40, 20, 1);
    const right = byteRaster(40, 20, 1);
    for (let i = 0; i < 800; i++) {
      if (i % 40 < 10) left.data[i] = 1;
      if (i % 40 >= 20) right.data[i] = 1;
    }
    const found = likenessIn(a, b, { left, right, none: byteRaster(40, 20, 1) });
    expect(found.right).toEqual({ ssim: 1, psnr: PSNR_MOST, ciede2000: 0 });
    expect(found.left?.psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / 400), 9);
    expect(found.left?.ciede2000).toBeGreaterThan(5);
    expect(found.none).toBeUndefined();
  });

  it('knows the decibels of an error of one level', () => {
    expect(psnrOf(1)).toBeCloseTo(48.1308, 4);
    expect(psnrOf(0)).toBe(PSNR_MOST);
  });
});

describe('regions', () => {
  it('are made, united and turned inside out', () => {
    const a = byteRaster(3, 1, 1, Uint8Array.of(0, 128, 255));
    const b = byteRaster(3, 1, 1, Uint8Array.of(1, 0, 0));
    expect([...regionWhere(a, 128).data]).toEqual([0, 1, 1]);
    expect([...union(regionWhere(a, 200), b).data]).toEqual([1, 0, 1]);
    expect([...complement(b).data]).toEqual([0, 1, 1]);
  });

  it('of change need more than the levels allowed', () => {
    const a = byteRaster(2, 1, 3, Uint8Array.of(10, 10, 10, 10, 10, 10));
    const b = byteRaster(2, 1, 3, Uint8Array.of(13, 7, 10, 10, 10, 14));
    expect([...regionOfChange(a, b, 3).data]).toEqual([0, 1]);
  });
});
