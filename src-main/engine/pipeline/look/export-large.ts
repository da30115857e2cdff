/** Export large: a finished picture too large for memory, written as a recipe wants it, from row to row. */

import type { OutputRecipe } from '../../../contract/recipe.ts';
import { sharpenedFile, watermarked } from '../../image/finish.ts';
import { inBands, type LoadLargeOptions } from '../../image/load-large.ts';
import { resizeAreaRows } from '../../image/ops/resize.ts';
import type { LargePhoto, Photo } from '../../image/photo.ts';
import { toProfile } from '../../image/profile.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { profileNamed } from '../../image/rgb-profiles.ts';
import { SampleFile, SampleWriter } from '../../image/sample-file.ts';
import { saveLarge } from '../../image/save-large.ts';
import { inSrgb, markFor, withoutExif, withRights, writeByRecipe } from '../export-picture.ts';
import { within } from '../thumbnails.ts';

/**
 * Writes a finished picture as `writeByRecipe` does. Copies that are small enough for memory are made there.
 *
 * @param above pixels from which a copy is made by rows, too
 * @throws StudioError as `writeByRecipe` does, and disk-full
 */
export async function writeLargeByRecipe(
  picture: LargePhoto,
  out: string,
  recipe: OutputRecipe,
  inputs: string[],
  modelsDirs: readonly string[],
  above: number,
  work: LoadLargeOptions,
): Promise<{ width: number; height: number }> {
  const { format, quality, longest, profile, sharpen, watermark, keepGps } = recipe;
  const size = within(picture.width, picture.height, longest ?? Number.POSITIVE_INFINITY);
  const smaller = size.width !== picture.width || size.height !== picture.height;
  if (smaller && size.width * size.height <= above) {
    const { longest: _, ...rest } = recipe;
    return writeByRecipe(reduced(picture, size), out, rest, inputs, modelsDirs);
  }
  const sized = smaller ? resized(picture, size, work) : picture;
  const wanted =
    profile === 'photo'
      ? sized
      : profile === 'srgb'
        ? await inSrgb(sized)
        : await inProfile(sized, profile, work);
  let native = wanted.native ?? wanted.working;
  if (sharpen !== 'none') {
    const sharper = work.scratch.name();
    await sharpenedFile(native.path, native.wide, sharpen, sharper);
    native = work.scratch.keep(new SampleFile(sharper));
  }
  if (watermark) {
    const mark = await markFor(wanted, watermark, modelsDirs);
    native = await inBands(native, native, work, (rows, y0) => {
      const marked = watermarked(rows, mark, { y0, height: wanted.height });
      return marked.data;
    });
  }
  const signed = withRights(withoutExif({ ...wanted, native }, recipe), recipe);
  await saveLarge(signed, out, { format, ...(quality ? { quality } : {}), keepGps, inputs }, work);
  return { width: signed.width, height: signed.height };
}

interface Size {
  width: number;
  height: number;
}

/** A copy in memory. */
function reduced({ working, native, ...photo }: LargePhoto, size: Size): Photo {
  return {
    ...{ ...photo, ...size, rgb: small(working, size) as Raster<Uint8Array> },
    ...(native ? { native: small(native, size) } : {}),
  };
}

function small(file: SampleFile, { width, height }: Size): Raster<Uint8Array | Uint16Array> {
  const out = file.wide
    ? { width, height, channels: file.channels, data: new Uint16Array(width * height * file.channels) }
    : byteRaster(width, height, file.channels);
  let at = 0;
  resizeAreaRows({ ...shapeOf(file), row: rowOf(file) }, width, height, (row) => {
    out.data.set(row, at);
    at += row.length;
  });
  return out;
}

/** A copy in working files. */
function resized(photo: LargePhoto, size: Size, work: LoadLargeOptions): LargePhoto {
  const { working, native } = photo;
  const copy = (file: SampleFile): SampleFile => {
    const writer = new SampleWriter(work.scratch.name(), { ...shapeOf(file), ...size });
    try {
      resizeAreaRows({ ...shapeOf(file), row: rowOf(file) }, size.width, size.height, (row) =>
        writer.write(row),
      );
    } catch (error) {
      writer.close();
      throw error;
    }
    return work.scratch.keep(writer.finish());
  };
  return { ...photo, ...size, working: copy(working), ...(native ? { native: copy(native) } : {}) };
}

const shapeOf = ({ width, height, channels, wide }: SampleFile) => ({ width, height, channels, wide });

const rowOf =
  (file: SampleFile) =>
  (y: number): Uint8Array | Uint16Array =>
    file.wide ? file.rows(y, y + 1).data : file.row(y);

/** In another profile, which goes along; 8 bit, without transparency. */
async function inProfile(
  photo: LargePhoto,
  profile: Parameters<typeof profileNamed>[0],
  work: LoadLargeOptions,
): Promise<LargePhoto> {
  const icc = await profileNamed(profile);
  const from = photo.native ?? photo.working;
  const shape = { width: photo.width, height: photo.height, channels: 3, wide: false };
  const native = await inBands(from, shape, work, async (rows) => {
    return (await toProfile(rows, photo.source.icc, icc)).data;
  });
  return { ...photo, native, source: { ...photo.source, icc, bitDepth: 8, hasAlpha: false } };
}
