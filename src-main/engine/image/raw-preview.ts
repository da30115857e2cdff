/** Raw preview: finds the largest finished picture that a camera put into its raw file. */

import { exifFromTiff } from './tiff-file.ts';
import { readTiffTag } from './tiff-structure.ts';

export interface RawPreview {
  /** A whole JPEG file; with the raw file's orientation where it has none of its own. */
  jpeg: Buffer;
  width: number;
  height: number;
  /** What the camera wrote of the exposure, where it stands outside the picture. */
  exif: Uint8Array | undefined;
}

/** Frames of baseline and progressive pictures (ITU-T T.81, table B.1); the sensor's own data are lossless ones. */
const FRAMES = [0xc0, 0xc1, 0xc2];
const ORIENTATION = 0x112;

/** Walks the segments of a JPEG file inside `bytes`; undefined when it is none, is not whole, or is lossless. */
function jpegAt(
  bytes: Buffer,
  start: number,
): { width: number; height: number; end: number; exif: boolean } | undefined {
  let size: { width: number; height: number } | undefined;
  let exif = false;
  let at = start + 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker < 0xc0 || marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7)) return undefined;
    if (marker === 0xd9) return size && { ...size, end: at + 2, exif };
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt16BE(at + 2);
    if (marker === 0xe1 && bytes.toString('latin1', at + 4, at + 8) === 'Exif') exif = true;
    if (FRAMES.includes(marker) && length >= 8 && at + 9 <= bytes.length)
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    else if (marker >= 0xc3 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return undefined;
    at += 2 + length;
    if (marker !== 0xda) continue;
    if (!size) return undefined;
    // Entropy-coded data: up to the next marker that is neither stuffing nor a restart.
    for (;;) {
      at = bytes.indexOf(0xff, at);
      if (at < 0 || at + 1 >= bytes.length) return undefined;
      const next = bytes[at + 1];
      if (next !== 0 && (next < 0xd0 || next > 0xd7) && next !== 0xff) break;
      at += next === 0xff ? 1 : 2;
    }
  }
  return undefined;
}

/** An EXIF segment that says nothing but the orientation. */
function orientationSegment(orientation: number): Buffer {
  const block = Buffer.from([
    0x49,
    0x49,
    42,
    0,
    8,
    0,
    0,
    0,
    1,
    0,
    0x12,
    1,
    3,
    0,
    1,
    0,
    0,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const payload = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Looks for pictures at every place of the file, whatever the camera's own way of noting them. */
export function rawPreview(file: Uint8Array): RawPreview | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let best: { start: number; end: number; width: number; height: number; exif: boolean } | undefined;
  for (let at = bytes.indexOf('\xff\xd8\xff', 0, 'latin1'); at >= 0; ) {
    const found = jpegAt(bytes, at);
    if (found && (!best || found.width * found.height > best.width * best.height))
      best = { start: at, ...found };
    at = bytes.indexOf('\xff\xd8\xff', found ? found.end : at + 3, 'latin1');
  }
  if (!best) return undefined;
  const { start, end, width, height } = best;
  const picture = bytes.subarray(start, end);
  const orientation = readTiffTag(bytes, ORIENTATION);
  const jpeg =
    best.exif || orientation === undefined || orientation < 2 || orientation > 8
      ? picture
      : Buffer.concat([picture.subarray(0, 2), orientationSegment(orientation), picture.subarray(2)]);
  return { jpeg, width, height, exif: exifFromTiff(file) };
}
