/** Garment: a garment picture cut out, classified and landmarked. */

import { CATEGORIES } from '../../contract/catalog/garment.ts';
import type { Sentence } from '../../contract/sentences.ts';
import type { Mask, Point, Raster } from '../image/raster.ts';

export const GARMENT_CATEGORIES = CATEGORIES;
export type GarmentCategory = (typeof GARMENT_CATEGORIES)[number];

export const SLEEVES = ['sleeveless', 'strap', 'short', 'long', 'none'] as const;
/** 'none' for garments worn on the legs. */
export type Sleeve = (typeof SLEEVES)[number];

/**
 * Landmark names. L and R are sides **of the picture** (L = image left), which for a garment shown from the
 * front is the wearer's right side.
 */
export const GARMENT_LANDMARKS = [
  'collarL',
  'collarR',
  'shoulderL',
  'shoulderR',
  'cuffOuterL',
  'cuffOuterR',
  'cuffInnerL',
  'cuffInnerR',
  'armpitL',
  'armpitR',
  'waistL',
  'waistR',
  'hipL',
  'hipR',
  'hemL',
  'hemC',
  'hemR',
  'crotch',
  'legOuterL',
  'legOuterR',
  'legInnerL',
  'legInnerR',
] as const;
export type GarmentLandmarkName = (typeof GARMENT_LANDMARKS)[number];

export interface GarmentLandmark extends Point {
  /** 0..1 */
  confidence: number;
}

export interface Garment {
  /** sha256 of the file's bytes, hex. */
  hash: string;
  /**
   * Garment pixels, RGB sRGB, long side <= 2048; colours bled outwards past the edge so that interpolation never
   * picks up the backdrop.
   */
  rgb: Raster<Uint8Array>;
  /** Same size, 0..1. */
  alpha: Mask;
  /** Same size, 0..1: the inside back of the collar, visible through the neck opening; drawn behind the neck. */
  innerBack: Mask;
  category: GarmentCategory;
  sleeve: Sleeve;
  /** Neckline below the shoulders (bardot). */
  offShoulder: boolean;
  /** Jacket worn or shown open at the front. */
  openFront: boolean;
  /** In pixels of `rgb`. Absent = the garment has no such point or it was not found. */
  landmarks: Partial<Record<GarmentLandmarkName, GarmentLandmark>>;
  /** Front neckline from collarL to collarR, pixels of `rgb`, empty for lower garments. */
  neckline: Point[];
  /** x of the garment's symmetry axis in pixels of `rgb`. */
  axisX: number;
  /** 0..1 each. */
  confidence: { cutout: number; category: number; landmarks: number; overall: number };
  /** What lowered the confidence, in words. */
  reasons: Sentence[];
  /** Ratios a fitting needs: widths over height and the like may be derived from landmarks; cm if known. */
  centimetresPerPixel?: number;
}
