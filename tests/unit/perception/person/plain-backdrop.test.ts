/** Gaps that coarse masks closed are opened where an even backdrop runs into them, and nowhere else. */

import { describe, expect, it } from 'vitest';
import { byteRaster, floatRaster } from '../../../../src-main/engine/image/raster.ts';
import { clearGaps } from '../../../../src-main/engine/perception/matte/plain-backdrop.ts';

const SIDE = 60;

/** Backdrop of 238 with a body of `tone` in the right half; the masks claim ten columns too many. */
function scene(tone: number, noise: number) {
  const rgb = byteRaster(SIDE, SIDE, 3);
  const probability = floatRaster(SIDE, SIDE, 1);
  const segmented = floatRaster(SIDE, SIDE, 1);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const x = i % SIDE;
    const wobble = noise * (((i * 7919) % 13) / 6 - 1);
    rgb.data.fill(Math.round((x < 30 ? 238 : tone) + wobble), i * 3, i * 3 + 3);
    probability.data[i] = x < 20 ? 0.01 : 0.95;
    segmented.data[i] = x < 30 ? 0.7 : 1;
  }
  return { rgb, probability, segmented };
}

describe('clearGaps', () => {
  it('opens a gap up to the edge of a garment only slightly paler than the backdrop', () => {
    const { rgb, probability, segmented } = scene(246, 0);
    clearGaps(rgb, probability, segmented, 100);
    const row = probability.data.subarray(30 * SIDE, 31 * SIDE);
    expect(Math.max(...row.subarray(0, 30))).toBeLessThan(0.1);
    expect(Math.min(...row.subarray(30))).toBeCloseTo(0.95, 5);
  });

  it('leaves a garment of exactly the colour of the backdrop alone', () => {
    const { rgb, probability, segmented } = scene(238, 0);
    const before = probability.data.slice();
    clearGaps(rgb, probability, segmented, 100);
    expect(probability.data).toEqual(before);
  });

  it('does nothing in front of a textured backdrop', () => {
    const { rgb, probability, segmented } = scene(120, 20);
    const before = probability.data.slice();
    clearGaps(rgb, probability, segmented, 100);
    expect(probability.data).toEqual(before);
  });
});
