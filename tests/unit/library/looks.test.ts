import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import { type Library, openLibrary } from '../../../src-main/library/library.ts';
import { bytes, shelf, storePicture } from './shelf.ts';

interface Rail {
  library: Library;
  photoId: string;
  garments: string[];
}

async function rail(): Promise<Rail> {
  const library = shelf();
  const client = library.clients.create({ name: 'Ada' });
  const photoId = library.clients.addPhoto(await storePicture(library, 100), 'ada.jpg', client.id).id;
  const garments = [];
  for (let k = 0; k < 3; k++)
    garments.push(library.garments.add(await storePicture(library, k), `${k}.jpg`).garment.id);
  return { library, photoId, garments };
}

const layer = (garmentId: string) => ({ id: randomUUID(), garmentId });

describe('a look', () => {
  it('is a document with defaults filled in, filed with the client of its photo', async () => {
    const { library, photoId, garments } = await rail();
    const look = library.looks.create({ format: 1, photoId, layers: [layer(garments[0])] }, 'First');
    expect(look).toMatchObject({
      name: 'First',
      edits: 0,
      applied: 0,
      clientId: library.clients.list()[0].id,
    });
    expect(look.document.layers[0]).toMatchObject({ visible: true, opacity: 1, tuck: false, pins: [] });
    expect(library.looks.list({ photoId })).toEqual([look]);
  });

  it('keeps every edit through undo, redo and a restart', async () => {
    const { library, photoId, garments } = await rail();
    const { id } = library.looks.create({ format: 1, photoId });
    const states = [library.looks.get(id).document];
    const edit = (label: string, change: (document: LookDocument) => LookDocument): void => {
      states.push(library.looks.edit(id, label, change(states.at(-1) as LookDocument)).document);
    };
    edit('Put on tee', (d) => LookDocument.parse({ ...d, layers: [layer(garments[0])] }));
    edit('Move joint', (d) => ({ ...d, pose: { leftElbow: { x: 10.25, y: 20 } } }));
    edit('Brush', (d) => ({
      ...d,
      strokes: [{ id: randomUUID(), puts: 'front', radius: 12, hardness: 1, points: [1, 2] }],
    }));
    edit('Take off tee', (d) => ({ ...d, layers: [] }));
    expect(library.looks.undo(id, 2).document).toEqual(states[2]);
    library.close();

    const again = openLibrary(library.folder);
    try {
      expect(again.looks.get(id)).toMatchObject({ edits: 4, applied: 2, document: states[2] });
      expect(again.looks.redo(id).document).toEqual(states[3]);
      expect(again.looks.redo(id, 99).document).toEqual(states[4]);
      expect(again.looks.undo(id, 99).document).toEqual(states[0]);
      expect(again.looks.goTo(id, 3).document).toEqual(states[3]);
      expect(again.looks.history(id).map(({ label }) => label)).toEqual([
        'Put on tee',
        'Move joint',
        'Brush',
        'Take off tee',
      ]);
    } finally {
      again.close();
    }
  });

  it('drops undone edits once another is made, and counts no edit that changes nothing', async () => {
    const { library, photoId } = await rail();
    const { id, document } = library.looks.create({ format: 1, photoId });
    const at = (x: number): LookDocument => ({ ...document, pose: { nose: { x, y: 0 } } });
    for (const x of [1, 2, 3]) library.looks.edit(id, `to ${x}`, at(x));
    library.looks.edit(id, 'again', at(3));
    expect(library.looks.get(id).edits).toBe(3);
    library.looks.undo(id, 2);
    library.looks.edit(id, 'to 9', at(9));
    expect(library.looks.history(id).map(({ label }) => label)).toEqual(['to 1', 'to 9']);
    expect(library.looks.redo(id).document).toEqual(at(9));
    expect(library.looks.undo(id).document).toEqual(at(1));
  });

  it('comes through any walk over its history as a plain list of states would', async () => {
    const { library, photoId, garments } = await rail();
    const step = fc.oneof(
      fc.record({
        do: fc.constant('edit' as const),
        x: fc.integer({ min: 0, max: 3 }),
        wear: fc.subarray([0, 1, 2]),
      }),
      fc.record({ do: fc.constant('go' as const), by: fc.integer({ min: -4, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const look = library.looks.create({ format: 1, photoId });
        const model = { states: [look.document], at: 0 };
        for (const s of steps) {
          if (s.do === 'go') {
            model.at = Math.max(0, Math.min(model.states.length - 1, model.at + s.by));
            if (s.by < 0) library.looks.undo(look.id, -s.by);
            else library.looks.redo(look.id, s.by);
          } else {
            const document = LookDocument.parse({
              ...model.states[model.at],
              pose: { nose: { x: s.x, y: 0 } },
              // The same ids for the same garments, as an editor would.
              layers: s.wear.map((k) => ({ id: garments[k], garmentId: garments[k] })),
            });
            if (JSON.stringify(document) !== JSON.stringify(model.states[model.at])) {
              model.states.splice(model.at + 1, Infinity, document);
              model.at++;
            }
            library.looks.edit(look.id, 'edit', document);
          }
          expect(library.looks.get(look.id).document).toEqual(model.states[model.at]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('refuses another photo, unknown garments and documents that are none', async () => {
    const { library, photoId, garments } = await rail();
    const { id, document } = library.looks.create({ format: 1, photoId });
    expect(() => library.looks.edit(id, 'x', { ...document, photoId: randomUUID() })).toThrow(
      'stays with its photo',
    );
    expect(() =>
      library.looks.edit(id, 'x', { ...document, layers: [layer(garments[0]), layer(randomUUID())] }),
    ).toThrow('A garment of this look');
    expect(() => library.looks.edit(id, 'x', { ...document, format: 2 } as never)).toThrow();
    expect(() => library.looks.create({ format: 1, photoId: randomUUID() })).toThrow('photo of this look');
    expect(library.looks.get(id)).toMatchObject({ edits: 0, document });
    // What failed left no trace of itself, not even a reference.
    library.trash.put('garment', [garments[0]]);
    expect(library.trash.empty().keptGarments).toBe(0);
  });

  it('remembers pictures made from it, and forgets the old ones', async () => {
    const { library, photoId } = await rail();
    const { id } = library.looks.create({ format: 1, photoId });
    for (let k = 0; k < 4; k++) {
      const { hash } = await library.assets.importBytes(bytes(200 + k), {
        kind: 'result',
        mediaType: 'image/png',
      });
      library.looks.addResult({
        lookId: id,
        key: String(k).repeat(64),
        quality: k === 3 ? 'preview' : 'final',
        hash,
        confidence: 0.8,
        needsReview: true,
        reasons: ['arm crosses the garment'],
      });
    }
    expect(library.looks.result(id, '1'.repeat(64), 'final')).toMatchObject({
      confidence: 0.8,
      needsReview: true,
      reasons: ['arm crosses the garment'],
    });
    expect(library.looks.result(id, '1'.repeat(64), 'preview')).toBeUndefined();
    expect(library.looks.pruneResults(1)).toBe(2);
    expect(library.looks.results(id).map(({ key }) => key[0])).toEqual(['3', '2']);
  });
});

describe('trash', () => {
  it('gives a photo or a look back with what it cannot be seen without', async () => {
    const library = shelf();
    const ada = library.clients.create({ name: 'Ada' });
    const bea = library.clients.create({ name: 'Bea' });
    const photo = library.clients.addPhoto(await storePicture(library, 41), 'a.jpg', ada.id);
    const look = library.looks.create({ format: 1, photoId: photo.id });
    const trashAll = () => {
      library.trash.put('look', [look.id]);
      library.trash.put('photo', [photo.id]);
      library.trash.put('client', [ada.id, bea.id]);
    };
    trashAll();
    expect(library.trash.restore('photo', [photo.id])).toBe(1);
    expect(library.trash.counts()).toMatchObject({ client: 1, photo: 0, look: 1 });
    trashAll();
    expect(library.trash.restore('look', [look.id])).toBe(1);
    expect(library.trash.counts()).toMatchObject({ client: 1, photo: 0, look: 0 });
    expect(library.clients.list().map(({ name }) => name)).toEqual(['Ada']);
    library.trash.put('client', [ada.id]);
    library.trash.put('photo', [photo.id]);
    expect(library.trash.restore('client', [ada.id])).toBe(1);
    expect(library.trash.counts()).toMatchObject({ client: 1, photo: 1, look: 0 });
  });

  it('holds what is deleted until it is emptied, and gives it back', async () => {
    const { library, photoId, garments } = await rail();
    const look = library.looks.create({ format: 1, photoId });
    expect(library.trash.put('look', [look.id, look.id])).toBe(1);
    expect(library.looks.list()).toEqual([]);
    expect(library.trash.restore('look', [look.id])).toBe(1);
    expect(library.looks.list()).toHaveLength(1);
    library.trash.put('garment', garments);
    expect(library.trash.counts()).toEqual({ client: 0, photo: 0, garment: 3, look: 0 });
    expect(library.trash.empty('2026-01-01T00:00:00.000Z').deleted.garment).toBe(0);
    expect(library.trash.empty().deleted.garment).toBe(3);
    expect(library.garments.search({ trash: true }).total).toBe(0);
  });

  it('does not let go of a garment that a look may still bring back, by undo too', async () => {
    const { library, photoId, garments } = await rail();
    const { id, document } = library.looks.create({ format: 1, photoId, layers: [layer(garments[0])] });
    library.looks.edit(id, 'take off', { ...document, layers: [] });
    library.trash.put('garment', garments);
    expect(library.trash.empty()).toMatchObject({ deleted: { garment: 2 }, keptGarments: 1 });
    expect(library.looks.undo(id).document.layers).toHaveLength(1);
    library.trash.put('look', [id]);
    library.trash.empty();
    expect(library.trash.empty()).toMatchObject({ keptGarments: 0 });
    expect(library.garments.search({ trash: true }).total).toBe(0);
  });

  it('takes photos and looks along with a client', async () => {
    const { library, photoId } = await rail();
    library.looks.create({ format: 1, photoId });
    library.trash.put('client', [library.clients.list()[0].id]);
    library.trash.empty();
    expect(() => library.clients.photo(photoId)).toThrow('not in the library');
    expect(library.looks.list()).toEqual([]);
  });
});

describe('jobs and settings', () => {
  it('jobs go the ways they can go', async () => {
    const { library } = await rail();
    const { id } = library.jobs.add('batch', { photos: 3 });
    expect(() => library.jobs.move(id, 'done')).toThrow('waiting cannot become done');
    library.jobs.move(id, 'running');
    library.close();
    const again = openLibrary(library.folder);
    expect(again.jobs.get(id)).toMatchObject({ state: 'waiting', input: { photos: 3 } });
    again.jobs.move(id, 'running');
    expect(again.jobs.move(id, 'failed', { code: 'disk-full' }).outcome).toEqual({ code: 'disk-full' });
    expect(again.jobs.list('failed')).toHaveLength(1);
    again.close();
  });

  it('settings are kept and taken away', () => {
    const { settings } = shelf();
    settings.set('language', 'zh');
    settings.set('panels', { left: 200 });
    settings.set('language', 'en');
    expect(settings.all()).toMatchObject({ language: 'en', panels: { left: 200 } });
    settings.set('language', undefined);
    expect(settings.get('language')).toBeUndefined();
  });
});
