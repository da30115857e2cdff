/** Edits of a look: each a pure change of the document with a label for the history; one edit is one undo step. */

import type { Alterations } from '../../../../src-main/contract/alterations.ts';
import type { LookDocument, LookLayer } from '../../../../src-main/contract/catalog/look.ts';
import { editLabel } from './edit-labels.ts';

export type Sliders = LookLayer['sliders'];
export type SliderName = keyof Sliders;
export type Pin = LookLayer['pins'][number];
export type Stroke = LookDocument['strokes'][number];
export type Pose = LookDocument['pose'];
export interface Point {
  x: number;
  y: number;
}

export interface Edit {
  label: string;
  /** Returns the document itself when there is nothing to change. */
  apply(document: LookDocument): LookDocument;
}

export const MOST_LAYERS = 6;
export const NO_SLIDERS: Sliders = { length: 0, ease: 0, shadow: 0, light: 0, edge: 0 };

export const newLayer = (id: string, garmentId: string): LookLayer => ({
  id,
  garmentId,
  visible: true,
  locked: false,
  opacity: 1,
  tuck: false,
  sliders: NO_SLIDERS,
  pins: [],
});

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
/** Hundredths of a pixel are finer than anything drawn, and keep documents short. */
export const tidy = (value: number) => Math.round(within(value, -1e5, 1e5) * 100) / 100;
export const tidyPoint = ({ x, y }: Point): Point => ({ x: tidy(x), y: tidy(y) });

/** Changes one layer; a locked layer stays as it is unless `evenLocked`. */
function onLayer(
  id: string,
  change: (layer: LookLayer) => LookLayer,
  evenLocked = false,
): (document: LookDocument) => LookDocument {
  return (document) => {
    const at = document.layers.findIndex((layer) => layer.id === id);
    const layer = document.layers[at];
    if (!layer || (layer.locked && !evenLocked)) return document;
    const changed = change(layer);
    return changed === layer ? document : { ...document, layers: document.layers.with(at, changed) };
  };
}

const withoutStrokesOf = (strokes: Stroke[], layerId: string) =>
  strokes.some((stroke) => stroke.layerId === layerId)
    ? strokes.filter((stroke) => stroke.layerId !== layerId)
    : strokes;

/** Puts a layer on at `at` of the wearing order, 0 = innermost; a full look stays as it is. */
export const addLayer = (layer: LookLayer, at: number, name: string): Edit => ({
  label: editLabel('layer-added', name),
  apply: (document) =>
    document.layers.length >= MOST_LAYERS || document.layers.some((other) => other.id === layer.id)
      ? document
      : { ...document, layers: document.layers.toSpliced(at, 0, layer) },
});

/** Another garment in the place of a layer's own: what belongs to the old garment's cut goes. */
export const swapGarment = (id: string, garmentId: string, name: string): Edit => ({
  label: editLabel('garment-swapped', name),
  apply: (document) => {
    const swapped = onLayer(id, (layer) =>
      layer.garmentId === garmentId
        ? layer
        : { ...newLayer(layer.id, garmentId), visible: layer.visible, tuck: layer.tuck },
    )(document);
    return swapped === document ? document : { ...swapped, strokes: withoutStrokesOf(document.strokes, id) };
  },
});

export const removeLayer = (id: string, name: string): Edit => ({
  label: editLabel('layer-removed', name),
  apply: (document) => {
    const layer = document.layers.find((other) => other.id === id);
    if (!layer || layer.locked) return document;
    return {
      ...document,
      layers: document.layers.filter((other) => other !== layer),
      strokes: withoutStrokesOf(document.strokes, id),
    };
  },
});

/** Moves a layer to `to` of the wearing order, 0 = innermost. */
export const moveLayer = (id: string, to: number, name: string): Edit => ({
  label: editLabel('layer-moved', name),
  apply: (document) => {
    const from = document.layers.findIndex((layer) => layer.id === id);
    const target = within(to, 0, document.layers.length - 1);
    if (from < 0 || from === target) return document;
    const layer = document.layers[from]!;
    return { ...document, layers: document.layers.toSpliced(from, 1).toSpliced(target, 0, layer) };
  },
});

export const setVisible = (id: string, visible: boolean, name: string): Edit => ({
  label: editLabel(visible ? 'layer-shown' : 'layer-hidden', name),
  apply: onLayer(id, (layer) => (layer.visible === visible ? layer : { ...layer, visible }), true),
});

export const setLocked = (id: string, locked: boolean, name: string): Edit => ({
  label: editLabel(locked ? 'layer-locked' : 'layer-unlocked', name),
  apply: onLayer(id, (layer) => (layer.locked === locked ? layer : { ...layer, locked }), true),
});

export const setTuck = (id: string, tuck: boolean, name: string): Edit => ({
  label: editLabel(tuck ? 'tucked' : 'untucked', name),
  apply: onLayer(id, (layer) => (layer.tuck === tuck ? layer : { ...layer, tuck })),
});

export const setOpacity = (id: string, opacity: number, name: string): Edit => ({
  label: editLabel('opacity', name),
  apply: onLayer(id, (layer) =>
    layer.opacity === opacity ? layer : { ...layer, opacity: within(opacity, 0, 1) },
  ),
});

export const setSize = (id: string, size: string | undefined, name: string): Edit => ({
  label: editLabel('size', size ? `${name} ${size}` : name),
  apply: onLayer(id, (layer) => {
    if (layer.size === size) return layer;
    const { size: _, ...rest } = layer;
    return size ? { ...rest, size } : rest;
  }),
});

export const setMaterial = (id: string, material: LookLayer['material'], name: string): Edit => ({
  label: editLabel('material', name),
  apply: onLayer(id, (layer) => {
    if (layer.material === material) return layer;
    const { material: _, ...rest } = layer;
    return material ? { ...rest, material } : rest;
  }),
});

/** Shows a layer in another colour; as photographed without one. */
export const setColourway = (id: string, colourway: string | undefined, name: string): Edit => ({
  label: editLabel('colourway', name),
  apply: onLayer(id, (layer) => {
    if (layer.colourway === colourway) return layer;
    const { colourway: _, ...rest } = layer;
    return colourway ? { ...rest, colourway } : rest;
  }),
});

/** Puts the points of a layer's pattern elsewhere; all of them, as it is cut where none is left. */
export const setAlterations = (id: string, alterations: Alterations, name: string): Edit => ({
  label: editLabel(Object.keys(alterations).length ? 'pattern' : 'pattern-reset', name),
  apply: onLayer(id, (layer) => {
    if (JSON.stringify(layer.alterations ?? {}) === JSON.stringify(alterations)) return layer;
    const { alterations: _, ...rest } = layer;
    return Object.keys(alterations).length ? { ...rest, alterations } : rest;
  }),
});

export const setSlider = (id: string, slider: SliderName, value: number, name: string): Edit => ({
  label: editLabel(`slider-${slider}`, name),
  apply: onLayer(id, (layer) =>
    layer.sliders[slider] === value
      ? layer
      : { ...layer, sliders: { ...layer.sliders, [slider]: within(value, -1, 1) } },
  ),
});

/** Moves joints together, as one drag of a limb does. `name` is the joint the user held. */
export const moveJoints = (name: string, joints: Pose): Edit => ({
  label: editLabel('joint-moved', name),
  apply: (document) => {
    const entries = Object.entries(joints).map(([joint, at]) => [joint, tidyPoint(at)] as const);
    return entries.length
      ? { ...document, pose: { ...document.pose, ...Object.fromEntries(entries) } }
      : document;
  },
});

/** Gives joints back to the engine; all of them without names. */
export const resetJoints = (names?: string[]): Edit => ({
  label: names ? editLabel('joint-reset', names[0]) : editLabel('pose-reset'),
  apply: (document) => {
    const kept = Object.entries(document.pose).filter(([name]) => names && !names.includes(name));
    return kept.length === Object.keys(document.pose).length
      ? document
      : { ...document, pose: Object.fromEntries(kept) };
  },
});

/** Adds a pin, or puts another place or point in one of the same id or landmark. */
export const setPin = (layerId: string, pin: Pin, isNew = false): Edit => ({
  label: editLabel(isNew ? 'pin-added' : 'pin-moved', pin.landmark),
  apply: onLayer(layerId, (layer) => {
    const tidied: Pin = {
      ...pin,
      garment: { u: within(pin.garment.u, -0.5, 1.5), v: within(pin.garment.v, -0.5, 1.5) },
      photo: tidyPoint(pin.photo),
    };
    const at = layer.pins.findIndex(
      (other) => other.id === pin.id || (pin.landmark !== undefined && other.landmark === pin.landmark),
    );
    if (at < 0 && layer.pins.length >= 200) return layer;
    return { ...layer, pins: at < 0 ? [...layer.pins, tidied] : layer.pins.with(at, tidied) };
  }),
});

/** Takes pins off a layer; all of them without ids. */
export const removePins = (layerId: string, ids?: string[]): Edit => ({
  label: editLabel(ids ? 'pin-removed' : 'pins-removed'),
  apply: onLayer(layerId, (layer) => {
    const pins = layer.pins.filter((pin) => ids && !ids.includes(pin.id));
    return pins.length === layer.pins.length ? layer : { ...layer, pins };
  }),
});

export const addStroke = (stroke: Stroke): Edit => ({
  label: editLabel(stroke.puts === 'front' ? 'stroke-front' : 'stroke-behind'),
  apply: (document) => {
    const layer = document.layers.find((other) => other.id === stroke.layerId);
    if (document.strokes.length >= 5000 || stroke.points.length < 2) return document;
    if (stroke.layerId !== undefined && (!layer || layer.locked)) return document;
    return { ...document, strokes: [...document.strokes, stroke] };
  },
});

/** Takes back the newest stroke that acts on the layer, or the newest of all. */
export const eraseLastStroke = (layerId?: string): Edit => ({
  label: editLabel('stroke-erased'),
  apply: (document) => {
    const at = document.strokes.findLastIndex(
      (stroke) => !layerId || stroke.layerId === undefined || stroke.layerId === layerId,
    );
    return at < 0 ? document : { ...document, strokes: document.strokes.toSpliced(at, 1) };
  },
});

export const clearStrokes = (layerId?: string): Edit => ({
  label: editLabel('strokes-erased'),
  apply: (document) => {
    const strokes = document.strokes.filter((stroke) => layerId && stroke.layerId !== layerId);
    return strokes.length === document.strokes.length ? document : { ...document, strokes };
  },
});

/** Another person of the photo: what was corrected on the first one's body does not hold for this one. */
export const setSubject = (subject: number): Edit => ({
  label: editLabel('subject', String(subject)),
  apply: (document) =>
    document.subject === subject
      ? document
      : {
          ...document,
          subject,
          pose: {},
          strokes: [],
          layers: document.layers.map((layer) => (layer.pins.length ? { ...layer, pins: [] } : layer)),
        },
});

/**
 * Dresses a look as another one is dressed: garments, order, sizes and sliders. Pins, joints and strokes are places in a
 * photo and come along only to the same person of the same photo. `newId` makes the ids of the layers and pins.
 */
export const pasteEdits = (copied: LookDocument, newId: () => string): Edit => ({
  label: editLabel('pasted'),
  apply: (document) => {
    const samePerson = copied.photoId === document.photoId && copied.subject === document.subject;
    const ids = new Map(copied.layers.map((layer) => [layer.id, newId()]));
    const layers = copied.layers.map((layer) => ({
      ...layer,
      id: ids.get(layer.id)!,
      pins: samePerson ? layer.pins.map((pin) => ({ ...pin, id: newId() })) : [],
    }));
    if (!samePerson)
      return {
        ...document,
        layers,
        strokes: document.strokes.filter((stroke) => stroke.layerId === undefined),
      };
    const strokes = copied.strokes.map((stroke) => ({
      ...stroke,
      id: newId(),
      ...(stroke.layerId ? { layerId: ids.get(stroke.layerId)! } : {}),
    }));
    return { ...document, layers, pose: copied.pose, strokes };
  },
});

/** One edit of several, one undo step under the label of the first. */
export const together = (first: Edit, ...more: Edit[]): Edit => ({
  label: first.label,
  apply: (document) => more.reduce((changed, edit) => edit.apply(changed), first.apply(document)),
});
