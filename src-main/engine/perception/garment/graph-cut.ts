/** Graph cut of the uncertain band along a garment's rough outline. */

import { MaxFlow } from '../../image/ops/max-flow.ts';
import type { Raster } from '../../image/raster.ts';
import { type Backdrop, levels } from './backdrop.ts';
import { BAND_ZONE, cellOf, colourField, INNER_ZONE, OUTER_ZONE, signedBand } from './band.ts';

/** Half width of the band, pixels of the analysis raster. */
const BAND = 4;
const SMOOTHNESS = 3.2;
/** Costs of an unexplained colour: prints make the garment unpredictable, the backdrop is not. */
const GARMENT_CAP = 2.5;
const BACKDROP_CAP = 9;
/** Spread of garment colours about their local mean, levels. */
const GARMENT_SIGMA = 14;

/**
 * Re-decides the pixels within BAND of the outline of `garment` (0/1) so that the outline follows edges, and returns
 * the new 0/1 mask. Pixels in `shadow` (1 = taken for shadow before) cost nothing as backdrop.
 */
export function cutBand(
  lab: Raster<Float32Array>,
  backdrop: Backdrop,
  garment: Raster<Uint8Array>,
  shadow: Uint8Array,
): Raster<Uint8Array> {
  const { width, height } = lab;
  // Pixels outside the band hold -1 in `source` and in `node`: one array does for both.
  const { signed, pixels: band, source: node } = signedBand(garment, BAND);
  if (band.length === 0) return garment;
  const n = width * height;
  for (let k = 0; k < band.length; k++) node[band[k]] = k;
  const zone = new Uint8Array(n);
  for (let i = 0; i < n; i++) zone[i] = garment.data[i] ? INNER_ZONE : OUTER_ZONE;
  for (let k = 0; k < band.length; k++) zone[band[k]] = BAND_ZONE;
  const inner = colourField(lab, zone, INNER_ZONE);
  const outer = colourField(lab, zone, OUTER_ZONE);
  const px = lab.data;
  const graph = new MaxFlow(band.length, band.length * 4);
  const sigmaOut = Math.max(2.2, 2.2 * backdrop.noise);
  for (let k = 0; k < band.length; k++) {
    const i = band[k];
    const x = i % width;
    const c = cellOf(inner, x, (i - x) / width);
    const L = px[i * 3];
    const a = px[i * 3 + 1];
    const b = px[i * 3 + 2];
    // Soft shadows: a little darker than the backdrop at the same hue costs a quarter.
    const dL = L - outer.lab[c];
    const zb =
      levels(dL < 0 && dL > -12 ? dL * 0.5 : dL, a - outer.lab[c + 1], b - outer.lab[c + 2]) / sigmaOut;
    const zi = levels(L - inner.lab[c], a - inner.lab[c + 1], b - inner.lab[c + 2]) / GARMENT_SIGMA;
    // Prior: the flood's decision, stronger away from its outline.
    const prior = 0.25 * signed[i];
    graph.addTerminal(
      k,
      (shadow[i] ? 0 : Math.min(BACKDROP_CAP, 0.5 * zb * zb)) + Math.max(0, prior),
      (shadow[i] ? GARMENT_CAP : Math.min(GARMENT_CAP, 0.5 * zi * zi)) + Math.max(0, -prior),
    );
  }
  const step2 = (i: number, j: number): number => {
    const v = levels(px[i * 3] - px[j * 3], px[i * 3 + 1] - px[j * 3 + 1], px[i * 3 + 2] - px[j * 3 + 2]);
    return v * v;
  };
  // Contrast scale from the band itself.
  let sum = 0;
  let count = 0;
  for (let k = 0; k < band.length; k += 3) {
    if (band[k] % width === width - 1) continue;
    sum += Math.min(900, step2(band[k], band[k] + 1));
    count++;
  }
  const beta = 1 / (2 * Math.max(4, sum / Math.max(1, count)));
  const link = (i: number, j: number, k: number, length: number): void => {
    const q = node[j];
    // Every pair once: the later of two band pixels makes the link.
    if (q > k) return;
    const capacity = (SMOOTHNESS * (0.08 + Math.exp(-beta * step2(i, j)))) / length;
    if (q >= 0) graph.addEdge(k, q, capacity, capacity);
    else if (garment.data[j]) graph.addTerminal(k, capacity, 0);
    else graph.addTerminal(k, 0, capacity);
  };
  for (let k = 0; k < band.length; k++) {
    const i = band[k];
    const x = i % width;
    const y = (i - x) / width;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        if ((dx === 0 && dy === 0) || x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height)
          continue;
        link(i, i + dy * width + dx, k, dx !== 0 && dy !== 0 ? Math.SQRT2 : 1);
      }
  }
  graph.solve();
  const data = garment.data.slice();
  for (let k = 0; k < band.length; k++) data[band[k]] = graph.inSource(k) ? 1 : 0;
  return { width, height, channels: 1, data };
}
