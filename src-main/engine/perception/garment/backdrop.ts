/** Backdrop model: the smooth studio background of a garment picture, fitted to the picture's border. */

import { median, quantile } from '../../image/ops/signal.ts';
import type { Raster } from '../../image/raster.ts';

/** One "level" is an 8-bit grey step: L* is stretched by 2.55, chroma counts 1.6 times (shadows are neutral). */
const L_GAIN = 2.55;
const CHROMA_GAIN = 1.6;
const TERMS = 6;

export interface Backdrop {
  /** Difference from the modelled backdrop per pixel, levels. */
  distance: Float32Array;
  /** Lightness minus backdrop lightness, levels (negative = darker), and chroma difference, a*b* units. */
  lighter: Float32Array;
  chroma: Float32Array;
  /** Modelled backdrop colour, Lab interleaved. */
  lab: Float32Array;
  /** Median difference of the backdrop's own pixels from the model, levels. */
  noise: number;
  /** Share of border pixels 0..1 that follow the model. */
  agreement: number;
}

/** Differences in levels between two Lab colours. */
export function levels(dL: number, da: number, db: number): number {
  return Math.hypot(L_GAIN * dL, CHROMA_GAIN * da, CHROMA_GAIN * db);
}

function basis(x: number, y: number, out: Float64Array): void {
  out[0] = 1;
  out[1] = x;
  out[2] = y;
  out[3] = x * y;
  out[4] = x * x;
  out[5] = y * y;
}

/** Solves the symmetric system `a x = b` in place by Gaussian elimination with pivoting. */
function solve(a: Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[p][k])) p = i;
    [a[k], a[p]] = [a[p], a[k]];
    [b[k], b[p]] = [b[p], b[k]];
    for (let i = k + 1; i < n; i++) {
      const f = a[i][k] / (a[k][k] || 1e-12);
      for (let j = k; j < n; j++) a[i][j] -= f * a[k][j];
      b[i] -= f * b[k];
    }
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let s = b[i];
    for (let j = i + 1; j < n; j++) s -= a[i][j] * x[j];
    x[i] = s / (a[i][i] || 1e-12);
  }
  return x;
}

/** Most common border colour: peak of a coarse Lab histogram, so that a garment touching the border does not shift it. */
function dominant(lab: Raster<Float32Array>, pixels: readonly number[]): [number, number, number] {
  const bins = new Map<number, number[]>();
  const key = (i: number): number => {
    const l = Math.round(lab.data[i * 3] / 3);
    const a = Math.round((lab.data[i * 3 + 1] + 128) / 5);
    const b = Math.round((lab.data[i * 3 + 2] + 128) / 5);
    return (l * 64 + a) * 64 + b;
  };
  for (const i of pixels) {
    const k = key(i);
    const list = bins.get(k);
    if (list) list.push(i);
    else bins.set(k, [i]);
  }
  let best: number[] = [];
  let bestCount = -1;
  for (const [k, list] of bins) {
    let count = 0;
    for (let dl = -2; dl <= 2; dl++)
      for (let da = -1; da <= 1; da++)
        for (let db = -1; db <= 1; db++) count += bins.get(k + (dl * 64 + da) * 64 + db)?.length ?? 0;
    if (count > bestCount) {
      bestCount = count;
      best = list;
    }
  }
  const at = (c: number): number => median(best.map((i) => lab.data[i * 3 + c]));
  return [at(0), at(1), at(2)];
}

/** Fits the backdrop of a Lab picture. With `known` (1 = backdrop), fits to those pixels instead of the border. */
export function modelBackdrop(lab: Raster<Float32Array>, known?: Uint8Array): Backdrop {
  const { width, height, data } = lab;
  const n = width * height;
  const pixels: number[] = [];
  const ring = Math.max(3, Math.round(width / 90));
  if (known) {
    const step = Math.max(1, Math.round(Math.sqrt(n / 12000)));
    for (let y = step >> 1; y < height; y += step)
      for (let x = step >> 1; x < width; x += step) if (known[y * width + x]) pixels.push(y * width + x);
  } else {
    const step = Math.max(1, Math.round((ring * (width + height) * 2) / 12000));
    let k = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        if (y >= ring && y < height - ring && x >= ring && x < width - ring) {
          x = width - ring - 1;
          continue;
        }
        if (k++ % step === 0) pixels.push(y * width + x);
      }
  }
  const centre = dominant(lab, pixels);
  const coefficients = [new Float64Array(TERMS), new Float64Array(TERMS), new Float64Array(TERMS)];
  for (let c = 0; c < 3; c++) coefficients[c][0] = centre[c];
  const row = new Float64Array(TERMS);
  const residual = (i: number): number => {
    const x = (i % width) / width - 0.5;
    const y = Math.floor(i / width) / height - 0.5;
    basis(x, y, row);
    let dL = data[i * 3];
    let da = data[i * 3 + 1];
    let db = data[i * 3 + 2];
    for (let t = 0; t < TERMS; t++) {
      dL -= coefficients[0][t] * row[t];
      da -= coefficients[1][t] * row[t];
      db -= coefficients[2][t] * row[t];
    }
    return levels(dL, da, db);
  };
  // A slope over the picture may be wide at first; the second and third rounds keep what follows the fit.
  let good = pixels;
  for (let round = 0; round < 3; round++) {
    const limit = round === 0 ? 34 : Math.max(4, 4 * median(good.map(residual)) + 2);
    good = pixels.filter((i) => residual(i) < limit);
    if (good.length < 60) break;
    for (let c = 0; c < 3; c++) {
      const a = Array.from({ length: TERMS }, () => new Float64Array(TERMS));
      const b = new Float64Array(TERMS);
      for (const i of good) {
        basis((i % width) / width - 0.5, Math.floor(i / width) / height - 0.5, row);
        for (let p = 0; p < TERMS; p++) {
          b[p] += row[p] * data[i * 3 + c];
          for (let q = 0; q < TERMS; q++) a[p][q] += row[p] * row[q];
        }
      }
      for (let p = 1; p < TERMS; p++) a[p][p] += good.length * (p < 3 ? 1e-4 : 1e-3);
      coefficients[c] = solve(a, b) as Float64Array<ArrayBuffer>;
    }
  }
  const values = good.map(residual);
  const noise = values.length > 0 ? median(values) : 0;
  const spread = values.length > 0 ? quantile(values, 0.95) : 0;
  const agreement =
    pixels.filter((i) => residual(i) < Math.max(8, spread * 1.5)).length / Math.max(1, pixels.length);

  const out: Backdrop = {
    distance: new Float32Array(n),
    lighter: new Float32Array(n),
    chroma: new Float32Array(n),
    lab: new Float32Array(n * 3),
    noise,
    agreement,
  };
  const [cl, ca, cb] = coefficients;
  for (let y = 0, i = 0; y < height; y++) {
    const v = y / height - 0.5;
    for (let x = 0; x < width; x++, i++) {
      const u = x / width - 0.5;
      const l = cl[0] + cl[2] * v + cl[5] * v * v + u * (cl[1] + cl[3] * v + cl[4] * u);
      const a = ca[0] + ca[2] * v + ca[5] * v * v + u * (ca[1] + ca[3] * v + ca[4] * u);
      const b = cb[0] + cb[2] * v + cb[5] * v * v + u * (cb[1] + cb[3] * v + cb[4] * u);
      out.lab[i * 3] = l;
      out.lab[i * 3 + 1] = a;
      out.lab[i * 3 + 2] = b;
      const dL = (data[i * 3] - l) * L_GAIN;
      const da = data[i * 3 + 1] - a;
      const db = data[i * 3 + 2] - b;
      const dc = da * da + db * db;
      out.lighter[i] = dL;
      out.chroma[i] = Math.sqrt(dc);
      out.distance[i] = Math.sqrt(dL * dL + CHROMA_GAIN * CHROMA_GAIN * dc);
    }
  }
  return out;
}
