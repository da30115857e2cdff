/** Filling of unknown pixels from known ones: push-pull pyramid and masked diffusion. */

import { floatRaster, type Mask, type Raster } from '../raster.ts';
import { linearAxis } from './resize.ts';

/**
 * Push-pull fill (Grossman & Dally 1998): pixels of weight 1 stay, pixels of weight 0 take the value of ever coarser
 * averages. `weight` is 0..1.
 */
export function pushPullFill(src: Raster<Float32Array>, weight: Mask): Raster<Float32Array> {
  const out = floatRaster(src.width, src.height, src.channels, src.data.slice());
  fillUnknown(out, weight);
  return out;
}

/** The same in place. */
function fillUnknown(src: Raster<Float32Array>, weight: Mask): void {
  const { width, height, channels } = src;
  if (width <= 2 || height <= 2) {
    const sums = new Float64Array(channels);
    let total = 0;
    for (let i = 0; i < width * height; i++) {
      total += weight.data[i];
      for (let c = 0; c < channels; c++) sums[c] += src.data[i * channels + c] * weight.data[i];
    }
    for (let i = 0; i < width * height; i++) {
      const w = Math.min(1, weight.data[i]);
      for (let c = 0; c < channels; c++)
        src.data[i * channels + c] =
          src.data[i * channels + c] * w + (sums[c] / Math.max(total, 1e-6)) * (1 - w);
    }
    return;
  }
  const { low, lowWeight } = halved(src, weight);
  fillUnknown(low, lowWeight);
  fillFrom(low, src, weight);
}

/** Weighted means of 2 x 2 pixels, and how far they are known. */
function halved(src: Raster<Float32Array>, weight: Mask): { low: Raster<Float32Array>; lowWeight: Mask } {
  const { width, height, channels, data } = src;
  const weights = weight.data;
  const w2 = (width + 1) >> 1;
  const h2 = (height + 1) >> 1;
  const low = floatRaster(w2, h2, channels);
  const lowWeight = floatRaster(w2, h2, 1);
  const sums = low.data;
  for (let y = 0; y < h2; y++) {
    const first = 2 * y * width;
    const lastRow = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0, o = y * w2; x < w2; x++, o++) {
      const lastColumn = Math.min(width - 1, 2 * x + 1);
      let total = 0;
      let cells = 0;
      for (let row = first; row <= lastRow; row += width)
        for (let s = row + 2 * x; s <= row + lastColumn; s++) {
          const w = weights[s];
          cells++;
          if (w === 0) continue;
          total += w;
          for (let c = 0; c < channels; c++) sums[o * channels + c] += data[s * channels + c] * w;
        }
      if (total === 0) continue;
      for (let c = 0; c < channels; c++) sums[o * channels + c] /= Math.max(total, 1e-6);
      // A cell counts in full as soon as half of it is known, so that holes close from their edge.
      lowWeight.data[o] = Math.min(1, (2 * total) / cells);
    }
  }
  return { low, lowWeight };
}

/** Gives the pixels of `src` that are not known the bilinearly enlarged `low`. */
function fillFrom(low: Raster<Float32Array>, src: Raster<Float32Array>, weight: Mask): void {
  const { width, height, channels, data } = src;
  const coarse = low.data;
  const ax = linearAxis(low.width, width);
  const ay = linearAxis(low.height, height);
  const rowLength = low.width * channels;
  for (let y = 0, i = 0; y < height; y++) {
    const up = ay.start[y] * rowLength;
    const upper = ay.weights[y * 2];
    const lower = ay.weights[y * 2 + 1];
    for (let x = 0; x < width; x++, i++) {
      const w = weight.data[i];
      if (w >= 1) continue;
      const left = ax.weights[x * 2];
      const right = ax.weights[x * 2 + 1];
      let a = up + ax.start[x] * channels;
      for (let k = i * channels; k < (i + 1) * channels; k++, a++) {
        const top = left * coarse[a] + right * coarse[a + channels];
        const bottom = left * coarse[a + rowLength] + right * coarse[a + rowLength + channels];
        const fill = upper * top + lower * bottom;
        data[k] = w === 0 ? fill : data[k] * w + fill * (1 - w);
      }
    }
  }
}

/**
 * Membrane fill: push-pull as a start, then `iterations` of successive over-relaxation of Laplace's equation inside the
 * hole, known pixels (weight >= 0.5) fixed.
 */
export function diffuseFill(src: Raster<Float32Array>, weight: Mask, iterations = 60): Raster<Float32Array> {
  const out = pushPullFill(src, weight);
  const { width, height, channels } = src;
  const size = width * height;
  let count = 0;
  for (let i = 0; i < size; i++) if (weight.data[i] < 0.5) count++;
  // First samples of each unknown pixel and of its neighbours; the border is its own neighbour.
  const hole = new Int32Array(count);
  const sides = new Int32Array(count * 4);
  for (let y = 0, i = 0, k = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!(weight.data[i] < 0.5)) continue;
      hole[k] = i * channels;
      sides[k * 4] = (x > 0 ? i - 1 : i) * channels;
      sides[k * 4 + 1] = (x < width - 1 ? i + 1 : i) * channels;
      sides[k * 4 + 2] = (y > 0 ? i - width : i) * channels;
      sides[k * 4 + 3] = (y < height - 1 ? i + width : i) * channels;
      k++;
    }
  }
  const omega = 1.7;
  const v = out.data;
  for (let it = 0; it < iterations; it++) {
    const step = it & 1 ? -1 : 1;
    for (let k = step > 0 ? 0 : count - 1; k >= 0 && k < count; k += step) {
      const o = hole[k];
      const l = sides[k * 4];
      const r = sides[k * 4 + 1];
      const u = sides[k * 4 + 2];
      const d = sides[k * 4 + 3];
      for (let c = 0; c < channels; c++)
        v[o + c] += omega * ((v[l + c] + v[r + c] + v[u + c] + v[d + c]) * 0.25 - v[o + c]);
    }
  }
  return out;
}
