/** Band: distance to a mask's outline near it, and layers of it, and quarter-size colour averages of both sides. */

import { pushPullFill } from '../../image/ops/fill.ts';
import { floatRaster, type Raster } from '../../image/raster.ts';

/** Four pixels of a mask at a time: word k holds pixels 4k to 4k + 3. */
function wordsOf(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

const FOUR_SET = 0x01010101;

/** Pixels near an outline. */
export interface NearBand {
  /** In order of growing distance. */
  pixels: Int32Array;
  /** Place in `pixels` per pixel of the raster, -1 for those farther away. */
  place: Int32Array;
  /** Distance to the outline by place, >= 0.5. */
  distance: Float32Array;
}

/**
 * The pixels within `radius` of the outline of a 0/1 mask, on either side. Distances propagate from the nearest outline
 * pixel and are exact to a few hundredths of a pixel.
 */
export function nearBand(mask: Raster<Uint8Array>, radius: number): NearBand {
  const { width, height, data } = mask;
  const place = new Int32Array(width * height).fill(-1);
  const words = wordsOf(data);
  let queue = new Int32Array(16384);
  let tail = 0;
  for (let y = 0, i = 0; y < height; y++) {
    if (tail + width > queue.length) queue = longer(queue, width);
    const up = y > 0 ? width : 0;
    const down = y < height - 1 ? width : 0;
    const from = i;
    const end = i + width - 1;
    for (; i <= end; i++) {
      const v = data[i];
      // Most pixels have four alike beside, above and below them.
      if ((i & 3) === 0 && i > from && i + 4 <= end && words[i >> 2] === (v ? FOUR_SET : 0)) {
        const a = i - up;
        const b = i + down;
        if (
          data[i - 1] === v &&
          data[i + 4] === v &&
          data[a] === v &&
          data[a + 1] === v &&
          data[a + 2] === v &&
          data[a + 3] === v &&
          data[b] === v &&
          data[b + 1] === v &&
          data[b + 2] === v &&
          data[b + 3] === v
        ) {
          i += 3;
          continue;
        }
      }
      if (
        (i > from && data[i - 1] !== v) ||
        (i < end && data[i + 1] !== v) ||
        data[i - up] !== v ||
        data[i + down] !== v
      ) {
        place[i] = tail;
        queue[tail++] = i;
      }
    }
  }
  // Outline pixel that each pixel's distance is taken from, and that distance, by place.
  let source = queue.slice();
  let distance = new Float32Array(queue.length).fill(0.5);
  for (let head = 0; head < tail; head++) {
    const i = queue[head];
    const s = source[head];
    const sx = s % width;
    const sy = (s - sx) / width;
    const x = i % width;
    const y = (i - x) / width;
    const v = data[i];
    const top = y > 0 ? y - 1 : y;
    const bottom = y < height - 1 ? y + 1 : y;
    const left = x > 0 ? x - 1 : x;
    const right = x < width - 1 ? x + 1 : x;
    if (tail + 8 > queue.length) {
      queue = longer(queue, 8);
      const wider = new Float32Array(queue.length);
      wider.set(distance);
      distance = wider;
      source = longer(source, 8);
    }
    for (let yy = top; yy <= bottom; yy++)
      for (let xx = left; xx <= right; xx++) {
        const j = yy * width + xx;
        if (data[j] !== v) continue;
        const d = Math.sqrt((xx - sx) * (xx - sx) + (yy - sy) * (yy - sy)) + 0.5;
        if (d > radius) continue;
        let k = place[j];
        if (k < 0) {
          k = tail++;
          place[j] = k;
          queue[k] = j;
        } else if (d >= distance[k] - 1e-6) continue;
        distance[k] = d;
        source[k] = s;
      }
  }
  return { pixels: queue.subarray(0, tail), place, distance };
}

function longer(values: Int32Array, extra: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(values.length * 2 + extra);
  out.set(values);
  return out;
}

/** Zones of a mask: far inside, far outside, and the band between. */
export const OUTER_ZONE = 0;
export const INNER_ZONE = 1;
export const BAND_ZONE = 2;

export interface Layers {
  /** Zone per pixel. */
  zone: Uint8Array;
  /** Band pixels in layers of growing distance from the outline. */
  pixels: Int32Array;
  /** Layer of band pixels, 1 at the outline, 0 elsewhere; empty unless asked for. */
  depth: Uint8Array;
  /** For band pixels an outline pixel of their own side near the nearest one; likewise. */
  source: Int32Array;
}

/**
 * The pixels of a 0/1 mask up to `inward` layers inside and `outward` layers outside its outline. Layers grow by
 * alternating diamonds and squares, so their distance is Euclidean to about a tenth: for wide bands much cheaper than
 * `nearBand`.
 */
export function bandLayers(
  mask: Raster<Uint8Array>,
  inward: number,
  outward: number,
  want?: 'depth' | 'source',
): Layers {
  const { width, height, data } = mask;
  const n = width * height;
  // The mask is the zones as long as there is no band.
  const zone = data.slice();
  const wantSource = want === 'source';
  const wantDepth = want === 'depth';
  const source = new Int32Array(wantSource ? n : 0);
  const depth = new Uint8Array(wantDepth ? n : 0);
  const words = wordsOf(data);
  let queue = new Int32Array(16384);
  let tail = 0;
  // Both pixels of every step of the outline, if their side has a band.
  for (let y = 0, i = 0; y < height; y++) {
    if (tail + 4 * width > queue.length) queue = longer(queue, 4 * width);
    const end = i + width - 1;
    const below = y + 1 < height ? width : 0;
    for (; i <= end; i++) {
      const v = data[i];
      // Most pixels have four alike beside and below them.
      if ((i & 3) === 0 && i + 4 <= end && words[i >> 2] === (v ? FOUR_SET : 0)) {
        const j = i + below;
        if (
          data[i + 4] === v &&
          data[j] === v &&
          data[j + 1] === v &&
          data[j + 2] === v &&
          data[j + 3] === v
        ) {
          i += 3;
          continue;
        }
      }
      const right = i < end && data[i + 1] !== v;
      const under = data[i + below] !== v;
      if (!right && !under) continue;
      if ((v ? inward : outward) > 0 && zone[i] !== BAND_ZONE) {
        queue[tail++] = i;
        zone[i] = BAND_ZONE;
        if (wantDepth) depth[i] = 1;
        if (wantSource) source[i] = i;
      }
      if ((v ? outward : inward) <= 0) continue;
      if (right && zone[i + 1] !== BAND_ZONE) {
        queue[tail++] = i + 1;
        zone[i + 1] = BAND_ZONE;
        if (wantDepth) depth[i + 1] = 1;
        if (wantSource) source[i + 1] = i + 1;
      }
      const j = i + below;
      if (under && zone[j] !== BAND_ZONE) {
        queue[tail++] = j;
        zone[j] = BAND_ZONE;
        if (wantDepth) depth[j] = 1;
        if (wantSource) source[j] = j;
      }
    }
  }
  const steps = Int32Array.of(-1, 1, -width, width, -width - 1, -width + 1, width - 1, width + 1);
  const sides = Int32Array.of(-1, 1, 0, 0, -1, 1, -1, 1);
  let head = 0;
  for (let layer = 2; layer <= Math.max(inward, outward); layer++) {
    const end = tail;
    const reach = layer % 2 === 0 ? 4 : 8;
    if (tail + 8 * (end - head) > queue.length) queue = longer(queue, 8 * (end - head));
    for (; head < end; head++) {
      const i = queue[head];
      const inside = data[i] !== 0;
      if (layer > (inside ? inward : outward)) continue;
      const own = inside ? INNER_ZONE : OUTER_ZONE;
      const from = wantSource ? source[i] : i;
      // A step off one end of a row would land on the other end of a neighbouring one.
      const x = i % width;
      const bare = x === 0 ? -1 : x === width - 1 ? 1 : 0;
      for (let k = 0; k < reach; k++) {
        const j = i + steps[k];
        if (j < 0 || j >= n || zone[j] !== own) continue;
        if (bare !== 0 && sides[k] === bare) continue;
        queue[tail++] = j;
        zone[j] = BAND_ZONE;
        if (wantDepth) depth[j] = layer;
        if (wantSource) source[j] = from;
      }
    }
  }
  return { zone, pixels: queue.subarray(0, tail), depth, source };
}

/** Colour field at a quarter of the size: known pixels averaged, unknown ones filled from their surroundings. */
export interface ColourField {
  width: number;
  height: number;
  lab: Float32Array;
}

/** Pixels per cell of a colour field along each axis. */
export const CELL = 4;

/** Average colour of the pixels whose `zone` is `value` (every other row and column is read), filled in elsewhere. */
export function colourField(lab: Raster<Float32Array>, zone: Uint8Array, value: number): ColourField {
  const width = Math.ceil(lab.width / CELL);
  const height = Math.ceil(lab.height / CELL);
  const sum = floatRaster(width, height, 3);
  const weight = floatRaster(width, height, 1);
  const px = lab.data;
  const colours = sum.data;
  const counts = weight.data;
  for (let y = 0; y < lab.height; y += 2) {
    const row = Math.floor(y / CELL) * width;
    for (let x = 0, i = y * lab.width; x < lab.width; x += 2, i += 2) {
      if (zone[i] !== value) continue;
      const c = row + ((x / CELL) | 0);
      colours[c * 3] += px[i * 3];
      colours[c * 3 + 1] += px[i * 3 + 1];
      colours[c * 3 + 2] += px[i * 3 + 2];
      counts[c]++;
    }
  }
  for (let c = 0; c < counts.length; c++) {
    const w = counts[c];
    if (w === 0) continue;
    for (let k = 0; k < 3; k++) colours[c * 3 + k] /= w;
    counts[c] = 1;
  }
  return { width, height, lab: pushPullFill(sum, weight).data };
}

/** Offset into a colour field's `lab` of the cell holding pixel (x, y). */
export function cellOf(field: ColourField, x: number, y: number): number {
  return (Math.floor(y / CELL) * field.width + Math.floor(x / CELL)) * 3;
}
