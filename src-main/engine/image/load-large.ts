/** Loads photos too large for memory: their samples go into files and are read by rows from there. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import { say } from '../../contract/sentences.ts';
import { checkCompleteness } from './completeness.ts';
import { showName } from './file-name.ts';
import { hashFile } from './hash-file.ts';
import { checkSize, decodeStrictly, LOAD_DEFAULTS, profileUseOf, sourceOf, truncated } from './load.ts';
import { resizeAreaRows } from './ops/resize.ts';
import type { LargePhoto } from './photo.ts';
import { toWorkingRgb } from './profile.ts';
import { byteRaster, type Raster } from './raster.ts';
import { readPictureFile } from './read-file.ts';
import { diskError, SampleFile, SampleWriter, type Scratch, type Shape } from './sample-file.ts';
import { type AcceptedFormat, sniffFormat } from './sniff.ts';
import { exifFromTiffFile } from './tiff-file.ts';

/** Formats whose decoders give rows without holding the picture, or as little of it as can be. */
const READ_BY_ROWS: readonly AcceptedFormat[] = ['jpeg', 'png', 'tiff', 'webp', 'avif'];
/** Of these the decoder itself finds what is missing, so that the file need not be in memory. */
const READ_FROM_FILE: readonly AcceptedFormat[] = ['png', 'tiff'];
/** Bytes by which the kind of a file is told. */
const HEAD = 4096;

async function formatOf(file: string): Promise<AcceptedFormat | undefined> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    const found = sniffFormat(head.subarray(0, bytesRead));
    return found.kind === 'accepted' ? found.format : undefined;
  } finally {
    await handle.close();
  }
}

/** Whether a file is a picture of more pixels than `above` that can be read by rows. Whatever is wrong with it, loading it says. */
export async function isLarge(file: string, above: number): Promise<boolean> {
  try {
    const format = await formatOf(file);
    if (!format || !READ_BY_ROWS.includes(format)) return false;
    const { width, height } = await sharp(file, { limitInputPixels: false }).metadata();
    return width * height > above;
  } catch {
    return false;
  }
}

export interface LoadLargeOptions {
  /** Working files go there and stay until it is removed. */
  scratch: Scratch;
  /** Most rows in memory at a time, as pixels. */
  bandPixels: number;
}

/**
 * Loads a photo as `loadPhoto` does, with the same pixels in the same places, into working files.
 *
 * @throws StudioError as `loadPhoto` does, and disk-full when there is no space for the working files
 */
export async function loadLarge(file: string, options: LoadLargeOptions): Promise<LargePhoto> {
  const name = showName(file);
  const limits = LOAD_DEFAULTS;
  const format = (await formatOf(file)) ?? 'jpeg';
  try {
    let input: string | Uint8Array = file;
    let frames = 1;
    let complete = true;
    if (!READ_FROM_FILE.includes(format)) {
      const checked = checkCompleteness(format, await readPictureFile(file, limits.maxBytes));
      ({ bytes: input, frames, complete } = checked);
      if (!complete && format !== 'jpeg') throw truncated(name, format);
    }
    const meta = await sharp(input, { limitInputPixels: false }).metadata();
    checkSize(meta.width, meta.height, name, limits);
    const { source, foreign } = sourceOf(format, meta, Math.max(meta.pages ?? 1, frames), name);
    if (format === 'tiff') source.exif = tiffExif(file);
    if (!complete) source.notes.push(say('end-marker-missing'));
    const wide = source.bitDepth === 16;
    const settings: SharpOptions = { ignoreIcc: !foreign, limitInputPixels: false };
    const native = await decodeStrictly(
      (failOn) => toFile(sharp(input, { ...settings, failOn }), source.orientation, wide, options.scratch),
      source.notes,
    );
    return await finish(await hashFile(file), native, source, options);
  } catch (error) {
    const told = diskError(error);
    throw told instanceof StudioError ? told : truncated(name, format, told);
  }
}

/** Decodes into a sample file, upright. */
async function toFile(
  picture: Sharp,
  orientation: number,
  wide: boolean,
  scratch: Scratch,
): Promise<SampleFile> {
  const lying = scratch.name();
  await picture.toColourspace(wide ? 'rgb16' : 'srgb').toFile(lying);
  const file = scratch.keep(new SampleFile(lying));
  if (orientation === 1) return file;
  // Turned from the file, which can be read anywhere: turning while decoding would hold the whole picture.
  const upright = scratch.name();
  await turned(sharp(lying, { limitInputPixels: false, sequentialRead: false }), orientation)
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .toFile(upright);
  await scratch.drop(file);
  return scratch.keep(new SampleFile(upright));
}

/** EXIF orientation 2..8 made upright (CIPA DC-008, Orientation). */
function turned(picture: Sharp, orientation: number): Sharp {
  const turn = { 3: 180, 5: 270, 6: 90, 7: 90, 8: 270 }[orientation];
  if (turn) picture.rotate(turn);
  // Mirroring comes before turning in libvips' order of operations.
  if (orientation === 2) picture.flop();
  if (orientation === 4) picture.flip();
  if (orientation === 5 || orientation === 7) picture.flop();
  return picture;
}

async function finish(
  hash: string,
  native: SampleFile,
  source: LargePhoto['source'],
  options: LoadLargeOptions,
): Promise<LargePhoto> {
  const { width, height, channels } = native;
  const use = await profileUseOf(source);
  const convert = use !== 'same';
  const plain = !convert && channels === 3 && !native.wide;
  const icc = convert ? source.icc : undefined;
  const working = plain
    ? native
    : await inBands(native, { width, height, channels: 3, wide: false }, options, async (rows) => {
        return (await toWorkingRgb(rows, icc)).data;
      });
  if (use === 'from') {
    source.notes.push(say('profile-read-only'));
    source.icc = undefined;
  }
  const scale = Math.min(1, LOAD_DEFAULTS.analysisSize / Math.max(width, height));
  const analysis = byteRaster(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
    3,
  );
  let at = 0;
  resizeAreaRows(
    { width, height, channels: 3, row: (y) => working.row(y) },
    analysis.width,
    analysis.height,
    (row) => {
      analysis.data.set(row, at);
      at += row.length;
    },
  );
  const large = { hash, width, height, analysis, scale, source, working };
  return plain || use === 'from' ? large : { ...large, native };
}

/** A sample file made from another band by band. */
export async function inBands(
  from: SampleFile,
  shape: Shape,
  { scratch, bandPixels }: LoadLargeOptions,
  make: (
    rows: Raster<Uint8Array | Uint16Array>,
    y0: number,
  ) => Promise<Uint8Array | Uint16Array> | Uint8Array | Uint16Array,
): Promise<SampleFile> {
  const writer = new SampleWriter(scratch.name(), shape);
  try {
    const rows = Math.max(1, Math.floor(bandPixels / from.width));
    for (let y = 0; y < from.height; y += rows)
      writer.write(await make(from.rows(y, Math.min(from.height, y + rows)), y));
  } catch (error) {
    writer.close();
    throw error;
  }
  return scratch.keep(writer.finish());
}

function tiffExif(file: string): Uint8Array | undefined {
  const handle = openSync(file, 'r');
  try {
    return exifFromTiffFile(fstatSync(handle).size, (into, position) => {
      readSync(handle, into, 0, into.length, position);
    });
  } finally {
    closeSync(handle);
  }
}
