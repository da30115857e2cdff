import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { say } from '../../../../src-main/contract/sentences.ts';
import { SIZE_NAMES } from '../../../../src-main/contract/sew.ts';
import { labelledChart } from '../../../../src-main/services/app/size-labels.ts';

describe('size labels', () => {
  it('keeps the meaning of letters, whatever their order', () => {
    const { chart, sizeOf, labelOf } = labelledChart(
      [
        { label: 'l', chest: 110 },
        { label: '2XL', chest: 122 },
        { label: 'S', chest: 98 },
      ],
      100,
    );
    expect(chart).toEqual({ S: { chest: 98 }, L: { chest: 110 }, XXL: { chest: 122 } });
    expect(sizeOf('2XL')).toBe('XXL');
    expect(labelOf('XXL')).toBe('2XL');
    expect(sizeOf('M')).toBeUndefined();
  });

  it('counts other labels by girth, and says sentences in them', () => {
    const rows = [40, 36, 38].map((label) => ({ label: `EU ${label}`, hip: 60 + label, stock: 2 }));
    const { chart, sizeOf, relabelled } = labelledChart(rows, 100);
    const [small, middle, large] = ['EU 36', 'EU 38', 'EU 40'].map((label) => sizeOf(label)!);
    expect(SIZE_NAMES.indexOf(small)).toBeLessThan(SIZE_NAMES.indexOf(middle));
    expect(chart?.[large]).toEqual({ hip: 100 });
    expect(relabelled(say('loose-but-tight', { zone: 'hip', size: large, other: 'waist' })).text).toBe(
      'loose at the hip, but EU 40 is tight at the waist',
    );
    expect(
      relabelled(say('between-sizes', { zone: 'hip', cm: 97, smaller: middle, larger: large })).values,
    ).toMatchObject({ smaller: 'EU 38', larger: 'EU 40', cm: 97 });
  });

  it('takes six around the one wanted where there are more', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ label: `W${26 + i}`, waist: 66 + 2.5 * i }));
    expect(labelledChart(rows, 'W45').sizeOf('W45')).toBe('XXL');
    expect(labelledChart(rows, 'W26').sizeOf('W26')).toBe('XS');
    const { chart, labelOf } = labelledChart(rows, 90);
    const labels = Object.keys(chart!).map((size) => labelOf(size as (typeof SIZE_NAMES)[number]));
    expect(labels).toContain('W36');
    expect(labels).toHaveLength(6);
  });

  it('has no chart where nothing was measured', () => {
    const { chart, sizeOf, labelOf } = labelledChart([{ label: '38' }, { label: 'M', length: 60 }], 100);
    expect(chart).toBeUndefined();
    expect(sizeOf('38')).toBeUndefined();
    expect(sizeOf('m')).toBe('M');
    expect(labelOf('L')).toBe('L');
  });

  it('goes there and back for any labels', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        (labels, pick) => {
          const rows = labels.map((label, i) => ({ label, chest: 80 + i }));
          const near = labels[pick % labels.length];
          const { sizeOf, labelOf } = labelledChart(rows, near);
          const size = sizeOf(near);
          if (size) expect(labelOf(size)).toBe(near);
          // only where two letters mean the same size can one be lost
          else expect(labels.every((l) => /^(xs|s|m|l|xl|xxl|2xl)$/i.test(l.trim()))).toBe(true);
        },
      ),
    );
  });
});
