/** Colour conversions between 8-bit sRGB, CIE L*a*b* (D65) and luma. */

import { type Box, floatRaster, type Raster } from '../raster.ts';

const LINEAR = new Float32Array(256);
for (let i = 0; i < 256; i++) {
  const v = i / 255;
  LINEAR[i] = v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

/** f(t) of CIE Lab tabulated on 0..1.1 so that a megapixel converts in tens of milliseconds. */
const F_STEPS = 4096;
const F_MAX = 1.1;
const F_TABLE = new Float32Array(F_STEPS + 2);
for (let i = 0; i < F_TABLE.length; i++) F_TABLE[i] = labF((i / F_STEPS) * F_MAX);

function labF(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}

function labFTable(t: number): number {
  // The cube root is too steep near black for the table.
  if (t < 0.02) return labF(t);
  const at = (t / F_MAX) * F_STEPS;
  const i = Math.min(F_STEPS, at | 0);
  return F_TABLE[i] + (F_TABLE[i + 1] - F_TABLE[i]) * (at - i);
}

// sRGB to XYZ (D65), IEC 61966-2-1, rows divided by the white point (0.95047, 1, 1.08883).
const XR = 0.4124564 / 0.95047;
const XG = 0.3575761 / 0.95047;
const XB = 0.1804375 / 0.95047;
const YR = 0.2126729;
const YG = 0.7151522;
const YB = 0.072175;
const ZR = 0.0193339 / 1.08883;
const ZG = 0.119192 / 1.08883;
const ZB = 0.9503041 / 1.08883;

/** One sRGB colour (0..255 each) to [L* 0..100, a*, b*]. */
export function rgbToLabPixel(r: number, g: number, b: number): [number, number, number] {
  const lr = linear(r);
  const lg = linear(g);
  const lb = linear(b);
  const fx = labF(XR * lr + XG * lg + XB * lb);
  const fy = labF(YR * lr + YG * lg + YB * lb);
  const fz = labF(ZR * lr + ZG * lg + ZB * lb);
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function linear(v: number): number {
  const t = v / 255;
  return t <= 0.04045 ? t / 12.92 : ((t + 0.055) / 1.055) ** 2.4;
}

function gamma(v: number): number {
  const t = v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
  return t < 0 ? 0 : t > 1 ? 255 : t * 255;
}

/** One Lab colour to sRGB 0..255, clipped to the gamut. */
export function labToRgbPixel(L: number, a: number, b: number): [number, number, number] {
  const fy = (L + 16) / 116;
  const fx = fy + a / 500;
  const fz = fy - b / 200;
  const x = labInverse(fx) * 0.95047;
  const y = labInverse(fy);
  const z = labInverse(fz) * 1.08883;
  return [
    gamma(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
    gamma(-0.969266 * x + 1.8760108 * y + 0.041556 * z),
    gamma(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
  ];
}

function labInverse(t: number): number {
  const cube = t * t * t;
  return cube > 216 / 24389 ? cube : (116 * t - 16) / (24389 / 27);
}

/** Colours met lately, by a hash of their three bytes: photographs repeat themselves, backdrops most of all. */
const RECENT_BITS = 14;
const recent = new Int32Array(1 << RECENT_BITS).fill(-1);
const labs = new Float32Array(recent.length * 3);

/**
 * 3-channel sRGB raster to 3-channel float raster of L* (0..100), a*, b* (about -110..110). With a `box` inside the raster
 * only that part of it.
 */
export function rgbToLab(rgb: Raster<Uint8Array>, box?: Box): Raster<Float32Array> {
  const { x0, y0, x1, y1 } = box ?? { x0: 0, y0: 0, x1: rgb.width, y1: rgb.height };
  const out = floatRaster(x1 - x0, y1 - y0, 3);
  const src = rgb.data;
  const dst = out.data;
  const ch = rgb.channels;
  for (let y = y0, d = 0; y < y1; y++) {
    const last = (y * rgb.width + x1) * ch;
    for (let s = (y * rgb.width + x0) * ch; s < last; s += ch, d += 3) {
      const colour = (src[s] << 16) | (src[s + 1] << 8) | src[s + 2];
      const slot = Math.imul(colour, 0x9e3779b1) >>> (32 - RECENT_BITS);
      const k = slot * 3;
      if (recent[slot] !== colour) {
        recent[slot] = colour;
        const r = LINEAR[src[s]];
        const g = LINEAR[src[s + 1]];
        const b = LINEAR[src[s + 2]];
        const fx = labFTable(XR * r + XG * g + XB * b);
        const fy = labFTable(YR * r + YG * g + YB * b);
        const fz = labFTable(ZR * r + ZG * g + ZB * b);
        labs[k] = 116 * fy - 16;
        labs[k + 1] = 500 * (fx - fy);
        labs[k + 2] = 200 * (fy - fz);
      }
      dst[d] = labs[k];
      dst[d + 1] = labs[k + 1];
      dst[d + 2] = labs[k + 2];
    }
  }
  return out;
}

/** Float Lab raster back to 8-bit sRGB, clipped. */
export function labToRgb(lab: Raster<Float32Array>): Raster<Uint8Array> {
  const n = lab.width * lab.height;
  const data = new Uint8Array(n * 3);
  for (let i = 0; i < n * 3; i += 3) {
    const [r, g, b] = labToRgbPixel(lab.data[i], lab.data[i + 1], lab.data[i + 2]);
    data[i] = r + 0.5;
    data[i + 1] = g + 0.5;
    data[i + 2] = b + 0.5;
  }
  return { width: lab.width, height: lab.height, channels: 3, data };
}

/** Rec. 709 weights on gamma-encoded values: one channel, 0..255. */
export function luminance(rgb: Raster<Uint8Array> | Raster<Float32Array>): Raster<Float32Array> {
  const out = floatRaster(rgb.width, rgb.height, 1);
  const { data, channels } = rgb;
  for (let i = 0, s = 0; i < out.data.length; i++, s += channels)
    out.data[i] = 0.2126 * data[s] + 0.7152 * data[s + 1] + 0.0722 * data[s + 2];
  return out;
}
