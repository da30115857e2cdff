import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { restore } from '../../../src-main/library/backup.ts';
import { type Library, openLibrary } from '../../../src-main/library/library.ts';
import { bytes, emptyFolder, shelf, storePicture } from './shelf.ts';

async function filled(): Promise<Library> {
  const library = shelf();
  const client = library.clients.create({ name: '王小明' });
  const photo = library.clients.addPhoto(await storePicture(library, 1), 'a.jpg', client.id);
  const shirt = await storePicture(library, 2);
  const { garment } = library.garments.add(shirt, 'b.jpg', { name: 'Tee' });
  const thumbnail = await library.assets.importBytes(bytes(3), {
    kind: 'thumbnail',
    mediaType: 'image/webp',
  });
  library.assets.setThumbnail(shirt, 256, thumbnail.hash);
  const look = library.looks.create({
    format: 1,
    photoId: photo.id,
    layers: [{ id: photo.id, garmentId: garment.id }],
  });
  library.looks.edit(look.id, 'opacity', {
    ...look.document,
    layers: [{ ...look.document.layers[0], opacity: 0.5 }],
  });
  return library;
}

describe('backup', () => {
  it('brings everything but caches back from one file', async () => {
    const library = await filled();
    const folder = emptyFolder();
    const target = join(folder, 'boutique.toile');
    const seen: number[] = [];
    expect(await library.backUp(target, { onProgress: ({ fraction }) => seen.push(fraction) })).toEqual({
      file: target,
      assets: 2,
      missing: 0,
    });
    expect(readdirSync(folder)).toEqual(['boutique.toile']);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));

    const place = join(folder, 'restored');
    expect(await restore(target, place)).toEqual({ assets: 2 });
    const copy = openLibrary(place);
    try {
      expect(copy.clients.list()).toEqual(library.clients.list());
      expect(copy.garments.search({ text: 'tee' })).toEqual(library.garments.search({ text: 'tee' }));
      const [look] = copy.looks.list();
      expect(look).toEqual(library.looks.list()[0]);
      expect(copy.looks.undo(look.id).document.layers[0].opacity).toBe(1);
      expect(readFileSync(copy.assets.file(copy.garments.search().garments[0].hash)).equals(bytes(2))).toBe(
        true,
      );
      expect(await copy.check({ deep: true })).toEqual([]);
    } finally {
      copy.close();
    }
  });

  it('is written while the library is being changed', async () => {
    const library = await filled();
    const target = join(emptyFolder(), 'a.toile');
    const running = library.backUp(target);
    library.clients.create({ name: 'during' });
    await running;
    const place = join(emptyFolder(), 'restored');
    await restore(target, place);
    const copy = openLibrary(place);
    expect(await copy.check({ deep: true })).toEqual([]);
    copy.close();
  });

  it('says how many pictures are missing', async () => {
    const library = await filled();
    rmSync(library.assets.path(library.garments.search().garments[0].hash));
    expect(await library.backUp(join(emptyFolder(), 'a.toile'))).toMatchObject({ assets: 1, missing: 1 });
  });

  it('leaves nothing behind when cancelled or when it cannot be written', async () => {
    const library = await filled();
    const folder = emptyFolder();
    const target = join(folder, 'a.toile');
    await expect(library.backUp(target, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    const late = new AbortController();
    await expect(
      library.backUp(target, {
        signal: late.signal,
        onProgress: ({ fraction }) => fraction > 0.3 && late.abort(),
      }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
    await expect(library.backUp(join(folder, 'none', 'a.toile'))).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });
});

describe('restore', () => {
  it('refuses files that are no backup, broken ones and ones with foreign things, and leaves nothing behind', async () => {
    const library = await filled();
    const folder = emptyFolder();
    const good = join(folder, 'good');
    await library.backUp(good);
    const place = join(folder, 'restored');
    const invalid = async (name: string, make: (file: string) => void): Promise<void> => {
      const file = join(folder, name);
      make(file);
      await expect(restore(file, place), name).rejects.toMatchObject({ code: 'backup-invalid' });
      expect(existsSync(place), name).toBe(false);
    };
    const changed = (sql: string) => (file: string) => {
      writeFileSync(file, readFileSync(good));
      const db = new Sqlite(file);
      db.exec(sql);
      db.close();
    };
    await invalid('text', (file) => writeFileSync(file, 'hello '.repeat(1000)));
    await invalid('empty', (file) => writeFileSync(file, ''));
    await invalid('a catalog', (file) =>
      writeFileSync(file, readFileSync(join(library.folder, 'catalog.db'))),
    );
    await invalid('cut', (file) => writeFileSync(file, readFileSync(good).subarray(0, 20_000)));
    await invalid('bytes', changed(`UPDATE packed_assets SET bytes = x'00'`));
    await invalid('names', changed(`UPDATE packed_assets SET hash = '../../../../tmp/' || substr(hash, 17)`));
    await invalid(
      'trigger',
      changed('CREATE TRIGGER t AFTER INSERT ON clients BEGIN DELETE FROM looks; END'),
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('.toile'))).toEqual([]);
    await expect(restore(join(folder, 'nowhere'), place)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(restore(good, folder)).rejects.toMatchObject({ code: 'output-unwritable' });
    await restore(good, place);
  });
});

describe('check', () => {
  it('finds nothing in a sound library', async () => {
    expect(await (await filled()).check({ deep: true })).toEqual([]);
  });

  it('finds missing and changed pictures, orphans and a stale index, and repairs what can be', async () => {
    const library = await filled();
    const [{ hash, id }] = library.garments.search().garments;
    const thumbnail = library.assets.thumbnail(hash, 256) as string;
    const [photo] = library.clients.photos(library.clients.list()[0].id);
    writeFileSync(library.assets.path(hash), bytes(99));
    rmSync(library.assets.path(photo.hash));
    rmSync(library.assets.path(thumbnail));
    const { hash: orphan } = await library.assets.importBytes(bytes(7), {
      kind: 'result',
      mediaType: 'image/png',
    });
    library.close();
    const db = new Sqlite(join(library.folder, 'catalog.db'));
    db.prepare('DELETE FROM assets WHERE hash = ?').run(orphan);
    db.exec('DELETE FROM garment_words');
    db.close();

    const again = openLibrary(library.folder);
    try {
      const quick = await again.check();
      expect(quick.map(({ kind }) => kind).sort()).toEqual(
        ['index-stale', 'asset-missing', 'asset-missing', 'orphan'].sort(),
      );
      const found = await again.check({ deep: true, repair: true });
      expect(found).toContainEqual({
        kind: 'asset-damaged',
        hash,
        original: true,
        what: 'b.jpg',
        repaired: false,
      });
      expect(found).toContainEqual({
        kind: 'asset-missing',
        hash: photo.hash,
        original: true,
        what: 'a.jpg',
        repaired: false,
      });
      expect(found).toContainEqual({
        kind: 'asset-missing',
        hash: thumbnail,
        original: false,
        repaired: true,
      });
      expect(found).toContainEqual({ kind: 'orphan', hash: orphan, repaired: true });
      expect(again.garments.search({ text: 'tee' }).garments.map((garment) => garment.id)).toEqual([id]);
      expect((await again.check({ deep: true })).map(({ kind }) => kind).sort()).toEqual([
        'asset-damaged',
        'asset-missing',
      ]);
      // Importing the same pictures again mends the rest.
      await storePicture(again, 1);
      await storePicture(again, 2);
      expect(await again.check({ deep: true })).toEqual([]);
    } finally {
      again.close();
    }
  });
});
