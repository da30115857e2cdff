/** The ten pictures of the oracle test: the sample clients, and variants of them in size, crop, side and light. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadPhoto } from '../../../src-main/engine/image/load.ts';
import { crop, resizeArea } from '../../../src-main/engine/image/ops/resize.ts';
import { byteRaster, type Raster } from '../../../src-main/engine/image/raster.ts';

export interface OraclePicture {
  name: string;
  rgb: Raster<Uint8Array>;
}

type Change = (rgb: Raster<Uint8Array>) => Raster<Uint8Array>;

const unchanged: Change = (rgb) => rgb;

const mirrored: Change = (rgb) => {
  const out = byteRaster(rgb.width, rgb.height, 3);
  for (let y = 0; y < rgb.height; y++) {
    for (let x = 0; x < rgb.width; x++) {
      const from = (y * rgb.width + rgb.width - 1 - x) * 3;
      out.data.set(rgb.data.subarray(from, from + 3), (y * rgb.width + x) * 3);
    }
  }
  return out;
};

const scaled =
  (factor: number): Change =>
  (rgb) =>
    resizeArea(rgb, Math.round(rgb.width * factor), Math.round(rgb.height * factor));

/** Keeps the part from (x0, y0) to (x1, y1), as fractions of the picture. */
const cropped =
  (x0: number, y0: number, x1: number, y1: number): Change =>
  ({ width, height, ...rest }) =>
    crop(
      { width, height, ...rest },
      {
        x0: Math.round(x0 * width),
        y0: Math.round(y0 * height),
        x1: Math.round(x1 * width),
        y1: Math.round(y1 * height),
      },
    );

const lit =
  (gain: number): Change =>
  (rgb) =>
    byteRaster(
      rgb.width,
      rgb.height,
      3,
      rgb.data.map((v) => Math.min(255, Math.round(v * gain))),
    );

const VARIANTS: readonly [string, Change][] = [
  ['as is', unchanged],
  ['as is', unchanged],
  ['as is', unchanged],
  ['as is', unchanged],
  ['mirrored', mirrored],
  ['60 % size', scaled(0.6)],
  ['without the feet', cropped(0.04, 0.02, 0.97, 0.8)],
  ['brighter', lit(1.3)],
  ['darker', lit(0.55)],
  ['off centre', cropped(0.12, 0, 1, 0.95)],
];

/** Pictures made from the photos in `folder`, in order of name; photos are taken in turn. */
export async function oraclePictures(folder: string): Promise<OraclePicture[]> {
  const files = readdirSync(folder)
    .filter((file) => /\.(jpe?g|png|webp)$/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`no photos in ${folder}`);
  const pictures: OraclePicture[] = [];
  for (const [i, [change, apply]] of VARIANTS.entries()) {
    const file = files[i % files.length];
    const photo = await loadPhoto(join(folder, file));
    pictures.push({ name: `${file}, ${change}`, rgb: apply(photo.analysis) });
  }
  return pictures;
}
