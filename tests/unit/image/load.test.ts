/** loadPhoto on good files: formats, orientation, profiles, depths, transparency, animation. */

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { texts } from '../../../src-main/contract/sentences.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { H, largestDifference, pattern, pattern16, picture, pngChunk, scratch, W } from './make.ts';

const dir = scratch();
const plain = pattern(W, H);

describe('formats', () => {
  const cases: [name: string, tolerance: number, encode: () => Promise<Buffer>][] = [
    ['jpeg', 12, () => picture().jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['png', 0, () => picture().png().toBuffer()],
    ['webp', 0, () => picture().webp({ lossless: true }).toBuffer()],
    ['avif', 3, () => picture().avif({ lossless: true, effort: 0 }).toBuffer()],
    ['tiff', 0, () => picture().tiff({ compression: 'lzw' }).toBuffer()],
    ['gif', 90, () => picture().gif().toBuffer()],
  ];
  for (const [format, tolerance, encode] of cases) {
    it(`reads ${format} whatever the file is called`, async () => {
      const photo = await loadPhoto(await dir.write(`${format}.docx`, await encode()));
      expect(photo.source.format).toBe(format);
      expect([photo.width, photo.height]).toEqual([W, H]);
      expect(photo.rgb.channels).toBe(3);
      expect(largestDifference(photo.rgb.data, plain)).toBeLessThanOrEqual(tolerance);
      expect(photo.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(photo.source.notes).toEqual([]);
    });
  }

  it('keeps no second copy where the file holds plain sRGB', async () => {
    const photo = await loadPhoto(await dir.write('plain', await picture().png().toBuffer()));
    expect(photo.native).toBeUndefined();
    expect(photo.analysis).toBe(photo.rgb);
    expect(photo.scale).toBe(1);
  });

  it('makes the analysis raster from the long side, keeping the mean', async () => {
    const data = pattern(1500, 1000);
    const file = await dir.write(
      'large',
      await picture(data, 1500, 1000).png({ compressionLevel: 1 }).toBuffer(),
    );
    const photo = await loadPhoto(file, { analysisSize: 300 });
    expect([photo.analysis.width, photo.analysis.height]).toEqual([300, 200]);
    expect(photo.scale).toBe(0.2);
    const mean = (d: Uint8Array) => d.reduce((a, b) => a + b, 0) / d.length;
    expect(Math.abs(mean(photo.analysis.data) - mean(data))).toBeLessThan(0.1);
  });

  it('reads greyscale as colour', async () => {
    const grey = pattern(W, H, 1);
    const photo = await loadPhoto(await dir.write('grey', await picture(grey).png().toBuffer()));
    const expected = Uint8Array.from({ length: W * H * 3 }, (_, i) => grey[Math.floor(i / 3)]);
    expect(largestDifference(photo.rgb.data, expected)).toBe(0);
    expect(photo.native).toBeUndefined();
    expect(texts(photo.source.notes).join()).toContain('greyscale');
  });

  it('reads grey with alpha', async () => {
    const grey = pattern(W, H, 2);
    const photo = await loadPhoto(await dir.write('la', await picture(grey).png().toBuffer()));
    expect(photo.native?.channels).toBe(4);
    expect(photo.source.hasAlpha).toBe(true);
  });

  it('converts CMYK and says so', async () => {
    const file = await dir.write(
      'cmyk',
      await picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 98 }).toBuffer(),
    );
    expect((await sharp(file).metadata()).space).toBe('cmyk');
    const photo = await loadPhoto(file);
    expect(photo.rgb.channels).toBe(3);
    expect(photo.source.space).toBe('cmyk');
    expect(photo.source.icc).toBeUndefined();
    expect(texts(photo.source.notes).join()).toContain('CMYK');
    // Press colours cannot reach every sRGB colour, but the picture must be recognisably the same one.
    const mean = plain.reduce((sum, v, i) => sum + Math.abs(v - photo.rgb.data[i]), 0) / plain.length;
    expect(mean).toBeLessThan(25);
  });

  it('keeps 16 bits and rounds them for working pixels', async () => {
    const data = pattern16(W, H);
    for (const format of ['png', 'tiff'] as const) {
      const photo = await loadPhoto(
        await dir.write(
          `16.${format}`,
          await picture(data)
            [format](format === 'tiff' ? { compression: 'lzw' } : {})
            .toBuffer(),
        ),
      );
      expect(photo.source.bitDepth).toBe(16);
      expect(photo.native?.data).toEqual(data);
      expect(photo.rgb.data).toEqual(Uint8Array.from(data, (v) => Math.round(v / 257)));
    }
  });

  it('keeps transparency and lays it on white for working pixels', async () => {
    const data = pattern(W, H, 4);
    const photo = await loadPhoto(await dir.write('alpha', await picture(data).png().toBuffer()));
    expect(photo.native?.data).toEqual(data);
    const expected = Array.from({ length: W * H * 3 }, (_, i) => {
      const at = Math.floor(i / 3) * 4;
      return Math.round(data[at + (i % 3)] * (data[at + 3] / 255) + 255 * (1 - data[at + 3] / 255));
    });
    expect(largestDifference(photo.rgb.data, expected)).toBe(0);
  });
});

describe('orientation', () => {
  // Where the stored pixel (x, y) of a w x h file is to be shown: CIPA DC-008, Orientation.
  const shown: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y, w) => [w - 1 - x, y],
    3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    4: (x, y, _w, h) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _w, h) => [h - 1 - y, x],
    7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
    8: (x, y, w) => [y, w - 1 - x],
  };
  for (const format of ['png', 'tiff', 'webp'] as const) {
    for (let orientation = 1; orientation <= 8; orientation++) {
      it(`shows ${format} with orientation ${orientation} upright`, async () => {
        const options =
          format === 'webp' ? { lossless: true } : format === 'tiff' ? { compression: 'lzw' } : {};
        const bytes = await picture().withMetadata({ orientation })[format](options).toBuffer();
        const photo = await loadPhoto(await dir.write(`${orientation}.${format}`, bytes));
        const turned = orientation >= 5;
        expect([photo.width, photo.height]).toEqual(turned ? [H, W] : [W, H]);
        expect(photo.source.orientation).toBe(orientation);
        const expected = new Uint8Array(plain.length);
        for (let y = 0; y < H; y++) {
          for (let x = 0; x < W; x++) {
            const [u, v] = shown[orientation](x, y, W, H);
            for (let c = 0; c < 3; c++) expected[(v * photo.width + u) * 3 + c] = plain[(y * W + x) * 3 + c];
          }
        }
        expect(largestDifference(photo.rgb.data, expected)).toBe(0);
      });
    }
  }

  it('turns 16-bit pictures too', async () => {
    const bytes = await picture(pattern16(W, H)).withMetadata({ orientation: 6 });
    const photo = await loadPhoto(await dir.write('16-6', await bytes.png().toBuffer()));
    expect([photo.width, photo.height]).toEqual([H, W]);
  });
});

describe('colour profiles', () => {
  it('converts Display P3 to sRGB and keeps its own samples', async () => {
    // Muted colours, which exist in both spaces.
    const muted = plain.map((v) => 80 + v * 0.35);
    const bytes = await picture(muted).withIccProfile('p3').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(largestDifference(stored, muted)).toBeGreaterThan(5);
    const photo = await loadPhoto(await dir.write('p3', bytes));
    expect(photo.native?.data).toEqual(new Uint8Array(stored));
    expect(largestDifference(photo.rgb.data, muted)).toBeLessThanOrEqual(2);
    expect(photo.source.icc?.length).toBeGreaterThan(128);
  });

  it('converts 16-bit Display P3', async () => {
    const muted = Uint16Array.from(plain, (v) => (80 + v * 0.35) * 257);
    const bytes = await picture(muted).withIccProfile('p3').tiff({ compression: 'none' }).toBuffer();
    const photo = await loadPhoto(await dir.write('p3-16', bytes));
    expect(photo.source.bitDepth).toBe(16);
    expect(photo.native?.data).toBeInstanceOf(Uint16Array);
    // sharp takes 16-bit input for P3 already, so the stored samples are the muted ones.
    const back = await sharp(Buffer.from(photo.rgb.data), { raw: { width: W, height: H, channels: 3 } })
      .withIccProfile('p3')
      .raw()
      .toBuffer();
    const native = Array.from(photo.native!.data, (v) => v / 257);
    expect(largestDifference(back, native)).toBeLessThanOrEqual(2);
  });

  it('takes an embedded sRGB profile as sRGB, to the bit', async () => {
    const bytes = await picture().withIccProfile('srgb').png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const photo = await loadPhoto(await dir.write('srgb', bytes));
    expect(photo.native).toBeUndefined();
    expect(photo.rgb.data).toEqual(new Uint8Array(stored));
    expect(photo.source.icc).toBeDefined();
  });

  it('ignores a profile that is broken', async () => {
    const png = await picture().png().toBuffer();
    const junk = pngChunk('iCCP', Buffer.from('icc\0\0not a profile'));
    const bytes = Buffer.concat([png.subarray(0, 33), junk, png.subarray(33)]);
    const photo = await loadPhoto(await dir.write('junk-icc', bytes));
    expect(photo.rgb.data).toEqual(plain);
  });
});

describe('animation', () => {
  const frames = [plain, plain.map((v) => 255 - v)].map((data) => picture(data).png().toBuffer());
  for (const format of ['gif', 'webp'] as const) {
    it(`uses the first frame of ${format} and says so`, async () => {
      const bytes = await sharp(await Promise.all(frames), { join: { animated: true } })
        .toFormat(format, format === 'webp' ? { lossless: true } : {})
        .toBuffer();
      const photo = await loadPhoto(await dir.write(`animated.${format}`, bytes));
      expect([photo.width, photo.height]).toEqual([W, H]);
      expect(texts(photo.source.notes).join()).toContain('first of 2 frames');
      expect(largestDifference(photo.rgb.data, plain)).toBeLessThan(90);
    });
  }

  it('uses the still picture of APNG and says so', async () => {
    const png = await frames[0];
    const control = pngChunk('acTL', Buffer.from([0, 0, 0, 3, 0, 0, 0, 0]));
    const bytes = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    const photo = await loadPhoto(await dir.write('animated.png', bytes));
    expect(texts(photo.source.notes).join()).toContain('first of 3 frames');
    expect(photo.rgb.data).toEqual(plain);
  });

  it('uses the first page of a TIFF and says so', async () => {
    const bytes = await sharp(await Promise.all(frames), { join: { animated: true } })
      .tiff({ compression: 'none' })
      .toBuffer();
    const photo = await loadPhoto(await dir.write('pages.tif', bytes));
    expect([photo.width, photo.height]).toEqual([W, H]);
    expect(texts(photo.source.notes).join()).toContain('first of 2 pages');
  });
});

describe('file names', () => {
  const names = [
    '-rf',
    'new\nline.jpg',
    '照片 🧵 ñ.jpg',
    '"quoted" \'name\'.png',
    '%s%n$(id)`id`.png',
    '*.png',
    'x'.repeat(250),
  ];
  for (const name of names) {
    it(`reads ${JSON.stringify(name).slice(0, 40)}`, async () => {
      const photo = await loadPhoto(await dir.write(name, await picture().png().toBuffer()));
      expect(photo.width).toBe(W);
    });
  }
});
