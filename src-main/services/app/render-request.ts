/** Render request: a look's document with the files it stands for, and the key under which its picture is kept. */

import { createHash } from 'node:crypto';
import type { Rendered } from '../../contract/calls/looks.ts';
import type { LookDocument } from '../../contract/catalog/look.ts';
import type { ProviderName } from '../../contract/options.ts';
import type { RenderLookInput, RenderLookResult, RenderQuality } from '../../contract/render-look.ts';
import type { Library } from '../../library/library.ts';

export interface RenderRequest {
  /** Without the files to write. */
  input: Omit<RenderLookInput, 'out'>;
  /** sha256 of everything the picture depends on. */
  key: string;
}

/**
 * @param engineVersion changes whenever the engine may give another picture for the same request
 * @throws StudioError not-in-library, asset-missing
 */
export function renderRequest(
  library: Library,
  document: LookDocument,
  quality: RenderQuality,
  provider: ProviderName,
  engineVersion: string,
): RenderRequest {
  const photo = library.clients.photo(document.photoId);
  const hashes: (string | undefined)[] = [photo.hash];
  const layers = document.layers.map((layer) => {
    const garment = library.garments.get(layer.garmentId);
    hashes.push(garment.hash, garment.cutOutHash);
    const { id, visible, opacity, tuck, sliders, pins, colourway } = layer;
    const { category, landmarks } = garment;
    return {
      files: {
        garment: library.assets.file(garment.hash),
        ...(garment.cutOutHash ? { cutOut: library.assets.file(garment.cutOutHash) } : {}),
      },
      layer: {
        ...{ id, visible, opacity, tuck, sliders, pins, landmarks },
        ...(category ? { category } : {}),
        ...(colourway ? { colourway } : {}),
      },
    };
  });
  const { subject, pose, strokes } = document;
  const shared = { subject, pose, strokes, quality, models: { provider } };
  const parts = [engineVersion, hashes, layers.map(({ layer }) => layer), shared];
  return {
    input: {
      ...shared,
      person: library.assets.file(photo.hash),
      layers: layers.map(({ layer, files }) => ({ ...layer, ...files })),
      // Whether it goes along is chosen when the picture is exported.
      keepGps: true,
    },
    key: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
  };
}

/** What a window is told of a result. */
export function rendered(
  lookId: string,
  quality: RenderQuality,
  result: RenderLookResult,
  picture: string,
  invented: string | undefined,
): Rendered {
  const { width, height, photoWidth, photoHeight, confidence, needsReview } = result;
  const { reasons, joints, layers, notes, ms } = result;
  return {
    lookId,
    quality,
    picture,
    ...(invented ? { invented } : {}),
    width,
    height,
    photoWidth,
    photoHeight,
    confidence,
    needsReview,
    reasons,
    joints,
    layers,
    notes,
    ms,
  };
}

/** What a window is told of a draft: it comes with its picture, which is kept nowhere. */
export function renderedDraft(
  lookId: string,
  result: RenderLookResult,
  invented: string | undefined,
): Rendered {
  const { buffer, byteOffset, byteLength } = result.bytes ?? new Uint8Array();
  const jpeg = Buffer.from(buffer, byteOffset, byteLength);
  const picture = createHash('sha256').update(jpeg).digest('hex');
  const told = rendered(lookId, 'draft', result, picture, invented);
  return { ...told, inline: `data:image/jpeg;base64,${jpeg.toString('base64')}` };
}
