/** Flat lay: a garment taken off and laid on a table, sleeves and legs spread, front and back as two sheets of cloth. */

import type { DistanceField } from '../domain/body.ts';
import { clamp, smoothstep } from '../image/ops/signal.ts';
import { LOFT_WAIST } from '../mesh/loft.ts';
import { vertexNormals } from '../mesh/scene.ts';
import { clothOf, settled, wholeTriangles } from './drape.ts';
import { finish, type PlacedPart } from './place-part.ts';

/** Cross-sections of tubes of cloth are taken over this length, metres. */
const SLICE = 0.015;
/** Sleeves are laid out to at least this angle from the trunk, radians. */
const SPREAD = 0.85;
/** Rounds of evening out how cloth is moved as it is pressed. */
const EVENING = 24;
/** Frames of cloth simulation: a second and a half, in which sheets that are too wide for their place spread. */
const FRAMES = 60;
/** Height of the front sheet over the back sheet, and what is left of the wrinkles of the back, metres and share. */
const SHEETS = 0.009;
const BACK_WRINKLES = 0.1;
/** The table gives way to cloth that spreads. */
const TABLE: DistanceField = {
  sample(_x, y, _z, out) {
    out[0] = y;
    out[1] = 0;
    out[2] = 1;
    out[3] = 0;
  },
};

/** A limb or the trunk as it was worn: its vertices, where along it and across it they lie. */
interface Tube {
  vertices: number[];
  along: (v: number) => number;
  across: (v: number) => number;
  /** What stays in place as the tube is pressed: its middle, or the edge where `across` is lowest. */
  keeps: 'middle' | 'low edge';
}

/** Quarter of the circumference of an ellipse (Ramanujan 1914). */
const quarter = (a: number, b: number): number =>
  (Math.PI / 4) * (3 * (a + b) - Math.sqrt((3 * a + b) * (a + 3 * b)));

/** Place across of every vertex of a tube pressed flat: arc length around its elliptic cross-section. */
function pressed({ vertices, along, across, keeps }: Tube, p: Float32Array): Map<number, number> {
  const t = vertices.map(along);
  const low = Math.min(...t);
  const n = Math.ceil((Math.max(...t) - low) / SLICE) + 2;
  const rows = Array.from({ length: n }, () => [9, -9, 9, -9]);
  vertices.forEach((v, i) => {
    const row = rows[Math.round((t[i] - low) / SLICE)];
    const [s, z] = [across(v), p[v * 3 + 2]];
    row[0] = Math.min(row[0], s);
    row[1] = Math.max(row[1], s);
    row[2] = Math.min(row[2], z);
    row[3] = Math.max(row[3], z);
  });
  const full = rows.map((row, i) => {
    for (let d = 0; d < n; d++) {
      for (const j of [i - d, i + d]) if (rows[j] && rows[j][1] > rows[j][0]) return rows[j];
    }
    return row;
  });
  const smooth = full.map((_, i) =>
    [0, 1, 2, 3].map((k) => {
      // as wide as the widest slice near by, or cloth would be folded in at the edge
      const widest = (j: number): number => {
        const near = [-1, 0, 1].map((d) => full[clamp(j + d, 0, n - 1)][k]);
        return k % 2 === 0 ? Math.min(...near) : Math.max(...near);
      };
      return (widest(i - 1) + widest(i) + widest(i + 1)) / 3;
    }),
  );
  const out = new Map<number, number>();
  vertices.forEach((v, i) => {
    const at = (t[i] - low) / SLICE;
    const j = Math.min(n - 2, Math.floor(at));
    const [s0, s1, z0, z1] = [0, 1, 2, 3].map(
      (k) => smooth[j][k] + (at - j) * (smooth[j + 1][k] - smooth[j][k]),
    );
    const a = Math.max(0.01, (s1 - s0) / 2);
    const b = Math.min(a, Math.max(0, (z1 - z0) / 2));
    const side = quarter(a, b);
    const x = Math.max(-1, Math.min(1, (across(v) - (s0 + s1) / 2) / a));
    const round = b / a;
    const arc = side * ((1 - round) * x + (round * Math.asin(x)) / (Math.PI / 2));
    out.set(v, keeps === 'middle' ? (s0 + s1) / 2 + arc : s0 + side + arc);
  });
  return out;
}

/** Vertices of all parts of a garment, one after the other. */
interface Laid {
  p: Float32Array;
  sleeve: Uint8Array;
  /** Those that faces use. */
  used: number[];
  legs: boolean;
}

function together(placed: readonly PlacedPart[]): Laid {
  const p: number[] = [];
  const sleeve: number[] = [];
  const used: number[] = [];
  for (const { part, fine } of placed) {
    for (const v of new Set(part.fine.quads)) used.push(v + p.length / 3);
    for (const x of fine) p.push(x);
    for (const flag of part.sleeve) sleeve.push(flag);
  }
  const { category } = placed[0].part;
  return {
    p: Float32Array.from(p),
    sleeve: Uint8Array.from(sleeve),
    used,
    legs: category === 'trousers' || category === 'shorts',
  };
}

/** Vertices pressed flat in the picture's plane: [x, y] a vertex, metres. */
function spread({ p, sleeve: onSleeve, used: all, legs }: Laid): Float32Array {
  const out = new Float32Array((p.length / 3) * 2);
  for (const v of all) {
    out[v * 2] = p[v * 3];
    out[v * 2 + 1] = p[v * 3 + 1];
  }
  let crotch = Number.NEGATIVE_INFINITY;
  if (legs) {
    crotch = Number.POSITIVE_INFINITY;
    for (const v of all) if (Math.abs(p[v * 3]) < 0.01) crotch = Math.min(crotch, p[v * 3 + 1]);
  }
  const down = (v: number): number => p[v * 3 + 1];
  const trunk: Tube = {
    vertices: all.filter((v) => !onSleeve[v] && p[v * 3 + 1] >= crotch),
    along: down,
    across: (v) => p[v * 3],
    keeps: 'middle',
  };
  for (const [v, x] of pressed(trunk, p)) out[v * 2] = x;
  for (const side of [-1, 1]) {
    const own = (v: number): boolean => p[v * 3] * side > 0;
    const leg = all.filter((v) => p[v * 3 + 1] < crotch && own(v));
    if (leg.length > 0) {
      const tube: Tube = { vertices: leg, along: down, across: (v) => p[v * 3] * side, keeps: 'low edge' };
      for (const [v, x] of pressed(tube, p)) out[v * 2] = x * side;
    }
    const sleeve = all.filter((v) => onSleeve[v] && own(v));
    if (sleeve.length > 0) laySleeve(sleeve, side, p, out);
  }
  return out;
}

/** Lays the rows of a lofted skirt out along their own length: folds are opened, front and back are equally wide. */
function unrollSkirt(p: Float32Array, out: Float32Array): void {
  const n = LOFT_WAIST;
  for (let row = 0; row < p.length / 3; row += n) {
    const at = (k: number): number => (row + ((k + n) % n)) * 3;
    let middle = 0;
    let around = 0;
    const step = Array.from({ length: n }, (_, k) => {
      const [a, b] = [at(k), at(k + 1)];
      middle += p[a] / n;
      const length = Math.hypot(p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]);
      around += length;
      return length;
    });
    // from the left edge over the front (number 0) to the right edge, and on over the back
    for (const [from, direction] of [
      [-n / 4, 1],
      [n / 4, -1],
    ]) {
      let sheet = 0;
      for (let i = 0; i < n / 2; i++) sheet += step[(from + i + n) % n];
      let gone = 0;
      for (let i = 0; i < n / 2; i++) {
        out[(row + ((from + i + n) % n)) * 2] = middle + direction * (gone / sheet - 0.5) * (around / 2);
        gone += step[(from + i + n) % n];
      }
    }
  }
}

/** Makes a bodice (in `flat` before its skirt) as wide as the top of the skirt at the seam. */
function meetAtWaist(bodice: Float32Array, skirt: Float32Array, flat: Float32Array): void {
  const first = bodice.length / 3;
  const seam = seamHeight(skirt);
  const rowX = Array.from({ length: LOFT_WAIST }, (_, k) => flat[(first + k) * 2]);
  const [low, high] = [Math.min(...rowX), Math.max(...rowX)];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let v = 0; v < first; v++) {
    if (Math.abs(bodice[v * 3 + 1] - seam) > SLICE) continue;
    least = Math.min(least, flat[v * 2]);
    most = Math.max(most, flat[v * 2]);
  }
  if (most <= least) return;
  for (let v = 0; v < first; v++) {
    const share = 1 - smoothstep(Math.max(0, bodice[v * 3 + 1] - seam) / 0.1);
    const x = low + ((flat[v * 2] - least) / (most - least)) * (high - low);
    flat[v * 2] += (x - flat[v * 2]) * share;
  }
}

/** Where parts of a garment meet they must go the same way: displacements spread evenly through the cloth. */
function evened(laid: Laid, placed: readonly PlacedPart[]): Float32Array {
  const flat = spread(laid);
  const { p } = laid;
  let first = 0;
  for (const { part, fine } of placed) {
    if (!part.piece) unrollSkirt(fine, flat.subarray(first * 2));
    first += fine.length / 3;
  }
  if (placed.length > 1) meetAtWaist(placed[0].fine, placed[placed.length - 1].fine, flat);
  let moved = flat.map((x, i) => x - p[(i >> 1) * 3 + (i & 1)]);
  for (let round = 0; round < EVENING; round++) {
    const sum = new Float32Array(moved.length);
    const count = new Float32Array(moved.length / 2);
    let base = 0;
    for (const { part, fine } of placed) {
      const { quads } = part.fine;
      for (let i = 0; i < quads.length; i++) {
        const [a, b] = [base + quads[i], base + quads[i - (i % 4) + ((i + 1) % 4)]];
        for (const [from, to] of [
          [a, b],
          [b, a],
        ]) {
          sum[to * 2] += moved[from * 2];
          sum[to * 2 + 1] += moved[from * 2 + 1];
          count[to]++;
        }
      }
      base += fine.length / 3;
    }
    moved = moved.map((x, i) => (count[i >> 1] > 0 ? (x + sum[i] / count[i >> 1]) / 2 : x));
  }
  return moved.map((x, i) => x + p[(i >> 1) * 3 + (i & 1)]);
}

/** Presses a sleeve and turns it outwards about the armhole. */
function laySleeve(vertices: number[], side: number, p: Float32Array, out: Float32Array): void {
  const x = (v: number): number => p[v * 3] * side;
  const y = (v: number): number => p[v * 3 + 1];
  const mean = (of: number[], f: (v: number) => number): number =>
    of.reduce((s, v) => s + f(v), 0) / of.length;
  const sorted = [...vertices].sort((a, b) => x(a) - x(b));
  const tenth = Math.max(1, Math.round(sorted.length / 8));
  const [inner, outer] = [sorted.slice(0, tenth), sorted.slice(-tenth)];
  const [px, py] = [mean(inner, x), mean(inner, y)];
  const [dx, dy] = [mean(outer, x) - px, mean(outer, y) - py];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const more = Math.max(0, SPREAD - Math.atan2(ux, -uy));
  const along = (v: number): number => (x(v) - px) * ux + (y(v) - py) * uy;
  const across = (v: number): number => (x(v) - px) * -uy + (y(v) - py) * ux;
  for (const [v, s] of pressed({ vertices, along, across, keeps: 'middle' }, p)) {
    const t = along(v);
    const turn = more * smoothstep(t / 0.12);
    const [c, n] = [Math.cos(turn), Math.sin(turn)];
    const [a, b] = [t * ux - s * uy, t * uy + s * ux];
    out[v * 2] = side * (px + a * c - b * n);
    out[v * 2 + 1] = py + a * n + b * c;
  }
}

/**
 * The parts of a worn garment laid on a table that the camera looks straight down at: x and y as in a picture, z the
 * height over the table, metres. Every triangle keeps its spot of cloth.
 */
export function layFlat(placed: readonly PlacedPart[]): PlacedPart[] {
  const heights = placed.flatMap(({ fine }) => [...fine].filter((_, i) => i % 3 === 2));
  const low = heights.reduce((a, b) => Math.min(a, b));
  const range = heights.reduce((a, b) => Math.max(a, b)) - low;
  const seam = placed.length > 1 ? seamHeight(placed[placed.length - 1].fine) : undefined;
  const flatAll = evened(together(placed), placed);
  let done = 0;
  return placed.map(({ part, fine }) => {
    const flat = flatAll.subarray(done, done + (fine.length / 3) * 2);
    done += flat.length;
    // the solver's gravity is along y: the table's height
    const start = new Float32Array(fine.length);
    for (let v = 0; v * 3 < fine.length; v++) {
      start[v * 3] = flat[v * 2];
      start[v * 3 + 1] = 0.002 + 0.02 * ((fine[v * 3 + 2] - low) / range);
      start[v * 3 + 2] = -flat[v * 2 + 1];
    }
    const made = clothOf(part, start, fine, 1);
    const { cloth, first } = made;
    cloth.setColliders([{ field: TABLE, thickness: 0.001, friction: 0.02 }]);
    if (seam !== undefined) {
      for (let v = 0; v < first.length; v++)
        if (first[v] >= 0 && Math.abs(fine[v * 3 + 1] - seam) < 0.03) cloth.pin(first[v]);
    }
    for (let f = 0; f < FRAMES; f++) cloth.step({ substeps: 8, damping: f > FRAMES - 12 ? 14 : 5 });
    const end = settled(made, start);
    const facing = vertexNormals(fine, wholeTriangles(part));
    const out = new Float32Array(fine.length);
    for (let v = 0; v * 3 < fine.length; v++) {
      // a skirt's front is half its way around, whichever way its folds face
      const towards = part.piece ? facing[v * 3 + 2] : Math.cos((2 * Math.PI * v) / LOFT_WAIST);
      const front = smoothstep(0.5 + towards * 2);
      const sheet = part.piece ? (fine[v * 3 + 2] - low) / range : front;
      out[v * 3] = end[v * 3];
      out[v * 3 + 1] = -end[v * 3 + 2];
      out[v * 3 + 2] = end[v * 3 + 1] * (BACK_WRINKLES + (1 - BACK_WRINKLES) * front) + SHEETS * sheet;
    }
    return finish(part, out);
  });
}

/** Height of the top of a skirt. */
function seamHeight(fine: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < fine.length; i += 3) top = Math.max(top, fine[i]);
  return top;
}
