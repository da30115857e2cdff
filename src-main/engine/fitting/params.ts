/** Fit parameters the user may move, and the constants of the fit with their sources. */

import type { Point } from '../image/raster.ts';

export interface FitPin {
  /** Point of the garment, pixels of `garment.rgb`. */
  rest: Point;
  /** Where it shall lie, analysis pixels of the photo. */
  target: Point;
}

export interface FitParams {
  /** Length of the garment over its estimated own length, 0.5..1.6. */
  lengthScale: number;
  /** Width over the estimated own width, 0.7..1.5. Cloth that the body spreads follows it, too: see {@link slackOf}. */
  ease: number;
  /** Sleeve length over the estimated own length, 0.5..1.6. */
  sleeveScale: number;
  /** Shift of the whole garment in shoulder widths: right and down. */
  shiftX: number;
  shiftY: number;
  /** Rotation about the middle of the shoulders (waist for lower garments), radians, clockwise. */
  rotation: number;
  /** The top goes under the lower garment. */
  tuck: boolean;
  /** Points moved by hand; they win over everything else. */
  pins: FitPin[];
}

export const DEFAULT_FIT: FitParams = {
  lengthScale: 1,
  ease: 1,
  sleeveScale: 1,
  shiftX: 0,
  shiftY: 0,
  rotation: 0,
  tuck: false,
  pins: [],
};

/** The ease at which a garment counts as worn a size tighter or looser; changes beyond it go no further. */
const SIZE = 0.15;

/** -1 a size tighter .. 0 as it is .. 1 a size looser. */
export const slackOf = (ease: number): number => Math.max(-1, Math.min(1, (ease - 1) / SIZE));

/**
 * Constants of the fit. Lengths are in u (shoulder widths, BodyFrame.unit) unless said otherwise. Source: tuned by
 * eye on 20 studio pairs, then checked on other pairs; anthropometric ones are means over adults.
 */
export const FIT = {
  /** Height over width of the scale: a garment laid flat is a little wider than worn (ratio). */
  heightOverWidth: 1.03,
  /** Allowance added to the shoulder-joint span before it is compared with the armpit width of a sleeved top. */
  chestAllowance: 0.05,
  /** More of it for jackets, which are worn over something. */
  jacketAllowance: 0.1,
  /** The shoulder-joint span counts as at least this wide: people seen three-quarter keep their size. */
  minChest: 0.92,
  /** Body half width is covered times this plus `sideEase`, unless the garment itself is wider (ratio, u). */
  sideFactor: 1.02,
  sideEase: 0.012,
  /** No row of a garment is widened by more (ratio). */
  maxWidening: 1.2,
  /** ... except rows of a dress over legs that stand apart. */
  maxOverLegs: 1.4,
  /** What the body spreads, a size tighter at flanks and, more, at the waist, and a size looser (shares of the width). */
  tighter: 0.03,
  tighterWaist: 0.05,
  looser: 0.06,
  /** Share of a sleeve's slack that is left a size tighter (ratio). */
  tightSleeve: 0.25,
  /** A top's hem beyond this many torso lengths below the shoulders is compressed by `hemCompression`... */
  hemLimit: 1.06,
  hemCompression: 0.55,
  /** ... but the whole top never shrinks in height by more than this (ratio kept). */
  hemMinScale: 0.82,
  /** A dress may end this far below the ankles at most; its height keeps at least `dressMinScale` (u, ratio). */
  dressBelowAnkle: 0.07,
  dressMinScale: 0.8,
  /** Gap between cloth and the upper contour of the shoulders. */
  shoulderEase: 0.01,
  /** Gap between cloth and silhouette at sleeves: the worn garment's soft edge is covered. */
  sleeveEase: 0.016,
  /** Arm length over shoulder width of an adult seen without foreshortening (ratio). */
  armOverShoulder: 1.5,
  /** Long sleeves of at least this share of the arm end at the wrist; shorter than `longSleeve` keep their own length. */
  fullSleeve: 0.74,
  longSleeve: 0.56,
  /** Width of a worn sleeve over its width laid flat: cloth wraps round the arm (ratio). */
  sleeveWrap: 0.86,
  /** A sleeve is drawn at most this much wider than the arm it covers (ratio). */
  maxSleeveSlack: 2,
  /** Depth below the shoulder line where armpits lie: at least, and for straps at most. */
  armpitMin: 0.2,
  armpitMax: 0.46,
  /** Depth of the top edge of an off-shoulder garment. */
  offShoulderDepth: 0.08,
  /** Height of the natural waist between shoulder line (0) and hip joints (1) (torso lengths). */
  naturalWaist: 0.8,
  /** The same for skirts, which sit above the hip bones. */
  skirtWaist: 0.73,
  /** Highest and lowest waistband that is believed (torso lengths). */
  waistMin: 0.6,
  waistMax: 0.98,
  /** A lower garment seen to start below this is covered by an untucked top: its own waist is higher (torso lengths). */
  untuckedBelow: 0.9,
  /** Crotch below the hip joints: mean and range. */
  crotchBelowHip: 0.25,
  crotchMin: 0.18,
  crotchMax: 0.42,
  /** Length over width scale of trousers: hips are round, so their front shows about 0.85 of the flat width (ratio). */
  lowerHeightOverWidth: 1.12,
  /** The same for skirts, which a picture of the garment alone shows wider than they hang: best on synthetic cases. */
  skirtHeightOverWidth: 0.88,
  /** Trousers whose legs reach this share of the leg end at the ankle (ratio). */
  fullLeg: 0.8,
  /** Trouser hems end this far below the ankle joint. */
  hemBelowAnkle: 0.06,
  /** Width of the waist over that of the hips, seen from the front: loose tops hide the real waist (ratio). */
  waistOverHips: 0.84,
  /** Width of the hips seen from the front (u): mean of 16 people. */
  usualHips: 1.1,
  /** Part of the leg covered by the narrowest believed legs (ratio). */
  minLeg: 0.22,
} as const;
