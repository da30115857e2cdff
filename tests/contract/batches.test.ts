/** Batches of the app, from the plan to a correction that is taken over, through a transport on the real engine. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BatchCard, BatchRequestInput } from '../../src-main/contract/calls/batches.ts';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import { createStudio, type Studio } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { listen, TRANSPORTS, type Transport } from '../fixtures/transports.ts';
import { batchesIn, jobEnded, MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

let folder: string;
let core: Core;
let studio: Studio;
let window: Transport;
let clientId: string;
let garmentId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-batches-'));
  core = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: RESOURCES });
  studio = createStudio({
    core,
    libraryFolder: join(folder, 'library'),
    resourcesDir: RESOURCES,
    version: '1',
    host: { kind: 'test', locale: 'en' },
    batches: batchesIn(folder),
    checkOutputs: true,
  });
  window = await TRANSPORTS['over HTTP'](studio);
  const small = async (path: string) => {
    const bytes = await sharp(join(SAMPLES, path)).resize(480).jpeg().toBuffer();
    return (await window.upload(new File([new Uint8Array(bytes)], path.split('/')[1]))).token;
  };
  const over = async (job: JobView) => {
    const { items } = await jobEnded(studio, job.id);
    return items.map(({ id }) => id ?? '');
  };
  clientId = (await window.call('clients.create', { name: 'Lee / Ann' })).id;
  const photos = [await small('clients/kenji.jpg'), await small('clients/lena.jpg')];
  await over(await window.call('photos.import', { uploads: photos, clientId }));
  const uploads = [await small('garments/tee-breton.jpg')];
  [garmentId] = await over(await window.call('garments.import', { uploads }));
}, 120_000);
afterAll(async () => {
  await window.close();
  await studio.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const request = (): BatchRequestInput => ({
  what: { of: 'garments', photos: { clientIds: [clientId] }, garments: { garmentIds: [garmentId] } },
  recipes: [
    { quality: 80, sharpen: 'print', watermark: { text: 'Lee', place: 'top-left' } },
    { format: 'png', longest: 200, creator: 'Lee Who Photographs' },
  ],
});

const over = async (id: string): Promise<BatchCard> => {
  await expect
    .poll(async () => (await window.call('batches.get', { id })).state, { timeout: 120_000, interval: 100 })
    .toBe('done');
  return window.call('batches.get', { id });
};

it('is planned, made, looked at, corrected in the studio, and goes with its client', async () => {
  const events = listen(window);
  expect(await window.call('batches.plan', request())).toMatchObject({
    ...{ photos: 2, pictures: 2, files: 4, measured: false },
    examples: Array.from({ length: 2 }, () => ({
      worn: expect.stringContaining('breton'),
      files: [expect.stringMatching(/^Lee Ann\/.+-jpg\.jpg$/), expect.stringMatching(/-png-200\.png$/)],
    })),
  });
  expect(existsSync(join(folder, 'batches/results'))).toBe(false);

  const { id } = await window.call('batches.start', request());
  expect(await over(id)).toMatchObject({ counts: { done: 2, failed: 0, total: 2 }, elsewhere: false });
  const told = events.flatMap((event) => (event.type === 'batch' ? [event.batch.state] : []));
  expect(new Set(told)).toEqual(new Set(['running', 'done']));

  const list = async () => (await window.call('batches.items', { id })).items;
  const [first, second] = await list();
  expect(first).toMatchObject({ client: 'Lee / Ann', open: true, changed: false, worn: [{ id: garmentId }] });
  expect(first.files.map(({ height }) => height)).toEqual([expect.any(Number), 200]);
  // Names and hashes alone come to a window.
  expect(JSON.stringify([events, first, await window.call('batches.list')])).not.toContain(folder);
  const shown = await window.picture(first.picture!, 256);
  expect(await sharp(shown.bytes).metadata()).toMatchObject({ format: 'webp', height: 256 });
  const file = await window.call('batches.file', { id, number: 1, index: 1 });
  const fetched = await window.download(file.token);
  const results = join(folder, 'batches/results', id);
  expect(fetched.bytes.equals(readFileSync(join(results, first.files[1].name)))).toBe(true);
  expect(fetched.bytes.toString('latin1')).toContain('Lee Who Photographs');

  // Opened in the studio it is the same picture, until it is edited.
  const look = await window.call('batches.openItem', { id, number: 1 });
  expect(look.document).toMatchObject({ photoId: first.photo.id, layers: [{ garmentId }] });
  expect((await window.call('batches.openItem', { id, number: 1 })).id).toBe(look.id);
  expect((await list())[0].changed).toBe(false);
  const [layer] = look.document.layers;
  await window.call('looks.edit', {
    id: look.id,
    label: 'opacity',
    document: { ...look.document, layers: [{ ...layer, opacity: 0.5 }] },
  });
  expect((await list()).map(({ changed }) => changed)).toEqual([true, false]);
  await window.call('batches.again', { id, numbers: [1], as: 'now' });
  await over(id);
  const [edited, untouched] = await list();
  expect(edited).toMatchObject({ state: 'done', changed: false });
  expect(edited.picture).not.toBe(first.picture);
  expect(untouched.picture).toBe(second.picture);

  // A correction of the garment reaches every picture of it, and leaves what was edited in the look.
  const landmarks = { hemL: { x: 0.1, y: 0.6 }, hemR: { x: 0.9, y: 0.6 } };
  await window.call('garments.update', { ids: [garmentId], changes: { landmarks } });
  expect((await list()).map(({ worn }) => worn[0].changed)).toEqual([true, true]);
  expect(await window.call('batches.applyFix', { id, garmentId })).toBe(2);
  await over(id);
  const corrected = await list();
  expect(corrected.map(({ changed }) => changed)).toEqual([false, false]);
  expect(corrected[0].picture).not.toBe(edited.picture);
  expect(corrected[1].picture).not.toBe(second.picture);
  await window.call('batches.accept', { id, numbers: [2] });
  expect((await list()).map(({ accepted }) => accepted)).toEqual([false, true]);
  expect((await window.call('batches.items', { id, filter: 'review' })).total).toBe(
    corrected[0].needsReview ? 1 : 0,
  );

  // Also while it is being made again.
  await window.call('batches.again', { id, numbers: [1, 2], as: 'planned' });
  await window.call('clients.erase', { id: clientId });
  expect(await window.call('batches.list')).toEqual([]);
  expect(readdirSync(join(folder, 'batches/results'))).toEqual([]);
  expect(readdirSync(join(folder, 'batches/thumbnails'))).toEqual([]);
}, 240_000);

it('is looked at, but not changed, where another process has the library', async () => {
  const reader = createStudio({
    core,
    libraryFolder: join(folder, 'library'),
    resourcesDir: RESOURCES,
    version: '1',
    host: { kind: 'test', locale: 'en' },
    batches: batchesIn(folder),
  });
  expect(reader.readOnly).toBe(true);
  expect(await reader.call('batches.list', undefined)).toMatchObject({ ok: true });
  for (const [name, input] of [
    ['batches.start', request()],
    ['batches.first', { id: crypto.randomUUID(), numbers: [1] }],
    ['batches.pause', { id: crypto.randomUUID() }],
  ] as const)
    expect(await reader.call(name, input)).toMatchObject({ ok: false, error: { code: 'library-locked' } });
  await reader.close();
});
