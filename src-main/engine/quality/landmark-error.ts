/** Garment landmark error: distance of found garment landmarks from the true ones, relative to the garment's size. */

import type { Point } from '../image/raster.ts';
import type { Region } from './region.ts';

/** A landmark is right within this share of the garment's size. */
export const PCK_SHARE = 0.05;

export interface LandmarkError {
  /** Mean distance over the garment's size, of the landmarks that were found; undefined when none was. */
  error: number | undefined;
  /** Share of the true landmarks that were found within `PCK_SHARE`. */
  pck: number;
}

/** The longer side of a region's bounding box, pixels; 0 when it is empty. */
export function sizeOf({ width, data }: Region): number {
  let [x0, y0, x1, y1] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
  for (let i = 0; i < data.length; i++) {
    if (!data[i]) continue;
    const x = i % width;
    const y = Math.floor(i / width);
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return x1 < 0 ? 0 : Math.max(x1 - x0, y1 - y0) + 1;
}

/**
 * @param found landmarks by name in the pixels of the truth; those the truth lacks are not counted
 * @param size the garment's size in the same pixels, above 0
 * @returns undefined when the truth has no landmark
 */
export function landmarkError(
  found: Readonly<Record<string, Point | undefined>>,
  truth: Readonly<Record<string, Point>>,
  size: number,
): LandmarkError | undefined {
  const names = Object.keys(truth);
  if (names.length === 0) return undefined;
  const errors: number[] = [];
  for (const name of names) {
    const mark = Object.hasOwn(found, name) ? found[name] : undefined;
    if (mark) errors.push(Math.hypot(mark.x - truth[name].x, mark.y - truth[name].y) / size);
  }
  return {
    error: errors.length > 0 ? errors.reduce((sum, e) => sum + e, 0) / errors.length : undefined,
    pck: errors.filter((e) => e <= PCK_SHARE).length / names.length,
  };
}
