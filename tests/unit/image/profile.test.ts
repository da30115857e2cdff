/** Profiles: which way they convert, and what a photo with a one-way profile becomes. */

import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../src-main/contract/sentences.ts';
import { embedMetadata } from '../../../src-main/engine/image/embed.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import {
  fromWorkingRgb,
  profileUse,
  toProfile,
  toWorkingRgb,
} from '../../../src-main/engine/image/profile.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { profileNamed } from '../../../src-main/engine/image/rgb-profiles.ts';
import { savePicture } from '../../../src-main/engine/image/save.ts';
import { H, largestDifference, pattern, picture, scratch, W } from './make.ts';

const dir = scratch();

async function p3(): Promise<Uint8Array> {
  return (await sharp(await picture().withIccProfile('p3').png().toBuffer()).metadata()).icc!;
}

/** A scanner's profile: a table from RGB to Lab and none back (ICC.1:2001-04, 6.5.9 lut8Type). */
function scannerProfile(): Buffer {
  const matrix = Buffer.alloc(36);
  for (const at of [0, 16, 32]) matrix.writeInt32BE(65536, at);
  const ramps = Buffer.from(Array.from({ length: 768 }, (_, i) => i & 255));
  const corners: number[] = [];
  for (let k = 0; k < 8; k++) {
    const [r, g, b] = [k >> 2, (k >> 1) & 1, k & 1];
    corners.push(Math.round(255 * (0.3 * r + 0.5 * g + 0.2 * b)), 128 + 50 * (r - g), 128 + 60 * (g - b));
  }
  const head = Buffer.from('mft1\0\0\0\0\x03\x03\x02\0', 'latin1');
  const table = Buffer.concat([head, matrix, ramps, Buffer.from(corners), ramps]);
  const text = Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1');
  const white = Buffer.from('XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d', 'latin1');
  const desc = Buffer.alloc(104);
  desc.write('desc', 0);
  desc.writeUInt32BE(5, 8);
  desc.write('scan', 12);
  const tags: [string, Buffer][] = [
    ['desc', desc],
    ['cprt', text],
    ['wtpt', white],
    ['A2B0', Buffer.concat([table, Buffer.alloc(-table.length & 3)])],
  ];
  const header = Buffer.alloc(128);
  header.writeUInt32BE(0x02400000, 8);
  header.write('scnrRGB Lab ', 12);
  header.write('acsp', 36);
  white.copy(header, 68, 8);
  const directory = Buffer.alloc(4 + tags.length * 12);
  directory.writeUInt32BE(tags.length, 0);
  let at = header.length + directory.length;
  tags.forEach(([name, data], i) => {
    directory.write(name, 4 + i * 12);
    directory.writeUInt32BE(at, 8 + i * 12);
    directory.writeUInt32BE(data.length, 12 + i * 12);
    at += data.length;
  });
  const profile = Buffer.concat([header, directory, ...tags.map(([, data]) => data)]);
  profile.writeUInt32BE(profile.length, 0);
  return profile;
}

it('profileUse tells sRGB, two-way and one-way profiles apart', async () => {
  expect(await profileUse(await profileNamed('srgb'))).toBe('same');
  expect(await profileUse(await p3())).toBe('both');
  expect(await profileUse(scannerProfile())).toBe('from');
  expect(await profileUse(Buffer.from('not a profile'))).toBe('same');
});

describe('conversions', () => {
  it('go there and back', async () => {
    const icc = await p3();
    const rgb = byteRaster(W, H, 3, pattern(W, H));
    for (const depth of [8, 16] as const) {
      const own = await fromWorkingRgb(rgb, icc, depth);
      expect(own.data.BYTES_PER_ELEMENT * 8).toBe(depth);
      const back = (await toWorkingRgb(own, icc)).data;
      // One step of a dark channel of P3 is several of sRGB beside a saturated one.
      expect(largestDifference(back, rgb.data)).toBeLessThanOrEqual(8);
      const mean = back.reduce((sum, v, i) => sum + Math.abs(v - rgb.data[i]), 0) / back.length;
      expect(mean).toBeLessThan(0.5);
    }
  });

  it('to Adobe RGB give its published values, and go from one wide profile to another past sRGB', async () => {
    const adobe = await profileNamed('adobe-rgb');
    // sRGB's corners by the matrices and curves of both; near black a small error is some steps of the curve
    const corners = byteRaster(4, 1, 3, Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255));
    const there = (await toProfile(corners, undefined, adobe)).data;
    expect(
      largestDifference(there, Uint8Array.of(219, 0, 0, 144, 255, 60, 0, 0, 250, 255, 255, 255)),
    ).toBeLessThanOrEqual(3);
    // the green of P3, which sRGB cannot hold, is a greener green than any that came by way of it
    const green = byteRaster(1, 1, 3, Uint8Array.of(0, 255, 0));
    const straight = (await toProfile(green, await p3(), adobe)).data;
    const around = (await toProfile(await toWorkingRgb(green, await p3()), undefined, adobe)).data;
    expect(straight[0]).toBeLessThan(around[0] - 40);
    // transparent becomes the white of paper
    const clear = { width: 1, height: 1, channels: 4, data: Uint8Array.of(9, 9, 9, 0) };
    expect([...(await toProfile(clear, undefined, adobe)).data]).toEqual([255, 255, 255]);
  });

  it('leave no seams between strips', async () => {
    const icc = await p3();
    // Wider than high enough to need several strips.
    const wide = byteRaster(2000, 4200, 3, new Uint8Array(2000 * 4200 * 3).fill(90));
    for (let i = 0; i < wide.data.length; i += 3) wide.data[i] = 200;
    const { data } = await fromWorkingRgb(wide, icc, 8);
    const first = data.subarray(0, 3);
    expect(first[0]).toBeLessThan(200);
    let different = 0;
    for (let i = 0; i < data.length; i++) if (data[i] !== first[i % 3]) different += 1;
    expect(different).toBe(0);
  });
});

it('a photo with a one-way profile is saved in sRGB, and says so', async () => {
  const bytes = embedMetadata(
    'png',
    await picture().png().toBuffer(),
    { icc: scannerProfile() },
    {
      width: W,
      height: H,
      alpha: false,
    },
  );
  const photo = await loadPhoto(await dir.write('scan.png', bytes));
  expect(photo.native).toBeUndefined();
  expect(texts(photo.source.notes).join()).toContain('sRGB');
  expect(largestDifference(photo.rgb.data, pattern(W, H))).toBeGreaterThan(10);
  const edited = byteRaster(W, H, 1);
  await savePicture(photo, { rgb: photo.rgb, edited }, dir.path('scan-out.png'));
  expect((await loadPhoto(dir.path('scan-out.png'))).rgb.data).toEqual(photo.rgb.data);
  expect((await readFile(dir.path('scan-out.png'))).includes('iCCP')).toBe(false);
});
