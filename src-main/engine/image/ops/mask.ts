/** Masks in which every value but 0 counts: as pictures, and how much of the whole they cover. */

import type { Raster } from '../raster.ts';

/** 255 where the mask holds anything, 0 elsewhere. */
export function whiteWhere(mask: Raster<Uint8Array>): Raster<Uint8Array> {
  return { ...mask, data: mask.data.map((value) => (value ? 255 : 0)) };
}

/** Share of the values that are not 0, 0..1; 0 of an empty mask. */
export function shareOf(mask: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i]) count++;
  return mask.length ? count / mask.length : 0;
}
