/** Refinement: analysis-sized masks and label maps carried to the photo's full resolution along its edges. */

import { guidedBank } from './ops/guided-bank.ts';
import { dilate } from './ops/morphology.ts';
import { resizeArea, toFloat } from './ops/resize.ts';
import type { Photo } from './photo.ts';
import { byteRaster, floatRaster, type Mask, type Raster } from './raster.ts';

const RADIUS = 2;
const EPS = 1e-4;
/** Values this near 0 or 1 count as flat: no edge passes there, so the value is copied. */
const FLAT = 0.004;

/**
 * Photo-sized mask 0..1 whose edges follow the photo's pixels: a local linear fit at the analysis resolution is applied
 * at full resolution, in the band around the mask's edges only. `mask` has the size of `photo.analysis`; when the photo
 * is not larger it is returned as it is.
 */
export function refineToPhoto(photo: Photo, mask: Mask): Mask {
  const { analysis, rgb } = photo;
  if (rgb.width === mask.width && rgb.height === mask.height) return mask;
  const { width, height } = mask;
  const band = byteRaster(width, height, 1);
  for (let i = 0; i < band.data.length; i++)
    band.data[i] = mask.data[i] > FLAT && mask.data[i] < 1 - FLAT ? 1 : 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      // A hard step between two flat pixels is an edge too.
      if (x + 1 < width && Math.abs(mask.data[i] - mask.data[i + 1]) > 0.5) band.data[i] = 1;
      if (y + 1 < height && Math.abs(mask.data[i] - mask.data[i + width]) > 0.5) band.data[i] = 1;
    }
  }
  const near = dilate(band, RADIUS + 1).data;
  const model = guidedBank(toFloat(analysis, 1 / 255), RADIUS, EPS).model(mask).data;
  const out = floatRaster(rgb.width, rgb.height, 1);
  const kx = width / rgb.width;
  const ky = height / rgb.height;
  const pixels = rgb.data;
  for (let y = 0, i = 0; y < rgb.height; y++) {
    const wy = Math.min(height - 1, Math.max(0, (y + 0.5) * ky - 0.5));
    const y0 = Math.floor(wy);
    const ty = wy - y0;
    const rowA = y0 * width;
    const rowB = Math.min(height - 1, y0 + 1) * width;
    const flatRow = Math.min(height - 1, Math.floor((y + 0.5) * ky)) * width;
    for (let x = 0; x < rgb.width; x++, i++) {
      const flat = flatRow + Math.min(width - 1, Math.floor((x + 0.5) * kx));
      if (!near[flat]) {
        out.data[i] = mask.data[flat];
        continue;
      }
      const wx = Math.min(width - 1, Math.max(0, (x + 0.5) * kx - 0.5));
      const x0 = Math.floor(wx);
      const tx = wx - x0;
      const x1 = Math.min(width - 1, x0 + 1);
      const red = pixels[i * 3] / 255;
      const green = pixels[i * 3 + 1] / 255;
      const blue = pixels[i * 3 + 2] / 255;
      let v = 0;
      for (let k = 0; k < 4; k++) {
        const w = (k & 1 ? tx : 1 - tx) * (k & 2 ? ty : 1 - ty);
        const m = ((k & 2 ? rowB : rowA) + (k & 1 ? x1 : x0)) * 4;
        v += w * (model[m] * red + model[m + 1] * green + model[m + 2] * blue + model[m + 3]);
      }
      out.data[i] = v < 0 ? 0 : v > 1 ? 1 : v;
    }
  }
  return out;
}

/**
 * Photo-sized label map: labels within a few analysis pixels are candidates, the one whose nearby pixels look most like
 * the photo's pixel wins (joint bilateral vote). `labels` has the size of `photo.analysis`.
 */
export function labelsToPhoto(photo: Photo, labels: Raster<Uint8Array>): Raster<Uint8Array> {
  const { rgb } = photo;
  const { width, height } = labels;
  const out = byteRaster(rgb.width, rgb.height, 1);
  if (rgb.width === width && rgb.height === height) {
    out.data.set(labels.data);
    return out;
  }
  const small = resizeArea(photo.analysis, width, height).data;
  const reach = 1;
  const mixed = mixedNeighbourhood(labels, reach);
  const kx = width / rgb.width;
  const ky = height / rgb.height;
  const votes = new Float64Array(256);
  for (let y = 0, i = 0; y < rgb.height; y++) {
    const sy = (y + 0.5) * ky;
    const cy = Math.min(height - 1, Math.floor(sy));
    for (let x = 0; x < rgb.width; x++, i++) {
      const sx = (x + 0.5) * kx;
      const cx = Math.min(width - 1, Math.floor(sx));
      const centre = cy * width + cx;
      if (!mixed[centre]) {
        out.data[i] = labels.data[centre];
        continue;
      }
      let best = labels.data[centre];
      let bestVote = 0;
      votes.fill(0);
      for (let j = Math.max(0, cy - reach); j <= Math.min(height - 1, cy + reach); j++) {
        for (let k = Math.max(0, cx - reach); k <= Math.min(width - 1, cx + reach); k++) {
          const at = j * width + k;
          const dr = small[at * 3] - rgb.data[i * 3];
          const dg = small[at * 3 + 1] - rgb.data[i * 3 + 1];
          const db = small[at * 3 + 2] - rgb.data[i * 3 + 2];
          const space = (sx - k - 0.5) ** 2 + (sy - j - 0.5) ** 2;
          // 15 grey levels of colour difference weigh as much as one analysis pixel of distance.
          const label = labels.data[at];
          votes[label] += Math.exp(-space - (dr * dr + dg * dg + db * db) / 225);
          if (votes[label] > bestVote) {
            bestVote = votes[label];
            best = label;
          }
        }
      }
      out.data[i] = best;
    }
  }
  return out;
}

/** 1 where more than one label occurs within `reach` pixels. */
function mixedNeighbourhood(labels: Raster<Uint8Array>, reach: number): Uint8Array {
  const { width, height, data } = labels;
  const edge = byteRaster(width, height, 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const differs =
        (x + 1 < width && data[i] !== data[i + 1]) || (y + 1 < height && data[i] !== data[i + width]);
      if (differs) edge.data[i] = 1;
    }
  }
  return dilate(edge, reach + 1).data;
}
