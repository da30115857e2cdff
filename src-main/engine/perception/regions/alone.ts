/** One of several: the picture as if one of the pieces lay on the ground alone. */

import { labToRgbPixel } from '../../image/ops/colour.ts';
import { nearestIndex } from '../../image/ops/distance.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Photo } from '../../image/photo.ts';
import { type Box, byteRaster } from '../../image/raster.ts';
import { groundAt } from '../garment/backdrop.ts';
import type { Pieces } from './pieces.ts';

/** Ground kept around a piece, share of its long side, and least of it, pixels of the analysis. */
const ROOM = { share: 0.1, least: 24 };
/** Long side of what is looked at, pixels; as of every photo. */
const ANALYSIS = 1024;

/**
 * The part of the picture around a piece, at full resolution; what is nearer to another piece is the ground's own colour.
 *
 * @param number of the piece, from 1
 * @returns the picture, and where in the photo it is (photo pixels)
 */
export function alone(
  photo: Photo,
  { labels, pieces, ground }: Pieces,
  number: number,
): { photo: Photo; box: Box } {
  const { width, height, data } = labels;
  const { box } = pieces[number - 1];
  const room = Math.max(ROOM.least, ROOM.share * Math.max(box.x1 - box.x0, box.y1 - box.y0));
  const [sx, sy] = [photo.width / width, photo.height / height];
  const part: Box = {
    x0: Math.floor(Math.max(0, box.x0 - room) * sx),
    y0: Math.floor(Math.max(0, box.y0 - room) * sy),
    x1: Math.min(photo.width, Math.ceil((box.x1 + room) * sx)),
    y1: Math.min(photo.height, Math.ceil((box.y1 + room) * sy)),
  };
  const nearest = nearestIndex(labels);
  const rgb = byteRaster(part.x1 - part.x0, part.y1 - part.y0, 3);
  for (let y = part.y0, to = 0; y < part.y1; y++) {
    const row = Math.min(height - 1, Math.floor((y + 0.5) / sy)) * width;
    for (let x = part.x0; x < part.x1; x++, to += 3) {
      const at = row + Math.min(width - 1, Math.floor((x + 0.5) / sx));
      if (data[nearest[at]] === number) {
        const from = (y * photo.width + x) * 3;
        for (let c = 0; c < 3; c++) rgb.data[to + c] = photo.rgb.data[from + c];
      } else {
        const [l, a, b] = groundAt(ground, (x + 0.5) / photo.width, (y + 0.5) / photo.height);
        const colour = labToRgbPixel(l, a, b);
        for (let c = 0; c < 3; c++) rgb.data[to + c] = Math.round(Math.min(255, Math.max(0, colour[c])));
      }
    }
  }
  const scale = Math.min(1, ANALYSIS / Math.max(rgb.width, rgb.height));
  const analysis =
    scale === 1
      ? rgb
      : resizeArea(
          rgb,
          Math.max(1, Math.round(rgb.width * scale)),
          Math.max(1, Math.round(rgb.height * scale)),
        );
  const { hash, source } = photo;
  return { photo: { hash, source, rgb, analysis, scale, width: rgb.width, height: rgb.height }, box: part };
}
