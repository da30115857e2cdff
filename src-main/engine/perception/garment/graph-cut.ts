/** Graph cut of the uncertain band along a garment's rough outline. */

import { MaxFlow } from '../../image/ops/max-flow.ts';
import type { Raster } from '../../image/raster.ts';
import { type Backdrop, squaredLevels } from './backdrop.ts';
import { BAND_ZONE, cellOf, colourField, INNER_ZONE, nearBand, OUTER_ZONE } from './band.ts';

/** Half width of the band, pixels of the analysis raster. */
const BAND = 4;
const SMOOTHNESS = 3.2;
/** Costs of an unexplained colour: prints make the garment unpredictable, the backdrop is not. */
const GARMENT_CAP = 2.5;
const BACKDROP_CAP = 9;
/** Exponent from which on e^-x no longer changes a capacity. */
const FAINT = 30;
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
  const { pixels: band, place: node, distance } = nearBand(garment, BAND);
  if (band.length === 0) return garment;
  // The mask is the zones as long as there is no band.
  const zone = garment.data.slice();
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
    const shaded = dL < 0 && dL > -12 ? dL * 0.5 : dL;
    const zb = squaredLevels(shaded, a - outer.lab[c + 1], b - outer.lab[c + 2]) / (sigmaOut * sigmaOut);
    const zi =
      squaredLevels(L - inner.lab[c], a - inner.lab[c + 1], b - inner.lab[c + 2]) /
      (GARMENT_SIGMA * GARMENT_SIGMA);
    // Prior: the flood's decision, stronger away from its outline.
    const prior = garment.data[i] ? 0.25 * distance[k] : -0.25 * distance[k];
    graph.addTerminal(
      k,
      (shadow[i] ? 0 : Math.min(BACKDROP_CAP, 0.5 * zb)) + Math.max(0, prior),
      (shadow[i] ? GARMENT_CAP : Math.min(GARMENT_CAP, 0.5 * zi)) + Math.max(0, -prior),
    );
  }
  // Squared differences of neighbours, levels.
  const step2 = (i: number, j: number): number =>
    squaredLevels(px[i * 3] - px[j * 3], px[i * 3 + 1] - px[j * 3 + 1], px[i * 3 + 2] - px[j * 3 + 2]);
  // Contrast scale from the band itself.
  let sum = 0;
  let count = 0;
  for (let k = 0; k < band.length; k += 3) {
    if (band[k] % width === width - 1) continue;
    sum += Math.min(900, step2(band[k], band[k] + 1));
    count++;
  }
  const beta = 1 / (2 * Math.max(4, sum / Math.max(1, count)));
  const inside = garment.data;
  const link = (i: number, j: number, k: number, gain: number): void => {
    const q = node[j];
    // Every pair once: the later of two band pixels makes the link.
    if (q > k) return;
    const unlike = beta * step2(i, j);
    const capacity = gain * (unlike > FAINT ? 0.08 : 0.08 + Math.exp(-unlike));
    if (q >= 0) graph.addEdge(k, q, capacity, capacity);
    else if (inside[j]) graph.addTerminal(k, capacity, 0);
    else graph.addTerminal(k, 0, capacity);
  };
  const diagonal = SMOOTHNESS / Math.SQRT2;
  for (let k = 0; k < band.length; k++) {
    const i = band[k];
    const x = i % width;
    const left = x > 0;
    const right = x < width - 1;
    if (i >= width) {
      if (left) link(i, i - width - 1, k, diagonal);
      link(i, i - width, k, SMOOTHNESS);
      if (right) link(i, i - width + 1, k, diagonal);
    }
    if (left) link(i, i - 1, k, SMOOTHNESS);
    if (right) link(i, i + 1, k, SMOOTHNESS);
    if (i + width < inside.length) {
      if (left) link(i, i + width - 1, k, diagonal);
      link(i, i + width, k, SMOOTHNESS);
      if (right) link(i, i + width + 1, k, diagonal);
    }
  }
  graph.solve();
  const data = garment.data.slice();
  for (let k = 0; k < band.length; k++) data[band[k]] = graph.inSource(k) ? 1 : 0;
  return { width, height, channels: 1, data };
}
