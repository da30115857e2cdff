/** Open front: the two front edges of a jacket shown open, with the lining of its back between them. */

import { clamp, median, runningMedian } from '../../image/ops/signal.ts';
import { rowRange, type Silhouette } from './silhouette.ts';

export interface OpenFront {
  /** How convincing the opening is, 0..1. */
  score: number;
  /** First row and one past the last row of the opening, silhouette px. */
  from: number;
  to: number;
  /** Front edges per row from `from`. */
  left: Float64Array;
  right: Float64Array;
}

/** Pixels averaged on either side of an edge, and colour step that counts in full, Lab units. */
const STRIP = 4;
const FULL_STEP = 7;
/** Spread about the lining's colour within which a pixel still belongs to it, Lab units. */
const LINING_SPREAD = 9;
/** Largest distance of a front edge from the axis, share of the torso's width. */
const REACH = 0.42;

const ramp = (v: number, from: number, to: number): number => clamp((v - from) / (to - from), 0, 1);

/** Lab of pixels averaged over three rows, with running sums along each row. */
function rowSums(s: Silhouette, from: number, to: number): { sums: Float64Array; stride: number } {
  const stride = (s.width + 1) * 3;
  const sums = new Float64Array((to - from) * stride);
  const row = s.width * 3;
  for (let y = from; y < to; y++) {
    const up = Math.max(s.y0, y - 1) * row;
    const down = Math.min(s.y1 - 1, y + 1) * row;
    const o = (y - from) * stride;
    for (let i = 0; i < row; i++)
      sums[o + 3 + i] =
        sums[o + i] + (s.lab.data[up + i] + s.lab.data[y * row + i] + s.lab.data[down + i]) / 3;
  }
  return { sums, stride };
}

/** Best path of an edge from row to row, moving at most two pixels sideways. `value` is rows x columns. */
function bestPath(value: Float32Array, columns: number, rows: number): Int32Array {
  let total = new Float32Array(columns);
  const from = new Int8Array(columns * rows);
  let before = value.slice(0, columns);
  for (let y = 1; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let best = Number.NEGATIVE_INFINITY;
      let step = 0;
      const last = Math.min(2, columns - 1 - x);
      for (let d = Math.max(-2, -x); d <= last; d++) {
        const v = before[x + d] - 0.06 * (d < 0 ? -d : d);
        if (v > best) {
          best = v;
          step = d;
        }
      }
      from[y * columns + x] = step;
      total[x] = best + value[y * columns + x];
    }
    [before, total] = [total, before];
  }
  const path = new Int32Array(rows);
  let x = 0;
  for (let k = 0; k < columns; k++) if (before[k] > before[x]) x = k;
  for (let y = rows - 1; y >= 0; y--) {
    path[y] = x;
    x += from[y * columns + x];
  }
  return path;
}

/** Strength 0..1 per column of a front edge in row y: a step of colour whose inner side looks like the lining. */
function edgeRow(
  strips: Float64Array,
  lining: Float64Array,
  y: number,
  axis: number,
  side: -1 | 1,
  columns: number,
  out: Float32Array,
): void {
  const l = lining[y * 3];
  const a = lining[y * 3 + 1];
  const b = lining[y * 3 + 2];
  for (let k = 2; k < columns; k++) {
    const x = axis + side * k;
    const i = (side < 0 ? x : x - STRIP) * 3;
    const o = (side < 0 ? x - STRIP : x) * 3;
    const dl = strips[o] - strips[i];
    const da = strips[o + 1] - strips[i + 1];
    const db = strips[o + 2] - strips[i + 2];
    const step = dl * dl + da * da + db * db;
    // Shading darkens a lining towards the fronts: its hue tells more.
    const el = strips[i] - l;
    const ea = strips[i + 1] - a;
    const eb = strips[i + 2] - b;
    const off = 0.25 * el * el + ea * ea + eb * eb;
    out[y * columns + k] =
      Math.min(1, Math.sqrt(step) / FULL_STEP) * Math.exp(-off / (2 * LINING_SPREAD ** 2));
  }
}

/**
 * Looks for two long edges on either side of the axis, from neck to hem, with cloth of one other colour between them.
 * A contrasting panel or a placket looks alike: the opening must also widen towards the neck or end above the hem of
 * the fronts. Undefined when the garment shows no such edges.
 */
export function findOpenFront(s: Silhouette): OpenFront | undefined {
  const [a, b] = rowRange(s, 0.35, 0.75);
  const widths: number[] = [];
  for (let y = a; y < b; y++) if (s.runR[y] > s.runL[y]) widths.push(s.runR[y] - s.runL[y]);
  if (widths.length < 10) return undefined;
  const torso = median(widths);
  const axis = Math.round(s.axis);
  const columns = Math.floor(REACH * torso);
  if (columns < 12 || axis - columns - STRIP < 0 || axis + columns + STRIP >= s.width) return undefined;
  let from = s.y0;
  while (from < s.y1 && !s.mask[from * s.width + axis]) from++;
  let to = s.y1;
  while (to > from && !s.mask[(to - 1) * s.width + axis]) to--;
  // The upper rows hold the collar's own back, the last ones the lining's hem.
  const hem = to;
  from += Math.round(0.05 * s.span);
  to -= 3;
  const rows = to - from;
  if (rows < 0.6 * s.span) return undefined;
  const { sums, stride } = rowSums(s, from, to);
  const mean = (y: number, x0: number, x1: number, c: number): number => {
    const o = (y - from) * stride + c;
    return (sums[o + x1 * 3] - sums[o + x0 * 3]) / (x1 - x0);
  };
  // The lining's colour changes slowly along the axis.
  const lining = new Float64Array(rows * 3);
  const middle = new Float64Array(rows);
  const window = Math.max(2, Math.round(0.06 * s.span));
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < rows; y++) middle[y] = mean(from + y, axis - 2, axis + 3, c);
    const calm = runningMedian(middle, window);
    for (let y = 0; y < rows; y++) lining[y * 3 + c] = calm[y];
  }
  const paths: Int32Array[] = [];
  const values: Float32Array[] = [];
  // Means of STRIP pixels from every column on serve as inner and outer strips of both sides.
  const strips = new Float64Array(s.width * 3);
  const sides = ([-1, 1] as const).map((side) => ({ side, value: new Float32Array(columns * rows) }));
  for (let y = 0; y < rows; y++) {
    const o = y * stride;
    for (let i = (axis - columns - STRIP) * 3; i < (axis + columns + 1) * 3; i++)
      strips[i] = (sums[o + i + STRIP * 3] - sums[o + i]) / STRIP;
    for (const { side, value } of sides) edgeRow(strips, lining, y, axis, side, columns, value);
  }
  for (const { value } of sides) {
    values.push(value);
    paths.push(bestPath(value, columns, rows));
  }
  let hits = 0;
  const gaps = new Float64Array(rows);
  for (let y = 0; y < rows; y++) {
    const l = values[0][y * columns + paths[0][y]];
    const r = values[1][y * columns + paths[1][y]];
    if (Math.min(l, r) > 0.45) hits++;
    gaps[y] = paths[0][y] + paths[1][y];
  }
  const third = (t: number): number =>
    median(gaps.subarray(Math.floor(t * rows), Math.max(1, Math.floor((t + 0.2) * rows))));
  const low = third(0.6);
  const wider = third(0.02) / Math.max(1, low);
  if (low < 0.025 * torso) return undefined;
  // Calm between the edges, and a colour of its own against the fronts all along.
  const contrast: number[] = [];
  const unrest: number[] = [];
  for (let y = 0; y < rows; y += 2) {
    const xl = axis - paths[0][y];
    const xr = axis + paths[1][y];
    let far = 0;
    let spread = 0;
    for (let c = 0; c < 3; c++) {
      const inner = mean(from + y, xl + 1, Math.max(xl + 2, xr - 1), c);
      const fronts =
        (mean(from + y, Math.max(0, xl - 3 * STRIP), xl - 1, c) +
          mean(from + y, xr + 1, Math.min(s.width, xr + 3 * STRIP), c)) /
        2;
      far += (fronts - inner) ** 2;
      spread += (inner - lining[y * 3 + c]) ** 2;
    }
    contrast.push(Math.sqrt(far));
    unrest.push(Math.sqrt(spread));
  }
  const depthOf = (x: number): number => {
    for (let y = s.y1 - 1; y > hem; y--) if (s.mask[y * s.width + x]) return y + 1 - hem;
    return 0;
  };
  const last = rows - 1;
  const beyond = Math.round(0.06 * torso);
  const notch =
    Math.min(depthOf(axis - paths[0][last] - beyond), depthOf(axis + paths[1][last] + beyond)) / s.span;
  const long = ramp(hits / rows, 0.75, 0.9);
  const distinct = ramp(median(contrast), 2, 5);
  const calm = ramp(median(unrest) / Math.max(1, median(contrast)), 0.3, 0.15);
  const shape = Math.max(ramp(wider, 1.3, 2), ramp(notch, 0.006, 0.018));
  return {
    score: Math.min(long, distinct, calm, shape),
    from,
    to: hem,
    left: Float64Array.from({ length: hem - from }, (_, y) => axis - paths[0][Math.min(last, y)]),
    right: Float64Array.from({ length: hem - from }, (_, y) => axis + paths[1][Math.min(last, y)]),
  };
}
