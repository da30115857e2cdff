/** Neckline: the front edge of the neck opening, found as the curve with the best signed edge below the collar. */

import { gaussianBlur } from '../../image/ops/blur.ts';
import { erode } from '../../image/ops/morphology.ts';
import { crop } from '../../image/ops/resize.ts';
import { quantile } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import { findNeckLabel } from './neck-label.ts';
import type { Silhouette } from './silhouette.ts';

const SAMPLES = 41;
/**
 * Least score of a curve to be believed. Most garments show the inside of their back above the front neckline, so
 * little evidence will do; a roll neck, an outline that already dips like a neckline, or a bardot seldom do.
 */
const MIN_SCORE = { usual: 0.24, dipped: 0.5, highNeck: 0.6, offShoulder: 0.75 };

/** Score of a curve below the label over that of the best curve, from which it is the front edge. */
const BELOW_LABEL = 0.6;

/** Shapes 1 - |2t - 1|^p of a neckline from a V to a U, sampled over t = 0..1. */
const BOWS = [1, 1.6, 2.2, 3].map((power) =>
  Float64Array.from({ length: SAMPLES }, (_, k) => 1 - Math.abs((2 * k) / (SAMPLES - 1) - 1) ** power),
);

export interface Neckline {
  /** From the left to the right collar point, silhouette px. */
  points: Point[];
  /** True when a front edge below the back of the collar was found: the area between is the inside back. */
  hasInnerBack: boolean;
  /** Edge score 0..1. */
  score: number;
}

/** Top edge of the garment between the collar points. */
function outlineNeckline(s: Silhouette, l: Point, r: Point): Point[] {
  const out: Point[] = [];
  for (let k = 0; k < SAMPLES; k++) {
    const x = l.x + ((r.x - l.x) * k) / (SAMPLES - 1);
    const i = Math.max(0, Math.min(s.width - 1, Math.floor(x)));
    out.push({ x, y: s.top[i] < s.height ? s.top[i] : l.y + ((r.y - l.y) * k) / (SAMPLES - 1) });
  }
  return out;
}

/**
 * Searches curves y = chord + depth (1 - |2t - 1|^p) between the collar points for the one with the strongest edge
 * that is brighter below than above (cloth in light below, shaded inside above). `chest` is the armpit distance.
 */
export function findNeckline(
  s: Silhouette,
  l: Point,
  r: Point,
  chest: number,
  offShoulder: boolean,
): Neckline {
  const { width, height } = s;
  const span = r.x - l.x;
  const fallback = { points: outlineNeckline(s, l, r), hasInnerBack: false, score: 0 };
  if (span < 8) return fallback;
  const eroded = erode({ width, height, channels: 1, data: s.mask }, 2).data;
  // Scharr gradients of the three Lab channels, L stretched to levels.
  const x0 = Math.max(1, Math.floor(l.x) - 2);
  const x1 = Math.min(width - 2, Math.ceil(r.x) + 2);
  const y0 = Math.max(1, Math.floor(Math.min(l.y, r.y)) - 2);
  const y1 = Math.min(height - 2, Math.ceil(Math.min(l.y, r.y) + 1.2 * span) + 4);
  const w = x1 - x0 + 1;
  const h = y1 - y0 + 1;
  if (w < 6 || h < 6) return fallback;
  const window = crop(s.lab, { x0: x0 - 1, y0: y0 - 1, x1: x1 + 2, y1: y1 + 2 });
  const lab = gaussianBlur(window, 1).data;
  const stride = w + 2;
  const gx = new Float32Array(w * h * 3);
  const gy = new Float32Array(w * h * 3);
  const magnitudes: number[] = [];
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      const o = ((y - y0) * w + x - x0) * 3;
      let m = 0;
      for (let c = 0; c < 3; c++) {
        const gain = (c === 0 ? 2.55 : 1) / 16;
        const middle = ((y - y0 + 1) * stride + x - x0 + 1) * 3 + c;
        const up = middle - stride * 3;
        const down = middle + stride * 3;
        const dx =
          3 * (lab[up + 3] - lab[up - 3]) +
          10 * (lab[middle + 3] - lab[middle - 3]) +
          3 * (lab[down + 3] - lab[down - 3]);
        const dy =
          3 * (lab[down - 3] - lab[up - 3]) + 10 * (lab[down] - lab[up]) + 3 * (lab[down + 3] - lab[up + 3]);
        gx[o + c] = dx * gain;
        gy[o + c] = dy * gain;
        m += (dx * gain) ** 2 + (dy * gain) ** 2;
      }
      if (eroded[y * width + x]) magnitudes.push(Math.sqrt(m));
    }
  const reference = Math.min(9, Math.max(1.2, magnitudes.length > 20 ? quantile(magnitudes, 0.88) : 3));
  const xs = new Float64Array(SAMPLES);
  const ys = new Float64Array(SAMPLES);
  const cover = new Float64Array(SAMPLES - 6);
  const sorted = new Float64Array(SAMPLES - 6);
  const mid = SAMPLES >> 1;
  // The label is sewn to the inside of the back: the front edge runs below it.
  const label = offShoulder ? undefined : findNeckLabel(s, l, r);
  const under = label && search(label.y1);
  const first = search(Number.NEGATIVE_INFINITY);
  const hidden = under && first && under.score > BELOW_LABEL * first.score;
  const best = hidden ? under : first;
  if (!best || best.score < leastScore(s, l, r, chest, offShoulder))
    return { ...fallback, score: best?.score ?? 0 };
  best.points[0] = { x: l.x, y: l.y };
  best.points[SAMPLES - 1] = { x: r.x, y: r.y };
  return { points: best.points, hasInnerBack: true, score: best.score };

  /** The best curve whose middle runs below row `below`. */
  function search(below: number): { score: number; points: Point[] } | undefined {
    let best: { score: number; points: Point[] } | undefined;
    for (const inset of [0, 0.05, 0.1]) {
      for (let k = 0; k < SAMPLES; k++) xs[k] = l.x + span * (inset + (1 - 2 * inset) * (k / (SAMPLES - 1)));
      for (const drop of [0, 0.07])
        for (let depth = 0.1 * span; depth < Math.min(1.1 * span, 0.8 * chest); depth += 2) {
          // Plain, shallow curves between the collar points themselves are likelier.
          const likely = (1 - (0.12 * depth) / span) * (1 - 0.5 * inset) * (1 - 0.3 * drop);
          for (const bow of BOWS) {
            const least = (best?.score ?? 0) / likely;
            if (least > 1) break;
            for (let k = 0; k < SAMPLES; k++)
              ys[k] = l.y + (r.y - l.y) * (k / (SAMPLES - 1)) + drop * span + depth * bow[k];
            const midX = Math.max(0, Math.min(width - 1, Math.floor(xs[mid])));
            if (ys[mid] < below || ys[mid] - s.top[midX] < 0.05 * span) continue;
            let inside = 0;
            let central = 0;
            for (let k = 3; k < SAMPLES - 3; k++) {
              const i = Math.floor(xs[k]);
              const j = Math.floor(ys[k]);
              let v = 0;
              if (i >= x0 && i <= x1 && j >= y0 && j <= y1 && eroded[j * width + i]) {
                const tx = xs[k + 1] - xs[k - 1];
                const ty = ys[k + 1] - ys[k - 1];
                const tl = Math.hypot(tx, ty) || 1;
                // Normal pointing down, out of the opening.
                const nx = -ty / tl;
                const ny = tx / tl;
                const o = ((j - y0) * w + i - x0) * 3;
                const e0 = gx[o] * nx + gy[o] * ny;
                const e1 = gx[o + 1] * nx + gy[o + 1] * ny;
                const e2 = gx[o + 2] * nx + gy[o + 2] * ny;
                v = Math.sqrt(e0 * e0 + e1 * e1 + e2 * e2) * (e0 > -0.15 * reference ? 1 : 0.2);
                if (Math.abs(k - mid) <= 6) central++;
              }
              if (Math.abs(k - mid) <= 6) inside++;
              cover[k - 3] = Math.min(1, v / reference);
            }
            if (central < 0.6 * inside) continue;
            let mean = 0;
            for (let k = 0; k < cover.length; k++) mean += cover[k];
            mean /= cover.length;
            // Four fifths of the values are at least as high as their 0.2 quantile.
            if (mean * 0.6 + Math.min(1, mean / 0.79) * 0.4 < least) continue;
            let score = mean * 0.6 + lowerFifth(cover, sorted) * 0.4;
            if (score < least * 0.999) continue;
            score *= 1 / (1 + sideVariation({ lab, stride, x0: x0 - 1, y0: y0 - 1, y1 }, xs, ys) / 60);
            score *= likely;
            if (score > (best?.score ?? 0))
              best = { score, points: Array.from(xs, (x, k) => ({ x, y: ys[k] })) };
          }
        }
    }
    return best;
  }
}

/** 0.2 quantile as `quantile` gives it, for a few values; `sorted` is scratch of the same length. */
function lowerFifth(values: Float64Array, sorted: Float64Array): number {
  for (let k = 0; k < values.length; k++) {
    const v = values[k];
    let j = k;
    for (; j > 0 && sorted[j - 1] > v; j--) sorted[j] = sorted[j - 1];
    sorted[j] = v;
  }
  const at = 0.2 * (values.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (sorted[low + 1] - sorted[low]) * (at - low);
}

function leastScore(s: Silhouette, l: Point, r: Point, chest: number, offShoulder: boolean): number {
  if (offShoulder) return MIN_SCORE.offShoulder;
  const topAt = (x: number): number => s.top[Math.max(0, Math.min(s.width - 1, Math.floor(x)))];
  const beside = (topAt(l.x - 0.1 * chest) - l.y + topAt(r.x + 0.1 * chest) - r.y) / 2;
  const span = r.x - l.x;
  if (span < 0.3 * chest || beside > 0.13 * chest) return MIN_SCORE.highNeck;
  if (topAt(s.axis) - (l.y + r.y) / 2 > 0.14 * span) return MIN_SCORE.dipped;
  return MIN_SCORE.usual;
}

/** Colour variation along a curve, on its calmer side: a true edge has plain trim or plain lining on one side. */
function sideVariation(
  view: { lab: Float32Array; stride: number; x0: number; y0: number; y1: number },
  xs: Float64Array,
  ys: Float64Array,
): number {
  let calmer = Number.POSITIVE_INFINITY;
  for (const offset of [2, -2]) {
    let total = 0;
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      let squares = 0;
      const n = xs.length - 6;
      for (let k = 3; k < xs.length - 3; k++) {
        const j = Math.max(view.y0, Math.min(view.y1, Math.floor(ys[k]) + offset)) - view.y0;
        const v = view.lab[(j * view.stride + Math.floor(xs[k]) - view.x0) * 3 + c] * (c === 0 ? 2.55 : 1);
        sum += v;
        squares += v * v;
      }
      total += Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
    }
    calmer = Math.min(calmer, total);
  }
  return calmer;
}
