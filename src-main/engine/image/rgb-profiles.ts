/** RGB profiles a picture can be written in: sRGB and Display P3 as sharp has them, Adobe RGB made here from its numbers. */

import sharp from 'sharp';
import type { ProfileName } from '../../contract/export-picture.ts';

const known = new Map<ProfileName, Promise<Uint8Array>>();

/** The ICC profile of a name. */
export function profileNamed(name: ProfileName): Promise<Uint8Array> {
  let profile = known.get(name);
  if (!profile) {
    profile = name === 'adobe-rgb' ? Promise.resolve(adobeRgb()) : builtIn(name === 'srgb' ? 'srgb' : 'p3');
    known.set(name, profile);
  }
  return profile;
}

async function builtIn(name: 'srgb' | 'p3'): Promise<Uint8Array> {
  const png = await sharp(Buffer.alloc(3), { raw: { width: 1, height: 1, channels: 3 } })
    .withIccProfile(name)
    .png()
    .toBuffer();
  return (await sharp(png).metadata()).icc as Uint8Array;
}

type Xyz = readonly [x: number, y: number, z: number];

/**
 * Adobe RGB (1998) Color Image Encoding, 4.3: primaries and white D65, adapted to D50 (Bradford) as a profile states
 * them; gamma 563/256.
 */
const ADOBE_RGB = {
  white: [0.95045, 1, 1.08905],
  red: [0.60974, 0.31111, 0.01947],
  green: [0.20528, 0.62567, 0.06087],
  blue: [0.14919, 0.06322, 0.74457],
  gamma: 563 / 256,
} as const satisfies Record<string, Xyz | number>;

/** A matrix profile of version 2.1 (ICC.1:1998-09), which every reader of PDF and JPEG files knows. */
function adobeRgb(): Uint8Array {
  const { white, red, green, blue, gamma } = ADOBE_RGB;
  const curve = (): Buffer => {
    const data = Buffer.alloc(16);
    data.write('curv', 0, 'latin1');
    data.writeUInt32BE(1, 8);
    data.writeUInt16BE(Math.round(gamma * 256), 12);
    return data;
  };
  const tags: [signature: string, data: Buffer][] = [
    ['desc', described('Compatible with Adobe RGB (1998)')],
    ['cprt', text('No copyright, use freely')],
    ['wtpt', xyz(white)],
    ['rXYZ', xyz(red)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(blue)],
    ['rTRC', curve()],
    ['gTRC', curve()],
    ['bTRC', curve()],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let at = 128 + table.length;
  for (const [i, [signature, data]] of tags.entries()) {
    table.write(signature, 4 + i * 12, 'latin1');
    table.writeUInt32BE(at, 8 + i * 12);
    table.writeUInt32BE(data.length, 12 + i * 12);
    at += data.length;
  }
  return Buffer.concat([header(at), table, ...tags.map(([, data]) => data)]);
}

function header(size: number): Buffer {
  const head = Buffer.alloc(128);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(0x02100000, 8);
  head.write('mntrRGB XYZ ', 12, 'latin1');
  // 1 January 2000: a profile made twice is the same file
  for (const [i, part] of [2000, 1, 1].entries()) head.writeUInt16BE(part, 24 + i * 2);
  head.write('acsp', 36, 'latin1');
  // D50, the white of every profile's own space
  xyz([0.9642, 1, 0.8249]).copy(head, 68, 8);
  return head;
}

/** An XYZ tag: signed numbers of 16.16 bits. */
function xyz(values: Xyz): Buffer {
  const data = Buffer.alloc(20);
  data.write('XYZ ', 0, 'latin1');
  for (const [i, value] of values.entries()) data.writeInt32BE(Math.round(value * 65536), 8 + i * 4);
  return data;
}

function text(words: string): Buffer {
  return padded(Buffer.from(`text\0\0\0\0${words}\0`, 'latin1'));
}

/** A description with nothing but ASCII; its Unicode and Macintosh parts are there and empty. */
function described(words: string): Buffer {
  const data = Buffer.alloc(12 + words.length + 1 + 8 + 70);
  data.write('desc', 0, 'latin1');
  data.writeUInt32BE(words.length + 1, 8);
  data.write(words, 12, 'latin1');
  return padded(data);
}

const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
