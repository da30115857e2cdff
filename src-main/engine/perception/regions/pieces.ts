/** Pieces: the garments that lie side by side on one ground, as regions of the picture that stand out from it. */

import { rgbToLab } from '../../image/ops/colour.ts';
import { openedRuns } from '../../image/ops/morphology.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { labelRuns, type RunComponents, runComponents } from '../../image/ops/runs.ts';
import type { Box, Raster } from '../../image/raster.ts';
import { type BackdropModel, compareBackdrop, fitBackdrop } from '../garment/backdrop.ts';
import { chooseFlood, floodField, sobel, standingRuns } from '../garment/flood.ts';
import { joinPieces } from './join-pieces.ts';
import { partTouching } from './part-touching.ts';

export interface Piece {
  /** Analysis pixels, half-open. */
  box: Box;
  /** Pixels. */
  area: number;
  /** It touched another piece and was parted from it. */
  parted: boolean;
}

export interface Pieces {
  /** Number of the piece a pixel is of, 1 = the first of `pieces`; 0 is ground. Size of the picture. */
  labels: Raster<Uint8Array>;
  /** Largest first. */
  pieces: Piece[];
  /** What they lie on. */
  ground: BackdropModel;
}

/** Long side of the reduced copy on which settings are tried, pixels. */
const TRIAL_SIZE = 400;
/** Border that has to follow the ground's model, as for one garment. */
const LEAST_AGREEMENT = 0.4;
/** Least area of a garment: share of the picture, and of the largest one. */
const GARMENT = { ofPicture: 0.008, ofLargest: 0.07 };
/** Least area of anything, share of the picture: below are specks. */
const SPECK = 0.0004;
/** Most garments of a picture; what there is more of is too small to be told. */
const MOST = 12;
/** Share of a side of the picture along which something no garment, such as the edge of a table, may lie. */
const ALONG_SIDE = 0.6;

/**
 * Finds what stands out from the ground of a picture (RGB, long side at most 1024). Small parts belong to the garment they lie
 * in or beside; garments that touch at a narrow place are parted there. None where no even ground is seen.
 */
export function findPieces(rgb: Raster<Uint8Array>): Pieces {
  const { width, height } = rgb;
  const factor = Math.min(1, TRIAL_SIZE / Math.max(width, height));
  const small = rgbToLab(
    resizeArea(rgb, Math.max(8, Math.round(width * factor)), Math.max(8, Math.round(height * factor))),
  );
  const ground = fitBackdrop(small);
  const none = { labels: blank(width, height), pieces: [], ground };
  const choice = chooseFlood(floodField(small, compareBackdrop(small, ground)), ground.noise);
  if (!choice || ground.agreement < LEAST_AGREEMENT) return none;
  const lab = rgbToLab(rgb);
  const standing = openedRuns(
    standingRuns(compareBackdrop(lab, ground), sobel(lab), width, choice.settings),
    1,
  );
  const components = runComponents(standing, 8);
  const kept = garmentsOf(components, width, height);
  if (kept.main.length === 0) return none;
  const joined = joinPieces(lab, labelRuns(standing, components.name), components, kept);
  return numbered(partTouching(lab, joined), ground);
}

const blank = (width: number, height: number): Raster<Uint8Array> => ({
  width,
  height,
  channels: 1,
  data: new Uint8Array(width * height),
});

/** Components large enough to be garments, and smaller ones that may be parts of them. */
export interface Kept {
  main: number[];
  parts: number[];
}

function garmentsOf({ area, box, count }: RunComponents, width: number, height: number): Kept {
  const all = Array.from({ length: count }, (_, k) => k + 1).filter(
    (k) => area[k] >= SPECK * width * height && !isRim(box[k], area[k], width, height),
  );
  all.sort((a, b) => area[b] - area[a]);
  const least = Math.max(GARMENT.ofPicture * width * height, GARMENT.ofLargest * (area[all[0]] ?? 0));
  const main = all.filter((k) => area[k] >= least);
  return { main, parts: all.filter((k) => area[k] < least) };
}

/** Whether something lies along a side of the picture as the edge of a table or a wall does. */
function isRim({ x0, y0, x1, y1 }: Box, area: number, width: number, height: number): boolean {
  const [across, down] = [(x1 - x0) / width, (y1 - y0) / height];
  const atSide = x0 <= 2 || x1 >= width - 2;
  const atEnd = y0 <= 2 || y1 >= height - 2;
  const thin = 0.12;
  return (
    (atSide && down > ALONG_SIDE && across < thin) ||
    (atEnd && across > ALONG_SIDE && down < thin) ||
    // a frame all around
    (atSide && atEnd && across > 0.9 && down > 0.9 && area < 0.2 * width * height)
  );
}

function numbered(
  { labels, parted }: { labels: Raster<Uint8Array>; parted: ReadonlySet<number> },
  ground: BackdropModel,
): Pieces {
  const { width, height, data } = labels;
  const found = new Map<number, Piece>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const k = data[y * width + x];
      if (k === 0) continue;
      let piece = found.get(k);
      if (!piece) {
        piece = { box: { x0: x, y0: y, x1: x + 1, y1: y + 1 }, area: 0, parted: parted.has(k) };
        found.set(k, piece);
      }
      const { box } = piece;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x + 1);
      box.y1 = y + 1;
      piece.area++;
    }
  const order = [...found].sort(([, a], [, b]) => b.area - a.area).slice(0, MOST);
  const names = new Uint8Array(256);
  for (const [at, [k]] of order.entries()) names[k] = at + 1;
  return {
    labels: { ...labels, data: data.map((k) => names[k]) },
    pieces: order.map(([, piece]) => piece),
    ground,
  };
}
