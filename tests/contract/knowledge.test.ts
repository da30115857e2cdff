/** The sample boutique by meaning: search in both languages, likeness, what is seen of a garment, and outfits. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CatalogGarment } from '../../src-main/contract/catalog/garment.ts';
import { openWebHost, SAMPLES, type TestHost } from '../fixtures/web-host.ts';

let host: TestHost;
let garments: CatalogGarment[];
const named = (text: string): CatalogGarment => garments.find(({ name }) => name.includes(text))!;

beforeAll(async () => {
  host = await openWebHost({ pages: false });
  await host.loadDemo();
  ({ garments } = await host.ask('garments.search', { query: {} }));
}, 120_000);
afterAll(() => host.close());

it('has looked at every garment that was imported, and knows when one is to be looked at anew', async () => {
  expect(await host.ask('knowledge.state')).toEqual({ ready: true, known: 8, total: 8, meanwhile: false });
  const { id } = named('Breton');
  expect(await host.ask('knowledge.of', { id })).toMatchObject({ known: true });
  await host.ask('garments.update', { ids: [id], changes: { category: 'jacket' } });
  expect(await host.ask('knowledge.of', { id })).toMatchObject({ known: false });
  await host.ask('garments.update', { ids: [id], changes: { category: 'top' } });
  const job = await host.ended((await host.ask('knowledge.update')).id);
  expect(job).toMatchObject({ kind: 'describe', state: 'done', items: [] });
});

it.each([
  ['checked trousers', 'Glen check'],
  ['格子裤', 'Glen check'],
  ['碎花连衣裙', 'Rose flower'],
  ['floral dress', 'Rose flower'],
  ['green jacket', 'Olive field'],
  ['波点', 'Teal dotted'],
])('finds what "%s" means', async (text, first) => {
  const query = { text, sort: 'relevance' as const };
  const found = await host.ask('knowledge.search', { query, page: { limit: 3 } });
  expect(found.byMeaning).toBe(true);
  expect(found.garments[0].name).toContain(first);
  // the other parts of a query filter
  const within = await host.ask('knowledge.search', { query: { ...query, categories: ['skirt'] } });
  for (const { category } of within.garments) expect(category).toBe('skirt');
});

it('searches written words as ever where there are none by meaning', async () => {
  const all = await host.ask('knowledge.search', { query: {} });
  expect(all).toMatchObject({ total: 8, byMeaning: false });
  // words that say nothing of garments mean nothing to the models
  const nothing = await host.ask('knowledge.search', { query: { text: 'zzzz', sort: 'relevance' } });
  expect(nothing).toMatchObject({ total: 0, byMeaning: false });
});

it('tells garments that are like one, or like a picture', async () => {
  const tee = named('Breton');
  const like = await host.ask('knowledge.like', { id: tee.id, limit: 5 });
  expect(like).toHaveLength(5);
  expect(like.map(({ garment }) => garment.id)).not.toContain(tee.id);
  expect(like.map(({ likeness }) => likeness)).toEqual(
    like.map(({ likeness }) => likeness).sort((a, b) => b - a),
  );
  const file = new File([readFileSync(join(SAMPLES, 'garments/tee-breton.jpg'))], 'x.jpg');
  const { token } = await host.studio.upload(chunks(file), 'x.jpg');
  const [same] = await host.ask('knowledge.like', { upload: token, limit: 1 });
  expect(same.garment.id).toBe(tee.id);
  expect(same.likeness).toBeGreaterThan(0.99);
  await expect(host.ask('knowledge.like', { limit: 1 })).rejects.toThrow(/one of the two/);
});

it('tells the garments of a photo, and what is like the one that is chosen', async () => {
  const file = new File([readFileSync(join(SAMPLES, 'clients/lena.jpg'))], 'lena.jpg');
  const { token: upload } = await host.studio.upload(chunks(file), 'lena.jpg');
  const { regions, width, height } = await host.ask('knowledge.regions', { upload });
  expect({ width, height }).toEqual({ width: 1024, height: 1365 });
  const [upper, lower] = ['upper', 'lower'].map((kind) => regions.find((one) => one.kind === kind)!);
  expect(lower.name.en).toMatch(/skirt/);
  expect(upper.name.zh).toMatch(/\p{Script=Han}/u);
  const like = (garment?: number | 'lower') =>
    host.ask('knowledge.like', { upload, limit: 3, ...(garment ? { garment } : {}) });
  expect((await like('lower'))[0].garment.category).toBe('skirt');
  expect(await like(lower.number)).toEqual(await like('lower'));
  expect(await like()).toEqual(await like(1));
  await expect(like(7)).rejects.toThrow(/no number 7: it has 1 .*, 2 /);
  await expect(host.ask('knowledge.like', { id: garments[0].id, garment: 1 })).rejects.toThrow(
    /picture to choose a garment of/,
  );
});

it('keeps what the user corrects before what it sees', async () => {
  const { id } = named('Teal dotted');
  await host.ask('garments.update', {
    ids: [id],
    changes: { attributes: { pattern: 'dot', season: 'winter' } },
  });
  const { holds, suggested } = await host.ask('knowledge.of', { id });
  expect(holds).toMatchObject({
    pattern: ['dot'],
    season: ['winter'],
    colour: expect.arrayContaining(['teal']),
  });
  expect(suggested.name.en).toMatch(/teal/i);
  expect(suggested.name.zh).toMatch(/\p{Script=Han}/u);
});

it('completes an outfit with what is missing, and says why', async () => {
  const tee = named('Breton');
  const pieces = await host.ask('knowledge.outfit', { garmentIds: [tee.id] });
  const kinds = new Set(pieces.map(({ garment }) => garment.category));
  expect(kinds).toEqual(new Set(['trousers', 'skirt', 'jacket']));
  for (const { reasons, score } of pieces) {
    expect(reasons.length).toBeGreaterThan(0);
    expect(score).toBeGreaterThan(0);
  }
  const dressed = await host.ask('knowledge.outfit', { garmentIds: [named('Rose flower').id] });
  expect(dressed.map(({ garment }) => garment.category)).toEqual(['jacket']);
});

it('tells a near-duplicate, and not once it is in the trash or gone for good', async () => {
  const tee = named('Breton');
  const bytes = await sharp(join(SAMPLES, 'garments/tee-breton.jpg')).jpeg({ quality: 85 }).toBuffer();
  const { token } = await host.studio.upload(chunks(new File([bytes], 'again.jpg')), 'again.jpg');
  const job = await host.ended((await host.ask('garments.import', { uploads: [token] })).id);
  const { id } = job.items[0];
  const duplicates = async () => (await host.ask('knowledge.of', { id: tee.id })).duplicates;
  expect((await duplicates()).map(({ garment }) => garment.id)).toEqual([id]);
  await host.ask('trash.put', { kind: 'garment', ids: [id!] });
  expect(await duplicates()).toEqual([]);
  await host.ask('trash.empty', undefined);
  expect(await duplicates()).toEqual([]);
});

async function* chunks(file: File): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await file.arrayBuffer());
}
