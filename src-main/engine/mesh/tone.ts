/** Tone mapping: scene light to picture colours that keep the colour of cloth. */

import { encodeLinear } from './texture.ts';

const START = 0.8 - 0.04;
const DESATURATION = 0.15;

/**
 * Khronos PBR Neutral tone mapper: leaves colours below 0.76 as they are and rolls highlights off towards white. Linear
 * light in, sRGB bytes written to `out` at `at`.
 */
export function toneMap(r: number, g: number, b: number, out: Uint8Array, at: number): void {
  const x = Math.min(r, g, b);
  // the published offset takes the 4 % of a dielectric's reflection back out of the shadows
  const offset = x < 0.08 ? x - 6.25 * x * x : 0.04;
  let [cr, cg, cb] = [r - offset, g - offset, b - offset];
  const peak = Math.max(cr, cg, cb);
  if (peak >= START) {
    const d = 1 - START;
    const now = 1 - (d * d) / (peak + d - START);
    const scale = now / peak;
    const mix = 1 - 1 / (DESATURATION * (peak - now) + 1);
    cr = cr * scale + (now - cr * scale) * mix;
    cg = cg * scale + (now - cg * scale) * mix;
    cb = cb * scale + (now - cb * scale) * mix;
  }
  out[at] = encodeLinear(cr);
  out[at + 1] = encodeLinear(cg);
  out[at + 2] = encodeLinear(cb);
}
