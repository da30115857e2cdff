/** Frame planes: a rectangle of a raster, which may reach beyond it, brought to another size, one plane a channel. */

import type { Raster, Samples } from '../raster.ts';

/** Whole pixels of a raster; may lie partly outside it. */
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** For every target the samples inside the raster it is made of: `from` .. `from + count`, and their weights. */
interface FrameAxis {
  from: Int32Array;
  count: Int32Array;
  weights: Float64Array;
  stride: number;
}

/** Means over what a target covers when shrinking, else bilinear within the frame; samples outside 0..limit are left out. */
function frameAxis(start: number, length: number, size: number, limit: number): FrameAxis {
  const ratio = length / size;
  const stride = Math.max(2, Math.ceil(ratio) + 1);
  const axis: FrameAxis = {
    from: new Int32Array(size),
    count: new Int32Array(size),
    weights: new Float64Array(size * stride),
    stride,
  };
  for (let i = 0; i < size; i++) {
    const parts: [at: number, weight: number][] = [];
    if (ratio >= 1) {
      const [low, high] = [i * ratio, (i + 1) * ratio];
      for (let k = Math.floor(low); k < Math.min(length, high); k++) {
        const weight = (Math.min(high, k + 1) - Math.max(low, k)) / ratio;
        if (weight > 0) parts.push([k, weight]);
      }
    } else {
      const at = Math.min(length - 1, Math.max(0, (i + 0.5) * ratio - 0.5));
      const first = Math.min(Math.max(0, length - 2), Math.floor(at));
      parts.push([first, 1 - (at - first)]);
      if (length > 1) parts.push([first + 1, at - first]);
    }
    const inside = parts
      .map(([k, weight]) => [k + start, weight] as const)
      .filter(([k]) => k >= 0 && k < limit);
    if (inside.length === 0) continue;
    axis.from[i] = inside[0][0];
    axis.count[i] = inside.length;
    inside.forEach(([, weight], k) => {
      axis.weights[i * stride + k] = weight;
    });
  }
  return axis;
}

/**
 * Samples of `frame` less `centre`, one plane of width x height a channel; outside the raster they are 0, that is the centre.
 *
 * @param centre what is taken off the samples of every channel
 */
export function framePlanes(
  { width: across, height: down, channels, data }: Raster<Samples>,
  frame: Frame,
  width: number,
  height: number,
  centre: readonly number[],
): Float32Array {
  const ax = frameAxis(frame.x, frame.width, width, across);
  const ay = frameAxis(frame.y, frame.height, height, down);
  const plane = width * height;
  const out = new Float32Array(plane * channels);
  const line = new Float64Array(across);
  for (let y = 0; y < height; y++) {
    if (ay.count[y] === 0) continue;
    for (let c = 0; c < channels; c++) {
      line.fill(0);
      for (let k = 0; k < ay.count[y]; k++) {
        const weight = ay.weights[y * ay.stride + k];
        const row = (ay.from[y] + k) * across;
        for (let x = 0; x < across; x++) line[x] += weight * (data[(row + x) * channels + c] - centre[c]);
      }
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < ax.count[x]; k++) sum += ax.weights[x * ax.stride + k] * line[ax.from[x] + k];
        out[c * plane + y * width + x] = sum;
      }
    }
  }
  return out;
}
