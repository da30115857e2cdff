/** Given cut-out: a mask the user drew or corrected, in place of the engine's own. */

import { StudioError } from '../../../contract/errors.ts';
import { say } from '../../../contract/sentences.ts';
import { crop, resizeArea, resizeBilinear } from '../../image/ops/resize.ts';
import type { Box, Mask, Raster } from '../../image/raster.ts';
import type { CutOut } from './cut-out.ts';

/** Room around the garment that the outline is smoothed in, pixels. */
const MARGIN = 8;
/** Smallest garment, share of the picture. */
const LEAST = 0.002;

/**
 * The part of `mask` (0..1, white is garment) that is garment, at the size of the analysed picture.
 *
 * @throws StudioError `no-garment-found` when hardly anything of the mask is white
 */
export function givenCutOut(mask: Mask, width: number, height: number): CutOut {
  const small = scaled(mask, width, height).data;
  const box: Box = { x0: width, y0: height, x1: 0, y1: 0 };
  const data = new Uint8Array(width * height);
  let area = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (small[y * width + x] < 0.5) continue;
      data[y * width + x] = 1;
      area++;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x + 1);
      box.y0 = Math.min(box.y0, y);
      box.y1 = y + 1;
    }
  if (area < LEAST * width * height) {
    throw new StudioError(
      'no-garment-found',
      'The corrected cut-out is almost empty. Paint the garment white in it, or take the correction back.',
      { reason: say('cut-out-empty') },
    );
  }
  const room: Box = {
    x0: Math.max(0, box.x0 - MARGIN),
    y0: Math.max(0, box.y0 - MARGIN),
    x1: Math.min(width, box.x1 + MARGIN),
    y1: Math.min(height, box.y1 + MARGIN),
  };
  const whole: Raster<Uint8Array> = { width, height, channels: 1, data };
  return { box: room, mask: crop(whole, room), confidence: 1, reasons: [] };
}

/** A mask at another size: averaged where it shrinks, interpolated where it grows. */
export function scaled(mask: Mask, width: number, height: number): Mask {
  return width < mask.width ? resizeArea(mask, width, height) : resizeBilinear(mask, width, height);
}
