/** Conversions between sRGB and a photo's own ICC profile, in strips so that memory stays bounded. */

import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { byteRaster, type Raster } from './raster.ts';
import { profileNamed } from './rgb-profiles.ts';

/** Pixels converted at a time. */
const STRIP_PIXELS = 4e6;

type Integers = Uint8Array | Uint16Array;

/**
 * Wraps RGB samples as an uncompressed TIFF file that carries a profile: the one way to hand sharp pixels together
 * with the profile they are in.
 */
function tagPixels(data: Integers, width: number, height: number, icc: Uint8Array): Buffer {
  const bits = data.BYTES_PER_ELEMENT * 8;
  // tag, type (3 SHORT, 4 LONG, 7 UNDEFINED), count, value or offset: TIFF 6.0, section 6; 34675 is the ICC profile
  const headerBytes = 8 + 2 + 11 * 12 + 4;
  const bitsAt = headerBytes;
  const pixelsAt = bitsAt + 8;
  const iccAt = pixelsAt + data.byteLength;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 3, bitsAt],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, pixelsAt],
    [277, 3, 1, 3],
    [278, 4, 1, height],
    [279, 4, 1, data.byteLength],
    [284, 3, 1, 1],
    [34675, 7, icc.length, iccAt],
  ];
  const head = Buffer.alloc(pixelsAt);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, count, value], i) => {
    const at = 10 + i * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  });
  for (let i = 0; i < 3; i++) head.writeUInt16LE(bits, bitsAt + i * 2);
  return Buffer.concat([head, Buffer.from(data.buffer, data.byteOffset, data.byteLength), icc]);
}

/** Converts RGB pixels from one profile to another; `to` is a profile file or sharp's built-in name 'srgb'. */
async function transform<T extends Integers>(
  data: T,
  width: number,
  height: number,
  from: Uint8Array,
  to: string,
): Promise<T> {
  const wide = data.BYTES_PER_ELEMENT === 2;
  const out = await sharp(tagPixels(data, width, height, from), { ignoreIcc: true, limitInputPixels: false })
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .withIccProfile(to)
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer();
  const View = data.constructor as new (b: ArrayBufferLike, o: number, n: number) => T;
  return new View(out.buffer, out.byteOffset, data.length);
}

/** Data colour space of a profile as its header states it: 'RGB ', 'GRAY', 'CMYK', ... (ICC.1:2022, 7.2.6). */
export function profileSpace(icc: Uint8Array): string {
  return icc.length >= 128 ? String.fromCharCode(...icc.subarray(16, 20)) : '';
}

/** 9 x 9 x 9 sRGB colours in a raster. */
function colourCube(): Raster<Uint8Array> {
  const steps = 9;
  const data = new Uint8Array(steps ** 3 * 3);
  for (let i = 0; i < steps ** 3; i++) {
    data[i * 3] = ((i % steps) * 255) / (steps - 1);
    data[i * 3 + 1] = ((Math.floor(i / steps) % steps) * 255) / (steps - 1);
    data[i * 3 + 2] = (Math.floor(i / steps ** 2) * 255) / (steps - 1);
  }
  return byteRaster(steps ** 2, steps, 3, data);
}

/**
 * What can be done with an RGB profile: 'same' = converting leaves sRGB pixels as they are (differences up to 1 of
 * 255), 'both' = it converts to and from sRGB, 'from' = only to sRGB, as profiles of scanners may.
 */
export async function profileUse(icc: Uint8Array): Promise<'same' | 'both' | 'from'> {
  const { width, height, data } = colourCube();
  const differs = (other: ArrayLike<number>) => data.some((v, i) => Math.abs(v - other[i]) > 1);
  // A conversion that is impossible leaves the pixels unchanged.
  if (!differs(await transform(data, width, height, icc, 'srgb'))) return 'same';
  return differs((await fromWorkingRgb(colourCube(), icc, 8)).data) ? 'both' : 'from';
}

/** 16 bit to 8 bit, rounded: 65535 / 255 = 257. */
export const toEight = (v: number): number => (v * 255 + 32895) >>> 16;

/**
 * Working pixels of a picture: 3 channels, 8-bit sRGB, alpha laid on white.
 *
 * @param native 3 or 4 channels, 8 or 16 bit
 * @param icc profile of `native`; undefined = sRGB
 */
export function toWorkingRgb(
  native: Raster<Integers>,
  icc: Uint8Array | undefined,
): Promise<Raster<Uint8Array>> {
  return toEightBits(native, icc, 'srgb');
}

/**
 * Pixels of a picture in another RGB profile, whose white is its own: 3 channels, 8 bit, alpha laid on white. Colours go
 * straight from one profile to the other, so that what sRGB could not hold is kept.
 *
 * @param native 3 or 4 channels, 8 or 16 bit
 * @param icc profile of `native`; undefined = sRGB
 */
export async function toProfile(
  native: Raster<Integers>,
  icc: Uint8Array | undefined,
  target: Uint8Array,
): Promise<Raster<Uint8Array>> {
  const from = icc ?? (await profileNamed('srgb'));
  return withProfileFile(target, (file) => toEightBits(native, from, file));
}

/** @param to as for {@link transform} */
async function toEightBits(
  native: Raster<Integers>,
  icc: Uint8Array | undefined,
  to: string,
): Promise<Raster<Uint8Array>> {
  const { width, height, channels } = native;
  const out = new Uint8Array(width * height * 3);
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y) * width;
    const strip = native.data.subarray(y * width * channels, (y * width + count) * channels);
    let rgb = toEightBitRgb(strip, channels);
    // Sixteen bits would go through a coarser table in Little CMS: twice the largest error of this way.
    if (icc) rgb = await transform(rgb, width, count / width, icc, to);
    layOnWhite(rgb, strip, channels, out.subarray(y * width * 3, (y * width + count) * 3));
  }
  return byteRaster(width, height, 3, out);
}

/** Without alpha, 8 bits; the strip itself where it is that already. */
function toEightBitRgb(strip: Integers, channels: number): Uint8Array {
  const wide = strip instanceof Uint16Array;
  if (!wide && channels === 3) return strip;
  const out = new Uint8Array((strip.length / channels) * 3);
  for (let from = 0, to = 0; to < out.length; from += channels, to += 3) {
    for (let c = 0; c < 3; c++) out[to + c] = wide ? toEight(strip[from + c]) : strip[from + c];
  }
  return out;
}

function layOnWhite(rgb: Uint8Array, native: Integers, channels: number, out: Uint8Array): void {
  if (channels === 3) {
    out.set(rgb);
    return;
  }
  const full = native instanceof Uint16Array ? 65535 : 255;
  for (let pixel = 0; pixel < out.length / 3; pixel++) {
    const alpha = native[pixel * channels + 3] / full;
    for (let i = pixel * 3; i < pixel * 3 + 3; i++) out[i] = Math.round(rgb[i] * alpha + 255 * (1 - alpha));
  }
}

/**
 * Converts 8-bit sRGB pixels into another profile and sample depth.
 *
 * @param rgb 3 channels, 8-bit sRGB
 * @param icc target profile; undefined = sRGB, only the depth changes
 */
export async function fromWorkingRgb<D extends 8 | 16>(
  rgb: Raster<Uint8Array>,
  icc: Uint8Array | undefined,
  depth: D,
): Promise<Raster<Integers>> {
  const { width, height } = rgb;
  const source = depth === 16 ? Uint16Array.from(rgb.data, (v) => v * 257) : rgb.data;
  if (!icc) return { width, height, channels: 3, data: source };
  const srgb = await profileNamed('srgb');
  return withProfileFile(icc, async (file) => {
    const out = depth === 16 ? new Uint16Array(source.length) : new Uint8Array(source.length);
    const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
    for (let y = 0; y < height; y += rows) {
      const end = Math.min(height, y + rows);
      const strip = source.subarray(y * width * 3, end * width * 3);
      out.set(await transform(strip, width, end - y, srgb, file), y * width * 3);
    }
    return { width, height, channels: 3, data: out };
  });
}

/** sharp takes target profiles as files only. */
async function withProfileFile<T>(icc: Uint8Array, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(tmpdir(), `toile-${process.pid}-${randomBytes(6).toString('hex')}.icc`);
  await writeFile(file, icc, { flag: 'wx', mode: 0o600 });
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
