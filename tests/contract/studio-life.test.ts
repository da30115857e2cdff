/** The app over time: interrupted imports, a second process, a crashing engine, a watched folder. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../src-main/contract/calls/index.ts';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { Rendered } from '../../src-main/contract/calls/looks.ts';
import type { StudioCore } from '../../src-main/services/app/context.ts';
import { createStudio, type Studio, type StudioOptions } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { batchesIn, jobEnded, MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

let core: Core;
let shared: string;
beforeAll(() => {
  shared = mkdtempSync(join(tmpdir(), 'toile-life-'));
  core = createCore({ dataDir: shared, modelsDirs: [MODELS], resourcesDir: RESOURCES });
});
afterAll(async () => {
  await core.close();
  rmSync(shared, { recursive: true, force: true });
});

let folder: string;
const studios: Studio[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(shared, 'one-'));
});
afterEach(async () => {
  await Promise.all(studios.splice(0).map((studio) => studio.close()));
});

function open(options: Partial<StudioOptions> = {}): Studio {
  const studio = createStudio({
    core,
    libraryFolder: join(folder, 'library'),
    resourcesDir: RESOURCES,
    version: '0',
    host: { kind: 'test', locale: 'en' },
    batches: batchesIn(folder),
    checkOutputs: true,
    ...options,
  });
  studios.push(studio);
  return studio;
}

async function ask<T>(studio: Studio, name: string, input?: unknown): Promise<T> {
  const answer = await studio.call(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
  return answer.output as T;
}

const codeOf = async (studio: Studio, name: string, input?: unknown): Promise<string> => {
  const answer = await studio.call(name, input);
  return answer.ok ? 'no error' : answer.error.code;
};

/** A look of a tee on a sample client. */
async function makeLook(studio: Studio): Promise<string> {
  const person = await studio.upload(join(SAMPLES, 'clients', 'kenji.jpg'), 'kenji.jpg');
  const tee = await studio.upload(join(SAMPLES, 'garments', 'tee-wordmark.jpg'), 'tee.jpg');
  const jobs = [
    await ask<JobView>(studio, 'photos.import', { uploads: [person.token] }),
    await ask<JobView>(studio, 'garments.import', { uploads: [tee.token] }),
  ];
  const [photo, garment] = await Promise.all(
    jobs.map(async ({ id }) => (await jobEnded(studio, id)).items[0].id),
  );
  const layers = [{ id: crypto.randomUUID(), garmentId: garment }];
  const look = await ask<{ id: string }>(studio, 'looks.create', {
    document: { format: 1, photoId: photo, layers },
  });
  return look.id;
}

/** The engine, but with time between two files, whatever it remembers. */
const leisurely = (): StudioCore => ({
  ...core,
  inspectGarment: async (input, options) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return core.inspectGarment(input, options);
  },
});

describe('imports', () => {
  it('go on at the next start where they were interrupted; files are kept until then and not longer', async () => {
    const first = open({ core: leisurely() });
    const uploads = [];
    for (const name of ['tee-breton', 'shell-dots', 'skirt-floral'])
      uploads.push(await first.upload(join(SAMPLES, 'garments', `${name}.jpg`), `${name}.jpg`));
    const job = await ask<JobView>(first, 'garments.import', { uploads: uploads.map(({ token }) => token) });
    await new Promise<void>((resolve) =>
      first.on((event) => event.type === 'job' && event.job.items.length > 0 && resolve()),
    );
    await first.close();
    const staged = join(folder, 'library', 'uploads', uploads[2].token);
    expect(existsSync(staged)).toBe(true);

    const second = open();
    const ended = await jobEnded(second, job.id);
    expect(ended.state).toBe('done');
    expect(ended.items.map(({ name }) => name).sort()).toEqual([
      'shell-dots.jpg',
      'skirt-floral.jpg',
      'tee-breton.jpg',
    ]);
    expect(await ask(second, 'garments.search', { query: {} })).toMatchObject({ total: 3 });
    expect(existsSync(staged)).toBe(false);
  });

  it('are cancelled between files and can be run again', async () => {
    const studio = open({ core: leisurely() });
    const uploads = [];
    for (const name of ['tee-breton', 'shell-dots', 'skirt-floral'])
      uploads.push(await studio.upload(join(SAMPLES, 'garments', `${name}.jpg`), `${name}.jpg`));
    const job = await ask<JobView>(studio, 'garments.import', { uploads: uploads.map(({ token }) => token) });
    await new Promise<void>((resolve) =>
      studio.on((event) => event.type === 'job' && event.job.items.length > 0 && resolve()),
    );
    await ask(studio, 'jobs.cancel', { id: job.id });
    const stopped = await jobEnded(studio, job.id);
    expect(stopped.state).toBe('cancelled');
    expect(stopped.items.length).toBeLessThan(3);
    await ask(studio, 'jobs.retry', { id: job.id });
    expect((await jobEnded(studio, job.id)).items).toHaveLength(3);
  });

  it('fail together when every file does, with the reason', async () => {
    const studio = open();
    writeFileSync(join(folder, 'bad.png'), 'no');
    const { token } = await studio.upload(join(folder, 'bad.png'), 'bad.png');
    const { id } = await ask<JobView>(studio, 'photos.import', { uploads: [token] });
    expect(await jobEnded(studio, id)).toMatchObject({ state: 'failed', error: { code: 'not-an-image' } });
  });
});

describe('a second process', () => {
  it('may look, render and export, but change nothing', async () => {
    const first = open();
    const look = await makeLook(first);
    const second = open();
    expect(second.readOnly).toBe(true);
    expect(await ask(second, 'app.info')).toMatchObject({ readOnly: true });
    expect(await codeOf(second, 'clients.create', { name: 'x' })).toBe('library-locked');
    expect(await codeOf(second, 'settings.set', { theme: 'light' })).toBe('library-locked');
    await expect(second.upload(join(SAMPLES, 'clients', 'lena.jpg'), 'lena.jpg')).rejects.toMatchObject({
      code: 'library-locked',
    });
    const made = await ask<Rendered>(second, 'looks.render', {
      id: look,
      quality: 'preview',
      ticket: crypto.randomUUID(),
    });
    const { file } = await second.pictureFile(made.picture);
    expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(file.startsWith(folder)).toBe(false);
    const job = await ask<JobView>(second, 'looks.export', { id: look, options: { longest: 200 } });
    expect(await jobEnded(second, job.id)).toMatchObject({ state: 'done' });
    expect(await ask(second, 'jobs.clear')).toBeGreaterThan(0);
    // What the first does is seen.
    await ask(first, 'clients.create', { name: 'New' });
    expect(await ask(second, 'clients.count')).toBe(1);
  });
});

describe('a crashing engine', () => {
  it('is told of, started again, and the picture is made all the same', async () => {
    const studio = open();
    const id = await makeLook(studio);
    const events: StudioEvent[] = [];
    let killed = false;
    studio.on((event) => {
      events.push(event);
      if (event.type !== 'render' || killed) return;
      killed = true;
      for (const pid of core.enginePids()) process.kill(pid, 'SIGKILL');
    });
    const ticket = crypto.randomUUID();
    const made = await ask<Rendered>(studio, 'looks.render', { id, quality: 'preview', ticket });
    expect(made.confidence).toBeGreaterThan(0.5);
    expect(killed).toBe(true);
    expect(events.filter((event) => event.type === 'engine')).toEqual([
      { type: 'engine', state: 'crashed' },
      { type: 'engine', state: 'ready' },
    ]);
  });
});

describe('thumbnails', () => {
  it('that are missing are made once, however many ask', async () => {
    const first = open();
    await makeLook(first);
    const [{ hash }] = await ask<{ hash: string }[]>(first, 'photos.list', {});
    await first.close();
    // Another process with an engine that counts, and a library that has lost its caches.
    let made = 0;
    const counting: StudioCore = {
      ...core,
      thumbnail: (input, options) => {
        made++;
        return core.thumbnail(input, options);
      },
    };
    const second = open({ core: counting });
    const small = await second.pictureFile(hash, 256);
    expect(made).toBe(0);
    rmSync(small.file);
    const files = await Promise.all(
      ([256, 1024, 256, 256] as const).map((size) => second.pictureFile(hash, size)),
    );
    expect(made).toBe(1);
    expect(files.every(({ file, mediaType }) => existsSync(file) && mediaType === 'image/webp')).toBe(true);
  });
});

describe('hot folder', () => {
  it('imports what appears, pictures only, and not again at the next start', async () => {
    const rail = join(folder, 'rail');
    mkdirSync(rail);
    const host = { kind: 'test', locale: 'en', chooseFolder: async () => rail } as const;
    const studio = open({ host });
    expect(await ask(studio, 'library.hotFolder')).toBeNull();
    expect(await ask(studio, 'library.chooseHotFolder')).toEqual({ name: 'rail', on: true });
    copyFileSync(join(SAMPLES, 'garments', 'tee-breton.jpg'), join(rail, 'tee.jpg'));
    writeFileSync(join(rail, 'notes.txt'), 'no picture');
    const total = async (of: Studio) =>
      (await ask<{ total: number }>(of, 'garments.search', { query: {} })).total;
    await expect.poll(() => total(studio), { timeout: 20_000 }).toBe(1);
    const [job] = await ask<JobView[]>(studio, 'jobs.list');
    expect(await jobEnded(studio, job.id)).toMatchObject({ state: 'done', subject: 'tee.jpg' });
    await studio.close();

    const next = open({ host });
    copyFileSync(join(SAMPLES, 'garments', 'shell-dots.jpg'), join(rail, 'shell.jpg'));
    await expect.poll(() => total(next), { timeout: 20_000 }).toBe(2);
    const subjects = (await ask<JobView[]>(next, 'jobs.list')).map(({ subject }) => subject);
    expect(subjects).toEqual(['tee.jpg', 'shell.jpg']);
    await next.close();

    rmSync(rail, { recursive: true });
    const last = open({ host });
    const gone = { name: 'rail', on: false, error: { code: 'folder-gone' } };
    expect(await ask(last, 'library.hotFolder')).toMatchObject(gone);
    await ask(last, 'library.stopHotFolder');
    expect(await ask(last, 'library.hotFolder')).toBeNull();
  });
});
