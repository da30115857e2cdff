/** Loads a photo file: checks it, decodes it, applies orientation and profile, and keeps what writing it back needs. */

import { createHash } from 'node:crypto';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { StudioError } from '../../contract/errors.ts';
import { type Sentence, say } from '../../contract/sentences.ts';
import { type Completeness, checkCompleteness } from './completeness.ts';
import { showName } from './file-name.ts';
import { openHeic } from './heic.ts';
import { resizeArea } from './ops/resize.ts';
import type { Photo, SourceInfo } from './photo.ts';
import { profileSpace, profileUse, toWorkingRgb } from './profile.ts';
import type { Raster } from './raster.ts';
import { type RawPreview, rawPreview } from './raw-preview.ts';
import { readPictureFile } from './read-file.ts';
import { ACCEPTED_NAMES, type AcceptedFormat, sniffFormat } from './sniff.ts';
import { exifFromTiff } from './tiff-file.ts';

export interface LoadOptions {
  /** Largest accepted width x height, checked before decoding. */
  maxPixels?: number;
  /** Largest accepted file size, checked before reading. */
  maxBytes?: number;
  /** Smallest accepted width and height, pixels. */
  minSide?: number;
  /** Long side of `Photo.analysis`, pixels. */
  analysisSize?: number;
}

export const LOAD_DEFAULTS: Required<LoadOptions> = {
  maxPixels: 200e6,
  maxBytes: 2 ** 30,
  minSide: 64,
  analysisSize: 1024,
};

/** Long side of the picture in a camera's raw file that can stand for it, pixels; smaller ones are thumbnails. */
const LEAST_PREVIEW = 1000;

/** Decoded samples: 3 or 4 channels, orientation applied, still in the profile `icc`. */
interface Decoded {
  native: Raster<Uint8Array | Uint16Array>;
  source: SourceInfo;
}

/** The operation cache of libvips would keep whole decoded photos alive between requests. */
sharp.cache(false);

const FORMAT_NAMES: Record<AcceptedFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  tiff: 'TIFF',
  gif: 'GIF',
  heic: 'HEIC',
};

function detect(bytes: Uint8Array, name: string): AcceptedFormat | RawPreview {
  const found = sniffFormat(bytes);
  if (found.kind === 'accepted') return found.format;
  if (found.kind === 'raw') {
    const preview = rawPreview(bytes);
    if (preview && Math.max(preview.width, preview.height) >= LEAST_PREVIEW) return preview;
    throw new StudioError(
      'unsupported-format',
      `${name} is ${found.name} without a full-size preview. Develop it and save it as ${ACCEPTED_NAMES}.`,
    );
  }
  if (found.kind === 'unsupported') {
    throw new StudioError(
      'unsupported-format',
      `${name} is ${found.name}, which cannot be used. Save it as ${ACCEPTED_NAMES}.`,
    );
  }
  const what = found.kind === 'text' ? 'a text file' : 'not a picture';
  throw new StudioError('not-an-image', `${name} is ${what}. Choose a ${ACCEPTED_NAMES} file.`);
}

export function truncated(name: string, format: AcceptedFormat, cause?: unknown): StudioError {
  return new StudioError(
    'image-truncated',
    `The ${FORMAT_NAMES[format]} file ${name} is damaged or incomplete. Copy or download it again.`,
    { cause },
  );
}

export function checkSize(width: number, height: number, name: string, limits: Required<LoadOptions>): void {
  if (width * height > limits.maxPixels) {
    const limit = Math.round(limits.maxPixels / 1e6);
    throw new StudioError(
      'image-too-large',
      `${name} has ${width} x ${height} pixels, more than the limit of ${limit} megapixels. Save it smaller.`,
      { reason: say('too-many-pixels', { width, height, most: limit }) },
    );
  }
  if (width < limits.minSide || height < limits.minSide) {
    throw new StudioError(
      'image-too-small',
      `${name} has ${width} x ${height} pixels; at least ${limits.minSide} x ${limits.minSide} are needed. Use the original picture.`,
      { reason: say('too-few-pixels', { width, height, least: limits.minSide }) },
    );
  }
}

/** Size as PNG states it in its first chunk, known even when nothing else can be read. */
function pngSize(bytes: Buffer): [width: number, height: number] | undefined {
  const isHeader = bytes.length >= 24 && bytes.toString('latin1', 12, 16) === 'IHDR';
  return isHeader ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : undefined;
}

function sourceInfo(format: AcceptedFormat, meta: Metadata, orientation: number): SourceInfo {
  return {
    format,
    bitDepth: meta.depth === 'ushort' ? 16 : 8,
    space: meta.space ?? 'srgb',
    hasAlpha: meta.hasAlpha ?? false,
    orientation,
    ...(meta.icc ? { icc: meta.icc } : {}),
    ...(meta.exif ? { exif: stripExifPrefix(meta.exif) } : {}),
    ...(meta.xmp ? { xmp: meta.xmp } : {}),
    ...(meta.density ? { density: meta.density } : {}),
    notes: [],
  };
}

/** JPEG stores EXIF behind the six bytes 'Exif\0\0'; the rest of the world starts at the TIFF header. */
function stripExifPrefix(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}

/** libjpeg warnings about bytes that do not belong to the picture data: the picture itself is whole. */
const HARMLESS = /extraneous bytes|unknown Adobe color transform/i;

/** Tries again without minding what is harmless, and says so. */
export async function decodeStrictly<T>(
  decode: (failOn: 'warning' | 'truncated') => Promise<T>,
  notes: Sentence[],
): Promise<T> {
  return decode('warning').catch((error: Error) => {
    if (!HARMLESS.test(error.message)) throw error;
    notes.push(say('stray-bytes'));
    return decode('truncated');
  });
}

async function decodeSamples(
  bytes: Uint8Array,
  options: SharpOptions,
  wide: boolean,
  notes: Sentence[],
): Promise<Raster<Uint8Array | Uint16Array>> {
  const decode = (failOn: 'warning' | 'truncated') =>
    sharp(bytes, { ...options, failOn, limitInputPixels: false, autoOrient: true })
      .toColourspace(wide ? 'rgb16' : 'srgb')
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
  const { data, info } = await decodeStrictly(decode, notes);
  const { width, height, channels } = info;
  const samples = wide
    ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width, height, channels, data: samples };
}

/** Colour spaces of libvips that hold red, green, blue or grey directly. */
const DIRECT_SPACES = new Set(['srgb', 'rgb', 'rgb16', 'b-w', 'grey16']);

/** Everything but HEIC. */
async function decodeWithSharp(
  format: AcceptedFormat,
  file: Completeness,
  name: string,
  limits: Required<LoadOptions>,
): Promise<Decoded> {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const size = format === 'png' ? pngSize(bytes) : undefined;
  if (size) checkSize(...size, name, limits);
  const meta = await sharp(bytes, { limitInputPixels: false }).metadata();
  checkSize(meta.width, meta.height, name, limits);
  const { source, foreign } = sourceOf(format, meta, Math.max(meta.pages ?? 1, file.frames), name);
  if (format === 'tiff') source.exif = exifFromTiff(bytes);
  const wide = source.bitDepth === 16;
  return {
    native: await decodeSamples(bytes, { ignoreIcc: !foreign }, wide, source.notes),
    source,
  };
}

/**
 * What a file says of itself; `foreign` samples are converted to 8-bit sRGB when they are decoded.
 *
 * @param frames pictures in the file
 * @throws StudioError unsupported-format
 */
export function sourceOf(
  format: AcceptedFormat,
  meta: Metadata,
  frames: number,
  name: string,
): { source: SourceInfo; foreign: boolean } {
  const source = sourceInfo(format, meta, meta.orientation ?? 1);
  const { notes } = source;
  if (meta.depth !== 'uchar' && meta.depth !== 'ushort' && meta.depth !== 'float') {
    throw new StudioError(
      'unsupported-format',
      `${name} has ${meta.depth} samples, which cannot be used. Save it with 8 or 16 bits per channel.`,
    );
  }
  if (frames > 1) notes.push(say(format === 'tiff' ? 'first-page' : 'first-frame', { count: frames }));
  if (source.orientation !== 1) notes.push(say('turned-upright'));

  const grey = source.space === 'b-w' || source.space === 'grey16';
  const foreignGrey = grey && source.icc !== undefined;
  const foreign = !DIRECT_SPACES.has(source.space) || meta.depth === 'float' || foreignGrey;
  if (grey) notes.push(say('greyscale'));
  else if (foreign) notes.push(say('converted-to-srgb', { space: source.space.toUpperCase() }));
  if (foreign) {
    // The profile describes samples that are not kept.
    source.icc = undefined;
    source.bitDepth = 8;
  }
  return { source, foreign };
}

/** HEIC: pixels from libheif (which applies rotation), metadata from libvips (which has no HEVC decoder). */
async function decodeHeic(bytes: Uint8Array, name: string, limits: Required<LoadOptions>): Promise<Decoded> {
  const meta = await sharp(bytes, { limitInputPixels: false }).metadata();
  checkSize(meta.width, meta.height, name, limits);
  const heic = await openHeic(bytes);
  try {
    checkSize(heic.width, heic.height, name, limits);
    const source: SourceInfo = { ...sourceInfo('heic', meta, 1), bitDepth: 8 };
    if (meta.depth === 'ushort') source.notes.push(say('reduced-to-8-bits'));
    if (heic.count > 1) source.notes.push(say('main-picture', { count: heic.count }));
    const native = await heic.decode();
    source.hasAlpha = native.channels === 4;
    return { native, source };
  } finally {
    heic.close();
  }
}

/** Says that the picture is the preview of a raw file, and takes over what the camera noted beside it. */
function ofRaw(source: SourceInfo, { width, height, exif }: RawPreview): void {
  source.format = 'raw';
  source.notes.push(say('raw-preview', { width, height }));
  if (exif) source.exif = exif;
}

/** What can be done with the profile of a picture; one that is not of red, green and blue is left out. */
export async function profileUseOf(source: SourceInfo): ReturnType<typeof profileUse> {
  if (source.icc && profileSpace(source.icc) !== 'RGB ') {
    source.notes.push(say('profile-ignored'));
    source.icc = undefined;
  }
  return source.icc ? profileUse(source.icc) : 'same';
}

/** Finishes a decoded picture: profile honoured, working and analysis pixels made. */
async function finish(hash: string, { native, source }: Decoded, analysisSize: number): Promise<Photo> {
  const { width, height } = native;
  const use = await profileUseOf(source);
  const convert = use !== 'same';
  const plain = !convert && native.channels === 3 && native.data instanceof Uint8Array;
  const rgb = plain
    ? (native as Raster<Uint8Array>)
    : await toWorkingRgb(native, convert ? source.icc : undefined);
  if (use === 'from') {
    source.notes.push(say('profile-read-only'));
    source.icc = undefined;
  }
  const scale = Math.min(1, analysisSize / Math.max(width, height));
  const analysis =
    scale === 1
      ? rgb
      : resizeArea(rgb, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  return {
    hash,
    width,
    height,
    rgb,
    analysis,
    scale,
    source,
    ...(plain || use === 'from' ? {} : { native }),
  };
}

/**
 * Loads a photo or garment picture.
 *
 * The kind of file is told from its bytes. Size limits are checked from the header before any pixel is decoded, and a
 * picture that breaks off is refused rather than half used. Of animations the first frame counts, of a camera's raw file the
 * full-size picture in it.
 *
 * @throws StudioError file-not-found, file-unreadable, file-empty, not-an-image, unsupported-format, image-truncated,
 *   image-too-large, image-too-small
 */
export async function loadPhoto(file: string, options: LoadOptions = {}): Promise<Photo> {
  const limits = { ...LOAD_DEFAULTS, ...options };
  const name = showName(file);
  const bytes = await readPictureFile(file, limits.maxBytes);
  const detected = detect(bytes, name);
  const raw = typeof detected === 'string' ? undefined : detected;
  const format = typeof detected === 'string' ? detected : 'jpeg';
  const checked = checkCompleteness(format, raw?.jpeg ?? bytes);
  try {
    const decoded =
      format === 'heic'
        ? await decodeHeic(bytes, name, limits)
        : await decodeWithSharp(format, checked, name, limits);
    if (!checked.complete) {
      if (format !== 'jpeg') throw truncated(name, format);
      decoded.source.notes.push(say('end-marker-missing'));
    }
    if (raw) ofRaw(decoded.source, raw);
    const hash = createHash('sha256').update(bytes).digest('hex');
    return await finish(hash, decoded, limits.analysisSize);
  } catch (error) {
    throw error instanceof StudioError ? error : truncated(name, format, error);
  }
}
