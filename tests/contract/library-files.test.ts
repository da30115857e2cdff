/**
 * Pictures into and out of a library by the command line: with the real engine but for the dressing, what is known is not read twice,
 * what is broken is told, and nothing that is there is lost.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src-main/contract/sentences.ts';
import { encodeImage } from '../../src-main/engine/image/encode.ts';
import { queryOf } from '../../src-main/hosts/cli/commands/library-search.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import { ask } from '../../src-main/services/app/ask.ts';
import { createStudio, type Studio } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { findPictures } from '../../src-main/services/found-pictures.ts';
import { type ExportCommand, exportFiles } from '../../src-main/services/library-export.ts';
import { type ImportCommand, importFiles } from '../../src-main/services/library-import.ts';
import { csv } from '../../src-main/services/library-records.ts';
import { composeGarments } from '../fixtures/composed-garments.ts';
import { batchesIn, MODELS, RESOURCES, ROOT, SAMPLES } from '../fixtures/web-host.ts';

const never = new AbortController().signal;
let folder: string;
let rail: string;
let core: Core;
let studio: Studio;

const open = (): Studio =>
  createStudio({
    ...{ core, libraryFolder: join(folder, 'library'), resourcesDir: RESOURCES, version: '0' },
    ...{ host: { kind: 'command-line', locale: 'en' }, onlyAsked: true, checkOutputs: true },
    batches: batchesIn(folder),
  });

const take = (files: string[], more: Partial<ImportCommand> = {}) =>
  importFiles(studio, {
    ...{ kind: 'garments' as const, files, drain: never, abort: never, onProgress: () => {} },
    ...more,
  });

const give = (from: ExportCommand['from'], out: string, more: Partial<ExportCommand> = {}) =>
  exportFiles(studio, {
    ...{ from, out: join(folder, out), records: ['csv', 'json'] as const, force: false },
    ...{ drain: never, abort: never, onProgress: () => {} },
    picture: {
      format: 'png',
      quality: 92,
      profile: 'photo',
      keepExif: true,
      keepGps: false,
      nameTemplate: '{look}',
    },
    ...more,
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-library-files-'));
  rail = join(folder, 'rail');
  mkdirSync(join(rail, 'more'), { recursive: true });
  for (const name of ['tee-breton', 'dress-floral'])
    copyFileSync(join(SAMPLES, 'garments', `${name}.jpg`), join(rail, `${name}.jpg`));
  copyFileSync(join(SAMPLES, 'garments', 'tee-breton.jpg'), join(rail, 'more', 'again.jpg'));
  writeFileSync(join(rail, 'broken.jpg'), 'no picture');
  writeFileSync(join(rail, 'notes.txt'), 'no picture either');
  const real = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: RESOURCES });
  core = {
    ...real,
    // dressing takes seconds and is tested elsewhere: here the picture is the photo
    renderLook: async ({ person, out, inventedOut }) => {
      if (out === undefined) throw new Error('a finished picture goes to a file');
      const { width, height } = await sharp(person).png().toFile(out);
      if (inventedOut) await sharp(person).png().toFile(inventedOut);
      return {
        ...{ out, width, height, photoWidth: width, photoHeight: height, confidence: 1, ms: 1, peakMb: 1 },
        ...{ needsReview: false, reasons: [], joints: [], layers: [], editedShare: 0, notes: [], stages: [] },
        provider: 'cpu',
      };
    },
  };
  studio = open();
});
afterAll(async () => {
  await studio.close();
  await core.close();
  rmSync(folder, { recursive: true });
});

describe('import', () => {
  it('enters each picture once, names what is broken and goes on', async () => {
    const found = await findPictures([rail], { recursive: true, raw: false });
    const outcome = await take(
      found.map(({ file }) => file),
      { into: 'Spring' },
    );
    expect(outcome).toMatchObject({ left: 0 });
    const told = outcome.files.map(({ file, state, error }) => [
      file.slice(rail.length + 1),
      state,
      error?.code,
    ]);
    expect(told).toEqual([
      ['broken.jpg', 'failed', 'not-an-image'],
      ['dress-floral.jpg', 'done', undefined],
      ['more/again.jpg', 'done', undefined],
      ['tee-breton.jpg', 'known', undefined],
    ]);
    expect(outcome.files[0].error?.message).toContain('"broken.jpg"');
    expect(outcome.files[3].id).toBe(outcome.files[2].id);
    const { garments } = await ask(studio, 'garments.search', { query: { sort: 'name', descending: false } });
    expect(garments.map(({ name, category }) => [name, category])).toEqual([
      ['again', 'top'],
      ['dress-floral', 'dress'],
    ]);
    // Nothing of it is left for the app to offer again, nor beside the library.
    expect(await ask(studio, 'jobs.list', undefined)).toEqual([]);
    const [{ count }] = await ask(studio, 'collections.list', undefined);
    expect(count).toBe(2);
  });

  it('finds a collection and a client again by name, and refuses a saved search', async () => {
    await take([join(rail, 'tee-breton.jpg')], { into: 'spring' });
    expect(await ask(studio, 'collections.list', undefined)).toHaveLength(1);
    await ask(studio, 'collections.create', { kind: 'search', name: 'Tops', query: { categories: ['top'] } });
    await expect(take([join(rail, 'tee-breton.jpg')], { into: 'Tops' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const photos = { kind: 'photos', into: '林娜' } as const;
    await take([join(SAMPLES, 'clients', 'lena.jpg')], photos);
    const again = await take([join(SAMPLES, 'clients', 'lena.jpg')], photos);
    expect(again.files).toMatchObject([{ state: 'known' }]);
    expect(await ask(studio, 'clients.list', {})).toMatchObject([{ client: { name: '林娜' }, photos: 1 }]);
  });

  it('tells of a picture with several garments, and makes one of each where that is asked for', async () => {
    const laid = (name: string, x: number) => ({
      ...{ file: join(SAMPLES, 'garments', `${name}.jpg`), x, y: 50 },
      height: 380,
    });
    const file = join(folder, 'pair.png');
    const { rgb } = await composeGarments(
      900,
      480,
      [234, 232, 228],
      [laid('tee-wordmark', 40), laid('trousers-check', 620)],
    );
    writeFileSync(file, await encodeImage(rgb));
    const { id: whole, notes } = (await take([file], { into: 'Pairs' })).files[0];
    expect(notes).toContainEqual(say('import-several-garments', { count: 2 }));
    await ask(studio, 'garments.update', { ids: [whole!], changes: { brand: 'Toile', price: 9900 } });

    const again = await take([file], { split: true });
    expect(again.files[0]).toMatchObject({ state: 'known', id: whole });
    const parts = await Promise.all(
      again.files[0].parts!.map(({ id }) => ask(studio, 'garments.get', { id })),
    );
    expect(parts.map(({ name }) => name)).toEqual(['pair 1', 'pair 2']);
    expect(parts.map(({ category }) => category).sort()).toEqual(['top', 'trousers']);
    // what was said of both is said of each, what they cost together is not
    for (const part of parts)
      expect(part).toMatchObject({ brand: 'Toile', fileName: expect.stringMatching(/^pair-\d\.png$/) });
    for (const part of parts) expect(part.price).toBeUndefined();
    const [pairs] = (await ask(studio, 'collections.list', undefined)).filter(({ name }) => name === 'Pairs');
    expect(pairs.count).toBe(2);
    expect((await ask(studio, 'garments.get', { id: whole! })).trashedAt).toBeDefined();

    // the same command goes on, and doubles nothing
    const third = await take([file], { split: true });
    expect(third.files[0].parts).toEqual(again.files[0].parts);
    expect((await ask(studio, 'garments.get', { id: whole! })).trashedAt).toBeDefined();
    // and it is taken back like anything else
    await ask(studio, 'trash.put', { kind: 'garment', ids: parts.map(({ id }) => id) });
    await ask(studio, 'trash.restore', { kind: 'garment', ids: [whole!] });
    expect((await ask(studio, 'garments.get', { id: whole! })).trashedAt).toBeUndefined();

    const one = await take([join(rail, 'tee-breton.jpg')], { split: true });
    expect(one.files[0]).toMatchObject({ state: 'known' });
    expect(one.files[0].parts).toBeUndefined();
    expect(await ask(studio, 'garments.split', { id: one.files[0].id! })).toEqual([]);
    expect((await ask(studio, 'garments.get', { id: one.files[0].id! })).trashedAt).toBeUndefined();
    await expect(
      ask(studio, 'garments.split', { id: 'c0ffee00-0000-4000-8000-000000000000' }),
    ).rejects.toThrow(/not in the library/);
    await ask(studio, 'trash.put', { kind: 'garment', ids: [whole!] });
    await ask(studio, 'collections.delete', { id: pairs.id });
  }, 120_000);

  it('stops after the picture in work when it is asked to', async () => {
    const drain = new AbortController();
    const names = ['jacket-field', 'skirt-floral', 'trousers-check'];
    const outcome = await take(
      names.map((name) => join(SAMPLES, 'garments', `${name}.jpg`)),
      { drain: drain.signal, onProgress: (_over, share) => share > 0.3 && drain.abort() },
    );
    expect(outcome).toMatchObject({ files: [{ state: 'done' }], left: 2 });
    expect(await ask(studio, 'jobs.list', undefined)).toEqual([]);
  });

  it('changes nothing in a library that is open elsewhere', async () => {
    const second = open();
    try {
      const command = {
        kind: 'garments',
        files: [join(rail, 'tee-breton.jpg')],
        drain: never,
        abort: never,
      } as const;
      await expect(importFiles(second, { ...command, onProgress: () => {} })).rejects.toMatchObject({
        code: 'library-locked',
      });
    } finally {
      await second.close();
    }
  });
});

describe('search', () => {
  it('is that of the app, with filters by name', async () => {
    const ids = await ask(studio, 'garments.ids', { query: { text: 'again' } });
    await ask(studio, 'garments.update', { ids, changes: { name: '条纹 T恤', price: 4500, tags: ['=1+1'] } });
    const search = async (words: string[], flags: Parameters<typeof queryOf>[2] = {}) => {
      const query = await queryOf(studio, words, flags);
      return (await ask(studio, 'garments.search', { query })).garments.map(({ name }) => name);
    };
    expect(await search(['条纹'])).toEqual(['条纹 T恤']);
    expect(await search(['dres'])).toEqual(['dress-floral']);
    expect(await search([], { collection: 'SPRING' })).toEqual(['dress-floral', '条纹 T恤']);
    expect(await search([], { collection: 'Tops', priceFrom: 44.5, priceTo: 45 })).toEqual(['条纹 T恤']);
    expect(await search([], { priceTo: 44.99 })).toEqual([]);
    expect(await search([], { sort: 'name', order: 'descending', collection: 'Spring' })).toEqual([
      '条纹 T恤',
      'dress-floral',
    ]);
    await expect(search([], { collection: 'Autumn' })).rejects.toThrow(/There are: "Spring", "Tops"/);
  });
});

describe('export', () => {
  it('writes the files that were imported with a table of their records, and replaces nothing', async () => {
    const query = await queryOf(studio, [], { collection: 'Spring' });
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out', 'dress-floral.jpg'), 'somebody’s own');
    const first = await give({ kind: 'garments', query }, 'out');
    expect(first.files.map(({ file }) => file)).toEqual(['条纹 T恤.jpg']);
    expect(first.failed).toMatchObject([{ name: 'dress-floral', error: { code: 'output-exists' } }]);
    expect(readFileSync(join(folder, 'out', 'dress-floral.jpg'), 'utf8')).toBe('somebody’s own');
    await expect(give({ kind: 'garments', query }, 'out')).rejects.toMatchObject({ code: 'output-exists' });
    const second = await give({ kind: 'garments', query }, 'out', { force: true });
    expect(second.files.map(({ file }) => file)).toEqual(['dress-floral.jpg', '条纹 T恤.jpg']);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'dress-floral.jpg',
      'records.csv',
      'records.json',
      '条纹 T恤.jpg',
    ]);
    const same = readFileSync(join(SAMPLES, 'garments', 'tee-breton.jpg'));
    expect(readFileSync(join(folder, 'out', '条纹 T恤.jpg')).equals(same)).toBe(true);
    const rows = parse(readFileSync(join(folder, 'out', 'records.csv')), { columns: true, bom: true });
    expect(rows).toMatchObject([
      { file: 'dress-floral.jpg', category: 'dress' },
      // no formula for a spreadsheet
      { file: '条纹 T恤.jpg', price: '45.00', tags: "'=1+1" },
    ]);
    const whole = JSON.parse(readFileSync(join(folder, 'out', 'records.json'), 'utf8'));
    expect(whole[1]).toMatchObject({ file: '条纹 T恤.jpg', price: 4500, tags: ['=1+1'] });
  });

  it('draws looks, goes on where it was stopped and says what has nothing to show', async () => {
    const [{ client }] = await ask(studio, 'clients.list', {});
    const [photo] = await ask(studio, 'photos.list', { clientId: client.id });
    const [dress] = await ask(studio, 'garments.ids', { query: { text: 'dress' } });
    for (const name of ['Harbour', 'Harbour'])
      await ask(studio, 'looks.create', {
        name,
        document: { format: 1, photoId: photo.id, layers: [{ id: crypto.randomUUID(), garmentId: dress }] },
      });
    const from = { kind: 'looks', clientId: client.id, query: { text: 'dress' } } as const;
    const drain = new AbortController();
    const stopped = await give(from, 'looks', { drain: drain.signal, onProgress: () => drain.abort() });
    expect(stopped).toMatchObject({ failed: [], files: [{ file: 'Harbour.png' }], left: 1, records: [] });
    const rest = await give(from, 'looks');
    expect(rest).toMatchObject({ files: [{ file: 'Harbour.png' }, { file: 'Harbour-2.png' }], failed: [] });
    await expect(give({ kind: 'looks', query: { text: 'jacket' } }, 'none')).rejects.toMatchObject({
      code: 'not-in-library',
    });
    expect(readdirSync(folder)).not.toContain('none');
  });

  it('clears what a run that was killed has left', async () => {
    mkdirSync(join(folder, 'killed'));
    writeFileSync(join(folder, 'killed', `.toile-export-${2 ** 22 + 1}-aa.tmp`), 'half');
    await give({ kind: 'photos' }, 'killed', { records: [] });
    expect(readdirSync(join(folder, 'killed'))).toEqual(['林娜-lena.jpg']);
  });
});

describe('the command', () => {
  const start = (...args: string[]): ChildProcess =>
    spawn(
      process.execPath,
      [join(ROOT, 'src-main/hosts/cli/main.ts'), ...args, '--data-dir', join(folder, 'cli')],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  const ended = async (child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> => {
    const told = { out: '', err: '' };
    child.stdout?.on('data', (text) => {
      told.out += text;
    });
    child.stderr?.on('data', (text) => {
      told.err += text;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, ...told };
  };

  it('tells by its exit code, is quiet when piped, and one Ctrl-C keeps what is done', async () => {
    expect((await ended(start('library', 'search', 'tee'))).code).toBe(8);
    const child = start('library', 'import', 'garments', join(SAMPLES, 'garments'), '--json');
    const over = ended(child);
    const library = join(folder, 'cli', 'library');
    const poll = setInterval(() => {
      try {
        const reading = openLibrary(library);
        const { total } = reading.garments.search();
        reading.close();
        if (total === 0) return;
        clearInterval(poll);
        child.kill('SIGINT');
      } catch {
        // Not there yet.
      }
    }, 150);
    const { code, out, err } = await over.finally(() => clearInterval(poll));
    expect(err).toMatch(/^Finishing the picture in work/);
    expect(code).toBe(7);
    const { counts, files } = JSON.parse(out);
    expect(counts.imported).toBeGreaterThan(0);
    expect(counts.left).toBeGreaterThan(0);
    expect(readdirSync(join(library, 'uploads'))).toEqual([]);
    const found = await ended(start('library', 'search', '--json'));
    expect(found).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(found.out).total).toBe(files.length);
    writeFileSync(join(folder, 'bad.jpg'), 'bad');
    const mixed = await ended(start('library', 'import', 'garments', join(folder, 'bad.jpg'), files[0].file));
    expect(mixed).toMatchObject({ code: 9, out: '0 garments imported, 1 were there already, 1 failed\n' });
    expect((await ended(start('library', 'import', 'garments', join(folder, 'bad.jpg')))).code).toBe(3);
  });
});

it('finds pictures by file, folder and pattern, links as well, hidden ones not', async () => {
  symlinkSync(join(SAMPLES, 'garments', 'skirt-floral.jpg'), join(rail, 'link.jpg'));
  writeFileSync(join(rail, '.hidden.jpg'), '');
  const names = async (...named: string[]) =>
    (await findPictures(named, { raw: false })).map(({ file }) => file.slice(rail.length + 1));
  expect(await names(rail)).toEqual(['broken.jpg', 'dress-floral.jpg', 'link.jpg', 'tee-breton.jpg']);
  expect(await names(join(rail, '*e*.jpg'))).toEqual(['broken.jpg', 'dress-floral.jpg', 'tee-breton.jpg']);
  // A file that is named outright is tried whatever it is called.
  expect(await names(join(rail, 'notes.txt'), join(rail, 'notes.txt'))).toEqual(['notes.txt']);
  await expect(names(join(rail, 'gone'))).rejects.toMatchObject({ code: 'file-not-found' });
});

it('writes tables that spreadsheets read back', () => {
  const text = csv([
    { a: 'x, "y"\nz', b: -3 },
    { b: undefined, c: '-1' },
  ]);
  expect(parse(text, { bom: true })).toEqual([
    ['a', 'b', 'c'],
    ['x, "y"\nz', '-3', ''],
    ['', '', "'-1"],
  ]);
});
