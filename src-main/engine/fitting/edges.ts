/** Edges: a garment's outline made calm and its rim freed of the backdrop's colour before it is drawn. */

import { gaussianBlur } from '../image/ops/blur.ts';
import { crop } from '../image/ops/resize.ts';
import { gaussianKernel } from '../image/ops/signal.ts';
import { type Box, floatRaster, type Mask, type Raster } from '../image/raster.ts';

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
function partialShare(cover: Mask, box: Box): number {
  const { width, data } = cover;
  let some = 0;
  let partial = 0;
  for (let y = box.y0; y < box.y1; y++)
    for (let i = y * width + box.x0; i < y * width + box.x1; i++) {
      const a = data[i];
      if (a < 0.1) continue;
      some++;
      if (a < 0.9) partial++;
    }
  return partial / Math.max(1, some);
}

/**
 * Calms the outline of `cover` (0..1) and replaces the colours of a rim about two pixels wide by those of the solid cloth
 * beside it; `colour` (RGB 0..255, same size) is changed in place, the new coverage is returned. What is too thin to have
 * a solid inside keeps colours and coverage, as does sheer cloth. Outside `box` nothing is covered.
 */
export function calmEdges(
  colour: Raster<Uint8Array>,
  cover: Mask,
  box: Box = { x0: 0, y0: 0, x1: cover.width, y1: cover.height },
): Mask {
  if (partialShare(cover, box) > SHEER) return cover;
  const { width, height } = cover;
  const part = crop(cover, box);
  const smooth = gaussianBlur(part, CALM).data;
  const core = new Uint8Array(smooth.length);
  for (let i = 0; i < core.length; i++) core[i] = smooth[i] >= CORE ? 1 : 0;
  const out = floatRaster(width, height, 1);
  const pixels = colour.data;
  const around = coreAround(colour, core, box);
  for (let y = box.y0, j = 0; y < box.y1; y++)
    for (let i = y * width + box.x0; i < y * width + box.x1; i++, j++) {
      if (core[j]) {
        out.data[i] = 1;
        continue;
      }
      const own = cover.data[i];
      const soft = smooth[j];
      if (soft < 0.02 && own === 0) continue;
      const { near, spread } = around(j);
      // Straps, fringes and lace have no solid inside near them.
      const solid = Math.min(1, near / 0.04);
      const v = (soft - LEVEL) * STEEP + 0.5;
      const calm = v < 0 ? 0 : v > 1 ? 1 : v;
      out.data[i] = own + (calm - own) * solid;
      if (near < 0.01 || soft < 0.02) continue;
      // The outermost pixels carry the backdrop, those next to the core hardly any.
      const mix = Math.min(1, (CORE - soft) / 0.35) * solid;
      for (let c = 0; c < 3; c++) {
        const k = i * 3 + c;
        pixels[k] += (spread[c] / near - pixels[k]) * mix;
      }
    }
  return out;
}

/**
 * Gaussian share of solid pixels (`core`, size of the box) around a pixel of the box, and their colours times it. Asked
 * for along the rim alone, which is far less work than blurring the picture; only colours of solid pixels are read,
 * which nobody changes.
 */
function coreAround(
  colour: Raster<Uint8Array>,
  core: Uint8Array,
  box: Box,
): (i: number) => { near: number; spread: Float64Array } {
  const { data } = colour;
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
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
      const line = Math.min(height - 1, Math.max(0, y + j));
      const weight = kernel[radius + j];
      for (let k = -radius; k <= radius; k++) {
        const column = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k;
        if (!core[line * width + column]) continue;
        const p = ((line + box.y0) * colour.width + column + box.x0) * 3;
        const w = weight * kernel[radius + k];
        near += w;
        r += w * data[p];
        g += w * data[p + 1];
        b += w * data[p + 2];
      }
    }
    found.near = near;
    found.spread[0] = r;
    found.spread[1] = g;
    found.spread[2] = b;
    return found;
  };
}
