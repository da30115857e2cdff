/** Silhouette: a garment's outline at a standard size, with the row, column and symmetry measurements landmarks need. */

import { rgbToLab } from '../../image/ops/colour.ts';
import { connectedComponents } from '../../image/ops/components.ts';
import { traceFirst } from '../../image/ops/contour.ts';
import { crop, resizeArea } from '../../image/ops/resize.ts';
import type { Point, Raster } from '../../image/raster.ts';

/** Longer side of the garment in a silhouette, pixels. */
export const SILHOUETTE_SIZE = 400;
const MARGIN = 4;

export interface Silhouette {
  width: number;
  height: number;
  /** 0/1, one connected piece; enclosed gaps stay open. */
  mask: Uint8Array;
  /** Garment colours, Lab. */
  lab: Raster<Float32Array>;
  /** Symmetry axis, and mirror overlap 0..1 about it. */
  axis: number;
  symmetry: number;
  /** First row and one past the last row of the garment, and their difference. */
  y0: number;
  y1: number;
  span: number;
  /** Per row: extent of the run through the axis (NaN where there is none) and of all runs, as half-open edges. */
  runL: Float64Array;
  runR: Float64Array;
  allL: Float64Array;
  allR: Float64Array;
  /** Per column: top edge of the garment; `height` where the column is empty. */
  top: Float64Array;
  /** Outer boundary, clockwise on screen, pixel centres. */
  contour: Point[];
  /** Enclosed gaps at least a few pixels large: their boundaries. */
  gaps: Point[][];
  /** Silhouette pixels to garment raster pixels. */
  toRaster(p: Point): Point;
  /** Garment raster pixels per silhouette pixel. */
  scale: number;
}

/** Axis about which the mask overlaps its mirror image most. */
function symmetryAxis(mask: Uint8Array, width: number, height: number): { axis: number; symmetry: number } {
  let x0 = width;
  let x1 = 0;
  let area = 0;
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x++)
      if (mask[y * width + x]) {
        area++;
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
      }
  // Twice the axis position is an integer: mirrored index = twice - x. Coarse steps first, then all near the best.
  const centre = x0 + x1;
  const reach = Math.round(0.2 * (x1 - x0));
  let best = -1;
  let axis2 = centre;
  const attempt = (twice: number, step: number): void => {
    let overlap = 0;
    for (let y = 0; y < height; y += step) {
      const base = y * width;
      // Both halves mirror each other: one is enough.
      for (let x = Math.max(x0, twice - x1); 2 * x <= twice; x++)
        overlap += mask[base + x] & mask[base + twice - x];
    }
    if (overlap > best) {
      best = overlap;
      axis2 = twice;
    }
  };
  for (let twice = centre - reach; twice <= centre + reach; twice += 6) attempt(twice, 6);
  const coarse = axis2;
  best = -1;
  for (let twice = coarse - 5; twice <= coarse + 5; twice++) attempt(twice, 2);
  return { axis: axis2 / 2 + 0.5, symmetry: area > 0 ? Math.min(1, (2 * best) / area) : 0 };
}

/** Share of set pixels per cell when the box of a 0/1 mask is divided into `width` x `height` cells. */
function shrinkMask(
  mask: Raster<Uint8Array>,
  box: { x0: number; y0: number; x1: number; y1: number },
  width: number,
  height: number,
): Float32Array {
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const out = new Float32Array(width * height);
  const edges = Float64Array.from({ length: width + 1 }, (_, x) => Math.min(w, (x * w) / width));
  const sums = new Float64Array(w + 2);
  const reduced = new Float64Array(width);
  const cell = (w / width) * (h / height);
  for (let y = 0; y < h; y++) {
    const from = (y + box.y0) * mask.width + box.x0;
    for (let x = 0; x < w; x++) sums[x + 1] = sums[x] + mask.data[from + x];
    sums[w + 1] = sums[w];
    let before = 0;
    for (let x = 0; x < width; x++) {
      const e = edges[x + 1];
      const i = Math.floor(e);
      const upTo = sums[i] + (e - i) * (sums[i + 1] - sums[i]);
      reduced[x] = upTo - before;
      before = upTo;
    }
    // Rows of a photo are no taller than cells, so a row falls into at most two.
    const first = Math.min(height - 1, Math.floor((y * height) / h));
    const last = Math.min(height - 1, Math.floor(((y + 1) * height) / h - 1e-9));
    for (let t = first; t <= last; t++) {
      const share = Math.min(y + 1, ((t + 1) * h) / height) - Math.max(y, (t * h) / height);
      for (let x = 0; x < width; x++) out[t * width + x] += (share * reduced[x]) / cell;
    }
  }
  return out;
}

/** Measures a garment given its colours and 0/1 mask (same size), both cropped at `origin` of the picture. */
export function measureSilhouette(
  rgb: Raster<Uint8Array>,
  alpha: Raster<Uint8Array>,
  origin: Point,
): Silhouette {
  let bx0 = alpha.width;
  let by0 = alpha.height;
  let bx1 = 0;
  let by1 = 0;
  for (let y = 0; y < alpha.height; y++) {
    const base = y * alpha.width;
    let first = 0;
    while (first < alpha.width && !alpha.data[base + first]) first++;
    if (first === alpha.width) continue;
    let last = alpha.width;
    while (!alpha.data[base + last - 1]) last--;
    if (first < bx0) bx0 = first;
    if (last > bx1) bx1 = last;
    if (by1 === 0) by0 = y;
    by1 = y + 1;
  }
  const factor = SILHOUETTE_SIZE / Math.max(bx1 - bx0, by1 - by0);
  const pad = Math.ceil(MARGIN / factor);
  const box = {
    x0: Math.max(0, bx0 - pad),
    y0: Math.max(0, by0 - pad),
    x1: Math.min(alpha.width, bx1 + pad),
    y1: Math.min(alpha.height, by1 + pad),
  };
  const innerW = Math.round((box.x1 - box.x0) * factor);
  const innerH = Math.round((box.y1 - box.y0) * factor);
  const low = shrinkMask(alpha, box, innerW, innerH);
  const pixels = resizeArea(crop(rgb, box), innerW, innerH).data;
  // A rim of one empty pixel so that a garment touching the picture's edge still has a closed outline.
  const width = innerW + 2;
  const height = innerH + 2;
  const raw = new Uint8Array(width * height);
  const colours = new Uint8Array(width * height * 3);
  for (let y = 0; y < innerH; y++)
    for (let x = 0; x < innerW; x++) {
      const s = y * innerW + x;
      const d = (y + 1) * width + x + 1;
      raw[d] = low[s] > 0.4 ? 1 : 0;
      colours[d * 3] = pixels[s * 3];
      colours[d * 3 + 1] = pixels[s * 3 + 1];
      colours[d * 3 + 2] = pixels[s * 3 + 2];
    }
  // Close one-pixel cracks, then keep the largest piece.
  const cc = connectedComponents({ width, height, channels: 1, data: raw }, 8);
  let big = 0;
  for (let k = 1; k <= cc.count; k++) if (big === 0 || cc.area[k] > cc.area[big]) big = k;
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) mask[i] = big > 0 && cc.labels[i] === big ? 1 : 0;
  const background = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) background[i] = mask[i] ? 0 : 1;
  const holes = connectedComponents({ width, height, channels: 1, data: background }, 4);
  const gaps: Point[][] = [];
  for (let k = 1; k <= holes.count; k++) {
    const b = holes.box[k];
    if (b.x0 === 0 && b.y0 === 0) continue;
    const large = holes.area[k] > 24;
    const single = new Uint8Array(large ? mask.length : 0);
    for (let y = b.y0; y < b.y1; y++)
      for (let x = b.x0; x < b.x1; x++) {
        const i = y * width + x;
        if (holes.labels[i] !== k) continue;
        if (large) single[i] = 1;
        else mask[i] = 1;
      }
    if (large) gaps.push(traceFirst({ width, height, channels: 1, data: single }));
  }

  const { axis, symmetry } = symmetryAxis(mask, width, height);
  const rows = (): Float64Array => new Float64Array(height).fill(Number.NaN);
  const s = {
    runL: rows(),
    runR: rows(),
    allL: rows(),
    allR: rows(),
    top: new Float64Array(width).fill(height),
  };
  let y0 = height;
  let y1 = 0;
  const middle = Math.floor(axis);
  for (let y = 0; y < height; y++) {
    const base = y * width;
    for (let x = 0; x < width; x++) {
      if (!mask[base + x]) continue;
      if (Number.isNaN(s.allL[y])) s.allL[y] = x;
      s.allR[y] = x + 1;
      if (s.top[x] === height) s.top[x] = y;
      if (y < y0) y0 = y;
      y1 = y + 1;
    }
    // Between legs or open fronts the axis lies in a gap: the run then spans it, unless the gap is most of the width
    // (sleeves hanging lower than the hem).
    let l = middle;
    while (l >= 0 && !mask[base + l]) l--;
    let r = middle;
    while (r < width && !mask[base + r]) r++;
    if (l < 0 || r >= width) {
      // Only one side: accept it within three pixels of the axis.
      if (l >= 0 && middle - l <= 3) r = l;
      else if (r < width && r - middle <= 3) l = r;
      else continue;
    }
    const gap = r - l;
    while (l > 0 && mask[base + l - 1]) l--;
    while (r < width - 1 && mask[base + r + 1]) r++;
    if (gap > 0.5 * (r - l)) continue;
    s.runL[y] = l;
    s.runR[y] = r + 1;
  }
  const scale = (box.x1 - box.x0) / innerW;
  const scaleY = (box.y1 - box.y0) / innerH;
  return {
    width,
    height,
    mask,
    lab: rgbToLab({ width, height, channels: 3, data: colours }),
    axis,
    symmetry,
    y0,
    y1,
    span: y1 - y0,
    ...s,
    contour: traceFirst({ width, height, channels: 1, data: mask }),
    gaps,
    scale,
    toRaster: (p) => ({
      x: origin.x + box.x0 + (p.x - 1) * scale,
      y: origin.y + box.y0 + (p.y - 1) * scaleY,
    }),
  };
}

/** Is the silhouette set at continuous (x, y)? */
export function inside(s: Silhouette, x: number, y: number): boolean {
  const i = Math.floor(x);
  const j = Math.floor(y);
  return i >= 0 && j >= 0 && i < s.width && j < s.height && s.mask[j * s.width + i] === 1;
}

/** Rows from `from` to `to` (fractions of the garment's height), clipped to it. */
export function rowRange(s: Silhouette, from: number, to: number): [number, number] {
  const a = Math.round(s.y0 + from * s.span);
  const b = Math.round(s.y0 + to * s.span);
  return [Math.max(s.y0, Math.min(s.y1 - 1, a)), Math.max(s.y0 + 1, Math.min(s.y1, b))];
}
