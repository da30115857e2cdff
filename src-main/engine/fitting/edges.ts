/** Edges: a garment's outline made calm and its rim freed of the backdrop's colour before it is drawn. */

import { gaussianBlur } from '../image/ops/blur.ts';
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
  const core = floatRaster(width, height, 1);
  const clean = floatRaster(width, height, 3);
  for (let i = 0; i < n; i++) {
    if (smooth[i] < CORE) continue;
    core.data[i] = 1;
    for (let c = 0; c < 3; c++) clean.data[i * 3 + c] = colour.data[i * 3 + c];
  }
  const near = gaussianBlur(core, REACH).data;
  const spread = gaussianBlur(clean, REACH).data;
  const out = floatRaster(width, height, 1);
  for (let i = 0; i < n; i++) {
    const own = cover.data[i];
    // Straps, fringes and lace have no solid inside near them.
    const solid = Math.min(1, near[i] / 0.04);
    const v = (smooth[i] - LEVEL) * STEEP + 0.5;
    const calm = v < 0 ? 0 : v > 1 ? 1 : v;
    out.data[i] = own + (calm - own) * solid;
    if (core.data[i] || near[i] < 0.01 || smooth[i] < 0.02) continue;
    // The outermost pixels carry the backdrop, those next to the core hardly any.
    const mix = Math.min(1, (CORE - smooth[i]) / 0.35) * solid;
    for (let c = 0; c < 3; c++) {
      const k = i * 3 + c;
      colour.data[k] += (spread[k] / near[i] - colour.data[k]) * mix;
    }
  }
  return out;
}
