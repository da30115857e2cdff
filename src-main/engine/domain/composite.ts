/** Composite: the finished picture, what was changed in it, and how far it can be trusted. */

import type { Mask, Raster } from '../image/raster.ts';

/** Choices and sliders of the compositor; sliders are 0 (off) to 1 (strongest). */
export interface CompositeParams {
  /** Tops go under the lower garment. */
  tuck: boolean;
  /** Contact shadows of garment, arms and cuffs. */
  shadow: number;
  /** How much of the photo's light (soft shading and side falloff) the garment takes on. */
  light: number;
  /** How much of the worn garment's own folds shows on the new one. */
  folds: number;
  /** How far white balance and exposure of the garment follow the photo. */
  balance: number;
  /** Grain of made-up pixels and garment, relative to the photo's own. */
  grain: number;
}

export const DEFAULT_COMPOSITE_PARAMS: CompositeParams = {
  tuck: false,
  shadow: 0.6,
  light: 0.6,
  folds: 0.6,
  balance: 0.5,
  grain: 0.6,
};

export interface Composite {
  /** Finished picture, size of the photo; equal to `photo.rgb` wherever `edited` is 0. */
  rgb: Raster<Uint8Array>;
  /** Photo size, 1 exactly where `rgb` differs from the photo. */
  edited: Raster<Uint8Array>;
  /** Analysis size, 0..1: how much of each pixel was made up (skin, backdrop, clothes that were hidden). */
  invented: Mask;
  /** 0..1 and what lowered it, in words. */
  confidence: number;
  reasons: string[];
  /** True when the confidence is below `REVIEW_BELOW`. */
  needsReview: boolean;
}

/** A person should look at results below this confidence before they are used. */
export const REVIEW_BELOW = 0.59;
