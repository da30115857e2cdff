/** Puts profile, EXIF, XMP and resolution into encoded JPEG, PNG and WebP files, byte for byte as given. */

import { crc32, deflateSync } from 'node:zlib';

export interface Metadata {
  icc?: Uint8Array;
  /** TIFF structure without the 'Exif\0\0' prefix. */
  exif?: Uint8Array;
  xmp?: Uint8Array;
  /** Pixels per inch. */
  density?: number;
}

/** Longest payload of a JPEG segment. */
const SEGMENT = 65533;

function segment(marker: number, ...parts: Uint8Array[]): Buffer {
  const payload = Buffer.concat(parts);
  const head = Buffer.of(0xff, marker, 0, 0);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** JFIF header with a resolution (ITU-T T.871, 10.1). */
function jfif(density: number | undefined): Buffer {
  const body = Buffer.from([0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  if (density) {
    body[7] = 1;
    const value = Math.min(65535, Math.max(1, Math.round(density)));
    body.writeUInt16BE(value, 8);
    body.writeUInt16BE(value, 10);
  }
  return segment(0xe0, body);
}

/** Blocks too long for their container are left out, except profiles, which JPEG splits over segments. */
function embedJpeg(file: Buffer, meta: Metadata): Buffer {
  let at = 2;
  if (file[2] === 0xff && file[3] === 0xe0) at += 2 + file.readUInt16BE(4);
  const parts = [file.subarray(0, 2), jfif(meta.density)];
  const exifHead = latin('Exif\0\0');
  const xmpHead = latin('http://ns.adobe.com/xap/1.0/\0');
  if (meta.exif && meta.exif.length + exifHead.length <= SEGMENT) {
    parts.push(segment(0xe1, exifHead, meta.exif));
  }
  if (meta.xmp && meta.xmp.length + xmpHead.length <= SEGMENT) parts.push(segment(0xe1, xmpHead, meta.xmp));
  if (meta.icc) {
    const size = SEGMENT - 14;
    const count = Math.ceil(meta.icc.length / size);
    for (let i = 0; i < count && count < 256; i++) {
      const chunk = meta.icc.subarray(i * size, (i + 1) * size);
      parts.push(segment(0xe2, latin('ICC_PROFILE\0'), Buffer.of(i + 1, count), chunk));
    }
  }
  parts.push(file.subarray(at));
  return Buffer.concat(parts);
}

function pngChunk(type: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat([latin(type), ...parts]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(body.length - 4, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Chunk order: PNG third edition, table 7 (all of these stand between IHDR and IDAT). */
function embedPng(file: Buffer, meta: Metadata): Buffer {
  const headerEnd = 8 + 25;
  const parts = [file.subarray(0, headerEnd)];
  if (meta.icc) parts.push(pngChunk('iCCP', latin('ICC profile\0\0'), deflateSync(meta.icc)));
  if (meta.density) {
    const perMetre = Buffer.alloc(9);
    perMetre.writeUInt32BE(Math.round(meta.density / 0.0254), 0);
    perMetre.writeUInt32BE(Math.round(meta.density / 0.0254), 4);
    perMetre[8] = 1;
    parts.push(pngChunk('pHYs', perMetre));
  }
  if (meta.exif) parts.push(pngChunk('eXIf', meta.exif));
  if (meta.xmp) parts.push(pngChunk('iTXt', latin('XML:com.adobe.xmp\0\0\0\0\0'), meta.xmp));
  for (let at = headerEnd; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) !== 'pHYs') parts.push(file.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

function riffChunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
}

/** Extended WebP container (developers.google.com/speed/webp/docs/riff_container). */
function embedWebp(file: Buffer, meta: Metadata, width: number, height: number, alpha: boolean): Buffer {
  if (!meta.icc && !meta.exif && !meta.xmp) return file;
  const flags = (meta.icc ? 0x20 : 0) | (alpha ? 0x10 : 0) | (meta.exif ? 8 : 0) | (meta.xmp ? 4 : 0);
  const extended = Buffer.alloc(10);
  extended[0] = flags;
  extended.writeUIntLE(width - 1, 4, 3);
  extended.writeUIntLE(height - 1, 7, 3);
  const parts = [riffChunk('VP8X', extended)];
  if (meta.icc) parts.push(riffChunk('ICCP', meta.icc));
  for (let at = 12; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    const type = file.toString('latin1', at, at + 4);
    if (type === 'VP8 ' || type === 'VP8L' || type === 'ALPH') {
      parts.push(riffChunk(type, file.subarray(at + 8, at + 8 + length)));
    }
    at += 8 + length + (length & 1);
  }
  if (meta.exif) parts.push(riffChunk('EXIF', meta.exif));
  if (meta.xmp) parts.push(riffChunk('XMP ', meta.xmp));
  const body = Buffer.concat(parts);
  const head = latin('RIFF\0\0\0\0WEBP');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

/**
 * Adds metadata to a file encoded without any.
 *
 * @param picture size and transparency of the encoded picture
 */
export function embedMetadata(
  format: 'jpeg' | 'png' | 'webp',
  file: Buffer,
  meta: Metadata,
  picture: { width: number; height: number; alpha: boolean },
): Buffer {
  if (format === 'jpeg') return embedJpeg(file, meta);
  if (format === 'png') return embedPng(file, meta);
  return embedWebp(file, meta, picture.width, picture.height, picture.alpha);
}
