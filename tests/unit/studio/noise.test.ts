import { describe, expect, it } from 'vitest';
import { NoiseRows, noise } from '../../../src-main/engine/studio/noise.ts';

describe('noise by rows', () => {
  it.each([
    [60, 60],
    [1200, 300],
    [7, 1200],
  ])('is the noise at every point, %d bumps a metre across and %d down', (perX, perY) => {
    const xs = Float64Array.from({ length: 50 }, (_, i) => -0.4 + i * 0.0131);
    const rows = new NoiseRows(xs, perX, perY, 5);
    // neighbouring rows, rows far apart and a row above the last one
    for (const y of [-0.31, -0.3095, -0.309, 0.2, 0.2011, -0.1]) {
      rows.row(y);
      for (let k = 0; k < xs.length; k++) expect(rows.at(k)).toBe(noise(xs[k] * perX, y * perY, 5));
    }
  });

  it('lies between 0 and 1 and is smooth', () => {
    for (let i = 0; i < 2000; i++) {
      const x = i * 0.0137 - 10;
      const v = noise(x, 0.3, 1);
      expect(v).toBeGreaterThanOrEqual(0);
      expect(v).toBeLessThanOrEqual(1);
      expect(Math.abs(noise(x + 1e-4, 0.3, 1) - v)).toBeLessThan(3e-4);
    }
  });
});
