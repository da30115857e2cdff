/** Order: what lies in front of what, as a list of steps from the person without old clothes to the finished picture. */

import type { RenderedLayer } from '../domain/fit.ts';
import { PART } from '../domain/parsing.ts';
import { clamp, gaussianFilter1d, median } from '../image/ops/signal.ts';
import type { Photo } from '../image/photo.ts';
import type { Raster } from '../image/raster.ts';
import { STRAIGHTENED, straightenArm } from './arm-edge.ts';
import {
  blurField,
  boundsOf,
  cellColours,
  clamp01,
  eachPixel,
  grow,
  opened,
  ramp,
  softened,
  threshold,
} from './planes.ts';
import type { Fill } from './removal/fill.ts';
import { alongArm, type Limb } from './removal/limbs.ts';
import type { OldGarment, Replacement } from './removal/old-garment.ts';
import { edgeRows, fieldRows, type Grid, guidedRows, type Rows } from './rows.ts';
import { armBox, isLower, isUpper, type LayerCover, type Scene, SIDES, type Side } from './scene.ts';
import { armOcclusion, castShadow } from './shadows.ts';

export type Step =
  | { kind: 'fill'; alpha: Rows; body: Rows; shape: Rows; backdrop: Rows; grain: number }
  /** Remember the picture so far: the person without old clothes. */
  | { kind: 'remember' }
  | { kind: 'shadow'; factor: Rows }
  | {
      kind: 'paint';
      /** Which garment the part belongs to. */
      layer: number;
      rgb: Raster<Uint8Array>;
      alpha: Raster<Uint8Array>;
      /** Where the rasters lie in the photo. */
      x0: number;
      y0: number;
      shade: Rows | null;
      /** Multiplies the coverage. */
      mask: Rows | null;
      gain: readonly [number, number, number];
      grain: number;
    }
  /** Bring back what lies in front: the photo itself, or the remembered person. */
  | { kind: 'restore'; mask: Rows; from: 'photo' | 'remembered'; clean: Rows };

export interface Front {
  /** Arms and hands over the garment's trunk, 0..1. */
  arms: Float32Array;
  /** Hands: over sleeves too. */
  hands: Float32Array;
  /** Hair, chin, bag: over everything. */
  top: Float32Array;
  /** Kept upper clothes over a new lower garment. */
  upper: Float32Array | null;
  /** Kept lower clothes over a tucked-in top. */
  lower: Float32Array | null;
}

/** Where the armhole of a sleeveless garment crosses the outer and the inner side of the arm, as positions along it. */
const ARMHOLE_TOP = 0.03;
const ARMHOLE_FOOT = 0.17;

const CROSS_BINS = 9;

const crossBin = (across: number): number =>
  Math.min(CROSS_BINS - 1, Math.max(0, Math.floor(((across + 1.15) / 2.3) * CROSS_BINS)));

/** Where the new sleeve ends, as a position along the arm per strip across it (cuffs are slanted); null without sleeve. */
function cuffLine(scene: Scene, uppers: readonly LayerCover[], side: Side, limb: Limb): Float64Array | null {
  const reach = Math.max(0, ...uppers.map((c) => c.layer.fitted.summary.sleeveReach[side]));
  if (reach <= 0.05) return null;
  const arm = scene.arms[side];
  const count = new Float64Array(CROSS_BINS * 64);
  eachPixel(scene, limb.box, (i) => {
    if (limb.inside[i] < -3 || !uppers.some((c) => c.sleeves[i] >= 0.5)) return;
    const s = Math.min(63, Math.max(0, Math.floor(alongArm(arm, i) * 50)));
    count[crossBin(limb.across[i]) * 64 + s]++;
  });
  const out = new Float64Array(CROSS_BINS).fill(Number.NaN);
  for (let b = 0; b < CROSS_BINS; b++)
    for (let s = 0; s < 64; s++) if (count[b * 64 + s] > 1) out[b] = (s + 1) / 50;
  const seen = [...out].filter(Number.isFinite);
  const usual = seen.length > 0 ? median(seen) : reach;
  // A strip the sleeve does not reach has the usual cuff; outliers are held near it.
  return out.map((v) => (Number.isFinite(v) ? clamp(v, usual - 0.1, usual + 0.1) : usual));
}

/** Redraws the ragged lower edge of a kept top as a smooth line: its pixels merged with those of the old garment below. */
function straightenHem(scene: Scene, upper: Float32Array, hemRow: Float64Array): void {
  const { w, h, unit } = scene;
  if (!hemRow.some(Number.isFinite)) return;
  const line = gaussianFilter1d(hemRow, 0.012 * unit);
  const band = Math.max(2, Math.round(0.025 * unit));
  for (let x = 0; x < w; x++) {
    // Only where the hem runs across, not at the sides of the top.
    if (!(Math.abs(line[Math.min(w - 1, x + 2)] - line[Math.max(0, x - 2)]) < 4)) continue;
    const from = Math.round(line[x]) - band;
    if (from < 0 || from >= h || upper[from * w + x] < 0.5) continue;
    const whole = upper[from * w + x];
    for (let y = from; y <= Math.min(h - 1, from + 3 * band); y++)
      upper[y * w + x] = whole * ramp(y, line[x] + 1.2, line[x] - 0.8);
  }
}

/** Soft shapes of what may stay in front, from the labels alone. */
export interface FrontShapes {
  limbs: Float32Array;
  hands: Float32Array;
  face: Float32Array;
}

export function frontShapes(scene: Scene): FrontShapes {
  const { n, w, h, labels } = scene;
  const size = { w, h };
  const limbs = new Uint8Array(n);
  const hands = new Uint8Array(n);
  const face = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const l = labels[i];
    if (l >= PART.leftArm && l <= PART.rightHand) limbs[i] = 1;
    if (l === PART.leftHand || l === PART.rightHand) hands[i] = 1;
    if (l === PART.face) face[i] = 1;
  }
  return {
    limbs: softened(size, grow(size, limbs, 2), 1),
    hands: softened(size, grow(size, hands, 3), 1.5),
    face: softened(size, face, 1),
  };
}

/** Masks of what stays in front of the new garments. */
export function frontMasks(
  scene: Scene,
  what: Replacement,
  old: OldGarment,
  fill: Fill,
  shapes: FrontShapes,
  tuck: boolean,
): Front {
  const { n, unit, soft } = scene;
  const { limbs: near, hands: hand, face: chin } = shapes;
  const uppers = scene.covers.filter((c) => isUpper(c.layer));
  const arms = new Float32Array(n);
  for (const side of SIDES) {
    const arm = scene.arms[side];
    const limb = fill.arms[side];
    const cuff = cuffLine(scene, uppers, side, limb);
    const widest = Math.max(...arm.halfWidth.filter(Number.isFinite), 0.1 * unit);
    const limit = Math.max(0.175 * unit, 1.25 * widest);
    const reachOf = (i: number): number => Math.min(arm.upperDistance[i], arm.foreDistance[i]);
    const own = new Float32Array(n);
    const around = armBox(scene, arm, limit + 0.02 * unit);
    for (let y = around.y0; y < around.y1; y++)
      for (let i = y * scene.w + around.x0; i < y * scene.w + around.x1; i++) {
        const d = reachOf(i);
        if (d > limit + 0.02 * unit) continue;
        let seen = clamp01((soft.skin[i] * near[i] - 0.5) * 1.8 + 0.38) * (1 - old.soft[i]);
        // A worn sleeve that stays is part of the arm.
        if (!what.upper && scene.armLike[i]) seen = Math.max(seen, soft.upper[i]);
        own[i] = Math.max(seen, fill.madeArm[i]) * ramp(d, limit + 0.02 * unit, limit);
      }
    if (what.upper) straightenArm(scene, arm, limb, own);
    const wide = armBox(scene, arm, Math.max(STRAIGHTENED * unit, limit + 0.02 * unit));
    for (let y = wide.y0; y < wide.y1; y++)
      for (let i = y * scene.w + wide.x0; i < y * scene.w + wide.x1; i++) {
        if (own[i] <= arms[i]) continue;
        const s = alongArm(arm, i);
        let beyond = 1;
        if (cuff) {
          const at = cuff[crossBin(limb.across[i])];
          beyond = ramp(s, at - 0.06, at - 0.02);
        } else if (uppers.length > 0) {
          // An armhole runs from the top of the shoulder down to the armpit.
          const inward = (1 - clamp(side === 'L' ? limb.across[i] : -limb.across[i], -1, 1)) / 2;
          const armhole = ARMHOLE_TOP + (ARMHOLE_FOOT - ARMHOLE_TOP) * inward;
          beyond = ramp(s, armhole - 0.01, armhole + 0.01);
        }
        const v = own[i] * beyond;
        if (v > arms[i]) arms[i] = v;
      }
  }
  const top = new Float32Array(n);
  const held = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const bag = soft.other[i] * (1 - old.soft[i]);
    held[i] = hand[i] * soft.skin[i];
    top[i] = Math.max(soft.hair[i], bag, chin[i] * soft.face[i]);
    if (arms[i] < held[i]) arms[i] = held[i];
  }
  let upper: Float32Array | null = null;
  let lower: Float32Array | null = null;
  // A soft rim would let the old waistband through.
  const firm = (m: Float32Array): Float32Array => {
    const out = new Float32Array(n);
    for (let i = 0; i < n; i++) out[i] = clamp01((m[i] - 0.6) * 2.2 + 0.5);
    return out;
  };
  if (what.lower && !what.upper && !scene.wearsDress && !tuck) {
    upper = firm(soft.upper);
    straightenHem(scene, upper, fill.beneath.hemRow);
  }
  if (tuck && what.upper && !what.lower && !scene.wearsDress) lower = firm(soft.lower);
  return { arms, hands: held, top, upper, lower };
}

/** Scene pixels per sample of the fields of clean colours. */
const CLEAN_STEP = 4;

/**
 * Colour of a mask's solid inside, spread over its soft rim: the rim itself is mixed with what used to be behind it.
 * Three channels at 1 / CLEAN_STEP of the scene's size.
 */
function cleanColour(scene: Scene, rgb: Float32Array, mask: Float32Array): Float32Array {
  const solid = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++) solid[i] = mask[i] < 0.92 ? 0 : 1;
  const cells = cellColours(scene, rgb, solid, 2);
  const { w, colour, mass } = cells;
  const wideA = blurField(cells, colour, 1.2, 3);
  const wideK = blurField(cells, mass, 1.2);
  for (let i = 0; i < mass.length; i++) {
    // Its own cell counts most, neighbours fill in.
    const weight = mass[i] + 0.05 * wideK[i];
    for (let c = 0; c < 3; c++) {
      const o = i * 3 + c;
      colour[o] = weight > 1e-5 ? (colour[o] + 0.05 * wideA[o]) / weight : 0;
    }
    if (weight > 1e-5) continue;
    const x = Math.min(scene.w - 1, (i % w) * CLEAN_STEP);
    const y = Math.min(scene.h - 1, Math.floor(i / w) * CLEAN_STEP);
    for (let c = 0; c < 3; c++) colour[i * 3 + c] = rgb[(y * scene.w + x) * 3 + c];
  }
  return colour;
}

/** 1 except on hair-thin remains of the collar's far rim that cross the neck opening. */
function withoutWisps(scene: Scene, body: Float32Array): Float32Array {
  const size = { w: scene.w, h: scene.h };
  const solid = threshold(body, 0.3);
  const thick = grow(size, opened(size, solid, Math.max(1, Math.round(0.008 * scene.unit))), 2);
  const out = new Float32Array(scene.n).fill(1);
  for (let i = 0; i < scene.n; i++)
    if (!thick[i] && Math.abs(scene.lateral[i]) < 0.4 * scene.unit && scene.depth[i] < 0.15 * scene.unit)
      out[i] = 0;
  return out;
}

/**
 * `mask` of layer `k` without what would stick out from under the garments worn over it: beside a jacket, and below the
 * waistband that a top is tucked into.
 */
function within(
  scene: Scene,
  k: number,
  mask: Float32Array,
  part: 'body' | 'sleeves' = 'body',
): Float32Array {
  const { w, h, unit } = scene;
  const later = scene.covers.slice(k + 1);
  const jackets = later.filter((c) => isUpper(c.layer));
  if (jackets.length > 0) {
    const covers = (c: LayerCover, i: number): boolean =>
      c.body[i] > 0.5 || (part === 'sleeves' && c.sleeves[i] > 0.5);
    for (let y = 0; y < h; y++) {
      let x0 = w;
      let x1 = -1;
      for (let x = 0; x < w; x++) {
        const i = y * w + x;
        if (!jackets.some((c) => covers(c, i))) continue;
        x0 = Math.min(x0, x);
        x1 = x;
      }
      // Above the shoulders and below the hem the jacket says nothing.
      if (x1 - x0 < 0.6 * unit) continue;
      for (let x = 0; x < w; x++) if (x < x0 || x > x1) mask[y * w + x] = 0;
    }
  }
  for (const c of later) {
    if (isUpper(c.layer)) continue;
    // Under the cloth nothing needs cutting; beside the waistband nothing may hang out below it.
    const at = c.layer.fitted.summary.topAt;
    let x0 = w;
    let x1 = -1;
    for (let i = 0; i < scene.n; i++) {
      if (c.body[i] < 0.5 || scene.depth[i] > at + 0.12 * unit) continue;
      x0 = Math.min(x0, i % w);
      x1 = Math.max(x1, i % w);
    }
    for (let i = 0; i < scene.n; i++)
      if (i % w < x0 || i % w > x1) mask[i] *= ramp(scene.depth[i], at + 0.05 * unit, at + 0.02 * unit);
  }
  return mask;
}

/** 1 where the sleeves of layer `k` come out of those worn over it: past their cuffs and not under their cloth. */
function pastOuterCuffs(scene: Scene, k: number): Float32Array {
  const outer = scene.covers.slice(k + 1).filter((c) => isUpper(c.layer));
  const out = new Float32Array(scene.n);
  for (const side of SIDES) {
    const arm = scene.arms[side];
    const reach = Math.max(0.1, ...outer.map((c) => c.layer.fitted.summary.sleeveReach[side]));
    for (let i = 0; i < scene.n; i++) {
      if (Math.min(arm.upperDistance[i], arm.foreDistance[i]) > 0.35 * scene.unit) continue;
      out[i] = Math.max(out[i], ramp(alongArm(arm, i), reach, reach + 0.04));
    }
  }
  for (const c of outer)
    for (let i = 0; i < scene.n; i++)
      // Trunks lie behind the arm, sleeves around it.
      out[i] *= 1 - clamp01(c.sleeves[i]);
  return out;
}

/** Column of the body's midline, averaged over the scene. */
function meanColumn(scene: Scene): number {
  let total = 0;
  let count = 0;
  for (let i = 0; i < scene.n; i++) {
    if (Math.abs(scene.lateral[i]) > 2) continue;
    total += i % scene.w;
    count++;
  }
  return count > 0 ? total / count : scene.w / 2;
}

export interface Look {
  shade: Float32Array;
  gain: readonly [number, number, number];
  /** Strength of shadows, 1 = usual. */
  shadow: number;
  /** Grain of fills and of garments in levels. */
  fillGrain: number;
  garmentGrain: number;
}

/** The steps that make the picture, in order. */
export function layOut(scene: Scene, photo: Photo, grid: Grid, fill: Fill, front: Front, look: Look): Step[] {
  const { n, covers } = scene;
  const steps: Step[] = [];
  const rows = (data: Float32Array, channels = 1): Rows => fieldRows(grid, data, channels);
  steps.push({
    kind: 'fill',
    alpha: rows(fill.alpha),
    body: rows(fill.body, 3),
    shape: edgeRows(grid, fill.bodyShape),
    backdrop: rows(fill.backdrop, 3),
    grain: look.fillGrain,
  });
  steps.push({ kind: 'remember' });

  const shade = rows(look.shade);
  const occluded = armOcclusion(scene, front.arms, boundsOf(scene, front.arms), 0.55 * look.shadow);
  for (let i = 0; i < n; i++) occluded[i] *= look.shade[i];
  const bodyShade = rows(occluded);
  const parts = (
    layer: RenderedLayer,
    kinds: readonly string[],
    light: Rows | null,
    mask: Rows | null,
    dim = 1,
  ): void => {
    for (const part of layer.parts) {
      if (!kinds.includes(part.kind)) continue;
      const [r, g, b] = look.gain;
      steps.push({
        kind: 'paint',
        layer: covers.findIndex((c) => c.layer === layer),
        rgb: part.rgb,
        alpha: part.alpha,
        x0: layer.box.x0,
        y0: layer.box.y0,
        shade: light,
        mask,
        gain: [r * dim, g * dim, b * dim],
        grain: look.garmentGrain,
      });
    }
  };
  const restore = (mask: Float32Array, from: 'photo' | 'remembered'): void => {
    const inside = from === 'photo' ? scene.rgb : fill.bare;
    // Made-up parts have no edge in the photo that a guide could follow.
    const follow = mask !== front.arms;
    steps.push({
      kind: 'restore',
      mask: follow ? guidedRows(grid, photo, scene.rgb, mask) : rows(mask),
      from,
      clean: fieldRows(grid, cleanColour(scene, inside, mask), 3, CLEAN_STEP),
    });
  };

  const behind = new Float32Array(n);
  for (let i = 0; i < n; i++) behind[i] = 1 - clamp01(fill.bodyShape[i]);
  for (const c of covers) parts(c.layer, ['innerBack'], null, rows(behind), 0.82);

  // A new lower garment may not stick out beside the worn top above that top's hem. At the flanks a column's own edge is
  // the side of the top, so the hem is looked up further in.
  const { hemRow } = fill.beneath;
  const wide = Math.round(0.14 * scene.unit);
  const middle = meanColumn(scene);
  const hem = hemRow.map((_, x) => hemRow[Math.abs(x - middle) < wide ? x : x + (x < middle ? wide : -wide)]);
  const under = new Float32Array(n).fill(1);
  if (front.upper) {
    for (let i = 0; i < n; i++) {
      const x = i % scene.w;
      const aside = Math.abs(scene.lateral[i]) > 0.3 * scene.unit && hem[x] - hemRow[x] > 0.12 * scene.unit;
      const line = aside ? hem[x] : hemRow[x];
      if (Number.isFinite(line)) under[i] = ramp((i - x) / scene.w, line - 4, line - 1);
    }
  }
  const belowHem = rows(under);

  let keptUpper = front.upper;
  for (let k = 0; k < covers.length; k++) {
    const c = covers[k];
    if (keptUpper && isUpper(c.layer)) {
      restore(keptUpper, 'photo');
      keptUpper = null;
    }
    const drop = isLower(c.layer) && c.layer.fitted.garment.category !== 'dress' ? 0.012 : 0.02;
    const factor = castShadow(scene, fill.bodyShape, {
      shape: c.body,
      box: scene.coverBox,
      drop,
      blur: 0.022,
      strength: 0.42 * look.shadow,
    });
    steps.push({ kind: 'shadow', factor: rows(factor) });
    parts(
      c.layer,
      ['body', 'legL', 'legR'],
      bodyShade,
      isUpper(c.layer) ? rows(within(scene, k, withoutWisps(scene, c.body))) : front.upper ? belowHem : null,
    );
    // Sleeves of an inner garment lie under the trunk and the sleeves of the outer one.
    if (isUpper(c.layer) && covers.slice(k + 1).some((o) => isUpper(o.layer)))
      parts(
        c.layer,
        ['sleeveL', 'sleeveR'],
        shade,
        rows(within(scene, k, new Float32Array(n).fill(1), 'sleeves')),
      );
  }
  if (keptUpper) restore(keptUpper, 'photo');
  if (front.lower) restore(front.lower, 'photo');

  // The arm beyond the cuff may be made up where an old sleeve was: it comes from the person without old clothes.
  restore(front.arms, 'remembered');
  for (let k = 0; k < covers.length; k++) {
    const c = covers[k];
    if (!isUpper(c.layer)) continue;
    const seen = covers.slice(k + 1).some((o) => isUpper(o.layer)) ? pastOuterCuffs(scene, k) : null;
    const mask = seen ? rows(seen) : null;
    const sleeves = seen ? c.sleeves.map((v, i) => v * seen[i]) : c.sleeves;
    const receiver = new Float32Array(n);
    for (let i = 0; i < n; i++) receiver[i] = fill.bodyShape[i] * (1 - clamp01(c.body[i]));
    const factor = castShadow(scene, receiver, {
      shape: sleeves,
      box: boundsOf(scene, sleeves),
      drop: 0.026,
      blur: 0.018,
      strength: 0.5 * look.shadow,
    });
    steps.push({ kind: 'shadow', factor: rows(factor) });
    parts(c.layer, ['sleeveL', 'sleeveR'], shade, mask);
  }
  restore(front.hands, 'remembered');
  restore(front.top, 'photo');
  return steps;
}
