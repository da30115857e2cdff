import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import exifr from 'exifr';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportPictureInput, ExportPictureRequest } from '../../../src-main/contract/export-picture.ts';
import { silentLog } from '../../../src-main/contract/log.ts';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { byteRaster } from '../../../src-main/engine/image/raster.ts';
import { savePicture } from '../../../src-main/engine/image/save.ts';
import { StageCache } from '../../../src-main/engine/pipeline/cache.ts';
import { exportPicture } from '../../../src-main/engine/pipeline/export-picture.ts';
import type { RunContext } from '../../../src-main/engine/pipeline/stage.ts';
import type { Runtime } from '../../../src-main/engine/runtime/runtime.ts';
import { pattern, scratch } from '../image/make.ts';
import { makeExif } from '../image/make-exif.ts';

const MODELS = fileURLToPath(new URL('../../../.toile/models', import.meta.url));
const dir = scratch();
const { block, gpsBytes } = makeExif('II');
let finished: string;

/** A finished picture as the app keeps it: PNG with the profile and everything the camera wrote. */
beforeAll(async () => {
  // On its side: the camera says so, and everything after is upright.
  const jpeg = await sharp(pattern(400, 300), { raw: { width: 400, height: 300, channels: 3 } })
    .withIccProfile('p3')
    .jpeg({ quality: 95 })
    .toBuffer();
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const marked = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xe1]),
    length,
    exif,
    jpeg.subarray(2),
  ]);
  const photo = await loadPhoto(await dir.write('photo.jpg', marked));
  finished = dir.path('finished.png');
  const untouched = { rgb: photo.rgb, edited: byteRaster(photo.width, photo.height, 1) };
  await savePicture(photo, untouched, finished, { keepGps: true });
});

const context = (): RunContext<Runtime> => ({
  runtime: undefined as never,
  signal: new AbortController().signal,
  log: silentLog,
  cache: new StageCache(1e8),
  records: [],
});

async function write(name: string, wish: Omit<ExportPictureInput, 'picture' | 'out'>) {
  const out = dir.path(name);
  const request = ExportPictureRequest.parse({ picture: finished, out, ...wish });
  const told = await exportPicture(request, context(), [MODELS]);
  const bytes = await readFile(out);
  return { told, bytes, meta: await sharp(bytes).metadata() };
}

describe('export', () => {
  it('as it is: every sample, the profile and the camera, but not the place', async () => {
    const { told, bytes, meta } = await write('whole.png', { format: 'png' });
    expect(told).toMatchObject({ width: 300, height: 400 });
    const raw = (file: string | Buffer) => sharp(file).raw().toBuffer();
    expect((await raw(bytes)).equals(await raw(finished))).toBe(true);
    const [icc, before] = [meta.icc, (await sharp(finished).metadata()).icc];
    expect(icc && before && icc.equals(before)).toBe(true);
    expect(meta.exif).toBeDefined();
    expect(bytes.includes(gpsBytes)).toBe(false);
  });

  it.each(['jpeg', 'webp', 'tiff'] as const)('as %s of a longest side', async (format) => {
    const { told, meta } = await write(`small.${format}`, { format, longest: 100 });
    expect(told).toMatchObject({ width: 75, height: 100 });
    expect(meta).toMatchObject({ format, width: 75, height: 100 });
    expect(meta.icc).toBeDefined();
  });

  it('is never enlarged', async () => {
    expect((await write('large.jpg', { format: 'jpeg', longest: 9000 })).told.height).toBe(400);
  });

  it('in sRGB shows the same colours without a profile', async () => {
    const { bytes, meta } = await write('srgb.png', { format: 'png', profile: 'srgb' });
    expect(meta.icc).toBeUndefined();
    const shown = (file: string | Buffer) => sharp(file).toColourspace('srgb').raw().toBuffer();
    const [a, b] = [await shown(bytes), (await loadPhoto(finished)).rgb.data];
    expect(a.length).toBe(b.length);
    expect(a.every((value, k) => Math.abs(value - b[k]) <= 1)).toBe(true);
    // The samples themselves are others than those of the wide profile.
    expect(a.equals(await sharp(finished, { ignoreIcc: true }).raw().toBuffer())).toBe(false);
  });

  it('in another profile has it with it, and shows the same colours', async () => {
    const { bytes, meta } = await write('adobe.jpg', { format: 'jpeg', quality: 100, profile: 'adobe-rgb' });
    expect(meta.icc?.includes('Adobe RGB (1998)')).toBe(true);
    const [a, b] = [(await loadPhoto(dir.path('adobe.jpg'))).rgb.data, (await loadPhoto(finished)).rgb.data];
    const mean = a.reduce((sum, value, k) => sum + Math.abs(value - b[k]), 0) / a.length;
    expect(mean).toBeLessThan(1.5);
    expect(bytes.includes(gpsBytes)).toBe(false);
  });

  it('with the place only where it is wanted, and without anything where that is', async () => {
    const placed = await write('placed.jpg', { format: 'jpeg', keepGps: true });
    const tags = await exifr.parse(placed.bytes, { gps: true });
    expect(tags.latitude).toBeCloseTo(51.477, 2);
    const bare = await write('bare.jpg', { format: 'jpeg', keepExif: false, keepGps: true });
    expect(bare.meta.exif).toBeUndefined();
    expect(bare.bytes.includes(gpsBytes)).toBe(false);
  });

  it('sharpens without another colour, and not beyond what was asked', async () => {
    const plain = await sharp((await write('p.png', { format: 'png' })).bytes, { ignoreIcc: true })
      .raw()
      .toBuffer();
    const crisp = await sharp((await write('s.png', { format: 'png', sharpen: 'screen' })).bytes, {
      ignoreIcc: true,
    })
      .raw()
      .toBuffer();
    const edges = (data: Buffer): number => {
      let sum = 0;
      for (let i = 3; i < data.length; i++) sum += Math.abs(data[i] - data[i - 3]);
      return sum;
    };
    expect(edges(crisp)).toBeGreaterThan(1.01 * edges(plain));
    const mean = (data: Buffer, c: number): number => {
      let sum = 0;
      for (let i = c; i < data.length; i += 3) sum += data[i];
      return (3 * sum) / data.length;
    };
    for (const c of [0, 1, 2]) expect(Math.abs(mean(crisp, c) - mean(plain, c))).toBeLessThan(2);
  });

  it('lays a text or a logo into its corner and nowhere else', async () => {
    const plain = await sharp((await write('p.png', { format: 'png' })).bytes, { ignoreIcc: true })
      .raw()
      .toBuffer();
    const logo = dir.path('logo.png');
    await sharp({ create: { width: 40, height: 20, channels: 4, background: '#ff0000' } })
      .png()
      .toFile(logo);
    for (const [place, mark] of [
      ['bottom-right', { text: '© 周 Lee & Co' }],
      ['top-left', { picture: logo, opacity: 1 }],
    ] as const) {
      const watermark = { ...mark, place, width: 0.3 };
      const marked = await sharp((await write('w.png', { format: 'png', watermark })).bytes, {
        ignoreIcc: true,
      })
        .raw()
        .toBuffer();
      const rows = new Set<number>();
      const columns = new Set<number>();
      for (let i = 0; i < plain.length; i++) {
        if (plain[i] === marked[i]) continue;
        const pixel = Math.floor(i / 3);
        rows.add(Math.floor(pixel / 300));
        columns.add(pixel % 300);
      }
      expect(columns.size).toBeGreaterThan(60);
      expect(columns.size).toBeLessThan(110);
      if (place === 'bottom-right') expect(Math.min(...rows)).toBeGreaterThan(300);
      else {
        expect(Math.max(...rows)).toBeLessThan(100);
        // Red of sRGB is less than full red in the wide profile.
        const at = (Math.min(...rows) + 10) * 300 + Math.min(...columns) + 10;
        expect(marked[at * 3]).toBeLessThan(250);
        expect(marked[at * 3]).toBeGreaterThan(200);
      }
    }
  });

  it.each(['jpeg', 'png', 'tiff'] as const)(
    'names who made and owns it in %s, beside the rest',
    async (format) => {
      const rights = { creator: 'Zoë Lee', copyright: '© 2026 周 & Lee' };
      const signed = await write(`signed.${format}`, { format, ...rights });
      const tags = await exifr.parse(signed.bytes, { xmp: true, gps: true });
      const before = await exifr.parse(finished);
      const text = signed.bytes.toString('utf8');
      expect(text).toContain('Zoë Lee');
      expect(text).toContain('© 2026 周 & Lee');
      expect(text).toContain('© 2026 周 &amp; Lee');
      expect(tags.Model).toBe(before.Model);
      expect(tags.latitude).toBeUndefined();
      const bare = await write(`bare.${format}`, { format, keepExif: false, ...rights });
      expect((await exifr.parse(bare.bytes)).Model).toBeUndefined();
      expect(bare.bytes.toString('utf8')).toContain('Zoë Lee');
    },
  );

  it('never writes over the picture itself', async () => {
    const request = ExportPictureRequest.parse({ picture: finished, out: finished, format: 'png' });
    await expect(exportPicture(request, context(), [MODELS])).rejects.toMatchObject({
      code: 'output-unwritable',
    });
  });
});
