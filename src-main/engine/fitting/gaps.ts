/** Gaps: slits between a sleeve and the trunk that a bent arm tears open in a laid garment, closed with shadowed cloth. */

import type { RenderedPart } from '../domain/fit.ts';
import { connectedComponents } from '../image/ops/components.ts';
import { byteRaster, type Mask, type Raster } from '../image/raster.ts';

/** A gap is smaller than this share of the garment; larger openings are looked through. */
const LARGEST = 0.012;
/** Share of a gap's rim that sleeves make up. */
const SLEEVE_RIM = 0.25;
/** Openings of the garment itself, as a share of it, from which nothing is closed: they would be mistaken for gaps. */
const OWN_OPENINGS = 0.002;
/** Light inside a fold. */
const FOLD = 0.9;

/** Enclosed uncovered regions (0 in `covered`) with the rim cells of each; those at the border are open. */
function enclosed(covered: Raster<Uint8Array>): {
  labels: Uint32Array | Int32Array;
  open: boolean[];
  area: number[];
} {
  const { width, height, data } = covered;
  const empty = byteRaster(width, height, 1);
  for (let i = 0; i < data.length; i++) empty.data[i] = data[i] ? 0 : 1;
  const cc = connectedComponents(empty, 8);
  const open = Array.from({ length: cc.count + 1 }, (_, k) => {
    if (k === 0) return true;
    const b = cc.box[k];
    return b.x0 <= 0 || b.y0 <= 0 || b.x1 >= width || b.y1 >= height;
  });
  return { labels: cc.labels, open, area: Array.from(cc.area) };
}

/** Samples `data` (> `above` is covered) on a grid of `step` pixels. */
function sampled(
  data: ArrayLike<number>,
  width: number,
  height: number,
  step: number,
  above: number,
): Raster<Uint8Array> {
  const w = Math.ceil(width / step);
  const h = Math.ceil(height / step);
  const out = byteRaster(w, h, 1);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const X = Math.min(width - 1, x * step + (step >> 1));
      const Y = Math.min(height - 1, y * step + (step >> 1));
      out.data[y * w + x] = data[Y * width + X] > above ? 1 : 0;
    }
  return out;
}

/**
 * Closes gaps in `parts` (changed in place with `coverage`, box-sized) where sleeves border them. `garment` is the garment's own
 * coverage 0..1 in its picture, `step` target pixels per cell of the search.
 */
export function closeGaps(parts: readonly RenderedPart[], coverage: Mask, garment: Mask, step: number): void {
  const sleeves = parts.filter((p) => p.kind === 'sleeveL' || p.kind === 'sleeveR');
  if (sleeves.length === 0) return;
  const { width, height } = coverage;
  const covered = sampled(coverage.data, width, height, step, 0.5);
  const { width: w, height: h } = covered;
  const { labels, open, area } = enclosed(covered);
  let cloth = 0;
  for (const v of covered.data) cloth += v;
  const rim = new Float64Array(area.length);
  const gaps = new Map<number, number[]>();
  const owner = new Map<number, Float64Array>();
  const sum = new Map<number, Float64Array>();
  for (let y = 1; y < h - 1; y++)
    for (let x = 1; x < w - 1; x++) {
      const k = labels[y * w + x];
      if (open[k] || area[k] > LARGEST * cloth) continue;
      const gap = gaps.get(k) ?? [];
      gap.push(y * w + x);
      gaps.set(k, gap);
      for (const j of [y * w + x - 1, y * w + x + 1, (y - 1) * w + x, (y + 1) * w + x]) {
        if (!covered.data[j]) continue;
        rim[k]++;
        const X = Math.min(width - 1, (j % w) * step + (step >> 1));
        const Y = Math.min(height - 1, Math.floor(j / w) * step + (step >> 1));
        const p = Y * width + X;
        sleeves.forEach((s, n) => {
          if (s.alpha.data[p] < 128) return;
          const own = owner.get(k) ?? new Float64Array(sleeves.length);
          own[n]++;
          owner.set(k, own);
          const c = sum.get(k) ?? new Float64Array(3);
          for (let b = 0; b < 3; b++) c[b] += s.rgb.data[p * 3 + b];
          sum.set(k, c);
        });
      }
    }
  if (owner.size === 0) return;
  const own = sampled(garment.data, garment.width, garment.height, 2, 0.5);
  const inPicture = enclosed(own);
  let openings = 0;
  let whole = 0;
  for (const v of own.data) whole += v;
  inPicture.area.forEach((a, k) => {
    if (!inPicture.open[k]) openings += a;
  });
  if (openings > OWN_OPENINGS * whole) return;
  for (const [k, count] of owner) {
    const total = count.reduce((a, v) => a + v, 0);
    const colour = sum.get(k);
    if (!colour || total < SLEEVE_RIM * rim[k]) continue;
    const part = sleeves[count.indexOf(Math.max(...count))];
    const shade = [0, 1, 2].map((c) => (FOLD * colour[c]) / total);
    for (const cell of gaps.get(k) ?? []) {
      // The soft rim of the gap lies in the cells around it.
      const x0 = Math.max(0, ((cell % w) - 1) * step);
      const y0 = Math.max(0, (Math.floor(cell / w) - 1) * step);
      for (let y = y0; y < Math.min(height, y0 + 3 * step); y++)
        for (let x = x0; x < Math.min(width, x0 + 3 * step); x++) {
          const p = y * width + x;
          if (coverage.data[p] >= 1) continue;
          const a = part.alpha.data[p] / 255;
          for (let c = 0; c < 3; c++)
            part.rgb.data[p * 3 + c] = part.rgb.data[p * 3 + c] * a + shade[c] * (1 - a) + 0.5;
          part.alpha.data[p] = 255;
          coverage.data[p] = 1;
        }
    }
  }
}
