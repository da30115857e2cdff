/** Composite: the finished picture, what was changed in it, and how far it can be trusted. */

import type { Sentence } from '../../contract/sentences.ts';
import type { Box, Mask, Raster } from '../image/raster.ts';

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

/** Where the brush has put a layer in front of the person or behind, photo pixels, 0..255. */
export interface BrushMasks {
  /** Where the rasters lie in the photo; nothing is brushed outside. */
  box: Box;
  /** The photo's own pixels come in front of the layer. */
  front: Raster<Uint8Array> | null;
  /** The person goes behind the layer, wherever the layer has cloth. */
  behind: Raster<Uint8Array> | null;
}

/** What the user chose for one layer; left out, all is the compositor's own choice. */
export interface LayerTouch {
  /** Factors on the layer's shadows and on the light it takes from the photo: 0 = none, 1 = as usual, 2 = twice. */
  shadow: number;
  light: number;
  /** The layer goes under the lower garment. */
  tuck: boolean;
  brush?: BrushMasks;
}

export interface Composite {
  /** Finished picture, size of the photo; equal to `photo.rgb` wherever `edited` is 0. */
  rgb: Raster<Uint8Array>;
  /** Photo size, 1 exactly where `rgb` differs from the photo. */
  edited: Raster<Uint8Array>;
  /** Analysis size, 0..1: how much of each pixel was made up (skin, backdrop, clothes that were hidden). */
  invented: Mask;
  /** 0..1 and what lowered it, in words. */
  confidence: number;
  reasons: Sentence[];
  /** True exactly when the confidence is below `REVIEW_BELOW`. */
  needsReview: boolean;
}

/** A person should look at results below this confidence before they are used. */
export const REVIEW_BELOW = 0.59;
