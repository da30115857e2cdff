/** True size of a garment: from its dimensions, the picture's scale, or a guess that is told as one. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { Garment, GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { GarmentDimensions } from '../../domain/garment3d.ts';
import { FlatMap, MANNEQUIN_FULLNESS, MOST_FULLNESS } from './flat-map.ts';
import { type DressForm, sectionAt } from './form.ts';
import { WAIST_RISE } from './lower-pattern.ts';
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
/** Least ease at the waist of lower garments of a guessed size, metres. */
const WAIST_EASE = 0.02;
/** Most ease of a waistband of a guessed size, metres. */
const BAND_MOST = 0.03;
/** Trousers and skirts on a mannequin. */
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

const BOTTOM_KEYS = ['hemL', 'hemR', 'legOuterL', 'legOuterR'] as const;

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
 * Scale of an upper garment by its chest girth, of a lower one by its hip girth and its waist.
 *
 * What is not known is graded as the trade does it: the garment is drafted for an ordinary body of the wearer's height, and
 * so long; from there to the wearer its girths grow by as much as the body's, its length does not.
 *
 * `shownAs` is 'mannequin' for pictures in which a body, visible or not, fills the garment; absent: told for trousers by
 * their width over their length, taken as so for others, whose product shots mostly are.
 */
export function sizeGarment(
  garment: Garment,
  keys: Keys,
  form: DressForm,
  wanted: GarmentDimensions,
  shownAs: 'flat' | 'mannequin' | undefined,
): SizedMap {
  const { category, centimetresPerPixel } = garment;
  const legs = category === 'trousers' || category === 'shorts';
  const lower = legs || category === 'skirt';
  const [left, right] = lower ? lowerWidth(keys) : [keys.armpitL!, keys.armpitR!];
  const seen = Math.abs(right.x - left.x);
  const top = lower ? Math.min(keys.waistL!.y, keys.waistR!.y) : (keys.collarL!.y + keys.collarR!.y) / 2;
  const outseam = category === 'trousers' ? keys.legOuterL!.y - keys.waistL!.y : 0;
  const shown = shownAs ?? (outseam > 0 && seen / outseam >= FILLED ? 'flat' : 'mannequin');
  const girth = lower ? wanted.hip : wanted.chest;
  const bottom = Math.max(...BOTTOM_KEYS.map((k) => keys[k]?.y ?? Number.NEGATIVE_INFINITY));
  const size: PictureSize = { seen, top, bottom, usual: usualScale(garment, keys, form, top, bottom) };
  const drafted = (lower ? draftLower : draftUpper)(garment, keys, form, size, wanted, shown);
  const { fullness } = drafted;
  const cloth = 2 * seen * fullness;
  const known = girth !== undefined || centimetresPerPixel !== undefined;
  let perPixel = drafted.perPixel;
  let perPixelY = drafted.perPixel;
  const more = (name: keyof DressForm['girths']): number => form.girths[name] - form.ordinary[name];
  if (girth !== undefined) perPixel = girth / 100 / cloth;
  else if (centimetresPerPixel) {
    perPixel = centimetresPerPixel / 100;
    perPixelY = perPixel;
  } else {
    perPixel = drafted.perPixel + more(lower ? 'hip' : 'bust') / cloth;
    if (!lower) perPixel = Math.max(perPixel, passingHips(keys, form, size, perPixelY) / fullness);
  }
  let waist = 1;
  if (lower && !centimetresPerPixel) {
    const pictured = waistSeen(keys) * fullness;
    // what is wider at the hip is as much wider at the waist, or as the wearer's waist is
    const grown = girth === undefined ? more('waist') : cloth * (perPixel - drafted.perPixel);
    const graded = pictured * drafted.waist * drafted.perPixel + grown;
    // a belly wider than the hips hangs over it, and trousers of one's own size are taken in where they are worn
    const most =
      girth === undefined && legs ? bodyAtBand(keys, form, perPixelY) + BAND_MOST : cloth * perPixel;
    const girthThere =
      wanted.waist !== undefined ? wanted.waist / 100 : Math.min(graded, most, cloth * perPixel);
    waist = girthThere / (pictured * perPixel);
  }
  const length = wanted.length;
  if (length !== undefined && bottom > top) perPixelY = length / 100 / (bottom - top);
  else if (!centimetresPerPixel && !lower) {
    const longest = form.shoulder.L[1] + NECK_RISE - CLEAR_OF_FLOOR;
    perPixelY = Math.min(perPixelY, longest / Math.max(1e-6, bottom - top));
  } else if (!centimetresPerPixel && category === 'trousers') {
    const inside = Math.max(keys.legInnerL!.y, keys.legInnerR!.y) - keys.crotch!.y;
    const whole = inside + keys.crotch!.y - (keys.waistL!.y + keys.waistR!.y) / 2;
    perPixelY = Math.min(
      perPixelY,
      (form.crotchY - ON_THE_FOOT) / Math.max(1, inside),
      (form.waistY + WAIST_RISE - ON_THE_FOOT) / Math.max(1, whole),
    );
  }
  const map = new FlatMap({
    origin: { x: (left.x + right.x) / 2, y: top },
    // legs are several tubes: wider all over
    perPixelX: legs ? perPixel * fullness : perPixel,
    perPixelY,
    ...(lower
      ? { wider: widerAbove((keys.waistL!.y + keys.waistR!.y) / 2, (left.y + right.y) / 2, waist) }
      : roundings(keys, seen / 2, shown === 'flat' ? 1 : fullness, collarFullness(keys, form, perPixel))),
    ...(category === 'skirt' ? { roundedHalf: halfWidths(keys, seen / 2), fullness: () => fullness } : {}),
  });
  return {
    map,
    limbFullness: shown === 'mannequin' ? LIMB_FULLNESS : 1,
    dimensions: dimensionsOf(map, keys, lower),
    reasons: known ? [] : [say('size-unknown')],
  };
}

/** What cloth measures between the key points, centimetres. */
export function dimensionsOf(map: FlatMap, keys: Keys, lower: boolean): GarmentDimensions {
  const [left, right] = lower ? lowerWidth(keys) : [keys.armpitL!, keys.armpitR!];
  const width = (a?: Point2, b?: Point2): number | undefined =>
    a && b ? 200 * Math.abs(map.toFlat(a).x - map.toFlat(b).x) : undefined;
  const flatY = (name: GarmentLandmarkName): number[] => (keys[name] ? [map.toFlat(keys[name]).y] : []);
  const tops = lower ? [...flatY('waistL'), ...flatY('waistR')] : [...flatY('collarL'), ...flatY('collarR')];
  const top = lower ? Math.max(...tops) : tops.reduce((sum, y) => sum + y, 0) / tops.length;
  const bottom = Math.min(...BOTTOM_KEYS.flatMap(flatY));
  return {
    [lower ? 'hip' : 'chest']: width(left, right),
    waist: width(keys.waistL, keys.waistR),
    hemGirth: width(keys.hemL, keys.hemR),
    length: bottom < top ? (top - bottom) * 100 : undefined,
  };
}

/** A garment as it is drafted for an ordinary body of the wearer's height. */
interface Draft {
  /** Metres a pixel. */
  perPixel: number;
  /** Cloth over seen width. */
  fullness: number;
  /** Cloth at the waist over what the scale of the hip gives. */
  waist: number;
}

type Shown = 'flat' | 'mannequin';

function draftUpper(
  garment: Garment,
  keys: Keys,
  form: DressForm,
  size: PictureSize,
  wanted: GarmentDimensions,
  shown: Shown,
): Draft {
  const body = form.ordinary.bust;
  let fullness = shown === 'mannequin' ? fullnessOf(garment, body, size, wanted) : 1;
  let perPixel = guess(garment, body, size, fullness);
  // what reaches over the hips must pass them: first as full as a body makes it, then larger
  const needed = passingHips(keys, { ...form, girths: form.ordinary }, size, perPixel);
  if (needed > 0) {
    if (shown === 'mannequin') fullness = Math.max(fullness, Math.min(MOST_FULLNESS, needed / perPixel));
    perPixel = Math.max(perPixel, needed / fullness);
  }
  return { perPixel, fullness, waist: 1 };
}

/** Metres of cloth a pixel at which an upper garment passes over the hips; 0 where it ends above them. */
function passingHips(keys: Keys, form: DressForm, { top, bottom }: PictureSize, perPixelY: number): number {
  if (!keys.hipL || !keys.hipR) return 0;
  if ((bottom - top) * perPixelY <= form.shoulder.L[1] - form.hipY) return 0;
  return (form.girths.hip + HIP_EASE) / (2 * Math.abs(keys.hipR.x - keys.hipL.x));
}

/**
 * Lower garments close around the waist and pass over the hips. A skirt whose waist is too narrow at the scale of its hip
 * is one that is flared; trousers gather there.
 */
function draftLower(
  garment: Garment,
  keys: Keys,
  form: DressForm,
  { seen }: PictureSize,
  _: GarmentDimensions,
  shown: Shown,
): Draft {
  const { category } = garment;
  const fullness = shown === 'mannequin' ? LEG_FULLNESS : 1;
  const byHip = (form.ordinary.hip + EASE[category]) / (2 * seen * fullness);
  const byWaist = (form.ordinary.waist + WAIST_EASE) / (waistSeen(keys) * fullness);
  if (category === 'skirt') return { perPixel: Math.max(byHip, byWaist), fullness, waist: 1 };
  return { perPixel: byHip, fullness, waist: Math.max(1, byWaist / byHip) };
}

/** Girth of the waist as seen, pixels. */
const waistSeen = (keys: Keys): number => Math.max(1e-6, 2 * Math.abs(keys.waistR!.x - keys.waistL!.x));

/** Girth of the body where the waistband of trousers lies, metres: at the waist, or below it as low as they are cut. */
function bodyAtBand(keys: Keys, form: DressForm, perPixelY: number): number {
  const rise = (keys.crotch!.y - (keys.waistL!.y + keys.waistR!.y) / 2) * perPixelY;
  const below = (form.waistY - form.crotchY - rise) / Math.max(0.01, form.waistY - form.hipY);
  const { waist, hip } = form.girths;
  return waist + Math.max(0, hip - waist) * Math.min(1, Math.max(0, below));
}

/** Share by which rows are wider: `share` at the waist and above, fading to 1 at the hip. */
function widerAbove(waistY: number, hipY: number, share: number): (y: number) => number {
  return (y) => {
    const t = Math.min(1, Math.max(0, (hipY - y) / Math.max(1e-6, hipY - waistY)));
    return 1 + (share - 1) * t;
  };
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

/** Half width of the body of a garment by picture row, from its key points. */
function halfWidths(keys: Keys, first: number): (y: number) => number {
  const rows = (['armpit', 'waist', 'hip', 'hem'] as const)
    .flatMap((name) => {
      const [l, r] = [keys[`${name}L`], keys[`${name}R`]];
      return l && r ? [{ y: (l.y + r.y) / 2, half: Math.abs(r.x - l.x) / 2 }] : [];
    })
    .sort((a, b) => a.y - b.y);
  return (y) => {
    if (rows.length === 0) return first;
    if (y <= rows[0].y) return rows[0].half;
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
  body: number,
  { seen, top, bottom, usual }: PictureSize,
  wanted: GarmentDimensions,
): number {
  const told = wanted.length !== undefined && bottom > top;
  const girth = told && wanted.chest !== undefined ? wanted.chest / 100 : body + EASE[garment.category];
  const scale = told ? wanted.length! / 100 / (bottom - top) : usual;
  if (scale === undefined) return USUAL_FULLNESS;
  return Math.min(MOST_FULLNESS, Math.max(MANNEQUIN_FULLNESS, girth / (2 * seen * scale)));
}

/** Metres a pixel so that an upper garment is one for a body with this bust, metres. */
function guess(garment: Garment, body: number, { seen, usual }: PictureSize, fullness: number): number {
  const girth = 2 * seen * fullness;
  const byGirth = (body + EASE[garment.category]) / girth;
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
