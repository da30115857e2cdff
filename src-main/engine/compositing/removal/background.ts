/** Backdrop: what is behind the person where clothes stuck out, continued from what can be seen of it. */

import { nearestIndex } from '../../image/ops/distance.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import { bits, blurField, enlarge, reduce, type Size, shrink } from '../planes.ts';
import type { Scene } from '../scene.ts';
import type { OldGarment } from './old-garment.ts';

export interface Backdrop {
  /** 0..255, three channels, scene size. */
  rgb: Float32Array;
  /** Spread of the backdrop's own fine texture in levels; a studio wall is below 3. */
  texture: number;
}

/** Pixels that certainly show the backdrop, without the person's soft rim. */
export function knownBackdrop(scene: Scene, old: OldGarment): Uint8Array {
  const clear = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++)
    clear[i] = scene.soft.person[i] < 0.02 && scene.labels[i] === 0 && !old.mask[i] ? 1 : 0;
  return shrink(scene, clear, 2);
}

/** Smooth backdrop, 0..255, three channels, a quarter of the scene's size: a membrane through pixels where `known` is set. */
export function smoothBackdrop(
  scene: Scene,
  known: Uint8Array,
  iterations: number,
): Size & { data: Float32Array } {
  const { w, h, n } = scene;
  const size = { w, h };
  const masked = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    if (!known[i]) continue;
    const o = i * 3;
    masked[o] = scene.rgb[o];
    masked[o + 1] = scene.rgb[o + 1];
    masked[o + 2] = scene.rgb[o + 2];
  }
  const small = reduce(size, masked, 3, 2);
  const mass = reduce(size, Float32Array.from(known), 1, 2).data;
  for (let i = 0; i < mass.length; i++) {
    const m = mass[i];
    if (m > 0) for (let c = 0; c < 3; c++) small.data[i * 3 + c] /= m;
    // Only fully visible cells are centred where their colour was taken.
    mass[i] = m > 0.98 ? 1 : 0;
  }
  const filled = diffuseFill(
    floatRaster(small.w, small.h, 3, small.data),
    floatRaster(small.w, small.h, 1, mass),
    iterations,
  );
  return { w: small.w, h: small.h, data: filled.data };
}

/** Backdrop behind the removed clothes: the membrane plus what it misses near their edge, plus texture. */
export function inpaintBackdrop(scene: Scene, old: OldGarment): Backdrop {
  const { w, h, n } = scene;
  const known = knownBackdrop(scene, old);
  const rgb = enlarge(smoothBackdrop(scene, known, 32), scene, 4, 3);
  const fine = new Float32Array(n * 3);
  for (let i = 0; i < n; i++)
    if (known[i]) for (let c = 0; c < 3; c++) fine[i * 3 + c] = scene.rgb[i * 3 + c] - rgb[i * 3 + c];
  // What the coarse membrane misses near the edge is carried a little way in.
  const size = { w, h };
  const half = reduce(size, fine, 3, 1);
  const missed = blurField(half, half.data, 1.5, 3);
  const reach = blurField(half, reduce(size, Float32Array.from(known), 1, 1).data, 1.5);
  for (let i = 0; i < reach.length; i++) for (let c = 0; c < 3; c++) missed[i * 3 + c] /= reach[i] + 0.02;
  const near = enlarge({ ...half, data: missed }, size, 2, 3);
  const sample: number[] = [];
  for (let i = 0; i < n; i += 11) if (known[i]) sample.push(Math.abs(fine[i * 3 + 1]));
  const texture = sample.length > 20 ? quantile(sample, 0.8) : 0;
  for (let k = 0; k < n * 3; k++) rgb[k] += near[k];
  if (texture > 3) mirrorTexture(scene, known, fine, rgb);
  for (let i = 0; i < n; i++) if (known[i]) for (let c = 0; c < 3; c++) rgb[i * 3 + c] = scene.rgb[i * 3 + c];
  return { rgb, texture };
}

/** Lay the visible texture, reflected at the nearest visible pixel, over the fill. */
function mirrorTexture(scene: Scene, known: Uint8Array, fine: Float32Array, rgb: Float32Array): void {
  const { w, h, n } = scene;
  const nearest = nearestIndex(bits({ w, h }, known));
  for (let i = 0; i < n; i++) {
    if (known[i] || nearest[i] < 0) continue;
    const x = i % w;
    const y = (i - x) / w;
    const nx = nearest[i] % w;
    const ny = (nearest[i] - nx) / w;
    const sx = Math.min(w - 1, Math.max(0, 2 * nx - x));
    const sy = Math.min(h - 1, Math.max(0, 2 * ny - y));
    const s = known[sy * w + sx] ? sy * w + sx : nearest[i];
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] += 0.9 * fine[s * 3 + c];
  }
}
