/** Gaussian mixtures over Lab colours, fitted by k-means: cheap models of what a region looks like. */

import { mulberry32 } from '../image/ops/signal.ts';
import type { Raster } from '../image/raster.ts';

/**
 * Weights of L*, a*, b* in the feature space. Lightness counts less than chroma because shading changes it most; with
 * these factors one unit is about the noise of a clean photo.
 */
export const FEATURE_GAIN = [1.785, 1.5, 1.5] as const;

/** Lab raster to interleaved features, three per pixel. */
export function colourFeatures(lab: Raster<Float32Array>): Float32Array {
  const out = new Float32Array(lab.data.length);
  for (let i = 0; i < out.length; i += 3) {
    out[i] = lab.data[i] * FEATURE_GAIN[0];
    out[i + 1] = lab.data[i + 1] * FEATURE_GAIN[1];
    out[i + 2] = lab.data[i + 2] * FEATURE_GAIN[2];
  }
  return out;
}

/** Per component 11 numbers: constant, mean (3), inverse covariance (xx, xy, xz, yy, yz, zz), share. */
export interface ColourModel {
  components: number;
  values: Float64Array;
}

const STRIDE = 11;
const MAX_SAMPLES = 3000;
const ITERATIONS = 10;
/** (3 / 2) ln(2 pi): makes the answers true negative log densities. */
const NORMALISER = 2.7568156;

/**
 * Fits a mixture of at most `k` Gaussians to the features at the given pixel indices.
 * `spread` is added to every variance: how far a colour may lie from a component for free.
 * Deterministic. Undefined when there are fewer than 12 samples.
 */
export function fitColourModel(
  features: Float32Array,
  pixels: ArrayLike<number>,
  k: number,
  spread: number,
): ColourModel | undefined {
  const total = pixels.length;
  if (total < 12) return undefined;
  const random = mulberry32(total * 31 + k);
  const n = Math.min(total, MAX_SAMPLES);
  const x = new Float32Array(n * 3);
  for (let i = 0; i < n; i++) {
    // Stratified: one random sample out of every run of total / n pixels.
    const p = pixels[total === n ? i : Math.min(total - 1, Math.floor(((i + random()) * total) / n))] * 3;
    x[i * 3] = features[p];
    x[i * 3 + 1] = features[p + 1];
    x[i * 3 + 2] = features[p + 2];
  }
  const wanted = Math.max(1, Math.min(k, Math.floor(n / 30)));
  const { label, used } = kMeans(x, n, wanted, random);
  return gaussians(x, n, label, used, spread);
}

function kMeans(
  x: Float32Array,
  n: number,
  k: number,
  random: () => number,
): { label: Uint8Array; used: number } {
  const centre = new Float64Array(k * 3);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const label = new Uint8Array(n);
  let pick = Math.floor(random() * n);
  for (let c = 0; c < k; c++) {
    centre.set(x.subarray(pick * 3, pick * 3 + 3), c * 3);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const d = distance(x, i, centre, c);
      if (d < nearest[i]) nearest[i] = d;
      sum += nearest[i];
    }
    // k-means++: next seed with probability proportional to its squared distance.
    let at = random() * sum;
    pick = n - 1;
    for (let i = 0; i < n; i++) {
      at -= nearest[i];
      if (at <= 0) {
        pick = i;
        break;
      }
    }
  }
  const sums = new Float64Array(k * 3);
  const counts = new Float64Array(k);
  for (let it = 0; it < ITERATIONS; it++) {
    sums.fill(0);
    counts.fill(0);
    let changed = 0;
    for (let i = 0; i < n; i++) {
      let best = 0;
      let bestD = Number.POSITIVE_INFINITY;
      for (let c = 0; c < k; c++) {
        const d = distance(x, i, centre, c);
        if (d < bestD) {
          bestD = d;
          best = c;
        }
      }
      if (label[i] !== best) changed++;
      label[i] = best;
      counts[best]++;
      for (let j = 0; j < 3; j++) sums[best * 3 + j] += x[i * 3 + j];
    }
    for (let c = 0; c < k; c++)
      if (counts[c] > 0) for (let j = 0; j < 3; j++) centre[c * 3 + j] = sums[c * 3 + j] / counts[c];
    if (it > 0 && changed < n * 0.002) break;
  }
  return { label, used: k };
}

function distance(x: Float32Array, i: number, centre: Float64Array, c: number): number {
  const a = x[i * 3] - centre[c * 3];
  const b = x[i * 3 + 1] - centre[c * 3 + 1];
  const d = x[i * 3 + 2] - centre[c * 3 + 2];
  return a * a + b * b + d * d;
}

function gaussians(
  x: Float32Array,
  n: number,
  label: Uint8Array,
  k: number,
  spread: number,
): ColourModel | undefined {
  const values: number[] = [];
  const m = new Float64Array(10);
  for (let c = 0; c < k; c++) {
    m.fill(0);
    for (let i = 0; i < n; i++) {
      if (label[i] !== c) continue;
      const a = x[i * 3];
      const b = x[i * 3 + 1];
      const d = x[i * 3 + 2];
      m[0]++;
      m[1] += a;
      m[2] += b;
      m[3] += d;
      m[4] += a * a;
      m[5] += a * b;
      m[6] += a * d;
      m[7] += b * b;
      m[8] += b * d;
      m[9] += d * d;
    }
    const count = m[0];
    if (count < 5) continue;
    const [ma, mb, md] = [m[1] / count, m[2] / count, m[3] / count];
    const aa = m[4] / count - ma * ma + spread;
    const ab = m[5] / count - ma * mb;
    const ad = m[6] / count - ma * md;
    const bb = m[7] / count - mb * mb + spread;
    const bd = m[8] / count - mb * md;
    const dd = m[9] / count - md * md + spread;
    const i00 = bb * dd - bd * bd;
    const i01 = bd * ad - ab * dd;
    const i02 = ab * bd - bb * ad;
    const i11 = aa * dd - ad * ad;
    const i12 = ab * ad - aa * bd;
    const i22 = aa * bb - ab * ab;
    const det = aa * i00 + ab * i01 + ad * i02;
    if (!(det > 0)) continue;
    const share = count / n;
    values.push(
      -Math.log(share) + 0.5 * Math.log(det) + NORMALISER,
      ...[ma, mb, md],
      ...[i00 / det, i01 / det, i02 / det, i11 / det, i12 / det, i22 / det],
      share,
    );
  }
  if (values.length === 0) return undefined;
  return { components: values.length / STRIDE, values: Float64Array.from(values) };
}

/** Negative log density of one colour (three features at `offset`) under the best component. */
export function colourCost(model: ColourModel, features: Float32Array, offset: number): number {
  const v = model.values;
  let best = Number.POSITIVE_INFINITY;
  for (let c = 0, p = 0; c < model.components; c++, p += STRIDE) {
    if (v[p] >= best) continue;
    const a = features[offset] - v[p + 1];
    const b = features[offset + 1] - v[p + 2];
    const d = features[offset + 2] - v[p + 3];
    const cost =
      v[p] +
      0.5 *
        (v[p + 4] * a * a +
          2 * v[p + 5] * a * b +
          2 * v[p + 6] * a * d +
          v[p + 7] * b * b +
          2 * v[p + 8] * b * d +
          v[p + 9] * d * d);
    if (cost < best) best = cost;
  }
  return best;
}

/** Indices of the set pixels of a 0/1 array. */
export function pixelsOf(mask: ArrayLike<number>): Int32Array {
  let n = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i]) n++;
  const out = new Int32Array(n);
  for (let i = 0, k = 0; i < mask.length; i++) if (mask[i]) out[k++] = i;
  return out;
}
