/** Finish: sharpening for an output size and a watermark, on the samples a file is written from. */

import sharp from 'sharp';
import { escapeMarkup } from '../../contract/markup.ts';
import type { Watermark } from '../../contract/recipe.ts';
import type { Raster, Samples } from './raster.ts';

type Native = Raster<Uint8Array | Uint16Array>;

/** Radius (standard deviation, pixels) and strengths of flat and of jagged areas, as libvips' sharpen takes them. */
const SHARPENING = {
  screen: { sigma: 0.6, m1: 0.4, m2: 1.6 },
  print: { sigma: 1, m1: 0.6, m2: 2.4 },
} as const;

const raw = ({ width, height, channels }: Raster<Samples>) => ({
  raw: { width, height, channels: channels as 3 | 4 },
  limitInputPixels: false as const,
});

/** Sharpens lightness only, so that no coloured seams appear. */
export async function sharpened(picture: Native, how: keyof typeof SHARPENING): Promise<Native> {
  const wide = picture.data instanceof Uint16Array;
  const work = sharp(picture.data, raw(picture)).sharpen(SHARPENING[how]);
  if (wide) work.toColourspace('rgb16');
  const out = await work.raw({ depth: wide ? 'ushort' : 'uchar' }).toBuffer();
  const data = wide
    ? new Uint16Array(out.buffer, out.byteOffset, out.length / 2)
    : new Uint8Array(out.buffer, out.byteOffset, out.length);
  return { ...picture, data } as Native;
}

/** The same from file to file, for pictures too large for memory. */
export async function sharpenedFile(
  file: string,
  wide: boolean,
  how: keyof typeof SHARPENING,
  out: string,
): Promise<void> {
  const work = sharp(file, { limitInputPixels: false }).sharpen(SHARPENING[how]);
  if (wide) work.toColourspace('rgb16');
  await work.toFile(out);
}

export interface Mark {
  /** 4 channels, 8 bit, in the colours of the picture. */
  mark: Raster<Uint8Array>;
  place: Watermark['place'];
  /** 0..1 */
  opacity: number;
  /** Distance from the edges, pixels. */
  margin: number;
}

/** Lays a mark on a picture; one that does not fit is cut at the edges. `rows` says which rows of a whole these are. */
export function watermarked(
  picture: Native,
  { mark, place, opacity, margin }: Mark,
  rows: { y0: number; height: number } = { y0: 0, height: picture.height },
): Native {
  const { width, channels } = picture;
  const { y0, height } = rows;
  const data = picture.data.slice();
  const wide = data instanceof Uint16Array ? 257 : 1;
  const left = place.endsWith('left')
    ? margin
    : place === 'centre'
      ? Math.round((width - mark.width) / 2)
      : width - mark.width - margin;
  const top = place.startsWith('top')
    ? margin
    : place === 'centre'
      ? Math.round((height - mark.height) / 2)
      : height - mark.height - margin;
  const end = Math.min(height, y0 + picture.height);
  for (let y = Math.max(0, y0 - top); y < Math.min(mark.height, end - top); y++)
    for (let x = Math.max(0, -left); x < Math.min(mark.width, width - left); x++) {
      const from = (y * mark.width + x) * 4;
      const alpha = (mark.data[from + 3] / 255) * opacity;
      if (alpha === 0) continue;
      const to = ((y + top - y0) * width + x + left) * channels;
      for (let c = 0; c < 3; c++)
        data[to + c] = Math.round(data[to + c] * (1 - alpha) + mark.data[from + c] * wide * alpha);
      if (channels === 4) data[to + 3] = Math.max(data[to + 3], Math.round(alpha * 255 * wide));
    }
  return { ...picture, data } as Native;
}

/** The picture of a file as a mark so many pixels wide, its transparency kept. */
export async function markFrom(bytes: Uint8Array, width: number): Promise<Raster<Uint8Array>> {
  const { data, info } = await sharp(bytes, { limitInputPixels: 50e6 })
    .resize({ width: Math.max(1, Math.round(width)) })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 4, data: new Uint8Array(data) };
}

/**
 * A line of text as a mark so many pixels wide: white with a soft dark seam, so that it can be read on light and on dark.
 *
 * @param font file of the typeface
 */
export async function markOf(text: string, width: number, font: string): Promise<Raster<Uint8Array>> {
  const { data, info } = await sharp({
    text: {
      text: escapeMarkup(text),
      fontfile: font,
      font: 'Noto Sans SC',
      rgba: true,
      width: 4000,
      height: 200,
    },
  })
    .trim()
    .resize({ width: Math.max(8, Math.round(width)) })
    .extractChannel(3)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const seam = Math.max(1, Math.round(info.height / 16));
  const size = { width: info.width + 4 * seam, height: info.height + 4 * seam };
  const shape = await sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .extend({ top: 2 * seam, bottom: 2 * seam, left: 2 * seam, right: 2 * seam, background: 'black' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  const shade = await sharp(shape, { raw: { ...size, channels: 1 } })
    .blur(Math.max(0.5, seam))
    .extractChannel(0)
    .raw()
    .toBuffer();
  const mark = new Uint8Array(size.width * size.height * 4);
  for (let i = 0; i < shape.length; i++) {
    const ink = shape[i] / 255;
    const dark = Math.min(1, (shade[i] / 255) * 1.2) * 0.6;
    const alpha = ink + dark * (1 - ink);
    mark.fill(alpha > 0 ? Math.round((255 * ink) / alpha) : 0, i * 4, i * 4 + 3);
    mark[i * 4 + 3] = Math.round(255 * alpha);
  }
  return { ...size, channels: 4, data: mark };
}
