/** Blend: runs the steps row by row at the photo's resolution and records which pixels changed. */

import type { BrushMasks } from '../domain/composite.ts';
import type { DrawnLayer, RenderedPart } from '../domain/fit.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import type { PixelRows } from '../image/sample-file.ts';
import { type BrushLine, brushLine, readBrush } from './brush-line.ts';
import { bandIn } from './drawn-layer.ts';
import { noiseRow, noiseTile } from './grain.ts';
import type { Step } from './order.ts';
import type { Grid } from './rows.ts';

interface Line {
  y: number;
  width: number;
  /** Column of the photo at x = 0. */
  x0: number;
  photoY: number;
  /** Current picture, three channels. */
  out: Float32Array;
  /** The photo's own row. */
  photo: Float32Array;
  remembered: Float32Array;
  /** 0..1: how far steps so far have changed each pixel. */
  touch: Float32Array;
  noise: Float32Array;
  /** Coverage painted so far per layer. */
  painted: Float32Array[];
  /** What is drawn of each layer here. */
  cloth: Cloth[];
  /** What the brush says of this row, by layer. */
  brush: (BrushLine | null)[];
}

/** Parts of a layer and where their first sample lies in the photo. */
interface Cloth {
  x0: number;
  y0: number;
  parts: readonly RenderedPart[];
}

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** Weights below this cannot change an 8-bit value. */
const NOTHING = 1 / 512;

function runFill(step: Of<'fill'>, line: Line): void {
  const alpha = step.alpha.row(line.y);
  let any = false;
  for (let x = 0; x < line.width; x++) {
    if (alpha[x] > NOTHING) {
      any = true;
      break;
    }
  }
  if (!any) return;
  const body = step.body.row(line.y);
  const shape = step.shape.row(line.y);
  const back = step.backdrop.row(line.y);
  const { out, touch, noise } = line;
  for (let x = 0, o = 0; x < line.width; x++, o += 3) {
    const a = alpha[x];
    if (a <= NOTHING) continue;
    const s = shape[x];
    const g = noise[x] * step.grain;
    for (let c = 0; c < 3; c++) {
      const v = back[o + c] + (body[o + c] - back[o + c]) * s + g;
      out[o + c] += (v - out[o + c]) * a;
    }
    if (a > touch[x]) touch[x] = a;
  }
}

function runShadow(step: Of<'shadow'>, line: Line): void {
  const f = step.factor.row(line.y);
  const { out, touch } = line;
  for (let x = 0, o = 0; x < line.width; x++, o += 3) {
    const k = f[x];
    if (k >= 1 - NOTHING) continue;
    out[o] *= k;
    out[o + 1] *= k;
    out[o + 2] *= k;
    if (1 - k > touch[x]) touch[x] = 1 - k;
  }
}

function runPaint(step: Of<'paint'>, line: Line): void {
  const cloth = line.cloth[step.layer];
  const part = cloth.parts.find(({ kind }) => kind === step.part);
  if (!part) return;
  const y = line.photoY - cloth.y0;
  const { width, height, data } = part.alpha;
  if (y < 0 || y >= height) return;
  const from = Math.max(line.x0, cloth.x0);
  const to = Math.min(line.x0 + line.width, cloth.x0 + width);
  if (to <= from) return;
  const shade = step.shade?.row(line.y) ?? null;
  const mask = step.mask?.row(line.y) ?? null;
  const { out, touch, noise } = line;
  const painted = line.painted[step.layer];
  const forced = step.brushed ? (line.brush[step.layer]?.behind ?? null) : null;
  const rgb = part.rgb.data;
  const [gr, gg, gb] = step.gain;
  for (let X = from; X < to; X++) {
    const p = y * width + (X - cloth.x0);
    const cover = data[p];
    if (cover === 0) continue;
    const x = X - line.x0;
    let a = cover / 255;
    if (mask) a *= forced && forced[x] > mask[x] ? forced[x] : mask[x];
    if (a <= NOTHING) continue;
    // Parts of one garment meet at antialiased edges: half over half is a whole, nothing may shine through the seam.
    const before = painted[x];
    if (a > before) painted[x] = a;
    if (a < 1 && before > 0 && before < 1) a = Math.min(1, a * (1 + 8 * before * (1 - before)));
    const k = shade ? shade[x] : 1;
    const g = noise[x] * step.grain;
    const o = x * 3;
    const q = p * 3;
    out[o] += (rgb[q] * k * gr + g - out[o]) * a;
    out[o + 1] += (rgb[q + 1] * k * gg + g - out[o + 1]) * a;
    out[o + 2] += (rgb[q + 2] * k * gb + g - out[o + 2]) * a;
    if (a > touch[x]) touch[x] = a;
  }
}

function runRestore(step: Of<'restore'>, line: Line): void {
  const { out, touch } = line;
  let mask: Float32Array | null = null;
  let clean: Float32Array | null = null;
  const source = step.from === 'photo' ? line.photo : line.remembered;
  const yielding = yieldingTo(line);
  for (let x = 0, o = 0; x < line.width; x++, o += 3) {
    if (touch[x] === 0) continue;
    mask ??= step.mask.row(line.y);
    const a = yielding ? mask[x] * yielding(x) : mask[x];
    if (a <= NOTHING) continue;
    // In the soft rim the photo's colour is mixed with what was behind it: use the inside's colour there, in so far
    // as what is behind has changed.
    const t = (a - 0.55) / 0.4;
    const own = t >= 1 ? 1 : t <= 0 ? 0 : t * t * (3 - 2 * t);
    const swap = (1 - own) * Math.min(1, touch[x]);
    if (swap > 0.01) {
      clean ??= step.clean.row(line.y);
      for (let c = 0; c < 3; c++) {
        const v = source[o + c] + (clean[o + c] - source[o + c]) * swap;
        out[o + c] += (v - out[o + c]) * a;
      }
    } else {
      for (let c = 0; c < 3; c++) out[o + c] += (source[o + c] - out[o + c]) * a;
    }
  }
}

/** How much of what comes in front stays there: the brush may have put it behind cloth. */
function yieldingTo({ brush, painted }: Line): ((x: number) => number) | null {
  if (!brush.some((own) => own?.behind)) return null;
  return (x) => {
    let stays = 1;
    for (let k = 0; k < brush.length; k++) {
      const behind = brush[k]?.behind;
      if (behind) stays *= 1 - behind[x] * painted[k][x];
    }
    return stays;
  };
}

/** Brings the photo's own pixels in front of the layers they were brushed over; layers worn over those still cover them. */
function runBrush(line: Line): void {
  const { brush, painted, out, photo, touch } = line;
  for (let k = 0; k < brush.length; k++) {
    const front = brush[k]?.front;
    if (!front) continue;
    for (let x = 0, o = 0; x < line.width; x++, o += 3) {
      let a = front[x];
      if (a <= NOTHING || touch[x] === 0) continue;
      for (let j = k + 1; j < brush.length; j++) a *= 1 - painted[j][x] * (1 - (brush[j]?.front?.[x] ?? 0));
      for (let c = 0; c < 3; c++) out[o + c] += (photo[o + c] - out[o + c]) * a;
    }
  }
}

/** Rows of a finished picture, as wide as the photo. */
export interface BlendedRows {
  /** Equal to the photo wherever `edited` is 0. */
  rgb: Raster<Uint8Array>;
  /** One channel, 1 exactly where a pixel differs from the photo. */
  edited: Raster<Uint8Array>;
}

/** What a picture is blended from. */
export interface Blend {
  photo: PixelRows;
  grid: Grid;
  steps: readonly Step[];
  /** As the steps count them. */
  layers: readonly DrawnLayer[];
  brushes: readonly (BrushMasks | undefined)[];
}

/**
 * Run the steps over the edit's box in the photo's rows from <= y < to. Memory: one copy of these rows, one byte a pixel of
 * them, what is drawn of layers in them, some lines.
 */
export function blendRows(
  { photo, grid, steps, layers, brushes }: Blend,
  from: number,
  to: number,
): BlendedRows {
  const { width } = photo;
  const rgb = byteRaster(width, to - from, 3);
  const edited = byteRaster(width, to - from, 1);
  const result = rgb.data;
  for (let Y = from; Y < to; Y++) result.set(photo.row(Y), (Y - from) * width * 3);
  const { x0, y0, x1, y1 } = grid.target;
  const [first, end] = [Math.max(y0, from), Math.min(y1, to)];
  if (end <= first) return { rgb, edited };
  const span = x1 - x0;
  const tile = noiseTile();
  const count = Math.max(1, layers.length, brushes.length);
  const line: Line = {
    y: 0,
    width: span,
    x0,
    photoY: 0,
    out: new Float32Array(span * 3),
    photo: new Float32Array(span * 3),
    remembered: new Float32Array(span * 3),
    touch: new Float32Array(span),
    noise: new Float32Array(span),
    painted: Array.from({ length: count }, () => new Float32Array(span)),
    cloth: layers.map((layer) => {
      const band = bandIn(layer, first, end);
      return { x0: layer.box.x0, y0: layer.box.y0 + band.y0, parts: band.parts };
    }),
    brush: brushes.map(() => null),
  };

  const brushLines = brushes.map((masks) => masks && brushLine(masks, span));

  for (let Y = first; Y < end; Y++) {
    line.y = Y - y0;
    line.photoY = Y;
    const base = ((Y - from) * width + x0) * 3;
    line.photo.set(result.subarray(base, base + span * 3));
    line.out.set(line.photo);
    line.touch.fill(0);
    for (const row of line.painted) row.fill(0);
    noiseRow(tile, x0, Y, line.noise);
    for (const [k, masks] of brushes.entries()) {
      const own = brushLines[k];
      line.brush[k] = masks && own && readBrush(masks, x0, Y, own) ? own : null;
    }
    for (const step of steps) {
      if (step.kind === 'fill') runFill(step, line);
      else if (step.kind === 'remember') line.remembered.set(line.out);
      else if (step.kind === 'shadow') runShadow(step, line);
      else if (step.kind === 'paint') runPaint(step, line);
      else runRestore(step, line);
    }
    runBrush(line);
    for (let x = 0, o = 0; x < span; x++, o += 3) {
      if (line.touch[x] === 0) continue;
      let changed = 0;
      for (let c = 0; c < 3; c++) {
        const v = line.out[o + c];
        const level = v <= 0 ? 0 : v >= 255 ? 255 : Math.round(v);
        if (level !== result[base + o + c]) {
          result[base + o + c] = level;
          changed = 1;
        }
      }
      if (changed) edited.data[(Y - from) * width + x0 + x] = 1;
    }
  }
  return { rgb, edited };
}
