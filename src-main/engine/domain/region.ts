/** Region: a garment seen somewhere in a picture, laid out by itself or beside others, or worn by somebody. */

import type { RegionKind } from '../../contract/regions.ts';
import type { Sentence } from '../../contract/sentences.ts';
import type { Box, Mask, Raster } from '../image/raster.ts';
import type { GarmentCategory } from './garment.ts';

export interface GarmentRegion {
  kind: RegionKind;
  /** Known from the outline of a garment that nobody wears. */
  category?: GarmentCategory;
  worn: boolean;
  /** Whose it is, 1 = the largest person; of garments that are worn. */
  person?: number;
  /** Where it is, photo pixels, half-open, not empty. */
  box: Box;
  /** Pixels of the region with some room around it, RGB sRGB. */
  rgb: Raster<Uint8Array>;
  /** Same size, 0..1: what of them is the garment. */
  alpha: Mask;
  /** It goes on below the picture: how long it is nobody can tell. */
  endUnseen?: boolean;
  /** 0..1: how sure it is that this is one garment of this kind, and seen well enough to be compared. */
  confidence: number;
  /** What lowered the confidence. */
  reasons: Sentence[];
}
