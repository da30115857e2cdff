/** Decodes picture bytes that the project made or ships itself; photos from outside go through `loadPhoto`. */

import sharp from 'sharp';
import { byteRaster, type Raster } from './raster.ts';

/** 8-bit RGBA of a PNG, JPEG or WebP in memory. */
export async function decodeRgba(bytes: Uint8Array): Promise<Raster<Uint8Array>> {
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return byteRaster(info.width, info.height, 4, new Uint8Array(data.buffer, data.byteOffset, data.length));
}

/** Pixels of a picture in memory, by its header. */
export async function sizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(bytes).metadata();
  return { width, height };
}

/** Mean colours of a picture's left and right edge, sRGB #rrggbb. */
export async function edgeColours(bytes: Uint8Array): Promise<[left: string, right: string]> {
  const { width, height } = await sizeOf(bytes);
  const strip = Math.max(1, Math.round(width / 100));
  const mean = async (left: number): Promise<string> => {
    const colour = await sharp(bytes)
      .extract({ left, top: 0, width: strip, height })
      .toColourspace('srgb')
      .resize(1, 1, { fit: 'fill' })
      .raw()
      .toBuffer();
    return `#${colour.toString('hex', 0, 3)}`;
  };
  return [await mean(0), await mean(width - strip)];
}
