/** Torso: how wide the bare trunk is at each depth, kept within what loose clothes and lifted arms pretend. */

import { PART } from '../../domain/parsing.ts';
import { interp1, median, quantile } from '../../image/ops/signal.ts';
import { type Scene, SIDES, type Side } from '../scene.ts';

/** Half a bare torso is not wider than this (shoulder widths); flared clothes are. */
const WIDEST = 0.66;
/** The least that is believed of the chest's half width, shoulder widths. */
const CHEST = 0.52;
/** Depth of the chest, of the rows below it that no lifted arm widens, and where the armpits begin; torso lengths. */
const CHEST_AT = 0.35;
const BELOW_CHEST = [0.45, 0.6] as const;
const ARMPIT = 0.15;
/** How far a waist lies inside the straight line from chest to hip. */
const WAISTED = 0.05;

/** Half widths of the lower clothes that are worn, seen beside the backdrop at their visible top; NaN where unseen. */
export interface LowerWidth {
  L: number;
  R: number;
  /** The same as far as hands and hems let it be seen: the garment is at least that wide. */
  least: Record<Side, number>;
  /** Depth of the visible top, scene pixels. */
  at: number;
}

/** Measures the visible top of the lower clothes: rows within a quarter of a shoulder width below it. */
export function lowerWidth(scene: Scene): LowerWidth {
  const { w, n, unit, torsoLength, labels, lateral, depth } = scene;
  const from = Math.round(0.5 * torsoLength);
  const bins = Math.ceil(0.9 * torsoLength);
  const middle = new Int32Array(bins);
  const reach = { L: new Float64Array(bins), R: new Float64Array(bins) };
  const outer = { L: new Int32Array(bins), R: new Int32Array(bins) };
  for (let i = 0; i < n; i++) {
    if (labels[i] !== PART.lower) continue;
    const b = Math.round(depth[i]) - from;
    if (b < 0 || b >= bins) continue;
    const h = lateral[i];
    if (Math.abs(h) < 0.2 * unit) middle[b]++;
    const side = h < 0 ? 'L' : 'R';
    if (Math.abs(h) <= reach[side][b]) continue;
    reach[side][b] = Math.abs(h);
    outer[side][b] = i;
  }
  const top = middle.findIndex((c) => c > 0.2 * unit);
  const out: LowerWidth = {
    L: Number.NaN,
    R: Number.NaN,
    least: { L: Number.NaN, R: Number.NaN },
    at: top < 0 ? Number.NaN : top + from,
  };
  if (top < 0) return out;
  for (const side of SIDES) {
    const step = side === 'L' ? -1 : 1;
    const seen: number[] = [];
    const any: number[] = [];
    for (let b = top; b < Math.min(bins, top + 0.25 * unit); b++) {
      if (reach[side][b] <= 0) continue;
      any.push(reach[side][b]);
      const i = outer[side][b];
      const x = i % w;
      // A hand or the hem of a top beside the edge hides how wide the garment is.
      if (x > 3 && x < w - 3 && labels[i + 3 * step] === PART.background) seen.push(reach[side][b]);
    }
    if (seen.length >= 0.06 * unit) out[side] = quantile(seen, 0.85);
    if (any.length >= 0.06 * unit) out.least[side] = quantile(any, 0.85);
  }
  return out;
}

/**
 * Half width of the bare trunk by side at depths `from`, `from` + 1, ... `to`, scene pixels: the measured extent, narrowed to
 * a chest that lifted arms do not widen and, above worn trousers or a skirt, to a waist that meets them.
 */
export function torsoHalf(scene: Scene, from: number, to: number): Record<Side, Float32Array> {
  const { frame, unit, torsoLength: tl } = scene;
  const lower = scene.wearsDress ? null : lowerWidth(scene);
  const table = (side: Side): Float32Array => {
    const extent = (d: number): number => interp1(d, frame.rows, frame.extentTight[side]);
    const below = [0, 0.25, 0.5, 0.75, 1].map((t) =>
      extent((BELOW_CHEST[0] + t * (BELOW_CHEST[1] - BELOW_CHEST[0])) * tl),
    );
    const chest = Math.max(CHEST * unit, 1.03 * median(below));
    const atChest = Math.min(extent(CHEST_AT * tl), chest, WIDEST * unit);
    const known = lower !== null && Number.isFinite(lower[side]);
    const hip = lower ? (known ? lower[side] : lower.least[side]) : Number.NaN;
    return Float32Array.from({ length: to - from + 1 }, (_, k) => {
      const d = from + k;
      let half = Math.min(extent(d), WIDEST * unit);
      if (d > ARMPIT * tl && d < BELOW_CHEST[1] * tl) half = Math.min(half, chest);
      if (lower && Number.isFinite(hip) && d > CHEST_AT * tl) {
        const t = Math.min(1, (d - CHEST_AT * tl) / Math.max(1, lower.at - CHEST_AT * tl));
        const line = (atChest + (hip - atChest) * t) * (1 - WAISTED * Math.sin(Math.PI * t));
        if (known) half = Math.min(half, line);
        // Arms that hang close are no part of the measured extent, but the hip below them is in view.
        const near = t ** 2;
        if (line > half) half += near * (line - half);
      }
      return half;
    });
  };
  return { L: table('L'), R: table('R') };
}
