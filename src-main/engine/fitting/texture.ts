/** Catmull-Rom sampling of a garment's colours and coverage through an inverse map. */

import { cubicTaps } from '../image/ops/sample.ts';
import type { Raster } from '../image/raster.ts';
import type { PartMap } from './inverse-map.ts';

/** Garment prepared for sampling. */
export interface Texture {
  width: number;
  height: number;
  /** RGBA; alpha is the coverage of the front. */
  data: Uint8Array;
  /** Coverage of the inner back, or null where the garment has none. */
  inner: Uint8Array | null;
  /** Texture pixels per garment pixel. */
  scaleX: number;
  scaleY: number;
}

/** Fractions of a pixel for which taps are tabulated. */
const PHASES = 256;
const TAPS = (() => {
  const table = new Float32Array((PHASES + 1) * 4);
  const taps = new Float64Array(4);
  for (let i = 0; i <= PHASES; i++) {
    cubicTaps(i / PHASES, taps);
    table.set(taps, i * 4);
  }
  return table;
})();

/** Positions farther than this outside the texture have no cloth (texture pixels). */
const OUTSIDE = 1;

/**
 * Fills `rgb`, `alpha` and, when given, `inner` (all box-sized, zeroed) from the map. Colours are written wherever
 * any coverage is; outside the garment's picture coverage fades to 0.
 */
export function sampleGarment(
  texture: Texture,
  map: PartMap,
  rgb: Raster<Uint8Array>,
  alpha: Raster<Uint8Array>,
  inner: Raster<Uint8Array> | null,
): void {
  const { width: tw, height: th, data } = texture;
  const { bounds, width } = map;
  const back = inner ? texture.inner : null;
  const colour = rgb.data;
  const cover = alpha.data;
  const stride = tw * 4;
  // Offsets of the four columns and rows of the footprint.
  const columns = new Int32Array(4);
  for (let row = bounds.y0; row < bounds.y1; row++) {
    for (let i = row * width + bounds.x0; i < row * width + bounds.x1; i++) {
      const u = map.x[i];
      if (u < 0) continue;
      const v = map.y[i];
      if (v < -OUTSIDE || v > th + OUTSIDE || u > tw + OUTSIDE) continue;
      const fx = u - 0.5;
      const fy = v - 0.5;
      const x0 = Math.floor(fx);
      const y0 = Math.floor(fy);
      const cx = (((fx - x0) * PHASES + 0.5) | 0) * 4;
      const cy = (((fy - y0) * PHASES + 0.5) | 0) * 4;
      for (let k = 0; k < 4; k++) {
        const x = x0 + k - 1;
        columns[k] = x < 0 ? 0 : x >= tw ? stride - 4 : x * 4;
      }
      const c0 = columns[0];
      const c1 = columns[1];
      const c2 = columns[2];
      const c3 = columns[3];
      const w0 = TAPS[cx];
      const w1 = TAPS[cx + 1];
      const w2 = TAPS[cx + 2];
      const w3 = TAPS[cx + 3];
      let r = 0;
      let g = 0;
      let b = 0;
      let a = 0;
      let n = 0;
      for (let j = 0; j < 4; j++) {
        const y = y0 + j - 1;
        const line = (y < 0 ? 0 : y >= th ? th - 1 : y) * stride;
        const w = TAPS[cy + j];
        const p0 = line + c0;
        const p1 = line + c1;
        const p2 = line + c2;
        const p3 = line + c3;
        r += w * (w0 * data[p0] + w1 * data[p1] + w2 * data[p2] + w3 * data[p3]);
        g += w * (w0 * data[p0 + 1] + w1 * data[p1 + 1] + w2 * data[p2 + 1] + w3 * data[p3 + 1]);
        b += w * (w0 * data[p0 + 2] + w1 * data[p1 + 2] + w2 * data[p2 + 2] + w3 * data[p3 + 2]);
        a += w * (w0 * data[p0 + 3] + w1 * data[p1 + 3] + w2 * data[p2 + 3] + w3 * data[p3 + 3]);
        if (back)
          n += w * (w0 * back[p0 >> 2] + w1 * back[p1 >> 2] + w2 * back[p2 >> 2] + w3 * back[p3 >> 2]);
      }
      if (a < 0.5 && n < 0.5) continue;
      const o = i * 3;
      colour[o] = r <= 0 ? 0 : r >= 255 ? 255 : r + 0.5;
      colour[o + 1] = g <= 0 ? 0 : g >= 255 ? 255 : g + 0.5;
      colour[o + 2] = b <= 0 ? 0 : b >= 255 ? 255 : b + 0.5;
      cover[i] = a <= 0 ? 0 : a >= 255 ? 255 : a + 0.5;
      if (inner) inner.data[i] = n <= 0 ? 0 : n >= 255 ? 255 : n + 0.5;
    }
  }
}
