/** editExif and editXmp: what is changed, what stays, what happens to broken blocks. */

import exifr from 'exifr';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editExif } from '../../../src-main/engine/image/exif.ts';
import { editXmp } from '../../../src-main/engine/image/xmp.ts';
import { makeExif } from './make-exif.ts';

const read = (block: Uint8Array) =>
  exifr.parse(block, {
    tiff: true,
    ifd0: {},
    exif: true,
    gps: true,
    ifd1: true,
    makerNote: true,
    mergeOutput: false,
    translateValues: false,
  });
const size = { width: 3000, height: 4000 };

describe.each(['II', 'MM'] as const)('editExif on %s blocks', (order) => {
  it('takes GPS out, and its bytes too', async () => {
    const { block, gpsBytes } = makeExif(order);
    expect((await read(block)).gps.GPSLatitude[0]).toBe(51);
    const edited = editExif(block, { ...size, keepGps: false })!;
    expect((await read(edited)).gps).toBeUndefined();
    expect(Buffer.from(edited).includes(gpsBytes)).toBe(false);
    expect(Buffer.from(edited).includes('2026:11:23\0')).toBe(false);
  });

  it('keeps GPS when asked', async () => {
    const edited = editExif(makeExif(order).block, { ...size, keepGps: true })!;
    const { gps } = await read(edited);
    expect(gps.GPSLatitude).toEqual([51, 28, 38.12]);
    expect(gps.GPSLongitude).toEqual([9, 11, 27.18]);
  });

  it('resets orientation and size and keeps everything else', async () => {
    const { block, makerNote } = makeExif(order);
    const before = await read(block);
    const { ifd0, exif } = await read(editExif(block, { ...size, keepGps: false })!);
    expect(ifd0.Orientation).toBe(1);
    expect([ifd0.Make, ifd0.Model, ifd0.Copyright]).toEqual(['Ateli', 'Model 7', '(c) A Maker']);
    expect([exif.ExifImageWidth, exif.ExifImageHeight]).toEqual([3000, 4000]);
    expect(exif.ExposureTime).toBe(1 / 250);
    expect(exif.DateTimeOriginal).toEqual(before.exif.DateTimeOriginal);
    expect(exif.LensModel).toBe('35mm f/2');
    expect(Buffer.from(editExif(block, { ...size, keepGps: false })!).includes(makerNote)).toBe(true);
  });

  it('takes the old thumbnail out', async () => {
    const { block, thumbnail } = makeExif(order);
    const edited = editExif(block, { ...size, keepGps: true })!;
    expect((await read(edited)).ifd1).toBeUndefined();
    expect(Buffer.from(edited).includes(thumbnail.subarray(2, -2))).toBe(false);
  });

  it('leaves its input alone', () => {
    const { block } = makeExif(order);
    const copy = Buffer.from(block);
    editExif(block, { ...size, keepGps: false });
    expect(block).toEqual(copy);
  });

  it('never throws and never lets a GPS directory through, however broken the block', () => {
    const { block } = makeExif(order);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(block.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(block.length),
        (changes, length) => {
          const broken = Buffer.from(block.subarray(0, length));
          for (const [at, value] of changes) if (at < length) broken[at] = value;
          const edited = editExif(broken, { ...size, keepGps: false });
          if (!edited) return;
          const little = edited[0] === 0x49;
          const view = new DataView(edited.buffer, edited.byteOffset, edited.length);
          const ifd0 = view.getUint32(4, little);
          const count = view.getUint16(ifd0, little);
          for (let i = 0; i < count; i++) {
            expect(view.getUint16(ifd0 + 2 + i * 12, little)).not.toBe(0x8825);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('editXmp', () => {
  const packet = (inside: string, attributes = '') =>
    new TextEncoder().encode(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    );
  const text = (xmp: Uint8Array | undefined) => xmp && new TextDecoder().decode(xmp);

  it('takes GPS attributes and elements out and keeps the rest', () => {
    const xmp = packet(
      '<exif:GPSLongitude>9,11E</exif:GPSLongitude><exif:GPSTimeStamp/><dc:title>Ada</dc:title>',
      'exif:GPSLatitude="51,28N" tiff:Orientation="6" xmp:Rating="4"',
    );
    const result = text(editXmp(xmp, false))!;
    expect(result).not.toContain('GPS');
    expect(result).toContain('<dc:title>Ada</dc:title>');
    expect(result).toContain('xmp:Rating="4"');
    expect(result).toContain('tiff:Orientation="1"');
  });

  it('keeps GPS when asked', () => {
    expect(text(editXmp(packet('', "exif:GPSLatitude='51,28N'"), true))).toContain('51,28N');
  });

  it('leaves out packets that announce a gain map or more packets', () => {
    expect(editXmp(packet('', 'hdrgm:Version="1.0"'), false)).toBeUndefined();
    expect(editXmp(packet('', 'xmpNote:HasExtendedXMP="AB"'), false)).toBeUndefined();
    expect(editXmp(Uint8Array.of(1, 2, 3), false)).toBeUndefined();
  });
});
