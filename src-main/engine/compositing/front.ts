/** Front: what stays in front of the new garments: arms and hands, hair and chin, bags, kept clothes. */

import { PART } from '../domain/parsing.ts';
import { clamp, gaussianFilter1d, median } from '../image/ops/signal.ts';
import { STRAIGHTENED, straightenArm } from './arm-edge.ts';
import { clamp01, eachPixel, grow, ramp, softened } from './planes.ts';
import type { FillShape } from './removal/fill.ts';
import { alongArm, type Limb } from './removal/limbs.ts';
import type { OldGarment, Replacement } from './removal/old-garment.ts';
import { armBox, isUpper, type LayerCover, type Scene, SIDES, type Side } from './scene.ts';

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
  fill: FillShape,
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
