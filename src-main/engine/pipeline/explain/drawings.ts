/** Drawings: stage outputs that are rasters, made visible as RGB pictures of the same size. */

import type { RenderedLayer } from '../../domain/fit.ts';
import { PART, type PartName } from '../../domain/parsing.ts';
import { resizeArea, resizeNearest } from '../../image/ops/resize.ts';
import { byteRaster, type Mask, type Raster } from '../../image/raster.ts';

/** Colours of the label map by PART value: kept far apart, warm for the person, cool for clothes. */
export const PART_COLOURS: Record<PartName, [number, number, number]> = {
  background: [40, 40, 44],
  hair: [115, 74, 40],
  face: [255, 205, 160],
  neck: [240, 165, 120],
  leftArm: [226, 120, 80],
  rightArm: [250, 150, 95],
  leftHand: [190, 70, 60],
  rightHand: [215, 90, 75],
  upper: [60, 130, 210],
  lower: [70, 90, 160],
  dress: [150, 95, 200],
  leftLeg: [205, 130, 100],
  rightLeg: [230, 155, 120],
  leftFootwear: [45, 150, 110],
  rightFootwear: [75, 185, 140],
  other: [230, 210, 60],
};

const BY_VALUE = Object.entries(PART)
  .sort((a, b) => a[1] - b[1])
  .map(([name]) => PART_COLOURS[name as PartName]);

/** Label map in colour, mixed with the photo. */
export function drawLabels(photo: Raster<Uint8Array>, labels: Raster<Uint8Array>): Raster<Uint8Array> {
  return mapPixels(photo, (i, c) => {
    const colour = BY_VALUE[labels.data[i]] ?? [255, 0, 255];
    return 0.3 * photo.data[3 * i + c] + 0.7 * colour[c];
  });
}

/** What a mask covers, on a plain backdrop. */
export function drawCutOut(
  picture: Raster<Uint8Array>,
  alpha: Mask,
  backdrop: readonly [number, number, number] = [196, 60, 150],
): Raster<Uint8Array> {
  return mapPixels(picture, (i, c) => {
    const a = alpha.data[i];
    return a * picture.data[3 * i + c] + (1 - a) * backdrop[c];
  });
}

/** A mask laid over a greyed picture in one colour. */
export function drawMask(
  picture: Raster<Uint8Array>,
  weight: (pixel: number) => number,
  colour: readonly [number, number, number] = [230, 80, 20],
): Raster<Uint8Array> {
  return mapPixels(picture, (i, c) => {
    const { data } = picture;
    const grey = 0.25 * data[3 * i] + 0.6 * data[3 * i + 1] + 0.15 * data[3 * i + 2];
    const w = 0.8 * weight(i);
    return (1 - w) * (0.75 * grey + 40) + w * colour[c];
  });
}

/** A rendered layer alone: its parts over each other on a plain backdrop, at the size of the analysis raster. */
export function drawLayer(layer: RenderedLayer, width: number, height: number): Raster<Uint8Array> {
  const full = {
    width: Math.round(width * layer.scale),
    height: Math.round(height * layer.scale),
  };
  const out = byteRaster(full.width, full.height, 3, new Uint8Array(full.width * full.height * 3).fill(208));
  const { box } = layer;
  const boxWidth = box.x1 - box.x0;
  for (const part of layer.parts) {
    for (let y = Math.max(0, box.y0); y < Math.min(full.height, box.y1); y++) {
      for (let x = Math.max(0, box.x0); x < Math.min(full.width, box.x1); x++) {
        const from = (y - box.y0) * boxWidth + (x - box.x0);
        const a = part.alpha.data[from] / 255;
        if (a === 0) continue;
        const to = 3 * (y * full.width + x);
        for (let c = 0; c < 3; c++) {
          out.data[to + c] = Math.round((1 - a) * out.data[to + c] + a * part.rgb.data[3 * from + c]);
        }
      }
    }
  }
  return full.width === width && full.height === height ? out : shrink(out, width, height);
}

/** Byte raster at a smaller size. */
export function shrink(raster: Raster<Uint8Array>, width: number, height: number): Raster<Uint8Array> {
  if (raster.width <= width && raster.height <= height) return raster;
  return resizeArea(raster, width, height) as Raster<Uint8Array>;
}

/** Labels or masks of 0 and 1 at another size. */
export function resizeLabels(raster: Raster<Uint8Array>, width: number, height: number): Raster<Uint8Array> {
  return resizeNearest(raster, width, height) as Raster<Uint8Array>;
}

function mapPixels(
  like: Raster<Uint8Array>,
  value: (pixel: number, channel: number) => number,
): Raster<Uint8Array> {
  const out = byteRaster(like.width, like.height, 3);
  for (let i = 0; i < like.width * like.height; i++) {
    for (let c = 0; c < 3; c++) out.data[3 * i + c] = Math.round(value(i, c));
  }
  return out;
}
