/** Pattern of a garment: plain, striped or all-over, from where neighbouring pixels differ. */

import type { SeenAttributes } from '../../../contract/catalog/garment.ts';
import type { Garment } from '../../domain/garment.ts';
import { rgbToLab } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { garmentColours } from './colours.ts';

/** Longest side of the picture looked at, pixels: folds of the cloth blur, prints stay. */
const SIZE = 128;
/** Cover from which a pixel is cloth and not its edge. */
const INSIDE = 0.98;
/** Share of unlike neighbours in cloth that is plain, folds and seams included, and in cloth that is clearly not. */
const PLAIN = 0.02;
const PATTERNED = 0.05;
/** CIE76 difference of neighbours that folds of plain cloth seldom reach. */
const UNLIKE = 9;
/** Cloth of one colour from this share on: what differs may be pockets, buttons, ribs or a check. */
const ONE_COLOUR = 0.93;
/** Side of the cells, pixels, and the least shares of cells with unlike neighbours of stripes and of an all-over pattern. */
const CELL = 8;
const STRIPES = 0.45;
const ALL_OVER = 0.65;
/**
 * Stripes differ in one direction this many times as often as along themselves, in this share of the cells that differ:
 * those of slanted sleeves run another way.
 */
const STRIPED = 4;
const SAME_WAY = 0.6;

/** The pattern, or nothing where it may be one or the other. */
export function patternOf(garment: Garment): SeenAttributes['pattern'] {
  const { across, down, spread, striped } = unlikeNeighbours(garment);
  if (across + down < PLAIN) return 'plain';
  if (across + down < PATTERNED || (garmentColours(garment)[0]?.share ?? 1) >= ONE_COLOUR) return undefined;
  if (spread > STRIPES && striped > SAME_WAY) return 'striped';
  // A print in one place cannot be told from a belt or ruffles.
  return spread > ALL_OVER ? 'all-over' : undefined;
}

interface Unlike {
  /** Shares of neighbours that differ. */
  across: number;
  down: number;
  /** Share of the garment's cells in which some differ, and of those the share that differs in one and the same direction. */
  spread: number;
  striped: number;
}

function unlikeNeighbours({ rgb, alpha }: Garment): Unlike {
  const scale = Math.min(1, SIZE / Math.max(rgb.width, rgb.height));
  const width = Math.max(CELL, Math.round(rgb.width * scale));
  const height = Math.max(CELL, Math.round(rgb.height * scale));
  const lab = rgbToLab(resizeArea(rgb, width, height)).data;
  const cover = resizeArea(alpha, width, height).data;
  const differs = (i: number, j: number): boolean =>
    Math.hypot(lab[i * 3] - lab[j * 3], lab[i * 3 + 1] - lab[j * 3 + 1], lab[i * 3 + 2] - lab[j * 3 + 2]) >
    UNLIKE;
  let [pairs, across, down] = [0, 0, 0];
  const columns = Math.ceil(width / CELL);
  const seen = new Uint16Array(columns * Math.ceil(height / CELL));
  const unlike = { across: new Uint16Array(seen.length), down: new Uint16Array(seen.length) };
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const least = Math.min(cover[i], cover[i + 1], cover[i + width], cover[i - 1], cover[i - width]);
      if (least < INSIDE) continue;
      const cell = Math.floor(y / CELL) * columns + Math.floor(x / CELL);
      pairs++;
      seen[cell]++;
      if (differs(i, i + 1)) {
        across++;
        unlike.across[cell]++;
      }
      if (differs(i, i + width)) {
        down++;
        unlike.down[cell]++;
      }
    }
  if (pairs === 0) return { across: 0, down: 0, spread: 0, striped: 0 };
  let [cells, some, upright, level] = [0, 0, 0, 0];
  for (let k = 0; k < seen.length; k++) {
    if (seen[k] < (CELL * CELL) / 2) continue;
    cells++;
    const [a, d] = [unlike.across[k], unlike.down[k]];
    if (a + d < 0.08 * seen[k]) continue;
    some++;
    if (a > STRIPED * d) upright++;
    else if (d > STRIPED * a) level++;
  }
  return {
    across: across / pairs,
    down: down / pairs,
    spread: some / Math.max(1, cells),
    striped: Math.max(upright, level) / Math.max(1, some),
  };
}
