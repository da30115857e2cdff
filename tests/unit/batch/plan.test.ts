/** Plans: names of files, folders and tables, and what is refused before any work. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RelativePath } from '../../../src-main/contract/batch.ts';
import { OutputRecipe } from '../../../src-main/contract/recipe.ts';
import { planBatch } from '../../../src-main/services/batch/plan.ts';
import { targetName, UniqueNames } from '../../../src-main/services/batch/targets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-plan-'));
  for (const sub of ['shoot/anna', 'shoot/bo', 'rail']) mkdirSync(join(folder, sub), { recursive: true });
  for (const name of [
    'shoot/anna/1.jpg',
    'shoot/bo/1.jpg',
    'shoot/top.JPG',
    'shoot/notes.txt',
    'shoot/.hidden.jpg',
  ])
    writeFileSync(join(folder, name), 'x');
  for (const name of ['tee.jpg', 'skirt.jpg']) writeFileSync(join(folder, 'rail', name), 'y');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const jpeg = OutputRecipe.parse({});

describe('names', () => {
  const parts = { client: '', photo: '', garments: [], look: '', sizes: [], number: 1, total: 9 };

  test('whatever photos, clients and garments are called, the file lies below the folder', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.string(),
        (client, photo, template) => {
          const given = { ...parts, client, photo, garments: [photo, client] };
          for (const name of [`{client}/{photo}-{garment}`, template])
            expect(RelativePath.safeParse(targetName(name, given, jpeg, false)).success).toBe(true);
        },
      ),
    );
  });

  test('fields are filled in, empty folders fall away, recipes are told apart', () => {
    const given = { ...parts, client: 'Ana Lía', photo: 'DSC_1.tif', garments: ['tee.jpg'], sizes: ['M'] };
    expect(targetName('{client}/{look}/{photo}-{garment}-{n}.{ext}', given, jpeg, false)).toBe(
      'Ana Lía/DSC 1-tee-1.jpg',
    );
    const small = OutputRecipe.parse({ format: 'webp', longest: 800 });
    expect(targetName('{photo}', given, small, true)).toBe('DSC 1-webp-800.webp');
    expect(targetName('{recipe}/{photo}', given, small, true)).toBe('webp-800/DSC 1.webp');
  });

  test('no name is given twice, also where capitals do not count', () => {
    const names = new UniqueNames();
    expect(['a/b.jpg', 'a/B.jpg', 'a/b-2.jpg', 'a/b.jpg'].map((name) => names.give(name))).toEqual([
      'a/b.jpg',
      'a/B-2.jpg',
      'a/b-2-2.jpg',
      'a/b-3.jpg',
    ]);
  });
});

describe('photos times garments', () => {
  const request = () => ({ photos: [at('shoot')], garments: [at('rail')], out: at('shoot/out') });

  test('a folder gives its pictures, with its folders where wanted, and never results', async () => {
    mkdirSync(at('shoot/out'));
    writeFileSync(at('shoot/out/old.jpg'), 'z');
    const flat = await planBatch(request());
    expect(flat.plan.items.map(({ targets }) => targets[0])).toEqual(['top-skirt.jpg', 'top-tee.jpg']);
    const { plan } = await planBatch({ ...request(), recursive: true });
    expect(plan.items.map(({ targets }) => targets[0])).toEqual([
      'anna/1-skirt.jpg',
      'anna/1-tee.jpg',
      'bo/1-skirt.jpg',
      'bo/1-tee.jpg',
      'top-skirt.jpg',
      'top-tee.jpg',
    ]);
    expect(plan.root).toBe(at('shoot'));
  });

  test('a pattern and an outfit between commas', async () => {
    const { plan } = await planBatch({
      photos: [at('shoot/*/1.jpg')],
      garments: [`${at('rail/tee.jpg')}, ${at('rail/skirt.jpg')}`],
      tuck: true,
      out: at('out'),
    });
    expect(plan.items).toHaveLength(2);
    expect(plan.items[0].spec.layers.map(({ garment, tuck }) => [basename(garment.path), tuck])).toEqual([
      ['tee.jpg', true],
      ['skirt.jpg', true],
    ]);
    expect(plan.items.map(({ spec }) => spec.client)).toEqual(['anna', 'bo']);
  });

  test('files that are there already stop the plan, are left out or written beside', async () => {
    mkdirSync(at('out'));
    writeFileSync(at('out/top-tee.jpg'), 'mine');
    const given = { ...request(), out: at('out') };
    await expect(planBatch(given)).rejects.toMatchObject({ code: 'output-exists' });
    const skipped = await planBatch({ ...given, existing: 'skip' });
    expect(skipped).toMatchObject({ skipped: 1, plan: { items: [{ targets: ['top-skirt.jpg'] }] } });
    const beside = await planBatch({ ...given, existing: 'number' });
    expect(beside.plan.items.map(({ targets }) => targets[0])).toEqual(['top-skirt.jpg', 'top-tee-2.jpg']);
  });

  test.each([
    ['no garments', { garments: [] }, 'invalid-input'],
    ['a photo that is not there', { photos: ['nowhere.jpg'] }, 'file-not-found'],
    ['a garment that is not there', { garments: ['nowhere.jpg'] }, 'file-not-found'],
    ['a folder without pictures', { photos: [join(tmpdir(), '.')], garments: ['x'] }, 'file-not-found'],
    ['an unknown field', { options: { template: '{photo}-{colour}' } }, 'invalid-input'],
    ['a recipe that is none', { options: { recipes: [{ quality: 200 }] } }, 'invalid-input'],
  ])('%s is refused', async (_name, wrong, code) => {
    await expect(planBatch({ ...request(), ...wrong })).rejects.toMatchObject({ code });
  });
});

describe('tables', () => {
  const table = async (text: string | Buffer) => {
    writeFileSync(at('looks.csv'), text);
    return planBatch({ csv: at('looks.csv'), out: at('out') });
  };

  test('as shops save them: a mark of order, semicolons, quotes and line ends of Windows', async () => {
    const { plan } = await table(
      '\ufeffPhoto;Garments;Size;Tuck;Client\r\nshoot/anna/1.jpg;rail/tee.jpg|rail/skirt.jpg;M;yes;"Anna; B."\r\n\r\nshoot/bo/1.jpg;rail/tee.jpg;;;\r\n',
    );
    expect(plan.items).toMatchObject([
      {
        spec: { client: 'Anna; B.', layers: [{ tuck: true, size: 'M' }, { tuck: true }] },
        targets: ['Anna; B/1-tee+skirt.jpg'],
      },
      { spec: { layers: [{ tuck: false }] }, targets: ['1-tee.jpg'] },
    ]);
  });

  test.each([
    ['without the columns', 'a,b\n1,2\n', /no column "photo"/],
    [
      'with lines that name nothing that is there',
      'photo,garments\nshoot/top.JPG,rail/none.jpg\n,rail/tee.jpg\n',
      /line 2: "none.jpg".*line 3 names no photo/,
    ],
    [
      'with a word for tuck',
      'photo,garments,tuck\nshoot/top.JPG,rail/tee.jpg,perhaps\n',
      /tuck is yes or no/,
    ],
    ['that is a picture', Buffer.from([0xff, 0xd8, 0, 1]), /no table/],
    ['in another encoding', Buffer.from([0x70, 0xe9, 0x0a]), /UTF-8/],
    ['that is broken', 'photo,garments\n"open,rail/tee.jpg\n', /cannot be read/],
    ['that is empty', '', /no column|nothing to do/],
  ])('one %s is refused, with the lines', async (_name, text, message) => {
    await expect(table(text)).rejects.toThrow(message);
  });
});
