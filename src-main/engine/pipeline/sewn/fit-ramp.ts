/** Fit ramp: the fit scale as a texture for cloth. */

import { FIT_SCALE, fitColour } from '../../../contract/fit-scale.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';

/** The scale as a picture one pixel high: a texture whose u is the share of the scale's length. */
export function fitRamp(width = 256): Raster<Uint8Array> {
  const out = byteRaster(width, 1, 3);
  const { from, to } = FIT_SCALE;
  for (let x = 0; x < width; x++) out.data.set(fitColour(from + ((x + 0.5) / width) * (to - from)), x * 3);
  return out;
}
