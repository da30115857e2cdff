/** Band: signed distance to a mask's outline near it, and quarter-size colour averages of both sides. */

import { pushPullFill } from '../../image/ops/fill.ts';
import { floatRaster, type Raster } from '../../image/raster.ts';

/**
 * Distance of pixels to the outline of a 0/1 mask, positive inside, for pixels within `radius` of it; other pixels hold
 * +-(radius + 1). Also the pixels of the band in order of growing distance. Distances propagate from the nearest
 * outline pixel and are exact to a few hundredths of a pixel.
 */
export function signedBand(
  mask: Raster<Uint8Array>,
  radius: number,
): { signed: Float32Array; pixels: Int32Array; source: Int32Array } {
  const { width, height, data } = mask;
  const n = width * height;
  const signed = new Float32Array(n);
  const source = new Int32Array(n).fill(-1);
  const far = radius + 1;
  let front: number[] = [];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const v = data[i];
      signed[i] = v ? far : -far;
      if (
        (x > 0 && data[i - 1] !== v) ||
        (x < width - 1 && data[i + 1] !== v) ||
        (y > 0 && data[i - width] !== v) ||
        (y < height - 1 && data[i + width] !== v)
      ) {
        source[i] = i;
        front.push(i);
      }
    }
  const order: number[] = [];
  for (const i of front) signed[i] = data[i] ? 0.5 : -0.5;
  while (front.length > 0) {
    const next: number[] = [];
    for (const i of front) {
      order.push(i);
      const s = source[i];
      const sx = s % width;
      const sy = (s - sx) / width;
      const x = i % width;
      const y = (i - x) / width;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const xx = x + dx;
          const yy = y + dy;
          if (xx < 0 || yy < 0 || xx >= width || yy >= height) continue;
          const j = yy * width + xx;
          if (data[j] !== data[i]) continue;
          const d = Math.sqrt((xx - sx) * (xx - sx) + (yy - sy) * (yy - sy)) + 0.5;
          if (d > radius || d >= Math.abs(signed[j]) - 1e-6) continue;
          if (source[j] < 0) next.push(j);
          signed[j] = data[j] ? d : -d;
          source[j] = s;
        }
    }
    front = next;
  }
  return { signed, pixels: Int32Array.from(order), source };
}

/** Colour field at a quarter of the size: known pixels averaged, unknown ones filled from their surroundings. */
export interface ColourField {
  width: number;
  height: number;
  lab: Float32Array;
}

const CELL = 4;

/** Average colour of the pixels for which `known` holds, filled in everywhere else. */
export function colourField(lab: Raster<Float32Array>, known: (i: number) => boolean): ColourField {
  const width = Math.ceil(lab.width / CELL);
  const height = Math.ceil(lab.height / CELL);
  const sum = floatRaster(width, height, 3);
  const weight = floatRaster(width, height, 1);
  for (let y = 0, i = 0; y < lab.height; y++)
    for (let x = 0; x < lab.width; x++, i++) {
      if (!known(i)) continue;
      const c = Math.floor(y / CELL) * width + Math.floor(x / CELL);
      sum.data[c * 3] += lab.data[i * 3];
      sum.data[c * 3 + 1] += lab.data[i * 3 + 1];
      sum.data[c * 3 + 2] += lab.data[i * 3 + 2];
      weight.data[c]++;
    }
  for (let c = 0; c < weight.data.length; c++) {
    const w = weight.data[c];
    if (w === 0) continue;
    for (let k = 0; k < 3; k++) sum.data[c * 3 + k] /= w;
    weight.data[c] = Math.min(1, w / 4);
  }
  return { width, height, lab: pushPullFill(sum, weight).data };
}

/** Offset into a colour field's `lab` of the cell holding pixel (x, y). */
export function cellOf(field: ColourField, x: number, y: number): number {
  return (Math.floor(y / CELL) * field.width + Math.floor(x / CELL)) * 3;
}
