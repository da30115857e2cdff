/** Beneath: what lies under the removed clothes at every pixel: bare torso, arm, leg, another garment or the backdrop. */

import { PART } from '../../domain/parsing.ts';
import { clamp, gaussianFilter1d, interp1, median, medianFilter1d } from '../../image/ops/signal.ts';
import { closed, grow, opened } from '../planes.ts';
import { isUpper, type Scene, type SceneArm, SIDES, type Side } from '../scene.ts';
import type { Limb } from './limbs.ts';
import type { OldGarment, Replacement } from './old-garment.ts';
import { lowerWidth, torsoHalf } from './torso.ts';

export const BENEATH = { background: 0, torso: 1, arm: 2, leg: 3, lower: 4, upper: 5 } as const;

export interface Beneath {
  /** BENEATH value per pixel, meaningful inside the old garment's mask. */
  kind: Uint8Array;
  /** 1 on what hangs free of the trunk. */
  apart: Uint8Array;
  /** Row of the visible top edge of the lower garment per column, NaN when none is worn or it goes too. */
  waistRow: Float64Array;
  /** Row of the visible bottom edge of the upper garment per column, NaN likewise. */
  hemRow: Float64Array;
}

/** Upper contour of a bare neck and shoulder: (|lateral|, depth) in shoulder widths; by eye on 20 photos. */
const SHOULDER_X = [0, 0.17, 0.24, 0.42, 0.52, 0.6];
const SHOULDER_D = [-0.3, -0.27, -0.17, -0.105, -0.06, 0.06];

/** Depths between which nothing shows beside a tight top: from the shoulder line, and from its hem upwards; shoulder widths. */
const BELOW_ARMPIT = 0.35;
const SNUG_HEM = 0.04;

/** Natural waist, below which trousers and skirts are worn, in torso lengths from the shoulder line. */
const WAIST = 0.82;

function torsoMask(scene: Scene): Uint8Array {
  const { frame, unit, torsoLength: tl } = scene;
  const out = new Uint8Array(scene.n);
  // Tables by whole pixels: upper contour by lateral position, half width by depth.
  const reach = Math.ceil(0.8 * unit) + 1;
  const contour = Float32Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const h = k - reach;
    const prior = interp1(Math.abs(h) / unit, SHOULDER_X, SHOULDER_D) - 0.12;
    return Math.max(interp1(h, frame.contourLateral, frame.contourTop), prior * unit);
  });
  const deepest = Math.ceil(1.16 * tl);
  const highest = -Math.ceil(0.6 * unit);
  const half = torsoHalf(scene, highest, deepest + 1);
  for (let i = 0; i < scene.n; i++) {
    const h = scene.lateral[i];
    const d = scene.depth[i];
    if (d > deepest || d < highest || h > 0.8 * unit || h < -0.8 * unit) continue;
    if (d < contour[Math.round(h) + reach]) continue;
    const side = Math.abs(h);
    const atNeck = d < 0.05 * unit && side < 0.56 * unit;
    if (atNeck || side < half[h < 0 ? 'L' : 'R'][Math.round(d) - highest]) out[i] = 1;
  }
  return out;
}

/** Top row of visible, kept pixels with label `label` per column, smoothed; NaN far from any. */
function edgeRow(scene: Scene, keep: (i: number) => boolean, fromTop: boolean): Float64Array {
  const { w, h } = scene;
  const raw = new Float64Array(w).fill(Number.NaN);
  for (let x = 0; x < w; x++) {
    // Four in a row, so that single stray pixels do not count.
    let run = 0;
    for (let k = 0; k < h; k++) {
      const y = fromTop ? k : h - 1 - k;
      run = keep(y * w + x) ? run + 1 : 0;
      if (run === 4) {
        raw[x] = fromTop ? y - 3 : y + 3;
        break;
      }
    }
  }
  const xs: number[] = [];
  const ys: number[] = [];
  for (let x = 0; x < w; x++) {
    if (!Number.isFinite(raw[x])) continue;
    xs.push(x);
    ys.push(raw[x]);
  }
  if (xs.length < 12) return raw.fill(Number.NaN);
  // A belt, its buckle and prints leave nicks.
  const smooth = gaussianFilter1d(
    medianFilter1d(ys, 2 * Math.round(0.08 * scene.unit) + 1),
    0.02 * scene.unit,
  );
  for (let x = 0; x < w; x++) raw[x] = interp1(x, xs, smooth);
  return raw;
}

/** What lies beneath as far as the person alone tells, also a little beside the worn clothes. */
export function classifyBeneath(
  scene: Scene,
  what: Replacement,
  old: OldGarment,
  arms: Record<Side, Limb>,
  legs: readonly Limb[],
): Beneath {
  const { w, h, n, unit, torsoLength: tl } = scene;
  const size = { w, h };
  const kind = new Uint8Array(n);
  const torso = torsoMask(scene);
  const keepsLower = !what.lower;
  const keepsUpper = !what.upper && !scene.wearsDress;
  const none = new Float64Array(w).fill(Number.NaN);
  const isLower = (i: number): boolean => scene.labels[i] === PART.lower && !old.mask[i];
  const isUpper = (i: number): boolean => scene.labels[i] === PART.upper && !old.mask[i] && !scene.armLike[i];
  const waistRow = keepsLower && !scene.wearsDress ? edgeRow(scene, isLower, true) : none;
  const hemRow = keepsUpper ? edgeRow(scene, isUpper, false) : none;

  // Where the lower garment's top edge is hidden below the old hem, it goes on up to the waist.
  const depths: number[] = [];
  for (let x = 0; x < w; x++) {
    if (!Number.isFinite(waistRow[x])) continue;
    const i = clamp(Math.round(waistRow[x]), 0, h - 1) * w + x;
    if (Math.abs(scene.lateral[i]) < 0.3 * unit && isLower(i)) depths.push(scene.depth[i]);
  }
  const seenAt = depths.length > 8 ? median(depths) : Number.NaN;
  // Where skin shows between old hem and lower garment, its real top edge is in view.
  const hiddenTop = new Uint8Array(w);
  let columns = 0;
  let hidden = 0;
  for (let x = 0; x < w; x++) {
    if (!Number.isFinite(waistRow[x])) continue;
    const y = Math.round(waistRow[x]);
    let above = 0;
    for (let k = 5; k < 12; k++) if (y - k >= 0 && old.soft[(y - k) * w + x] > 0.5) above++;
    hiddenTop[x] = above > 3 ? 1 : 0;
    if (!isLower(clamp(y + 2, 0, h - 1) * w + x)) continue;
    columns++;
    hidden += hiddenTop[x];
  }
  const rise =
    hidden > 0.5 * columns && Number.isFinite(seenAt) && seenAt > 0.88 * tl ? seenAt - WAIST * tl : 0;

  // The row it goes up to; at the flanks a column meets only its outer side, far down, and takes that of the next one.
  const upTo = waistRow.map((row, x) => (hiddenTop[x] && rise > 0 ? row - rise - 2 : row - 3));
  const first = hiddenTop.indexOf(1);
  const last = hiddenTop.lastIndexOf(1);
  if (rise > 0) {
    upTo.fill(upTo[first], 0, first);
    upTo.fill(upTo[last], last + 1);
  }

  // Above its visible top the lower garment is no wider than there.
  const width = lowerWidth(scene);
  const beside = (i: number): boolean =>
    scene.depth[i] < width.at &&
    Math.abs(scene.lateral[i]) > 1.02 * (scene.lateral[i] < 0 ? width.L : width.R);
  const apart = detached(scene);
  for (let i = 0; i < n; i++) {
    if (scene.soft.person[i] <= 0 && !old.mask[i]) continue;
    const x = i % w;
    const y = (i - x) / w;
    const shown = old.soft[i] < 0.5 ? ownKind(scene.labels[i], what, scene.wearsDress) : -1;
    if (shown >= 0) {
      kind[i] = shown;
      continue;
    }
    let k: number = BENEATH.background;
    if (apart[i]) continue;
    if (torso[i]) k = BENEATH.torso;
    if (
      Number.isFinite(waistRow[x]) &&
      (torso[i] || (scene.soft.person[i] > 0.5 && !scene.armLike[i] && armDistance(scene, i) > 0.17 * unit))
    ) {
      if (y > upTo[x]) k = torso[i] || !beside(i) ? BENEATH.lower : BENEATH.background;
    }
    if (what.lower && k !== BENEATH.lower) {
      for (const leg of legs)
        if (leg.inside[i] > 0 && scene.depth[i] > 0.9 * tl && !torso[i]) k = BENEATH.leg;
      if (Number.isFinite(hemRow[x]) && torso[i] && y < hemRow[x] + 0.3 * unit) k = BENEATH.upper;
    }
    kind[i] = k;
  }

  const skin = new Uint8Array(n);
  for (let i = 0; i < n; i++) skin[i] = scene.soft.skin[i] > 0.6 && old.soft[i] < 0.3 ? 1 : 0;
  const besideSkin = grow(size, skin, 3);
  for (const side of SIDES) {
    const limb = arms[side];
    const arm = scene.arms[side];
    const usable = arm.visibility > 0.35 || arm.bare.some(Boolean);
    if (!usable) continue;
    const hidesArms = what.upper || what.sleevesUnder > 0;
    for (let i = 0; i < n; i++) {
      if (old.soft[i] < 0.5) continue;
      const l = scene.labels[i];
      // An odd spot on the visible arm, taken for a remainder of the clothes.
      const spot = hidesArms && (l === PART.leftArm || l === PART.rightArm) && limb.inside[i] > -0.06 * unit;
      if (spot) kind[i] = BENEATH.arm;
      if (limb.inside[i] < 0) continue;
      // A wide skirt may hide part of a bare arm behind it.
      if (!hidesArms && !isBare(arm, limb.along[i])) continue;
      // Beside a bare stretch only the edge needs paint: the arm's own width was seen.
      if (isBare(arm, limb.along[i]) && torso[i] && (limb.inside[i] < 1 || !besideSkin[i])) continue;
      if (scene.soft.person[i] < 0.3) continue;
      kind[i] = BENEATH.arm;
    }
  }
  closeArms(scene, old, kind);
  return { kind, apart, waistRow, hemRow };
}

/** Bites that the old garment's edge leaves in the outline of an arm belong to the arm: `kind` is changed in place. */
function closeArms(scene: Scene, old: OldGarment, kind: Uint8Array): void {
  const size = { w: scene.w, h: scene.h };
  const arm = new Uint8Array(scene.n);
  for (let i = 0; i < scene.n; i++) {
    const l = scene.labels[i];
    arm[i] = old.mask[i]
      ? kind[i] === BENEATH.arm
        ? 1
        : 0
      : l === PART.leftArm || l === PART.rightArm
        ? 1
        : 0;
  }
  const whole = closed(size, arm, Math.max(3, Math.round(0.05 * scene.unit)));
  for (let i = 0; i < scene.n; i++)
    if (whole[i] && !arm[i] && old.mask[i] && kind[i] === BENEATH.background && scene.soft.person[i] > 0.5)
      kind[i] = BENEATH.arm;
}

/** Corrects what lies beneath for the new garments: `kind` is changed in place, which must be the caller's own. */
export function fitBeneath(scene: Scene, what: Replacement, old: OldGarment, { kind, apart }: Beneath): void {
  for (let i = 0; i < scene.n; i++) if (old.trim[i]) kind[i] = BENEATH.background;
  dropSlivers(scene, old, kind, apart);
  besideSnug(scene, old, kind);
  betweenLegs(scene, what, old, kind);
}

/**
 * A tight top ends inside what looser clothes covered, and the body in it does, too: beside its trunk there is neither skin nor
 * a kept garment, from the armpits down to its hem.
 */
function besideSnug(scene: Scene, old: OldGarment, kind: Uint8Array): void {
  const { w, h, unit, depth } = scene;
  const between = (k: number): boolean => k === BENEATH.torso || k === BENEATH.lower || k === BENEATH.upper;
  for (const { layer, body } of scene.covers) {
    const { worn, hemAt } = layer.fitted.summary;
    if (worn !== 'tighter' || !isUpper(layer)) continue;
    for (let y = 0; y < h; y++) {
      const row = y * w;
      let x0 = 0;
      let x1 = w - 1;
      while (x0 < w && body[row + x0] < 0.5) x0++;
      while (x1 > x0 && body[row + x1] < 0.5) x1--;
      if (x1 - x0 < 0.4 * unit) continue;
      for (let x = 0; x < w; x++) {
        const i = row + x;
        if ((x >= x0 && x <= x1) || !old.mask[i] || !between(kind[i])) continue;
        if (depth[i] > BELOW_ARMPIT * unit && depth[i] < hemAt - SNUG_HEM * unit)
          kind[i] = BENEATH.background;
      }
    }
  }
}

/** No bare leg shows beside or between the legs of new trousers: what the old ones leave there is backdrop. */
function betweenLegs(scene: Scene, what: Replacement, old: OldGarment, kind: Uint8Array): void {
  const hidden = what.legs;
  if (!hidden) return;
  for (let i = 0; i < scene.n; i++) {
    if (!old.mask[i] || old.soft[i] < 0.5 || scene.depth[i] < hidden.from || scene.depth[i] > hidden.to)
      continue;
    if (kind[i] === BENEATH.leg || kind[i] === BENEATH.torso) kind[i] = BENEATH.background;
  }
}

/**
 * Pixels that visible backdrop parts from the body's middle in their row, below the chest: sleeves and cuffs that hang
 * free. Trunk and hips have no such gaps, so nothing but an arm can lie beneath. Trousers and skirts are left out: legs part.
 */
function detached(scene: Scene): Uint8Array {
  const { w, h, unit, torsoLength, labels, soft, depth, lateral } = scene;
  const out = new Uint8Array(scene.n);
  for (let y = 0; y < h; y++) {
    let middle = 0;
    for (let x = 1; x < w; x++)
      if (Math.abs(lateral[y * w + x]) < Math.abs(lateral[y * w + middle])) middle = x;
    const d = depth[y * w + middle];
    if (d < 0.35 * torsoLength) continue;
    if (Math.abs(lateral[y * w + middle]) > 2) continue;
    for (const step of [-1, 1]) {
      let gap = 0;
      for (let x = middle; x >= 0 && x < w; x += step) {
        const i = y * w + x;
        if (gap >= 3) out[i] = soft.lower[i] < 0.5 && labels[i] !== PART.lower ? 1 : 0;
        else if (labels[i] === PART.background && soft.person[i] < 0.15 && Math.abs(lateral[i]) > 0.25 * unit)
          gap++;
        else gap = 0;
      }
    }
  }
  return out;
}

function armDistance(scene: Scene, i: number): number {
  const { L, R } = scene.arms;
  return Math.min(L.upperDistance[i], L.foreDistance[i], R.upperDistance[i], R.foreDistance[i]);
}

/** Whether the arm was seen bare around this position (0..1 along a limb of two bones). */
export function isBare(arm: SceneArm, along: number): boolean {
  const k = Math.round(clamp(along * 20, 1, 19));
  return arm.bare[k - 1] && arm.bare[k] && arm.bare[k + 1];
}

/** What a pixel in the grown rim of the old garment shows by itself; -1 = cannot tell. */
function ownKind(label: number, what: Replacement, wearsDress: boolean): number {
  if (label >= PART.leftArm && label <= PART.rightHand) return BENEATH.arm;
  if (label === PART.neck || label === PART.face) return BENEATH.torso;
  if (label === PART.leftLeg || label === PART.rightLeg) return BENEATH.leg;
  if (label === PART.lower && !what.lower && !wearsDress) return BENEATH.lower;
  if (label === PART.upper && !what.upper && !wearsDress) return BENEATH.upper;
  return -1;
}

/**
 * The removed garment's silhouette is a little wider than the body, so thin strips of "skin" would be left between the
 * new garment and the backdrop. Strips that no visible or made-up body part carries become backdrop.
 */
function dropSlivers(scene: Scene, old: OldGarment, kind: Uint8Array, apart: Uint8Array): void {
  const { w, h, n, unit } = scene;
  const body = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (scene.cover[i] > 0.5) continue;
    body[i] = old.mask[i]
      ? kind[i] !== BENEATH.background
        ? 1
        : 0
      : scene.labels[i] !== PART.background
        ? 1
        : 0;
  }
  const size = { w, h };
  const solid = opened(size, body, Math.max(2, Math.round(0.018 * unit)));
  const near = grow(size, solid, 3);
  for (let i = 0; i < n; i++) {
    if (!old.mask[i] || !body[i] || near[i]) continue;
    kind[i] = BENEATH.background;
    body[i] = 0;
  }
  // Narrow gaps that the old garment bridged (between arm and trunk) are body, not backdrop.
  for (let i = 0; i < n; i++) if (scene.cover[i] > 0.5) body[i] = 1;
  const bridged = closed(size, body, Math.max(3, Math.round(0.035 * unit)));
  for (let i = 0; i < n; i++)
    if (
      kind[i] === BENEATH.background &&
      old.soft[i] > 0.5 &&
      bridged[i] &&
      !body[i] &&
      !old.trim[i] &&
      !apart[i] &&
      scene.depth[i] > 0 &&
      // Farther down the waist leaves a gap beside a hanging arm.
      scene.depth[i] < 0.4 * scene.torsoLength
    )
      kind[i] = BENEATH.torso;
}
