/** Skin: colour and shading of bare skin where clothes were, grown from the skin that can be seen. */

import { PART } from '../../domain/parsing.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { erode } from '../../image/ops/morphology.ts';
import { resizeArea, resizeBilinear } from '../../image/ops/resize.ts';
import { clamp, gaussianFilter1d, interp1, quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import { bits, blurField, clamp01 } from '../planes.ts';
import type { Scene } from '../scene.ts';
import type { Limb } from './limbs.ts';
import type { OldGarment } from './old-garment.ts';

const BINS = 15;

/** Brightness across a limb relative to its axis, by `across` from -1 to 1. */
export type Profile = Float64Array;

/** A round limb under soft frontal light. */
const ROUND: Profile = Float64Array.from({ length: BINS }, (_, k) => {
  const s = Math.abs((2 * k) / (BINS - 1) - 1);
  return 1.03 - 0.24 * s ** 2.4;
});

export function profileAt(profile: Profile, across: number): number {
  const k = clamp(((across + 1) / 2) * (BINS - 1), 0, BINS - 1 - 1e-6);
  const i = Math.floor(k);
  return profile[i] + (profile[i + 1] - profile[i]) * (k - i);
}

/** Shading of a limb as seen on its bare part, or null when too little is bare. */
export function seenProfile(scene: Scene, limb: Limb, known: Float32Array): Profile | null {
  const stations = 24;
  const axis = new Float64Array(stations);
  const axisN = new Float64Array(stations);
  const luma = (i: number): number =>
    0.2126 * scene.rgb[i * 3] + 0.7152 * scene.rgb[i * 3 + 1] + 0.0722 * scene.rgb[i * 3 + 2];
  const station = (i: number): number => Math.min(stations - 1, Math.floor(limb.along[i] * stations));
  for (let i = 0; i < scene.n; i++) {
    if (limb.inside[i] <= 0 || known[i] < 0.5 || Math.abs(limb.across[i]) > 0.35) continue;
    axis[station(i)] += luma(i);
    axisN[station(i)]++;
  }
  const sum = new Float64Array(BINS);
  const count = new Float64Array(BINS);
  for (let i = 0; i < scene.n; i++) {
    if (limb.inside[i] <= 0 || known[i] < 0.5) continue;
    const k = station(i);
    if (axisN[k] < 6) continue;
    const bin = clamp(Math.round(((limb.across[i] + 1) / 2) * (BINS - 1)), 0, BINS - 1);
    sum[bin] += (luma(i) * axisN[k]) / axis[k];
    count[bin]++;
  }
  let filled = 0;
  for (let k = 0; k < BINS; k++) if (count[k] > 12) filled++;
  if (filled < 0.6 * BINS) return null;
  const out = new Float64Array(BINS);
  for (let k = 0; k < BINS; k++) {
    const prior = 25;
    out[k] = clamp((sum[k] + prior * ROUND[k]) / (count[k] + prior), 0.55, 1.3);
  }
  return gaussianFilter1d(out, 0.8);
}

/** Weight 0..1 of pixels that show clean skin of the body: no clothes' edge, no features of the face. */
export function knownSkin(scene: Scene, old: OldGarment): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const clean = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++) clean[i] = scene.soft.skin[i] > 0.9 && !old.mask[i] ? 1 : 0;
  const core = erode(bits(size, clean), 1).data;
  const out = new Float32Array(scene.n);
  const light: number[] = [];
  const hue: number[] = [];
  const tint: number[] = [];
  const value = (i: number): [number, number, number] => {
    const r = scene.rgb[i * 3];
    const g = scene.rgb[i * 3 + 1];
    const b = scene.rgb[i * 3 + 2];
    const s = r + g + b + 1;
    return [s / 3, r / s, b / s];
  };
  for (let i = 0; i < scene.n; i += 3) {
    if (!core[i]) continue;
    const [y, r, b] = value(i);
    light.push(y);
    hue.push(r);
    tint.push(b);
  }
  if (light.length < 20) return out;
  const mid = [quantile(light, 0.5), quantile(hue, 0.5), quantile(tint, 0.5)];
  for (let i = 0; i < scene.n; i++) {
    if (!core[i]) continue;
    const [y, r, b] = value(i);
    // Lips, brows, nails, jewellery, deep shadow.
    if (y < 0.45 * mid[0] || y > 1.7 * mid[0] || Math.abs(r - mid[1]) > 0.05 || Math.abs(b - mid[2]) > 0.05)
      continue;
    const label = scene.labels[i];
    out[i] = label === PART.face ? 0.03 : label === PART.leftHand || label === PART.rightHand ? 0.6 : 1;
  }
  return out;
}

/** Red keeps more light than green and blue in the shadowed parts of skin. */
const TINT = [0.92, 1.04, 1.1];

/**
 * Skin colour for every pixel of `region` (0..255, three channels, scene size). `shading` is a soft brightness field
 * (1 = neutral) laid on the torso, taken from the clothes that were removed.
 */
export function growSkin(
  scene: Scene,
  known: Float32Array,
  limbs: readonly Limb[],
  onLimb: (limb: Limb) => Uint8Array,
  shading: Float32Array,
): Float32Array {
  const { w, h, n } = scene;
  const size = { w, h };
  // Brightness that limbs' roundness explains; dividing by it makes skin flat, so that it can be spread smoothly.
  const round = new Float32Array(n).fill(1);
  const limbed = new Uint8Array(n);
  const profiles = limbs.map((limb) => seenProfile(scene, limb, known));
  for (let k = 0; k < limbs.length; k++) {
    const limb = limbs[k];
    const twin = limbs.findIndex((l, j) => j !== k && l.kind === limb.kind && profiles[j] !== null);
    const profile = profiles[k] ?? (twin >= 0 ? profiles[twin] : null) ?? ROUND;
    const here = onLimb(limb);
    for (let i = 0; i < n; i++) {
      if (!here[i]) continue;
      round[i] = profileAt(profile, limb.across[i]);
      limbed[i] = 1;
    }
  }
  const soft = blurField(size, round, 1);
  const flat = new Float32Array(n * 3);
  const total = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (known[i] <= 0) continue;
    total[i] = known[i];
    for (let c = 0; c < 3; c++) flat[i * 3 + c] = (scene.rgb[i * 3 + c] / soft[i] ** TINT[c]) * known[i];
  }
  const spread = spreadColour(size, flat, total, 0.06 * scene.unit);
  const out = new Float32Array(n * 3);
  const { rows, extentTight } = scene.frame;
  for (let i = 0; i < n; i++) {
    let light = soft[i];
    if (!limbed[i]) {
      const side = scene.lateral[i];
      const extent = interp1(scene.depth[i], rows, side < 0 ? extentTight.L : extentTight.R);
      light =
        (1 + 0.6 * (shading[i] - 1)) *
        (scene.depth[i] > 0.3 * scene.torsoLength ? torsoRound(side, extent) : 1);
    }
    for (let c = 0; c < 3; c++) out[i * 3 + c] = spread[i * 3 + c] * light ** TINT[c];
  }
  correctSeams(scene, out, known);
  return out;
}

/** Spread premultiplied colour over the whole scene: membrane at a quarter of the size, pulled to the median far away. */
function spreadColour(
  size: { w: number; h: number },
  flat: Float32Array,
  weight: Float32Array,
  reach: number,
): Float32Array {
  const lw = Math.ceil(size.w / 4);
  const lh = Math.ceil(size.h / 4);
  const colour = resizeArea(floatRaster(size.w, size.h, 3, flat), lw, lh);
  const mass = resizeArea(floatRaster(size.w, size.h, 1, weight), lw, lh);
  const known = new Float32Array(lw * lh);
  const channels: number[][] = [[], [], []];
  for (let i = 0; i < known.length; i++) {
    if (mass.data[i] < 1e-4) continue;
    for (let c = 0; c < 3; c++) colour.data[i * 3 + c] /= mass.data[i];
    // Half-known cells are clean too because colours are premultiplied; the face barely counts.
    known[i] = mass.data[i] > 0.2 ? 1 : mass.data[i] * 0.2;
    if (mass.data[i] > 0.2) for (let c = 0; c < 3; c++) channels[c].push(colour.data[i * 3 + c]);
  }
  const typical = channels.map((v) => (v.length > 0 ? quantile(v, 0.55) : 150));
  const filled = diffuseFill(colour, floatRaster(lw, lh, 1, known), 40);
  const near = blurField({ w: lw, h: lh }, known, Math.max(1, reach / 4));
  for (let i = 0; i < known.length; i++) {
    const mix = 0.35 * (1 - clamp01(near[i] * 4));
    for (let c = 0; c < 3; c++) filled.data[i * 3 + c] += mix * (typical[c] - filled.data[i * 3 + c]);
  }
  return resizeBilinear(filled, size.w, size.h).data;
}

/** What the fill misses on visible skin is spread into it, so that it starts out exactly as the skin it continues. */
export function correctSeams(scene: Scene, fill: Float32Array, known: Float32Array): void {
  const { w, h, n, unit } = scene;
  const lw = Math.ceil(w / 2);
  const lh = Math.ceil(h / 2);
  const miss = new Float32Array(n * 3);
  const full = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (known[i] < 0.5) continue;
    full[i] = 1;
    for (let c = 0; c < 3; c++) miss[i * 3 + c] = scene.rgb[i * 3 + c] - fill[i * 3 + c];
  }
  const m = resizeArea(floatRaster(w, h, 3, miss), lw, lh).data;
  const k = resizeArea(floatRaster(w, h, 1, full), lw, lh).data;
  const size = { w: lw, h: lh };
  const num = new Float32Array(m.length);
  const den = new Float32Array(k.length);
  // Fine corrections count most near the seam, wide ones carry the tone on.
  for (const [sigma, weight] of [
    [0.9, 1],
    [2.2, 0.2],
    [Math.max(3, 0.025 * unit), 0.03],
  ]) {
    const bm = blurField(size, m, sigma, 3);
    const bk = blurField(size, k, sigma);
    for (let i = 0; i < k.length; i++) {
      den[i] += weight * bk[i];
      for (let c = 0; c < 3; c++) num[i * 3 + c] += weight * bm[i * 3 + c];
    }
  }
  for (let i = 0; i < k.length; i++) for (let c = 0; c < 3; c++) num[i * 3 + c] /= den[i] + 0.003;
  const up = resizeBilinear(floatRaster(lw, lh, 3, num), w, h).data;
  for (let i = 0; i < n * 3; i++) fill[i] += up[i];
}

/** Depth of a torso pixel's side shading: 1 in the middle, darker towards the flanks. */
export function torsoRound(lateral: number, extent: number): number {
  const s = clamp01(Math.abs(lateral) / Math.max(1, extent));
  return 1.02 - interp1(s, [0, 0.5, 0.8, 1], [0, 0.02, 0.09, 0.2]);
}
