import { describe, expect, it } from 'vitest';
import type { RenderedPart } from '../../../src-main/engine/domain/fit.ts';
import { closeGaps } from '../../../src-main/engine/fitting/gaps.ts';
import { byteRaster, floatRaster } from '../../../src-main/engine/image/raster.ts';

const SIZE = 100;

/** A trunk to the right of x = 50 and a sleeve to the left of it; `hole` pixels are covered by neither. */
function drawn(hole: (x: number, y: number) => boolean, kind: RenderedPart['kind'] = 'sleeveL') {
  const part = (k: RenderedPart['kind']): RenderedPart => ({
    kind: k,
    rgb: byteRaster(SIZE, SIZE, 3),
    alpha: byteRaster(SIZE, SIZE, 1),
  });
  const parts = [part('body'), part(kind)];
  const coverage = floatRaster(SIZE, SIZE);
  for (let y = 5; y < 95; y++)
    for (let x = 5; x < 95; x++) {
      if (hole(x, y)) continue;
      const i = y * SIZE + x;
      const p = parts[x < 50 ? 1 : 0];
      p.alpha.data[i] = 255;
      p.rgb.data.fill(x < 50 ? 200 : 60, i * 3, i * 3 + 3);
      coverage.data[i] = 1;
    }
  return { parts, coverage };
}

const garment = (hole = false) => {
  const alpha = floatRaster(60, 60);
  for (let y = 4; y < 56; y++)
    for (let x = 4; x < 56; x++) alpha.data[y * 60 + x] = hole && Math.hypot(x - 30, y - 30) < 6 ? 0 : 1;
  return alpha;
};

const slit = (x: number, y: number) => x > 44 && x < 53 && y > 40 && y < 48;

describe('closeGaps', () => {
  it('closes a slit between sleeve and trunk with the sleeve’s colour, a little darker', () => {
    const { parts, coverage } = drawn(slit);
    closeGaps(parts, coverage, garment(), 1);
    const i = 44 * SIZE + 48;
    expect(coverage.data[i]).toBe(1);
    expect(parts[1].alpha.data[i]).toBe(255);
    expect(parts[1].rgb.data[i * 3]).toBeGreaterThan(150);
    expect(parts[1].rgb.data[i * 3]).toBeLessThan(200);
    // Cloth beside the slit is untouched.
    expect(parts[0].rgb.data[(44 * SIZE + 60) * 3]).toBe(60);
    expect(parts[1].rgb.data[(44 * SIZE + 30) * 3]).toBe(200);
  });

  it('finds the same slit on a coarser grid', () => {
    const { parts, coverage } = drawn(slit);
    closeGaps(parts, coverage, garment(), 2);
    expect(Math.min(...[41, 44, 47].map((y) => coverage.data[y * SIZE + 48]))).toBe(1);
  });

  it('leaves open what one may look through: large, open, own or sleeveless', () => {
    const still = (
      hole: (x: number, y: number) => boolean,
      own = false,
      kind: RenderedPart['kind'] = 'sleeveL',
    ): boolean => {
      const { parts, coverage } = drawn(hole, kind);
      const before = coverage.data.slice();
      closeGaps(parts, coverage, garment(own), 1);
      return coverage.data.every((v, i) => v === before[i]);
    };
    expect(still((x, y) => x > 35 && x < 60 && y > 30 && y < 60)).toBe(true);
    expect(still((x, y) => x > 44 && x < 53 && y > 88)).toBe(true);
    expect(still(slit, true)).toBe(true);
    expect(still(slit, false, 'legL')).toBe(true);
  });
});
