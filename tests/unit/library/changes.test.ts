import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges, changesBetween, type Json } from '../../../src-main/library/changes.ts';

const document = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom('', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', '0'), tie('value'), { noNullPrototype: true }),
  ),
})).value;

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('changes', () => {
  it('lead from any document to any other and back, also when they were written down between', () => {
    fc.assert(
      fc.property(document, document, (first, second) => {
        const [before, after] = [throughJson(first), throughJson(second)];
        const changes = throughJson(changesBetween(before, after));
        const kept = throughJson(before);
        expect(applyChanges(before, changes)).toEqual(after);
        expect(before).toEqual(kept);
        expect(applyChanges(after, changes, true)).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('are none between equal documents', () => {
    expect(changesBetween({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
  });

  it('of a long list that grows by one hold only the new member', () => {
    const strokes = Array.from({ length: 1000 }, (_, id) => ({ id, points: [id, id + 1] }));
    const next = { id: 1000, points: [7, 8] };
    expect(changesBetween({ strokes }, { strokes: [...strokes, next] })).toEqual([
      { path: ['strokes'], at: 1000, removed: [], inserted: [next] },
    ]);
  });

  it('of one member of a list name only what differs in it', () => {
    const layers = [
      { id: 1, opacity: 1 },
      { id: 2, opacity: 1 },
    ];
    expect(changesBetween({ layers }, { layers: [layers[0], { id: 2, opacity: 0.5 }] })).toEqual([
      { path: ['layers', 1, 'opacity'], before: 1, after: 0.5 },
    ]);
  });

  it('refuse a document they do not belong to', () => {
    const changes = changesBetween({ a: 1, list: [1, 2] }, { a: 2, list: [1, 2, 3] });
    expect(() => applyChanges({ a: 5, list: [1, 2] }, changes)).toThrow('do not belong');
    expect(() => applyChanges({ a: 1 }, changes)).toThrow('do not belong');
  });
});
