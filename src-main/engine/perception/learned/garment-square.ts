/** Garment square: what the landmark network is given, a cut-out in the middle of a square on a plain ground. */

import { type Frame, framePlanes } from '../../image/ops/frame-planes.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';
import { MEAN, STD } from './person-frame.ts';

/** Side of the network's input. */
export const SQUARE = 128;
/** Free room about the garment's box, share of its longer side. */
const MARGIN = 0.08;
const GROUND = 240;
/** Alpha, in steps of 255, above which a pixel is garment. */
const INSIDE = 127;

/** Square about what is garment, in whole pixels; undefined where nothing is. It may reach beyond the raster. */
export function garmentSquare({ width, height, data }: Mask): Frame | undefined {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (Math.round(data[i] * 255) <= INSIDE) continue;
      if (x < x0) x0 = x;
      if (x >= x1) x1 = x + 1;
      if (y < y0) y0 = y;
      if (y >= y1) y1 = y + 1;
    }
  if (x1 <= x0) return undefined;
  const [w, h] = [x1 - x0, y1 - y0];
  const side = Math.floor(Math.max(w, h) * (1 + 2 * MARGIN) + 0.5);
  return { x: x0 - ((side - w) >> 1), y: y0 - ((side - h) >> 1), width: side, height: side };
}

/**
 * The network's input, planes of SQUARE x SQUARE: red, green and blue of the garment on the ground, and its alpha 0..1.
 *
 * @param alpha 0..1, the size of `rgb`
 */
export function garmentInput(rgb: Raster<Uint8Array>, alpha: Mask, square: Frame): Float32Array {
  const shown = floatRaster(rgb.width, rgb.height, 4);
  for (let i = 0; i < alpha.data.length; i++) {
    const a = alpha.data[i];
    for (let k = 0; k < 3; k++) shown.data[i * 4 + k] = rgb.data[i * 3 + k] * a + GROUND * (1 - a);
    shown.data[i * 4 + 3] = a;
  }
  const planes = framePlanes(shown, square, SQUARE, SQUARE, [GROUND, GROUND, GROUND, 0]);
  for (let i = 0; i < SQUARE * SQUARE * 3; i++) planes[i] = (planes[i] + GROUND - MEAN) / STD;
  return planes;
}
