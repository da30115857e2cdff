/** Words of the knowledge model: its tokenizer, and the attributes that a text asks for. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AttributeGroup } from '../../../src-main/contract/knowledge.ts';
import { readSchema, seenGroups } from '../../../src-main/engine/perception/knowledge/schema.ts';
import { readWords } from '../../../src-main/engine/runtime/tokenizer.ts';
import {
  agreement,
  askedFor,
  holdsOf,
  ofKind,
  suggestion,
} from '../../../src-main/services/knowledge/attribute-words.ts';

const folder = fileURLToPath(new URL('../../../models/knowledge/', import.meta.url));
const groups = JSON.parse(readFileSync(`${folder}schema.json`, 'utf8')).groups.map(
  ({ id, en, zh, kind, values }: AttributeGroup) =>
    AttributeGroup.parse({
      id,
      en,
      zh,
      kind,
      values: values.map(({ id, en, zh, enAlso, zhAlso }) => ({ id, en, zh, enAlso, zhAlso })),
    }),
) as AttributeGroup[];

describe('tokens', () => {
  it('are those that the model was trained with', () => {
    const words = readWords(`${folder}tokenizer.json`);
    const examples = JSON.parse(readFileSync(`${folder}tokenizer-examples.json`, 'utf8')) as {
      text: string;
      ids: number[];
    }[];
    expect(examples.length).toBeGreaterThan(5);
    for (const { text, ids } of examples) expect([...words.tokens(text, ids.length).ids], text).toEqual(ids);
  });

  it('of a text that is too long end with its end', () => {
    const words = readWords(`${folder}tokenizer.json`);
    const long = [...words.tokens('red striped summer dress '.repeat(40), 32).ids];
    expect(long).toHaveLength(32);
    expect(long[0]).toBe(1);
    expect(long[31]).toBe(2);
  });

  it('need a tokenizer that can be read', () => {
    expect(() => readWords(`${folder}schema.json`)).toThrow(/tokenizer/);
    expect(() => readWords(`${folder}none.json`)).toThrow(/tokenizer/);
  });
});

describe('what a text asks for', () => {
  it.each([
    ['red striped summer dress', { colour: ['red'], category: ['dress'], season: ['summer'] }],
    ['碎花连衣裙', { pattern: ['floral'], category: ['dress'] }],
    ['dark green trousers', { colour: ['dark-green'], category: ['trousers'] }],
    ['a dressing table', {}],
  ])('%s', (text, wanted) => {
    const asked = askedFor(text, groups);
    expect(asked).toMatchObject(wanted);
    if (Object.keys(wanted).length === 0) expect(asked.category).toBeUndefined();
    if (text.startsWith('dark green')) expect(asked.colour).toEqual(['dark-green']);
  });
});

describe('what holds of a garment', () => {
  const schema = readSchema(`${folder}schema.json`);
  const probabilities = new Float32Array(schema.outputs).fill(0.01);
  const at = (group: string, value: string): number => {
    const found = schema.groups.find(({ id }) => id === group)!;
    return found.offset + found.values.findIndex(({ id }) => id === value);
  };
  probabilities[at('category', 'dress')] = 0.9;
  probabilities[at('pattern', 'floral')] = 0.8;
  probabilities[at('sleeve', 'long')] = 0.4;
  const seen = seenGroups(schema, probabilities);
  const garment = {
    attributes: {},
    colours: [{ name: 'navy', hex: '#1d2a4d', share: 1 }],
    category: 'dress' as const,
  };

  it('is what is likely, and first what the record says', () => {
    expect(holdsOf(garment, seen, groups)).toMatchObject({
      category: ['dress'],
      pattern: ['floral'],
      colour: ['navy'],
    });
    expect(holdsOf(garment, seen, groups).sleeve).toBeUndefined();
    const corrected = { ...garment, attributes: { pattern: 'dot', sleeve: 'short' } };
    expect(holdsOf(corrected, seen, groups)).toMatchObject({ pattern: ['dot'], sleeve: ['short'] });
  });

  it('is of a category that its kind can be', () => {
    const torn = {
      category: [
        { value: 'jumpsuit', probability: 0.55 },
        { value: 't-shirt', probability: 0.36 },
        { value: 'dress', probability: 0.09 },
      ],
    };
    const top = { ...garment, category: 'top' as const };
    expect(holdsOf(top, torn, groups).category).toEqual(['t-shirt']);
    expect(holdsOf({ ...garment, category: undefined }, torn, groups).category).toEqual(['jumpsuit']);
    expect(ofKind(torn.category, 'category', 'dress').map(({ probability }) => probability)).toEqual([
      expect.closeTo(0.859, 3),
      expect.closeTo(0.141, 3),
    ]);
    expect(ofKind(torn.category, 'category', 'shorts')).toEqual([]);
  });

  it('agrees with words as far as it is so', () => {
    const ask = (text: string) => agreement(askedFor(text, groups), garment, seen, groups);
    expect(ask('navy floral dress')).toBe(1);
    expect(ask('red floral dress')).toBeCloseTo(2 / 3, 2);
    expect(ask('red trousers')).toBeLessThan(0.1);
  });

  it('makes a name and tags in both languages', () => {
    const { name, tags } = suggestion(garment, seen, groups);
    expect(name.en.toLowerCase()).toMatch(/navy.*floral.*dress/);
    expect(name.zh).toMatch(/花.*裙/);
    expect(tags.en.length).toBe(tags.zh.length);
  });

  it('calls a garment by its kind where its category is not sure, and does not call it by that alone', () => {
    const dark = { attributes: { colour: 'navy' }, colours: [] };
    const doubt = { category: [{ value: 'blouse', probability: 0.4 }] };
    const named = (garment: Parameters<typeof suggestion>[0], noun?: Parameters<typeof suggestion>[3]) =>
      suggestion(garment, doubt, groups, noun).name;
    expect(named({ ...dark, category: 'top' })).toEqual({ en: 'Navy top', zh: '藏青色上衣' });
    expect(named(dark, { en: 'Bottoms', zh: '下装' })).toEqual({ en: 'Navy bottoms', zh: '藏青色下装' });
    expect(named(dark)).toEqual({ en: 'Navy', zh: '藏青色' });
    expect(named({ attributes: {}, colours: [], category: 'top' })).toEqual({ en: '', zh: '' });
  });
});
