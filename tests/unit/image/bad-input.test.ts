/** loadPhoto on files that must be refused: each with its code, a sentence, a next step, and no waiting. */

import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, StudioError } from '../../../src-main/contract/errors.ts';
import { texts } from '../../../src-main/contract/sentences.ts';
import { type LoadOptions, loadPhoto } from '../../../src-main/engine/image/load.ts';
import { readPictureFile } from '../../../src-main/engine/image/read-file.ts';
import { H, hollowPng, pattern, pattern16, picture, scratch, W } from './make.ts';

const dir = scratch();

async function refused(file: string, code: ErrorCode, options?: LoadOptions): Promise<string> {
  const error = await loadPhoto(file, options).then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(StudioError);
  const { code: actual, message } = error as StudioError;
  expect(actual, message).toBe(code);
  // One line, ends as a sentence, says more than what is wrong.
  expect(message).toMatch(/^[^\n]+\.$/);
  expect(message.split(/[.:!?] /).length).toBeGreaterThan(1);
  return message;
}

describe('files', () => {
  it('refuses a missing file', () => refused(dir.path('nothing.jpg'), 'file-not-found'));
  it('refuses a path through a file', async () => {
    await refused(`${await dir.write('plain-file', Buffer.of(1))}/x.jpg`, 'file-not-found');
  });
  it('refuses a name no system allows', async () => {
    await refused(dir.path('x'.repeat(5000)), 'file-not-found');
    await refused(dir.path('nul\0.jpg'), 'file-not-found');
  });
  it('refuses a folder', async () => {
    await mkdir(dir.path('folder.jpg'));
    expect(await refused(dir.path('folder.jpg'), 'file-unreadable')).toContain('is a folder');
  });
  it.skipIf(process.platform === 'win32')('refuses a pipe without waiting for it', async () => {
    execFileSync('mkfifo', [dir.path('pipe.jpg')]);
    await refused(dir.path('pipe.jpg'), 'file-unreadable');
  });
  it('refuses zero bytes', async () => {
    await refused(await dir.write('zero.jpg', new Uint8Array()), 'file-empty');
  });
  it('refuses a file above the byte limit before reading it', async () => {
    const file = await dir.write('bytes.png', await picture().png().toBuffer());
    const message = await refused(file, 'image-too-large', { maxBytes: 100 });
    expect(message).toContain('limit');
  });
  it('says that permission is missing', async () => {
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    const failing = { stat: () => Promise.reject(denied), open: () => Promise.reject(denied) };
    await expect(readPictureFile('secret.jpg', 1e6, failing)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining('permission'),
    });
  });
  it.runIf(process.platform === 'linux' && process.getuid?.() !== 0)(
    'refuses an unreadable file',
    async () => {
      const file = await dir.write('locked.jpg', Buffer.of(1));
      execFileSync('chmod', ['000', file]);
      await refused(file, 'file-unreadable');
    },
  );
  it('shows hostile names on one line', async () => {
    const message = await refused(dir.path(`a\n\u001b[31m\u202e${'b'.repeat(200)}.jpg`), 'file-not-found');
    expect([...message].every((c) => c >= ' ' && c !== '\u202e')).toBe(true);
    expect(message.length).toBeLessThan(200);
  });
});

describe('not pictures', () => {
  const cases: [name: string, code: ErrorCode, data: string | Buffer, says: string][] = [
    ['text.jpg', 'not-an-image', 'Dear client,\nyour fitting is on Monday.\n', 'text file'],
    ['utf16.jpg', 'not-an-image', Buffer.from('\ufeffhello there', 'utf16le'), 'text file'],
    ['BMX.txt', 'not-an-image', 'BMX bikes are nice and cheap', 'text file'],
    ['noise.png', 'not-an-image', Buffer.from(pattern(40, 40)), 'not a picture'],
    ['start.jpg', 'not-an-image', Buffer.of(0xff, 0xd8, 0), 'not a picture'],
    [
      'drawing.png',
      'unsupported-format',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
      'SVG',
    ],
    ['bom.svg', 'unsupported-format', '\ufeff<svg width="9" height="9"></svg>', 'SVG'],
    ['paper.jpg', 'unsupported-format', '%PDF-1.7\n', 'PDF'],
    ['psd.jpg', 'unsupported-format', '8BPS\0\x01', 'Photoshop'],
    ['movie.heic', 'unsupported-format', '\0\0\0\x18ftypisom\0\0\0\0isommp42', 'video'],
    ['raw.jpg', 'unsupported-format', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'raw'],
    ['jxl.jpg', 'unsupported-format', Buffer.from([0xff, 0x0a, 0, 0]), 'JPEG XL'],
    ['doc.png', 'unsupported-format', 'PK\x03\x04word', 'document'],
  ];
  for (const [name, code, data, says] of cases) {
    it(`refuses ${name} as ${code}`, async () => {
      const message = await refused(await dir.write(name, Buffer.from(data as string)), code);
      expect(message).toContain(says);
      expect(message).toContain('JPEG, PNG, WebP, AVIF, TIFF, GIF or HEIC');
    });
  }

  it('refuses camera raw files that are TIFF inside', async () => {
    // One directory with a single DNGVersion entry.
    const dng = Buffer.from('II*\0\x08\0\0\0\x01\0\x12\xc6\x01\0\x04\0\0\0\x01\x04\0\0\0\0\0\0', 'latin1');
    expect(await refused(await dir.write('x.tif', dng), 'unsupported-format')).toContain('DNG');
  });
});

describe('sizes', () => {
  it('refuses one pixel, and what is below the smallest side asked for', async () => {
    const one = await dir.write(
      '1x1.png',
      await picture(Uint8Array.of(1, 2, 3), 1, 1)
        .png()
        .toBuffer(),
    );
    await refused(one, 'image-too-small');
    const file = await dir.write('small.png', await picture().png().toBuffer());
    await refused(file, 'image-too-small', { minSide: 73 });
    expect((await loadPhoto(file, { minSide: 72 })).height).toBe(72);
    expect((await loadPhoto(one, { minSide: 1 })).rgb.data).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('refuses a 30000 x 30000 header at once and without memory', async () => {
    const file = await dir.write('bomb.png', hollowPng(30000, 30000));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const message = await refused(file, 'image-too-large');
    expect(performance.now() - start).toBeLessThan(500);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    expect(message).toContain('30000 x 30000');
  });

  it('refuses large headers of the other formats', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(30000, frame + 5);
    jpeg.writeUInt16BE(30000, frame + 7);
    await refused(await dir.write('bomb.jpg', jpeg), 'image-too-large');

    const gif = await picture().gif().toBuffer();
    // Both the screen and the one picture on it: a screen larger than its pictures is cut down to them.
    const descriptor = 13 + (3 << ((gif[10] & 7) + 1));
    const at = gif.indexOf(0x2c, descriptor);
    for (const offset of [6, 8, at + 5, at + 7]) gif.writeUInt16LE(30000, offset);
    await refused(await dir.write('bomb.gif', gif), 'image-too-large');

    const tiff = await picture().tiff({ compression: 'none' }).toBuffer();
    const directory = tiff.readUInt32LE(4);
    for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
      const entry = directory + 2 + i * 12;
      if ([256, 257].includes(tiff.readUInt16LE(entry))) {
        tiff.writeUInt16LE(4, entry + 2);
        tiff.writeUInt32LE(30000, entry + 8);
      }
    }
    await refused(await dir.write('bomb.tif', tiff), 'image-too-large');
  });

  it('takes the limit from its caller', async () => {
    const file = await dir.write('limit.png', await picture().png().toBuffer());
    await refused(file, 'image-too-large', { maxPixels: W * H - 1 });
    expect((await loadPhoto(file, { maxPixels: W * H })).width).toBe(W);
  });
});

describe('cut files', () => {
  // Large enough for the picture data to be most of each file.
  const width = 240;
  const height = 200;
  const data = pattern(width, height);
  const make = () => picture(data, width, height);
  const encoders: [name: string, encode: () => Promise<Buffer>][] = [
    ['jpeg', () => make().jpeg().toBuffer()],
    ['progressive.jpeg', () => make().jpeg({ progressive: true }).toBuffer()],
    ['png', () => make().png().toBuffer()],
    ['interlaced.png', () => make().png({ progressive: true }).toBuffer()],
    ['16.png', () => picture(pattern16(width, height), width, height).png().toBuffer()],
    ['webp', () => make().webp().toBuffer()],
    ['lossless.webp', () => make().webp({ lossless: true }).toBuffer()],
    ['tiff', () => make().tiff({ compression: 'none' }).toBuffer()],
    ['lzw.tiff', () => make().tiff({ compression: 'lzw' }).toBuffer()],
    ['tiled.tiff', () => make().tiff({ tile: true, compression: 'deflate' }).toBuffer()],
    ['jpeg.tiff', () => make().tiff({ compression: 'jpeg' }).toBuffer()],
    ['gif', () => make().gif().toBuffer()],
    ['avif', () => make().avif({ effort: 0 }).toBuffer()],
  ];
  for (const [name, encode] of encoders) {
    it(`refuses ${name} cut anywhere, also when zeros fill the gap`, async () => {
      const whole = await encode();
      await loadPhoto(await dir.write(`whole.${name}`, whole));
      for (const part of [0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]) {
        const cut = whole.subarray(0, Math.max(16, Math.floor(whole.length * part)));
        await refused(await dir.write(`cut.${name}`, cut), 'image-truncated');
        if (/jpe?g$|png$/.test(name)) {
          const filled = Buffer.concat([cut, Buffer.alloc(whole.length - cut.length)]);
          await refused(await dir.write(`filled.${name}`, filled), 'image-truncated');
        }
      }
    });
  }

  it('accepts a JPEG that lacks only its end marker, and says so', async () => {
    const whole = await make().jpeg().toBuffer();
    const expected = await sharp(whole).raw().toBuffer();
    for (const tail of [Buffer.alloc(0), Buffer.of(0xff), Buffer.alloc(512)]) {
      const bytes = Buffer.concat([whole.subarray(0, -2), tail]);
      const photo = await loadPhoto(await dir.write('no-end.jpg', bytes));
      expect(photo.rgb.data).toEqual(new Uint8Array(expected));
      expect(texts(photo.source.notes).join()).toContain('end marker');
    }
  });

  it('accepts bytes behind the end of a JPEG, as phones write them', async () => {
    const bytes = Buffer.concat([await make().jpeg().toBuffer(), Buffer.from(pattern(50, 50))]);
    expect((await loadPhoto(await dir.write('motion.jpg', bytes))).source.notes).toEqual([]);
  });

  it('refuses a damaged middle', async () => {
    const png = await make().png().toBuffer();
    png.fill(7, png.length / 2, png.length / 2 + 20);
    await refused(await dir.write('middle.png', png), 'image-truncated');
  });
});

describe('HEIC', () => {
  it('is told from its brand and refused as damaged when there is nothing inside', async () => {
    const bytes = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    await refused(await dir.write('empty.jpg', bytes), 'image-truncated');
  });
});
