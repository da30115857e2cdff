/** Makes pictures and picture files for the tests of the image folder. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll } from 'vitest';

/** A folder that exists while the tests of one file run. */
export function scratch(): {
  path: (name: string) => string;
  write: (name: string, data: Uint8Array) => Promise<string>;
} {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toile-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    write: async (name, data) => {
      await writeFile(path(name), data);
      return path(name);
    },
  };
}

/** Smooth coloured samples with no symmetry, so that any flip or turn shows. */
export function pattern(width: number, height: number, channels = 3): Uint8Array {
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      const u = x / width;
      const v = y / height;
      const values = [255 * u, 255 * v * v, 255 * (0.5 + 0.4 * Math.sin(9 * u + 4 * v)), 255 * (1 - u * v)];
      for (let c = 0; c < channels; c++) out[at + c] = values[c];
    }
  }
  return out;
}

/** The same in 16 bits, with low bits that 8 bits cannot hold. */
export function pattern16(width: number, height: number, channels = 3): Uint16Array {
  return Uint16Array.from(pattern(width, height, channels), (v, i) => v * 256 + ((i * 37) & 255));
}

export const W = 96;
export const H = 72;

/** A sharp picture of raw samples, by default of `pattern(W, H)`. */
export function picture(
  data: Uint8Array | Uint16Array = pattern(W, H),
  width = W,
  height = H,
  channels = data.length / (width * height),
): Sharp {
  const result = sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } });
  if (data instanceof Uint16Array) return result.toColourspace(channels < 3 ? 'grey16' : 'rgb16');
  return channels < 3 ? result.toColourspace('b-w') : result;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A PNG whose header announces a size its data does not have. */
export function hollowPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(1000))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** Samples of a decoded file exactly as it holds them, 8 or 16 bits, orientation and profile not applied. */
export async function samplesOf(file: string): Promise<{ data: Uint8Array | Uint16Array; channels: number }> {
  const input = await sharp(file).metadata();
  const wide = input.depth === 'ushort';
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return {
    data: wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : new Uint8Array(data),
    channels: info.channels,
  };
}
