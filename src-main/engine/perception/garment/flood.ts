/** Backdrop flood: grows the backdrop in from the border with several settings and keeps the least ragged garment. */

import { gaussianBlur } from '../../image/ops/blur.ts';
import { connectedComponents } from '../../image/ops/components.ts';
import { close, open } from '../../image/ops/morphology.ts';
import type { Raster } from '../../image/raster.ts';
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

const THRESHOLDS = [1.3, 1.8, 2.4, 3.2, 4.5, 6.5, 9.5];
const GRADIENTS = [8, 14, 24];

/** Sobel magnitude of L* in levels. */
function sobel(lab: Raster<Float32Array>): Float32Array {
  const { width, height, data } = lab;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const u = Math.max(0, y - 1) * width;
    const m = y * width;
    const d = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
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

export function floodField(lab: Raster<Float32Array>, backdrop: Backdrop): FloodField {
  const { width, height } = lab;
  const n = width * height;
  const gradient = sobel(lab);
  const smooth = gaussianBlur({ width, height, channels: 1, data: backdrop.distance }, 0.7).data;
  const shadow = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    shadow[i] =
      backdrop.lighter[i] < 0 && backdrop.lighter[i] > -26 && backdrop.chroma[i] < 3.5 && gradient[i] < 14
        ? 1
        : 0;
  return { width, height, distance: smooth, gradient, shadow };
}

/** 1 where the backdrop reaches from the border under these settings. */
export function flood(field: FloodField, settings: FloodSettings): Uint8Array {
  const { width, height, distance, gradient, shadow } = field;
  const n = width * height;
  const out = new Uint8Array(n);
  const stack = new Int32Array(n);
  let top = 0;
  const { threshold, gradient: limit, shadow: useShadow } = settings;
  const visit = (i: number): void => {
    if (out[i] || gradient[i] >= limit) return;
    if (distance[i] >= threshold && !(useShadow && shadow[i])) return;
    out[i] = 1;
    stack[top++] = i;
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  while (top > 0) {
    const i = stack[--top];
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < n - width) visit(i + width);
  }
  return out;
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

const countOnes = (a: Uint8Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i];
  return s;
};

export interface FloodChoice {
  settings: FloodSettings;
  /** Raggedness of the chosen outline: 0 smooth, above about 1.5 torn. */
  raggedness: number;
  /** Share of the picture covered by the garment. */
  coverage: number;
}

/**
 * Tries all settings on a reduced field (long side about 512) and returns the one with the smoothest garment, or
 * undefined when none leaves a garment standing clear of the border.
 */
export function chooseFlood(field: FloodField, noise: number): FloodChoice | undefined {
  const { width, height } = field;
  const w = width >> 1;
  const h = height >> 1;
  let best: (FloodChoice & { score: number }) | undefined;
  const seen = new Map<number, number>();
  for (const threshold of THRESHOLDS) {
    if (threshold < noise * 1.5 + 0.3 && threshold < 9) continue;
    for (const gradient of GRADIENTS) {
      for (const shadow of [false, true]) {
        const settings = { threshold, gradient, shadow };
        const half = halve(flood(field, settings), width, height);
        const cc = connectedComponents(half, 4);
        let big = 0;
        for (let k = 1; k <= cc.count; k++) if (big === 0 || cc.area[k] > cc.area[big]) big = k;
        if (big === 0) continue;
        const area = cc.area[big];
        const coverage = area / (w * h);
        if (coverage < 0.01 || coverage > 0.93) continue;
        const box = cc.box[big];
        const touching =
          (box.x0 === 0 ? 1 : 0) + (box.y0 === 0 ? 1 : 0) + (box.x1 === w ? 1 : 0) + (box.y1 === h ? 1 : 0);
        if (touching > 2) continue;
        const code = area * 4096 + box.x0 * 64 + box.y1;
        let ragged = seen.get(code);
        if (ragged === undefined) {
          const mask = new Uint8Array(w * h);
          for (let i = 0; i < mask.length; i++) mask[i] = cc.labels[i] === big ? 1 : 0;
          const raster = { width: w, height: h, channels: 1, data: mask };
          ragged =
            (countOnes(close(raster, 2).data) - area + 0.5 * (area - countOnes(open(raster, 2).data))) /
            Math.sqrt(area) /
            coverage ** 0.25;
          seen.set(code, ragged);
        }
        const score = ragged - (shadow ? 0.12 : 0) + 0.03 * threshold + 0.5 * touching;
        if (!best || score < best.score) best = { settings, raggedness: ragged, coverage, score };
      }
    }
  }
  return best;
}
