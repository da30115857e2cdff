/** Old garment: which pixels show clothes that the new garments replace, leftovers (straps, collars, belts) included. */

import { PART } from '../../domain/parsing.ts';
import { rgbToLabPixel } from '../../image/ops/colour.ts';
import { connectedComponents } from '../../image/ops/components.ts';
import { clamp, quantile } from '../../image/ops/signal.ts';
import { bits, blurField, cellColours, grow, growDisk, opened, ramp, threshold } from '../planes.ts';
import { isLower, isUpper, type Scene, SIDES, type Side } from '../scene.ts';
import { smoothBackdrop } from './background.ts';
import { alongArm } from './limbs.ts';

/** What the layers take off the person. Depths are along the torso axis in analysis pixels. */
export interface Replacement {
  upper: boolean;
  lower: boolean;
  /** Part of a worn dress that goes: from `dressFrom` down to `dressTo`. */
  dressFrom: number;
  dressTo: number;
  /** Worn sleeves that vanish inside a jacket's sleeves: reach along the arm, 0 = none. */
  sleevesUnder: number;
  /** Depths between which new trousers or shorts hide bare legs, or null. */
  legs: { from: number; to: number } | null;
}

export function replacementOf(scene: Scene): Replacement {
  const layers = scene.covers.map((c) => c.layer);
  const of = (c: string) => layers.filter((l) => l.fitted.garment.category === c);
  const dress = of('dress').length > 0;
  const tops = of('top');
  const lowers = layers.filter((l) => isLower(l) && l.fitted.garment.category !== 'dress');
  const upper = dress || tops.length > 0;
  const lower = dress || lowers.length > 0;
  let dressFrom = Number.POSITIVE_INFINITY;
  let dressTo = Number.NEGATIVE_INFINITY;
  const tl = scene.torsoLength;
  if (upper || lower) {
    dressFrom = upper
      ? Number.NEGATIVE_INFINITY
      : clamp(Math.min(...lowers.map((l) => l.fitted.summary.topAt)) + 0.03 * scene.unit, 0.5 * tl, 1.1 * tl);
    dressTo = lower
      ? Number.POSITIVE_INFINITY
      : clamp(
          Math.min(Math.max(...tops.map((l) => l.fitted.summary.hemAt)), drawnHem(scene)) - 0.04 * scene.unit,
          0.5 * tl,
          1.15 * tl,
        );
  }
  const jackets = of('jacket').map((l) => l.fitted.summary.sleeveReach);
  const sleevesUnder = upper ? 0 : Math.max(0, ...jackets.map((r) => Math.max(r.L, r.R)));
  return { upper, lower, dressFrom, dressTo, sleevesUnder, legs: legsHidden(scene) };
}

/** Depth of the hem that the new tops were really drawn with in front of the belly; a tenth of it may lie higher. */
function drawnHem(scene: Scene): number {
  const { w, h, unit, lateral, depth, torsoLength } = scene;
  const ends: number[] = [];
  for (let x = 0; x < w; x++) {
    for (let y = h - 1; y >= 0; y--) {
      const i = y * w + x;
      if (scene.cover[i] < 0.5 || Math.abs(lateral[i]) > 0.3 * unit) continue;
      if (depth[i] > 0.4 * torsoLength) ends.push(depth[i]);
      break;
    }
  }
  return ends.length > 0.3 * unit ? quantile(ends, 0.1) : Number.POSITIVE_INFINITY;
}

/**
 * Depths between which new trousers or shorts hide the legs, so that none of them shows beside or between theirs; null
 * without such a garment.
 */
function legsHidden(scene: Scene): { from: number; to: number } | null {
  const worn = scene.covers.find((c) => ['trousers', 'shorts'].includes(c.layer.fitted.garment.category));
  if (!worn) return null;
  const { topAt, hemAt } = worn.layer.fitted.summary;
  // The foot of a leg that is lifted lies higher up than the hem says.
  const ankles = SIDES.map((side) => {
    const { x, y } = scene.legs[side].ankle;
    return scene.depth[clamp(Math.round(y), 0, scene.h - 1) * scene.w + clamp(Math.round(x), 0, scene.w - 1)];
  });
  return {
    from: Math.max(topAt + 0.2 * scene.unit, scene.torsoLength + 0.1 * scene.unit),
    to: Math.min(hemAt - 0.04 * scene.unit, ...ankles.map((d) => d - 0.15 * scene.unit)),
  };
}

/** Soft weight 0..1 of the replaced clothes. */
function replacedSoft(scene: Scene, what: Replacement): Float32Array {
  const out = new Float32Array(scene.n);
  const edge = 0.02 * scene.unit;
  const { upper, lower } = scene.soft;
  for (let i = 0; i < scene.n; i++) {
    let v = 0;
    if (scene.wearsDress) {
      const d = scene.depth[i];
      const inside = Math.min(
        ramp(d, what.dressFrom - edge, what.dressFrom + edge),
        1 - ramp(d, what.dressTo - edge, what.dressTo + edge),
      );
      v = what.dressTo < what.dressFrom ? 0 : upper[i] * inside;
      if (what.lower) v = Math.max(v, lower[i]);
    } else {
      if (what.upper) v = upper[i];
      if (what.lower) v = Math.max(v, lower[i]);
    }
    out[i] = v;
  }
  const hidden = what.legs;
  if (hidden)
    for (let i = 0; i < scene.n; i++) {
      const l = scene.labels[i];
      if (
        (l === PART.leftLeg || l === PART.rightLeg) &&
        scene.depth[i] > hidden.from &&
        scene.depth[i] < hidden.to
      )
        out[i] = Math.max(out[i], scene.soft.skin[i]);
    }
  if (what.sleevesUnder > 0) {
    for (const side of SIDES) {
      const arm = scene.arms[side];
      const reach = 0.2 * scene.unit;
      for (let i = 0; i < scene.n; i++) {
        if (scene.armLike[i] === 0 || Math.min(arm.upperDistance[i], arm.foreDistance[i]) > reach) continue;
        const s = alongArm(arm, i);
        if (s > 0.25 && s < what.sleevesUnder) out[i] = Math.max(out[i], upper[i]);
      }
    }
  }
  return out;
}

interface SkinTone {
  a: number;
  b: number;
  L: number;
  spread: number;
}

function skinTone(scene: Scene): SkinTone | null {
  const A: number[] = [];
  const B: number[] = [];
  const L: number[] = [];
  for (let i = 0; i < scene.n; i += 7) {
    const l = scene.labels[i];
    if (scene.soft.skin[i] < 0.9 || l === PART.face || l === PART.hair) continue;
    const [Lp, ap, bp] = rgbToLabPixel(scene.rgb[i * 3], scene.rgb[i * 3 + 1], scene.rgb[i * 3 + 2]);
    A.push(ap);
    B.push(bp);
    L.push(Lp);
  }
  if (A.length < 40) return null;
  const a = quantile(A, 0.5);
  const b = quantile(B, 0.5);
  const off = A.map((v, k) => Math.hypot(v - a, B[k] - b));
  return { a, b, L: quantile(L, 0.5), spread: quantile(off, 0.6) };
}

/**
 * Pieces that were parsed as skin or as a loose object but touch the replaced clothes and do not look like skin:
 * straps, collar edges, belts, scarves' ends.
 */
function leftovers(scene: Scene, old: Uint8Array, what: Replacement): Uint8Array {
  const { w, h, n, unit, torsoLength: tl } = scene;
  const size = { w, h };
  const found = new Uint8Array(n);
  const near = grow(size, old, Math.round(0.34 * unit));
  const close = grow(size, old, Math.round(0.12 * unit));
  const beside = grow(size, old, 3);
  const tone = skinTone(scene);
  const limit = tone ? clamp(2.5 * tone.spread, 9, 17) : 0;
  const odd = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (old[i] || !near[i]) continue;
    const l = scene.labels[i];
    const d = scene.depth[i];
    if (l === PART.other) {
      odd[i] = 1;
    } else if (
      tone &&
      what.upper &&
      (l === PART.neck || l === PART.leftArm || l === PART.rightArm) &&
      d > -0.22 * unit &&
      d < 1.1 * tl
    ) {
      const [L, a, b] = rgbToLabPixel(scene.rgb[i * 3], scene.rgb[i * 3 + 1], scene.rgb[i * 3 + 2]);
      if (Math.hypot(a - tone.a, b - tone.b) > limit || Math.abs(L - tone.L) > 38) odd[i] = 1;
    }
  }
  // Along the arms dark and bright edges are common: only patches count there, not lines.
  const patch = opened(size, odd, 2);
  for (let i = 0; i < n; i++)
    if (odd[i] && !patch[i] && scene.labels[i] !== PART.other && scene.depth[i] > 0.35 * tl) odd[i] = 0;
  const cc = connectedComponents(bits(size, odd), 8);
  if (cc.count === 0) return found;
  const touch = new Float64Array(cc.count + 1);
  const rim = new Float64Array(cc.count + 1);
  const other = new Float64Array(cc.count + 1);
  const bare = new Float64Array(cc.count + 1);
  const hand = new Float64Array(cc.count + 1);
  const reaches = new Uint8Array(cc.count + 1);
  const depthSum = new Float64Array(cc.count + 1);
  for (let i = 0; i < n; i++) {
    const k = cc.labels[i];
    if (k === 0) continue;
    depthSum[k] += scene.depth[i];
    if (close[i]) reaches[k] = 1;
    if (scene.labels[i] === PART.other) other[k]++;
    const x = i % w;
    for (const j of [x > 0 ? i - 1 : i, x < w - 1 ? i + 1 : i, i - w, i + w]) {
      if (j < 0 || j >= n || cc.labels[j] === k) continue;
      rim[k]++;
      if (beside[j]) touch[k]++;
      if (scene.labels[j] === PART.background) bare[k]++;
      if (scene.labels[j] === PART.leftHand || scene.labels[j] === PART.rightHand) hand[k]++;
    }
  }
  for (let k = 1; k <= cc.count; k++) {
    const area = cc.area[k];
    const d = depthSum[k] / area;
    const share = touch[k] / Math.max(1, rim[k]);
    const { x0, y0, x1, y1 } = cc.box[k];
    const loose = other[k] > 0.5 * area;
    let goes = false;
    if (loose) {
      const belt = what.lower && d > 0.55 * tl && d < 1.15 * tl && x1 - x0 > 2.2 * (y1 - y0);
      const held = hand[k] > 0.08 * rim[k];
      const small = !held && area < 0.03 * unit * unit && share > 0.15;
      goes = belt || small;
    } else {
      // Below the shoulder an arm's bright or dark outline beside the backdrop is no cloth.
      const outline = d > 0.15 * tl && bare[k] > touch[k];
      goes =
        area > 4 &&
        area < 0.05 * unit * unit &&
        !outline &&
        (share > 0.05 || Math.max(x1 - x0, y1 - y0) > 0.1 * unit);
    }
    if (!goes || !reaches[k]) continue;
    for (let y = y0; y < y1; y++)
      for (let x = x0; x < x1; x++) if (cc.labels[y * w + x] === k) found[y * w + x] = 1;
  }
  return found;
}

/** Islands of "upper clothes" inside the kept lower garment (prints, stripes) are the lower garment's own: cleared. */
function dropIslands(scene: Scene, soft: Float32Array): void {
  const { w, h, n } = scene;
  const upper = new Uint8Array(n);
  for (let i = 0; i < n; i++) upper[i] = scene.labels[i] === PART.upper ? 1 : 0;
  const cc = connectedComponents(bits({ w, h }, upper), 4);
  if (cc.count < 2) return;
  const largest = Math.max(...cc.area.slice(1));
  const rim = new Float64Array(cc.count + 1);
  const lower = new Float64Array(cc.count + 1);
  for (let i = 0; i < n; i++) {
    const k = cc.labels[i];
    if (k === 0) continue;
    for (const j of [i - 1, i + 1, i - w, i + w]) {
      if (j < 0 || j >= n || cc.labels[j] === k) continue;
      rim[k]++;
      if (scene.labels[j] === PART.lower) lower[k]++;
    }
  }
  const main = cc.area.indexOf(largest);
  const mean = new Float64Array((cc.count + 2) * 3);
  let lowerArea = 0;
  for (let i = 0; i < n; i++) {
    const k = cc.labels[i];
    const kept = scene.labels[i] === PART.lower;
    if (kept) lowerArea++;
    if (k === 0 && !kept) continue;
    const o = (kept ? cc.count + 1 : k) * 3;
    for (let c = 0; c < 3; c++) mean[o + c] += scene.rgb[i * 3 + c];
  }
  const gap = (k: number, j: number): number => {
    let d = 0;
    for (let c = 0; c < 3; c++)
      d += Math.abs(
        mean[k * 3 + c] / cc.area[k] - mean[j * 3 + c] / (j > cc.count ? Math.max(1, lowerArea) : cc.area[j]),
      );
    return d;
  };
  const drop = cc.area.map((area, k) => {
    if (k === 0 || area >= 0.15 * largest) return false;
    if (lower[k] > 0.7 * rim[k]) return true;
    return lower[k] > 0.35 * rim[k] && gap(k, cc.count + 1) < gap(k, main);
  });
  const island = new Uint8Array(n);
  for (let i = 0; i < n; i++) if (drop[cc.labels[i]]) island[i] = 1;
  const near = grow({ w, h }, island, 3);
  for (let i = 0; i < n; i++) if (near[i] && (island[i] || scene.labels[i] === PART.lower)) soft[i] = 0;
}

/**
 * Pixels beside the old garment that were parsed as backdrop but have the garment's colour rather than the backdrop's:
 * pale rims, gaps between arm and trunk.
 */
function missedRim(scene: Scene, core: Uint8Array): Uint8Array {
  const { w, h, n, unit } = scene;
  const size = { w, h };
  const out = new Uint8Array(n);
  const near = grow(size, core, Math.max(3, Math.round(0.05 * unit)));
  const clear = new Uint8Array(n);
  for (let i = 0; i < n; i++)
    clear[i] = scene.labels[i] === PART.background && scene.soft.person[i] < 0.02 && !near[i] ? 1 : 0;
  const backdrop = smoothBackdrop(scene, clear, 8);
  // Mean colour of the garment around each pixel: it may have stripes or a print.
  const low = cellColours(scene, scene.rgb, core, 2);
  const kept = new Uint8Array(n);
  for (let i = 0; i < n; i++) kept[i] = !core[i] && scene.labels[i] !== PART.background ? 1 : 0;
  // The soft outline of an arm beside pale clothes is a mix of its own with the backdrop.
  const outline = grow(size, kept, 3);
  const beside = grow(size, core, 3);
  const sigma = 0.015 * unit;
  const mean = blurField(low, low.colour, sigma, 3);
  const mass = blurField(low, low.mass, sigma);
  for (let i = 0; i < n; i++) {
    if (core[i] || !near[i] || scene.labels[i] !== PART.background) continue;
    if (outline[i] && !beside[i]) continue;
    const x = i % w;
    const k = (((i - x) / w) >> 2) * low.w + (x >> 2);
    if (mass[k] < 1e-3) continue;
    let toGarment = 0;
    let toBackdrop = 0;
    for (let c = 0; c < 3; c++) {
      const v = scene.rgb[i * 3 + c];
      toGarment = Math.max(toGarment, Math.abs(v - mean[k * 3 + c] / mass[k]));
      toBackdrop = Math.max(toBackdrop, Math.abs(v - backdrop.data[k * 3 + c]));
    }
    if (toBackdrop > 12 && toGarment < toBackdrop) out[i] = 1;
  }
  return out;
}

/**
 * Bare skin that sticks out beside a new sleeve or shoulder by a hair: the garment would hide it. Thin strips only;
 * real openings (neckline, bare shoulders) are wider. Null where there is none.
 */
function overhang(scene: Scene): Uint8Array | null {
  const { w, h, n, unit, labels } = scene;
  const size = { w, h };
  const uppers = scene.covers.filter((c) => isUpper(c.layer));
  const reachOf = (side: Side): number =>
    Math.max(0, ...uppers.map((c) => c.layer.fitted.summary.sleeveReach[side]));
  const sleeved = SIDES.filter((side) => reachOf(side) >= 0.08);
  if (sleeved.length === 0) return null;
  const out = new Uint8Array(n);
  const bare = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const l = labels[i];
    const skin = (l >= PART.neck && l <= PART.rightHand) || l === PART.face;
    bare[i] = skin && scene.cover[i] < 0.5 ? 1 : 0;
  }
  const wide = opened(size, bare, Math.max(2, Math.round(0.025 * unit)));
  const keep = grow(size, wide, 1);
  const cover = grow(size, threshold(scene.cover, 0.5), Math.max(3, Math.round(0.07 * unit)));
  let any = false;
  for (let i = 0; i < n; i++) {
    if (!bare[i] || keep[i] || !cover[i] || Math.abs(scene.lateral[i]) <= 0.3 * unit) continue;
    for (const side of sleeved) {
      const arm = scene.arms[side];
      if (Math.min(arm.upperDistance[i], arm.foreDistance[i]) > 0.24 * unit) continue;
      if (alongArm(arm, i) >= reachOf(side) - 0.03) continue;
      out[i] = 1;
      any = true;
    }
  }
  return any ? out : null;
}

export interface OldGarment {
  /** Soft weight 0..1 of the worn clothes themselves. */
  soft: Float32Array;
  /** 0/1 grown past their edge: everything that has to be painted anew where no garment covers it. */
  mask: Uint8Array;
  /** 0/1 part of `mask` that becomes backdrop whatever lies beneath. */
  trim: Uint8Array;
}

/** Past the edge by what the matte and JPEG blocks smear: 3 px at 1024. */
function past(scene: Scene, core: Uint8Array): Uint8Array {
  return growDisk(scene, core, Math.max(3, Math.round(0.014 * scene.unit)));
}

/** The worn clothes that go, whatever the new ones look like. */
export function findWorn(scene: Scene, what: Replacement): OldGarment {
  const size = { w: scene.w, h: scene.h };
  const { n } = scene;
  const soft = replacedSoft(scene, what);
  if (what.upper && !what.lower) dropIslands(scene, soft);
  const core = threshold(soft, 0.15);
  const add = (extra: Uint8Array): void => {
    for (let i = 0; i < n; i++) {
      if (!extra[i]) continue;
      core[i] = 1;
      soft[i] = Math.max(soft[i], 0.9);
    }
  };
  if (what.upper || what.lower) {
    add(grow(size, leftovers(scene, threshold(soft, 0.5), what), 1));
    add(missedRim(scene, core));
  }
  return { soft, mask: past(scene, core), trim: new Uint8Array(n) };
}

/** The worn clothes with the strips of skin that the new garments trim. */
export function withTrim(scene: Scene, worn: OldGarment): OldGarment {
  const trim = overhang(scene);
  if (!trim) return worn;
  const mask = past(scene, trim);
  for (let i = 0; i < scene.n; i++) mask[i] |= worn.mask[i];
  // The rim that the trimmed strips grew outwards is backdrop already; inwards lies the garment.
  return { soft: worn.soft, mask, trim: grow({ w: scene.w, h: scene.h }, trim, 2) };
}
