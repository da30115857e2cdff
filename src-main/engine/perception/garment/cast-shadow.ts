/** Cast shadow: clears the wide, soft shadow that a garment hung before a plain backdrop throws on it. */

import { connectedComponents, largestOf } from '../../image/ops/components.ts';
import { labelRuns, paintRuns, runComponents, runsOf } from '../../image/ops/runs.ts';
import type { Raster } from '../../image/raster.ts';
import type { Backdrop } from './backdrop.ts';

/** Darkest shadow, levels below the backdrop. */
const DEEPEST = 130;
/** Largest Sobel response of lightness inside a shadow, levels: penumbras are soft and backdrops have no texture. */
const SLOPE = 15;
/** Chroma difference from the backdrop of a faint shadow at most, a*b* units, and what each level of darkness adds. */
const TINT = 3.5;
const TINT_PER_LEVEL = 0.02;
/** Least area of a shadow, share of the raster. */
const SMALLEST = 0.0008;
/** Thickness of an outline that a leak into cloth leaves standing, pixels. */
const RIND = 7;
/** Largest share of a region's way out to the backdrop that may lead over such a rind. */
const MAX_RIND = 0.12;
/** Least length of its soft transition to the backdrop over the root of its area: leaks enter through narrow gaps. */
const LEAST_SOFT = 1.5;
/** A shadow's mean darkness at least, levels. */
const LEAST_DARK = 4;
/** Share of the garment that may have the shadow's colours, and that must stay. */
const MAX_ALIKE = 0.08;
const LEAST_LEFT = 0.2;
/** Pieces smaller than this share of the largest are crumbs of shadow. */
const CRUMB = 0.02;

/**
 * Takes regions of `garment` (0/1) that go over softly from the backdrop, in its hue, darker and without texture. A grey or
 * black garment is not one: a clear outline parts it from the backdrop, and where the flood leaks through a faint stretch of
 * that outline the rest of it still stands as a rind around the leak, or the cloth left beside has the same colours.
 * `gradient`: Sobel response of lightness, levels.
 */
export function clearCastShadow(
  backdrop: Backdrop,
  gradient: Float32Array,
  garment: Raster<Uint8Array>,
): Raster<Uint8Array> {
  const { width, height, data } = garment;
  const n = data.length;
  const taken = softlyJoined(backdrop, gradient, garment);
  const runs = runsOf(taken, width, height);
  const { name, area: areas } = runComponents(runs, 4);
  if (!areas.some((area) => area >= SMALLEST * n)) return garment;
  const labels = labelRuns(runs, name);
  const ways = waysOut(data, labels, areas.length, width);
  let total = 0;
  for (let i = 0; i < n; i++) total += data[i];
  const shadow = new Uint8Array(areas.length);
  let left = total;
  for (let k = 1; k < areas.length; k++) {
    const area = areas[k];
    if (area < SMALLEST * n || left - area < LEAST_LEFT * total) continue;
    const { soft, rind } = ways[k];
    if (soft < LEAST_SOFT * Math.sqrt(area) || rind > MAX_RIND * (soft + rind)) continue;
    const { darkness, alike } = shadeOf(backdrop, data, taken, labels, k);
    if (darkness < LEAST_DARK || alike > MAX_ALIKE) continue;
    shadow[k] = 1;
    left -= area;
  }
  if (left === total) return garment;
  const rest = data.slice();
  paintRuns(runs, rest, 0, name, shadow);
  return withoutCrumbs({ width, height, channels: 1, data: rest });
}

/** Garment pixels (0/1) that a flood from the backdrop reaches over smooth, neutral darkening. */
function softlyJoined(
  { lighter, chroma, noise }: Backdrop,
  gradient: Float32Array,
  { width, height, data }: Raster<Uint8Array>,
): Uint8Array {
  const n = data.length;
  const taken = new Uint8Array(n);
  const stack: number[] = [];
  const slope = SLOPE + 3 * noise;
  const reach = (i: number): void => {
    if (!data[i] || taken[i] || gradient[i] > slope) return;
    const darker = -lighter[i];
    if (darker < -2 - noise || darker > DEEPEST || chroma[i] > TINT + TINT_PER_LEVEL * darker) return;
    taken[i] = 1;
    stack.push(i);
  };
  const around = (i: number): void => {
    const x = i % width;
    if (x > 0) reach(i - 1);
    if (x < width - 1) reach(i + 1);
    if (i >= width) reach(i - width);
    if (i + width < n) reach(i + width);
  };
  for (let i = 0; i < n; i++)
    if (data[i] && !(data[i - 1] && data[i + 1] && data[i - width] && data[i + width])) reach(i);
  // The picture's border is backdrop too: a shadow may run out of it.
  for (let x = 0; x < width; x++) {
    reach(x);
    reach((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    reach(y * width);
    reach(y * width + width - 1);
  }
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) around(i);
  return taken;
}

/** Per region: edge pixels that lie on the backdrop, and those parted from it by a thin rind of garment. */
function waysOut(
  garment: Uint8Array,
  labels: ArrayLike<number>,
  count: number,
  width: number,
): { soft: number; rind: number }[] {
  const ways = Array.from({ length: count }, () => ({ soft: 0, rind: 0 }));
  const n = garment.length;
  for (let i = 0; i < n; i++) {
    const k = labels[i];
    if (!k) continue;
    for (const step of [-1, 1, -width, width]) {
      if (labels[i + step] === k) continue;
      let thick = 0;
      let j = i + step;
      while (thick <= RIND && j >= 0 && j < n && garment[j] && labels[j] !== k) {
        thick++;
        j += step;
      }
      if (j < 0 || j >= n || thick === 0) ways[k].soft++;
      else if (thick <= RIND && !garment[j]) ways[k].rind++;
    }
  }
  return ways;
}

/** Mean darkness of region `k`, levels below the backdrop, and the share of the garment outside all regions of its colours. */
function shadeOf(
  { lighter, chroma }: Backdrop,
  garment: Uint8Array,
  taken: Uint8Array,
  labels: ArrayLike<number>,
  k: number,
): { darkness: number; alike: number } {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < garment.length; i++) {
    if (labels[i] !== k) continue;
    sum += lighter[i];
    squares += lighter[i] ** 2;
    count++;
  }
  const mean = sum / count;
  const reach = 1.5 * Math.sqrt(Math.max(0, squares / count - mean * mean)) + 4;
  let alike = 0;
  let cloth = 0;
  for (let i = 0; i < garment.length; i++) {
    if (!garment[i] || taken[i]) continue;
    cloth++;
    if (Math.abs(lighter[i] - mean) < reach && chroma[i] < TINT - TINT_PER_LEVEL * lighter[i]) alike++;
  }
  return { darkness: -mean, alike: cloth > 0 ? alike / cloth : 1 };
}

/** The largest piece and others of its order. */
function withoutCrumbs(mask: Raster<Uint8Array>): Raster<Uint8Array> {
  const cc = connectedComponents(mask, 8);
  const big = largestOf(cc);
  const data = Uint8Array.from(cc.labels, (k) => (k > 0 && cc.area[k] > CRUMB * cc.area[big] ? 1 : 0));
  return { ...mask, data };
}
