/** Shadows: soft contact shadows of garment on body, of sleeves on arms, and of arms on the garment. */

import { blurField, clamp01 } from './planes.ts';
import type { Scene } from './scene.ts';

/** Move a plane down by `dy` pixels (light comes from above), repeating the border. */
export function shiftDown(data: Float32Array, w: number, h: number, dy: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let y = 0; y < h; y++) {
    const at = Math.min(h - 1, Math.max(0, y - dy));
    const a = Math.floor(at);
    const b = Math.min(h - 1, a + 1);
    const t = at - a;
    for (let x = 0; x < w; x++) out[y * w + x] = data[a * w + x] * (1 - t) + data[b * w + x] * t;
  }
  return out;
}

/**
 * Factor that a covering shape casts on what lies under it: 1 = no shadow. `receiver` 0..1 is where there is a body to
 * fall on. Lengths in shoulder widths.
 */
export function castShadow(
  scene: Scene,
  shape: Float32Array,
  receiver: Float32Array,
  { drop, blur, strength }: { drop: number; blur: number; strength: number },
): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const soft = shiftDown(blurField(size, shape, blur * scene.unit), scene.w, scene.h, drop * scene.unit);
  const out = new Float32Array(scene.n);
  for (let i = 0; i < scene.n; i++) out[i] = 1 - strength * clamp01(soft[i]) * clamp01(receiver[i]);
  return out;
}

/** Darkening of the garment's trunk beside arms that lie in front of it: factor field, 1 = none. */
export function armOcclusion(scene: Scene, arms: Float32Array, strength: number): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const near = blurField(size, arms, 0.035 * scene.unit);
  const out = new Float32Array(scene.n);
  for (let i = 0; i < scene.n; i++) out[i] = 1 - strength * Math.min(0.5, near[i]) * (1 - clamp01(arms[i]));
  return out;
}
