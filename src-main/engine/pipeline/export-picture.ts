/** Export picture: a finished picture in another size, profile and container, with the metadata that is wanted. */

import type { ExportPictureRequest, ExportPictureResult } from '../../contract/export-picture.ts';
import type { OutputRecipe, ProfileName, Watermark } from '../../contract/recipe.ts';
import { type Mark, markFrom, markOf, sharpened, watermarked } from '../image/finish.ts';
import { resizeArea } from '../image/ops/resize.ts';
import type { AnalysedPhoto, Photo } from '../image/photo.ts';
import { fromWorkingRgb, profileUse, toProfile } from '../image/profile.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import { readPictureFile } from '../image/read-file.ts';
import { profileNamed } from '../image/rgb-profiles.ts';
import { exifWithRights, xmpWithRights } from '../image/rights.ts';
import { savePicture } from '../image/save.ts';
import { fontFile } from '../print/fonts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';
import { within } from './thumbnails.ts';

/** Largest file of a watermark, bytes. */
const MARK_BYTES = 64e6;
/** Distance of a watermark from the edges, share of the picture's shorter side. */
const MARGIN = 0.025;

/** @throws StudioError as loading and saving a picture do */
export async function exportPicture(
  request: ExportPictureRequest,
  context: RunContext<Runtime>,
  modelsDirs: readonly string[],
): Promise<ExportPictureResult> {
  const { picture, out, ...recipe } = request;
  const { value: photo } = await openPhoto(picture, context, 'picture');
  return { out, ...(await writeByRecipe(photo, out, recipe, [picture], modelsDirs)) };
}

/**
 * Writes a finished picture as `recipe` wants it.
 *
 * @param inputs files that must not be overwritten
 * @param modelsDirs folders with the typeface of watermarks
 * @returns pixels of the picture written
 * @throws StudioError unsupported-format, output-unwritable, disk-full; as loading a picture does for that of the watermark
 */
export async function writeByRecipe(
  picture: Photo,
  out: string,
  recipe: OutputRecipe,
  inputs: string[],
  modelsDirs: readonly string[],
): Promise<{ width: number; height: number }> {
  const { format, quality, longest, profile, keepGps } = recipe;
  const sized = longest === undefined ? picture : resized(picture, longest);
  const wanted =
    profile === 'photo' ? sized : profile === 'srgb' ? await inSrgb(sized) : await inProfile(sized, profile);
  const finished = await withFinish(wanted, recipe, modelsDirs);
  const signed = withRights(withoutExif(finished, recipe), recipe);
  const untouched = { rgb: signed.rgb, edited: byteRaster(signed.width, signed.height, 1) };
  await savePicture(signed, untouched, out, { format, quality, keepGps, inputs });
  return { width: signed.width, height: signed.height };
}

/** Sharpened and marked, on the samples that are written. */
async function withFinish(
  photo: Photo,
  { sharpen, watermark }: OutputRecipe,
  modelsDirs: readonly string[],
): Promise<Photo> {
  if (sharpen === 'none' && !watermark) return photo;
  let native = photo.native ?? photo.rgb;
  if (sharpen !== 'none') native = await sharpened(native, sharpen);
  if (watermark) {
    native = watermarked(native, await markFor(photo, watermark, modelsDirs));
  }
  return { ...photo, native };
}

/** A watermark as it is laid on a picture. */
export async function markFor(
  photo: AnalysedPhoto,
  { text, picture, place, opacity, width: share }: Watermark,
  modelsDirs: readonly string[],
): Promise<Mark> {
  const width = Math.round(share * photo.width);
  const drawn = picture
    ? await markFrom(await readPictureFile(picture, MARK_BYTES), width)
    : await markOf(text ?? '', width, fontFile(modelsDirs));
  const margin = Math.round(MARGIN * Math.min(photo.width, photo.height));
  return { mark: await inColoursOf(photo, drawn), place, opacity, margin };
}

/** A mark in sRGB with the colours of the picture's profile. */
async function inColoursOf({ source }: AnalysedPhoto, mark: Raster<Uint8Array>): Promise<Raster<Uint8Array>> {
  if (!source.icc || (await profileUse(source.icc)) === 'same') return mark;
  const rgb = byteRaster(mark.width, mark.height, 3);
  for (let i = 0; i < mark.width * mark.height; i++)
    for (let c = 0; c < 3; c++) rgb.data[i * 3 + c] = mark.data[i * 4 + c];
  const turned = await fromWorkingRgb(rgb, source.icc, 8);
  const data = mark.data.slice();
  for (let i = 0; i < mark.width * mark.height; i++)
    for (let c = 0; c < 3; c++) data[i * 4 + c] = turned.data[i * 3 + c];
  return { ...mark, data };
}

/** Without what the camera noted, where that is not wanted. */
export function withoutExif<P extends AnalysedPhoto>(photo: P, { keepExif }: OutputRecipe): P {
  const { exif, xmp, ...source } = photo.source;
  return keepExif ? photo : { ...photo, source };
}

/** With the names of who made and owns it; a block that cannot be read is replaced. */
export function withRights<P extends AnalysedPhoto>(photo: P, { creator, copyright }: OutputRecipe): P {
  if (creator === undefined && copyright === undefined) return photo;
  const rights = { creator, copyright };
  const exif = exifWithRights(photo.source.exif, rights) ?? exifWithRights(undefined, rights);
  return {
    ...photo,
    source: { ...photo.source, ...(exif ? { exif } : {}), xmp: xmpWithRights(photo.source.xmp, rights) },
  };
}

/** Without a profile of its own: readers take it for sRGB. A picture that is sRGB already keeps its samples. */
export async function inSrgb<P extends AnalysedPhoto & { native?: unknown }>(photo: P): Promise<P> {
  const { icc, ...source } = photo.source;
  if (!icc) return photo;
  if ((await profileUse(icc)) === 'same') return { ...photo, source };
  const { native, ...rest } = photo;
  return { ...rest, source } as P;
}

/** In another profile, which goes along; 8 bit, without transparency. */
async function inProfile(photo: Photo, profile: ProfileName): Promise<Photo> {
  const icc = await profileNamed(profile);
  const native = await toProfile(photo.native ?? photo.rgb, photo.source.icc, icc);
  return { ...photo, native, source: { ...photo.source, icc, bitDepth: 8, hasAlpha: false } };
}

function resized(photo: Photo, longest: number): Photo {
  const { width, height } = within(photo.width, photo.height, longest);
  if (width === photo.width && height === photo.height) return photo;
  return {
    ...photo,
    width,
    height,
    rgb: resizeArea(photo.rgb, width, height),
    ...(photo.native ? { native: resizeArea(photo.native, width, height) } : {}),
  };
}
