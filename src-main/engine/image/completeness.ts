/** Says whether a file ends where its own structure says it ends, so that half pictures are noticed. */

import type { AcceptedFormat } from './sniff.ts';

export interface Completeness {
  /** False when the file breaks off before the end its structure announces. */
  complete: boolean;
  /** The bytes to decode: for a JPEG without its end marker, the same bytes with the marker appended. */
  bytes: Uint8Array;
  /** Frames seen in an animation, 1 for a still picture. */
  frames: number;
}

/**
 * Walks JPEG segments and entropy-coded data up to the end marker (ITU-T T.81, B.1). A file that lacks only the
 * marker decodes fully once it is appended; one that lacks picture data still fails in the decoder. Zeros at the end
 * (left by broken downloads and rescued cards) do not count as data.
 */
function checkJpeg(bytes: Buffer): Completeness {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) {
      at = bytes.indexOf(0xff, at);
      if (at < 0) break;
      continue;
    }
    const marker = bytes[at + 1];
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9) return { complete: true, bytes, frames: 1 };
    else if (marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
  if (bytes.length >= 2 && bytes[bytes.length - 2] === 0xff && bytes[bytes.length - 1] === 0xd9) {
    return { complete: true, bytes, frames: 1 };
  }
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end -= 1;
  if (bytes[end - 1] === 0xff) end -= 1;
  return {
    complete: false,
    bytes: Buffer.concat([bytes.subarray(0, end), Buffer.of(0xff, 0xd9)]),
    frames: 1,
  };
}

/** PNG and APNG: chunks up to IEND. */
function checkPng(bytes: Buffer): Completeness {
  let frames = 1;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL' && length >= 8) frames = Math.max(1, bytes.readUInt32BE(at + 8));
    at += 12 + length;
    if (type === 'IEND') return { complete: at <= bytes.length, bytes, frames };
  }
  return { complete: false, bytes, frames };
}

/** WebP: the RIFF size covers the whole file; ANMF chunks are frames. */
function checkWebp(bytes: Buffer): Completeness {
  if (bytes.length < 20) return { complete: false, bytes, frames: 1 };
  const end = 8 + bytes.readUInt32LE(4);
  let frames = 0;
  for (let at = 12; at + 8 <= Math.min(end, bytes.length); ) {
    const length = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'ANMF') frames += 1;
    at += 8 + length + (length & 1);
  }
  return { complete: bytes.length >= end, bytes, frames: Math.max(1, frames) };
}

/** Skips GIF sub-blocks; -1 when the file ends inside them. */
function skipSubBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const size = bytes[at];
    at += 1 + size;
    if (size === 0) return at;
  }
  return -1;
}

/** GIF: complete when the first picture's data is; `frames` counts the pictures that are whole. */
function checkGif(bytes: Buffer): Completeness {
  const table = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = bytes.length > 13 ? 13 + table(bytes[10]) : bytes.length;
  let frames = 0;
  while (at >= 0 && at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) break;
    if (block === 0x21) at = skipSubBlocks(bytes, at + 2);
    else if (block === 0x2c && at + 11 <= bytes.length) {
      at = skipSubBlocks(bytes, at + 11 + table(bytes[at + 9]));
      if (at >= 0) frames += 1;
    } else break;
  }
  return { complete: frames > 0, bytes, frames: Math.max(1, frames) };
}

/** ISO base media (AVIF, HEIC): top-level boxes must end inside the file. */
function checkIsoMedia(bytes: Buffer): Completeness {
  let at = 0;
  while (at + 8 <= bytes.length) {
    let size = bytes.readUInt32BE(at);
    if (size === 1 && at + 16 <= bytes.length) size = Number(bytes.readBigUInt64BE(at + 8));
    if (size === 0) return { complete: true, bytes, frames: 1 };
    if (size < 8) return { complete: false, bytes, frames: 1 };
    at += size;
  }
  return { complete: at <= bytes.length, bytes, frames: 1 };
}

/** Checks the structure of a file whose format is known. TIFF has no end: its decoder finds what is missing. */
export function checkCompleteness(format: AcceptedFormat, file: Uint8Array): Completeness {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (format === 'jpeg') return checkJpeg(bytes);
  if (format === 'png') return checkPng(bytes);
  if (format === 'webp') return checkWebp(bytes);
  if (format === 'gif') return checkGif(bytes);
  if (format === 'avif' || format === 'heic') return checkIsoMedia(bytes);
  return { complete: true, bytes, frames: 1 };
}
