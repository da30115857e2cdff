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

/** Parts that close gaps. */
type SleeveKind = Extract<RenderedPart['kind'], 'sleeveL' | 'sleeveR'>;

/** A drawn garment on a grid of cells: what gaps are looked for in. */
export interface GapGrid {
  /** Size of the garment's box and pixels per cell. */
  width: number;
  height: number;
  step: number;
  /** Cells, 1 where there is cloth. */
  covered: Raster<Uint8Array>;
  /** By cell. */
  sleeves: { kind: SleeveKind; alpha: Uint8Array; rgb: Uint8Array }[];
}

/** A gap to be closed: its cells, with which part and in which colour. */
export interface GapFill {
  cells: number[];
  kind: SleeveKind;
  shade: number[];
}

const isSleeve = (kind: RenderedPart['kind']): kind is SleeveKind => kind === 'sleeveL' || kind === 'sleeveR';

export function gapGrid(
  width: number,
  height: number,
  step: number,
  kinds: readonly RenderedPart['kind'][],
): GapGrid {
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)];
  const sleeves = kinds
    .filter(isSleeve)
    .map((kind) => ({ kind, alpha: new Uint8Array(w * h), rgb: new Uint8Array(w * h * 3) }));
  return { width, height, step, covered: byteRaster(w, h, 1), sleeves };
}

/** Notes the cells whose samples lie in `coverage` and `parts`, rows of the box from `y0`. */
export function noteRows(grid: GapGrid, parts: readonly RenderedPart[], coverage: Mask, y0 = 0): void {
  const { width, height, step, covered, sleeves } = grid;
  for (let cy = 0; cy < covered.height; cy++) {
    const y = Math.min(height - 1, cy * step + (step >> 1)) - y0;
    if (y < 0 || y >= coverage.height) continue;
    for (let cx = 0; cx < covered.width; cx++) {
      const p = y * width + Math.min(width - 1, cx * step + (step >> 1));
      const cell = cy * covered.width + cx;
      covered.data[cell] = coverage.data[p] > 0.5 ? 1 : 0;
      for (const sleeve of sleeves) {
        const part = parts.find(({ kind }) => kind === sleeve.kind);
        if (!part) continue;
        sleeve.alpha[cell] = part.alpha.data[p];
        for (let c = 0; c < 3; c++) sleeve.rgb[cell * 3 + c] = part.rgb.data[p * 3 + c];
      }
    }
  }
}

/**
 * Closes gaps in `parts` (changed in place with `coverage`, box-sized) where sleeves border them. `garment` is the garment's own
 * coverage 0..1 in its picture, `step` target pixels per cell of the search.
 */
export function closeGaps(parts: readonly RenderedPart[], coverage: Mask, garment: Mask, step: number): void {
  const kinds = parts.map(({ kind }) => kind);
  if (!kinds.some(isSleeve)) return;
  const grid = gapGrid(coverage.width, coverage.height, step, kinds);
  noteRows(grid, parts, coverage);
  fillGaps(findGaps(grid, garment), grid, parts, coverage);
}

/** Gaps that sleeves border. `garment` is the garment's own coverage 0..1 in its picture. */
export function findGaps({ covered, sleeves }: GapGrid, garment: Mask): GapFill[] {
  if (sleeves.length === 0) return [];
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
        sleeves.forEach((s, n) => {
          if (s.alpha[j] < 128) return;
          const own = owner.get(k) ?? new Float64Array(sleeves.length);
          own[n]++;
          owner.set(k, own);
          const c = sum.get(k) ?? new Float64Array(3);
          for (let b = 0; b < 3; b++) c[b] += s.rgb[j * 3 + b];
          sum.set(k, c);
        });
      }
    }
  if (owner.size === 0) return [];
  const own = sampled(garment.data, garment.width, garment.height, 2, 0.5);
  const inPicture = enclosed(own);
  let openings = 0;
  let whole = 0;
  for (const v of own.data) whole += v;
  inPicture.area.forEach((a, k) => {
    if (!inPicture.open[k]) openings += a;
  });
  if (openings > OWN_OPENINGS * whole) return [];
  const fills: GapFill[] = [];
  for (const [k, count] of owner) {
    const total = count.reduce((a, v) => a + v, 0);
    const colour = sum.get(k);
    if (!colour || total < SLEEVE_RIM * rim[k]) continue;
    const { kind } = sleeves[count.indexOf(Math.max(...count))];
    const shade = [0, 1, 2].map((c) => (FOLD * colour[c]) / total);
    fills.push({ cells: gaps.get(k) ?? [], kind, shade });
  }
  return fills;
}

/** Closes gaps in rows of the box from `y0`; `parts` and `coverage` hold these rows and are changed in place. */
export function fillGaps(
  fills: readonly GapFill[],
  { width, step, covered: { width: w } }: GapGrid,
  parts: readonly RenderedPart[],
  coverage: Mask,
  y0 = 0,
): void {
  for (const { cells, kind, shade } of fills) {
    const part = parts.find((p) => p.kind === kind);
    if (!part) continue;
    for (const cell of cells) {
      // The soft rim of the gap lies in the cells around it.
      const left = Math.max(0, ((cell % w) - 1) * step);
      const top = Math.max(0, (Math.floor(cell / w) - 1) * step);
      const bottom = Math.min(y0 + coverage.height, top + 3 * step);
      for (let y = Math.max(y0, top); y < bottom; y++)
        for (let x = left; x < Math.min(width, left + 3 * step); x++) {
          const p = (y - y0) * width + x;
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
