/** Parsing: which part of the body or clothing every pixel of the analysis raster belongs to. */

import type { Sentence } from '../../contract/sentences.ts';
import type { Mask, Raster } from '../image/raster.ts';

/** Values of the label map; left and right are the person's own. Public: `toile analyze --labels` writes them. */
export const PART = {
  background: 0,
  hair: 1,
  face: 2,
  neck: 3,
  leftArm: 4,
  rightArm: 5,
  leftHand: 6,
  rightHand: 7,
  upper: 8,
  lower: 9,
  dress: 10,
  leftLeg: 11,
  rightLeg: 12,
  leftFootwear: 13,
  rightFootwear: 14,
  other: 15,
} as const;

export type PartName = keyof typeof PART;

/** Person alpha. */
export interface Matte {
  /** Analysis-sized alpha 0..1 of the subject, hair edges soft. */
  alpha: Mask;
  /** 0..1, how far the pose mask and the segmentation mask agree. */
  confidence: number;
}

export interface Parsing {
  /** One channel, PART values, analysis size. */
  labels: Raster<Uint8Array>;
  /** Per-pixel confidence 0..1. */
  confidence: Mask;
  /** 0 = not an arm, 1 = upper arm, 2 = forearm; analysis size. */
  armSegment: Raster<Uint8Array>;
  /** Soft analysis-sized masks 0..1 following image edges; neck is part of `skin`, hands too. */
  soft: {
    person: Mask;
    hair: Mask;
    face: Mask;
    skin: Mask;
    upper: Mask;
    lower: Mask;
    footwear: Mask;
    other: Mask;
  };
  /** True when one garment covers torso and hips: `labels` then uses PART.dress and soft.upper holds the dress. */
  wearsDress: boolean;
  /** Mean confidence 0..1 over the person, and what lowered it, in words. */
  score: number;
  reasons: Sentence[];
}
