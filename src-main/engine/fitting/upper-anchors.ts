/** Anchor points of garments worn on the torso, with estimates for those the garment's landmarks lack. */

import { clamp, gaussianFilter1d, interp1, linspace, median, medianFilter1d } from '../image/ops/signal.ts';
import type { Point } from '../image/raster.ts';
import {
  columnTop,
  type GarmentShape,
  landmark,
  reachLength,
  runLength,
  SIDES,
  SIGN,
  type Side,
} from './garment-shape.ts';

export interface Cuff {
  outer: Point;
  inner: Point;
}

/** All in garment pixels. */
export interface UpperAnchors {
  collar: Record<Side, Point>;
  shoulder: Record<Side, Point>;
  armpit: Record<Side, Point>;
  hem: Record<Side, Point>;
  /** Absent: no sleeve at that side. */
  cuff: Partial<Record<Side, Cuff>>;
  /** Down to here the sleeve touches the torso in the picture: the armpit above it is hidden. */
  touchingTo: Record<Side, number>;
  /** No sleeve reaches below this row. */
  sleeveEnd: number;
  sleeved: boolean;
  /** Hangs from straps: the collar points are where straps cross the shoulders. */
  strap: boolean;
  /** Straps and sleeves with bare shoulders between. */
  coldShoulder: boolean;
  offShoulder: boolean;
  /** Mean height of shoulder points, collar points, armpits. */
  shoulderY: number;
  collarY: number;
  armpitY: number;
  /** Names that had to be estimated. */
  guessed: string[];
}

/** Armpits deeper below the shoulder points than this (in armpit widths) are where a hanging sleeve leaves the side. */
const DEEPEST_ARMPIT = 0.8;
/** Depth of the armpit below the shoulder point, in armpit widths: median of 14 sleeved garments is 0.67. */
const USUAL_ARMPIT = 0.66;
/** Collar points this far above the shoulder points and wide apart are straps over bare shoulders (armpit widths). */
const COLD_SHOULDER_RISE = 0.35;

/** Wide necklines this close above the armpits leave no room for arms: the top edge runs below the shoulders. */
const BANDEAU_OPENING = 0.35;

export function upperAnchors(shape: GarmentShape): UpperAnchors {
  const { garment, axisX, top, bottom, left, right } = shape;
  const height = bottom - top;
  const width = right - left;
  const guessed: string[] = [];
  const strap = garment.sleeve === 'strap';
  const found = (name: Parameters<typeof landmark>[1], make: () => Point): Point => {
    const p = landmark(shape, name);
    if (p) return { x: p.x, y: p.y };
    guessed.push(name);
    return make();
  };
  const both = (make: (side: Side) => Point): Record<Side, Point> => ({ L: make('L'), R: make('R') });
  const line = garment.neckline;
  const collar = both((s) =>
    found(s === 'L' ? 'collarL' : 'collarR', () => {
      if (line.length > 1) return line[s === 'L' ? 0 : line.length - 1];
      const x = axisX + SIGN[s] * 0.14 * width;
      const y = columnTop(shape, x);
      return { x, y: Number.isFinite(y) ? y : top };
    }),
  );
  const armpit = both((s) =>
    found(s === 'L' ? 'armpitL' : 'armpitR', () => {
      const y = top + Math.min(0.3 * height, 0.34 * width);
      return { x: axisX + SIGN[s] * runLength(shape, y, SIGN[s]), y };
    }),
  );
  const shoulder = both((s) =>
    found(s === 'L' ? 'shoulderL' : 'shoulderR', () => {
      if (strap) return collar[s];
      const x = clamp(
        axisX + SIGN[s] * 0.85 * Math.abs(armpit[s].x - axisX),
        Math.min(collar[s].x, armpit[s].x),
        Math.max(collar[s].x, armpit[s].x),
      );
      const y = columnTop(shape, x);
      return { x, y: Number.isFinite(y) ? Math.min(y, armpit[s].y) : collar[s].y };
    }),
  );
  const hem = both((s) =>
    found(s === 'L' ? 'hemL' : 'hemR', () => {
      const y = bottom - 0.02 * height;
      return { x: axisX + SIGN[s] * reachLength(shape, y, SIGN[s]), y };
    }),
  );
  const cuff: Partial<Record<Side, Cuff>> = {};
  const wantsSleeve = garment.sleeve === 'short' || garment.sleeve === 'long';
  if (wantsSleeve)
    for (const s of SIDES) {
      const outer = landmark(shape, s === 'L' ? 'cuffOuterL' : 'cuffOuterR');
      const inner = landmark(shape, s === 'L' ? 'cuffInnerL' : 'cuffInnerR');
      if (outer && inner) cuff[s] = { outer, inner };
    }
  const sleeved = cuff.L !== undefined || cuff.R !== undefined;
  const armpitWidth = Math.max(1, armpit.R.x - armpit.L.x);
  const touchingTo = { L: armpit.L.y, R: armpit.R.y };
  for (const s of SIDES)
    if (cuff[s] && armpit[s].y - shoulder[s].y > DEEPEST_ARMPIT * armpitWidth)
      armpit[s] = { x: armpit[s].x, y: shoulder[s].y + USUAL_ARMPIT * armpitWidth };
  let sleeveEnd = 0;
  for (const s of SIDES) {
    const c = cuff[s];
    if (c) sleeveEnd = Math.max(sleeveEnd, c.outer.y + 0.1 * armpitWidth, c.inner.y + 0.1 * armpitWidth);
  }
  const mean = (r: Record<Side, Point>): number => (r.L.y + r.R.y) / 2;
  const rise = (mean(shoulder) - mean(collar)) / armpitWidth;
  const apart = (collar.R.x - collar.L.x) / armpitWidth;
  const coldShoulder = sleeved && rise > COLD_SHOULDER_RISE && apart > 0.4;
  const opening = (mean(armpit) - mean(collar)) / armpitWidth;
  const bandeau = !sleeved && !strap && apart > 0.7 && opening < BANDEAU_OPENING;
  return {
    collar,
    shoulder,
    armpit,
    hem,
    cuff,
    touchingTo,
    sleeveEnd,
    sleeved,
    strap: strap || coldShoulder,
    coldShoulder,
    offShoulder: garment.offShoulder || bandeau,
    shoulderY: mean(shoulder),
    collarY: mean(collar),
    armpitY: mean(armpit),
    guessed,
  };
}

/** Half widths of the torso part of a garment by row, garment px. */
export interface TorsoWidths {
  y: Float64Array;
  L: Float64Array;
  R: Float64Array;
}

const ROWS = 120;
/** Torso rows may be this much wider than the line from armpit to hem before a sleeve is suspected to touch. */
const TOUCHING = 1.2;

/** Half widths from the axis: constant above the armpit, the cloth's own width below. */
export function torsoWidths(shape: GarmentShape, a: UpperAnchors): TorsoWidths {
  const y = linspace(shape.top, shape.bottom, ROWS);
  const out: TorsoWidths = { y, L: new Float64Array(ROWS), R: new Float64Array(ROWS) };
  const minimum = 0.1 * Math.abs(a.armpit.R.x - a.armpit.L.x);
  for (const s of SIDES) {
    const pit = Math.abs(a.armpit[s].x - shape.axisX);
    const hem = Math.abs(a.hem[s].x - shape.axisX);
    const e = out[s];
    for (let i = 0; i < ROWS; i++) {
      if (y[i] <= a.armpit[s].y) {
        e[i] = pit;
        continue;
      }
      const straight = interp1(y[i], [a.armpit[s].y, a.hem[s].y], [pit, hem]);
      const run = shape.garment.openFront
        ? reachLength(shape, y[i], SIGN[s])
        : runLength(shape, y[i], SIGN[s]);
      // Where a sleeve hangs against the side the cloth's own width is hidden.
      const touching =
        a.cuff[s] && y[i] < a.sleeveEnd && (y[i] <= a.touchingTo[s] || run > straight * TOUCHING);
      e[i] = Math.max(minimum, touching ? straight : run);
    }
    // The hem's rounded corners are no narrowing of the cloth.
    const hemRow = y.findIndex((v) => v >= a.hem[s].y - 0.02 * (shape.bottom - shape.top));
    if (hemRow > 6) {
      const last = median(e.slice(hemRow - 6, hemRow + 1));
      for (let i = hemRow; i < ROWS; i++) e[i] = last;
    }
    out[s] = gaussianFilter1d(medianFilter1d(e, 5), 1.5);
  }
  return out;
}
