/** Symmetry: how far a region is the same left and right of its middle, in outline and in colour, as one garment is. */

import { rgbToLab } from '../../image/ops/colour.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import type { Mask, Raster } from '../../image/raster.ts';
import { levels } from '../garment/backdrop.ts';

/** How far the middle is sought around the centre of gravity, pixels. */
const SHIFTS = 4;
/** Long side of the picture that is looked at, pixels. */
const SIZE = 160;
/** One garment is no less the same on both sides in outline, and its halves lie no farther apart in colour (levels). */
const ONE = { outline: 0.55, colour: 45 };

/** Share of what the region and its mirror image cover that both of them do, 0..1; 0 of an empty one. */
export function symmetry({ width, data }: Raster<Uint8Array>, value: number): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== value) continue;
    sum += i % width;
    count++;
  }
  if (count === 0) return 0;
  let best = 0;
  for (let shift = -SHIFTS; shift <= SHIFTS; shift++) {
    const twice = Math.round((2 * sum) / count) + shift;
    let both = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== value) continue;
      const x = i % width;
      const mirrored = twice - x;
      if (mirrored >= 0 && mirrored < width && data[i - x + mirrored] === value) both++;
    }
    best = Math.max(best, both / (2 * count - both));
  }
  return best;
}

/** Whether a cut-out garment (`alpha` 0..1) is so uneven that it may be several which lie on each other. */
export function maybeSeveral(rgb: Raster<Uint8Array>, alpha: Mask): boolean {
  const scale = Math.min(1, SIZE / Math.max(rgb.width, rgb.height));
  const [width, height] = [rgb.width, rgb.height].map((v) => Math.max(1, Math.round(v * scale)));
  const cover = resizeArea(alpha, width, height).data;
  const inside = { width, height, channels: 1, data: Uint8Array.from(cover, (v) => (v >= 0.5 ? 1 : 0)) };
  if (symmetry(inside, 1) < ONE.outline) return true;
  const lab = rgbToLab(resizeArea(rgb, width, height)).data;
  let [from, to] = [width, 0];
  for (let i = 0; i < cover.length; i++) {
    if (!inside.data[i]) continue;
    from = Math.min(from, i % width);
    to = Math.max(to, (i % width) + 1);
  }
  const halves = [0, 1].map(() => [0, 0, 0, 0]);
  for (let i = 0; i < cover.length; i++) {
    if (!inside.data[i]) continue;
    const half = halves[(i % width) + 0.5 < (from + to) / 2 ? 0 : 1];
    for (let c = 0; c < 3; c++) half[c] += lab[i * 3 + c];
    half[3]++;
  }
  const [l, r] = halves.map((half) => half.slice(0, 3).map((v) => v / Math.max(1, half[3])));
  return levels(l[0] - r[0], l[1] - r[1], l[2] - r[2]) > ONE.colour;
}
