import { describe, expect, it } from 'vitest';
import { drawFabric, type Fabric, PATTERNS } from '../../../src-main/engine/studio/fabric.ts';

const fabric = (more: Partial<Fabric>): Fabric => ({
  pattern: 'plain',
  ground: [200, 180, 160],
  inks: [
    [20, 30, 80],
    [150, 40, 40],
    [240, 240, 240],
  ],
  pitch: 0.1,
  fill: 0.5,
  seed: 3,
  material: 'jersey',
  ...more,
});

const mean = (data: Uint8Array, width: number, x0: number, y0: number, side: number): number => {
  let sum = 0;
  for (let y = y0; y < y0 + side; y++) for (let x = x0; x < x0 + side; x++) sum += data[(y * width + x) * 3];
  return sum / side / side;
};

describe('drawFabric', () => {
  it.each(PATTERNS)('draws %s the same way twice', (pattern) => {
    const f = fabric({ pattern });
    expect(drawFabric(f, 64)).toEqual(drawFabric(f, 64));
  });

  it('puts stripes of the asked width at every repeat, the first one at the origin', () => {
    const n = 640;
    const { data } = drawFabric(fabric({ pattern: 'stripes', inks: [[20, 30, 80]] }), n);
    // 2.5 mm a texel; the origin lies a quarter down; stripes reach 25 mm to each side
    const row = (metres: number): number => mean(data, n, 300, Math.round((metres + 0.4) / 0.0025) - 2, 4);
    expect(row(0)).toBeLessThan(40);
    expect(row(0.02)).toBeLessThan(40);
    expect(row(0.04)).toBeGreaterThan(170);
    expect(row(0.1)).toBeLessThan(40);
  });

  it('letters the motif where it is asked for', () => {
    const n = 640;
    const motif = { text: 'III', x: 0, y: 0.2, height: 0.06, emblem: 'none' } as const;
    const { data } = drawFabric(fabric({ pattern: 'print', motif }), n);
    // the middle stroke stands on the axis
    expect(mean(data, n, 319, 239, 2)).toBeLessThan(40);
    expect(mean(data, n, 319, 300, 2)).toBeGreaterThan(170);
  });
});
