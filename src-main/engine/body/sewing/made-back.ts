/** Back of a garment of which only the front was photographed: its cloth without its print, label and fastening. */

import { byteRaster, type Raster } from '../../image/raster.ts';
import { boxOf } from './cloth-box.ts';

type Colour = readonly [number, number, number];

/** A run of columns, x1 excluded. */
export interface Columns {
  x0: number;
  x1: number;
}

/** Colour distance (8-bit, Euclidean) at which two patches differ in what is printed on them. */
const PRINT_DISTANCE = 26;
/** Spread of the colours of cloth that counts as plain (8-bit). */
const PLAIN = 26;
/** Share of patches beside the middle that are plain when the cloth is. */
const MOSTLY = 0.6;
/** A colour goes on from row to row while this share of the cloth still has it: letters are wider than a stripe's edge. */
const GOES_ON = 0.2;
/** Rows above and below that help to tell a row's colour. */
const WINDOW = 2;
/** Rows above and below whose usual colour a row takes, and how far its own may be off for that (8-bit). */
const EVEN = 60;
const SHADE = 45;
/** Side of the patch whose weave is laid over made-up cloth, pixels, and its greatest deviation (8-bit). */
const PATCH = 56;
const WEAVE = 10;

/**
 * Plain cloth and cross stripes: every row of a part in the colour that most of its cloth has, with the weave of its
 * cleanest patch.
 * A pattern that runs all over goes on behind as it is in front.
 *
 * @param front picture of the front; @param alpha where it is cloth, @param inner where the inside of the back shows, 0..1
 * @param span columns of the trunk, without the sleeves
 * @param parts columns of every part that may have a colour of its own (sleeves, trunk, legs), all columns together
 * @param open the front is worn open: what is seen between its edges is no cloth of the back
 */
export function madeBack(
  front: Raster<Uint8Array>,
  alpha: Raster<Float32Array>,
  inner: Raster<Float32Array>,
  span: Columns,
  parts: readonly Columns[],
  open = false,
): Raster<Uint8Array> {
  const { width: w, height: h } = front;
  const cloth = (i: number): boolean => alpha.data[i] > 0.5 && inner.data[i] < 0.3;
  const rows = open ? wholeRows(w, h, cloth, span) : bodyRows(alpha, inner, span);
  if (isPlain(front, rows)) return plainBack(front, cloth, parts);
  const out = byteRaster(w, h, 3, Uint8Array.from(front.data));
  if (open) closeFronts(out, front, cloth, rows);
  fillNeck(out, byteRaster(w, h, 3, Uint8Array.from(out.data)), rows, alpha, inner);
  return out;
}

/** Every row of every part in its cloth's own colour; parts without cloth stay as they are in front. */
function plainBack(
  front: Raster<Uint8Array>,
  cloth: (pixel: number) => boolean,
  parts: readonly Columns[],
): Raster<Uint8Array> {
  const { width: w, height: h } = front;
  const out = byteRaster(w, h, 3, Uint8Array.from(front.data));
  for (const part of parts) {
    let last: Colour | null = null;
    const colours = Array.from({ length: h }, (_, y) => {
      const colour = rowColour(front, cloth, part, y, last);
      last = colour ?? last;
      return colour;
    });
    const known = colours.flatMap((c, y) => (c ? [y] : []));
    if (known.length === 0) continue;
    const even = known.map((y) => evened(colours, y));
    const weave = cleanestPatch(front, cloth, part, colours);
    let next = 0;
    for (let y = 0; y < h; y++) {
      while (next < known.length - 1 && Math.abs(known[next + 1] - y) <= Math.abs(known[next] - y)) next++;
      const colour = even[next];
      for (let x = part.x0; x < part.x1; x++) {
        const at = weave ? (fold(y, PATCH) * PATCH + fold(x, PATCH)) * 3 : 0;
        for (let c = 0; c < 3; c++) {
          const v = colour[c] + (weave ? weave[at + c] : 0);
          out.data[(y * w + x) * 3 + c] = Math.min(255, Math.max(0, Math.round(v)));
        }
      }
    }
  }
  return out;
}

/** The usual colour around a row where its own is but a shade of it: the shadow of a seam or a pocket is none of the back. */
function evened(colours: readonly (Colour | null)[], row: number): Colour {
  const own = colours[row]!;
  const around = colours.slice(Math.max(0, row - EVEN), row + EVEN + 1).filter((c) => c !== null);
  const middle = [0, 1, 2].map((k) => around.map((c) => c[k]).sort((a, b) => a - b)[around.length >> 1]);
  const off = Math.hypot(...middle.map((v, k) => v - own[k]));
  return off < SHADE ? [middle[0], middle[1], middle[2]] : own;
}

/**
 * The colour that most of a row's cloth has, null where there is hardly any; that of the row above while enough of the
 * cloth has it. What lies at the sides counts more.
 */
function rowColour(
  front: Raster<Uint8Array>,
  cloth: (pixel: number) => boolean,
  span: Columns,
  row: number,
  last: Colour | null,
): Colour | null {
  const { width: w, height: h, data } = front;
  const from = Math.max(0, row - WINDOW);
  const to = Math.min(h - 1, row + WINDOW);
  const [left, right] = [Math.max(0, span.x0), Math.min(w, span.x1)];
  const margin = (right - left) * 0.04;
  const votes = new Map<number, number>();
  const each = (see: (o: number, weight: number) => void): void => {
    for (let y = from; y <= to; y++) {
      for (let x = left; x < right; x++) {
        if (!cloth(y * w + x)) continue;
        const side = Math.min(x - left, right - 1 - x);
        // next to the edge lies the shadow of a sleeve
        if (side < margin) continue;
        see((y * w + x) * 3, side < (right - left) * 0.2 ? 3 : 1);
      }
    }
  };
  let all = 0;
  each((o, weight) => {
    const key = ((data[o] >> 4) << 8) | ((data[o + 1] >> 4) << 4) | (data[o + 2] >> 4);
    votes.set(key, (votes.get(key) ?? 0) + weight);
    all += weight;
  });
  if (all < 40) return null;
  let best = 0;
  let most = 0;
  for (const [key, count] of votes) {
    // neighbours of a colour vote for it: soft folds spread one cloth over many bins
    let sum = 0;
    for (const [other, n] of votes) {
      const d = Math.max(
        Math.abs((other >> 8) - (key >> 8)),
        Math.abs(((other >> 4) & 15) - ((key >> 4) & 15)),
        Math.abs((other & 15) - (key & 15)),
      );
      if (d <= 1) sum += n;
    }
    if (sum + 1e-3 * count > most) [most, best] = [sum + 1e-3 * count, key];
  }
  const mean = (centre: readonly number[]): { colour: Colour; weight: number } | null => {
    const sum = [0, 0, 0];
    let n = 0;
    each((o, weight) => {
      const off = Math.hypot(data[o] - centre[0], data[o + 1] - centre[1], data[o + 2] - centre[2]);
      if (off > PRINT_DISTANCE) return;
      for (let c = 0; c < 3; c++) sum[c] += data[o + c] * weight;
      n += weight;
    });
    return n > 0 ? { colour: [sum[0] / n, sum[1] / n, sum[2] / n], weight: n } : null;
  };
  const same = last && mean(last);
  if (same && same.weight > GOES_ON * all) return same.colour;
  return mean([(best >> 8) * 16 + 8, ((best >> 4) & 15) * 16 + 8, (best & 15) * 16 + 8])?.colour ?? null;
}

/** Deviation from the row's colour of the patch of cloth that deviates least, three numbers a pixel. */
function cleanestPatch(
  front: Raster<Uint8Array>,
  cloth: (pixel: number) => boolean,
  span: Columns,
  colours: readonly (Colour | null)[],
): Float32Array | null {
  const { width: w, height: h, data } = front;
  let best: Float32Array | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let y0 = 0; y0 + PATCH <= h; y0 += PATCH / 2) {
    for (let x0 = Math.max(0, span.x0); x0 + PATCH <= Math.min(w, span.x1); x0 += PATCH / 2) {
      const patch = new Float32Array(PATCH * PATCH * 3);
      let off = 0;
      for (let y = 0; y < PATCH && off < least; y++) {
        const colour = colours[y0 + y];
        for (let x = 0; x < PATCH; x++) {
          const i = (y0 + y) * w + x0 + x;
          if (!colour || !cloth(i)) {
            off = Number.POSITIVE_INFINITY;
            break;
          }
          for (let c = 0; c < 3; c++) {
            const d = data[i * 3 + c] - colour[c];
            off += d * d;
            patch[(y * PATCH + x) * 3 + c] = Math.min(WEAVE, Math.max(-WEAVE, d));
          }
        }
      }
      if (off >= least) continue;
      least = off;
      best = patch;
    }
  }
  if (!best) return null;
  // folds of the patch would repeat over the back: only what is finer than they are stays
  return highPass(best);
}

/** Takes the mean of the neighbourhood off every pixel of a patch. */
function highPass(patch: Float32Array): Float32Array {
  const reach = 4;
  const out = new Float32Array(patch.length);
  for (let y = 0; y < PATCH; y++) {
    for (let x = 0; x < PATCH; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        let n = 0;
        for (let j = Math.max(0, y - reach); j <= Math.min(PATCH - 1, y + reach); j++) {
          for (let i = Math.max(0, x - reach); i <= Math.min(PATCH - 1, x + reach); i++) {
            sum += patch[(j * PATCH + i) * 3 + c];
            n++;
          }
        }
        const at = (y * PATCH + x) * 3 + c;
        out[at] = patch[at] - sum / n;
      }
    }
  }
  return out;
}

/** From the first to the last cloth of every row within `span`, over whatever lies between. */
function wholeRows(
  w: number,
  h: number,
  cloth: (pixel: number) => boolean,
  span: Columns,
): (Columns | null)[] {
  return Array.from({ length: h }, (_, y) => {
    let [x0, x1] = [Math.min(w, span.x1), Math.max(0, span.x0)];
    for (let x = Math.max(0, span.x0); x < Math.min(w, span.x1); x++) {
      if (!cloth(y * w + x)) continue;
      x0 = Math.min(x0, x);
      x1 = x + 1;
    }
    return x1 - x0 > 8 ? { x0, x1 } : null;
  });
}

/** Mirrors each front over its edge as far as the middle of the opening. */
function closeFronts(
  out: Raster<Uint8Array>,
  front: Raster<Uint8Array>,
  cloth: (pixel: number) => boolean,
  rows: readonly (Columns | null)[],
): void {
  const { width: w } = front;
  for (const [y, row] of rows.entries()) {
    if (!row) continue;
    let widest = { x0: 0, x1: 0 };
    for (let x = row.x0; x < row.x1; ) {
      const x0 = x;
      while (x < row.x1 && !cloth(y * w + x)) x++;
      if (x - x0 > widest.x1 - widest.x0) widest = { x0, x1: x };
      x++;
    }
    const middle = (widest.x0 + widest.x1) / 2;
    for (let x = widest.x0; x < widest.x1; x++) {
      const from = x < middle ? 2 * widest.x0 - 1 - x : 2 * widest.x1 - x;
      const o = (y * w + Math.min(row.x1 - 1, Math.max(row.x0, from))) * 3;
      out.data.set(front.data.subarray(o, o + 3), (y * w + x) * 3);
    }
  }
}

/** The middle run of cloth of every row within `span`, and null where there is none. */
function bodyRows(
  alpha: Raster<Float32Array>,
  inner: Raster<Float32Array>,
  span: Columns,
): (Columns | null)[] {
  const { width: w, height: h } = alpha;
  const box = boxOf(alpha);
  const axis = (box.x0 + box.x1) / 2;
  return Array.from({ length: h }, (_, y) => {
    let best: Columns | null = null;
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

/** 0 1 2 ... n-1 n-1 ... 1 0 0 1 ... */
function fold(i: number, n: number): number {
  const k = i % (2 * n);
  return k < n ? k : 2 * n - 1 - k;
}

/** True when the cloth beside the middle of the body, where prints are, is of one colour in most places. */
function isPlain(front: Raster<Uint8Array>, rows: readonly (Columns | null)[]): boolean {
  let plain = 0;
  let blocks = 0;
  const bins = (x0: number, x1: number, y0: number, y1: number): number[][] => {
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
    return [...found.values()];
  };
  const step = 24;
  for (let y = 0; y + step < rows.length; y += step) {
    const row = rows[y + step / 2];
    if (!row) continue;
    const n = row.x1 - row.x0;
    const sides = [
      ...bins(row.x0 + Math.round(0.04 * n), row.x0 + Math.round(0.13 * n), y, y + step),
      ...bins(row.x1 - Math.round(0.13 * n), row.x1 - Math.round(0.04 * n), y, y + step),
    ].filter((bin) => bin[3] >= 4);
    blocks++;
    if (spread(sides) < PLAIN) plain++;
  }
  return plain > MOSTLY * blocks;
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
  rows: readonly (Columns | null)[],
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
