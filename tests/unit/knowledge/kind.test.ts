/** What is known of a garment's attributes once it is known of what kinds it can be. */

import { describe, expect, it } from 'vitest';
import { ofKinds } from '../../../src-main/engine/perception/knowledge/kind.ts';
import { worthTelling } from '../../../src-main/engine/perception/knowledge/schema.ts';

const seen = {
  category: [
    { value: 'vest', probability: 0.9 },
    { value: 'trousers', probability: 0.006 },
    { value: 'jeans', probability: 0.004 },
    { value: 'dress', probability: 0.09 },
  ],
  sleeve: [
    { value: 'long', probability: 0.8 },
    { value: 'none', probability: 0.2 },
  ],
  neckline: [{ value: 'v', probability: 1 }],
};
const LEGS = ['trousers', 'shorts', 'skirt'] as const;

describe('the kind of a garment', () => {
  it('outweighs categories of other kinds, even where what is left was hardly worth telling', () => {
    const worn = worthTelling(ofKinds(seen, LEGS)).category;
    expect(worn.map(({ value }) => value).slice(0, 2)).toEqual(['trousers', 'jeans']);
    expect(worn.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 1);
    expect(worthTelling(ofKinds(seen, ['dress'])).category[0].value).toBe('dress');
  });

  it('takes sleeves from what is worn below the waist, where the group has a word for that', () => {
    const { sleeve, neckline } = ofKinds(seen, LEGS);
    expect(sleeve).toEqual([{ value: 'none', probability: 1 }]);
    expect(neckline).toEqual(seen.neckline);
    expect(ofKinds(seen, ['top', ...LEGS]).sleeve).toEqual(seen.sleeve);
  });

  it('can rule a category out', () => {
    const { category } = ofKinds(seen, LEGS, ['trousers']);
    expect(category.find(({ value }) => value === 'trousers')?.probability).toBe(0);
  });

  it('leaves all as it is where nothing of it was seen', () => {
    expect(ofKinds({ pattern: [] }, ['skirt'])).toEqual({ pattern: [] });
  });
});
