/** Regions: sets of pixels as rasters of 0 and 1, and means over them. */

import { byteRaster, type Raster, type Samples } from '../image/raster.ts';

/** One channel, 0 or 1. */
export type Region = Raster<Uint8Array>;

/** Pixels of a one- or more-channel raster whose first channel is at least `threshold`. */
export function regionWhere(raster: Raster<Samples>, threshold: number): Region {
  const { width, height, channels, data } = raster;
  const out = byteRaster(width, height, 1);
  for (let i = 0; i < out.data.length; i++) out.data[i] = data[i * channels] >= threshold ? 1 : 0;
  return out;
}

/** Pixels that are in any of the regions; all of one size. */
export function union(first: Region, ...others: readonly Region[]): Region {
  const out = byteRaster(first.width, first.height, 1, first.data.slice());
  for (const { data } of others) for (let i = 0; i < data.length; i++) if (data[i]) out.data[i] = 1;
  return out;
}

export function complement(region: Region): Region {
  return { ...region, data: region.data.map((value) => (value ? 0 : 1)) };
}

/** A picture inside a region, another one of the same size outside it. */
export function where(
  region: Region,
  inside: Raster<Uint8Array>,
  outside: Raster<Uint8Array>,
): Raster<Uint8Array> {
  const { width, height, channels } = inside;
  const data = outside.data.slice();
  for (let i = 0; i < region.data.length; i++) {
    if (!region.data[i]) continue;
    for (let c = i * channels; c < (i + 1) * channels; c++) data[c] = inside.data[c];
  }
  return byteRaster(width, height, channels, data);
}

/** Pixels where two pictures differ by more than `levels` (of 255) in any channel. */
export function regionOfChange(a: Raster<Uint8Array>, b: Raster<Uint8Array>, levels: number): Region {
  const out = byteRaster(a.width, a.height, 1);
  for (let i = 0; i < out.data.length; i++) {
    for (let c = 0; c < 3; c++) {
      if (Math.abs(a.data[3 * i + c] - b.data[3 * i + c]) > levels) out.data[i] = 1;
    }
  }
  return out;
}

/** Mean of `value(pixel)` over a region; undefined when it is empty. */
export function meanOver(region: Region, value: (pixel: number) => number): number | undefined {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < region.data.length; i++) {
    if (!region.data[i]) continue;
    sum += value(i);
    count++;
  }
  return count > 0 ? sum / count : undefined;
}
