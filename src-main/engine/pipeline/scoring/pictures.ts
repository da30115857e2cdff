/** Pictures of a score: what went in, what came out, the truth, and where they differ, as small JPEG files. */

import { join } from 'node:path';
import type { ScorePicture } from '../../../contract/quality.ts';
import { LM } from '../../domain/pose.ts';
import { encodeImage } from '../../image/encode.ts';
import { ciede2000 } from '../../image/ops/ciede2000.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import { byteRaster, type Point, type Raster } from '../../image/raster.ts';
import { refineToPhoto } from '../../image/refine.ts';
import { writeFileWhole } from '../../image/write-file.ts';
import { parsingToPhoto } from '../../perception/parsing/parsing-to-photo.ts';
import { inConvention } from '../../quality/pose-convention.ts';
import { BODY_JOINTS } from '../../quality/pose-error.ts';
import type { Region } from '../../quality/region.ts';
import { drawCutOut, drawLabels, drawMask } from '../explain/drawings.ts';
import type { Layer, TryOnRun } from '../tryOn.ts';
import { pairUp } from './garment-figures.ts';
import { trueLandmarks } from './person-figures.ts';
import type { CaseGarment, OpenCase } from './read-case.ts';

export interface Drawing {
  title: string;
  raster: Raster<Uint8Array>;
}

/** Height of pictures in the report, pixels. */
const HEIGHT = 420;
const JPEG_QUALITY = 80;
/** CIEDE2000 drawn in the strongest colour. */
const FAR = 30;

/** Colours of found and true points. */
const FOUND = [235, 40, 30] as const;
const TRUE = [30, 200, 90] as const;
const CONVENTION = [40, 110, 250] as const;

export async function drawCase(run: TryOnRun, truth: OpenCase): Promise<Drawing[]> {
  const { photo, parsing } = run.person;
  const result = run.picture.value.rgb;
  return [
    { title: 'Client', raster: photo.value.rgb },
    ...pairUp(run.layers, truth.garments, 'ghost').map(({ layer, garment }) => drawGarment(layer, garment)),
    { title: 'Result', raster: result },
    { title: 'Truth', raster: truth.pictureB },
    { title: 'Difference', raster: differenceMap(result, truth.pictureB) },
    {
      title: 'Labels found',
      raster: drawLabels(photo.value.rgb, parsingToPhoto(photo.value, parsing.value)),
    },
    { title: 'Labels true', raster: drawLabels(photo.value.rgb, truth.labels) },
    { title: 'Joints', raster: drawJoints(run, truth) },
    { title: 'Matte error', raster: drawMatteError(run, truth) },
  ];
}

/** The cut-out on a plain backdrop with its landmarks, found ones red, true ones green. */
function drawGarment({ garment, photo }: Layer, { truth }: CaseGarment): Drawing {
  const { category, rgb, alpha, landmarks } = garment.value;
  const raster = drawCutOut(rgb, alpha);
  const k = rgb.width / photo.value.width;
  const places = (marks: Readonly<Record<string, Point>>, scale: number): Point[] =>
    Object.values(marks).map(({ x, y }) => ({ x: x * scale, y: y * scale }));
  drawPoints(raster, places(truth.landmarks, k), TRUE, 1);
  drawPoints(raster, places(landmarks, 1), FOUND, 0.6);
  return { title: titled(category), raster };
}

/** Joints found (red), true (green), and true in the convention of the model (blue). */
function drawJoints(run: TryOnRun, truth: OpenCase): Raster<Uint8Array> {
  const { photo, pose } = run.person;
  const raster = byteRaster(photo.value.width, photo.value.height, 3, photo.value.rgb.data.slice());
  const marks = trueLandmarks(truth.about);
  const placed = inConvention(marks);
  const person = pose.value.people[pose.value.subject];
  const k = 1 / photo.value.scale;
  const seen = BODY_JOINTS.filter((name) => marks[name]?.visible);
  drawPoints(
    raster,
    seen.flatMap((name) => marks[name] ?? []),
    TRUE,
    1,
  );
  drawPoints(
    raster,
    seen.flatMap((name) => placed[name] ?? []),
    CONVENTION,
    0.8,
  );
  drawPoints(
    raster,
    seen.map((name) => ({ x: person.landmarks[LM[name]].x * k, y: person.landmarks[LM[name]].y * k })),
    FOUND,
    0.6,
  );
  return raster;
}

function drawMatteError(run: TryOnRun, truth: OpenCase): Raster<Uint8Array> {
  const { photo, matte } = run.person;
  const alpha = refineToPhoto(photo.value, matte.value.alpha);
  return drawMask(photo.value.rgb, (i) => Math.abs(alpha.data[i] - truth.matte.data[i] / 255));
}

/** Draws discs, of a radius of `size` hundredths of the picture's longer side. */
function drawPoints(
  raster: Raster<Uint8Array>,
  points: readonly Point[],
  colour: readonly number[],
  size: number,
): void {
  const { width, height, data } = raster;
  const r = (size * Math.max(width, height)) / 100;
  for (const { x, y } of points) {
    for (let j = Math.max(0, Math.floor(y - r)); j <= Math.min(height - 1, y + r); j++) {
      for (let i = Math.max(0, Math.floor(x - r)); i <= Math.min(width - 1, x + r); i++) {
        if ((i + 0.5 - x) ** 2 + (j + 0.5 - y) ** 2 > r * r) continue;
        data.set(colour, (j * width + i) * 3);
      }
    }
  }
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

const titled = (category: string): string => `Garment: ${category}`;

function garmentsOf(run: TryOnRun): Drawing[] {
  return run.layers.map(({ photo, garment }) => ({
    title: titled(garment.value.category),
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
