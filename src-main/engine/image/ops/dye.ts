/** Dyes a picture: cloth of one colour becomes another with its folds, what is printed on it stays. */

import { DYE_CONTRAST, DYE_REACH, DYE_SHADE } from '../../../contract/dye.ts';
import { byteRaster, type Raster } from '../raster.ts';
import { labToRgbPixel, rgbToLabPixel } from './colour.ts';

export type Lab = readonly [number, number, number];

const clamp = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));

/**
 * A colour of the picture, dyed. Light falls on the new cloth as on the old one: L* + 16 goes with the cube root of
 * luminance, so equal shares of light are equal factors there.
 *
 * @param own colour of the cloth in the picture
 * @param to what it is to be
 */
export function dyedLab([L, a, b]: Lab, own: Lab, to: Lab): Lab {
  const shade = clamp((L + 16) / (own[0] + 16), DYE_SHADE.least, DYE_SHADE.most);
  const [da, db] = [a - own[1] * shade, b - own[2] * shade];
  const off = Math.hypot(DYE_REACH.lightness * (L - own[0]), da, db);
  const t = clamp((off - DYE_REACH.near) / (DYE_REACH.far - DYE_REACH.near), 0, 1);
  const cloth = 1 - t * t * (3 - 2 * t);
  if (cloth === 0) return [L, a, b];
  const contrast = clamp((to[0] + 16) / (own[0] + 16), DYE_CONTRAST.least, DYE_CONTRAST.most);
  const light = clamp(to[0] + (L - own[0]) * contrast, 0, 100);
  const strength = clamp((light + 16) / (to[0] + 16), DYE_SHADE.least, DYE_SHADE.most);
  const mix = (old: number, now: number): number => old + (now - old) * cloth;
  return [mix(L, light), mix(a, to[1] * strength + da), mix(b, to[2] * strength + db)];
}

/** #rrggbb as CIE L*a*b*. */
export function labOfHex(hex: string): Lab {
  const value = Number.parseInt(hex.slice(1), 16);
  return rgbToLabPixel(value >> 16, (value >> 8) & 255, value & 255);
}

/** Values of equal pixels are kept: a picture of cloth has few colours. */
const MOST_KEPT = 1 << 18;

/**
 * The picture dyed, 8-bit sRGB with its opacity where it has one; also beside the cloth, where its colours bleed out of it.
 *
 * Deterministic: equal pixels become equal ones.
 */
export function dyed(rgb: Raster<Uint8Array>, own: Lab, to: Lab): Raster<Uint8Array> {
  const { width, height, channels, data } = rgb;
  const out = byteRaster(width, height, channels);
  const kept = new Map<number, number>();
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    const key = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    let value = kept.get(key);
    if (value === undefined) {
      const lab = dyedLab(rgbToLabPixel(data[at], data[at + 1], data[at + 2]), own, to);
      const [r, g, b] = labToRgbPixel(...lab).map(Math.round);
      value = (r << 16) | (g << 8) | b;
      if (kept.size < MOST_KEPT) kept.set(key, value);
    }
    out.data[at] = value >> 16;
    out.data[at + 1] = (value >> 8) & 255;
    out.data[at + 2] = value & 255;
    if (channels === 4) out.data[at + 3] = data[at + 3];
  }
  return out;
}
