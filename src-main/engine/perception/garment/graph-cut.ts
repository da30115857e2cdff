/** Graph cut of the uncertain band along a garment's rough outline. */

import { boxBlur } from '../../image/ops/blur.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { MaxFlow } from '../../image/ops/max-flow.ts';
import type { Raster } from '../../image/raster.ts';
import { type Backdrop, levels } from './backdrop.ts';

/** Half width of the band, pixels of the analysis raster. */
const BAND = 5;
const SMOOTHNESS = 3.2;
/** Costs of an unexplained colour: prints make the garment unpredictable, the backdrop is not. */
const GARMENT_CAP = 2.5;
const BACKDROP_CAP = 9;

/** Mean colour of the pixels with `weight` 1 in a window, per pixel; falls back to the pixel's own where none is near. */
function localMean(lab: Raster<Float32Array>, weight: Uint8Array, radius: number): Float32Array {
  const { width, height, data } = lab;
  const n = width * height;
  const packed = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) {
    if (!weight[i]) continue;
    packed[i * 4] = data[i * 3];
    packed[i * 4 + 1] = data[i * 3 + 1];
    packed[i * 4 + 2] = data[i * 3 + 2];
    packed[i * 4 + 3] = 1;
  }
  return boxBlur({ width, height, channels: 4, data: packed }, radius).data;
}

/**
 * Re-decides the pixels within BAND of the outline of `garment` (0/1) so that the outline follows edges, and returns
 * the new 0/1 mask.
 */
export function cutBand(
  lab: Raster<Float32Array>,
  backdrop: Backdrop,
  garment: Raster<Uint8Array>,
): Raster<Uint8Array> {
  const { width, height } = lab;
  const n = width * height;
  const inverse = new Uint8Array(n);
  for (let i = 0; i < n; i++) inverse[i] = garment.data[i] ? 0 : 1;
  const outside = distanceTo(garment);
  const inside = distanceTo({ ...garment, data: inverse });
  const coreIn = new Uint8Array(n);
  const coreOut = new Uint8Array(n);
  const node = new Int32Array(n).fill(-1);
  const band: number[] = [];
  for (let i = 0; i < n; i++) {
    const d = garment.data[i] ? inside[i] : -outside[i];
    if (d > BAND) coreIn[i] = 1;
    else if (d < -BAND) coreOut[i] = 1;
    else {
      node[i] = band.length;
      band.push(i);
    }
  }
  if (band.length === 0) return garment;
  const meanIn = localMean(lab, coreIn, 9);
  const meanOut = localMean(lab, coreOut, 14);
  const px = lab.data;
  const graph = new MaxFlow(band.length, band.length * 4);
  const sigmaOut = Math.max(2.2, 2.2 * backdrop.noise);
  const sigmaIn = 14;
  for (let k = 0; k < band.length; k++) {
    const i = band[k];
    const L = px[i * 3];
    const a = px[i * 3 + 1];
    const b = px[i * 3 + 2];
    const wo = meanOut[i * 4 + 3];
    const known = wo > 1e-3;
    const bL = known ? meanOut[i * 4] / wo : backdrop.lab[i * 3];
    const ba = known ? meanOut[i * 4 + 1] / wo : backdrop.lab[i * 3 + 1];
    const bb = known ? meanOut[i * 4 + 2] / wo : backdrop.lab[i * 3 + 2];
    // Soft shadows: darker than the backdrop at the same hue costs a quarter.
    const dL = L - bL;
    const zb = levels(dL < 0 && dL > -12 ? dL * 0.5 : dL, a - ba, b - bb) / sigmaOut;
    const backdropCost = Math.min(BACKDROP_CAP, 0.5 * zb * zb);
    const wi = meanIn[i * 4 + 3];
    let garmentCost = 1.2;
    if (wi > 1e-3) {
      const zi =
        levels(L - meanIn[i * 4] / wi, a - meanIn[i * 4 + 1] / wi, b - meanIn[i * 4 + 2] / wi) / sigmaIn;
      garmentCost = Math.min(GARMENT_CAP, 0.5 * zi * zi);
    }
    // Prior: the flood's decision, stronger away from its outline.
    const prior = garment.data[i] ? 0.25 * inside[i] : -0.25 * outside[i];
    graph.addTerminal(k, backdropCost + Math.max(0, prior), garmentCost + Math.max(0, -prior));
  }
  // Contrast scale from the band itself.
  let sum = 0;
  let count = 0;
  const step2 = (i: number, j: number): number => {
    const v = levels(px[i * 3] - px[j * 3], px[i * 3 + 1] - px[j * 3 + 1], px[i * 3 + 2] - px[j * 3 + 2]);
    return v * v;
  };
  for (let k = 0; k < band.length; k += 3) {
    const i = band[k];
    if (i % width < width - 1) {
      sum += Math.min(900, step2(i, i + 1));
      count++;
    }
  }
  const beta = 1 / (2 * Math.max(4, sum / Math.max(1, count)));
  const link = (i: number, j: number, k: number, length: number): void => {
    const capacity = (SMOOTHNESS * (0.08 + Math.exp(-beta * step2(i, j)))) / length;
    const q = node[j];
    if (q >= 0) graph.addEdge(k, q, capacity, capacity);
    else if (coreIn[j]) graph.addTerminal(k, capacity, 0);
    else graph.addTerminal(k, 0, capacity);
  };
  for (let k = 0; k < band.length; k++) {
    const i = band[k];
    const x = i % width;
    const y = (i - x) / width;
    const right = x < width - 1;
    const down = y < height - 1;
    if (right) link(i, i + 1, k, 1);
    if (down) link(i, i + width, k, 1);
    if (right && down) link(i, i + width + 1, k, Math.SQRT2);
    if (x > 0 && down) link(i, i + width - 1, k, Math.SQRT2);
    // Links are stored once per pair; core neighbours on the other side still pull.
    if (x > 0 && node[i - 1] < 0) link(i, i - 1, k, 1);
    if (y > 0 && node[i - width] < 0) link(i, i - width, k, 1);
  }
  graph.solve();
  const data = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const k = node[i];
    data[i] = k < 0 ? coreIn[i] : graph.inSource(k) ? 1 : 0;
  }
  return { width, height, channels: 1, data };
}
