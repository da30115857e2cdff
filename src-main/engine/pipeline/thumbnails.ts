/** Thumbnails: small upright sRGB copies of any picture Toile reads. */

import { extname } from 'node:path';
import type { ThumbnailRequest, ThumbnailResult, ThumbnailSize } from '../../contract/inspect.ts';
import { type EncodeOptions, encodeImage } from '../image/encode.ts';
import { resizeArea } from '../image/ops/resize.ts';
import type { Photo } from '../image/photo.ts';
import type { Raster } from '../image/raster.ts';
import { outputFormat } from '../image/save.ts';
import { checkTarget, writeFileWhole } from '../image/write-file.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';

/** Good to look at beside the photo at a quarter of its bytes. */
const QUALITY = 82;

/** Size with its longest side at most `longest`, shape kept. */
export function within(width: number, height: number, longest: number): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Encodes as the target's name asks: PNG, JPEG, and WebP for every other ending. */
export function encodeFor(
  target: string,
  picture: Raster<Uint8Array>,
  { quality = QUALITY, quick = false }: Omit<EncodeOptions, 'format'> = {},
): Promise<Buffer> {
  const known = /^\.(png|jpe?g|jpe)$/i.test(extname(target)) ? outputFormat(target) : 'webp';
  const format = known === 'png' || known === 'jpeg' ? known : 'webp';
  return encodeImage(picture, { format, quality, quick });
}

/** Writes every size wanted of `photo`, in the order given. */
export async function writeThumbnails(
  photo: Photo,
  sizes: readonly ThumbnailSize[],
): Promise<ThumbnailResult['thumbnails']> {
  const done: ThumbnailResult['thumbnails'] = [];
  for (const { longest, out } of sizes) {
    const { width, height } = within(photo.width, photo.height, longest);
    await writeFileWhole(out, [await encodeFor(out, resizeArea(photo.rgb, width, height))]);
    done.push({ out, width, height });
  }
  return done;
}

/**
 * Answers a thumbnail request.
 *
 * @throws StudioError as loading a photo does, and `output-unwritable` when a target is the file itself
 */
export async function thumbnail(
  request: ThumbnailRequest,
  context: RunContext<Runtime>,
): Promise<ThumbnailResult> {
  for (const { out } of request.sizes) await checkTarget(out, [request.file]);
  const { value: photo } = await openPhoto(request.file, context, 'picture');
  return {
    width: photo.width,
    height: photo.height,
    mediaType: `image/${photo.source.format}`,
    thumbnails: await writeThumbnails(photo, request.sizes),
    notes: photo.source.notes,
  };
}
