/** Shadow peel: removes the drop shadow that a flood leaves along a garment's lower edges. */

import type { Raster } from '../../image/raster.ts';
import { type Backdrop, levels } from './backdrop.ts';
import { cellOf, colourField, signedBand } from './band.ts';

/** How deep a shadow may reach, pixels of the analysis raster. */
const REACH = 14;

/**
 * Takes away pixels near the outline that look much more like darkened backdrop than like the garment behind them,
 * from the outside in. Garments with parts in the backdrop's own colour are left alone: there the test has no footing.
 */
export function peelShadow(
  lab: Raster<Float32Array>,
  backdrop: Backdrop,
  garment: Raster<Uint8Array>,
): Raster<Uint8Array> {
  const { width } = garment;
  let area = 0;
  let near = 0;
  for (let i = 0; i < garment.data.length; i++) {
    if (!garment.data[i]) continue;
    area++;
    if (backdrop.distance[i] < 22) near++;
  }
  if (near > 0.12 * area) return garment;
  const { signed, pixels } = signedBand(garment, REACH);
  const body = colourField(lab, (i) => signed[i] > 7);
  const data = garment.data.slice();
  const px = lab.data;
  // Band pixels come in order of distance, so every shadow pixel is met after the one outside it.
  for (let k = 0; k < pixels.length; k++) {
    const i = pixels[k];
    if (!data[i]) continue;
    const exposed = !data[i - 1] || !data[i + 1] || !data[i - width] || !data[i + width];
    if (!exposed) continue;
    const x = i % width;
    const c = cellOf(body, x, (i - x) / width);
    const fromBody = levels(
      px[i * 3] - body.lab[c],
      px[i * 3 + 1] - body.lab[c + 1],
      px[i * 3 + 2] - body.lab[c + 2],
    );
    if (fromBody <= 18) continue;
    const darker = Math.max(0, -backdrop.lighter[i]);
    const fromShadow = Math.hypot(2.4 * backdrop.chroma[i], Math.max(darker - 45, 0) + 0.12 * darker);
    if (fromShadow < 0.45 * fromBody) data[i] = 0;
  }
  return { ...garment, data };
}
