/** Tells what kind of file a buffer holds from its first bytes, never from its name. */

import { readTiffTag } from './tiff-structure.ts';

/** Formats photos may come in. */
export const ACCEPTED_FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'heic'] as const;
export type AcceptedFormat = (typeof ACCEPTED_FORMATS)[number];

/** For sentences: what to hand in instead. */
export const ACCEPTED_NAMES = 'JPEG, PNG, WebP, AVIF, TIFF, GIF or HEIC';

export type Sniffed =
  | { kind: 'accepted'; format: AcceptedFormat }
  /** A camera's raw file, which may have a finished picture in it; `name` fits into a sentence. */
  | { kind: 'raw'; name: string }
  /** Known, but not a picture this program reads; `name` fits into a sentence. */
  | { kind: 'unsupported'; name: string }
  | { kind: 'text' }
  | { kind: 'unknown' };

const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const AVIF_BRANDS = new Set(['avif', 'avis']);

const accepted = (format: AcceptedFormat): Sniffed => ({ kind: 'accepted', format });
const raw = (name: string): Sniffed => ({ kind: 'raw', name });
const unsupported = (name: string): Sniffed => ({ kind: 'unsupported', name });

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** ISO base media file: major brand first, then the compatible ones (a `mif1` file may hold either codec). */
function sniffIsoMedia(bytes: Uint8Array): Sniffed {
  const size = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(ascii(bytes, at, at + 4));
  for (const brand of brands) {
    if (HEIC_BRANDS.has(brand)) return accepted('heic');
    if (AVIF_BRANDS.has(brand)) return accepted('avif');
  }
  if (brands[0] === 'crx ') return raw('a camera raw file (CR3)');
  if (brands[0] === 'mif1' || brands[0] === 'msf1') return accepted('heic');
  return unsupported('a video');
}

/** Camera raw files are TIFF inside; their first picture is only a thumbnail. */
function sniffTiff(bytes: Uint8Array): Sniffed {
  if (ascii(bytes, 8, 10) === 'CR') return raw('a camera raw file (CR2)');
  if (readTiffTag(bytes, 0xc612) !== undefined) return raw('a camera raw file (DNG)');
  const reduced = readTiffTag(bytes, 0xfe) === 1;
  if (reduced && readTiffTag(bytes, 0x14a) !== undefined) return raw('a camera raw file');
  return accepted('tiff');
}

function sniffText(bytes: Uint8Array): Sniffed {
  const head = bytes.subarray(0, 4096);
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const text = new TextDecoder(utf16 ? (head[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(head);
  if (/<svg[\s>:]/i.test(text)) return unsupported('an SVG drawing');
  if (utf16) return { kind: 'text' };
  const control = head.some((b) => b < 9 || (b > 13 && b < 32 && b !== 27));
  return control ? { kind: 'unknown' } : { kind: 'text' };
}

const MAGIC: [prefix: string, result: Sniffed][] = [
  ['\xff\xd8\xff', accepted('jpeg')],
  ['\x89PNG\r\n\x1a\n', accepted('png')],
  ['GIF87a', accepted('gif')],
  ['GIF89a', accepted('gif')],
  ['%PDF-', unsupported('a PDF document')],
  ['%!PS', unsupported('a PostScript document')],
  ['8BPS', unsupported('a Photoshop document')],
  ['\xff\x0a', unsupported('a JPEG XL picture')],
  ['\0\0\0\x0cJXL ', unsupported('a JPEG XL picture')],
  ['\0\0\0\x0cjP  ', unsupported('a JPEG 2000 picture')],
  ['\xff\x4f\xff\x51', unsupported('a JPEG 2000 picture')],
  ['FUJIFILMCCD-RAW', raw('a camera raw file (RAF)')],
  ['IIRO', raw('a camera raw file (ORF)')],
  ['IIU\0', raw('a camera raw file (RW2)')],
  ['\0\0\x01\0', unsupported('a Windows icon')],
  ['v/1\x01', unsupported('an OpenEXR picture')],
  ['#?RADIANCE', unsupported('a Radiance HDR picture')],
  ['gimp xcf', unsupported('a GIMP document')],
  ['PK\x03\x04', unsupported('an archive or an office document')],
  ['\x1f\x8b', unsupported('a compressed file')],
  ['\x1aE\xdf\xa3', unsupported('a video')],
];

/** Looks at the bytes of a whole file. Never throws. */
export function sniffFormat(bytes: Uint8Array): Sniffed {
  const head = ascii(bytes, 0, 16);
  for (const [prefix, result] of MAGIC) if (head.startsWith(prefix)) return result;
  if (head.startsWith('RIFF')) {
    return head.slice(8, 12) === 'WEBP' ? accepted('webp') : unsupported('a sound or video file');
  }
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return sniffTiff(bytes);
  if (bytes.length >= 12 && head.slice(4, 8) === 'ftyp') return sniffIsoMedia(bytes);
  // 'BM' alone is how many words begin: a bitmap also states its own size or its header size.
  if (head.startsWith('BM') && bytes.length > 18 && bytes[15] === 0 && bytes[16] === 0) {
    return unsupported('a BMP picture');
  }
  return sniffText(bytes);
}
