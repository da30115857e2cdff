/** Skin: colour and shading of bare skin where clothes were, grown from the skin that can be seen. */

import { PART } from '../../domain/parsing.ts';
import { diffuseFill } from '../../image/ops/fill.ts';
import { clamp, gaussianFilter1d, quantile } from '../../image/ops/signal.ts';
import { floatRaster } from '../../image/raster.ts';
import {
  averageCells,
  blurField,
  blurReach,
  boundsOf,
  clamp01,
  cutBox,
  eachPixel,
  enlargedRows,
  grow,
  grownBox,
  makeCells,
  pasteBox,
  ramp,
  type Size,
  shrink,
} from '../planes.ts';
import type { Scene } from '../scene.ts';
import type { Limb } from './limbs.ts';
import type { OldGarment } from './old-garment.ts';
import { torsoHalf } from './torso.ts';

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
  const counts = (i: number): boolean => limb.inside[i] > 0 && known[i] >= least;
  eachPixel(scene, limb.box, (i) => {
    if (!counts(i) || Math.abs(limb.across[i]) > 0.35) return;
    axis[station(i)] += luma(i);
    axisN[station(i)]++;
  });
  const sum = new Float64Array(BINS);
  const count = new Float64Array(BINS);
  eachPixel(scene, limb.box, (i) => {
    if (!counts(i)) return;
    const k = station(i);
    if (axisN[k] < 6) return;
    const bin = clamp(Math.round(((limb.across[i] + 1) / 2) * (BINS - 1)), 0, BINS - 1);
    sum[bin] += (luma(i) * axisN[k]) / axis[k];
    count[bin]++;
  });
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

/** 0 where an arm goes over into the chest without an edge, 1 where it is round all about. */
function freeOfTrunk(limb: Limb, i: number): number {
  if (limb.kind !== 'arm') return 1;
  const inward = limb.side === 'L' ? -limb.across[i] : limb.across[i];
  return 1 - ramp(inward, -0.2, 0.5) * ramp(limb.along[i], 0.22, 0.06);
}

/**
 * Weight 0..1 of pixels that show clean skin of the body: no clothes' edge, no features of the face. Legs have a tone of
 * their own and count only with `legs`.
 */
export function knownSkin(scene: Scene, old: OldGarment, legs: boolean): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const clean = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++)
    clean[i] = scene.soft.skin[i] > 0.9 && !old.mask[i] && (legs || !isLeg(scene.labels[i])) ? 1 : 0;
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

const isLeg = (label: number): boolean => label === PART.leftLeg || label === PART.rightLeg;

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

/** Bare skin of a scene, drawn where it is asked for. Colours are 0..255, three channels. */
export interface Skin {
  /** Brightness that roundness and the photo's light explain, scene size; 1 = flat. */
  bright: Float32Array;
  /** Flat colour at a quarter of the scene's size. */
  flat: Field;
  /** What flat colour times brightness misses on visible skin, spread into the hole, at half the size. */
  missed: Field;
}

type Field = Size & { data: Float32Array };

/**
 * Learns the skin around every pixel of `needed`. `shading` is a soft brightness field
 * (1 = neutral) laid on pixels of `trunk`, taken from the clothes that were removed; `sleeves` weighs pixels of
 * a plain worn garment, whose roundness stands in for that of arms it hides.
 */
export function growSkin(
  scene: Scene,
  known: Float32Array,
  limbs: readonly Limb[],
  onLimb: (limb: Limb, i: number) => boolean,
  shading: Float32Array,
  { needed, trunk, sleeves }: { needed: Uint8Array; trunk: Uint8Array; sleeves: Float32Array | null },
): Skin {
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
    eachPixel(scene, limb.box, (i) => {
      if (!onLimb(limb, i)) return;
      const light = profileAt(profile, limb.across[i]) * (seen[k] ? 1 : joints(limb, i));
      round[i] = 1 + (light - 1) * freeOfTrunk(limb, i);
    });
  }
  const bright = new Float32Array(n).fill(1);
  for (const limb of limbs) {
    if (limb.box.x1 <= limb.box.x0 || limb.box.y1 <= limb.box.y0) continue;
    // Two limbs may lie in one box: what is blurred near its border is that of the other's own box.
    const near = grownBox(scene, limb.box, 4);
    const around = grownBox(scene, limb.box, 8);
    const part = cutBox(scene, round, around);
    const soft = cutBox(part, blurField(part, part.data, 1), {
      x0: near.x0 - around.x0,
      y0: near.y0 - around.y0,
      x1: near.x1 - around.x0,
      y1: near.y1 - around.y0,
    });
    pasteBox(scene, bright, soft.data, near);
  }
  const flank = torsoShade(scene);
  for (let i = 0; i < n; i++) if (trunk[i]) bright[i] *= (1 + 0.6 * (shading[i] - 1)) * flank(i);
  const flat = spreadColour(scene, known, bright, 0.06 * scene.unit);
  // Skin next to the hole is needed too, to learn what the fill misses there.
  const where = grow(size, needed, Math.max(6, Math.round(0.08 * scene.unit)));
  return { bright, flat, missed: missedAtSeams(scene, { bright, flat }, known, where) };
}

/** Spread flat colour over the whole scene: membrane at a quarter of the size, pulled to the median far away. */
function spreadColour(scene: Scene, weight: Float32Array, bright: Float32Array, reach: number): Field {
  const cells = makeCells(scene, 2);
  const { w, h, colour, mass } = cells;
  for (let y = 0, i = 0; y < scene.h; y++) {
    const base = (y >> 2) * w;
    for (let x = 0; x < scene.w; x++, i++) {
      const m = weight[i];
      if (m <= 0) continue;
      const k = base + (x >> 2);
      mass[k] += m;
      for (let c = 0; c < 3; c++) colour[k * 3 + c] += (scene.rgb[i * 3 + c] / tinted(bright[i], c)) * m;
    }
  }
  averageCells(cells, scene);
  const known = new Float32Array(mass.length);
  const channels: number[][] = [[], [], []];
  for (let i = 0; i < known.length; i++) {
    if (mass[i] < 1e-4) continue;
    for (let c = 0; c < 3; c++) colour[i * 3 + c] /= mass[i];
    // Half-known cells are clean too because colours are premultiplied; the face barely counts.
    known[i] = mass[i] > 0.2 ? 1 : mass[i] * 0.2;
    if (mass[i] > 0.2) for (let c = 0; c < 3; c++) channels[c].push(colour[i * 3 + c]);
  }
  const typical = channels.map((v) => (v.length > 0 ? quantile(v, 0.65) : 150));
  const filled = diffuseFill(floatRaster(w, h, 3, colour), floatRaster(w, h, 1, known), 22).data;
  const near = blurField(cells, known, Math.max(1, reach / 4));
  for (let i = 0; i < known.length; i++) {
    const mix = 0.6 * (1 - clamp01(near[i] * 4));
    for (let c = 0; c < 3; c++) filled[i * 3 + c] += mix * (typical[c] - filled[i * 3 + c]);
  }
  return { w, h, data: filled };
}

/** What the fill misses on visible skin is spread into it, so that it starts out exactly as the skin it continues. */
function missedAtSeams(
  scene: Scene,
  { bright, flat }: Omit<Skin, 'missed'>,
  known: Float32Array,
  where: Uint8Array,
): Field {
  const { w, h, unit } = scene;
  const m = makeCells(scene, 1);
  const rows = enlargedRows(flat, scene, 4, 3);
  const { left, right, mix, line } = rows;
  for (let y = 0, i = 0; y < h; y++) {
    let ready = false;
    for (let x = 0; x < w; x++, i++) {
      if (known[i] < 0.1 || !where[i]) continue;
      if (!ready) rows.at(y);
      ready = true;
      const k = (y >> 1) * m.w + (x >> 1);
      m.mass[k]++;
      for (let c = 0; c < 3; c++) {
        const a = line[left[x] + c];
        const fill = (a + (line[right[x] + c] - a) * mix[x]) * tinted(bright[i], c);
        m.colour[k * 3 + c] += scene.rgb[i * 3 + c] - fill;
      }
    }
  }
  averageCells(m, scene);
  const out = { w: m.w, h: m.h, data: new Float32Array(m.colour.length) };
  // Beyond the reach of the widest blur nothing is missed.
  const widest = Math.max(3, 0.025 * unit);
  const seen = boundsOf(m, m.mass);
  if (seen.x1 === 0) return out;
  const box = grownBox(m, seen, blurReach(widest));
  const mass = cutBox(m, m.mass, box);
  const colour = cutBox({ w: 3 * m.w, h: m.h }, m.colour, { ...box, x0: 3 * box.x0, x1: 3 * box.x1 }).data;
  const num = new Float32Array(colour.length);
  const den = new Float32Array(mass.data.length);
  // Fine corrections count most near the seam, wide ones carry the tone on.
  for (const [sigma, weight] of [
    [0.8, 1],
    [2.2, 0.2],
    [widest, 0.03],
  ]) {
    const bm = blurField(mass, colour, sigma, 3);
    const bk = blurField(mass, mass.data, sigma);
    for (let i = 0; i < den.length; i++) den[i] += weight * bk[i];
    for (let i = 0; i < num.length; i++) num[i] += weight * bm[i];
  }
  for (let i = 0; i < den.length; i++) for (let c = 0; c < 3; c++) num[i * 3 + c] /= den[i] + 0.003;
  pasteBox({ w: 3 * m.w, h: m.h }, out.data, num, { ...box, x0: 3 * box.x0, x1: 3 * box.x1 });
  return out;
}

/** Draws the skin of scene `from` at the pixels of scene `to` where `where` is set; 0..255, three channels, 0 elsewhere. */
export function drawSkin(skin: Skin, from: Scene, to: Scene, where: Uint8Array): Float32Array {
  const out = new Float32Array(to.n * 3);
  const dx = to.box.x0 - from.box.x0;
  const dy = to.box.y0 - from.box.y0;
  const flat = enlargedRows(skin.flat, from, 4, 3);
  const missed = enlargedRows(skin.missed, from, 2, 3);
  for (let y = 0, i = 0; y < to.h; y++) {
    let ready = false;
    for (let x = 0; x < to.w; x++, i++) {
      if (!where[i]) continue;
      if (!ready) {
        flat.at(y + dy);
        missed.at(y + dy);
        ready = true;
      }
      const X = x + dx;
      const bright = skin.bright[(y + dy) * from.w + X];
      const a = flat.left[X];
      const b = flat.right[X];
      const l = missed.left[X];
      const r = missed.right[X];
      for (let c = 0; c < 3; c++) {
        const colour = flat.line[a + c] + (flat.line[b + c] - flat.line[a + c]) * flat.mix[X];
        const off = missed.line[l + c] + (missed.line[r + c] - missed.line[l + c]) * missed.mix[X];
        out[i * 3 + c] = colour * tinted(bright, c) + off;
      }
    }
  }
  return out;
}

/**
 * Shading of the trunk as a rounded body: 1 in the middle, falling off towards the flanks, with the shallow furrow of the
 * midline above the waist; none at the neck.
 */
function torsoShade(scene: Scene): (i: number) => number {
  const { unit, torsoLength: tl } = scene;
  const most = Math.ceil(3 * tl);
  const half = torsoHalf(scene, 0, most);
  return (i) => {
    const d = scene.depth[i];
    const deep = ramp(d, 0.2 * tl, 0.45 * tl);
    if (deep <= 0) return 1;
    const h = scene.lateral[i];
    const s = clamp01(Math.abs(h) / Math.max(1, half[h < 0 ? 'L' : 'R'][Math.min(most, Math.round(d))]));
    const furrow = 0.03 * Math.exp(-((h / (0.035 * unit)) ** 2)) * ramp(d, 0.85 * tl, 0.7 * tl);
    return 1 + deep * (0.03 - furrow - 0.3 * s ** 2.6);
  };
}
