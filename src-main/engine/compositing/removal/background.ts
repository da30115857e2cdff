/** Backdrop: what is behind the person where clothes stuck out, continued from what can be seen of it. */

import { nearestIndex } from '../../image/ops/distance.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { erode } from '../../image/ops/morphology.ts';
import { resizeArea, resizeBilinear } from '../../image/ops/resize.ts';
import { quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import { bits, blurField } from '../planes.ts';
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
  return erode(bits({ w: scene.w, h: scene.h }, clear), 2).data;
}

/** Membrane through the visible backdrop plus its texture, mirrored at the nearest visible pixel. */
export function inpaintBackdrop(scene: Scene, old: OldGarment): Backdrop {
  const { w, h, n } = scene;
  const size = { w, h };
  const known = knownBackdrop(scene, old);
  const weight = Float32Array.from(known);
  const lw = Math.ceil(w / 4);
  const lh = Math.ceil(h / 4);
  const masked = new Float32Array(n * 3);
  for (let i = 0; i < n; i++)
    if (known[i]) for (let c = 0; c < 3; c++) masked[i * 3 + c] = scene.rgb[i * 3 + c];
  const small = resizeArea(floatRaster(w, h, 3, masked), lw, lh);
  const mass = resizeArea(floatRaster(w, h, 1, weight), lw, lh);
  for (let i = 0; i < mass.data.length; i++) {
    const m = mass.data[i];
    if (m > 0) for (let c = 0; c < 3; c++) small.data[i * 3 + c] /= m;
    // Only fully visible cells are centred where their colour was taken.
    mass.data[i] = m > 0.98 ? 1 : 0;
  }
  const low = resizeBilinear(diffuseFill(small, mass, 60), w, h).data;

  const fine = new Float32Array(n * 3);
  for (let i = 0; i < n; i++)
    if (known[i]) for (let c = 0; c < 3; c++) fine[i * 3 + c] = scene.rgb[i * 3 + c] - low[i * 3 + c];
  // What the coarse membrane misses near the edge is carried a little way in.
  const missed = blurField(size, fine, 3, 3);
  const reach = blurField(size, weight, 3);
  const sample: number[] = [];
  for (let i = 0; i < n; i += 5) if (known[i]) sample.push(Math.abs(fine[i * 3 + 1]));
  const texture = sample.length > 20 ? quantile(sample, 0.8) : 0;
  const rgb = low;
  for (let i = 0; i < n; i++) {
    if (!old.mask[i]) continue;
    const f = 1 / (reach[i] + 0.02);
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] += missed[i * 3 + c] * f;
  }
  if (texture > 3) mirrorTexture(scene, known, old.mask, fine, rgb);
  return { rgb, texture };
}

/** Lay the visible texture, reflected at the nearest visible pixel, over the fill. */
function mirrorTexture(
  scene: Scene,
  known: Uint8Array,
  where: Uint8Array,
  fine: Float32Array,
  rgb: Float32Array,
): void {
  const { w, h, n } = scene;
  const nearest = nearestIndex(bits({ w, h }, known));
  for (let i = 0; i < n; i++) {
    if (!where[i] || nearest[i] < 0) continue;
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
