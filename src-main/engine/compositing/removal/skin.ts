/** Skin: colour and shading of bare skin where clothes were, grown from the skin that can be seen. */

import { PART } from '../../domain/parsing.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { clamp, gaussianFilter1d, interp1, quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import { blurField, clamp01, enlarge, grow, ramp, reduce, type Size, shrink } from '../planes.ts';
import type { Scene } from '../scene.ts';
import type { Limb } from './limbs.ts';
import type { OldGarment } from './old-garment.ts';

const BINS = 15;

/** Brightness across a limb relative to its axis, by `across` from -1 to 1. */
export type Profile = Float64Array;

/** A round limb under soft frontal light. */
const ROUND: Profile = Float64Array.from({ length: BINS }, (_, k) => {
  const s = Math.abs((2 * k) / (BINS - 1) - 1);
  return 1.04 - 0.3 * s ** 2.3;
});

export function profileAt(profile: Profile, across: number): number {
  const k = clamp(((across + 1) / 2) * (BINS - 1), 0, BINS - 1 - 1e-6);
  const i = Math.floor(k);
  return profile[i] + (profile[i + 1] - profile[i]) * (k - i);
}

/**
 * Shading of a limb as seen on its pixels of weight `least` or more (bare skin, or a plain tight sleeve), or null when too
 * little of it is there.
 */
export function seenProfile(scene: Scene, limb: Limb, known: Float32Array, least: number): Profile | null {
  const stations = 24;
  const axis = new Float64Array(stations);
  const axisN = new Float64Array(stations);
  const luma = (i: number): number =>
    0.2126 * scene.rgb[i * 3] + 0.7152 * scene.rgb[i * 3 + 1] + 0.0722 * scene.rgb[i * 3 + 2];
  const station = (i: number): number => Math.min(stations - 1, Math.floor(limb.along[i] * stations));
  for (let i = 0; i < scene.n; i++) {
    if (limb.inside[i] <= 0 || known[i] < least || Math.abs(limb.across[i]) > 0.35) continue;
    axis[station(i)] += luma(i);
    axisN[station(i)]++;
  }
  const sum = new Float64Array(BINS);
  const count = new Float64Array(BINS);
  for (let i = 0; i < scene.n; i++) {
    if (limb.inside[i] <= 0 || known[i] < least) continue;
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

/**
 * Brightness along a bare limb: muscles stand out a little in the middle of each bone, the joint between lies deeper, and
 * its hollow on the inner side is darker still. About 0.93 to 1.03.
 */
function joints(limb: Limb, i: number): number {
  const t = limb.along[i];
  const bulge = 0.03 * Math.sin(2 * Math.PI * Math.min(0.5, Math.abs(t - 0.5)));
  const fold =
    0.05 * Math.exp(-(((t - 0.5) / 0.05) ** 2)) * (0.4 + 0.6 * clamp01(1 - Math.abs(limb.across[i])));
  return 1 + bulge - fold;
}

/** Weight 0..1 of pixels that show clean skin of the body: no clothes' edge, no features of the face. */
export function knownSkin(scene: Scene, old: OldGarment): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const clean = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++) clean[i] = scene.soft.skin[i] > 0.9 && !old.mask[i] ? 1 : 0;
  const core = shrink(size, clean, 1);
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
  for (let i = 0; i < scene.n; i += 17) {
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
    const part = label === PART.face ? 0.03 : label === PART.leftHand || label === PART.rightHand ? 0.6 : 1;
    // Shadowed skin tells less about the tone than lit skin.
    out[i] = part * (0.25 + 0.75 * ramp(y, 0.7 * mid[0], 0.92 * mid[0]));
  }
  return out;
}

/** Red keeps more light than green and blue in the shadowed parts of skin: exponents of the brightness. */
const TINT = [0.92, 1.04, 1.1];
const TINT_STEPS = 512;
const TINT_TABLE = TINT.map((e) =>
  Float32Array.from({ length: 2 * TINT_STEPS }, (_, k) => (k / TINT_STEPS) ** e),
);

function tinted(light: number, channel: number): number {
  const k = Math.round(light * TINT_STEPS);
  return TINT_TABLE[channel][k < 0 ? 0 : k >= 2 * TINT_STEPS ? 2 * TINT_STEPS - 1 : k];
}

/**
 * Skin colour for every pixel of `needed` and around it (0..255, three channels, scene size). `shading` is a soft brightness field
 * (1 = neutral) laid on pixels of `trunk`, taken from the clothes that were removed; `sleeves` weighs pixels of
 * a plain worn garment, whose roundness stands in for that of arms it hides.
 */
export function growSkin(
  scene: Scene,
  known: Float32Array,
  limbs: readonly Limb[],
  onLimb: (limb: Limb) => Uint8Array,
  shading: Float32Array,
  { needed, trunk, sleeves }: { needed: Uint8Array; trunk: Uint8Array; sleeves: Float32Array | null },
): Float32Array {
  const { w, h, n } = scene;
  const size = { w, h };
  // Brightness that limbs' roundness explains; dividing by it makes skin flat, so that it can be spread smoothly.
  const round = new Float32Array(n).fill(1);
  const seen = limbs.map((limb) => seenProfile(scene, limb, known, 0.2));
  const profiles = limbs.map(
    (limb, k) => seen[k] ?? (sleeves ? seenProfile(scene, limb, sleeves, 0.5) : null),
  );
  for (let k = 0; k < limbs.length; k++) {
    const limb = limbs[k];
    const twin = limbs.findIndex((l, j) => j !== k && l.kind === limb.kind && profiles[j] !== null);
    const own = seen[k] ?? profiles[k] ?? (twin >= 0 ? profiles[twin] : null) ?? ROUND;
    // Cloth scatters light into its own shadows; the skin below it is rounder than the sleeve looked.
    const profile = seen[k] ? own : own.map((v, b) => Math.min(v, 0.5 * (v + ROUND[b])));
    const here = onLimb(limb);
    for (let i = 0; i < n; i++) {
      if (!here[i]) continue;
      round[i] = profileAt(profile, limb.across[i]) * (seen[k] ? 1 : joints(limb, i));
    }
  }
  const soft = blurField(size, round, 1);
  const flank = torsoShade(scene);
  for (let i = 0; i < n; i++) if (trunk[i]) soft[i] *= (1 + 0.6 * (shading[i] - 1)) * flank(i);
  const flat = new Float32Array(n * 3);
  const total = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (known[i] <= 0) continue;
    total[i] = known[i];
    for (let c = 0; c < 3; c++) flat[i * 3 + c] = (scene.rgb[i * 3 + c] / tinted(soft[i], c)) * known[i];
  }
  const spread = spreadColour(size, flat, total, 0.06 * scene.unit);
  // Skin next to the hole is needed too, to learn what the fill misses there.
  const where = grow(size, needed, Math.max(6, Math.round(0.08 * scene.unit)));
  const out = new Float32Array(n * 3);
  for (let i = 0; i < n; i++)
    if (where[i]) for (let c = 0; c < 3; c++) out[i * 3 + c] = spread[i * 3 + c] * tinted(soft[i], c);
  correctSeams(scene, out, known, where);
  return out;
}

/** Spread premultiplied colour over the whole scene: membrane at a quarter of the size, pulled to the median far away. */
function spreadColour(size: Size, flat: Float32Array, weight: Float32Array, reach: number): Float32Array {
  const colour = reduce(size, flat, 3, 2);
  const mass = reduce(size, weight, 1, 2).data;
  const known = new Float32Array(mass.length);
  const channels: number[][] = [[], [], []];
  for (let i = 0; i < known.length; i++) {
    if (mass[i] < 1e-4) continue;
    for (let c = 0; c < 3; c++) colour.data[i * 3 + c] /= mass[i];
    // Half-known cells are clean too because colours are premultiplied; the face barely counts.
    known[i] = mass[i] > 0.2 ? 1 : mass[i] * 0.2;
    if (mass[i] > 0.2) for (let c = 0; c < 3; c++) channels[c].push(colour.data[i * 3 + c]);
  }
  const typical = channels.map((v) => (v.length > 0 ? quantile(v, 0.65) : 150));
  const { w, h } = colour;
  const filled = diffuseFill(floatRaster(w, h, 3, colour.data), floatRaster(w, h, 1, known), 22).data;
  const near = blurField(colour, known, Math.max(1, reach / 4));
  for (let i = 0; i < known.length; i++) {
    const mix = 0.6 * (1 - clamp01(near[i] * 4));
    for (let c = 0; c < 3; c++) filled[i * 3 + c] += mix * (typical[c] - filled[i * 3 + c]);
  }
  return enlarge({ w, h, data: filled }, size, 4, 3);
}

/** What the fill misses on visible skin is spread into it, so that it starts out exactly as the skin it continues. */
function correctSeams(scene: Scene, fill: Float32Array, known: Float32Array, where: Uint8Array): void {
  const { w, h, n, unit } = scene;
  const miss = new Float32Array(n * 3);
  const full = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    if (known[i] < 0.1 || !where[i]) continue;
    full[i] = 1;
    for (let c = 0; c < 3; c++) miss[i * 3 + c] = scene.rgb[i * 3 + c] - fill[i * 3 + c];
  }
  const m = reduce({ w, h }, miss, 3, 1);
  const k = reduce({ w, h }, full, 1, 1).data;
  const num = new Float32Array(m.data.length);
  const den = new Float32Array(k.length);
  // Fine corrections count most near the seam, wide ones carry the tone on.
  for (const [sigma, weight] of [
    [0.8, 1],
    [2.2, 0.2],
    [Math.max(3, 0.025 * unit), 0.03],
  ]) {
    const bm = blurField(m, m.data, sigma, 3);
    const bk = blurField(m, k, sigma);
    for (let i = 0; i < k.length; i++) {
      den[i] += weight * bk[i];
      for (let c = 0; c < 3; c++) num[i * 3 + c] += weight * bm[i * 3 + c];
    }
  }
  for (let i = 0; i < k.length; i++) for (let c = 0; c < 3; c++) num[i * 3 + c] /= den[i] + 0.003;
  const up = enlarge({ ...m, data: num }, { w, h }, 2, 3);
  for (let i = 0; i < n; i++) if (where[i]) for (let c = 0; c < 3; c++) fill[i * 3 + c] += up[i * 3 + c];
}

/** Side shading of the trunk: 1 in the middle, darker towards the flanks; none at the neck. */
function torsoShade(scene: Scene): (i: number) => number {
  const { rows, extentTight } = scene.frame;
  const from = 0.3 * scene.torsoLength;
  const most = Math.ceil(3 * scene.torsoLength);
  const half = { L: new Float32Array(most), R: new Float32Array(most) };
  for (const side of ['L', 'R'] as const)
    for (let d = 0; d < most; d++) half[side][d] = Math.max(1, interp1(d, rows, extentTight[side]));
  return (i) => {
    const d = scene.depth[i];
    if (d < from) return 1;
    const h = scene.lateral[i];
    const s = clamp01(Math.abs(h) / (h < 0 ? half.L : half.R)[Math.min(most - 1, Math.round(d))]);
    return 1.02 - 0.2 * s ** 3;
  };
}
