/** Export picture: a finished picture in another size, profile and container, with the metadata that is wanted. */

import type { ExportPictureRequest, ExportPictureResult } from '../../contract/export-picture.ts';
import type { OutputRecipe, ProfileName } from '../../contract/recipe.ts';
import { resizeArea } from '../image/ops/resize.ts';
import type { Photo } from '../image/photo.ts';
import { profileUse, toProfile } from '../image/profile.ts';
import { byteRaster } from '../image/raster.ts';
import { profileNamed } from '../image/rgb-profiles.ts';
import { savePicture } from '../image/save.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { openPhoto } from './perceive.ts';
import type { RunContext } from './stage.ts';
import { within } from './thumbnails.ts';

/** @throws StudioError as loading and saving a picture do */
export async function exportPicture(
  request: ExportPictureRequest,
  context: RunContext<Runtime>,
): Promise<ExportPictureResult> {
  const { picture, out, ...recipe } = request;
  const { value: photo } = await openPhoto(picture, context, 'picture');
  return { out, ...(await writeByRecipe(photo, out, recipe, [picture])) };
}

/**
 * Writes a finished picture as `recipe` wants it.
 *
 * @param inputs files that must not be overwritten
 * @returns pixels of the picture written
 * @throws StudioError unsupported-format, output-unwritable, disk-full
 */
export async function writeByRecipe(
  picture: Photo,
  out: string,
  { format, quality, longest, profile, keepExif, keepGps }: OutputRecipe,
  inputs: string[],
): Promise<{ width: number; height: number }> {
  const sized = longest === undefined ? picture : resized(picture, longest);
  const wanted =
    profile === 'photo' ? sized : profile === 'srgb' ? await inSrgb(sized) : await inProfile(sized, profile);
  const { exif, xmp, ...source } = wanted.source;
  const bare = { ...wanted, source: keepExif ? wanted.source : source };
  const untouched = { rgb: bare.rgb, edited: byteRaster(bare.width, bare.height, 1) };
  await savePicture(bare, untouched, out, { format, quality, keepGps, inputs });
  return { width: bare.width, height: bare.height };
}

/** Without a profile of its own: readers take it for sRGB. A picture that is sRGB already keeps its samples. */
async function inSrgb(photo: Photo): Promise<Photo> {
  const { icc, ...source } = photo.source;
  if (!icc) return photo;
  const { native, ...rest } = photo;
  if ((await profileUse(icc)) === 'same') return { ...photo, source };
  return { ...rest, source };
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
