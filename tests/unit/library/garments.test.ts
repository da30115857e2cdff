import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  GARMENT_SORTS,
  type GarmentInput,
  type GarmentQueryInput,
} from '../../../src-main/contract/catalog/garment.ts';
import { openDatabase } from '../../../src-main/library/database.ts';
import type { Library } from '../../../src-main/library/library.ts';
import { openLibrary } from '../../../src-main/library/library.ts';
import { indexed, matchExpression } from '../../../src-main/library/words.ts';
import { shelf, storePicture } from './shelf.ts';

async function add(library: Library, n: number, input: GarmentInput): Promise<string> {
  return library.garments.add(await storePicture(library, n), `${n}.jpg`, input).garment.id;
}

const names = (library: Library, query: GarmentQueryInput): string[] =>
  library.garments.search({ sort: 'name', descending: false, ...query }).garments.map(({ name }) => name);

async function boutique(): Promise<Library> {
  const library = shelf();
  await add(library, 1, {
    name: 'Striped tee',
    brand: 'Café Nord',
    sku: 'TS-0042',
    category: 'top',
    tags: ['summer', '基本款'],
    price: 2900,
    rating: 3,
    sizes: [{ label: 'S' }, { label: 'M' }],
    colours: [{ name: 'navy', hex: '#102040', share: 0.6 }],
  });
  await add(library, 2, {
    name: '红色连衣裙',
    brand: '上海时装',
    sku: 'DR-7',
    category: 'dress',
    tags: ['evening'],
    price: 12900,
    rating: 5,
    flag: 'pick',
    season: 'AW26',
    attributes: { neckline: 'V', material: '真丝' },
  });
  await add(library, 3, {
    name: 'Wool trousers',
    brand: 'Nord',
    sku: 'TR-0042',
    category: 'trousers',
    tags: ['office', 'winter'],
    rating: 1,
    sizes: [{ label: 'M' }],
    notes: 'goes with the striped tee',
  });
  return library;
}

describe('search', () => {
  it('finds words in English, whole or begun, without accents, in any field', async () => {
    const library = await boutique();
    expect(names(library, { text: 'striped' })).toEqual(['Striped tee', 'Wool trousers']);
    expect(names(library, { text: 'stri te' })).toEqual([]);
    expect(names(library, { text: 'tee stri' })).toEqual(['Striped tee', 'Wool trousers']);
    expect(names(library, { text: 'cafe' })).toEqual(['Striped tee']);
    expect(names(library, { text: 'NAVY' })).toEqual(['Striped tee']);
    expect(names(library, { text: 'ts-00' })).toEqual(['Striped tee']);
    expect(names(library, { text: '0042' })).toEqual(['Striped tee', 'Wool trousers']);
    expect(names(library, { text: 'linen' })).toEqual([]);
  });

  it('finds Chinese words of one, two and more characters inside text, and with English beside them', async () => {
    const library = await boutique();
    for (const text of ['裙', '红色', '连衣', '连衣裙', '上海', '真丝', '红色 DR', '红色dr-7'])
      expect(names(library, { text }), text).toEqual(['红色连衣裙']);
    expect(names(library, { text: '色裙' })).toEqual([]);
    expect(names(library, { text: '基本' })).toEqual(['Striped tee']);
  });

  it('finds a colour by its name in either language, and by the colour it is a kind of', async () => {
    const library = await boutique();
    const [id] = library.garments.searchIds({ text: 'trousers' });
    library.garments.update([id], { colours: [{ name: 'olive', hex: '#6d6b3a', share: 1 }] });
    for (const text of ['olive', 'green', '橄榄绿', '军绿', '绿'])
      expect(names(library, { text }), text).toEqual(['Wool trousers']);
    expect(names(library, { text: '藏青' })).toEqual(['Striped tee']);
  });

  it('tells the largest colour of those garments whose colours are known', async () => {
    const library = await boutique();
    const [tee] = library.garments.searchIds({ text: 'ts-0042' });
    expect(library.garments.colours()).toEqual({ [tee]: '#102040' });
  });

  it('gives records of an older Toile the words of today once', async () => {
    const library = await boutique();
    const { folder } = library;
    library.settings.set('searchIndex', 1);
    library.close();
    const file = openDatabase(folder, false);
    file.exec(
      "DELETE FROM garment_words; INSERT INTO garment_words (rowid, name) SELECT number, 'x' FROM garments",
    );
    file.close();
    const again = openLibrary(folder);
    expect(names(again, { text: '藏青' })).toEqual(['Striped tee']);
    again.close();
  });

  it('ranks a hit in the name above one in the notes', async () => {
    const library = await boutique();
    const { garments } = library.garments.search({ text: 'striped', sort: 'relevance' });
    expect(garments.map(({ name }) => name)).toEqual(['Striped tee', 'Wool trousers']);
  });

  it('takes every text for words, never for a query language', async () => {
    const library = await boutique();
    for (const text of [
      '"',
      'tee" OR name:"wool',
      'NOT',
      'a AND',
      '*',
      'name:tee',
      '(',
      "'; DROP TABLE garments; --",
    ])
      expect(() => names(library, { text }), text).not.toThrow();
    expect(names(library, { text: 'tee" OR "wool' })).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        library.garments.search({ text });
      }),
      { numRuns: 300 },
    );
    expect(names(library, {})).toHaveLength(3);
  });

  it('filters by everything at once', async () => {
    const library = await boutique();
    expect(names(library, { categories: ['top', 'dress'] })).toEqual(['Striped tee', '红色连衣裙']);
    expect(names(library, { tags: ['office', 'winter'] })).toEqual(['Wool trousers']);
    expect(names(library, { tags: ['office', 'summer'] })).toEqual([]);
    expect(names(library, { sizes: ['S', 'L'] })).toEqual(['Striped tee']);
    expect(names(library, { ratingAtLeast: 3 })).toEqual(['Striped tee', '红色连衣裙']);
    expect(names(library, { flags: ['pick'] })).toEqual(['红色连衣裙']);
    expect(names(library, { seasons: ['AW26'], brands: ['上海时装'] })).toEqual(['红色连衣裙']);
    expect(names(library, { price: { from: 2900, to: 5000 } })).toEqual(['Striped tee']);
    expect(names(library, { text: 'nord', categories: ['trousers'], sizes: ['M'] })).toEqual([
      'Wool trousers',
    ]);
  });

  it('sorts, counts and pages', async () => {
    const library = await boutique();
    const by = (query: GarmentQueryInput): string[] =>
      library.garments.search(query).garments.map(({ sku }) => sku);
    expect(by({})).toEqual(['TR-0042', 'DR-7', 'TS-0042']);
    expect(by({ sort: 'price', descending: false })).toEqual(['TS-0042', 'DR-7', 'TR-0042']);
    expect(by({ sort: 'rating' })).toEqual(['DR-7', 'TS-0042', 'TR-0042']);
    const page = library.garments.search({}, { limit: 1, offset: 1 });
    expect(page.garments.map(({ sku }) => sku)).toEqual(['DR-7']);
    expect(page.total).toBe(3);
  });

  it('lists ids in the order of the pages, ties and missing values too', async () => {
    const library = await boutique();
    for (let n = 4; n < 12; n++)
      await add(library, n, { name: `Tee ${n % 3}`, brand: 'Nord', category: 'top', rating: n % 2 });
    for (const sort of GARMENT_SORTS)
      for (const descending of [false, true])
        for (const text of ['', 'nord']) {
          const query = { sort, descending, text };
          const pages = [0, 4, 8].flatMap(
            (offset) => library.garments.search(query, { limit: 4, offset }).garments,
          );
          expect(library.garments.searchIds(query)).toEqual(pages.map(({ id }) => id));
        }
  });

  it('follows changes of a garment', async () => {
    const library = await boutique();
    const [tee] = library.garments.search({ text: 'ts-0042' }).garments;
    library.garments.update(tee.id, { name: '蓝色上衣' });
    expect(names(library, { text: 'striped' })).toEqual(['Wool trousers']);
    expect(names(library, { text: '上衣' })).toEqual(['蓝色上衣']);
  });
});

describe('words', () => {
  it('part Han characters and keep the rest', () => {
    expect(indexed('红色dress 2件')).toBe('红 色 dress 2 件');
    expect(matchExpression('红色 dre')).toBe('"红 色" AND "dre" *');
    expect(matchExpression('v2b')).toBe('"v2b" *');
    expect(matchExpression('dress ')).toBe('"dress"');
    expect(matchExpression(' -- ')).toBeUndefined();
  });
});

describe('garments', () => {
  it('are entered once per picture, keep what was corrected, and come back out of the trash', async () => {
    const library = shelf();
    const hash = await storePicture(library, 1);
    const first = library.garments.add(hash, 'a.jpg', { name: 'Tee' });
    library.garments.update(first.garment.id, { name: 'My tee', landmarks: { hemL: { x: 0.2, y: 0.9 } } });
    library.trash.put('garment', [first.garment.id]);
    expect(library.garments.search().total).toBe(0);
    expect(library.garments.search({ trash: true }).total).toBe(1);
    const second = library.garments.add(hash, 'b.jpg', { name: 'Other' });
    expect(second.isNew).toBe(false);
    expect(second.garment).toMatchObject({
      id: first.garment.id,
      name: 'My tee',
      landmarks: { hemL: { x: 0.2, y: 0.9 } },
    });
    expect(library.garments.search().total).toBe(1);
  });

  it('are changed many at once, all or none', async () => {
    const library = await boutique();
    const ids = library.garments.searchIds({ descending: false });
    library.garments.update(ids, { rating: 4, season: 'SS27' });
    expect(library.garments.search({ seasons: ['SS27'], ratingAtLeast: 4 }).total).toBe(3);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(() => library.garments.update([ids[0], unknown], { rating: 0 })).toThrow('not in the library');
    expect(library.garments.get(ids[0]).rating).toBe(4);
    library.garments.retag(ids, ['sale', 'sale'], ['summer']);
    expect(library.garments.get(ids[0]).tags).toEqual(['sale', '基本款']);
  });

  it('refuse a size chart with a size twice, and values out of range', async () => {
    const library = shelf();
    const hash = await storePicture(library, 1);
    for (const input of [
      { sizes: [{ label: 'M' }, { label: 'M' }] },
      { rating: 6 },
      { price: 1.5 },
      { colours: [{ name: 'red', hex: 'red', share: 1 }] },
      { attributes: { __proto__x: 'a' } },
    ])
      expect(() => library.garments.add(hash, 'a.jpg', input as GarmentInput)).toThrow();
    expect(library.garments.search().total).toBe(0);
  });

  it('count what can be filtered by', async () => {
    const library = await boutique();
    expect(library.garments.facets()).toMatchObject({
      sizes: [
        { value: 'M', count: 2 },
        { value: 'S', count: 1 },
      ],
      seasons: [{ value: 'AW26', count: 1 }],
    });
  });
});

describe('collections', () => {
  it('hold garments chosen by hand, each once', async () => {
    const library = await boutique();
    const ids = library.garments.searchIds();
    const { id } = library.collections.create({ kind: 'manual', name: 'Window' });
    library.collections.add(id, [ids[2], ids[0], ids[2]]);
    expect(library.garments.search({ collection: id }).total).toBe(2);
    library.collections.remove(id, [ids[2]]);
    expect(library.garments.searchIds({ collection: id })).toEqual([ids[0]]);
    library.collections.delete(id);
    expect(library.garments.search().total).toBe(3);
  });

  it('or a saved search, whose members follow from its filters', async () => {
    const library = await boutique();
    const made = library.collections.create({ kind: 'search', name: 'Nord', query: { text: 'nord' } });
    const { query } = library.collections.get(made.id);
    expect(library.garments.search(query).total).toBe(2);
    expect(() => library.collections.add(made.id, library.garments.searchIds())).toThrow('saved search');
    expect(library.collections.rename(made.id, 'North').name).toBe('North');
    expect(library.collections.list().map(({ name }) => name)).toEqual(['North']);
  });
});
