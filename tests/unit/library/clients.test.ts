import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytes, shelf, storePicture } from './shelf.ts';

describe('clients', () => {
  it('are kept with what was entered, cleaned', () => {
    const { clients } = shelf();
    const made = clients.create({
      name: '  王\u202e小明\u0000 ',
      notes: 'likes blue\r\nno wool\u0007',
      statureCm: 171.5,
      measurements: { bustGirth: 92 },
      consent: { given: true, on: '2026-01-02', scope: ['try-on'] },
    });
    expect(clients.get(made.id)).toEqual(made);
    expect(made).toMatchObject({
      name: '王 小明',
      notes: 'likes blue\nno wool',
      statureCm: 171.5,
      measurements: { bustGirth: 92 },
      consent: { given: true, on: '2026-01-02', scope: ['try-on'], note: '' },
    });
  });

  it('refuses what cannot be', () => {
    const { clients } = shelf();
    expect(() => clients.create({ name: ' \u0000 ' })).toThrow();
    expect(() => clients.create({ name: 'A', statureCm: 17 })).toThrow();
    expect(() => clients.create({ name: 'A', measurements: { 'bust girth': 90 } })).toThrow();
    expect(clients.list()).toEqual([]);
  });

  it('change field by field', () => {
    const { clients } = shelf();
    const { id, createdAt } = clients.create({ name: 'Ada', notes: 'n', statureCm: 170 });
    const changed = clients.update(id, { statureCm: 168 });
    expect(changed).toMatchObject({ name: 'Ada', notes: 'n', statureCm: 168, createdAt });
    expect(changed.updatedAt > createdAt).toBe(true);
    expect(() => clients.update('00000000-0000-4000-8000-000000000000', {})).toThrow('not in the library');
  });

  it('are found by any part of their name, signs taken as they are', () => {
    const { clients } = shelf();
    for (const name of ['Zoë', 'anna', 'Bo 100%', 'Bo 1000', '王小明']) clients.create({ name });
    const names = (text: string): string[] => clients.list({ text }).map(({ name }) => name);
    expect(names('')).toEqual(['anna', 'Bo 100%', 'Bo 1000', 'Zoë', '王小明']);
    expect(names('100%')).toEqual(['Bo 100%']);
    expect(names('小')).toEqual(['王小明']);
    expect(clients.list({ page: { limit: 2, offset: 1 } }).map(({ name }) => name)).toEqual([
      'Bo 100%',
      'Bo 1000',
    ]);
  });

  it('have each photo once, and get it back out of the trash by importing it again', async () => {
    const library = shelf();
    const hash = await storePicture(library, 1);
    const ada = library.clients.create({ name: 'Ada' });
    const bo = library.clients.create({ name: 'Bo' });
    const first = library.clients.addPhoto(hash, 'a.jpg', ada.id);
    expect(first).toMatchObject({ clientId: ada.id, hash, fileName: 'a.jpg', width: 30, height: 40 });
    expect(library.clients.addPhoto(hash, 'copy of a.jpg', ada.id)).toEqual(first);
    expect(library.clients.addPhoto(hash, 'a.jpg', bo.id).id).not.toBe(first.id);
    const loose = library.clients.addPhoto(hash, 'a.jpg');
    expect(library.clients.photos()).toEqual([loose]);
    library.trash.put('photo', [first.id]);
    expect(library.clients.photos(ada.id)).toEqual([]);
    expect(library.clients.photos(ada.id, true)).toHaveLength(1);
    expect(library.clients.photos(undefined, true)).toHaveLength(1);
    library.clients.addPhoto(hash, 'a.jpg', ada.id);
    expect(library.clients.photos(ada.id)).toEqual([first]);
    expect(() => library.clients.addPhoto('f'.repeat(64), 'a.jpg', ada.id)).toThrow(/FOREIGN KEY/);
  });

  it('are erased whole: records, photos, looks, pictures; nothing of theirs is left in the file', async () => {
    const library = shelf();
    const [own, shared, shirt] = [
      await storePicture(library, 1),
      await storePicture(library, 2),
      await storePicture(library, 3),
    ];
    const result = (await library.assets.importBytes(bytes(4), { kind: 'result', mediaType: 'image/png' }))
      .hash;
    const ada = library.clients.create({ name: 'Ada Unmistakable', notes: 'secretnote' });
    const photo = library.clients.addPhoto(own, 'ada.jpg', ada.id);
    library.clients.addPhoto(shared, 'both.jpg', ada.id);
    const other = library.clients.addPhoto(shared, 'both.jpg');
    const { garment } = library.garments.add(shirt, 'shirt.jpg');
    const look = library.looks.create({
      format: 1,
      photoId: photo.id,
      layers: [{ id: photo.id, garmentId: garment.id }],
    });
    library.looks.addResult({
      lookId: look.id,
      key: 'a'.repeat(64),
      quality: 'final',
      hash: result,
      confidence: 1,
      needsReview: false,
      reasons: [],
    });
    expect(library.eraseClient(ada.id)).toEqual({ bytes: 128 });
    expect(() => library.clients.get(ada.id)).toThrow('not in the library');
    expect(library.looks.list()).toEqual([]);
    expect(library.clients.photos()).toEqual([other]);
    expect(library.garments.get(garment.id).hash).toBe(shirt);
    expect([...library.assets.filesOnDisk()].sort()).toEqual([shared, shirt].sort());
    library.close();
    const file = readFileSync(join(library.folder, 'catalog.db'));
    expect(file.includes('Unmistakable')).toBe(false);
    expect(file.includes('secretnote')).toBe(false);
  });
});
