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
  /** Median difference of the backdrop's own pixels from the model, levels. */
  noise: number;
  /** Share of border pixels 0..1 that follow the model. */
  agreement: number;
}

/** Difference in levels between two Lab colours. */
export function levels(dL: number, da: number, db: number): number {
  return Math.sqrt(squaredLevels(dL, da, db));
}

/** The same squared. */
export function squaredLevels(dL: number, da: number, db: number): number {
  const l = L_GAIN * dL;
  return l * l + CHROMA_GAIN * CHROMA_GAIN * (da * da + db * db);
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

/** Polynomial backdrop over normalised picture coordinates (-0.5..0.5), one row of terms per Lab channel. */
export interface BackdropModel {
  coefficients: Float64Array[];
  noise: number;
  agreement: number;
}

/** What is left of a value when the polynomial with terms from `o` on is taken off. */
function remainder(value: number, k: Float64Array, t: Float64Array, o: number): number {
  return (
    value -
    k[0] * t[o] -
    k[1] * t[o + 1] -
    k[2] * t[o + 2] -
    k[3] * t[o + 3] -
    k[4] * t[o + 4] -
    k[5] * t[o + 5]
  );
}

/** Normal equations of the fit: sums of products of terms in `a`, of terms and colours in `b`. */
function addUp(
  good: readonly number[],
  terms: Float64Array,
  colours: Float64Array,
  a: readonly Float64Array[],
  b: readonly Float64Array[],
): void {
  for (let p = 0; p < TERMS; p++) {
    for (let q = 0; q <= p; q++) {
      let sum = 0;
      for (const k of good) sum += terms[k * TERMS + p] * terms[k * TERMS + q];
      a[p][q] = sum;
      a[q][p] = sum;
    }
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (const k of good) sum += terms[k * TERMS + p] * colours[k * 3 + c];
      b[c][p] = sum;
    }
  }
}

/** Fits the backdrop of a Lab picture to its border. */
export function fitBackdrop(lab: Raster<Float32Array>): BackdropModel {
  const { width, height, data } = lab;
  const pixels: number[] = [];
  const ring = Math.max(3, Math.round(width / 90));
  const step = Math.max(1, Math.round((ring * (width + height) * 2) / 2000));
  let k = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (y >= ring && y < height - ring && x === ring) x = Math.max(ring, width - ring);
      if (k++ % step === 0) pixels.push(y * width + x);
    }
  const centre = dominant(lab, pixels);
  const coefficients: Float64Array[] = [0, 1, 2].map(() => new Float64Array(TERMS));
  for (let c = 0; c < 3; c++) coefficients[c][0] = centre[c];
  // Terms and colour of each border pixel side by side.
  const terms = new Float64Array(pixels.length * TERMS);
  const colours = new Float64Array(pixels.length * 3);
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    const x = i % width;
    basis((x + 0.5) / width - 0.5, ((i - x) / width + 0.5) / height - 0.5, terms.subarray(k * TERMS));
    for (let c = 0; c < 3; c++) colours[k * 3 + c] = data[i * 3 + c];
  }
  const residual = (k: number): number =>
    levels(
      remainder(colours[k * 3], coefficients[0], terms, k * TERMS),
      remainder(colours[k * 3 + 1], coefficients[1], terms, k * TERMS),
      remainder(colours[k * 3 + 2], coefficients[2], terms, k * TERMS),
    );
  const all = pixels.map((_, k) => k);
  // A slope over the picture may be wide at first; the second and third rounds keep what follows the fit.
  let good = all;
  for (let round = 0; round < 3; round++) {
    const limit = round === 0 ? 34 : Math.max(4, 4 * median(good.map(residual)) + 2);
    good = all.filter((k) => residual(k) < limit);
    if (good.length < 60) break;
    const a = Array.from({ length: TERMS }, () => new Float64Array(TERMS));
    const b = [0, 1, 2].map(() => new Float64Array(TERMS));
    addUp(good, terms, colours, a, b);
    // A side without backdrop pixels leaves slopes undetermined: pull them gently to zero.
    for (let p = 1; p < TERMS; p++) a[p][p] += good.length * (p < 3 ? 1e-4 : 1e-3);
    for (let c = 0; c < 3; c++)
      coefficients[c] = solve(
        a.map((r) => r.slice()),
        b[c],
      );
  }
  const values = good.map(residual);
  const noise = values.length > 0 ? median(values) : 0;
  const spread = values.length > 0 ? quantile(values, 0.95) : 0;
  const near = Math.max(8, spread * 1.5);
  return { coefficients, noise, agreement: all.filter((k) => residual(k) < near).length / all.length };
}

/** Lab colour of the backdrop at a place of the picture, shares of its width and height. */
export function groundAt({ coefficients }: BackdropModel, x: number, y: number): [number, number, number] {
  const terms = new Float64Array(TERMS);
  basis(x - 0.5, y - 0.5, terms);
  const at = (c: number): number => -remainder(0, coefficients[c], terms, 0);
  return [at(0), at(1), at(2)];
}

/**
 * Compares a Lab raster with the backdrop. The raster covers `box` of the picture the model was fitted to, the whole
 * picture being 1 x 1.
 */
export function compareBackdrop(
  lab: Raster<Float32Array>,
  model: BackdropModel,
  box: { x: number; y: number; width: number; height: number } = { x: 0, y: 0, width: 1, height: 1 },
): Backdrop {
  const { width, height, data } = lab;
  const n = width * height;
  const out: Backdrop = {
    distance: new Float32Array(n),
    lighter: new Float32Array(n),
    chroma: new Float32Array(n),
    noise: model.noise,
    agreement: model.agreement,
  };
  const [cl, ca, cb] = model.coefficients;
  for (let y = 0, i = 0; y < height; y++) {
    const v = box.y + ((y + 0.5) / height) * box.height - 0.5;
    const l0 = cl[0] + cl[2] * v + cl[5] * v * v;
    const l1 = cl[1] + cl[3] * v;
    const a0 = ca[0] + ca[2] * v + ca[5] * v * v;
    const a1 = ca[1] + ca[3] * v;
    const b0 = cb[0] + cb[2] * v + cb[5] * v * v;
    const b1 = cb[1] + cb[3] * v;
    for (let x = 0; x < width; x++, i++) {
      const u = box.x + ((x + 0.5) / width) * box.width - 0.5;
      const dL = (data[i * 3] - l0 - u * (l1 + cl[4] * u)) * L_GAIN;
      const da = data[i * 3 + 1] - a0 - u * (a1 + ca[4] * u);
      const db = data[i * 3 + 2] - b0 - u * (b1 + cb[4] * u);
      const dc = da * da + db * db;
      out.lighter[i] = dL;
      out.chroma[i] = Math.sqrt(dc);
      out.distance[i] = Math.sqrt(dL * dL + CHROMA_GAIN * CHROMA_GAIN * dc);
    }
  }
  return out;
}
