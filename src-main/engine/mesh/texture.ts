/** Textures with mip levels: pictures laid on meshes, filtered over the area a sample covers. */

import type { Raster } from '../image/raster.ts';

export interface Texture {
  /** Level 0 is the picture; each next level halves it, averaged in linear light; 8-bit sRGB, opacity linear. */
  levels: Raster<Uint8Array>[];
  /** Outside 0..1 the picture repeats, or its border goes on. */
  repeat: boolean;
}

/** sRGB 0..255 to linear light 0..1. */
export const LINEAR = Float32Array.from({ length: 256 }, (_, i) => {
  const v = i / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

const STEPS = 4096;
const ENCODE = Uint8Array.from({ length: STEPS + 1 }, (_, i) => {
  const v = i / STEPS;
  return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
});

/** Linear light 0..1 to sRGB 0..255; outside values are clipped. */
export function encodeLinear(v: number): number {
  return ENCODE[v <= 0 ? 0 : v >= 1 ? STEPS : (v * STEPS + 0.5) | 0];
}

function halve(from: Raster<Uint8Array>): Raster<Uint8Array> {
  const { width, height, channels } = from;
  const w = Math.max(1, width >> 1);
  const h = Math.max(1, height >> 1);
  const data = new Uint8Array(w * h * channels);
  for (let y = 0; y < h; y++) {
    const y0 = Math.min(height - 1, y * 2) * width;
    const y1 = Math.min(height - 1, y * 2 + 1) * width;
    for (let x = 0; x < w; x++) {
      const x0 = Math.min(width - 1, x * 2);
      const x1 = Math.min(width - 1, x * 2 + 1);
      for (let c = 0; c < channels; c++) {
        const a = from.data[(y0 + x0) * channels + c];
        const b = from.data[(y0 + x1) * channels + c];
        const d = from.data[(y1 + x0) * channels + c];
        const e = from.data[(y1 + x1) * channels + c];
        data[(y * w + x) * channels + c] =
          c === 3 || channels < 3
            ? (a + b + d + e + 2) >> 2
            : encodeLinear((LINEAR[a] + LINEAR[b] + LINEAR[d] + LINEAR[e]) * 0.25);
      }
    }
  }
  return { width: w, height: h, channels, data };
}

/** Builds the mip levels of a picture of 1 to 4 channels. */
export function makeTexture(picture: Raster<Uint8Array>, repeat = true): Texture {
  const levels = [picture];
  for (let last = picture; last.width > 1 || last.height > 1; ) {
    last = halve(last);
    levels.push(last);
  }
  return { levels, repeat };
}

/** Linear-light value of one channel set at (u, v); writes `channels` numbers to `out` scaled by `weight` added up. */
function bilinear(
  level: Raster<Uint8Array>,
  repeat: boolean,
  u: number,
  v: number,
  weight: number,
  out: Float64Array,
): void {
  const { width, height, channels, data } = level;
  const x = u * width - 0.5;
  const y = v * height - 0.5;
  let x0 = Math.floor(x);
  let y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  let x1 = x0 + 1;
  let y1 = y0 + 1;
  if (repeat) {
    x0 = ((x0 % width) + width) % width;
    x1 = ((x1 % width) + width) % width;
    y0 = ((y0 % height) + height) % height;
    y1 = ((y1 % height) + height) % height;
  } else {
    x0 = x0 < 0 ? 0 : x0 >= width ? width - 1 : x0;
    x1 = x1 < 0 ? 0 : x1 >= width ? width - 1 : x1;
    y0 = y0 < 0 ? 0 : y0 >= height ? height - 1 : y0;
    y1 = y1 < 0 ? 0 : y1 >= height ? height - 1 : y1;
  }
  const a = (y0 * width + x0) * channels;
  const b = (y0 * width + x1) * channels;
  const c = (y1 * width + x0) * channels;
  const d = (y1 * width + x1) * channels;
  const wd = fx * fy * weight;
  const wb = fx * weight - wd;
  const wc = fy * weight - wd;
  const wa = weight - wb - wc - wd;
  const colours = channels < 3 ? 0 : 3;
  for (let k = 0; k < colours; k++) {
    out[k] += wa * LINEAR[data[a + k]] + wb * LINEAR[data[b + k]] + wc * LINEAR[data[c + k]];
    out[k] += wd * LINEAR[data[d + k]];
  }
  for (let k = colours; k < channels; k++) {
    out[k] += (wa * data[a + k] + wb * data[b + k] + wc * data[c + k] + wd * data[d + k]) / 255;
  }
}

/**
 * Trilinear sample at (u, v), v downwards; `lod` is the level, 0 = one texel a sample. Colours come in linear light
 * 0..1, opacity and one-channel pictures as value / 255.
 */
export function sampleTexture(texture: Texture, u: number, v: number, lod: number, out: Float64Array): void {
  const { levels, repeat } = texture;
  out.fill(0);
  const top = levels.length - 1;
  const l = lod <= 0 ? 0 : lod >= top ? top : lod;
  const i = Math.floor(l);
  const f = l - i;
  bilinear(levels[i], repeat, u, v, 1 - f, out);
  if (f > 0) bilinear(levels[i + 1], repeat, u, v, f, out);
}
