import { describe, expect, it } from 'vitest';
import type { CatalogGarment } from '../../../src-main/contract/catalog/garment.ts';
import { inverseOf, patched, wearingOrder } from '../../../src-renderer/features/library/actions.ts';
import {
  brushRange,
  grown,
  NO_STROKES,
  type Strokes,
  strokeRedone,
  strokeUndone,
  strokeWith,
  withStroke,
} from '../../../src-renderer/features/library/brush.ts';
import { type Missed, RecordPages } from '../../../src-renderer/features/library/records.ts';
import {
  clicked,
  everything,
  extended,
  moved,
  NOTHING,
  only,
  pruned,
  stepOf,
} from '../../../src-renderer/features/library/selection.ts';
import { nextLabel, tidied } from '../../../src-renderer/features/library/sizes.ts';
import { EMPTY_QUERY, isNarrowed, widened } from '../../../src-renderer/features/library/store.ts';

const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join('');
const plain = { shift: false, ctrl: false };

describe('selection', () => {
  it('follows clicks with and without keys held', () => {
    let s = clicked(NOTHING, order, 'b', plain);
    expect(ids(s)).toBe('b');
    s = clicked(s, order, 'e', { shift: true, ctrl: false });
    expect(ids(s)).toBe('bcde');
    s = clicked(s, order, 'a', { shift: true, ctrl: false });
    expect(ids(s)).toBe('ab');
    s = clicked(s, order, 'f', { shift: false, ctrl: true });
    expect(ids(s)).toBe('abf');
    s = clicked(s, order, 'f', { shift: false, ctrl: true });
    expect(ids(s)).toBe('ab');
    expect(ids(clicked(s, order, 'g', plain))).toBe('g');
  });

  it('moves by keys, in columns, and stops at the edges', () => {
    const at = (id: string, key: string) => moved(only(id), order, stepOf(key, 3, 2)!, false).focus;
    // a b c / d e f / g
    expect(at('a', 'ArrowRight')).toBe('b');
    expect(at('a', 'ArrowLeft')).toBe('a');
    expect(at('b', 'ArrowDown')).toBe('e');
    expect(at('b', 'ArrowUp')).toBe('b');
    expect(at('e', 'ArrowDown')).toBe('g');
    expect(at('g', 'ArrowDown')).toBe('g');
    expect(at('d', 'Home')).toBe('a');
    expect(at('d', 'End')).toBe('g');
    expect(at('a', 'PageDown')).toBe('g');
    expect(stepOf('x', 3, 2)).toBeUndefined();
    expect(moved(NOTHING, order, 1, false).focus).toBe('a');
    expect(moved(NOTHING, [], 1, false)).toBe(NOTHING);
  });

  it('grows from where it began while shift is held', () => {
    let s = moved(only('c'), order, 1, true);
    s = moved(s, order, 1, true);
    expect([ids(s), s.focus]).toEqual(['cde', 'e']);
    s = moved(s, order, -3, true);
    expect([ids(s), s.focus]).toEqual(['bc', 'b']);
    expect(ids(extended(only('x'), order, 'c'))).toBe('c');
    expect(ids(everything(only('c'), order))).toBe('abcdefg');
  });

  it('loses what is gone and goes on with the neighbour', () => {
    const s = pruned(only('c'), order, ['a', 'b', 'd', 'e']);
    expect([ids(s), s.focus]).toEqual(['d', 'd']);
    const last = pruned(only('g'), order, ['a', 'b']);
    expect([ids(last), last.focus]).toEqual(['b', 'b']);
    const same = only('a');
    expect(pruned(same, order, order)).toBe(same);
    expect(pruned(only('a'), order, []).ids.size).toBe(0);
  });
});

const garment = (id: string, more: Partial<CatalogGarment> = {}) =>
  ({ id, name: id, rating: 0, flag: 'none', tags: [], ...more }) as CatalogGarment;

describe('changes of garments', () => {
  const three = [
    garment('a', { rating: 1 }),
    garment('b', { rating: 1 }),
    garment('c', { rating: 4, price: 5 }),
  ];

  it('can be taken back, with one change for all that were alike', () => {
    expect(inverseOf(three, { rating: 5 })).toEqual([
      { ids: ['a', 'b'], changes: { rating: 1 } },
      { ids: ['c'], changes: { rating: 4 } },
    ]);
    expect(inverseOf(three, { price: 9 })).toEqual([
      { ids: ['a', 'b'], changes: { price: null } },
      { ids: ['c'], changes: { price: 5 } },
    ]);
    for (const group of inverseOf(three, { rating: 5, price: 9 }))
      for (const id of group.ids) {
        const before = three.find((g) => g.id === id)!;
        expect(patched(patched(before, { rating: 5, price: 9 }), group.changes)).toEqual(before);
      }
  });

  it('leave out what is not given', () => {
    expect(patched(three[2], { rating: undefined, price: null })).toEqual(garment('c', { rating: 4 }));
  });
});

describe('wearing order', () => {
  it('puts bottoms under tops and jackets over everything', () => {
    const worn = wearingOrder([
      garment('jacket', { category: 'jacket' }),
      garment('?'),
      garment('top', { category: 'top' }),
      garment('skirt', { category: 'skirt' }),
    ]);
    expect(worn.map((g) => g.id)).toEqual(['skirt', 'top', '?', 'jacket']);
  });
});

describe('filters', () => {
  it('know when they narrow, and give way without leaving the place', () => {
    expect(isNarrowed(EMPTY_QUERY)).toBe(false);
    expect(isNarrowed({ ...EMPTY_QUERY, trash: true, flags: ['pick'], sort: 'name' })).toBe(false);
    for (const some of [{ text: 'x' }, { tags: ['x'] }, { ratingAtLeast: 1 }, { price: { to: 0 } }])
      expect(isNarrowed({ ...EMPTY_QUERY, ...some }), JSON.stringify(some)).toBe(true);
    const id = '00000000-0000-4000-8000-000000000001';
    expect(widened({ ...EMPTY_QUERY, text: 'x', brands: ['y'], collection: id, sort: 'name' })).toEqual({
      ...EMPTY_QUERY,
      collection: id,
      sort: 'name',
    });
  });
});

describe('size rows', () => {
  it('go on with the label that usually follows', () => {
    expect(nextLabel([])).toBe('S');
    expect(nextLabel(['S'])).toBe('M');
    expect(nextLabel(['S', 'M', 'L'])).toBe('XL');
    expect(nextLabel(['36', '38'])).toBe('40');
    expect(nextLabel(['30'])).toBe('32');
    expect(nextLabel(['4XL'])).toBe('#2');
    expect(nextLabel(['one', '#2'])).toBe('#3');
  });

  it('forget emptied dimensions', () => {
    expect(tidied({ label: 'S', chest: undefined, hip: 90 })).toEqual({ label: 'S', hip: 90 });
  });
});

describe('brush', () => {
  const range = brushRange({ width: 2000, height: 1000 });

  it('stays within sizes that make sense', () => {
    expect(range.least).toBeLessThan(range.initial);
    expect(range.initial).toBeLessThan(range.most);
    expect(grown(range.most, 1, range)).toBe(range.most);
    expect(grown(range.least, -1, range)).toBe(range.least);
    let radius = range.least;
    for (let i = 0; i < 40; i++) radius = grown(radius, 1, range);
    expect(radius).toBe(range.most);
  });

  it('keeps points that are far enough apart to be seen', () => {
    const stroke = { radius: 20, points: [0, 0] };
    expect(strokeWith(stroke, 2, 0)).toBe(stroke);
    expect(strokeWith(stroke, 8, 0).points).toEqual([0, 0, 8, 0]);
    const full = { radius: 1, points: new Array<number>(20_000).fill(0) };
    expect(strokeWith(full, 50, 50)).toBe(full);
  });

  it('takes strokes back one by one and draws them again, until another one is drawn', () => {
    const two = withStroke(withStroke<string>(NO_STROKES, 'a'), 'b');
    const one = strokeUndone(two);
    expect(one).toEqual({ drawn: ['a'], undone: ['b'] });
    expect(strokeUndone(one)).toEqual({ drawn: [], undone: ['b', 'a'] });
    expect(strokeRedone(strokeUndone(one))).toEqual(one);
    expect(strokeRedone(one)).toEqual(two);
    expect(withStroke(one, 'c')).toEqual({ drawn: ['a', 'c'], undone: [] });
    expect(strokeRedone(two)).toBe(two);
    expect(strokeUndone(NO_STROKES)).toBe(NO_STROKES);
    let many: Strokes<number> = NO_STROKES;
    for (let n = 0; n < 501; n++) many = withStroke(many, n);
    expect([many.drawn.length, many.drawn[0]]).toEqual([500, 1]);
  });
});

describe('pages of records', () => {
  const many = Array.from({ length: 450 }, (_, k) => `${k}`);
  const setUp = () => {
    const asked: number[] = [];
    const broken = new Set<number>();
    let missed: Missed = { pages: new Set(), error: undefined };
    const pages = new RecordPages(
      async (offset, limit) => {
        expect(limit).toBe(100);
        asked.push(offset);
        if (broken.has(offset)) throw new Error(`no ${offset}`);
      },
      (now) => {
        missed = now;
      },
    );
    const settle = () => new Promise((resolve) => setTimeout(resolve));
    return { asked, broken, pages, settle, missed: () => [...missed.pages], error: () => missed.error };
  };

  it('are read once each, as they come into view', async () => {
    const { asked, pages, settle } = setUp();
    pages.show(many, 0, 20);
    pages.show(many, 90, 110);
    pages.show(many, 0, -1);
    pages.show([], 0, 5);
    await settle();
    pages.show(many, 100, 120);
    pages.again();
    expect(asked).toEqual([0, 100]);
    pages.show([...many], 100, 120);
    expect(asked).toEqual([0, 100, 100]);
  });

  it('that could not be read are known, and read again when the view moves or when asked to', async () => {
    const { asked, broken, pages, settle, missed, error } = setUp();
    broken.add(100);
    pages.show(many, 0, 110);
    await settle();
    expect(missed()).toEqual([1]);
    expect(error()).toMatchObject({ message: 'no 100' });
    pages.show(many, 0, 120);
    await settle();
    expect(missed()).toEqual([1]);
    expect(asked).toEqual([0, 100, 100]);
    broken.clear();
    pages.again();
    await settle();
    expect(asked).toEqual([0, 100, 100, 100]);
    expect(missed()).toEqual([]);
    expect(error()).toBeUndefined();
  });

  it('of an order that is gone say nothing any more', async () => {
    const { broken, pages, settle, missed } = setUp();
    broken.add(0);
    pages.show(many, 0, 10);
    pages.show([...many].reverse(), 200, 210);
    await settle();
    expect(missed()).toEqual([]);
  });
});
