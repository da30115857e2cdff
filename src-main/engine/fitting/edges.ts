/** Edges: a garment's outline made calm and its rim freed of the backdrop's colour before it is drawn. */

import { gaussianBlur } from '../image/ops/blur.ts';
import { gaussianKernel } from '../image/ops/signal.ts';
import { floatRaster, type Mask, type Raster } from '../image/raster.ts';

/** Blur of the outline, texture pixels: ripples shorter than about three times this are cutting noise. */
const CALM = 1.4;
/** Coverage at which the calm outline runs: above a half, so that it lies a fraction of a pixel inside the cut. */
const LEVEL = 0.62;
/** Steepness of the calm edge: a one-pixel rim again. */
const STEEP = 2.6;
/** Blurred coverage above which a pixel shows cloth alone. */
const CORE = 0.93;
/** Reach of clean colours into the rim, texture pixels. */
const REACH = 1.8;
/** Cloth with more half-covered pixels than this share is sheer or lace: its coverage is left alone. */
const SHEER = 0.08;

/** Share of covered pixels that are neither clear nor solid. */
function partialShare(cover: Mask): number {
  let some = 0;
  let partial = 0;
  for (let i = 0; i < cover.data.length; i++) {
    const a = cover.data[i];
    if (a < 0.1) continue;
    some++;
    if (a < 0.9) partial++;
  }
  return partial / Math.max(1, some);
}

/**
 * Calms the outline of `cover` (0..1) and replaces the colours of a rim about two pixels wide by those of the solid cloth
 * beside it; `colour` (RGB 0..255, same size) is changed in place, the new coverage is returned. What is too thin to have
 * a solid inside keeps colours and coverage, as does sheer cloth.
 */
export function calmEdges(colour: Raster<Uint8Array>, cover: Mask): Mask {
  if (partialShare(cover) > SHEER) return cover;
  const { width, height } = cover;
  const n = width * height;
  const smooth = gaussianBlur(cover, CALM).data;
  const out = floatRaster(width, height, 1);
  const around = coreAround(colour, smooth);
  for (let i = 0; i < n; i++) {
    const own = cover.data[i];
    if (smooth[i] >= CORE) {
      out.data[i] = 1;
      continue;
    }
    if (smooth[i] < 0.02 && own === 0) continue;
    const { near, spread } = around(i);
    // Straps, fringes and lace have no solid inside near them.
    const solid = Math.min(1, near / 0.04);
    const v = (smooth[i] - LEVEL) * STEEP + 0.5;
    const calm = v < 0 ? 0 : v > 1 ? 1 : v;
    out.data[i] = own + (calm - own) * solid;
    if (near < 0.01 || smooth[i] < 0.02) continue;
    // The outermost pixels carry the backdrop, those next to the core hardly any.
    const mix = Math.min(1, (CORE - smooth[i]) / 0.35) * solid;
    for (let c = 0; c < 3; c++) {
      const k = i * 3 + c;
      colour.data[k] += (spread[c] / near - colour.data[k]) * mix;
    }
  }
  return out;
}

/**
 * Gaussian share of solid pixels around a pixel, and their colours times it. Asked for along the rim alone, which is far
 * less work than blurring the picture; only colours of solid pixels are read, which nobody changes.
 */
function coreAround(
  colour: Raster<Uint8Array>,
  smooth: Float32Array,
): (i: number) => { near: number; spread: Float64Array } {
  const { width, height, data } = colour;
  const kernel = gaussianKernel(REACH);
  const radius = kernel.length >> 1;
  const found = { near: 0, spread: new Float64Array(3) };
  return (i) => {
    const x = i % width;
    const y = (i - x) / width;
    let near = 0;
    let r = 0;
    let g = 0;
    let b = 0;
    for (let j = -radius; j <= radius; j++) {
      const row = Math.min(height - 1, Math.max(0, y + j)) * width;
      const weight = kernel[radius + j];
      for (let k = -radius; k <= radius; k++) {
        const p = row + Math.min(width - 1, Math.max(0, x + k));
        if (smooth[p] < CORE) continue;
        const w = weight * kernel[radius + k];
        near += w;
        r += w * data[p * 3];
        g += w * data[p * 3 + 1];
        b += w * data[p * 3 + 2];
      }
    }
    found.near = near;
    found.spread[0] = r;
    found.spread[1] = g;
    found.spread[2] = b;
    return found;
  };
}
