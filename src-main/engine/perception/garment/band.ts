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
  let queue = new Int32Array(4096);
  let tail = 0;
  const push = (i: number): void => {
    if (tail === queue.length) {
      const wider = new Int32Array(queue.length * 2);
      wider.set(queue);
      queue = wider;
    }
    queue[tail++] = i;
  };
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const v = data[i];
      if (
        (x > 0 && data[i - 1] !== v) ||
        (x < width - 1 && data[i + 1] !== v) ||
        (y > 0 && data[i - width] !== v) ||
        (y < height - 1 && data[i + width] !== v)
      ) {
        source[i] = i;
        signed[i] = v ? 0.5 : -0.5;
        push(i);
      } else signed[i] = v ? far : -far;
    }
  for (let head = 0; head < tail; head++) {
    const i = queue[head];
    const s = source[i];
    const sx = s % width;
    const sy = (s - sx) / width;
    const x = i % width;
    const y = (i - x) / width;
    const v = data[i];
    const top = y > 0 ? y - 1 : y;
    const bottom = y < height - 1 ? y + 1 : y;
    const left = x > 0 ? x - 1 : x;
    const right = x < width - 1 ? x + 1 : x;
    for (let yy = top; yy <= bottom; yy++)
      for (let xx = left; xx <= right; xx++) {
        const j = yy * width + xx;
        if (data[j] !== v) continue;
        const d = Math.sqrt((xx - sx) * (xx - sx) + (yy - sy) * (yy - sy)) + 0.5;
        const held = signed[j];
        if (d > radius || d >= (held < 0 ? -held : held) - 1e-6) continue;
        if (source[j] < 0) push(j);
        signed[j] = v ? d : -d;
        source[j] = s;
      }
  }
  return { signed, pixels: queue.subarray(0, tail), source };
}

/** Colour field at a quarter of the size: known pixels averaged, unknown ones filled from their surroundings. */
export interface ColourField {
  width: number;
  height: number;
  lab: Float32Array;
}

/** Pixels per cell of a colour field along each axis. */
export const CELL = 4;

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
