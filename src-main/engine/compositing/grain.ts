/** Grain: how noisy the photo is, and noise of the same kind for pixels that were made up. */

import { gaussianBlur } from '../image/ops/blur.ts';
import { mulberry32, quantile } from '../image/ops/signal.ts';
import { floatRaster } from '../image/raster.ts';
import type { PixelRows } from '../image/sample-file.ts';

const TILE = 256;

let tile: Float32Array | null = null;

/** Tile of noise with variance 1: mostly fine grain, some soft mottling, the same on every run. */
export function noiseTile(): Float32Array {
  tile ??= makeTile(7);
  return tile;
}

function makeTile(seed: number): Float32Array {
  const random = mulberry32(seed);
  const white = (): Float32Array => {
    const out = new Float32Array(TILE * TILE);
    for (let i = 0; i < out.length; i++)
      out[i] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return out;
  };
  const fine = gaussianBlur(floatRaster(TILE, TILE, 1, white()), 0.6).data;
  const soft = gaussianBlur(floatRaster(TILE, TILE, 1, white()), 2.5).data;
  const unit = (v: Float32Array): number => {
    let s = 0;
    for (const x of v) s += x * x;
    return 1 / Math.sqrt(s / v.length);
  };
  const kf = unit(fine);
  const ks = unit(soft);
  const out = new Float32Array(fine.length);
  for (let i = 0; i < out.length; i++) out[i] = 0.85 * kf * fine[i] + 0.53 * ks * soft[i];
  return out;
}

/** Noise of the photo's pixels from (x, y) rightwards, standard deviation 1. */
export function noiseRow(tile: Float32Array, x: number, y: number, out: Float32Array): void {
  const row = (y & (TILE - 1)) * TILE;
  for (let done = 0; done < out.length; ) {
    const from = (x + done) & (TILE - 1);
    const count = Math.min(TILE - from, out.length - done);
    out.set(tile.subarray(row + from, row + from + count), done);
    done += count;
  }
}

/**
 * Standard deviation of the photo's grain in levels: the quiet half of small patches counts, so that texture and edges do
 * not. `accept` tells which photo pixels to look at.
 */
export function grainOf(photo: PixelRows, accept: (x: number, y: number) => boolean, samples = 3000): number {
  const { width, height } = photo;
  const random = mulberry32(11);
  const spreads: number[] = [];
  for (let k = 0; k < samples; k++) {
    const x = 3 + Math.floor(random() * (width - 6));
    const y = 3 + Math.floor(random() * (height - 6));
    if (width < 8 || height < 8 || !accept(x, y)) continue;
    // Second differences cancel slopes: var = 6 sigma^2 for white noise along a row.
    let s = 0;
    let m = 0;
    for (let j = -1; j <= 1; j++) {
      const data = photo.row(y + j);
      for (let i = -2; i <= 2; i++) {
        const o = (x + i) * 3 + 1;
        const d = data[o - 3] - 2 * data[o] + data[o + 3];
        s += d * d;
        m++;
      }
    }
    spreads.push(Math.sqrt(s / m / 6));
  }
  return spreads.length < 20 ? 0.8 : Math.min(6, quantile(spreads, 0.4));
}
