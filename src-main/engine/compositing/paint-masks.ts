/** Paint masks: which part of each new garment is drawn, and what of the picture beneath nobody will see. */

import { PART } from '../domain/parsing.ts';
import type { Front } from './front.ts';
import { clamp01, grow, opened, ramp, shrink, threshold } from './planes.ts';
import { alongArm } from './removal/limbs.ts';
import { isUpper, type LayerCover, type Scene, SIDES } from './scene.ts';

/** Factors 0..1 on the coverage of a layer's parts, scene size; null = all of it is drawn. */
export interface PaintMask {
  /** Trunk and legs. */
  body: Float32Array | null;
  /** Sleeves that lie under the trunk of a later garment are drawn with their own trunk, too. */
  sleevesUnder: Float32Array | null;
  /** Sleeves in front of everything. */
  sleeves: Float32Array | null;
}

/** Masks of all layers, in wearing order. `hemRow` is the visible bottom edge of a kept top per column. */
export function paintMasks(scene: Scene, front: Front, hemRow: Float64Array): PaintMask[] {
  const { covers, n } = scene;
  const aboveHem = front.upper && covers.some((c) => !isUpper(c.layer)) ? belowHem(scene, hemRow) : null;
  return covers.map((c, k) => {
    if (!isUpper(c.layer)) return { body: aboveHem, sleevesUnder: null, sleeves: null };
    const outer = covers.slice(k + 1).some((o) => isUpper(o.layer));
    return {
      body: within(scene, k, behindArms(scene, c, withoutWisps(scene, c.body))),
      sleevesUnder: outer ? within(scene, k, new Float32Array(n).fill(1), 'sleeves') : null,
      sleeves: outer ? pastOuterCuffs(scene, k) : null,
    };
  });
}

/**
 * A new lower garment may not stick out beside the worn top above that top's hem. At the flanks a column's own edge is the
 * side of the top, so the hem is looked up further in.
 */
function belowHem(scene: Scene, hemRow: Float64Array): Float32Array {
  const { w, n, unit } = scene;
  const wide = Math.round(0.14 * unit);
  const middle = meanColumn(scene);
  const hem = hemRow.map((_, x) => hemRow[Math.abs(x - middle) < wide ? x : x + (x < middle ? wide : -wide)]);
  const out = new Float32Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    const x = i % w;
    const aside = Math.abs(scene.lateral[i]) > 0.3 * unit && hem[x] - hemRow[x] > 0.12 * unit;
    const line = aside ? hem[x] : hemRow[x];
    if (Number.isFinite(line)) out[i] = ramp((i - x) / w, line - 4, line - 1);
  }
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

/** Arm pixels in a row from which they are the arm, and others after them past which it is over; shoulder widths. */
const ARM_RUN = 0.04;
const ARM_OVER = 0.08;
/** Down to here the trunk of a garment goes over the arm, shoulder widths below the shoulder line. */
const BELOW_SHOULDER = 0.35;

/** `mask` without what a loose trunk would show on the far side of an arm that the photo has the backdrop beside. */
function behindArms(scene: Scene, { layer }: LayerCover, mask: Float32Array): Float32Array {
  if (layer.fitted.summary.worn !== 'looser') return mask;
  const { w, h, unit, labels, lateral } = scene;
  for (let y = 0; y < h; y++) {
    let middle = 0;
    for (let x = 1; x < w; x++)
      if (Math.abs(lateral[y * w + x]) < Math.abs(lateral[y * w + middle])) middle = x;
    for (const step of [-1, 1]) {
      let arm = 0;
      let since = 0;
      let past = false;
      for (let x = middle; x >= 0 && x < w; x += step) {
        const i = y * w + x;
        const l = labels[i];
        if (l === PART.leftArm || l === PART.rightArm) {
          arm++;
          since = 0;
        } else if (arm > ARM_RUN * unit && l === PART.background) past = true;
        else if (++since > ARM_OVER * unit) arm = 0;
        if (past && scene.depth[i] > BELOW_SHOULDER * unit) mask[i] = 0;
      }
    }
  }
  return mask;
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

/** Pixels beside an arm or a hand in front that its clean colours are drawn from. */
const BESIDE_FRONT = 8;
/** Pixels inside a garment's edge that the edge's own enlargement and blurs may reach. */
const EDGE = 2;

/**
 * 0/1: pixels of the scene at which the finished picture is a new garment, whatever lies beneath: opaque, drawn in full, and with
 * nothing in front that is made from the picture beneath.
 */
export function hiddenBeneath(scene: Scene, front: Front, masks: readonly PaintMask[]): Uint8Array {
  const { w, n, covers, coverBox } = scene;
  const before = new Uint8Array(n);
  for (let i = 0; i < n; i++) before[i] = front.arms[i] > 0 || front.hands[i] > 0 ? 1 : 0;
  const beside = grow(scene, before, BESIDE_FRONT);
  const out = new Uint8Array(n);
  for (let k = 0; k < covers.length; k++) {
    const { opaqueBody, opaqueSleeves } = covers[k];
    const mask = masks[k];
    for (let y = coverBox.y0; y < coverBox.y1; y++)
      for (let i = y * w + coverBox.x0; i < y * w + coverBox.x1; i++) {
        if (beside[i]) continue;
        if (opaqueBody[i] && (!mask.body || mask.body[i] >= 1)) out[i] = 1;
        else if (opaqueSleeves[i] && (!mask.sleeves || mask.sleeves[i] >= 1)) out[i] = 1;
      }
  }
  return shrink(scene, out, EDGE);
}
