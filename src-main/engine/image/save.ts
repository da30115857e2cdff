/** Saves a result: the photo's own samples with only the edited pixels replaced, its metadata, written whole. */

import { extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import type { OUTPUT_FORMATS } from '../../contract/names.ts';
import { embedMetadata, type Metadata } from './embed.ts';
import { editExif } from './exif.ts';
import { showName } from './file-name.ts';
import { crop } from './ops/resize.ts';
import type { AnalysedPhoto, Photo } from './photo.ts';
import { fromWorkingRgb, profileUse, toEight } from './profile.ts';
import type { Box, Raster } from './raster.ts';
import { encodeTiff } from './tiff-file.ts';
import { checkTarget, type FileSystem, writeFileWhole } from './write-file.ts';
import { editXmp } from './xmp.ts';

type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface Picture {
  /** Photo-sized, 3 channels, 8-bit sRGB. */
  rgb: Raster<Uint8Array>;
  /** Photo-sized, 1 channel, nonzero = edited. */
  edited: Raster<Uint8Array>;
}

export interface SaveOptions {
  /** Default: from the ending of the target's name. */
  format?: OutputFormat;
  /** JPEG and WebP quality, 1..100. */
  quality?: number;
  /** Keep the place where the photo was taken. */
  keepGps?: boolean;
  /** Files that must not be overwritten. */
  inputs?: string[];
  /** File system calls; for tests. */
  io?: FileSystem;
}

type Native = Raster<Uint8Array | Uint16Array>;

const ENDINGS: Record<string, OutputFormat> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.png': 'png',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.webp': 'webp',
};

/** Longest side each format can hold. */
const LONGEST: Record<OutputFormat, number> = {
  jpeg: 65500,
  png: 2 ** 31 - 1,
  tiff: 2 ** 31 - 1,
  webp: 16383,
};

/**
 * Format a target's name asks for.
 *
 * @throws StudioError unsupported-format
 */
export function outputFormat(target: string): OutputFormat {
  const format = ENDINGS[extname(target).toLowerCase()];
  if (format) return format;
  throw new StudioError(
    'unsupported-format',
    `Results are written as JPEG, PNG, TIFF or WebP, but ${showName(target)} ends in none of .jpg, .png, .tif and .webp. Change its ending.`,
  );
}

function editedBox({ width, height, data }: Raster<Uint8Array>): Box | undefined {
  const box: Box = { x0: width, y0: height, x1: 0, y1: 0 };
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.findIndex((v) => v !== 0);
    if (first < 0) continue;
    let last = width - 1;
    while (row[last] === 0) last -= 1;
    box.x0 = Math.min(box.x0, first);
    box.x1 = Math.max(box.x1, last + 1);
    if (box.y0 === height) box.y0 = y;
    box.y1 = y + 1;
  }
  return box.y1 > 0 ? box : undefined;
}

/** How far from pure white an edited pixel must be to count as something other than the backdrop. */
const BACKDROP = 8;

/**
 * The photo's own samples with the edited pixels replaced. Where the photo is transparent, edited pixels become opaque
 * unless they still show the white it was laid on.
 */
export async function mergeEdit(
  photo: Pick<Photo, 'rgb' | 'native' | 'source'>,
  { rgb, edited }: Picture,
): Promise<Native> {
  const base: Native = photo.native ?? photo.rgb;
  const { width, height, channels } = base;
  for (const raster of [rgb, edited]) {
    if (raster.width !== width || raster.height !== height) {
      const sizes = `${raster.width} x ${raster.height} instead of ${width} x ${height} pixels`;
      throw new StudioError('internal', `The result has ${sizes}. Please report this.`);
    }
  }
  const data = base.data.slice();
  const box = editedBox(edited);
  if (!box) return { width, height, channels, data };
  const wide = data instanceof Uint16Array;
  const { icc } = photo.source;
  const target = icc && (await profileUse(icc)) !== 'same' ? icc : undefined;
  const full = wide ? 65535 : 255;
  // In bands, so that the converted copy of a large edit stays small.
  const rows = Math.max(1, Math.floor(4e6 / (box.x1 - box.x0)));
  for (let y0 = box.y0; y0 < box.y1; y0 += rows) {
    const band: Box = { ...box, y0, y1: Math.min(box.y1, y0 + rows) };
    const patch = await fromWorkingRgb(crop(rgb, band), target, wide ? 16 : 8);
    for (let y = band.y0; y < band.y1; y++) {
      for (let x = band.x0; x < band.x1; x++) {
        const pixel = y * width + x;
        if (edited.data[pixel] === 0) continue;
        const from = ((y - band.y0) * patch.width + x - band.x0) * 3;
        const to = pixel * channels;
        data[to] = patch.data[from];
        data[to + 1] = patch.data[from + 1];
        data[to + 2] = patch.data[from + 2];
        if (channels === 4 && data[to + 3] < full) {
          const darkest = Math.min(rgb.data[pixel * 3], rgb.data[pixel * 3 + 1], rgb.data[pixel * 3 + 2]);
          if (darkest < 255 - BACKDROP) data[to + 3] = full;
        }
      }
    }
  }
  return { width, height, channels, data };
}

/** 8 bits, for formats that hold no more; `opaque` lays transparency on white. */
export function reduce({ width, height, channels, data }: Native, opaque: boolean): Raster<Uint8Array> {
  const flatten = opaque && channels === 4;
  if (data instanceof Uint8Array && !flatten) return { width, height, channels, data };
  const wide = data instanceof Uint16Array;
  const kept = flatten ? 3 : channels;
  const out = new Uint8Array(width * height * kept);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const alpha = flatten ? data[from + 3] / (wide ? 65535 : 255) : 1;
    for (let c = 0; c < kept; c++) {
      const value = data[from + c];
      out[pixel * kept + c] = flatten
        ? Math.round((wide ? value / 257 : value) * alpha + 255 * (1 - alpha))
        : toEight(value);
    }
  }
  return { width, height, channels: kept, data: out };
}

export function outputMetadata({ source, width, height }: AnalysedPhoto, keepGps: boolean): Metadata {
  const exif = source.exif && editExif(source.exif, { width, height, keepGps });
  const xmp = source.xmp && editXmp(source.xmp, keepGps);
  return {
    ...(source.icc ? { icc: source.icc } : {}),
    ...(exif ? { exif } : {}),
    ...(xmp ? { xmp } : {}),
    ...(source.density ? { density: source.density } : {}),
  };
}

/** How results are encoded. */
export function encoded(
  picture: Sharp,
  format: 'jpeg' | 'png' | 'webp',
  quality: number,
  wide: boolean,
): Sharp {
  // Optimised Huffman tables would hold the whole picture's coefficients (six bytes a pixel) to save 5 % of the file.
  if (format === 'jpeg') return picture.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false });
  if (format === 'webp') return picture.webp({ quality, exact: true, effort: 2 });
  if (wide) picture.toColourspace('rgb16');
  return picture.png({ compressionLevel: 4, adaptiveFiltering: true });
}

/** Checks that a format can hold a picture of this size and that it can be written. */
export async function checkOutput(
  { width, height }: AnalysedPhoto,
  format: OutputFormat,
  target: string,
  { inputs, io }: SaveOptions,
): Promise<void> {
  await checkTarget(target, inputs, io);
  if (Math.max(width, height) > LONGEST[format]) {
    throw new StudioError(
      'unsupported-format',
      `${format.toUpperCase()} files hold at most ${LONGEST[format]} pixels a side, the result has ${width} x ${height}. Write a PNG or TIFF file.`,
    );
  }
}

export const USUAL_QUALITY = 95;

/**
 * Writes a result next to what the photo was: its profile, bit depth (PNG, TIFF), transparency (not JPEG), resolution,
 * EXIF and XMP, upright, without GPS unless asked. In PNG and TIFF every sample outside `picture.edited` is the
 * photo's own.
 *
 * @throws StudioError unsupported-format, output-unwritable, disk-full
 */
export async function savePicture(
  photo: Photo,
  picture: Picture,
  target: string,
  options: SaveOptions = {},
): Promise<void> {
  const format = options.format ?? outputFormat(target);
  await checkOutput(photo, format, target, options);
  const merged = await mergeEdit(photo, picture);
  const meta = outputMetadata(photo, options.keepGps ?? false);
  if (format === 'tiff') {
    await writeFileWhole(target, await encodeTiff(merged, meta), options.io);
    return;
  }
  const pixels = format === 'png' ? merged : reduce(merged, format === 'jpeg');
  const { width, height, channels, data } = pixels;
  const raw = { width, height, channels: channels as 3 | 4 };
  const file = await encoded(
    sharp(data, { raw, limitInputPixels: false }),
    format,
    options.quality ?? USUAL_QUALITY,
    data instanceof Uint16Array,
  ).toBuffer();
  const shape = { width, height, alpha: channels === 4 };
  await writeFileWhole(target, [embedMetadata(format, file, meta, shape)], options.io);
}
