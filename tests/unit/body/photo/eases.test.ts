/** Ease and regions: what the outline of clothes may say about the body below. */

import { describe, expect, it } from 'vitest';
import { EASES, easeIndex, easesAt } from '../../../../src-main/engine/body/photo/eases.ts';
import { mayShow, regionsOf } from '../../../../src-main/engine/body/photo/regions.ts';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';
import { testBody } from '../load.ts';

describe('eases', () => {
  it('are smallest where cloth lies on the body and grow with the looseness', () => {
    const at = (
      cover: 'upper' | 'lower' | 'dress',
      region: 'shoulder' | 'waist' | 'hip' | 'calf',
    ): number => {
      const i = easeIndex(cover, region);
      return i === undefined ? Number.NaN : EASES[i].usual;
    };
    expect(at('upper', 'shoulder')).toBeLessThan(at('upper', 'waist'));
    expect(at('lower', 'hip')).toBeLessThan(at('lower', 'calf'));
    const usual = easesAt(EASES.map(() => 0));
    const loose = easesAt(EASES.map(({ gain }) => gain));
    EASES.forEach((ease, i) => {
      expect(usual[i]).toBeCloseTo(ease.usual, 12);
      expect(loose[i]).toBeGreaterThanOrEqual(usual[i]);
      // no garment cuts into the body, however close it is
      expect(easesAt(EASES.map(() => -9))[i]).toBeGreaterThan(0);
    });
  });
});

describe('regions', () => {
  const body = testBody();
  const regions = regionsOf(body);

  it('cover the whole skin and lie where their names say', () => {
    expect(regions.length).toBe(body.asset.skinCount);
    const middle = (region: string): number => {
      const heights = regions.flatMap((r, v) => (r === region ? [body.asset.positions[v * 3 + 1]] : []));
      expect(heights.length, region).toBeGreaterThan(20);
      return heights.reduce((s, y) => s + y, 0) / heights.length;
    };
    const order = ['head', 'shoulder', 'bust', 'waist', 'hip', 'crotch', 'thigh', 'calf', 'ankle', 'foot'];
    const heights = order.map(middle);
    for (let i = 1; i < heights.length; i++) expect(heights[i], order[i]).toBeLessThan(heights[i - 1]);
  });

  it('are shown by the parts that can cover them alone', () => {
    expect(mayShow(PART.leftArm, 'waist')).toBe(false);
    expect(mayShow(PART.leftHand, 'hip')).toBe(false);
    expect(mayShow(PART.leftArm, 'forearm')).toBe(true);
    expect(mayShow(PART.upper, 'crotch')).toBe(false);
    expect(mayShow(PART.dress, 'calf')).toBe(true);
    expect(mayShow(PART.other, 'waist')).toBe(true);
    expect(mayShow(undefined, 'waist')).toBe(true);
  });
});
