/** Colour conversions against published values. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  labToRgb,
  labToRgbPixel,
  luminance,
  rgbToLab,
  rgbToLabPixel,
} from '../../../../src-main/engine/image/ops/colour.ts';
import { crop } from '../../../../src-main/engine/image/ops/resize.ts';
import { byteRaster } from '../../../../src-main/engine/image/raster.ts';

// sRGB to CIE L*a*b* under D65, 2 degrees, from Bruce Lindbloom's calculator.
const KNOWN: [rgb: [number, number, number], lab: [number, number, number]][] = [
  [
    [255, 255, 255],
    [100, 0, 0],
  ],
  [
    [0, 0, 0],
    [0, 0, 0],
  ],
  [
    [255, 0, 0],
    [53.24, 80.09, 67.2],
  ],
  [
    [0, 255, 0],
    [87.73, -86.18, 83.18],
  ],
  [
    [0, 0, 255],
    [32.3, 79.19, -107.86],
  ],
  [
    [128, 128, 128],
    [53.59, 0, 0],
  ],
  [
    [255, 255, 0],
    [97.14, -21.55, 94.48],
  ],
  [
    [119, 119, 119],
    [50.03, 0, 0],
  ],
];

describe('Lab', () => {
  it.each(KNOWN)('of %j is %j', (rgb, lab) => {
    const pixel = rgbToLabPixel(...rgb);
    const raster = rgbToLab(byteRaster(1, 1, 3, Uint8Array.from(rgb))).data;
    for (let c = 0; c < 3; c++) {
      expect(Math.abs(pixel[c] - lab[c])).toBeLessThan(0.02);
      expect(Math.abs(raster[c] - lab[c])).toBeLessThan(0.03);
    }
  });

  it('of rasters agrees with the exact formula for any colour', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, (r, g, b) => {
        const fast = rgbToLab(byteRaster(1, 1, 3, Uint8Array.of(r, g, b))).data;
        const exact = rgbToLabPixel(r, g, b);
        for (let c = 0; c < 3; c++) expect(Math.abs(fast[c] - exact[c])).toBeLessThan(0.02);
      }),
      { numRuns: 2000 },
    );
  });

  it('goes there and back without loss', () => {
    const rgb = byteRaster(64, 64, 3);
    for (let i = 0; i < rgb.data.length; i++) rgb.data[i] = (i * 2654435761) >>> 24;
    expect(labToRgb(rgbToLab(rgb)).data).toEqual(rgb.data);
  });

  it('outside sRGB is clipped, not wrapped', () => {
    const outside: [number, number, number][] = [
      [50, 200, 0],
      [50, -200, 200],
      [150, 0, 0],
      [-20, 0, 0],
    ];
    for (const lab of outside) {
      for (const v of labToRgbPixel(...lab)) {
        expect(v).toBeGreaterThanOrEqual(0);
        expect(v).toBeLessThanOrEqual(255);
      }
    }
    expect(labToRgbPixel(150, 0, 0).map(Math.round)).toEqual([255, 255, 255]);
  });

  it('reads colours from pictures with alpha', () => {
    const lab = rgbToLab(byteRaster(2, 1, 4, Uint8Array.of(255, 255, 255, 9, 255, 0, 0, 9))).data;
    expect(lab[0]).toBeCloseTo(100, 2);
    expect(lab[3]).toBeCloseTo(53.24, 1);
  });
});

it('luminance weights sum to one', () => {
  expect(luminance(byteRaster(1, 1, 3, Uint8Array.of(200, 200, 200))).data[0]).toBeCloseTo(200, 4);
  expect(luminance(byteRaster(1, 1, 3, Uint8Array.of(0, 255, 0))).data[0]).toBeCloseTo(182.376, 3);
});

it('a part of a raster has the Lab colours of its pixels', () => {
  const rgb = byteRaster(
    9,
    7,
    3,
    Uint8Array.from({ length: 9 * 7 * 3 }, (_, i) => (i * 37) % 256),
  );
  const box = { x0: 2, y0: 1, x1: 8, y1: 6 };
  expect(rgbToLab(rgb, box)).toEqual(crop(rgbToLab(rgb), box));
});
