/** Backdrop flood: grows the backdrop in from the border with several settings and keeps the least ragged garment. */

import { connectedComponents } from '../../image/ops/components.ts';
import type { Box, Raster } from '../../image/raster.ts';
import type { Backdrop } from './backdrop.ts';

/** Settings of one flood; levels as in the backdrop model. */
export interface FloodSettings {
  /** Largest difference from the backdrop, levels. */
  threshold: number;
  /** Largest Sobel response of lightness, levels (sum of weights 4 on each side). */
  gradient: number;
  /** Whether neutral, soft darkening counts as backdrop. */
  shadow: boolean;
}

export interface FloodField {
  width: number;
  height: number;
  /** Smoothed difference from the backdrop. */
  distance: Float32Array;
  gradient: Float32Array;
  /** 1 where the pixel looks like a soft shadow on the backdrop. */
  shadow: Uint8Array;
}

const THRESHOLDS = [2.4, 3.2, 4.5, 6.5, 9.5, 13];
const GRADIENTS = [8, 14, 24];

/** Sobel magnitude of L* in levels. */
function sobel(lab: Raster<Float32Array>): Float32Array {
  const { width, height, data } = lab;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const u = Math.max(0, y - 1) * width;
    const m = y * width;
    const d = Math.min(height - 1, y + 1) * width;
    // Away from the sides each column's sums serve three pixels.
    let left = 0;
    let middle = data[u * 3] + 2 * data[m * 3] + data[d * 3];
    let slopeLeft = 0;
    let slope = data[d * 3] - data[u * 3];
    for (let x = 0; x < width; x++) {
      if (x > 0 && x < width - 1) {
        const a = data[(u + x + 1) * 3];
        const b = data[(d + x + 1) * 3];
        const right = a + 2 * data[(m + x + 1) * 3] + b;
        const slopeRight = b - a;
        const gx = right - left;
        const gy = slopeLeft + 2 * slope + slopeRight;
        out[m + x] = 2.55 * Math.sqrt(gx * gx + gy * gy);
        left = middle;
        middle = right;
        slopeLeft = slope;
        slope = slopeRight;
        continue;
      }
      if (x === 0 && width > 1) {
        left = middle;
        slopeLeft = slope;
        middle = data[(u + 1) * 3] + 2 * data[(m + 1) * 3] + data[(d + 1) * 3];
        slope = data[(d + 1) * 3] - data[(u + 1) * 3];
      }
      const l = Math.max(0, x - 1);
      const r = Math.min(width - 1, x + 1);
      const a = data[(u + l) * 3];
      const b = data[(u + x) * 3];
      const c = data[(u + r) * 3];
      const e = data[(m + l) * 3];
      const f = data[(m + r) * 3];
      const g = data[(d + l) * 3];
      const h = data[(d + x) * 3];
      const k = data[(d + r) * 3];
      const gx = c + 2 * f + k - a - 2 * e - g;
      const gy = g + 2 * h + k - a - 2 * b - c;
      out[m + x] = 2.55 * Math.sqrt(gx * gx + gy * gy);
    }
  }
  return out;
}

/** 3 x 3 binomial smoothing, border rows and columns kept. */
function smooth3(src: Float32Array, width: number, height: number): Float32Array {
  const out = src.slice();
  for (let y = 1; y < height - 1; y++)
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++)
      out[i] =
        (4 * src[i] +
          2 * (src[i - 1] + src[i + 1] + src[i - width] + src[i + width]) +
          src[i - width - 1] +
          src[i - width + 1] +
          src[i + width - 1] +
          src[i + width + 1]) /
        16;
  return out;
}

/** What a flood looks at; soft shadows are marked only for floods that go by them. */
export function floodField(lab: Raster<Float32Array>, backdrop: Backdrop, withShadow: boolean): FloodField {
  const { width, height } = lab;
  const n = width * height;
  const gradient = sobel(lab);
  const smooth = smooth3(backdrop.distance, width, height);
  const shadow = new Uint8Array(n);
  if (!withShadow) return { width, height, distance: smooth, gradient, shadow };
  const { lighter, chroma } = backdrop;
  for (let i = 0; i < n; i++)
    shadow[i] = lighter[i] < 0 && lighter[i] > -26 && chroma[i] < 3.5 && gradient[i] < 14 ? 1 : 0;
  return { width, height, distance: smooth, gradient, shadow };
}

/** States of a pixel in a flood: below WAITING the first threshold that lets it in, from there on the same plus WAITING. */
const WAITING = 64;
const BLOCKED = 254;
const COVERED = 255;

/** A flood that can go on from where it stopped when its threshold is raised. */
class Flood {
  readonly background: Uint8Array;
  /** Pixels of the background. */
  covered = 0;
  private readonly width: number;
  /** One byte a pixel is all that the flood looks at on its way. */
  private readonly state: Uint8Array;
  private readonly stack: Int32Array;
  /** Pixels reached that only the threshold kept out, in the first `waitingCount` places. */
  private readonly waiting: Int32Array;
  private waitingCount = 0;

  /** `thresholds` ascend. */
  constructor(field: FloodField, gradient: number, shadow: boolean, thresholds: readonly number[]) {
    const { width, height } = field;
    const n = width * height;
    const state = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      if (field.gradient[i] >= gradient) {
        state[i] = BLOCKED;
        continue;
      }
      if (shadow && field.shadow[i]) continue;
      const d = field.distance[i];
      let level = 0;
      while (level < thresholds.length && d >= thresholds[level]) level++;
      state[i] = level;
    }
    this.width = width;
    this.state = state;
    this.background = new Uint8Array(n);
    this.stack = new Int32Array(n);
    this.waiting = new Int32Array(n);
    for (let x = 0; x < width; x++) {
      this.wait(x);
      this.wait((height - 1) * width + x);
    }
    for (let y = 0; y < height; y++) {
      this.wait(y * width);
      this.wait(y * width + width - 1);
    }
  }

  private wait(i: number): void {
    if (this.state[i] >= WAITING) return;
    this.state[i] += WAITING;
    this.waiting[this.waitingCount++] = i;
  }

  /** Goes on with the threshold of this index; indices may only grow. */
  raise(threshold: number): void {
    const { width, background, state, stack, waiting } = this;
    const n = background.length;
    let top = 0;
    let covered = this.covered;
    let kept = 0;
    for (let k = 0; k < this.waitingCount; k++) {
      const i = waiting[k];
      if (state[i] - WAITING > threshold) {
        waiting[kept++] = i;
        continue;
      }
      state[i] = COVERED;
      stack[top++] = i;
    }
    while (top > 0) {
      const i = stack[--top];
      background[i] = 1;
      covered++;
      const x = i % width;
      for (let side = 0; side < 4; side++) {
        let j: number;
        if (side === 0) {
          if (x === 0) continue;
          j = i - 1;
        } else if (side === 1) {
          if (x === width - 1) continue;
          j = i + 1;
        } else if (side === 2) {
          j = i - width;
          if (j < 0) continue;
        } else {
          j = i + width;
          if (j >= n) continue;
        }
        const s = state[j];
        if (s >= WAITING) continue;
        if (s > threshold) {
          state[j] = s + WAITING;
          waiting[kept++] = j;
        } else {
          state[j] = COVERED;
          stack[top++] = j;
        }
      }
    }
    this.waitingCount = kept;
    this.covered = covered;
  }
}

/** 1 where the backdrop reaches from the border under these settings. */
export function flood(field: FloodField, settings: FloodSettings): Uint8Array {
  const f = new Flood(field, settings.gradient, settings.shadow, [settings.threshold]);
  f.raise(0);
  return f.background;
}

/** Half-size 0/1 raster: 1 where at least two of four pixels are not backdrop. */
function halve(background: Uint8Array, width: number, height: number): Raster<Uint8Array> {
  const w = width >> 1;
  const h = height >> 1;
  const data = new Uint8Array(w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      data[y * w + x] =
        background[i] + background[i + 1] + background[i + width] + background[i + width + 1] <= 2 ? 1 : 0;
    }
  return { width: w, height: h, channels: 1, data };
}

export interface FloodChoice {
  settings: FloodSettings;
  /** Raggedness of the chosen outline: 0 smooth, above about 1.5 torn. */
  raggedness: number;
  /** Share of the picture covered by the garment. */
  coverage: number;
  /** Where the garment is, in the field's pixels, as half-open edges. */
  box: Box;
}

/** Pixels that a 5 x 5 majority vote would turn over: notches, holes and whiskers of an outline. */
function roughness(mask: Uint8Array, w: number, h: number): number {
  const rows = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) {
    const base = y * w;
    for (let x = 2; x < w - 2; x++) {
      const i = base + x;
      rows[i] = mask[i - 2] + mask[i - 1] + mask[i] + mask[i + 1] + mask[i + 2];
    }
  }
  let turned = 0;
  for (let i = 2 * w; i < w * (h - 2); i++) {
    const votes = rows[i - 2 * w] + rows[i - w] + rows[i] + rows[i + w] + rows[i + 2 * w];
    if (mask[i] ? votes < 12 : votes > 12) turned++;
  }
  return 2 * turned;
}

interface Trial extends FloodChoice {
  /** Share of garment pixels that look like backdrop. */
  like: number;
  touching: number;
}

/** Largest garment piece left by a flood, measured at half size. */
function assess(
  field: FloodField,
  background: Uint8Array,
  settings: FloodSettings,
  noise: number,
): Trial | undefined {
  const { width, height, distance } = field;
  const w = width >> 1;
  const h = height >> 1;
  const cc = connectedComponents(halve(background, width, height), 4);
  let big = 0;
  for (let k = 1; k <= cc.count; k++) if (big === 0 || cc.area[k] > cc.area[big]) big = k;
  if (big === 0) return undefined;
  const area = cc.area[big];
  const coverage = area / (w * h);
  const b = cc.box[big];
  const touching = (b.x0 === 0 ? 1 : 0) + (b.y0 === 0 ? 1 : 0) + (b.x1 === w ? 1 : 0) + (b.y1 === h ? 1 : 0);
  if (coverage < 0.01 || coverage > 0.93 || touching > 2) return undefined;
  const mask = new Uint8Array(w * h);
  const limit = 2.2 + 2 * noise;
  let like = 0;
  for (let y = b.y0; y < b.y1; y++)
    for (let x = b.x0; x < b.x1; x++) {
      const i = y * w + x;
      if (cc.labels[i] !== big) continue;
      mask[i] = 1;
      if (distance[2 * y * width + 2 * x] < limit) like++;
    }
  const raggedness = roughness(mask, w, h) / Math.sqrt(area) / coverage ** 0.25;
  // Smaller pieces that are not specks belong to the box: separate straps, the other half of a bikini.
  const box = { x0: b.x0 * 2, y0: b.y0 * 2, x1: b.x1 * 2, y1: b.y1 * 2 };
  for (let k = 1; k <= cc.count; k++) {
    if (cc.area[k] < 0.01 * area) continue;
    box.x0 = Math.min(box.x0, cc.box[k].x0 * 2);
    box.y0 = Math.min(box.y0, cc.box[k].y0 * 2);
    box.x1 = Math.max(box.x1, cc.box[k].x1 * 2);
    box.y1 = Math.max(box.y1, cc.box[k].y1 * 2);
  }
  return { settings, raggedness, coverage, box, like: like / area, touching };
}

/**
 * Tries all settings on a reduced field (long side about 400) and returns the one with the smoothest, steadiest
 * garment: one whose area does not change when the threshold is raised. Undefined when no setting leaves a garment
 * standing clear of the border.
 */
export function chooseFlood(field: FloodField, noise: number): FloodChoice | undefined {
  let best: (FloodChoice & { score: number }) | undefined;
  const thresholds = THRESHOLDS.filter((threshold) => threshold >= noise * 1.5 + 0.3 || threshold >= 9);
  for (const gradient of GRADIENTS) {
    for (const shadow of [false, true]) {
      const run = new Flood(field, gradient, shadow, thresholds);
      const trials: (Trial | undefined)[] = [];
      let previous = -1;
      for (const [index, threshold] of thresholds.entries()) {
        run.raise(index);
        const covered = run.covered;
        const last = trials[trials.length - 1];
        // Unchanged to a thousandth: nothing new to measure.
        if (last && Math.abs(covered - previous) < 0.001 * covered)
          trials.push({ ...last, settings: { threshold, gradient, shadow } });
        else {
          trials.push(assess(field, run.background, { threshold, gradient, shadow }, noise));
          previous = covered;
        }
      }
      for (let k = 0; k < trials.length; k++) {
        const t = trials[k];
        if (!t) continue;
        const later = trials[Math.min(trials.length - 1, k + 2)];
        const change = later ? Math.abs(1 - later.coverage / t.coverage) : 1;
        const score =
          t.raggedness -
          (shadow ? 0.12 : 0) +
          0.02 * t.settings.threshold +
          0.5 * t.touching +
          1.2 * Math.min(0.5, change) +
          0.8 * t.like;
        if (!best || score < best.score) {
          const { settings, raggedness, coverage, box } = t;
          best = { settings, raggedness, coverage, box, score };
        }
      }
    }
  }
  return best;
}
