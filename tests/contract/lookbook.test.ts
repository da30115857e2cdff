/**
 * Lookbooks from a library and from a folder, with the real engine but for the dressing: what is shown, what is left out and
 * said, and that a file is whole or not there.
 */

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../src-main/contract/calls/jobs.ts';
import type { ClientInput } from '../../src-main/contract/catalog/client.ts';
import { LookbookOptions } from '../../src-main/contract/lookbook.ts';
import { embedMetadata } from '../../src-main/engine/image/embed.ts';
import { profileNamed } from '../../src-main/engine/image/rgb-profiles.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import { createStudio, type Studio } from '../../src-main/services/app/studio.ts';
import { type Core, createCore } from '../../src-main/services/core.ts';
import { type LookbookCommand, runLookbook } from '../../src-main/services/lookbook/command.ts';
import { letters, pages } from '../fixtures/pdf.ts';
import { batchesIn, jobEnded, MODELS, RESOURCES, SAMPLES } from '../fixtures/web-host.ts';

let folder: string;
let core: Core;
let libraryFolder: string;
/** Photos that were asked to be dressed. */
let dressed = 0;
const ids = { spring: '', empty: '', shy: '', lena: '', looks: [] as string[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toile-lookbook-'));
  libraryFolder = join(folder, 'library');
  const real = createCore({ dataDir: folder, modelsDirs: [MODELS], resourcesDir: RESOURCES });
  core = {
    ...real,
    // dressing takes seconds and is tested elsewhere: here the picture is the photo
    renderLook: async ({ person, out, inventedOut }) => {
      dressed++;
      if (out === undefined) throw new Error('a finished picture goes to a file');
      await sharp(person).png().toFile(out);
      if (inventedOut) await sharp(person).png().toFile(inventedOut);
      return {
        ...{
          out,
          width: 1024,
          height: 1365,
          photoWidth: 1024,
          photoHeight: 1365,
          confidence: 1,
          ms: 1,
          peakMb: 1,
        },
        ...{ needsReview: false, reasons: [], joints: [], layers: [], editedShare: 0, notes: [], stages: [] },
        provider: 'cpu',
      };
    },
  };
  const library = openLibrary(libraryFolder);
  const asset = (file: string) =>
    library.assets.importFile(file, { kind: 'original', mediaType: 'image/jpeg', width: 1024, height: 1365 });
  const garment = async (name: string, fields: object) =>
    library.garments.add((await asset(join(SAMPLES, 'garments', `${name}.jpg`))).hash, `${name}.jpg`, fields)
      .garment;
  const sizes = [{ label: '均码' }, { label: 'XL' }];
  const tee = await garment('tee-breton', {
    name: '海军条纹T恤',
    sku: 'TO-1002',
    price: 4500,
    currency: 'CNY',
    sizes,
  });
  const skirt = await garment('skirt-floral', { name: 'Floral skirt', brand: 'Maison Lin' });
  const wear = async (who: string, consent: ClientInput['consent'], name: string) => {
    const client = library.clients.create({ name: who, consent });
    const { hash } = await asset(join(SAMPLES, 'clients', `${who}.jpg`));
    const photo = library.clients.addPhoto(hash, `${who}.jpg`, client.id);
    const layers = [{ id: crypto.randomUUID(), garmentId: tee.id }];
    ids.looks.push(library.looks.create({ format: 1, photoId: photo.id, layers }, name).id);
    return client.id;
  };
  ids.lena = await wear('lena', { given: true, scope: ['show'], note: '' }, 'Harbour');
  ids.shy = await wear('amara', { given: true, scope: ['store', 'try-on'], note: '' }, 'Private');
  ids.spring = library.collections.create({ kind: 'manual', name: '春装 Spring' }).id;
  library.collections.add(ids.spring, [tee.id, skirt.id]);
  ids.empty = library.collections.create({ kind: 'manual', name: 'Empty' }).id;
  library.close();
});
afterAll(async () => {
  await core.close();
  rmSync(folder, { recursive: true, force: true });
});

const command = (from: LookbookCommand['from'], out: string, options: object = {}): LookbookCommand => ({
  ...{ from, out: join(folder, out), provider: 'cpu', version: '0', signal: new AbortController().signal },
  options: LookbookOptions.parse({ format: out.endsWith('html') ? 'html' : 'pdf', ...options }),
  onProgress: () => {},
});
const collection = (name: string): LookbookCommand['from'] => ({
  ...{ kind: 'library', collection: name, contents: 'both', libraryFolder },
});
/** Names of the files beside the library; what is made in between is no longer there. */
const files = () => readdirSync(folder).filter((name) => /lookbook|\.tmp|pdf|html/.test(name));

describe('a lookbook of a collection', () => {
  it('shows looks that may be shown, then garments that none of them wears, as the catalog tells them', async () => {
    const made = await runLookbook(
      core,
      command(collection('春装 spring'), 'a.pdf', { language: 'zh-CN', skus: true }),
    );
    expect(made).toMatchObject({ plates: 2, pages: 3 });
    expect(made.left).toEqual([
      { name: 'Private', error: expect.objectContaining({ code: 'invalid-input' }) },
    ]);
    const pdf = readFileSync(join(folder, 'a.pdf'));
    expect(pages(pdf)).toBe(3);
    for (const letter of '春装HarbourFloralskirtMaisonLin海军条纹T恤TO-1002¥45.00均码XL')
      expect(letters(pdf), letter).toContain(letter);
    expect(files()).toEqual(['a.pdf']);
    // the look's picture is kept in the library like any other, and not made again
    expect(dressed).toBe(1);
    await runLookbook(core, command(collection('春装 Spring'), 'b.html', { template: 'before-after' }));
    expect(dressed).toBe(1);
    rmSync(join(folder, 'b.html'));
  });

  it('shows the looks of a client who is named, and goes by the order of a collection', async () => {
    const of = (more: object): LookbookCommand['from'] => ({
      ...{ kind: 'library', contents: 'both', libraryFolder },
      ...more,
    });
    const made = await runLookbook(core, command(of({ client: 'AMARA' }), 'client.html'));
    expect(made).toMatchObject({ plates: 1, left: [] });
    const page = readFileSync(join(folder, 'client.html'), 'utf8');
    expect(page).toContain('<h1>amara</h1>');
    expect(page).toContain('Private');
    const both = await runLookbook(
      core,
      command(of({ client: 'lena', collection: '春装 spring' }), 'both.html'),
    );
    expect(both).toMatchObject({ plates: 1, left: [] });
    await expect(runLookbook(core, command(of({ client: 'Nobody' }), 'none.html'))).rejects.toThrow(
      /There are: "amara", "lena"/,
    );
    for (const name of ['client.html', 'both.html']) rmSync(join(folder, name));
    const library = openLibrary(libraryFolder);
    try {
      const [tee, skirt] = library.garments.search({ sort: 'name', descending: true }).garments;
      const turned = library.collections.create({ kind: 'manual', name: 'Turned' });
      library.collections.add(turned.id, [skirt.id, tee.id]);
      const { garments } = library.garments.search({ collection: turned.id, sort: 'collection' });
      expect(garments.map(({ id }) => id)).toEqual([skirt.id, tee.id]);
      library.collections.delete(turned.id);
    } finally {
      library.close();
    }
  });

  it('says what is wrong before any work, and leaves what was there as it was', async () => {
    const before = readFileSync(join(folder, 'a.pdf'));
    await expect(runLookbook(core, command(collection('Summer'), 'a.pdf'))).rejects.toMatchObject({
      code: 'not-in-library',
      message: expect.stringContaining('"Empty", "春装 Spring"'),
    });
    await expect(runLookbook(core, command(collection('Empty'), 'a.pdf'))).rejects.toMatchObject({
      code: 'not-in-library',
      reason: { code: 'collection-empty' },
    });
    await expect(runLookbook(core, command(collection('Empty'), 'gone/a.pdf'))).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    const stopped = { ...command(collection('春装 Spring'), 'a.pdf'), signal: AbortSignal.abort() };
    await expect(runLookbook(core, stopped)).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(join(folder, 'a.pdf')).equals(before)).toBe(true);
    expect(files()).toEqual(['a.pdf']);
  });
});

describe('a lookbook of a folder', () => {
  it('goes by its table, converts pictures to its profile and names those it leaves out', async () => {
    const pictures = join(folder, 'pictures');
    mkdirSync(pictures);
    // the green of Display P3
    const size = { width: 200, height: 300 };
    const green = await sharp({ create: { ...size, channels: 3, background: '#0f0' } })
      .png()
      .toBuffer();
    const wide = embedMetadata(
      'png',
      green,
      { icc: await profileNamed('display-p3') },
      { ...size, alpha: false },
    );
    for (const name of ['a.png', 'b.png', 'b-before.png']) writeFileSync(join(pictures, name), wide);
    writeFileSync(join(pictures, 'broken.jpg'), 'no picture');
    const captions = join(folder, 'captions.csv');
    writeFileSync(
      captions,
      '\uFEFFPicture;before;title;garment;price\nb.png;b-before.png;"造型 ""一""; <b>";Tee;€ 45\nb.png;;;Skirt;€ 60\n',
    );
    const from = { kind: 'pictures', folder: pictures, captions } as const;
    const wish = { template: 'before-after', profile: 'adobe-rgb', prices: false };
    const made = await runLookbook(core, command(from, 'c.html', wish));
    expect(made).toMatchObject({
      plates: 2,
      left: [{ name: 'broken.jpg', error: { code: 'not-an-image' } }],
    });
    const page = readFileSync(join(folder, 'c.html'), 'utf8');
    expect(page).toContain('<h2>造型 &quot;一&quot;; &lt;b&gt;</h2>');
    expect(page.indexOf('造型')).toBeLessThan(page.indexOf('<h2>a</h2>'));
    expect([...page.matchAll(/<span>(Tee|Skirt)<\/span>/g)]).toHaveLength(2);
    expect(page).not.toContain('€');
    const shown = [...page.matchAll(/base64,([^"]+)"/g)].map(([, data]) => Buffer.from(data, 'base64'));
    expect(shown).toHaveLength(3);
    for (const picture of shown) {
      const { icc } = await sharp(picture).metadata();
      expect(icc?.includes('Adobe RGB (1998)')).toBe(true);
      // by way of sRGB, which has no such green, red would be 144
      const [red, green] = await sharp(picture, { ignoreIcc: true }).raw().toBuffer();
      expect([red < 115, green > 245]).toEqual([true, true]);
    }
    writeFileSync(captions, 'picture,title\nz.png,Z\n');
    await expect(runLookbook(core, command(from, 'c.html'))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('Line 2'),
    });
    for (const name of ['a.png', 'b.png', 'b-before.png']) rmSync(join(pictures, name));
    copyFileSync(join(pictures, 'broken.jpg'), join(pictures, 'other.jpg'));
    await expect(
      runLookbook(core, command({ kind: 'pictures', folder: pictures }, 'c.html')),
    ).rejects.toMatchObject({ code: 'not-an-image' });
    expect(readFileSync(join(folder, 'c.html'), 'utf8')).toBe(page);
  });
});

describe('a lookbook in the app', () => {
  let studio: Studio;
  const make = async (from: object, options: object = {}): Promise<JobView> => {
    const answer = await studio.call('lookbooks.make', { from, options });
    if (!answer.ok) throw new Error(answer.error.message);
    return jobEnded(studio, (answer.output as JobView).id);
  };
  beforeAll(() => {
    const host = { kind: 'test', locale: 'en' } as const;
    studio = createStudio({
      core,
      libraryFolder,
      resourcesDir: RESOURCES,
      version: '0',
      host,
      batches: batchesIn(folder),
      checkOutputs: true,
    });
  });
  afterAll(() => studio.close());

  it('is a job with a file to save, named after what it shows, which says who has not agreed to be shown', async () => {
    const job = await make({ kind: 'collection', id: ids.spring });
    expect(job).toMatchObject({ kind: 'lookbook', state: 'done', subject: '春装 Spring' });
    expect(job.items).toMatchObject([{ name: 'Private', notes: [{ code: 'not-agreed-to-show' }] }]);
    expect(job.download?.fileName).toBe('春装 Spring.pdf');
    const { file } = studio.downloadFile(job.download?.token ?? '');
    expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
    const empty = await make({ kind: 'collection', id: ids.empty });
    expect(empty).toMatchObject({
      state: 'failed',
      error: { code: 'not-in-library', reason: { code: 'collection-empty' } },
    });
  });

  it('shows looks that are chosen one by one, and goes when one of its clients is erased', async () => {
    const [lena, shy] = ids.looks;
    const job = await make({ kind: 'looks', ids: [shy, lena] }, { format: 'html', title: 'Two / looks' });
    expect(job.items).toEqual([]);
    expect(job.download?.fileName).toBe('Two looks.html');
    const token = job.download?.token ?? '';
    const page = readFileSync(studio.downloadFile(token).file, 'utf8');
    expect(page.indexOf('Private')).toBeLessThan(page.indexOf('Harbour'));
    await studio.call('clients.erase', { id: ids.shy });
    expect(() => studio.downloadFile(token)).toThrow(expect.objectContaining({ code: 'upload-gone' }));
  });
});
