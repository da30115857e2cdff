/** Development: a shaded scene over its backdrop as a finished 8-bit picture. */

import { mulberry32 } from '../image/ops/signal.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import type { Shaded } from '../mesh/shade.ts';
import { toneMap } from '../mesh/tone.ts';

/** Lays the scene over the backdrop (linear RGB), exposes, tone-maps and adds sensor noise from a seed. */
export function develop(
  shaded: Shaded,
  backdrop: Float32Array,
  exposure: number,
  grain: number,
  seed: number,
): Raster<Uint8Array> {
  const { width, height, rgb, alpha } = shaded;
  const out = byteRaster(width, height, 3);
  const next = mulberry32(seed);
  // the sum of three uniform numbers is near enough to a bell, of standard deviation 1 after scaling
  const noise = (): number => (next() + next() + next() - 1.5) * 2;
  for (let i = 0; i < alpha.length; i++) {
    const k = 1 - alpha[i];
    const at = i * 3;
    toneMap(
      (rgb[at] + k * backdrop[at]) * exposure,
      (rgb[at + 1] + k * backdrop[at + 1]) * exposure,
      (rgb[at + 2] + k * backdrop[at + 2]) * exposure,
      out.data,
      at,
    );
    const shared = noise() * grain * 0.8;
    for (let c = at; c < at + 3; c++) {
      const v = out.data[c] + shared + noise() * grain * 0.5;
      out.data[c] = v < 0 ? 0 : v > 255 ? 255 : Math.round(v);
    }
  }
  return out;
}
