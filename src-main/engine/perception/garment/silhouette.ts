/** Silhouette: a garment's outline at a standard size, with the row, column and symmetry measurements landmarks need. */

import { rgbToLab } from '../../image/ops/colour.ts';
import { largestOf } from '../../image/ops/components.ts';
import { traceFirst } from '../../image/ops/contour.ts';
import { resizePart } from '../../image/ops/resize.ts';
import { paintRuns, pickRuns, type Runs, runComponents, runsOf, unset } from '../../image/ops/runs.ts';
import type { Point, Raster } from '../../image/raster.ts';

/** Longer side of the garment in a silhouette, pixels. */
export const SILHOUETTE_SIZE = 400;
const MARGIN = 4;
/** Largest hole that is taken for a flaw of the mask, pixels. */
const SPECK = 24;

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
  fromRaster(p: Point): Point;
  /** Garment raster pixels per silhouette pixel. */
  scale: number;
}

/** Axis about which the mask overlaps its mirror image most. */
function symmetryAxis({ height, rows, starts, ends }: Runs): { axis: number; symmetry: number } {
  let x0 = Number.POSITIVE_INFINITY;
  let x1 = 0;
  let area = 0;
  for (let y = 0; y < height; y += 2)
    for (let r = rows[y]; r < rows[y + 1]; r++) {
      area += ends[r] - starts[r];
      x0 = Math.min(x0, starts[r]);
      x1 = Math.max(x1, ends[r] - 1);
    }
  // Twice the axis position is an integer: mirrored index = twice - x. Coarse steps first, then all near the best.
  const centre = x0 + x1;
  const reach = Math.round(0.2 * (x1 - x0));
  let best = -1;
  let axis2 = centre;
  const attempt = (twice: number, step: number): void => {
    // Pixels whose mirror image is set, both halves, and those on the axis, which are their own image.
    let overlap = 0;
    for (let y = 0; y < height; y += step) {
      const first = rows[y];
      let m = rows[y + 1] - 1;
      for (let r = first; r < rows[y + 1]; r++) {
        // Mirrored, the last run comes first.
        while (m >= first && twice - starts[m] + 1 <= starts[r]) m--;
        for (let k = m; k >= first && twice - ends[k] + 1 < ends[r]; k--)
          overlap += Math.min(ends[r], twice - starts[k] + 1) - Math.max(starts[r], twice - ends[k] + 1);
        if (twice % 2 === 0 && 2 * starts[r] <= twice && 2 * ends[r] > twice) overlap++;
      }
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
  return { axis: axis2 / 2 + 0.5, symmetry: area > 0 ? Math.min(1, best / area) : 0 };
}

/** Share of set pixels per cell when a box is divided into `width` x `height` cells; a mask's runs lie inside the box. */
function shrinkRuns(
  { rows, starts, ends }: Runs,
  box: { x0: number; y0: number; x1: number; y1: number },
  width: number,
  height: number,
): Float32Array {
  const w = box.x1 - box.x0;
  const h = box.y1 - box.y0;
  const out = new Float32Array(width * height);
  const cell = (w / width) * (h / height);
  // Per row of cells: how much a column's share of the rows changes from the one before.
  const change = new Float64Array(w + 1);
  const sums = new Float64Array(w + 2);
  for (let t = 0; t < height; t++) {
    const from = (t * h) / height;
    const to = ((t + 1) * h) / height;
    change.fill(0);
    let any = false;
    for (let y = Math.floor(from); y < Math.min(h, to - 1e-9); y++) {
      const share = Math.min(y + 1, to) - Math.max(y, from);
      for (let r = rows[y + box.y0]; r < rows[y + box.y0 + 1]; r++) {
        change[starts[r] - box.x0] += share;
        change[ends[r] - box.x0] -= share;
        any = true;
      }
    }
    if (!any) continue;
    let column = 0;
    for (let x = 0; x < w; x++) {
      column += change[x];
      sums[x + 1] = sums[x] + column;
    }
    sums[w + 1] = sums[w];
    let before = 0;
    for (let x = 0; x < width; x++) {
      const edge = Math.min(w, ((x + 1) * w) / width);
      const i = Math.floor(edge);
      const upTo = sums[i] + (edge - i) * (sums[i + 1] - sums[i]);
      out[t * width + x] = (upTo - before) / cell;
      before = upTo;
    }
  }
  return out;
}

/** Measures a garment given its picture and a 0/1 mask of the part of the picture that begins at `origin`. */
export function measureSilhouette(
  picture: Raster<Uint8Array>,
  alpha: Raster<Uint8Array>,
  origin: Point,
): Silhouette {
  const outline = runsOf(alpha.data, alpha.width, alpha.height);
  let bx0 = alpha.width;
  let by0 = alpha.height;
  let bx1 = 0;
  let by1 = 0;
  for (let y = 0; y < alpha.height; y++) {
    const first = outline.rows[y];
    const end = outline.rows[y + 1];
    if (first === end) continue;
    bx0 = Math.min(bx0, outline.starts[first]);
    bx1 = Math.max(bx1, outline.ends[end - 1]);
    by0 = Math.min(by0, y);
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
  const low = shrinkRuns(outline, box, innerW, innerH);
  const part = {
    x0: box.x0 + origin.x,
    y0: box.y0 + origin.y,
    x1: box.x1 + origin.x,
    y1: box.y1 + origin.y,
  };
  const pixels = resizePart(picture, part, innerW, innerH).data;
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
  // The largest piece, without pinholes.
  const pieces = runsOf(raw, width, height);
  const cc = runComponents(pieces, 8);
  const big = largestOf(cc);
  const piece = pickRuns(
    pieces,
    cc.name,
    cc.area.map((_, k) => k > 0 && k === big),
  );
  const mask = new Uint8Array(width * height);
  paintRuns(piece, mask, 1);
  const empty = unset(piece);
  const holes = runComponents(empty, 4);
  const gaps: Point[][] = [];
  for (let k = 1; k <= holes.count; k++) {
    const b = holes.box[k];
    if (b.x0 === 0 && b.y0 === 0) continue;
    if (holes.area[k] <= SPECK) continue;
    const single = new Uint8Array(mask.length);
    paintRuns(
      empty,
      single,
      1,
      holes.name,
      holes.area.map((_, i) => i === k),
    );
    gaps.push(traceFirst({ width, height, channels: 1, data: single }));
  }
  paintRuns(
    empty,
    mask,
    1,
    holes.name,
    holes.box.map((b, k) => (b.x0 > 0 || b.y0 > 0) && holes.area[k] <= SPECK),
  );

  const closed = runsOf(mask, width, height);
  const { axis, symmetry } = symmetryAxis(closed);
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
    const end = closed.rows[y + 1];
    if (closed.rows[y] === end) continue;
    s.allL[y] = closed.starts[closed.rows[y]];
    s.allR[y] = closed.ends[end - 1];
    y0 = Math.min(y0, y);
    y1 = y + 1;
    for (let r = closed.rows[y]; r < end; r++)
      for (let x = closed.starts[r]; x < closed.ends[r]; x++) if (s.top[x] === height) s.top[x] = y;
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
    fromRaster: (p) => ({
      x: (p.x - origin.x - box.x0) / scale + 1,
      y: (p.y - origin.y - box.y0) / scaleY + 1,
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
