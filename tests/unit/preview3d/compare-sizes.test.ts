import { describe, expect, it } from 'vitest';
import { compareSizes, sizeBeside } from '../../../src-renderer/features/preview3d/logic/compare-sizes.ts';
import type { DressedGarment } from '../../../src-renderer/features/preview3d/logic/outfit.ts';

type Size = DressedGarment['sizes'][number];
type Verdict = Size['zones'][number]['verdict'];

const size = (name: string, penalty: number, zones: Record<string, [number, Verdict]>): Size => ({
  size: name,
  penalty,
  dimensions: {},
  zones: Object.entries(zones).map(([zone, [easeCm, verdict]]) => ({ zone, easeCm, verdict })),
});

const skirt = {
  garmentId: 'skirt',
  size: '38',
  recommendation: { size: '38', nextBest: '36', reasons: [] },
  sizes: [
    size('34', 90, { waist: [-6, 'tight'], hip: [9, 'regular'], length: [2, 'regular'] }),
    size('36', 30, { waist: [-2, 'tight'], hip: [13, 'loose'] }),
    size('38', 12, { waist: [2, 'close'], hip: [17, 'loose'] }),
    size('40', 40, { waist: [6, 'regular'], hip: [21, 'loose'], thigh: [9, 'loose'] }),
    size('42', 40.2, { waist: [6, 'regular'], hip: [21, 'loose'] }),
  ],
} as unknown as DressedGarment;

describe('two sizes of a garment', () => {
  it('are told zone by zone, with what the second has more', () => {
    const { zones } = compareSizes(skirt, '36', '40')!;
    expect(zones.map(({ zone, moreCm, turns }) => [zone, moreCm, turns])).toEqual([
      ['waist', 8, true],
      ['hip', 8, false],
      ['thigh', undefined, true],
    ]);
    expect(compareSizes(skirt, '40', '36')!.zones[0].moreCm).toBe(-8);
  });

  it('prefer the recommended one, whichever stands where, and say what is wrong with the other', () => {
    for (const pair of [
      ['36', '38'],
      ['38', '36'],
    ] as const)
      expect(compareSizes(skirt, pair[0], pair[1])!.better).toEqual({
        size: '38',
        other: '36',
        because: { kind: 'tight', zone: 'waist' },
      });
    expect(compareSizes(skirt, '38', '40')!.better).toMatchObject({
      size: '38',
      because: { kind: 'recommended' },
    });
  });

  it('without the recommended one prefer what is nearer to the room wanted', () => {
    expect(compareSizes(skirt, '34', '36')!.better).toMatchObject({
      size: '36',
      // both are tight at the waist, and 34 is not loose anywhere
      because: { kind: 'nearer' },
    });
    const wide = {
      ...skirt,
      sizes: [size('40', 3, { hip: [8, 'regular'] }), size('42', 20, { hip: [14, 'loose'] })],
    } as DressedGarment;
    expect(compareSizes(wide, '42', '40')!.better).toEqual({
      size: '40',
      other: '42',
      because: { kind: 'loose', zone: 'hip' },
    });
    expect(compareSizes(skirt, '40', '42')!.better).toBeUndefined();
  });

  it('are two, and both there', () => {
    expect(compareSizes(skirt, '38', '38')).toBeUndefined();
    expect(compareSizes(skirt, '38', '50')).toBeUndefined();
  });

  it('begin with the recommended one beside another, and with the next best beside that', () => {
    expect(sizeBeside(skirt, '40')).toBe('38');
    expect(sizeBeside(skirt, '38')).toBe('36');
    const alone = { ...skirt, sizes: skirt.sizes.slice(2, 3) };
    expect(sizeBeside(alone, '38')).toBeUndefined();
    const two = { ...skirt, recommendation: { size: '40', reasons: [] }, sizes: skirt.sizes.slice(2, 4) };
    expect(sizeBeside(two as DressedGarment, '40')).toBe('38');
  });
});
