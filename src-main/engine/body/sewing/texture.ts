/** Picture of a sewn garment: the front from the photo and, below it, the back. */

import type { Garment } from '../../domain/garment.ts';
import { resizeArea } from '../../image/ops/resize.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';

/** Long side of either half, pixels. */
const TEXTURE_SIZE = 1024;
/** Share of a row's cloth at each edge that stands for plain cloth. */
const STRIP = 0.09;
/** Colour distance (8-bit, Euclidean) at which two patches differ in what is printed on them. */
const PRINT_DISTANCE = 26;

/** Spread of the colours of cloth that counts as plain (8-bit). */
const PLAIN = 26;

export interface GarmentTexture {
  texture: Raster<Uint8Array>;
  /** Texture pixels per garment pixel. */
  scale: number;
  /** Rows of the front half. */
  half: number;
  reasons: string[];
}

/**
 * Lays front and back below each other. `back` is a garment photographed from behind; without one the back is made from
 * the front: as it is when the pattern is all over, else continued by rows from the cloth beside the print.
 */
export function garmentTexture(garment: Garment, back?: Garment): GarmentTexture {
  const { rgb } = garment;
  const scale = Math.min(1, TEXTURE_SIZE / Math.max(rgb.width, rgb.height));
  const w = Math.max(1, Math.round(rgb.width * scale));
  const h = Math.max(1, Math.round(rgb.height * scale));
  const front = resizeArea(rgb, w, h);
  const alpha = resizeArea(garment.alpha, w, h);
  const inner = resizeArea(garment.innerBack, w, h);
  const reasons: string[] = [];
  let other: Raster<Uint8Array>;
  if (back) other = alignedBack(garment, back, w, h);
  else {
    other = madeBack(front, alpha, inner, bodySpan(garment, scale, w));
    reasons.push('the back is made up from the front');
  }
  const texture = byteRaster(w, h * 2, 3);
  texture.data.set(front.data, 0);
  texture.data.set(other.data, w * h * 3);
  return { texture, scale, half: h, reasons };
}

interface Box {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

function boxOf(alpha: Raster<Float32Array>): Box {
  const box = { x0: alpha.width, x1: 0, y0: alpha.height, y1: 0 };
  for (let y = 0; y < alpha.height; y++) {
    for (let x = 0; x < alpha.width; x++) {
      if (alpha.data[y * alpha.width + x] <= 0.5) continue;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x + 1);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y + 1);
    }
  }
  return box;
}

/** The back photo, mirrored as if seen through the front and brought to the same box. */
function alignedBack(garment: Garment, back: Garment, w: number, h: number): Raster<Uint8Array> {
  const to = boxOf(garment.alpha);
  const from = boxOf(back.alpha);
  const out = byteRaster(w, h, 3);
  const { rgb } = back;
  for (let y = 0; y < h; y++) {
    const gy = ((y + 0.5) * garment.rgb.height) / h;
    const v = from.y0 + ((gy - to.y0) / (to.y1 - to.y0)) * (from.y1 - from.y0);
    const sy = Math.min(rgb.height - 1, Math.max(0, Math.floor(v)));
    for (let x = 0; x < w; x++) {
      const gx = ((x + 0.5) * garment.rgb.width) / w;
      const u = from.x1 - ((gx - to.x0) / (to.x1 - to.x0)) * (from.x1 - from.x0);
      const sx = Math.min(rgb.width - 1, Math.max(0, Math.floor(u)));
      const o = (sy * rgb.width + sx) * 3;
      out.data.set(rgb.data.subarray(o, o + 3), (y * w + x) * 3);
    }
  }
  return out;
}

interface Row {
  x0: number;
  x1: number;
}

/** Columns between the armpits of a garment with sleeves, which hang beside the body; all columns otherwise. */
function bodySpan(garment: Garment, scale: number, width: number): Row {
  const { armpitL, armpitR } = garment.landmarks;
  const sleeved = garment.sleeve === 'short' || garment.sleeve === 'long';
  if (!sleeved || !armpitL || !armpitR) return { x0: 0, x1: width };
  return { x0: Math.round(armpitL.x * scale), x1: Math.round(armpitR.x * scale) };
}

/** The middle run of cloth of every row within `span`, and null where there is none. */
function bodyRows(alpha: Raster<Float32Array>, inner: Raster<Float32Array>, span: Row): (Row | null)[] {
  const { width: w, height: h } = alpha;
  const box = boxOf(alpha);
  const axis = (box.x0 + box.x1) / 2;
  return Array.from({ length: h }, (_, y) => {
    let best: Row | null = null;
    for (let x = Math.max(0, span.x0); x < Math.min(w, span.x1); ) {
      const cloth = (at: number): boolean => alpha.data[y * w + at] > 0.5 && inner.data[y * w + at] < 0.3;
      if (!cloth(x)) {
        x++;
        continue;
      }
      const x0 = x;
      while (x < Math.min(w, span.x1) && cloth(x)) x++;
      const holds = x0 <= axis && x > axis;
      if (!best || holds || x - x0 > best.x1 - best.x0) best = { x0, x1: x };
      if (holds) break;
    }
    return best && best.x1 - best.x0 > 8 ? best : null;
  });
}

/** Back without a photo of it. */
function madeBack(
  front: Raster<Uint8Array>,
  alpha: Raster<Float32Array>,
  inner: Raster<Float32Array>,
  span: Row,
): Raster<Uint8Array> {
  const { width: w, height: h } = front;
  const rows = bodyRows(alpha, inner, span);
  const out = byteRaster(w, h, 3, Uint8Array.from(front.data));
  if (!hasPrint(front, rows)) {
    fillNeck(out, front, rows, alpha, inner);
    return out;
  }
  for (let y = 0; y < h; y++) {
    const row = rows[y];
    if (!row) continue;
    const n = row.x1 - row.x0;
    const strip = Math.max(4, Math.round(STRIP * n));
    // next to the edge lies the shadow of a sleeve
    const margin = Math.round(0.05 * n);
    for (let x = row.x0; x < row.x1; x++) {
      const fromLeft = x - row.x0 - margin;
      const fromRight = row.x1 - 1 - margin - x;
      const left = row.x0 + margin + fold(Math.max(0, fromLeft), strip);
      const right = row.x1 - 1 - margin - fold(Math.max(0, fromRight), strip);
      const t = Math.min(1, Math.max(0, (x - row.x0) / n / 0.2 - 2));
      for (let c = 0; c < 3; c++) {
        const a = front.data[(y * w + left) * 3 + c];
        const b = front.data[(y * w + right) * 3 + c];
        out.data[(y * w + x) * 3 + c] = Math.round(a + (b - a) * t);
      }
    }
  }
  fillNeck(out, out, rows, alpha, inner);
  return out;
}

/** 0 1 2 ... n-1 n-1 ... 1 0 0 1 ... */
function fold(i: number, n: number): number {
  const k = i % (2 * n);
  return k < n ? k : 2 * n - 1 - k;
}

/** True when the middle of the body shows colours that its sides do not, and the sides are plain. */
function hasPrint(front: Raster<Uint8Array>, rows: readonly (Row | null)[]): boolean {
  let strange = 0;
  let all = 0;
  let plain = 0;
  let blocks = 0;
  const bins = (x0: number, x1: number, y0: number, y1: number): Map<number, number[]> => {
    const found = new Map<number, number[]>();
    for (let y = y0; y < y1; y += 2) {
      for (let x = x0; x < x1; x += 2) {
        const o = (y * front.width + x) * 3;
        const [r, g, b] = front.data.subarray(o, o + 3);
        const key = ((r >> 5) << 10) | ((g >> 5) << 5) | (b >> 5);
        const bin = found.get(key) ?? [0, 0, 0, 0];
        bin[0] += r;
        bin[1] += g;
        bin[2] += b;
        bin[3]++;
        found.set(key, bin);
      }
    }
    return found;
  };
  const step = 24;
  for (let y = 0; y + step < rows.length; y += step) {
    const row = rows[y + step / 2];
    if (!row) continue;
    const n = row.x1 - row.x0;
    const sides = [
      ...bins(row.x0 + Math.round(0.04 * n), row.x0 + Math.round(0.13 * n), y, y + step).values(),
      ...bins(row.x1 - Math.round(0.13 * n), row.x1 - Math.round(0.04 * n), y, y + step).values(),
    ].filter((bin) => bin[3] >= 4);
    blocks++;
    if (spread(sides) < PLAIN) plain++;
    const middle = bins(row.x0 + Math.round(0.3 * n), row.x1 - Math.round(0.3 * n), y, y + step);
    for (const [r, g, b, count] of middle.values()) {
      all += count;
      const near = sides.some(
        (s) =>
          Math.hypot(r / count - s[0] / s[3], g / count - s[1] / s[3], b / count - s[2] / s[3]) <
          PRINT_DISTANCE,
      );
      if (!near) strange += count;
    }
  }
  // beside a pattern that runs all over, its own cloth is the best guess for the back
  return all > 0 && strange / all > 0.04 && plain > 0.6 * blocks;
}

/** Root mean square distance of colour bins from their mean. */
function spread(bins: readonly number[][]): number {
  const total = bins.reduce((sum, bin) => sum + bin[3], 0);
  if (total === 0) return 0;
  const mean = [0, 1, 2].map((c) => bins.reduce((sum, bin) => sum + bin[c], 0) / total);
  const off = bins.reduce(
    (sum, bin) => sum + bin[3] * [0, 1, 2].reduce((s, c) => s + (bin[c] / bin[3] - mean[c]) ** 2, 0),
    0,
  );
  return Math.sqrt(off / total);
}

/** Carries the cloth of the shoulders and below over the neck opening, where a back has cloth and a front has none. */
function fillNeck(
  out: Raster<Uint8Array>,
  from: Raster<Uint8Array>,
  rows: readonly (Row | null)[],
  alpha: Raster<Float32Array>,
  inner: Raster<Float32Array>,
): void {
  const { width: w } = out;
  const box = boxOf(alpha);
  const axis = Math.round((box.x0 + box.x1) / 2);
  // first row whose cloth runs through the middle with some cloth on both sides
  const whole = rows.findIndex((row, y) => {
    const below = rows[y + 3];
    return row && below && row.x0 < axis - 12 && row.x1 > axis + 12;
  });
  if (whole < 0) return;
  const solid = Math.min(rows.length - 1, whole + 12);
  const wide = rows[solid]!;
  for (let y = box.y0; y < solid; y++) {
    // mirrored down from below the neckline, between the shoulders
    const source = Math.min(rows.length - 1, solid + fold(solid - 1 - y, Math.max(4, solid - box.y0)));
    const row = rows[source] ?? wide;
    for (let x = wide.x0; x < wide.x1; x++) {
      if (alpha.data[y * w + x] > 0.5 && inner.data[y * w + x] < 0.3) continue;
      const sx = Math.min(row.x1 - 3, Math.max(row.x0 + 2, x));
      const o = (source * w + sx) * 3;
      out.data.set(from.data.subarray(o, o + 3), (y * w + x) * 3);
    }
  }
}
