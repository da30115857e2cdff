/** True size of a garment: from its dimensions, the picture's scale, or a guess that is told as one. */

import type { Garment, GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { GarmentDimensions } from '../../domain/garment3d.ts';
import { FlatMap, MANNEQUIN_FULLNESS } from './flat-map.ts';
import type { DressForm } from './form.ts';
import type { Point2 } from './piece.ts';

/** Ease over the body's girth when nothing says how wide a garment is, metres. */
const EASE: Record<GarmentCategory, number> = {
  top: 0.08,
  dress: 0.06,
  jacket: 0.14,
  skirt: 0.05,
  trousers: 0.05,
  shorts: 0.06,
};
/** Least ease over the hips of tops and dresses of a guessed size, metres. */
const HIP_EASE = 0.03;
/** A guess never makes a garment tighter than this, metres. */
const LEAST_EASE = 0.06;
/** Trousers on a mannequin: two tubes, pressed together. */
const LEG_FULLNESS = 1.29;
/** A sleeve on a mannequin hangs half flattened: between a flat strip (1) and a round tube (pi / 2). */
const LIMB_FULLNESS = 1.25;
/** Usual length over the height of the shoulders; dresses and skirts come in every length. */
const USUAL_LENGTH: Partial<Record<GarmentCategory, number>> = { top: 0.45, jacket: 0.5 };
/** Trousers laid flat are at least this wide at the hip over their length; narrower ones are rounded by a body. */
const FILLED = 0.43;
/** Share of the seen body height at which a picture's hip lies when no hip was found. */
const HIP_SHARE = 0.28;

export interface SizedMap {
  map: FlatMap;
  /** Girth of a limb's tube over twice its seen width. */
  limbFullness: number;
  /** What the cloth measures then, centimetres. */
  dimensions: GarmentDimensions;
  /** In words, when the size is a guess. */
  reasons: string[];
}

type Keys = Partial<Record<GarmentLandmarkName, Point2>>;

/**
 * Scale of an upper garment by its chest girth, of a lower one by its hip girth.
 *
 * `shownAs` is 'mannequin' for pictures in which a body, visible or not, fills the garment; absent: told for trousers by
 * their width over their length, taken as so for tops, whose product shots mostly are.
 */
export function sizeGarment(
  garment: Garment,
  keys: Keys,
  form: DressForm,
  wanted: GarmentDimensions,
  shownAs: 'flat' | 'mannequin' | undefined,
): SizedMap {
  const lower = ['trousers', 'shorts', 'skirt'].includes(garment.category);
  const reasons: string[] = [];
  const [left, right] = lower ? lowerWidth(keys) : [keys.armpitL!, keys.armpitR!];
  const seen = Math.abs(right.x - left.x);
  const axis = (left.x + right.x) / 2;
  const top = lower ? Math.min(keys.waistL!.y, keys.waistR!.y) : (keys.collarL!.y + keys.collarR!.y) / 2;
  const outseam = garment.category === 'trousers' ? keys.legOuterL!.y - keys.waistL!.y : 0;
  const filled = outseam > 0 ? seen / outseam < FILLED : garment.category !== 'skirt';
  const shown = shownAs ?? (filled ? 'mannequin' : 'flat');
  const fullness = shown === 'mannequin' ? (lower ? LEG_FULLNESS : MANNEQUIN_FULLNESS) : 1;
  const girth = lower ? wanted.hip : wanted.chest;
  const bottomKeys = ['hemL', 'hemR', 'legOuterL', 'legOuterR'] as const;
  const bottom = Math.max(...bottomKeys.map((k) => keys[k]?.y ?? Number.NEGATIVE_INFINITY));
  let perPixel: number;
  if (girth !== undefined) perPixel = girth / 100 / (2 * seen * fullness);
  else if (garment.centimetresPerPixel) perPixel = garment.centimetresPerPixel / 100;
  else {
    perPixel = guess(garment, form, 2 * seen * fullness, bottom - top);
    if (!lower && keys.hipL && keys.hipR) {
      // what reaches over the hips must pass them
      const hip = 2 * Math.abs(keys.hipR.x - keys.hipL.x) * fullness;
      const reaches = (bottom - top) * perPixel > form.shoulder.L[1] - form.hipY;
      if (reaches) perPixel = Math.max(perPixel, (form.girths.hip + HIP_EASE) / hip);
    }
    reasons.push('the size is not known: cut to fit this body with ordinary ease');
  }
  const length = wanted.length;
  const perPixelY = length !== undefined && bottom > top ? length / 100 / (bottom - top) : perPixel;
  const map = new FlatMap({
    origin: { x: axis, y: top },
    // legs and skirts are several tubes: wider all over
    perPixelX: lower ? perPixel * fullness : perPixel,
    perPixelY,
    roundedHalf: lower || shown === 'flat' ? undefined : halfWidths(keys, seen / 2),
  });
  const width = (a?: Point2, b?: Point2): number | undefined =>
    a && b ? 200 * Math.abs(map.toFlat(a).x - map.toFlat(b).x) : undefined;
  const dimensions: GarmentDimensions = {
    [lower ? 'hip' : 'chest']: width(left, right),
    waist: width(keys.waistL, keys.waistR),
    hemGirth: width(keys.hemL, keys.hemR),
    length: bottom > top ? (bottom - top) * perPixelY * 100 : undefined,
  };
  return { map, limbFullness: shown === 'mannequin' ? LIMB_FULLNESS : 1, dimensions, reasons };
}

/** Half width of the body of an upper garment by picture row, from its key points; that of the chest above them. */
function halfWidths(keys: Keys, chest: number): (y: number) => number {
  const rows = (['armpit', 'waist', 'hip', 'hem'] as const)
    .flatMap((name) => {
      const [l, r] = [keys[`${name}L`], keys[`${name}R`]];
      return l && r ? [{ y: (l.y + r.y) / 2, half: Math.abs(r.x - l.x) / 2 }] : [];
    })
    .sort((a, b) => a.y - b.y);
  return (y) => {
    if (rows.length === 0 || y <= rows[0].y) return chest;
    for (let i = 1; i < rows.length; i++) {
      const [a, b] = [rows[i - 1], rows[i]];
      if (y < b.y) return a.half + ((b.half - a.half) * (y - a.y)) / Math.max(1e-6, b.y - a.y);
    }
    return rows[rows.length - 1].half;
  };
}

/** Metres a pixel so that a garment `girth` pixels around and `length` pixels long is one for this body. */
function guess(garment: Garment, form: DressForm, girth: number, length: number): number {
  const { category } = garment;
  const lower = category === 'trousers' || category === 'shorts' || category === 'skirt';
  const body = lower ? form.girths.hip : form.girths.bust;
  const byGirth = (body + EASE[category]) / girth;
  const share = USUAL_LENGTH[category];
  // tops without sleeves are cropped as often as not
  if (garment.sleeve === 'strap' || garment.sleeve === 'sleeveless') return byGirth;
  if (share === undefined || !(length > 0)) return byGirth;
  // oversized and cropped garments are recognised by both: neither width nor length alone may decide
  const byLength = (share * form.shoulder.L[1]) / length;
  const both = byGirth ** 0.6 * byLength ** 0.4;
  return Math.min((body + 0.3) / girth, Math.max((body + LEAST_EASE) / girth, both));
}

/** Where a lower garment is as wide as the hip. */
function lowerWidth(keys: Keys): [Point2, Point2] {
  if (keys.hipL && keys.hipR) return [keys.hipL, keys.hipR];
  const [wl, wr] = [keys.waistL!, keys.waistR!];
  const [bl, br] = [keys.legOuterL ?? keys.hemL!, keys.legOuterR ?? keys.hemR!];
  const mix = (a: Point2, b: Point2): Point2 => ({
    x: a.x + (b.x - a.x) * HIP_SHARE,
    y: a.y + (b.y - a.y) * HIP_SHARE,
  });
  return [mix(wl, bl), mix(wr, br)];
}
