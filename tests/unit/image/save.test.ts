/** savePicture: samples outside the edit, edited colours, metadata, formats. */

import { readFile } from 'node:fs/promises';
import exifr from 'exifr';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { embedMetadata } from '../../../src-main/engine/image/embed.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import type { Photo } from '../../../src-main/engine/image/photo.ts';
import { outputFormat, type Picture, savePicture } from '../../../src-main/engine/image/save.ts';
import { H, largestDifference, pattern, pattern16, picture, samplesOf, scratch, W } from './make.ts';
import { makeExif } from './make-exif.ts';

const dir = scratch();

/** A result that shows `colour` where `mask` is nonzero, and nonsense elsewhere, which must never be seen. */
function edit(photo: Photo, mask: ArrayLike<number>, colour = [200, 40, 90]): Picture {
  const { width, height } = photo;
  const rgb = new Uint8Array(width * height * 3).fill(123);
  const edited = new Uint8Array(width * height);
  for (let i = 0; i < edited.length; i++) {
    edited[i] = mask[i] ?? 0;
    if (edited[i]) rgb.set(colour, i * 3);
  }
  return {
    rgb: { width, height, channels: 3, data: rgb },
    edited: { width, height, channels: 1, data: edited },
  };
}

const middle = Uint8Array.from({ length: W * H }, (_, i) => {
  const x = i % W;
  const y = Math.floor(i / W);
  return x > 20 && x < 60 && y > 10 && y < 50 ? 255 : 0;
});

const sources: [name: string, make: () => Promise<Buffer>][] = [
  ['srgb.png', () => picture().png().toBuffer()],
  ['srgb-tagged.png', () => picture().withIccProfile('srgb').png().toBuffer()],
  ['p3.png', () => picture().withIccProfile('p3').png().toBuffer()],
  ['p3.jpg', () => picture().withIccProfile('p3').jpeg().toBuffer()],
  ['16.tif', () => picture(pattern16(W, H)).tiff({ compression: 'lzw' }).toBuffer()],
  ['16-p3.tif', () => picture(pattern16(W, H)).withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer()],
  [
    '16-alpha.png',
    () =>
      picture(pattern16(W, H, 4))
        .png()
        .toBuffer(),
  ],
  [
    'alpha.png',
    () =>
      picture(pattern(W, H, 4))
        .png()
        .toBuffer(),
  ],
  ['turned.jpg', () => picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
];

describe('samples outside the edit', () => {
  it.each(sources)(
    'of %s are the very ones of the input, for any edit',
    async (name, make) => {
      const photo = await loadPhoto(await dir.write(name, await make()));
      const own = (photo.native ?? photo.rgb).data;
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            x: fc.nat(photo.width - 1),
            y: fc.nat(photo.height - 1),
            w: fc.nat(photo.width),
            h: fc.nat(photo.height),
            holes: fc.infiniteStream(fc.boolean()),
            format: fc.constantFrom('png' as const, 'tiff' as const),
          }),
          async ({ x, y, w, h, holes, format }) => {
            const mask = new Uint8Array(photo.width * photo.height);
            for (let v = y; v < Math.min(photo.height, y + h); v++) {
              for (let u = x; u < Math.min(photo.width, x + w); u++) {
                mask[v * photo.width + u] = holes.next().value ? 1 : 0;
              }
            }
            const target = dir.path(`out-${name}.${format}`);
            await savePicture(photo, edit(photo, mask), target, { format });
            const written = await samplesOf(target);
            expect(written.data.length).toBe(own.length);
            let changed = 0;
            for (let i = 0; i < mask.length; i++) {
              if (mask[i]) continue;
              for (let c = 0; c < written.channels; c++) {
                if (written.data[i * written.channels + c] !== own[i * written.channels + c]) changed += 1;
              }
            }
            expect(changed).toBe(0);
          },
        ),
        { numRuns: 12 },
      );
    },
    120_000,
  );
});

describe('edited pixels', () => {
  it.each(sources)('show the asked colour in %s', async (name, make) => {
    const photo = await loadPhoto(await dir.write(name, await make()));
    const mask = new Uint8Array(photo.width * photo.height).fill(1, 0, photo.width * 30);
    for (const format of ['png', 'tiff', 'jpeg', 'webp'] as const) {
      const target = dir.path(`edited-${name}.${format}`);
      await savePicture(photo, edit(photo, mask, [180, 90, 110]), target, { format });
      const again = await loadPhoto(target);
      const at = (10 * photo.width + 20) * 3;
      expect(
        largestDifference(again.rgb.data.subarray(at, at + 3), [180, 90, 110]),
        `${format}: ${again.rgb.data.subarray(at, at + 3)}`,
      ).toBeLessThanOrEqual(format === 'png' || format === 'tiff' ? 1 : 4);
    }
  });

  it('become opaque in a cut-out, except where they are still backdrop', async () => {
    const data = pattern(W, H, 4);
    for (let i = 3; i < data.length; i += 4) data[i] = 0;
    const photo = await loadPhoto(await dir.write('cutout.png', await picture(data).png().toBuffer()));
    const result = edit(photo, middle);
    for (let i = 0; i < W * H; i++) if (middle[i] && i % W < 40) result.rgb.data.set([255, 255, 255], i * 3);
    await savePicture(photo, result, dir.path('cutout-out.png'));
    const written = await samplesOf(dir.path('cutout-out.png'));
    const alpha = (x: number, y: number) => written.data[(y * W + x) * 4 + 3];
    expect([alpha(30, 30), alpha(50, 30), alpha(80, 30)]).toEqual([0, 255, 0]);
  });
});

describe('formats', () => {
  it('come from the ending', () => {
    expect(['a.JPG', 'a.jpeg', 'a.png', 'a.tif', 'b.tiff', 'c.webp'].map(outputFormat)).toEqual([
      'jpeg',
      'jpeg',
      'png',
      'tiff',
      'tiff',
      'webp',
    ]);
    for (const name of ['a', 'a.gif', 'png', '.png']) {
      expect(() => outputFormat(name)).toThrow(expect.objectContaining({ code: 'unsupported-format' }));
    }
  });

  it('JPEG keeps full colour resolution and lays transparency on white', async () => {
    const photo = await loadPhoto(
      await dir.write(
        'a.png',
        await picture(pattern(W, H, 4))
          .png()
          .toBuffer(),
      ),
    );
    await savePicture(photo, edit(photo, []), dir.path('a.jpg'));
    const meta = await sharp(dir.path('a.jpg')).metadata();
    expect(meta.chromaSubsampling).toBe('4:4:4');
    const { data } = await samplesOf(dir.path('a.jpg'));
    expect(largestDifference(data, photo.rgb.data)).toBeLessThan(14);
  });

  it('quality is obeyed', async () => {
    const photo = await loadPhoto(await dir.write('q.png', await picture().png().toBuffer()));
    const sizes = [];
    for (const quality of [40, 95]) {
      await savePicture(photo, edit(photo, []), dir.path('q.jpg'), { quality });
      sizes.push((await readFile(dir.path('q.jpg'))).length);
    }
    expect(sizes[1]).toBeGreaterThan(sizes[0] * 1.5);
  });

  it('WebP is refused above its largest side, with what to do', async () => {
    const data = pattern(16400, 64);
    const file = await dir.write(
      'wide.png',
      await picture(data, 16400, 64).png({ compressionLevel: 1 }).toBuffer(),
    );
    const photo = await loadPhoto(file);
    await expect(savePicture(photo, edit(photo, []), dir.path('wide.webp'))).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('PNG or TIFF'),
    });
  });
});

describe('metadata', () => {
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" exif:GPSLatitude="51,28N" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>';

  /** A photo of each input format that carries everything. */
  async function source(format: 'jpeg' | 'png' | 'webp'): Promise<Photo> {
    const pixels = picture().withIccProfile('p3').keepIccProfile();
    const tagged = await pixels.png().toBuffer();
    const icc = (await sharp(tagged).metadata()).icc!;
    const bytes = embedMetadata(
      format,
      await picture().toFormat(format).toBuffer(),
      { icc, exif: makeExif('MM').block, xmp: Buffer.from(xmp), density: 300 },
      { width: W, height: H, alpha: false },
    );
    return loadPhoto(await dir.write(`meta.${format}`, bytes));
  }

  for (const from of ['jpeg', 'png', 'webp'] as const) {
    for (const to of ['jpeg', 'png', 'tiff', 'webp'] as const) {
      it(`goes from ${from} to ${to}, without GPS`, async () => {
        const photo = await source(from);
        // The EXIF block says orientation 6.
        expect([photo.width, photo.height, photo.source.orientation]).toEqual([H, W, 6]);
        const target = dir.path(`${from}.${to}`);
        await savePicture(photo, edit(photo, []), target, { format: to });
        const meta = await sharp(target).metadata();
        expect(meta.icc).toEqual(photo.source.icc);
        expect(meta.orientation ?? 1).toBe(1);
        expect([meta.width, meta.height]).toEqual([H, W]);
        if (from !== 'webp' && to !== 'webp') expect(meta.density).toBe(300);
        const bytes = await readFile(target);
        expect(bytes.includes('GPSLatitude')).toBe(false);
        expect(bytes.includes(makeExif('MM').gpsBytes)).toBe(false);
        expect(bytes.includes('xmp:Rating="4"')).toBe(true);
        const again = await loadPhoto(target);
        expect(again.source.exif).toBeDefined();
        const tags = await exifr.parse(again.source.exif!, { gps: true });
        expect([tags.Model, tags.LensModel, tags.ExposureTime]).toEqual(['Model 7', '35mm f/2', 1 / 250]);
        expect(tags.latitude).toBeUndefined();
        if (to === 'jpeg' || to === 'tiff') {
          // And another reader finds them where they belong.
          expect((await exifr.parse(bytes))?.Model).toBe('Model 7');
        }
      });
    }
    it(`keeps GPS from ${from} when asked`, async () => {
      const photo = await source(from);
      for (const to of ['jpeg', 'png', 'tiff', 'webp'] as const) {
        const target = dir.path(`gps-${from}.${to}`);
        await savePicture(photo, edit(photo, []), target, { format: to, keepGps: true });
        const tags = await exifr.parse((await loadPhoto(target)).source.exif!, { gps: true });
        expect(tags.latitude).toBeCloseTo(51 + 28 / 60 + 38.12 / 3600, 6);
        expect((await readFile(target)).includes('GPSLatitude="51,28N"')).toBe(true);
      }
    });
  }

  it('of a TIFF reaches the next TIFF', async () => {
    const photo = await source('jpeg');
    await savePicture(photo, edit(photo, []), dir.path('one.tif'), { keepGps: true });
    const second = await loadPhoto(dir.path('one.tif'));
    await savePicture(second, edit(second, middle), dir.path('two.tif'));
    const tags = await exifr.parse(await readFile(dir.path('two.tif')), { gps: true });
    expect([tags.Model, tags.LensModel]).toEqual(['Model 7', '35mm f/2']);
    expect(tags.latitude).toBeUndefined();
  });
});
