/** Pictures of a score: what went in, what came out, the truth, and where they differ, as small JPEG files. */

import { join } from 'node:path';
import type { ScorePicture } from '../../../contract/quality.ts';
import { encodeImage } from '../../image/encode.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';
import { writeFileWhole } from '../../image/write-file.ts';
import { parsingToPhoto } from '../../perception/parsing/parsing-to-photo.ts';
import { ciede2000 } from '../../quality/ciede2000.ts';
import type { Region } from '../../quality/region.ts';
import { drawLabels, drawMask } from '../explain/drawings.ts';
import type { TryOnRun } from '../tryOn.ts';
import type { OpenCase } from './read-case.ts';

export interface Drawing {
  title: string;
  raster: Raster<Uint8Array>;
}

/** Height of pictures in the report, pixels. */
const HEIGHT = 420;
const JPEG_QUALITY = 80;
/** CIEDE2000 drawn in the strongest colour. */
const FAR = 30;

export async function drawCase(run: TryOnRun, truth: OpenCase): Promise<Drawing[]> {
  const { photo, parsing } = run.person;
  const result = run.picture.value.rgb;
  return [
    { title: 'Client', raster: photo.value.rgb },
    ...garmentsOf(run),
    { title: 'Result', raster: result },
    { title: 'Truth', raster: truth.pictureB },
    { title: 'Difference', raster: differenceMap(result, truth.pictureB) },
    {
      title: 'Labels found',
      raster: drawLabels(photo.value.rgb, parsingToPhoto(photo.value, parsing.value)),
    },
    { title: 'Labels true', raster: drawLabels(photo.value.rgb, truth.labels) },
  ];
}

export async function drawPair(
  run: TryOnRun,
  photo: Photo,
  region: Region,
  labels: Raster<Uint8Array>,
): Promise<Drawing[]> {
  const result = run.picture.value.rgb;
  return [
    { title: 'Photo', raster: photo.rgb },
    { title: 'As the engine saw it', raster: run.person.photo.value.rgb },
    ...garmentsOf(run),
    { title: 'Result', raster: result },
    { title: 'Difference', raster: differenceMap(result, photo.rgb) },
    { title: 'Scored region', raster: drawMask(photo.rgb, (i) => region.data[i]) },
    { title: 'Labels', raster: drawLabels(photo.rgb, labels) },
  ];
}

function garmentsOf(run: TryOnRun): Drawing[] {
  return run.layers.map(({ photo, garment }) => ({
    title: garment.value.category.replace(/^./, (c) => c.toUpperCase()),
    raster: photo.value.rgb,
  }));
}

/** CIEDE2000 of two pictures from black (none) over red to yellow (`FAR` and more). */
export function differenceMap(a: Raster<Uint8Array>, b: Raster<Uint8Array>): Raster<Uint8Array> {
  const small = shrunk(a);
  const labA = rgbToLab(small).data;
  const labB = rgbToLab(shrunk(b)).data;
  const out = byteRaster(small.width, small.height, 3);
  for (let o = 0; o < labA.length; o += 3) {
    const d = ciede2000(labA[o], labA[o + 1], labA[o + 2], labB[o], labB[o + 1], labB[o + 2]);
    const t = Math.min(1, d / FAR);
    out.data[o] = Math.round(255 * Math.min(1, 2 * t));
    out.data[o + 1] = Math.round(255 * Math.max(0, 2 * t - 1));
  }
  return out;
}

function shrunk(raster: Raster<Uint8Array>): Raster<Uint8Array> {
  if (raster.height <= HEIGHT) return raster;
  const width = Math.max(1, Math.round((raster.width * HEIGHT) / raster.height));
  return resizeArea(raster, width, HEIGHT) as Raster<Uint8Array>;
}

/** Writes drawings as `NAME-1.jpg`, ... into an existing folder. */
export async function savePictures(
  folder: string,
  name: string,
  drawings: readonly Drawing[],
): Promise<ScorePicture[]> {
  const out: ScorePicture[] = [];
  for (const [index, { title, raster }] of drawings.entries()) {
    const small = shrunk(raster);
    const file = `${name.replace(/[^A-Za-z0-9._-]/g, '_')}-${index + 1}.jpg`;
    await writeFileWhole(join(folder, file), [
      await encodeImage(small, { format: 'jpeg', quality: JPEG_QUALITY }),
    ]);
    out.push({ title, file, width: small.width, height: small.height });
  }
  return out;
}
