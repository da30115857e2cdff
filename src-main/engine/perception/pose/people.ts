/** Search for every person in a picture: whole picture first, then overlapping windows for small or sideways-cut people. */

import type { Raster } from '../../image/raster.ts';
import type { Runtime } from '../../runtime/index.ts';
import { type Detection, detectPeople, roiOfDetection, type Window } from './detector.ts';

/** Two detections are one person when their regions' centres and sizes agree this well. */
const SAME_CENTRE = 0.22;
const SAME_SIZE = 1.7;

/** Windows of the picture to look into beyond the whole: squares along the long side, and quarters when asked for more. */
export function searchWindows(width: number, height: number, thorough: boolean): Window[] {
  const out: Window[] = [];
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const slide = (side: number): void => {
    const along = Math.max(1, Math.ceil((long - side) / (side * 0.5)) + 1);
    const across = Math.max(1, Math.ceil((short - side) / (side * 0.5)) + 1);
    for (let j = 0; j < across; j++) {
      for (let i = 0; i < along; i++) {
        const a = along > 1 ? side / 2 + ((long - side) * i) / (along - 1) : long / 2;
        const b = across > 1 ? side / 2 + ((short - side) * j) / (across - 1) : short / 2;
        out.push(width >= height ? { cx: a, cy: b, side } : { cx: b, cy: a, side });
      }
    }
  };
  if (long / short > 1.15) slide(short);
  if (thorough) slide(short * 0.62);
  return out;
}

/** Drops detections whose region repeats that of a better one; best score first. */
export function mergeDetections(detections: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const d of [...detections].sort((a, b) => b.score - a.score)) {
    const r = roiOfDetection(d);
    const repeated = kept.some((k) => {
      const q = roiOfDetection(k);
      const size = Math.max(r.size, q.size);
      const ratio = size / Math.max(1e-6, Math.min(r.size, q.size));
      return Math.hypot(r.cx - q.cx, r.cy - q.cy) < SAME_CENTRE * size && ratio < SAME_SIZE;
    });
    if (!repeated) kept.push(d);
  }
  return kept;
}

/** All detections of the picture, best first; windows are searched for wide pictures and when nothing was found. */
export async function findPeople(image: Raster<Uint8Array>, runtime: Runtime): Promise<Detection[]> {
  const { width, height } = image;
  const found = await detectPeople(image, runtime);
  const wide = width / height > 1.15;
  const tall = height / width > 2;
  if (wide || tall || found.length !== 1) {
    for (const window of searchWindows(width, height, found.length !== 1))
      found.push(...(await detectPeople(image, runtime, window)));
  }
  return mergeDetections(found);
}
