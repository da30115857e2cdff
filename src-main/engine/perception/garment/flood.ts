/** Backdrop flood: grows the backdrop in from the border with several settings and keeps the least ragged garment. */

import { largestOf } from '../../image/ops/components.ts';
import { paintRuns, pickRuns, type Runs, runComponents, runsOf, unset } from '../../image/ops/runs.ts';
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
export function sobel(lab: Raster<Float32Array>): Float32Array {
  const { width, height, data } = lab;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const u = Math.max(0, y - 1) * width;
    const m = y * width;
    const d = Math.min(height - 1, y + 1) * width;
    // Away from the sides each column's sums serve three pixels.
    const second = Math.min(1, width - 1) * 3;
    let left = data[u * 3] + 2 * data[m * 3] + data[d * 3];
    let slopeLeft = data[d * 3] - data[u * 3];
    let middle = data[u * 3 + second] + 2 * data[m * 3 + second] + data[d * 3 + second];
    let slope = data[d * 3 + second] - data[u * 3 + second];
    for (let x = 1, k = 6; x < width - 1; x++, k += 3) {
      const a = data[u * 3 + k];
      const b = data[d * 3 + k];
      const right = a + 2 * data[m * 3 + k] + b;
      const slopeRight = b - a;
      const gx = right - left;
      const gy = slopeLeft + 2 * slope + slopeRight;
      out[m + x] = 2.55 * Math.sqrt(gx * gx + gy * gy);
      left = middle;
      middle = right;
      slopeLeft = slope;
      slope = slopeRight;
    }
    for (const x of [0, width - 1]) {
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

/** What trial floods look at. */
export function floodField(lab: Raster<Float32Array>, backdrop: Backdrop): FloodField {
  const { width, height } = lab;
  const gradient = sobel(lab);
  const distance = smooth3(backdrop.distance, width, height);
  const shadow = new Uint8Array(width * height);
  for (let i = 0; i < shadow.length; i++) shadow[i] = softShadow(backdrop, gradient, i) ? 1 : 0;
  return { width, height, distance, gradient, shadow };
}

/** Whether pixel i looks like a soft shadow on the backdrop. */
function softShadow({ lighter, chroma }: Backdrop, gradient: Float32Array, i: number): boolean {
  return lighter[i] < 0 && lighter[i] > -26 && chroma[i] < 3.5 && gradient[i] < 14;
}

/** Runs of the pixels that the backdrop does not reach from the border. `gradient`: Sobel response of lightness, levels. */
export function standingRuns(
  backdrop: Backdrop,
  gradient: Float32Array,
  width: number,
  settings: FloodSettings,
): Runs {
  const passable = passableRuns(backdrop, gradient, width, settings);
  const { name, box } = runComponents(passable, 4);
  const { height } = passable;
  const joined = box.map((b) => b.x0 === 0 || b.y0 === 0 || b.x1 === width || b.y1 === height);
  return unset(pickRuns(passable, name, joined));
}

/** Runs of the pixels that let a flood through. */
function passableRuns(
  backdrop: Backdrop,
  gradient: Float32Array,
  width: number,
  settings: FloodSettings,
): Runs {
  const { distance } = backdrop;
  const { threshold, gradient: steepest, shadow } = settings;
  const n = distance.length;
  const height = n / width;
  const passable = new Uint8Array(n);
  for (let y = 0, i = 0; y < height; y++) {
    const rim = y === 0 || y === height - 1;
    const first = i;
    const last = i + width - 1;
    for (; i <= last; i++) {
      if (gradient[i] >= steepest) continue;
      if (shadow && softShadow(backdrop, gradient, i)) {
        passable[i] = 1;
        continue;
      }
      const d = distance[i];
      if (rim || i === first || i === last) {
        if (d < threshold) passable[i] = 1;
        continue;
      }
      // The pixel itself makes a quarter of the smoothed difference.
      if (0.25 * d >= threshold) continue;
      const up = i - width;
      const down = i + width;
      const smooth = Math.fround(
        (4 * d +
          2 * (distance[i - 1] + distance[i + 1] + distance[up] + distance[down]) +
          distance[up - 1] +
          distance[up + 1] +
          distance[down - 1] +
          distance[down + 1]) /
          16,
      );
      if (smooth < threshold) passable[i] = 1;
    }
  }
  return runsOf(passable, width, height);
}

/** States of a pixel in a flood: below WAITING the first threshold that lets it in, from there on the same plus WAITING. */
const WAITING = 64;
const BLOCKED = 254;
const COVERED = 255;

/** Class of a pixel: first threshold that lets it in, plus SHADED in a soft shadow, plus STEEPER per gradient exceeded. */
const SHADED = 8;
const STEEPER = 16;
const OUTSIDE = 255;

/** A field as trial floods see it. */
interface Classes {
  width: number;
  height: number;
  /** Class of pixel (x, y) at (y + 1) * (width + 2) + x + 1; OUTSIDE all around. */
  classes: Uint8Array;
  /** Cell of 2 x 2 pixels likewise; those of an odd last row or column share the one past the last. */
  cells: Int32Array;
  /** Scratch of the flood that runs. */
  stack: Int32Array;
  waiting: Int32Array;
}

function classify(field: FloodField, thresholds: readonly number[]): Classes {
  const { width, height, distance, gradient, shadow } = field;
  const stride = width + 2;
  const w = width >> 1;
  const h = height >> 1;
  const classes = new Uint8Array(stride * (height + 2)).fill(OUTSIDE);
  const cells = new Int32Array(classes.length);
  for (let y = 0, i = 0; y < height; y++) {
    const row = (y >> 1) * w;
    for (let x = 0, s = (y + 1) * stride + 1; x < width; x++, i++, s++) {
      let level = 0;
      while (level < thresholds.length && distance[i] >= thresholds[level]) level++;
      let steepness = 0;
      while (steepness < GRADIENTS.length && gradient[i] >= GRADIENTS[steepness]) steepness++;
      classes[s] = steepness * STEEPER + (shadow[i] ? SHADED : 0) + level;
      cells[s] = y >> 1 < h && x >> 1 < w ? row + (x >> 1) : w * h;
    }
  }
  const stack = new Int32Array(classes.length);
  const waiting = new Int32Array(classes.length);
  return { width, height, classes, cells, stack, waiting };
}

/**
 * A flood that can go on from where it stopped when its threshold is raised. Its states have a rim of covered pixels
 * around them, so that no step leaves the raster.
 */
class Flood {
  /** Pixels of the background. */
  covered = 0;
  /** Background pixels per cell of 2 x 2 pixels. */
  readonly inCell: Uint8Array;
  private readonly cells: Int32Array;
  private readonly stride: number;
  /** State of pixel (x, y) at (y + 1) * stride + x + 1: all that the flood looks at on its way. */
  private readonly state: Uint8Array;
  private readonly stack: Int32Array;
  /** Pixels reached that only the threshold kept out, in the first `waitingCount` places. */
  private readonly waiting: Int32Array;
  private waitingCount = 0;

  constructor(field: Classes, gradient: number, shadow: boolean) {
    const { width, height, classes, cells, stack, waiting } = field;
    const stride = width + 2;
    // What a class means under these settings.
    const states = new Uint8Array(256).fill(COVERED);
    for (let steepness = 0; steepness <= GRADIENTS.length; steepness++)
      for (let level = 0; level < SHADED; level++) {
        const blocked = steepness > GRADIENTS.indexOf(gradient);
        states[steepness * STEEPER + level] = blocked ? BLOCKED : level;
        states[steepness * STEEPER + SHADED + level] = blocked ? BLOCKED : shadow ? 0 : level;
      }
    const state = new Uint8Array(classes.length);
    for (let i = 0; i < state.length; i++) state[i] = states[classes[i]];
    this.cells = cells;
    this.inCell = new Uint8Array((width >> 1) * (height >> 1) + 1);
    this.stride = stride;
    this.state = state;
    this.stack = stack;
    this.waiting = waiting;
    for (let x = 1; x <= width; x++) {
      this.wait(stride + x);
      this.wait(height * stride + x);
    }
    for (let y = 1; y <= height; y++) {
      this.wait(y * stride + 1);
      this.wait(y * stride + width);
    }
  }

  private wait(i: number): void {
    if (this.state[i] >= WAITING) return;
    this.state[i] += WAITING;
    this.waiting[this.waitingCount++] = i;
  }

  /** Goes on with the threshold of this index; indices may only grow. */
  raise(threshold: number): void {
    const { stride, state, stack, waiting, cells, inCell } = this;
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
      covered++;
      inCell[cells[i]]++;
      for (let side = 0; side < 4; side++) {
        const j = side === 0 ? i - 1 : side === 1 ? i + 1 : side === 2 ? i - stride : i + stride;
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

/** What a flood with some settings left standing. */
interface Trial extends Omit<FloodChoice, 'raggedness' | 'settings'> {
  /** Share of garment pixels that look like backdrop. */
  like: number;
  touching: number;
  /** As in FloodChoice; costs more than the rest, so only worked out when asked for. */
  raggedness(): number;
}

/** Largest garment piece left by a flood, measured at half size. */
function assess(field: FloodField, flooded: Flood, noise: number): Trial | undefined {
  const { width, height, distance } = field;
  const w = width >> 1;
  const h = height >> 1;
  // At least two of four pixels are not backdrop.
  const standing = new Uint8Array(w * h);
  for (let i = 0; i < standing.length; i++) standing[i] = flooded.inCell[i] <= 2 ? 1 : 0;
  const runs = runsOf(standing, w, h);
  const cc = runComponents(runs, 4);
  const big = largestOf(cc);
  if (big === 0) return undefined;
  const area = cc.area[big];
  const coverage = area / (w * h);
  const b = cc.box[big];
  const touching = (b.x0 === 0 ? 1 : 0) + (b.y0 === 0 ? 1 : 0) + (b.x1 === w ? 1 : 0) + (b.y1 === h ? 1 : 0);
  if (coverage < 0.01 || coverage > 0.93 || touching > 2) return undefined;
  const limit = 2.2 + 2 * noise;
  let like = 0;
  for (let y = b.y0; y < b.y1; y++)
    for (let r = runs.rows[y]; r < runs.rows[y + 1]; r++) {
      if (cc.name[r] !== big) continue;
      for (let x = runs.starts[r]; x < runs.ends[r]; x++) if (distance[2 * y * width + 2 * x] < limit) like++;
    }
  let raggedness: number | undefined;
  const measure = (): number => {
    const mask = new Uint8Array(w * h);
    paintRuns(
      runs,
      mask,
      1,
      cc.name,
      cc.area.map((_, k) => k === big),
    );
    return roughness(mask, w, h) / Math.sqrt(area) / coverage ** 0.25;
  };
  // Smaller pieces that are not specks belong to the box: separate straps, the other half of a bikini.
  const box = { x0: b.x0 * 2, y0: b.y0 * 2, x1: b.x1 * 2, y1: b.y1 * 2 };
  for (let k = 1; k <= cc.count; k++) {
    if (cc.area[k] < 0.01 * area) continue;
    box.x0 = Math.min(box.x0, cc.box[k].x0 * 2);
    box.y0 = Math.min(box.y0, cc.box[k].y0 * 2);
    box.x1 = Math.max(box.x1, cc.box[k].x1 * 2);
    box.y1 = Math.max(box.y1, cc.box[k].y1 * 2);
  }
  return {
    coverage,
    box,
    like: like / area,
    touching,
    raggedness: () => {
      raggedness ??= measure();
      return raggedness;
    },
  };
}

/**
 * Tries all settings on a reduced field (long side about 400) and returns the one with the smoothest, steadiest
 * garment: one whose area does not change when the threshold is raised. Undefined when no setting leaves a garment
 * standing clear of the border.
 */
export function chooseFlood(field: FloodField, noise: number): FloodChoice | undefined {
  let best: (FloodChoice & { score: number }) | undefined;
  const thresholds = THRESHOLDS.filter((threshold) => threshold >= noise * 1.5 + 0.3 || threshold >= 9);
  const classes = classify(field, thresholds);
  for (const gradient of GRADIENTS) {
    for (const shadow of [false, true]) {
      const run = new Flood(classes, gradient, shadow);
      const trials: (Trial | undefined)[] = [];
      let previous = -1;
      for (const index of thresholds.keys()) {
        run.raise(index);
        const covered = run.covered;
        const last = trials[trials.length - 1];
        // Unchanged to a thousandth: nothing new to measure.
        if (last && Math.abs(covered - previous) < 0.001 * covered) trials.push(last);
        else {
          trials.push(assess(field, run, noise));
          previous = covered;
        }
      }
      for (const [k, threshold] of thresholds.entries()) {
        const t = trials[k];
        if (!t) continue;
        const later = trials[Math.min(trials.length - 1, k + 2)];
        const change = later ? Math.abs(1 - later.coverage / t.coverage) : 1;
        const score =
          0.02 * threshold -
          (shadow ? 0.12 : 0) +
          0.5 * t.touching +
          1.2 * Math.min(0.5, change) +
          0.8 * t.like;
        if (best && score >= best.score) continue;
        const raggedness = t.raggedness();
        if (best && score + raggedness >= best.score) continue;
        const { coverage, box } = t;
        const settings = { threshold, gradient, shadow };
        best = { settings, raggedness, coverage, box, score: score + raggedness };
      }
    }
  }
  return best;
}
