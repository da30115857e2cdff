/** Brush line: one row of the masks of the occlusion brush, as the blend reads them. */

import type { BrushMasks } from '../domain/composite.ts';
import type { Raster } from '../image/raster.ts';

/** Values 0..1 over the columns of the edit. */
export interface BrushLine {
  front: Float32Array | null;
  behind: Float32Array | null;
}

export function brushLine({ front, behind }: BrushMasks, width: number): BrushLine {
  return {
    front: front && new Float32Array(width),
    behind: behind && new Float32Array(width),
  };
}

/** Fills `line` with row `y` of the photo from column `x0` on; false where nothing is brushed in that row. */
export function readBrush(masks: BrushMasks, x0: number, y: number, line: BrushLine): boolean {
  const { box } = masks;
  if (y < box.y0 || y >= box.y1) return false;
  const read = (mask: Raster<Uint8Array> | null, into: Float32Array | null): void => {
    if (!mask || !into) return;
    into.fill(0);
    const from = Math.max(x0, box.x0);
    const to = Math.min(x0 + into.length, box.x1);
    const base = (y - box.y0) * mask.width - box.x0;
    for (let x = from; x < to; x++) into[x - x0] = mask.data[base + x] / 255;
  };
  read(masks.front, line.front);
  read(masks.behind, line.behind);
  return true;
}
