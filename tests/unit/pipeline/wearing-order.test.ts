import { describe, expect, it } from 'vitest';
import type { GarmentCategory } from '../../../src-main/engine/domain/garment.ts';
import { wearingOrder } from '../../../src-main/engine/pipeline/wearing-order.ts';

const order = (categories: GarmentCategory[], tuck = false) => wearingOrder(categories, (c) => c, tuck);

describe('wearingOrder', () => {
  it('puts lower garments first, then tops, then jackets', () => {
    expect(order(['jacket', 'top', 'trousers'])).toEqual(['trousers', 'top', 'jacket']);
    expect(order(['jacket', 'dress'])).toEqual(['dress', 'jacket']);
  });

  it('puts a tucked top under the lower garment', () => {
    expect(order(['jacket', 'skirt', 'top'], true)).toEqual(['top', 'skirt', 'jacket']);
  });

  it('keeps the order of garments of one kind', () => {
    const items = [
      { name: 'shirt', category: 'top' as const },
      { name: 'vest', category: 'top' as const },
      { name: 'jeans', category: 'trousers' as const },
    ];
    expect(wearingOrder(items, (i) => i.category, false).map((i) => i.name)).toEqual([
      'jeans',
      'shirt',
      'vest',
    ]);
  });

  it('refuses what cannot be worn together', () => {
    expect(() => order(['trousers', 'skirt'])).toThrow(/Two garments for the legs/);
    expect(() => order(['dress', 'shorts'])).toThrow(/cannot be worn together with shorts/);
  });
});
