/** Cloth: kept clothes continued past the edge of a removed garment, by mirroring them at that edge. */

import { quantile } from '../../image/ops/signal.ts';
import type { Scene } from '../scene.ts';

/**
 * Mirror image of the kept garment at its visible edge, 0..255, three channels, scene size.
 * `edge` is the row of that edge per column; `downwards` tells whether the garment lies below it.
 */
export function continueCloth(
  scene: Scene,
  soft: Float32Array,
  hidden: Uint8Array,
  edge: Float64Array,
  where: Uint8Array,
  downwards: boolean,
): Float32Array {
  const { w, h, n } = scene;
  const out = new Float32Array(n * 3);
  const middle: number[][] = [[], [], []];
  for (let i = 0; i < n; i += 5)
    if (soft[i] > 0.9 && !hidden[i]) for (let c = 0; c < 3; c++) middle[c].push(scene.rgb[i * 3 + c]);
  if (middle[0].length === 0) return out;
  const typical = middle.map((v) => quantile(v, 0.5));
  const sign = downwards ? 1 : -1;
  for (let i = 0; i < n; i++) {
    if (!where[i]) continue;
    const x = i % w;
    const y = (i - x) / w;
    // A few pixels past the edge, where the garment shows cleanly; folded back inside a band to keep patterns near.
    const start = edge[x] + sign * 3;
    const band = 0.35 * scene.unit;
    let off = Math.abs(start - y) % (2 * band);
    if (off > band) off = 2 * band - off;
    const sy = Math.round(start + sign * off);
    const s = sy >= 0 && sy < h ? sy * w + x : -1;
    const good = s >= 0 && soft[s] > 0.75 && !hidden[s];
    for (let c = 0; c < 3; c++) out[i * 3 + c] = good ? scene.rgb[s * 3 + c] : typical[c];
  }
  return out;
}
