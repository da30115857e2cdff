/** loadPhoto on HEIC: decoding, truncation, profile. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { heicSample } from './heic-sample.ts';
import { H, pattern, scratch, W } from './make.ts';

const dir = scratch();

/** Puts a profile into the file: a `colr` property for item 1, all offsets moved accordingly. */
function withProfile(file: Buffer, icc: Uint8Array): Buffer {
  const colr = Buffer.concat([Buffer.alloc(4), Buffer.from('colrprof'), icc]);
  colr.writeUInt32BE(colr.length, 0);
  const added = colr.length + 1;
  const bytes = Buffer.from(file);
  const grow = (name: string, by: number) => {
    const at = bytes.indexOf(name) - 4;
    bytes.writeUInt32BE(bytes.readUInt32BE(at) + by, at);
    return at;
  };
  for (const name of ['meta', 'iprp']) grow(name, added);
  const ipco = grow('ipco', colr.length);
  const ipcoEnd = ipco + bytes.readUInt32BE(ipco) - colr.length;
  let properties = 0;
  for (let at = ipco + 8; at < ipcoEnd; at += bytes.readUInt32BE(at)) properties += 1;
  const ipma = grow('ipma', 1);
  // version and flags (4), one entry (4), item id (2), number of associations (1)
  const countAt = ipma + 8 + 4 + 4 + 2;
  bytes[countAt] += 1;
  const iloc = bytes.indexOf('iloc') - 4;
  const ilocBody = bytes.subarray(iloc, iloc + bytes.readUInt32BE(iloc));
  const mdat = bytes.indexOf('mdat') + 4;
  const place = ilocBody.indexOf(Buffer.from([0, 0, mdat >> 8, mdat & 255]));
  expect(place).toBeGreaterThan(0);
  ilocBody.writeUInt32BE(mdat + added, place);
  return Buffer.concat([
    bytes.subarray(0, ipcoEnd),
    colr,
    bytes.subarray(ipcoEnd, countAt + 1),
    Buffer.of(properties + 1),
    bytes.subarray(countAt + 1),
  ]);
}

const meanDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
};

describe('HEIC', () => {
  it('is decoded, whatever the file is called', async () => {
    const photo = await loadPhoto(await dir.write('phone.jpg', heicSample()));
    expect(photo.source.format).toBe('heic');
    expect([photo.width, photo.height]).toEqual([W, H]);
    expect(photo.rgb.channels).toBe(3);
    expect(meanDifference(photo.rgb.data, pattern(W, H))).toBeLessThan(1);
  });

  it('has its profile honoured', async () => {
    const p3 = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#123' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const icc = (await sharp(p3).metadata()).icc!;
    const photo = await loadPhoto(await dir.write('p3.heic', withProfile(heicSample(), icc)));
    expect(photo.source.icc).toEqual(icc);
    expect(meanDifference(photo.native!.data, pattern(W, H))).toBeLessThan(1);
    // Red of P3 is more saturated than sRGB can show: reds clip, greens go down where red is high.
    expect(meanDifference(photo.rgb.data, photo.native!.data)).toBeGreaterThan(2);
  });

  it('is checked for size before decoding', async () => {
    const file = await dir.write('limit.heic', heicSample());
    await expect(loadPhoto(file, { maxPixels: W * H - 1 })).rejects.toMatchObject({
      code: 'image-too-large',
    });
    await expect(loadPhoto(file, { minSide: W })).rejects.toMatchObject({ code: 'image-too-small' });
  });

  it('is refused when cut', async () => {
    const whole = heicSample();
    for (const part of [0.05, 0.2, 0.4, 0.6, 0.8, 0.95]) {
      const cut = await dir.write('cut.heic', whole.subarray(0, whole.length * part));
      await expect(loadPhoto(cut)).rejects.toMatchObject({ code: 'image-truncated' });
    }
  });
});
