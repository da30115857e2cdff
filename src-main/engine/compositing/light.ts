/** Light: the photo's soft light and folds as a brightness field for the new garment, and its white balance. */

import { PART } from '../domain/parsing.ts';
import { distanceTo } from '../image/ops/distance.ts';
import { clamp, quantile } from '../image/ops/signal.ts';
import { bits, blurField, clamp01, countSet, enlarge, reduce, shrink, weightedBlur } from './planes.ts';
import type { Scene } from './scene.ts';

export interface Light {
  /** Factor for garment pixels, scene size, about 0.7..1.2. */
  shade: Float32Array;
  /** Soft brightness of the worn clothes and arms, 1 = neutral. */
  soft: Float32Array;
  /** 0..1: how plain the worn upper garment is, that is how far its folds can be trusted. */
  plain: number;
}

interface Region {
  name: 'upper' | 'arm' | 'lower';
  mask: Uint8Array;
}

interface Half {
  w: number;
  h: number;
  luma: Float32Array;
  /** Red and blue against luma. */
  red: Float32Array;
  blue: Float32Array;
}

/** Half-size brightness and colour differences: folds are wider than two pixels. */
function halfSize(scene: Scene): Half {
  const { w, h, data: rgb } = reduce(scene, scene.rgb, 3, 1);
  const luma = new Float32Array(w * h);
  const red = new Float32Array(w * h);
  const blue = new Float32Array(w * h);
  for (let i = 0; i < w * h; i++) {
    const y = 0.2126 * rgb[i * 3] + 0.7152 * rgb[i * 3 + 1] + 0.0722 * rgb[i * 3 + 2];
    luma[i] = y + 4;
    red[i] = rgb[i * 3] - y;
    blue[i] = rgb[i * 3 + 2] - y;
  }
  return { w, h, luma, red, blue };
}

function regions(scene: Scene, half: Half): Region[] {
  const { w, h } = half;
  const pick = (test: (i: number) => boolean): Uint8Array => {
    const out = new Uint8Array(w * h);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const i = Math.min(scene.h - 1, 2 * y) * scene.w + Math.min(scene.w - 1, 2 * x);
        out[y * w + x] = test(i) ? 1 : 0;
      }
    }
    return shrink({ w, h }, out, 1);
  };
  const { labels, soft } = scene;
  return [
    { name: 'upper', mask: pick((i) => soft.upper[i] > 0.95) },
    {
      name: 'arm',
      mask: pick((i) => labels[i] >= PART.leftArm && labels[i] <= PART.rightHand && soft.skin[i] > 0.95),
    },
    { name: 'lower', mask: pick((i) => soft.lower[i] > 0.95) },
  ];
}

interface Measure {
  middle: number;
  /** Share of pixels that a print or a logo covers. */
  print: number;
  /** 0..1. */
  plain: number;
}

/** How plain a region is; pixels of prints are removed from `mask`. */
function measure(half: Half, mask: Uint8Array, fine: Float32Array, dropPrint: boolean): Measure | null {
  let stride = 1;
  const stats = (m: Uint8Array): { luma: number[]; red: number[]; blue: number[]; fine: number } => {
    const out = { luma: [] as number[], red: [] as number[], blue: [] as number[], fine: 0 };
    // A few thousand pixels tell as much as all.
    for (let i = 0; i < m.length; i += stride) {
      if (!m[i]) continue;
      out.luma.push(half.luma[i]);
      out.red.push(half.red[i]);
      out.blue.push(half.blue[i]);
      out.fine += Math.abs(fine[i]);
    }
    out.fine /= Math.max(1, out.luma.length);
    return out;
  };
  const total = countSet(mask);
  if (total < 120) return null;
  stride = Math.max(1, Math.floor(total / 3000));
  let s = stats(mask);
  let print = 0;
  if (dropPrint) {
    const y = quantile(s.luma, 0.5);
    const r = quantile(s.red, 0.5);
    const b = quantile(s.blue, 0.5);
    const usual = quantile(
      s.luma.map((v) => Math.abs(v - y)),
      0.5,
    );
    const far = new Uint8Array(mask.length);
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i]) continue;
      const dr = half.red[i] - r;
      const db = half.blue[i] - b;
      if (dr * dr + db * db > 20 * 20 || Math.abs(half.luma[i] - y) > Math.max(34, 3 * usual)) far[i] = 1;
    }
    const near = distanceTo(bits(half, far));
    let dropped = 0;
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i] || near[i] > 2.5) continue;
      mask[i] = 0;
      dropped++;
    }
    print = dropped / total;
    if (total - dropped < 120) return null;
    s = stats(mask);
  }
  const middle = quantile(s.luma, 0.5);
  const spread = (v: number[]): number => quantile(v, 0.84) - quantile(v, 0.16);
  const colour = Math.hypot(spread(s.red), spread(s.blue)) / 2;
  const rough = s.fine / middle;
  // Busy colours, busy detail, prints over half of it, or cloth too dark to show its shading.
  const plain =
    clamp01(1.6 - colour / 9) *
    clamp01(1.5 - rough / 0.05) *
    clamp01((0.55 - print) / 0.25) *
    clamp01((middle - 25) / 40);
  return { middle, print, plain };
}

/**
 * Brightness field for garment pixels from what the photo shows of clothes and arms (`light`, `folds` are strengths
 * around 1).
 */
export function photoLight(scene: Scene, light: number, folds: number): Light {
  const { unit } = scene;
  const half = halfSize(scene);
  const size = { w: half.w, h: half.h };
  const m = half.w * half.h;
  const u = unit / 2;
  const smooth = blurField(size, half.luma, 1.5);
  const fine = new Float32Array(m);
  for (let i = 0; i < m; i++) fine[i] = half.luma[i] - smooth[i];

  const ratio = new Float32Array(m).fill(1);
  const weight = new Float32Array(m);
  let plain = 0;
  let foldArea: Uint8Array | null = null;
  for (const { name, mask } of regions(scene, half)) {
    const q = measure(half, mask, fine, name !== 'arm');
    if (!q) continue;
    if (name === 'upper') {
      plain = q.plain;
      foldArea = mask;
    }
    const strength = q.plain * (name === 'upper' ? 1 : 1 / 1.4);
    for (let i = 0; i < m; i++) {
      if (!mask[i]) continue;
      ratio[i] = 1 + (clamp(half.luma[i] / q.middle, 0.45, 1.45) - 1) * strength;
      weight[i] = Math.max(0.05, q.plain);
    }
  }
  const wide = weightedBlur(size, ratio, weight, 0.075 * u);
  const soft = new Float32Array(m);
  const shade = new Float32Array(m);
  for (let i = 0; i < m; i++) {
    soft[i] = 1 + (wide.value[i] - 1) * clamp01(wide.reach[i] * 3);
    shade[i] = clamp(1 + (soft[i] - 1) * 0.75 * light, 0.7, 1.2);
  }
  if (foldArea && plain > 0.05 && folds > 0) {
    const inner = shrink(size, foldArea, Math.max(1, Math.round(0.012 * u)));
    const detail = weightedBlur(size, ratio, weight, Math.max(0.8, 0.008 * u)).value;
    const around = weightedBlur(size, ratio, weight, 0.05 * u).value;
    const trust = blurField(size, Float32Array.from(inner), Math.max(1, 0.02 * u));
    for (let i = 0; i < m; i++) {
      const f = clamp(detail[i] / Math.max(around[i], 0.3), 0.8, 1.15) - 1;
      shade[i] *= 1 + f * trust[i] * trust[i] * 0.65 * plain * folds;
    }
  }
  const up = (v: Float32Array): Float32Array => enlarge({ w: half.w, h: half.h, data: v }, scene, 2);
  return { shade: up(shade), soft: up(soft), plain };
}

/** `shade` with a falloff towards the new garments' own silhouette; `light` as above. */
export function withFalloff(scene: Scene, shade: Float32Array, light: number): Float32Array {
  const u = scene.unit / 2;
  const { w, h, data: cover } = reduce(scene, scene.cover, 1, 1);
  const m = w * h;
  const edge = new Uint8Array(m);
  for (let i = 0; i < m; i++) edge[i] = cover[i] < 0.5 ? 1 : 0;
  const toEdge = distanceTo(bits({ w, h }, edge));
  const factor = new Float32Array(m);
  for (let i = 0; i < m; i++) factor[i] = 1 - 0.1 * Math.min(1.3, light) * Math.exp(-toEdge[i] / (0.05 * u));
  const out = enlarge({ w, h, data: factor }, scene, 2);
  for (let i = 0; i < out.length; i++) out[i] *= shade[i];
  return out;
}

/**
 * Gains for garment colours, close to 1: a white worn garment tells how bright and how tinted white is in this photo.
 * `amount` 0..1. Product pictures put white near 245.
 */
export function whiteGain(scene: Scene, amount: number): [number, number, number] {
  const r: number[] = [];
  const g: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < scene.n; i += 13) {
    if (Math.max(scene.soft.upper[i], scene.soft.lower[i]) < 0.95) continue;
    const [R, G, B] = [scene.rgb[i * 3], scene.rgb[i * 3 + 1], scene.rgb[i * 3 + 2]];
    if (Math.min(R, G, B) < 165 || Math.max(R, G, B) - Math.min(R, G, B) > 28) continue;
    r.push(R);
    g.push(G);
    b.push(B);
  }
  if (r.length < 100) return [1, 1, 1];
  const white = [quantile(r, 0.85), quantile(g, 0.85), quantile(b, 0.85)];
  const level = clamp((white[0] + white[1] + white[2]) / 3 / 245, 0.9, 1.03);
  const mean = (white[0] + white[1] + white[2]) / 3;
  const gain = white.map((v) => 1 + amount * (level * clamp(v / mean, 0.96, 1.04) - 1));
  return [gain[0], gain[1], gain[2]];
}
