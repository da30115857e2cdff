import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookDocument } from '../../../src-main/contract/catalog/look.ts';
import * as edits from '../../../src-renderer/features/studio/logic/document-edits.ts';
import { readEditLabel } from '../../../src-renderer/features/studio/logic/edit-labels.ts';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [A, B, C] = [uuid(1), uuid(2), uuid(3)];
const stroke = (n: number, layerId?: string): edits.Stroke => ({
  id: uuid(100 + n),
  puts: 'front',
  radius: 10,
  hardness: 0.8,
  points: [n, n, n + 1, n + 1],
  ...(layerId ? { layerId } : {}),
});
const pin = (n: number, landmark?: string): edits.Pin => ({
  id: uuid(200 + n),
  garment: { u: 0.5, v: 0.25 },
  photo: { x: n, y: n },
  ...(landmark ? { landmark } : {}),
});
const dressed = (): LookDocument =>
  LookDocument.parse({
    format: 1,
    photoId: uuid(9),
    layers: [
      { id: A, garmentId: uuid(11), pins: [pin(1, 'hemL'), pin(2)] },
      { id: B, garmentId: uuid(12) },
    ],
    strokes: [stroke(1), stroke(2, A)],
    pose: { leftWrist: { x: 3, y: 4 } },
  });
const ids = (document: LookDocument) => document.layers.map((layer) => layer.id);

describe('edits of layers', () => {
  it('puts a garment on at its place and no more than six', () => {
    let document = edits.addLayer(edits.newLayer(C, uuid(13)), 1, 'Shirt').apply(dressed());
    expect(ids(document)).toEqual([A, C, B]);
    for (let n = 0; n < 9; n++)
      document = edits.addLayer(edits.newLayer(uuid(50 + n), uuid(13)), 0, 'Shirt').apply(document);
    expect(document.layers).toHaveLength(6);
  });

  it('swaps a garment without the pins and strokes of the old one', () => {
    const document = edits.swapGarment(A, uuid(20), 'Coat').apply(dressed());
    expect(document.layers[0]).toMatchObject({ id: A, garmentId: uuid(20), pins: [] });
    expect(document.strokes).toEqual([stroke(1)]);
  });

  it('removes a layer with its strokes', () => {
    const document = edits.removeLayer(A, 'Tee').apply(dressed());
    expect(ids(document)).toEqual([B]);
    expect(document.strokes).toEqual([stroke(1)]);
  });

  it('reorders within the look', () => {
    expect(ids(edits.moveLayer(A, 5, 'Tee').apply(dressed()))).toEqual([B, A]);
    const document = dressed();
    expect(edits.moveLayer(A, 0, 'Tee').apply(document)).toBe(document);
  });

  it('leaves a locked layer as it is, but unlocks and hides it', () => {
    const locked = edits.setLocked(A, true, 'Tee').apply(dressed());
    for (const edit of [
      edits.setSlider(A, 'length', 0.5, 'Tee'),
      edits.setTuck(A, true, 'Tee'),
      edits.setOpacity(A, 0.5, 'Tee'),
      edits.setSize(A, 'M', 'Tee'),
      edits.setMaterial(A, 'silk', 'Tee'),
      edits.setColourway(A, '#c4202e', 'Tee'),
      edits.setAlterations(A, { neck: { out: 0, down: 2 } }, 'Tee'),
      edits.removeLayer(A, 'Tee'),
      edits.swapGarment(A, uuid(20), 'Coat'),
      edits.setPin(A, pin(7)),
      edits.removePins(A),
      edits.addStroke(stroke(7, A)),
    ])
      expect(edit.apply(locked)).toBe(locked);
    expect(edits.setVisible(A, false, 'Tee').apply(locked).layers[0]!.visible).toBe(false);
    expect(edits.setLocked(A, false, 'Tee').apply(locked).layers[0]!.locked).toBe(false);
  });

  it('takes a size back', () => {
    const sized = edits.setSize(A, 'M', 'Tee').apply(dressed());
    expect(sized.layers[0]!.size).toBe('M');
    expect('size' in edits.setSize(A, undefined, 'Tee').apply(sized).layers[0]!).toBe(false);
  });

  it('keeps fabric, colourway and pattern in the layer, and takes each back without a trace', () => {
    const alterations = { hemL: { out: 0, down: 5 } };
    const made = [
      edits.setMaterial(A, 'silk', 'Tee'),
      edits.setColourway(A, '#c4202e', 'Tee'),
      edits.setAlterations(A, alterations, 'Tee'),
    ].reduce((document, edit) => edit.apply(document), dressed());
    // the core keeps it so, over undo and reload
    expect(LookDocument.parse(made)).toEqual(made);
    expect(made.layers[0]).toMatchObject({ material: 'silk', colourway: '#c4202e', alterations });
    expect(edits.setAlterations(A, alterations, 'Tee').apply(made)).toBe(made);
    const back = [
      edits.setMaterial(A, undefined, 'Tee'),
      edits.setColourway(A, undefined, 'Tee'),
      edits.setAlterations(A, {}, 'Tee'),
    ].reduce((document, edit) => edit.apply(document), made);
    expect(back).toEqual(dressed());
  });
});

describe('edits of places', () => {
  it('pins a landmark once, however often it is dragged', () => {
    const once = edits.setPin(A, pin(5, 'hemL')).apply(dressed());
    expect(once.layers[0]!.pins.map((p) => p.landmark)).toEqual(['hemL', undefined]);
    expect(once.layers[0]!.pins[0]!.photo).toEqual({ x: 5, y: 5 });
    expect(edits.setPin(A, pin(6)).apply(once).layers[0]!.pins).toHaveLength(3);
    expect(edits.removePins(A, [uuid(202)]).apply(once).layers[0]!.pins).toHaveLength(1);
    expect(edits.removePins(A).apply(once).layers[0]!.pins).toEqual([]);
  });

  it('moves joints and gives them back', () => {
    const moved = edits
      .moveJoints('leftElbow', { leftElbow: { x: 1.23456, y: 2 }, leftWrist: { x: 9, y: 9 } })
      .apply(dressed());
    expect(moved.pose).toEqual({ leftElbow: { x: 1.23, y: 2 }, leftWrist: { x: 9, y: 9 } });
    expect(edits.resetJoints(['leftWrist']).apply(moved).pose).toEqual({ leftElbow: { x: 1.23, y: 2 } });
    expect(edits.resetJoints().apply(moved).pose).toEqual({});
    const fresh = edits.resetJoints().apply(moved);
    expect(edits.resetJoints(['leftWrist']).apply(fresh)).toBe(fresh);
  });

  it('erases the newest stroke that acts on a layer', () => {
    expect(edits.eraseLastStroke(A).apply(dressed()).strokes).toEqual([stroke(1)]);
    expect(edits.eraseLastStroke(B).apply(dressed()).strokes).toEqual([stroke(2, A)]);
    expect(edits.clearStrokes().apply(dressed()).strokes).toEqual([]);
    expect(edits.clearStrokes(A).apply(dressed()).strokes).toEqual([stroke(1)]);
  });

  it('forgets places on the body with another person', () => {
    const document = edits.setSubject(2).apply(dressed());
    expect(document).toMatchObject({ subject: 2, pose: {}, strokes: [] });
    expect(document.layers.every((layer) => layer.pins.length === 0)).toBe(true);
    expect(ids(document)).toEqual([A, B]);
  });
});

describe('pasting', () => {
  let n = 0;
  const newId = () => uuid(1000 + n++);

  it('brings everything to the same person of the same photo', () => {
    const bare = LookDocument.parse({ format: 1, photoId: uuid(9) });
    const pasted = edits.pasteEdits(dressed(), newId).apply(bare);
    expect(pasted.layers.map((layer) => layer.garmentId)).toEqual([uuid(11), uuid(12)]);
    expect(pasted.layers[0]!.pins).toHaveLength(2);
    expect(pasted.strokes.map((s) => s.layerId)).toEqual([undefined, pasted.layers[0]!.id]);
    expect(pasted.pose).toEqual(dressed().pose);
    expect(ids(pasted)).not.toContain(A);
  });

  it('brings the garments but no places to another photo', () => {
    const other = LookDocument.parse({ format: 1, photoId: uuid(8), pose: { nose: { x: 1, y: 1 } } });
    const pasted = edits.pasteEdits(dressed(), newId).apply(other);
    expect(pasted.layers).toHaveLength(2);
    expect(pasted.layers[0]!.pins).toEqual([]);
    expect(pasted.strokes).toEqual([]);
    expect(pasted.pose).toEqual({ nose: { x: 1, y: 1 } });
  });
});

it('makes documents the core takes, never changing the one it is given', () => {
  const layerId = fc.constantFrom(A, B, C);
  const place = fc.record({ x: fc.double({ noNaN: true }), y: fc.double({ noNaN: true }) });
  const any: fc.Arbitrary<edits.Edit> = fc.oneof(
    fc.tuple(layerId, fc.nat(9)).map(([id, to]) => edits.moveLayer(id, to, 'x')),
    layerId.map((id) => edits.removeLayer(id, 'x')),
    fc.nat(9).map((at) => edits.addLayer(edits.newLayer(uuid(60 + at), uuid(11)), at, 'x')),
    fc
      .tuple(layerId, fc.double({ noNaN: true }))
      .map(([id, value]) => edits.setSlider(id, 'ease', value, 'x')),
    fc.tuple(layerId, fc.double({ noNaN: true })).map(([id, value]) => edits.setOpacity(id, value, 'x')),
    fc.tuple(layerId, place).map(([id, photo]) => edits.setPin(id, { ...pin(7), photo }, true)),
    place.map((at) => edits.moveJoints('leftElbow', { leftElbow: at })),
    layerId.map((id) => edits.addStroke(stroke(3, id))),
    layerId.map((id) => edits.setLocked(id, true, 'x')),
    fc.constant(edits.eraseLastStroke()),
    fc.constant(edits.setSubject(2)),
  );
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), (list) => {
      const start = dressed();
      const before = structuredClone(start);
      const end = list.reduce((document, edit) => edit.apply(document), start);
      expect(start).toEqual(before);
      expect(LookDocument.safeParse(end).error).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

it('reads its own labels back, and leaves others as they are', () => {
  expect(readEditLabel(edits.addLayer(edits.newLayer(A, B), 0, 'Tee: red').label)).toEqual({
    code: 'layer-added',
    about: 'Tee: red',
  });
  expect(readEditLabel('Batch of Tuesday')).toEqual({ about: 'Batch of Tuesday' });
  expect(edits.addLayer(edits.newLayer(A, B), 0, 'x'.repeat(500)).label.length).toBeLessThanOrEqual(120);
});
