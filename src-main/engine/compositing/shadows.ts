/** Shadows: soft contact shadows of garment on body, of sleeves on arms, and of arms on the garment. */

import type { Box } from '../image/raster.ts';
import { blurField, blurReach, clamp01, cutBox, grownBox } from './planes.ts';
import type { Scene } from './scene.ts';

/** What a covering shape is and how it casts its shadow; lengths in shoulder widths. */
export interface Caster {
  /** Coverage 0..1, scene size, and the box outside of which there is none. */
  shape: Float32Array;
  box: Box;
  /** Light comes from above: how far the shadow lies below the shape. */
  drop: number;
  blur: number;
  strength: number;
}

/** Factor that a shape casts on what lies under it: 1 = no shadow. `receiver` 0..1 is where there is a body to fall on. */
export function castShadow(scene: Scene, receiver: Float32Array, caster: Caster): Float32Array {
  const out = new Float32Array(scene.n).fill(1);
  const { shape, strength } = caster;
  if (caster.box.x1 <= caster.box.x0) return out;
  const sigma = caster.blur * scene.unit;
  const dy = caster.drop * scene.unit;
  const box = grownBox(scene, caster.box, blurReach(sigma));
  const part = cutBox(scene, shape, box);
  const soft = blurField(part, part.data, sigma);
  // Rows of the blurred shape moved down by a fraction of pixels, the first and last repeated.
  const last = part.h - 1;
  const end = Math.min(scene.h, box.y1 + Math.ceil(dy));
  for (let y = box.y0; y < end; y++) {
    const at = Math.min(last, Math.max(0, y - box.y0 - dy));
    const above = Math.floor(at);
    const t = at - above;
    const a = above * part.w;
    const b = Math.min(last, above + 1) * part.w;
    for (let x = 0, i = y * scene.w + box.x0; x < part.w; x++, i++)
      out[i] =
        1 - strength * clamp01(Math.fround(soft[a + x] * (1 - t) + soft[b + x] * t)) * clamp01(receiver[i]);
  }
  return out;
}

/** Darkening of the garment's trunk beside arms that lie in front of it: factor field, 1 = none. */
export function armOcclusion(scene: Scene, arms: Float32Array, box: Box, strength: number): Float32Array {
  const out = new Float32Array(scene.n).fill(1);
  if (box.x1 <= box.x0) return out;
  const sigma = 0.035 * scene.unit;
  const wide = grownBox(scene, box, blurReach(sigma));
  const part = cutBox(scene, arms, wide);
  const near = blurField(part, part.data, sigma);
  for (let y = 0, k = 0; y < part.h; y++)
    for (let x = 0, i = (y + wide.y0) * scene.w + wide.x0; x < part.w; x++, i++, k++)
      out[i] = 1 - strength * Math.min(0.5, near[k]) * (1 - clamp01(arms[i]));
  return out;
}
