/** Shadow peel: removes the drop shadow that a flood leaves along a garment's lower edges. */

import { boxBlur } from '../../image/ops/blur.ts';
import { floatRaster, type Raster } from '../../image/raster.ts';
import { type Backdrop, levels } from './backdrop.ts';
import { bandLayers, CELL, cellOf, colourField, INNER_ZONE } from './band.ts';

/** How deep a shadow may reach, pixels of the analysis raster. */
const REACH = 18;
/** How far outside the outline shadow is marked, for the decision on the outline itself, pixels. */
const OUTWARD = 6;

/** Chroma difference from the backdrop up to which a pixel can be shadow, a*b* units. */
const MAX_TINT = 7;
/** Share of backdrop-coloured pixels inside the garment nearby above which the test has no footing. */
const MAX_ALIKE = 0.03;

/**
 * Takes away pixels near the outline that look much more like darkened backdrop than like the garment behind them,
 * from the outside in. Where the garment itself has the backdrop's colour nothing is taken. Returns the new mask and
 * the shadow pixels near it (0/1), those taken and those that were outside already.
 */
export function peelShadow(
  lab: Raster<Float32Array>,
  backdrop: Backdrop,
  garment: Raster<Uint8Array>,
): { garment: Raster<Uint8Array>; shadow: Uint8Array } {
  const { width } = garment;
  const { zone, pixels } = bandLayers(garment, REACH, OUTWARD);
  const body = colourField(lab, zone, INNER_ZONE);
  const alike = alikeShare(garment, zone, backdrop.distance);
  const data = garment.data.slice();
  const shadow = new Uint8Array(data.length);
  const px = lab.data;
  // Band pixels come in order of distance, so every shadow pixel is met after the one outside it.
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    if (data[i] && data[i - 1] && data[i + 1] && data[i - width] && data[i + width]) continue;
    const x = i % width;
    const c = cellOf(body, x, (i - x) / width);
    if (alike[c / 3] > MAX_ALIKE) continue;
    const fromBody = levels(
      px[i * 3] - body.lab[c],
      px[i * 3 + 1] - body.lab[c + 1],
      px[i * 3 + 2] - body.lab[c + 2],
    );
    if (fromBody <= 18) continue;
    // Shadows are neutral: tinted pixels are pale print.
    if (backdrop.chroma[i] > MAX_TINT) continue;
    const darker = Math.max(0, -backdrop.lighter[i]);
    const fromShadow = Math.hypot(2.4 * backdrop.chroma[i], Math.max(darker - 45, 0) + 0.12 * darker);
    if (fromShadow < 0.45 * fromBody) {
      data[i] = 0;
      shadow[i] = 1;
    }
  }
  return { garment: { ...garment, data }, shadow };
}

/** Share of inner pixels that look like backdrop, per colour field cell, over about 60 pixels around. */
function alikeShare(raster: Raster<Uint8Array>, zone: Uint8Array, distance: Float32Array): Float32Array {
  const width = Math.ceil(raster.width / CELL);
  const height = Math.ceil(raster.height / CELL);
  const counts = floatRaster(width, height, 2);
  for (let y = 0; y < raster.height; y += 2) {
    const row = Math.floor(y / CELL) * width;
    for (let x = 0, i = y * raster.width; x < raster.width; x += 2, i += 2) {
      if (zone[i] !== INNER_ZONE) continue;
      const c = (row + ((x / CELL) | 0)) * 2;
      counts.data[c]++;
      if (distance[i] < 22) counts.data[c + 1]++;
    }
  }
  const near = boxBlur(counts, 8).data;
  const out = new Float32Array(width * height);
  for (let c = 0; c < out.length; c++) out[c] = near[c * 2] > 1e-3 ? near[c * 2 + 1] / near[c * 2] : 1;
  return out;
}
