/** True size of a garment: from its dimensions, the picture's scale, or a guess that is told as one. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { Garment, GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { GarmentDimensions } from '../../domain/garment3d.ts';
import { FlatMap, MANNEQUIN_FULLNESS, MOST_FULLNESS } from './flat-map.ts';
import { type DressForm, sectionAt } from './form.ts';
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
/** A waist this much narrower than the chest is one that was cut, and lies at the wearer's. */
const CUT_WAIST = 0.93;
/** The side of the neck, where collars start, above the shoulder joint, metres. */
const NECK_RISE = 0.07;
/** Where above the neck joint a collar lies, and its ease over a quarter of the neck's girth, metres. */
const NECK_ABOVE = 0.03;
const NECK_EASE = 0.006;
/** Widest collar over what is seen of it: nearly a tube. */
const MOST_COLLAR = 1.55;
/** A collar stands when it rises this far above the shoulder points, share of half the chest. */
const STANDING = 0.15;
/** Height of the hem of trousers of a guessed length above the floor, so that it falls on the foot, metres. */
const ON_THE_FOOT = 0.05;
/** Cloth over seen width of a mannequin's half when nothing tells it. */
const USUAL_FULLNESS = 1.38;
/** Least height of a hem above the floor, metres. */
const CLEAR_OF_FLOOR = 0.03;
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
  reasons: Sentence[];
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
  const reasons: Sentence[] = [];
  const [left, right] = lower ? lowerWidth(keys) : [keys.armpitL!, keys.armpitR!];
  const seen = Math.abs(right.x - left.x);
  const axis = (left.x + right.x) / 2;
  const top = lower ? Math.min(keys.waistL!.y, keys.waistR!.y) : (keys.collarL!.y + keys.collarR!.y) / 2;
  const outseam = garment.category === 'trousers' ? keys.legOuterL!.y - keys.waistL!.y : 0;
  const filled = outseam > 0 ? seen / outseam < FILLED : garment.category !== 'skirt';
  const shown = shownAs ?? (filled ? 'mannequin' : 'flat');
  const girth = lower ? wanted.hip : wanted.chest;
  const bottomKeys = ['hemL', 'hemR', 'legOuterL', 'legOuterR'] as const;
  const bottom = Math.max(...bottomKeys.map((k) => keys[k]?.y ?? Number.NEGATIVE_INFINITY));
  const size: PictureSize = { seen, top, bottom, usual: usualScale(garment, keys, form, top, bottom) };
  let fullness = shown !== 'mannequin' ? 1 : lower ? LEG_FULLNESS : fullnessOf(garment, form, size, wanted);
  let perPixel: number;
  if (girth !== undefined) perPixel = girth / 100 / (2 * seen * fullness);
  else if (garment.centimetresPerPixel) perPixel = garment.centimetresPerPixel / 100;
  else {
    perPixel = guess(garment, form, size, fullness);
    if (!lower && keys.hipL && keys.hipR) {
      // what reaches over the hips must pass them: first as full as a body makes it, then larger
      const hip = 2 * Math.abs(keys.hipR.x - keys.hipL.x);
      const needed = form.girths.hip + HIP_EASE;
      if ((bottom - top) * perPixel > form.shoulder.L[1] - form.hipY) {
        if (shown === 'mannequin') {
          fullness = Math.max(fullness, Math.min(MOST_FULLNESS, needed / (hip * perPixel)));
        }
        perPixel = Math.max(perPixel, needed / (hip * fullness));
      }
    }
    reasons.push(say('size-unknown'));
  }
  const length = wanted.length;
  let perPixelY = length !== undefined && bottom > top ? length / 100 / (bottom - top) : perPixel;
  if (length === undefined && !lower && !garment.centimetresPerPixel) {
    const longest = form.shoulder.L[1] + NECK_RISE - CLEAR_OF_FLOOR;
    perPixelY = Math.min(perPixelY, longest / Math.max(1e-6, bottom - top));
  }
  if (length === undefined && garment.category === 'trousers' && !garment.centimetresPerPixel) {
    const inside = Math.max(keys.legInnerL!.y, keys.legInnerR!.y) - keys.crotch!.y;
    perPixelY = Math.min(perPixelY, (form.crotchY - ON_THE_FOOT) / Math.max(1, inside));
  }
  const map = new FlatMap({
    origin: { x: axis, y: top },
    // legs and skirts are several tubes: wider all over
    perPixelX: lower ? perPixel * fullness : perPixel,
    perPixelY,
    ...(lower
      ? {}
      : roundings(keys, seen / 2, shown === 'flat' ? 1 : fullness, collarFullness(keys, form, perPixel))),
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

/** Cloth of a collar over its seen half width, so that it goes around the wearer's neck. */
function collarFullness(keys: Keys, form: DressForm, perPixel: number): number {
  const half = (Math.abs(keys.collarR!.x - keys.collarL!.x) / 2) * perPixel;
  const neck = sectionAt(form.torso, form.neck[1] + NECK_ABOVE).girth / 4 + NECK_EASE;
  return Math.min(MOST_COLLAR, Math.max(1, neck / Math.max(1e-6, half)));
}

/**
 * How an upper garment turns away from the camera by picture row: below the armpits around the body, fading to nothing at
 * the shoulders, which are seen as wide as they are; a collar that stands up lies around the neck.
 */
function roundings(
  keys: Keys,
  chest: number,
  fullness: number,
  collar: number,
): { roundedHalf: (y: number) => number; fullness: (y: number) => number } {
  const row = (name: 'armpit' | 'shoulder' | 'collar'): number =>
    (keys[`${name}L`]!.y + keys[`${name}R`]!.y) / 2;
  const smooth = (t: number): number => t * t * (3 - 2 * t);
  const share = (y: number, from: number, to: number): number =>
    smooth(Math.min(1, Math.max(0, (y - from) / (to - from))));
  const [armpitY, collarY] = [row('armpit'), row('collar')];
  const shoulderY = Math.min(armpitY - 1, Math.max(row('shoulder'), collarY));
  const stands = shoulderY - collarY > STANDING * chest;
  const neck = Math.abs(keys.collarR!.x - keys.collarL!.x) / 2;
  const body = halfWidths(keys, chest);
  return {
    roundedHalf: (y) => (y < shoulderY && stands ? neck : body(y)),
    fullness: (y) => {
      if (y >= shoulderY) return 1 + (fullness - 1) * share(y, shoulderY, armpitY);
      return stands ? collar + (1 - collar) * share(y, collarY, shoulderY) : 1;
    },
  };
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

interface PictureSize {
  /** Pixels: chest or hip as seen, rows of the collar and of the lowest hem. */
  seen: number;
  top: number;
  bottom: number;
  /** Metres a pixel at which the garment has the usual length, where it has one. */
  usual: number | undefined;
}

/** Scale at which a top is as long as tops are, and a waisted dress has its waist at the wearer's. */
function usualScale(
  garment: Garment,
  keys: Keys,
  form: DressForm,
  top: number,
  bottom: number,
): number | undefined {
  const { category, sleeve } = garment;
  if (category === 'dress') {
    const { waistL, waistR, armpitL, armpitR } = keys;
    if (garment.offShoulder || !waistL || !waistR || !armpitL || !armpitR) return undefined;
    if (waistR.x - waistL.x > CUT_WAIST * (armpitR.x - armpitL.x)) return undefined;
    return (form.shoulder.L[1] + NECK_RISE - form.waistY) / ((waistL.y + waistR.y) / 2 - top);
  }
  // tops without sleeves are cropped as often as not
  if (sleeve === 'strap' || sleeve === 'sleeveless' || garment.offShoulder) return undefined;
  const share = USUAL_LENGTH[category];
  return share === undefined || !(bottom > top) ? undefined : (share * form.shoulder.L[1]) / (bottom - top);
}

/**
 * Cloth over seen width of a top on a mannequin: as full as makes a garment of its girth the usual length. Pictures show
 * bodies between a flat board and a round one, and the more of the garment turns away, the longer it looks.
 */
function fullnessOf(
  garment: Garment,
  form: DressForm,
  { seen, top, bottom, usual }: PictureSize,
  wanted: GarmentDimensions,
): number {
  const girth = wanted.chest !== undefined ? wanted.chest / 100 : form.girths.bust + EASE[garment.category];
  const scale = wanted.length !== undefined && bottom > top ? wanted.length / 100 / (bottom - top) : usual;
  if (scale === undefined) return USUAL_FULLNESS;
  return Math.min(MOST_FULLNESS, Math.max(MANNEQUIN_FULLNESS, girth / (2 * seen * scale)));
}

/** Metres a pixel so that a garment is one for this body. */
function guess(garment: Garment, form: DressForm, { seen, usual }: PictureSize, fullness: number): number {
  const { category } = garment;
  const lower = category === 'trousers' || category === 'shorts' || category === 'skirt';
  const body = lower ? form.girths.hip : form.girths.bust;
  const girth = 2 * seen * fullness;
  const byGirth = (body + EASE[category]) / girth;
  if (usual === undefined) return byGirth;
  // oversized and cropped garments are recognised by both: neither width nor length alone may decide
  const both = byGirth ** 0.6 * usual ** 0.4;
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
