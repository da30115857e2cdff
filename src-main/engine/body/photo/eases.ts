/**
 * Ease: the room between clothes and body along the outline, by garment and region of the body.
 *
 * Cloth lies on shoulders and hips and stands off below the arms and at the waist, so every region has an ease of its own
 * that is found along with the body. Eases are log-normal about what is usual, because close-fitting clothes are many and
 * very loose ones few; a garment that is loose in one region tends to be loose in the others too. Medians, and how far
 * regions go together (one common factor, by maximum likelihood), were measured on half of 200 synthetic people whose
 * bodies under tops, jackets, trousers, skirts and dresses are known; medians are lower and spreads wider here, because
 * real clothes may also cling.
 */

import type { Region } from './regions.ts';
import type { Cover } from './silhouette.ts';

export interface Ease {
  cover: Cover;
  region: Region;
  /** Median among garments, metres. */
  usual: number;
  /** Sigmas of the ease's logarithm: for one sigma of the garment's looseness, and of the region alone. */
  gain: number;
  spread: number;
  /** One sigma of a point of the outline within the region, metres. */
  within: number;
}

type Row = readonly [usual: number, gain: number, spread: number, within: number];

/** Covers whose looseness is found along with the body. */
export const LOOSE = ['upper', 'lower', 'dress'] as const satisfies readonly Cover[];

const TABLE: Record<(typeof LOOSE)[number], Partial<Record<Region, Row>>> = {
  upper: {
    shoulder: [0.01, 0.3, 0.3, 0.007],
    bust: [0.034, 0.3, 0.4, 0.011],
    waist: [0.02, 0.5, 0.35, 0.007],
    hip: [0.009, 0.45, 0.45, 0.006],
    upperArm: [0.012, 0.15, 0.6, 0.009],
    forearm: [0.01, 0.2, 0.65, 0.012],
    thigh: [0.013, 0, 0.5, 0.006],
  },
  lower: {
    waist: [0.014, 0, 0.5, 0.007],
    hip: [0.007, 0, 0.6, 0.005],
    crotch: [0.03, 0.4, 0.7, 0.015],
    thigh: [0.0075, 0.3, 0.45, 0.008],
    knee: [0.014, 0.5, 0.35, 0.009],
    calf: [0.01, 0.5, 0.45, 0.009],
    ankle: [0.019, 0.1, 0.65, 0.014],
    foot: [0.021, 0.1, 0.4, 0.012],
  },
  dress: {
    shoulder: [0.005, 0.6, 0.4, 0.005],
    bust: [0.033, 0.3, 0.4, 0.012],
    waist: [0.015, 0.4, 0.35, 0.007],
    hip: [0.0065, 0.3, 0.4, 0.005],
    upperArm: [0.012, 0.4, 0.7, 0.011],
    forearm: [0.01, 0.4, 0.7, 0.015],
    thigh: [0.014, 0, 0.55, 0.008],
    knee: [0.033, 0, 0.6, 0.012],
    calf: [0.027, 0, 0.7, 0.014],
    ankle: [0.015, 0, 0.7, 0.014],
  },
};

/** Every ease that is found along with the body. */
export const EASES: readonly Ease[] = LOOSE.flatMap((cover) =>
  Object.entries(TABLE[cover]).map(
    ([region, [usual, gain, spread, within]]): Ease => ({
      cover,
      region: region as Region,
      usual,
      gain,
      spread,
      within,
    }),
  ),
);

/** Place of every ease's garment in LOOSE. */
export const GARMENT_OF = EASES.map(({ cover }) => (LOOSE as readonly Cover[]).indexOf(cover));

/** Least and most of an ease, metres: beyond the most, clothes say nothing about the body. */
export const EASE_RANGE = { low: 0.001, high: 0.12 };

const INDEX = new Map(EASES.map(({ cover, region }, i) => [`${cover} ${region}`, i]));

/** Number of an ease in EASES, undefined where there is none. */
export function easeIndex(cover: Cover, region: Region): number | undefined {
  return INDEX.get(`${cover} ${region}`);
}

/** Eases in metres. @param logs logarithms of their ratios to what is usual, EASES order */
export function easesAt(logs: ArrayLike<number>): Float64Array {
  return Float64Array.from(EASES, ({ usual }, i) => usual * Math.exp(logs[i]));
}
