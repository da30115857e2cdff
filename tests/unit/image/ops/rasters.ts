/** Random rasters for property tests and slow reference answers to compare with. */

import fc from 'fast-check';
import type { Raster } from '../../../../src-main/engine/image/raster.ts';

/** Small 0/1 rasters of every density, 1 to 24 pixels a side. */
export const binaries: fc.Arbitrary<Raster<Uint8Array>> = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    density: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ width, height, density, seed }) => {
    const next = noise(seed);
    const data = Uint8Array.from({ length: width * height }, () => (next() < density ? 1 : 0));
    return { width, height, channels: 1, data };
  });

/** Uniform numbers in [0, 1): xorshift32, on its own so that the engine's generator is not its own witness. */
export function noise(seed: number): () => number {
  let state = seed | 0 || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

export function randomFloats(
  width: number,
  height: number,
  channels: number,
  seed = 1,
): Raster<Float32Array> {
  const next = noise(seed);
  const data = Float32Array.from({ length: width * height * channels }, next);
  return { width, height, channels, data };
}

export function binary(rows: string[]): Raster<Uint8Array> {
  const data = Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0));
  return { width: rows[0].length, height: rows.length, channels: 1, data };
}

/** Label per pixel by flood fill, starting anew at every unlabelled pixel whose value is `value`. */
export function flood(src: Raster<Uint8Array>, connectivity: 4 | 8, value = 1): Int32Array {
  const { width, height, data } = src;
  const labels = new Int32Array(data.length);
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] !== value || labels[start]) continue;
    count += 1;
    const open = [start];
    labels[start] = count;
    while (open.length > 0) {
      const i = open.pop()!;
      const x = i % width;
      const y = Math.floor(i / width);
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue;
          const u = x + dx;
          const v = y + dy;
          const k = v * width + u;
          if (u < 0 || v < 0 || u >= width || v >= height || labels[k] || data[k] !== value) continue;
          labels[k] = count;
          open.push(k);
        }
      }
    }
  }
  return labels;
}

export const mean = (data: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i];
  return sum / data.length;
};
