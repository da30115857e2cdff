/** The app's calls and events, the same over every transport, on fresh libraries with the project's own samples. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeIO } from '@gltf-transform/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../src-main/contract/calls/index.ts';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { CatalogGarment } from '../../src-main/contract/catalog/garment.ts';
import type { Look } from '../../src-main/contract/catalog/look.ts';
import { texts } from '../../src-main/contract/sentences.ts';
import { createStudio, type Studio } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { listen, TRANSPORTS, type Transport } from '../fixtures/transports.ts';
import { batchesIn, MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

/** One engine for all: what it remembers of the samples makes the later libraries quick. */
let core: Core;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'toile-studio-'));
  core = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: RESOURCES });
});
afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const sample = (path: string, name = path.split('/')[1]): File =>
  new File([readFileSync(join(SAMPLES, path))], name);

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error) => error.code,
  );

/** What takes the engine long is asked for in one way alone: the others carry calls of the same kind. */
const LONG = Object.keys(TRANSPORTS).at(-1);

describe.each(Object.keys(TRANSPORTS))('the app %s', (way) => {
  let studio: Studio;
  let window: Transport;
  let events: StudioEvent[];
  let garments: CatalogGarment[];
  let clientId: string;
  let look: Look;

  const ended = async ({ id }: JobView): Promise<JobView> => {
    for (;;) {
      const job = await window.call('jobs.get', { id });
      if (job.state !== 'waiting' && job.state !== 'running') return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const ticket = () => crypto.randomUUID();

  beforeAll(async () => {
    studio = createStudio({
      core,
      libraryFolder: join(folder, way.replaceAll(' ', '-')),
      resourcesDir: RESOURCES,
      version: '1.2.3',
      host: { kind: 'test', locale: 'de-CH' },
      batches: batchesIn(join(folder, `${way}-data`)),
      checkOutputs: true,
    });
    window = await TRANSPORTS[way](studio);
    events = listen(window);
  });
  afterAll(async () => {
    await window.close();
    await studio.close();
  });

  it('says what it is', async () => {
    expect(await window.call('app.info')).toMatchObject({
      version: '1.2.3',
      host: 'test',
      locale: 'de-CH',
      readOnly: false,
      can: { saveDialog: false, hotFolder: false },
    });
  });

  it('refuses what is not in the contract', async () => {
    const call = window.call as (name: string, input?: unknown) => Promise<unknown>;
    expect(await codeOf(call('app.unknown'))).toBe('invalid-input');
    expect(await codeOf(call('clients.get', { id: 'x' }))).toBe('invalid-input');
    expect(await codeOf(call('clients.create', { name: 'a', more: 1 }))).toBe('invalid-input');
    expect(await codeOf(window.call('clients.get', { id: ticket() }))).toBe('not-in-library');
    expect(await codeOf(window.call('library.chooseHotFolder'))).toBe('invalid-input');
  });

  it('keeps settings, merges bags, forgets null, and tells of it', async () => {
    await window.call('settings.set', {
      units: 'inch',
      layout: { 'library.width': 300, 'studio.open': true },
    });
    await window.call('settings.set', {
      layout: { 'library.width': null, zoom: 2 },
      keys: { undo: 'mod+y' },
    });
    const settings = await window.call('settings.get');
    expect(settings).toMatchObject({ units: 'inch', theme: 'dark', keys: { undo: 'mod+y' } });
    expect(settings.layout).toEqual({ 'studio.open': true, zoom: 2 });
    await expect.poll(() => events.filter((event) => event.type === 'changed').length).toBe(2);
  });

  it('imports garments file by file: new, known, broken, and with any name', async () => {
    const files = [
      sample('garments/tee-breton.jpg', '../../Breton_tee.jpg'),
      sample('garments/trousers-check.jpg'),
      sample('garments/tee-breton.jpg', 'again.jpg'),
      new File(['not a picture'], 'broken.jpg'),
    ];
    const uploads = [];
    for (const file of files) uploads.push((await window.upload(file)).token);
    const job = await ended(await window.call('garments.import', { uploads }));
    expect(job).toMatchObject({ kind: 'import-garments', state: 'done', subject: '4' });
    expect(job.items.map(({ name, state }) => [name, state])).toEqual([
      ['Breton_tee.jpg', 'done'],
      ['trousers-check.jpg', 'done'],
      ['again.jpg', 'known'],
      ['broken.jpg', 'failed'],
    ]);
    expect(job.items[2].id).toBe(job.items[0].id);
    expect(job.items[3].error?.code).toBe('not-an-image');

    const found = await window.call('garments.search', { query: { sort: 'name', descending: false } });
    garments = found.garments;
    expect(garments.map(({ name, category }) => [name, category])).toEqual([
      ['Breton tee', 'top'],
      ['trousers-check', 'trousers'],
    ]);
    expect(garments[0].colours.map(({ name }) => name)).toContain('navy');
    const told = events.filter((event) => event.type === 'job' && event.job.id === job.id);
    expect(told.length).toBeGreaterThan(2);
    expect(told.at(-1)).toMatchObject({ job: { state: 'done' } });

    // What failed can be run again while the file is kept; nothing else is read twice.
    const again = await ended(await window.call('jobs.retry', { id: job.id }));
    expect(again.items.map(({ state }) => state)).toEqual(['done', 'done', 'known', 'failed']);
    expect(await window.call('jobs.clear')).toBe(1);
    expect(await window.call('jobs.list')).toEqual([]);
  });

  it('gives out pictures and their thumbnails', async () => {
    const [{ hash }] = garments;
    const whole = await window.picture(hash);
    expect(whole.type).toBe('image/jpeg');
    expect(whole.bytes.equals(readFileSync(join(SAMPLES, 'garments/tee-breton.jpg')))).toBe(true);
    for (const size of [256, 1024] as const) {
      const small = await window.picture(hash, size);
      expect(small.type).toBe('image/webp');
      const { width = 0, height = 0 } = await sharp(small.bytes).metadata();
      expect(Math.max(width, height)).toBe(size);
    }
    expect(await codeOf(window.picture('0'.repeat(64)))).toBe('not-in-library');
  });

  it('keeps what the boutique says and finds it', async () => {
    const ids = garments.map(({ id }) => id);
    await window.call('garments.update', { ids, changes: { brand: 'Maison', price: 4900, currency: 'EUR' } });
    await window.call('garments.update', { ids: [ids[0]], changes: { price: null, name: '条纹T恤' } });
    await window.call('garments.retag', { ids, add: ['summer'], remove: [] });
    const [tee] = (await window.call('garments.search', { query: { text: '条纹' } })).garments;
    expect(tee).toMatchObject({ id: ids[0], brand: 'Maison', tags: ['summer'] });
    expect(tee.price).toBeUndefined();
    const rail = await window.call('collections.create', { kind: 'manual', name: 'Rail' });
    expect((await window.call('collections.add', { id: rail.id, garmentIds: ids })).count).toBe(2);
    const kept = await window.call('collections.create', {
      kind: 'search',
      name: 'Trousers',
      query: { categories: ['trousers'] },
    } as never);
    expect(kept.count).toBe(1);
  });

  it('imports a photo for a client', async () => {
    ({ id: clientId } = await window.call('clients.create', { name: 'Amara Okafor' }));
    const { token } = await window.upload(sample('clients/amara.jpg'));
    const job = await ended(await window.call('photos.import', { uploads: [token], clientId }));
    expect(job).toMatchObject({ state: 'done', subject: 'amara.jpg' });
    const [photo] = await window.call('photos.list', { clientId });
    expect(photo).toMatchObject({ width: 1024, height: 1365, fileName: 'amara.jpg' });
    expect(await window.call('clients.list', {})).toMatchObject([{ photos: 1, looks: 0, cover: photo.hash }]);
    const people = await window.call('photos.people', { id: photo.id });
    expect(people).toHaveLength(1);
    // The file was taken: its token is used up.
    expect(await codeOf(window.call('photos.import', { uploads: [token] }))).toBe('upload-gone');
  });

  it('shapes a body by numbers, and by the photo', async () => {
    const wanted = { sex: 'female' as const, measures: { stature: 170, waistGirth: 70 } };
    const body = await window.call('body.shape', wanted);
    expect(body.measurements.waistGirth).toBeCloseTo(70, 0);
    const { file, mediaType } = await studio.pictureFile(body.mesh);
    expect(mediaType).toBe('model/gltf-binary');
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('glTF');

    const [photo] = await window.call('photos.list', { clientId });
    const seen = { photoId: photo.id, sex: 'female' as const, statureCm: 172 };
    const mine = ticket();
    const told = await window.call('body.fromPhoto', { ...seen, ticket: mine });
    expect(told.measurements.waistGirth.value).toBeGreaterThan(55);
    expect(told.measurements.waistGirth.spread).toBeGreaterThan(0.5);
    expect(told.iou).toBeGreaterThan(0.6);
    expect((await sharp((await studio.pictureFile(told.overlay)).file).metadata()).width).toBe(1024);
    await expect
      .poll(() => events.some((event) => event.type === 'render' && event.ticket === mine))
      .toBe(true);

    const other = ticket();
    const given = codeOf(window.call('body.fromPhoto', { ...seen, statureCm: 160, ticket: other }));
    await window.call('body.cancel', { ticket: other });
    expect(await given).toBe('cancelled');

    // a cancel that overtakes its call counts as well
    const overtaken = ticket();
    await window.call('body.cancel', { ticket: overtaken });
    const late = window.call('body.fromPhoto', { ...seen, statureCm: 161, ticket: overtaken });
    expect(await codeOf(late)).toBe('cancelled');
  });

  it.runIf(way === LONG)('poses a figure as the person in a photo, who is looked at once', async () => {
    const [photo] = await window.call('photos.list', { clientId });
    const first = ticket();
    const told = await window.call('body.pose', { photoId: photo.id, ticket: first });
    if ('because' in told) throw new Error(told.because.text);
    expect(told.joints).toHaveProperty(['elbow.L']);
    const heard = (of: string) => events.some((event) => event.type === 'render' && event.ticket === of);
    await expect.poll(() => heard(first)).toBe(true);
    const again = ticket();
    expect(await window.call('body.pose', { photoId: photo.id, ticket: again })).toEqual(told);
    expect(heard(again)).toBe(false);

    const body = { sex: 'female' as const, measures: { stature: 170, bustGirth: 90 } };
    const pose = { joints: told.joints };
    const bare = await window.call('body.shape', { ...body, pose });
    // the shape is that of the tape
    const standing = await window.call('body.shape', body);
    expect(bare.measurements).toEqual(standing.measurements);
    expect(bare.mesh).not.toBe(standing.mesh);
    const wish = { body, garments: [{ garmentId: garments[0].id }] };
    const posed = await window.call('worn.dress', { ...wish, pose, ticket: ticket() });
    const stood = await window.call('worn.dress', { ...wish, ticket: ticket() });
    expect(posed.garments[0]).toMatchObject({ method: 'sewn', size: stood.garments[0].size });
    expect(posed.mesh).not.toBe(stood.mesh);

    // a file to be saved has the colour that the look has the garment in
    const garment = { ...wish.garments[0], colourway: '#6a1b2d' };
    const dyed = await window.call('worn.dress', { ...wish, garments: [garment], pose, ticket: ticket() });
    const redness = async (mesh: string) => {
      const bytes = readFileSync((await studio.pictureFile(mesh)).file);
      const root = (await new NodeIO().readBinary(bytes)).getRoot();
      const picture = root.listNodes().find((node) => node.getName() === 'garment-0')!;
      const image = picture.getMesh()!.listPrimitives()[0].getMaterial()!.getBaseColorTexture()!.getImage()!;
      const { channels } = await sharp(image).stats();
      return channels[0].mean - channels[1].mean;
    };
    expect(await redness(dyed.mesh)).toBeGreaterThan((await redness(posed.mesh)) + 15);
    const odd = window.call('body.shape', { ...body, pose: { joints: { tail: 1 } } });
    expect(await codeOf(odd)).toBe('invalid-input');

    const nobody = { photoId: photo.id, subject: 7, ticket: ticket() };
    expect(await codeOf(window.call('body.pose', nobody))).toBe('subject-out-of-range');
  });

  it.runIf(way === LONG)(
    'dresses a body in garments of the library, in the sizes as the shop labels them',
    async () => {
      const [tee] = garments;
      const rows = [
        { label: '38', chest: 104, stock: 1 },
        { label: '40', chest: 110 },
        { label: '42', chest: 116 },
      ];
      await window.call('garments.update', { ids: [tee.id], changes: { sizes: rows } });
      const body = { sex: 'female' as const, measures: { stature: 170, bustGirth: 90 } };
      const worn = await window.call('worn.dress', {
        body,
        garments: [{ garmentId: tee.id, size: '40' }],
        ticket: ticket(),
      });
      expect(worn.garments).toMatchObject([
        { garmentId: tee.id, method: 'sewn', chart: 'given', size: '40' },
      ]);
      expect(worn.garments[0].sizes.map(({ size }) => size)).toEqual(['38', '40', '42']);
      expect(texts(worn.garments[0].recommendation.reasons).join(' ')).toMatch(/\b(38|40|42)\b/);
      expect((await studio.pictureFile(worn.mesh)).mediaType).toBe('model/gltf-binary');
      const file = await window.call('worn.file', { mesh: worn.mesh, name: 'Evening: 40' });
      expect(file.fileName).toBe('Evening 40.glb');
      const saved = studio.downloadFile(file.token);
      expect(readFileSync(saved.file).subarray(0, 4).toString()).toBe('glTF');
      const gone = window.call('worn.file', { mesh: 'f'.repeat(64), name: 'x' });
      expect(await codeOf(gone)).toBe('upload-gone');
      const unknown = { garmentId: ticket() };
      expect(await codeOf(window.call('worn.dress', { body, garments: [unknown], ticket: ticket() }))).toBe(
        'not-in-library',
      );
      // one that is gone does not keep the others from being worn, and is named
      const wish = { garmentId: tee.id, size: '40' };
      const both = await window.call('worn.dress', { body, garments: [unknown, wish], ticket: ticket() });
      expect(both.garments).toMatchObject([{ index: 1, garmentId: tee.id, method: 'sewn' }]);
      expect(both.failed).toMatchObject([{ index: 0, ...unknown, error: { code: 'not-in-library' } }]);
      await window.call('garments.update', { ids: [tee.id], changes: { sizes: tee.sizes } });
    },
  );

  it.runIf(way === LONG)('shows the pattern a garment was cut by, and cuts it otherwise', async () => {
    const [tee] = garments;
    const body = { sex: 'female' as const, measures: { stature: 170, bustGirth: 90 } };
    const [plain] = (
      await window.call('worn.dress', { body, garments: [{ garmentId: tee.id }], ticket: ticket() })
    ).garments;
    const down = { out: 0, down: 6 };
    const alterations = { hemL: down, hemC: down, hemR: down };
    const cut = { body, garmentId: tee.id, cut: plain.cut! };
    const [before, after] = [
      await window.call('worn.pattern', cut),
      await window.call('worn.pattern', { ...cut, alterations }),
    ];
    expect(before.panels.map(({ name }) => name)).toEqual(['front', 'back', 'sleeveL', 'sleeveR']);
    const picture = (await studio.pictureFile(before.picture)).file;
    const { width, height, hasAlpha } = await sharp(picture).metadata();
    expect(width! / height!).toBeCloseTo(before.width / before.height, 1);
    expect(hasAlpha).toBe(true);
    const hem = ({ points }: typeof before) => points.find(({ name }) => name === 'hemC')!.y;
    expect(hem(after) - hem(before)).toBeCloseTo(6, 0);
    const [longer] = (
      await window.call('worn.dress', {
        body,
        garments: [{ garmentId: tee.id, alterations }],
        ticket: ticket(),
      })
    ).garments;
    // the size to take is that of the garment as it is sold
    expect(longer.recommendation).toEqual(plain.recommendation);
    expect(longer.cut).toEqual(plain.cut);
  });

  it('edits a look with history, and refuses an edit onto a state that has passed', async () => {
    const [photo] = await window.call('photos.list', { clientId });
    const layer = { id: ticket(), garmentId: garments[0].id };
    look = await window.call('looks.create', {
      document: { format: 1, photoId: photo.id, layers: [layer] },
      name: 'Evening',
    });
    const changed = { ...look.document, layers: [{ ...look.document.layers[0], opacity: 0.5 }] };
    const edited = await window.call('looks.edit', {
      id: look.id,
      label: 'fade',
      document: changed,
      onto: 0,
    });
    expect(edited).toMatchObject({ applied: 1, edits: 1, clientId });
    const late = window.call('looks.edit', { id: look.id, label: 'x', document: look.document, onto: 0 });
    expect(await codeOf(late)).toBe('look-changed');
    expect((await window.call('looks.undo', { id: look.id })).document).toEqual(look.document);
    expect(await window.call('looks.history', { id: look.id })).toMatchObject([{ number: 1, label: 'fade' }]);
  });

  it('renders a look, keeps the picture, and knows when it no longer holds', async () => {
    const { id } = look;
    expect(await window.call('looks.rendered', { id, quality: 'preview' })).toBeNull();
    const mine = ticket();
    const preview = await window.call('looks.render', { id, quality: 'preview', ticket: mine });
    expect(preview).toMatchObject({ lookId: id, quality: 'preview', photoWidth: 1024, photoHeight: 1365 });
    expect(preview.layers.map((layer) => layer.category)).toEqual(['top']);
    expect(preview.joints.find(({ name }) => name === 'leftShoulder')).toMatchObject({ corrected: false });
    const { format, width } = await sharp((await window.picture(preview.picture)).bytes).metadata();
    expect([format, width]).toEqual(['jpeg', preview.width]);
    expect(events.some((event) => event.type === 'render' && event.ticket === mine)).toBe(true);

    const again = await window.call('looks.render', { id, quality: 'preview', ticket: ticket() });
    expect(again).toEqual(preview);
    expect(await window.call('looks.rendered', { id, quality: 'preview' })).toEqual(preview);
    expect(await window.call('looks.list', { clientId })).toMatchObject([{ picture: preview.picture }]);

    await window.call('looks.redo', { id });
    expect(await window.call('looks.rendered', { id, quality: 'preview' })).toBeNull();
    await window.call('looks.undo', { id });
    // A corrected landmark changes the picture of every look with the garment.
    const landmarks = { hemL: { x: 0.3, y: 0.9 } };
    await window.call('garments.update', { ids: [garments[0].id], changes: { landmarks } });
    expect(await window.call('looks.rendered', { id, quality: 'preview' })).toBeNull();
    await window.call('garments.update', { ids: [garments[0].id], changes: { landmarks: {} } });
    expect(await window.call('looks.rendered', { id, quality: 'preview' })).toEqual(preview);
  });

  it('the newest picture of a look wins', async () => {
    const draft = (opacity: number) => {
      const document = { ...look.document, layers: [{ ...look.document.layers[0], opacity }] };
      return window.call('looks.render', { id: look.id, quality: 'draft', ticket: ticket(), document });
    };
    const asked = [0.9, 0.8, 0.7, 0.6].map(draft);
    const told = await Promise.all(asked.map(codeOf));
    // The first runs, those in between are passed over, the last is made.
    expect(told).toEqual(['no error', 'superseded', 'superseded', 'no error']);
    const { inline, width, height } = await asked[3];
    expect(Math.max(width, height)).toBeLessThanOrEqual(640);
    const [, base64] = /^data:image\/jpeg;base64,(.+)$/.exec(inline ?? '') ?? [];
    expect(await sharp(Buffer.from(base64 ?? '', 'base64')).metadata()).toMatchObject({ width, height });
  });

  it('exports a look under the name asked for, without the place it was taken', async () => {
    const job = await ended(
      await window.call('looks.export', {
        id: look.id,
        options: { format: 'webp', longest: 300, nameTemplate: '{client}_{look}_{n}' },
      }),
    );
    expect(job.state).toBe('done');
    const { name, bytes } = await window.download(job.download?.token ?? '');
    expect(name).toBe('Amara Okafor_Evening_1.webp');
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', height: 300 });
    const copied = await window.call('looks.picture', { id: look.id, longest: 200 });
    const picture = await sharp((await window.download(copied.token)).bytes).metadata();
    expect(picture).toMatchObject({ format: 'png', height: 200 });
    expect(picture.exif).toBeUndefined();
  });

  it('shows a garment as the engine sees it and mends its cut-out', async () => {
    const { id } = garments[0];
    const before = await window.call('garments.inspect', { id });
    const alpha = async ({ cutOut }: { cutOut: string }) => {
      const { data } = await sharp((await window.picture(cutOut)).bytes)
        .extractChannel(3)
        .raw()
        .toBuffer({ resolveWithObject: true });
      return data.reduce((sum, value) => sum + value, 0) / 255;
    };
    const middle = [before.width / 2, before.height / 2];
    const strokes = [{ does: 'remove' as const, radius: 60, edgeAware: false, points: middle }];
    const mended = await window.call('garments.repairCutOut', { id, strokes });
    const lost = (await alpha(before)) - (await alpha(mended));
    const scale = 1024 / Math.max(before.width, before.height);
    expect(lost / (Math.PI * (60 * Math.min(1, scale)) ** 2)).toBeCloseTo(1, 1);
    const { hash, cutOutHash } = await window.call('garments.get', { id });
    await window.call('garments.resetCutOut', { id });
    expect((await window.call('garments.get', { id })).cutOutHash).toBeUndefined();

    // and to the mended one again, but to no other picture
    const again = await window.call('garments.resetCutOut', { id, to: cutOutHash! });
    expect(await alpha(again)).toBe(await alpha(mended));
    expect((await window.call('garments.get', { id })).cutOutHash).toBe(cutOutHash);
    const to = (other: string) => codeOf(window.call('garments.resetCutOut', { id, to: other }));
    expect(await to(hash)).toBe('invalid-input');
    expect(await to('0'.repeat(64))).toBe('not-in-library');
    const wide = garments.find((one) => one.id !== id && one.hash !== hash)!;
    const elsewhere = codeOf(window.call('garments.resetCutOut', { id: wide.id, to: cutOutHash! }));
    const seen = await window.call('garments.inspect', { id: wide.id });
    const alike = seen.width === before.width && seen.height === before.height;
    expect(await elsewhere).toBe(alike ? 'no error' : 'invalid-input');
    await window.call('garments.resetCutOut', { id: wide.id });
    await window.call('garments.resetCutOut', { id });
    expect((await window.call('garments.get', { id })).cutOutHash).toBeUndefined();
  });

  it('searches everything, a kind at a time', async () => {
    const hits = await window.call('search.all', { text: 'amara' });
    expect(hits.map(({ kind }) => kind).sort()).toEqual(['client', 'look']);
    expect(await window.call('search.all', { text: '条纹' })).toMatchObject([{ kind: 'garment' }]);
    expect(await window.call('search.all', { text: '%' })).toEqual([]);
  });

  it('puts away, brings back, erases', async () => {
    const ids = [garments[1].id];
    expect(await window.call('trash.put', { kind: 'garment', ids })).toBe(1);
    expect(await window.call('trash.counts')).toMatchObject({ garment: 1, look: 0 });
    expect(await window.call('trash.restore', { kind: 'garment', ids })).toBe(1);
    const [photo] = await window.call('photos.list', { clientId });
    const exported = await window.call('looks.picture', { id: look.id, longest: 64 });
    const { bytes } = await window.call('clients.erase', { id: clientId });
    expect(await codeOf(window.download(exported.token))).toBe('upload-gone');
    expect(bytes).toBeGreaterThan(100_000);
    expect(await codeOf(window.picture(photo.hash))).toBe('not-in-library');
    expect(await codeOf(window.call('looks.get', { id: look.id }))).toBe('not-in-library');
  });

  it('backs the library up and checks it', async () => {
    const backup = await ended(await window.call('library.backup'));
    expect(backup).toMatchObject({
      state: 'done',
      download: { fileName: expect.stringMatching(/\.toile$/) },
    });
    const check = await ended(await window.call('library.check', {}));
    expect(check).toMatchObject({ state: 'done', items: [] });
  });
});
