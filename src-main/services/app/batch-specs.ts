/** Batch specs: what an item of a batch is made of, from the records of the library with their corrections as they are now. */

import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { BatchSpec, type SourceFile } from '../../contract/batch.ts';
import type { CatalogGarment, Category } from '../../contract/catalog/garment.ts';
import type { Look, LookDocument } from '../../contract/catalog/look.ts';
import { titleOf } from '../../contract/file-names.ts';
import { wearingOrder } from '../../engine/pipeline/wearing-order.ts';
import type { Library } from '../../library/library.ts';
import { sourceFile } from '../batch/sources.ts';

type Layer = BatchSpec['layers'][number];

export const garmentTitle = ({ name, sku, fileName }: CatalogGarment): string =>
  name || sku || titleOf(fileName);

/** Files of the library as a plan notes them, each looked at once. */
export function fileFacts(): (path: string) => Promise<SourceFile> {
  const known = new Map<string, Promise<SourceFile>>();
  return (path) => {
    let facts = known.get(path);
    if (!facts) {
      facts = sourceFile(path);
      known.set(path, facts);
    }
    return facts;
  };
}

type Facts = ReturnType<typeof fileFacts>;

/** What a garment brings to every picture of it: its picture, and what the user corrected. */
async function garmentPart(library: Library, garment: CatalogGarment, facts: Facts) {
  const { hash, cutOutHash, category, landmarks } = garment;
  return {
    garment: await facts(library.assets.file(hash)),
    landmarks,
    ...(cutOutHash ? { cutOut: await facts(library.assets.file(cutOutHash)) } : {}),
    ...(category ? { category } : {}),
  };
}

interface Who {
  photoId: string;
  lookId?: string;
}

async function shared(library: Library, { photoId, lookId }: Who, garmentIds: string[], facts: Facts) {
  const photo = library.clients.photo(photoId);
  const { clientId } = photo;
  return {
    photo: await facts(library.assets.file(photo.hash)),
    photoName: photo.fileName,
    client: clientId ? library.clients.get(clientId).name : '',
    origin: {
      photoId,
      ...(clientId ? { clientId } : {}),
      ...(lookId ? { lookId } : {}),
      garmentIds,
    },
  };
}

/**
 * Garments put on a photo in the order they are worn in.
 *
 * @throws StudioError not-in-library, asset-missing
 */
export async function outfitSpec(
  library: Library,
  photoId: string,
  garmentIds: readonly string[],
  tuck: boolean,
  facts: Facts,
): Promise<BatchSpec> {
  const layers = [];
  for (const id of garmentIds) {
    const garment = library.garments.get(id);
    const part = await garmentPart(library, garment, facts);
    layers.push({ ...part, id: randomUUID(), name: garmentTitle(garment), tuck });
  }
  return BatchSpec.parse({
    ...(await shared(library, { photoId }, [...garmentIds], facts)),
    order: 'worn',
    layers,
    pose: {},
    strokes: [],
  });
}

/**
 * A look as it is drawn in the studio; its garments that are hidden stay out. Undefined when nothing is worn.
 *
 * @throws StudioError not-in-library, asset-missing
 */
export async function lookSpec(
  library: Library,
  look: Pick<Look, 'id' | 'name' | 'document'>,
  facts: Facts,
): Promise<BatchSpec | undefined> {
  const { photoId, subject, pose, strokes, layers: all } = look.document;
  const worn = all.filter(({ visible }) => visible);
  if (worn.length === 0) return undefined;
  const layers = [];
  for (const { id, garmentId, size, opacity, tuck, sliders, pins, colourway } of worn) {
    const garment = library.garments.get(garmentId);
    layers.push({
      ...(await garmentPart(library, garment, facts)),
      ...{ id, opacity, tuck, sliders, pins },
      ...(colourway ? { colourway } : {}),
      ...(size ? { size } : {}),
      name: garmentTitle(garment),
    });
  }
  const garmentIds = worn.map(({ garmentId }) => garmentId);
  return BatchSpec.parse({
    ...(await shared(library, { photoId, lookId: look.id }, garmentIds, facts)),
    look: look.name,
    subject,
    order: 'given',
    layers,
    pose,
    strokes: strokes.filter(({ layerId }) => !layerId || worn.some(({ id }) => id === layerId)),
  });
}

/** The look an item is made as, if it is still in the library and not in the trash. */
export function lookOf(library: Library, { origin }: BatchSpec): Look | undefined {
  if (!origin?.lookId) return undefined;
  try {
    const look = library.looks.get(origin.lookId);
    return look.trashedAt === undefined ? look : undefined;
  } catch {
    return undefined;
  }
}

export function garmentOf(library: Library, id: string | undefined): CatalogGarment | undefined {
  if (id === undefined) return undefined;
  try {
    return library.garments.get(id);
  } catch {
    return undefined;
  }
}

/** Whether what the user corrected on a garment is not what a layer was planned with. */
export function isCorrected(library: Library, layer: Layer, garment: CatalogGarment): boolean {
  const { hash, cutOutHash, category, landmarks } = garment;
  // By the last part of the path: a library may have been moved since.
  const nameOf = (asset: string | undefined) => asset && basename(library.assets.path(asset));
  const fileOf = (file: SourceFile | undefined) => file && basename(file.path);
  const now = [nameOf(hash), nameOf(cutOutHash), category, byName(landmarks)];
  const then = [fileOf(layer.garment), fileOf(layer.cutOut), layer.category, byName(layer.landmarks)];
  return JSON.stringify(now) !== JSON.stringify(then);
}

const byName = (points: object): [string, unknown][] =>
  Object.entries(points).sort(([a], [b]) => (a < b ? -1 : 1));

/** What the user edited in a look besides its garments, for telling whether two are the same. */
function edits({ subject = 1, layers, pose, strokes }: BatchSpec): string {
  const of = ({ id, opacity, tuck, sliders, pins, colourway }: Layer) => {
    const { length, ease, shadow, light, edge } = sliders;
    const held = pins.map(({ id: pin, landmark, garment, photo }) => [
      ...[pin, landmark, garment.u, garment.v],
      ...[photo.x, photo.y],
    ]);
    return [id, opacity, tuck, length, ease, shadow, light, edge, colourway, held];
  };
  const drawn = strokes.map(({ id, layerId, puts, radius, hardness, points }) => [
    ...[id, layerId, puts, radius, hardness],
    points,
  ]);
  return JSON.stringify([subject, layers.map(of), byName(pose), drawn]);
}

/**
 * An item as its look and its garments are now: from its look, else as it was planned with the corrections of its garments.
 * With `only` nothing but the corrections of that garment are taken over.
 *
 * @throws StudioError not-in-library, asset-missing
 */
export async function specNow(
  library: Library,
  spec: BatchSpec,
  facts: Facts,
  only?: string,
): Promise<BatchSpec> {
  const look = only ? undefined : lookOf(library, spec);
  if (look) {
    const made = await lookSpec(library, look, facts);
    if (made) return made;
  }
  const layers = [];
  for (const [index, layer] of spec.layers.entries()) {
    const id = spec.origin?.garmentIds[index];
    if (!id || (only && id !== only)) {
      layers.push(layer);
      continue;
    }
    const { cutOut: _cutOut, category: _category, ...kept } = layer;
    layers.push({ ...kept, ...(await garmentPart(library, library.garments.get(id), facts)) });
  }
  return BatchSpec.parse({ ...spec, layers });
}

/** Whether a look was edited since an item was made of it. */
export function isEdited(library: Library, spec: BatchSpec): boolean {
  const look = lookOf(library, spec);
  if (!look) return false;
  const { subject, pose, strokes, layers } = look.document;
  const worn = layers.filter(({ visible }) => visible);
  const garments = worn.map(({ garmentId }) => garmentId);
  if (JSON.stringify(garments) !== JSON.stringify(spec.origin?.garmentIds)) return worn.length > 0;
  const now = { subject, layers: worn, pose, strokes } as unknown as BatchSpec;
  return edits(now) !== edits(spec);
}

/** The look of an item that was planned without one: the same garments, in the order they are worn in. */
export function documentOf(library: Library, spec: BatchSpec): LookDocument {
  const { origin } = spec;
  const worn = spec.layers.map((layer, index) => ({ layer, garmentId: origin?.garmentIds[index] ?? '' }));
  const categoryOf = ({ layer, garmentId }: (typeof worn)[number]): Category =>
    layer.category ?? garmentOf(library, garmentId)?.category ?? 'top';
  const tuck = worn.some(({ layer }) => layer.tuck);
  const ordered = spec.order === 'worn' ? wearingOrder(worn, categoryOf, tuck) : worn;
  return {
    format: 1,
    photoId: origin?.photoId ?? '',
    subject: spec.subject ?? 1,
    layers: ordered.map(({ layer, garmentId }) => {
      const { id, opacity, sliders, colourway, size } = layer;
      return {
        ...{ id, garmentId, visible: true, locked: false, opacity, sliders },
        pins: layer.pins.map((pin) => ({ ...pin })),
        tuck: layer.tuck,
        ...(colourway ? { colourway } : {}),
        ...(size ? { size } : {}),
      };
    }),
    pose: spec.pose,
    strokes: spec.strokes.map((stroke) => ({ ...stroke })),
  };
}
