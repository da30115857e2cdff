/** Writes TIFF files (8 or 16 bit, RGB or RGBA, deflate) with profile, XMP and EXIF, and reads EXIF out of them. */

import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Metadata } from './embed.ts';
import type { Raster } from './raster.ts';
import {
  entryNumber,
  firstDirectory,
  openTiff,
  readDirectory,
  type TiffDirectory,
  type TiffView,
  TYPE_SIZE,
} from './tiff-structure.ts';

const compress = promisify(deflate);

const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const UNDEFINED = 7;

/** A directory entry with its value in little-endian bytes. */
interface Value {
  tag: number;
  type: number;
  count: number;
  bytes: Uint8Array;
}

/** Directory 0 tags worth keeping: description, maker, model, software, date, artist, rating, copyright, XP strings. */
const DESCRIPTIVE = new Set([
  0x10e, 0x10f, 0x110, 0x131, 0x132, 0x13b, 0x4746, 0x8298, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f,
]);
/** Maker notes and interoperability data point into the block they came from, so they cannot move. */
const IMMOVABLE = new Set([0x927c, 0xa005]);

function number(tag: number, type: typeof SHORT | typeof LONG, ...values: number[]): Value {
  const bytes = Buffer.alloc(values.length * TYPE_SIZE[type]);
  values.forEach((v, i) => {
    if (type === SHORT) bytes.writeUInt16LE(v, i * 2);
    else bytes.writeUInt32LE(v, i * 4);
  });
  return { tag, type, count: values.length, bytes };
}

/** Unit size for swapping byte order: a RATIONAL is two 4-byte numbers. */
const swapUnit = (type: number): number => (type === 5 || type === 10 ? 4 : TYPE_SIZE[type]);

function readValues(tiff: TiffView, directory: TiffDirectory | undefined): Value[] {
  return (directory?.entries ?? []).map(({ tag, type, count, valueAt, length }) => {
    const bytes = Buffer.from(new Uint8Array(tiff.view.buffer, tiff.view.byteOffset + valueAt, length));
    const unit = swapUnit(type);
    if (!tiff.little && unit === 2) bytes.swap16();
    if (!tiff.little && unit === 4) bytes.swap32();
    if (!tiff.little && unit === 8) bytes.swap64();
    return { tag, type, count, bytes };
  });
}

interface ExifDirectories {
  main: Value[];
  exif: Value[];
  gps: Value[];
}

function readExif(block: Uint8Array): ExifDirectories | undefined {
  const tiff = openTiff(block);
  const main = tiff && readDirectory(tiff, firstDirectory(tiff));
  if (!tiff || !main) return undefined;
  const below = (tag: number) => {
    const entry = main.entries.find((e) => e.tag === tag);
    return readValues(tiff, entry && readDirectory(tiff, entryNumber(tiff, entry)));
  };
  return {
    main: readValues(tiff, main).filter((v) => DESCRIPTIVE.has(v.tag)),
    exif: below(0x8769).filter((v) => !IMMOVABLE.has(v.tag)),
    gps: below(0x8825),
  };
}

/** Bytes of a directory and its long values when it starts at `at`. */
function layOut(values: Value[], at: number): Buffer {
  const sorted = [...values].sort((a, b) => a.tag - b.tag);
  const head = Buffer.alloc(2 + sorted.length * 12 + 4);
  head.writeUInt16LE(sorted.length, 0);
  const tail: Uint8Array[] = [];
  let next = at + head.length;
  sorted.forEach(({ tag, type, count, bytes }, i) => {
    const entry = 2 + i * 12;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    if (bytes.length <= 4) head.set(bytes, entry + 8);
    else {
      head.writeUInt32LE(next, entry + 8);
      // Values start on even offsets (TIFF 6.0, section 2).
      const padded = bytes.length & 1 ? Buffer.concat([bytes, Buffer.alloc(1)]) : bytes;
      tail.push(padded);
      next += padded.length;
    }
  });
  return Buffer.concat([head, ...tail]);
}

/** A main directory with its EXIF and GPS directories behind it. */
function layOutAll(main: Value[], directories: ExifDirectories | undefined, at: number): Buffer {
  const links = [
    { tag: 0x8769, values: directories?.exif ?? [] },
    { tag: 0x8825, values: directories?.gps ?? [] },
  ].filter(({ values }) => values.length > 0);
  const all = [...main, ...(directories?.main ?? [])];
  const draft = [...all, ...links.map(({ tag }) => number(tag, LONG, 0))];
  let next = at + layOut(draft, at).length;
  const parts: Buffer[] = [];
  const linked = links.map(({ tag, values }) => {
    const bytes = layOut(values, next);
    parts.push(bytes);
    next += bytes.length;
    return number(tag, LONG, next - bytes.length);
  });
  return Buffer.concat([layOut([...all, ...linked], at), ...parts]);
}

const HEADER = Buffer.from('II*\0\x08\0\0\0', 'latin1');

/** EXIF block of a TIFF file, rebuilt to stand alone; undefined when the file has none. */
export function exifFromTiff(file: Uint8Array): Uint8Array | undefined {
  const found = readExif(file);
  if (!found || found.main.length + found.exif.length + found.gps.length === 0) return undefined;
  return Buffer.concat([HEADER, layOutAll([], found, 8)]);
}

/** Longest value of a directory that matters here, bytes. */
const LONGEST_VALUE = 2 ** 16;

/**
 * `exifFromTiff` of a file that is not in memory: only the directories and their values are read.
 *
 * @param read fills the bytes at a position of the file
 */
export function exifFromTiffFile(
  size: number,
  read: (into: Uint8Array, position: number) => void,
): Uint8Array | undefined {
  // Pages of zeros take no memory until they are written to.
  const file = Buffer.alloc(size);
  const fetch = (at: number, length: number): boolean => {
    if (at < 0 || length <= 0 || at + length > size) return false;
    read(file.subarray(at, at + length), at);
    return true;
  };
  const tiff = fetch(0, Math.min(size, 16)) ? openTiff(file) : undefined;
  if (!tiff) return undefined;
  const fetchDirectory = (at: number): TiffDirectory | undefined => {
    if (!fetch(at, 2)) return undefined;
    if (!fetch(at, 2 + tiff.view.getUint16(at, tiff.little) * 12)) return undefined;
    const directory = readDirectory(tiff, at);
    for (const { length, valueAt } of directory?.entries ?? [])
      if (length > 4 && length <= LONGEST_VALUE) fetch(valueAt, length);
    return directory;
  };
  const main = fetchDirectory(firstDirectory(tiff));
  for (const entry of main?.entries ?? [])
    if (entry.tag === 0x8769 || entry.tag === 0x8825) fetchDirectory(entryNumber(tiff, entry));
  return exifFromTiff(file);
}

/** Horizontal differencing (TIFF 6.0, section 14): each sample minus the same channel of the pixel before. */
function difference({ width, channels, data }: Raster<Uint8Array | Uint16Array>): Uint8Array {
  const row = width * channels;
  const out = data.slice();
  for (let start = 0; start < out.length; start += row) {
    for (let i = start + row - 1; i >= start + channels; i--) out[i] -= out[i - channels];
  }
  return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
}

/** Raw bytes of a strip. */
const ROWS_BYTES = 2 ** 20;
/** Of deflate: 6 takes four times as long on a noisy photo for files 9 % smaller. */
const LEVEL = 4;

/** What a TIFF file is encoded from. */
export interface TiffSource {
  width: number;
  height: number;
  /** 3 or 4; the fourth is unassociated alpha. */
  channels: number;
  bits: number;
  /** Rows y0 <= y < y1. */
  rows(y0: number, y1: number): Raster<Uint8Array | Uint16Array>;
}

/**
 * Encodes a raster as TIFF in strips.
 *
 * @param raster 3 or 4 channels; the fourth is unassociated alpha
 * @returns the file in pieces, in order
 */
export async function encodeTiff(
  raster: Raster<Uint8Array | Uint16Array>,
  meta: Metadata,
): Promise<Uint8Array[]> {
  const { width, channels, data } = raster;
  const row = width * channels;
  const strips: Uint8Array[] = [];
  const source: TiffSource = {
    ...raster,
    bits: data.BYTES_PER_ELEMENT * 8,
    rows: (y0, y1) => ({ ...raster, height: y1 - y0, data: data.subarray(y0 * row, y1 * row) }),
  };
  const lengths = await encodeStrips(source, (strip) => {
    strips.push(strip);
  });
  const { head, tail } = frameOf(source, lengths, meta);
  return [head, ...strips, tail];
}

const rowsPerStrip = ({ width, channels, bits }: TiffSource): number =>
  Math.max(1, Math.floor(ROWS_BYTES / ((width * channels * bits) / 8)));

/** Hands over the strips from top to bottom; returns their lengths. */
export async function encodeStrips(
  source: TiffSource,
  take: (strip: Uint8Array) => void | Promise<void>,
): Promise<number[]> {
  const { height } = source;
  const rows = rowsPerStrip(source);
  const lengths: number[] = [];
  // Four at a time: as many as zlib's thread pool works on.
  for (let y = 0; y < height; y += rows * 4) {
    const starts = [0, 1, 2, 3].map((i) => y + i * rows).filter((start) => start < height);
    const strips = await Promise.all(
      starts.map((start) =>
        compress(difference(source.rows(start, Math.min(height, start + rows))), { level: LEVEL }),
      ),
    );
    for (const strip of strips) {
      lengths.push(strip.length);
      await take(strip);
    }
  }
  return lengths;
}

/** What stands before and behind the strips of a file. */
export function frameOf(
  source: TiffSource,
  lengths: readonly number[],
  meta: Metadata,
): { head: Uint8Array; tail: Uint8Array } {
  const { width, height, channels, bits } = source;
  let next = 8;
  const offsets = lengths.map((length) => {
    const at = next;
    next += length;
    return at;
  });
  const directoryAt = next + (next & 1);
  const resolution = Buffer.alloc(8);
  resolution.writeUInt32LE(Math.round((meta.density ?? 72) * 1000), 0);
  resolution.writeUInt32LE(1000, 4);
  const main: Value[] = [
    number(256, LONG, width),
    number(257, LONG, height),
    number(258, SHORT, ...new Array<number>(channels).fill(bits)),
    number(259, SHORT, 8), // deflate
    number(262, SHORT, 2), // RGB
    number(273, LONG, ...offsets),
    number(274, SHORT, 1),
    number(277, SHORT, channels),
    number(278, LONG, rowsPerStrip(source)),
    number(279, LONG, ...lengths),
    { tag: 282, type: RATIONAL, count: 1, bytes: resolution },
    { tag: 283, type: RATIONAL, count: 1, bytes: resolution },
    number(284, SHORT, 1),
    number(296, SHORT, 2), // inch
    number(317, SHORT, 2), // horizontal differencing
  ];
  if (channels === 4) main.push(number(338, SHORT, 2));
  if (meta.xmp) main.push({ tag: 700, type: 1, count: meta.xmp.length, bytes: meta.xmp });
  if (meta.icc) main.push({ tag: 34675, type: UNDEFINED, count: meta.icc.length, bytes: meta.icc });
  const head = Buffer.from(HEADER);
  head.writeUInt32LE(directoryAt, 4);
  const directory = layOutAll(main, meta.exif && readExif(meta.exif), directoryAt);
  return { head, tail: Buffer.concat([Buffer.alloc(directoryAt - next), directory]) };
}
