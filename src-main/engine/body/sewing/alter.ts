/** Altered cloth: a pattern whose points were moved, as another map between the picture and the cloth. */

import type { Alteration, Alterations } from '../../../contract/alterations.ts';
import type { AlterationPoint } from '../../../contract/names.ts';
import type { Garment, GarmentLandmarkName } from '../../domain/garment.ts';
import { FlatMap } from './flat-map.ts';
import { Outline } from './outline.ts';
import type { Point2 } from './piece.ts';

/** Cells along the longer side of the picture in which displacements are kept. */
const CELLS = 128;
/** Rounds in which the inside takes after its edge, and how far each goes beyond the mean of the neighbours. */
const ROUNDS = 400;
const OVER = 1.8;
/** Landmarks nearer to each other are one place, cells. */
const APART = 2;
/** A move is spread over at least so many times its length, where no seam is in between. */
const GIVING = 1.2;
/** Steps of the way back from cloth to picture, and the share of the fault that each takes away. */
const STEPS = 40;
const TAKEN = 0.8;

type Keys = Partial<Record<GarmentLandmarkName, Point2>>;

/** Landmarks along the outline, clockwise on screen from the left of the neck. */
const AROUND: readonly GarmentLandmarkName[] = [
  'collarL',
  'collarR',
  'shoulderR',
  'cuffOuterR',
  'cuffInnerR',
  'armpitR',
  'waistR',
  'hipR',
  'hemR',
  'legOuterR',
  'legInnerR',
  'crotch',
  'legInnerL',
  'legOuterL',
  'hemC',
  'hemL',
  'hipL',
  'waistL',
  'armpitL',
  'cuffInnerL',
  'cuffOuterL',
  'shoulderL',
];

/** A point of the picture with where its cloth goes, metres, y up. */
interface Anchor {
  at: Point2;
  by: Point2;
}

/** The map of an altered garment: cloth is where `plain` has it, moved as its points were. */
export class AlteredMap extends FlatMap {
  private readonly before: FlatMap;
  private readonly field: Field;

  constructor(plain: FlatMap, field: Field) {
    super(plain.options);
    this.before = plain;
    this.field = field;
  }

  override get plain(): FlatMap {
    return this.before;
  }

  override toFlat(p: Point2): Point2 {
    const flat = this.plain.toFlat(p);
    const by = this.field.at(p);
    return { x: flat.x + by.x, y: flat.y + by.y };
  }

  override toPicture(p: Point2): Point2 {
    // the picture's point whose cloth lies here: what is left over is looked for nearby, over and over
    let from = p;
    for (let i = 0; i < STEPS; i++) {
      const by = this.field.at(this.plain.toPicture(from));
      const [dx, dy] = [p.x - by.x - from.x, p.y - by.y - from.y];
      from = { x: from.x + TAKEN * dx, y: from.y + TAKEN * dy };
      if (dx * dx + dy * dy < 1e-9) break;
    }
    return this.plain.toPicture(from);
  }
}

/**
 * The map of a garment after its alterations, which is `plain` itself where there are none.
 *
 * Between two moved points the outline goes along by its length; the inside follows its edges smoothly (harmonic functions),
 * so that a sleeve that hangs beside the trunk does not go with the trunk's hem.
 *
 * @param found landmarks of the garment, pixels
 * @param raised points that the cut puts elsewhere than the landmark, by their name: armpits hidden by a sleeve
 * @param fullness half girth of a sleeve over its seen width
 */
export function alteredMap(
  garment: Garment,
  plain: FlatMap,
  found: Keys,
  alterations: Alterations,
  raised: Keys = {},
  fullness = 1,
): FlatMap {
  const moves = movesOf(plain, found, alterations, fullness);
  const moved = [...Object.values(moves), ...Object.values(alterations)];
  if (moved.every((m) => Object.values(m).every((v) => v === 0))) return plain;
  const field = new Field(garment);
  const still: Point2 = { x: 0, y: 0 };
  const outline = new Outline(garment);
  const placed = AROUND.flatMap((name) => {
    const at = found[name];
    return at ? [{ name, at, by: moves[name] }] : [];
  });
  // of two landmarks in one place the one that was moved counts; waist and hip are no seams and give way
  const givesWay = (name: string, at: Point2): boolean =>
    placed.some((other) => {
      if (!other.by) return false;
      const [a, b] = [plain.toFlat(at), plain.toFlat(other.at)];
      const soft = /^(waist|hip)/.test(name) ? GIVING * Math.hypot(other.by.x, other.by.y) : 0;
      const near = Math.hypot(other.at.x - at.x, other.at.y - at.y) < APART * field.cell;
      return near || Math.hypot(a.x - b.x, a.y - b.y) < soft;
    });
  const anchors = placed.flatMap(({ name, at, by }) =>
    by ? [{ at, by }] : givesWay(name, at) ? [] : [{ at, by: still }],
  );
  field.alongLoop(outline.points, (p) => outline.near(p), anchors);
  const { neckline } = garment;
  if (neckline.length > 2 && found.collarL && found.collarR) {
    const ends: [Point2, Point2] = [moves.collarL ?? still, moves.collarR ?? still];
    field.alongNeckline(neckline, ends, { x: 0, y: -(alterations.neck?.down ?? 0) / 100 });
  }
  const exact = { ...found, ...raised };
  for (const [name, by] of Object.entries(moves) as [GarmentLandmarkName, Point2][]) {
    const at = exact[name];
    if (at) field.pin(at, by);
  }
  field.settle();
  return new AlteredMap(plain, field);
}

/** Where landmarks go on the cloth, metres, y up. */
function movesOf(plain: FlatMap, found: Keys, alterations: Alterations, fullness: number): Keys {
  const out: Keys = {};
  const side = (name: string): number => (name.endsWith('L') ? -1 : name.endsWith('R') ? 1 : 0);
  for (const [name, { out: away, down }] of Object.entries(alterations) as [AlterationPoint, Alteration][]) {
    if (name === 'neck') continue;
    if (name === 'cuffL' || name === 'cuffR') {
      const s = name === 'cuffL' ? 'L' : 'R';
      const [shoulder, outer, inner] = [
        found[`shoulder${s}`],
        found[`cuffOuter${s}`],
        found[`cuffInner${s}`],
      ];
      if (!shoulder || !outer || !inner) continue;
      const [a, b, c] = [plain.toFlat(shoulder), plain.toFlat(outer), plain.toFlat(inner)];
      const long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const wide = Math.hypot(b.x - c.x, b.y - c.y) || 1;
      // along the sleeve's fold, and to both sides of the cuff
      const along = { x: ((b.x - a.x) / long) * (down / 100), y: ((b.y - a.y) / long) * (down / 100) };
      const half = away / 200 / fullness;
      const across = { x: ((b.x - c.x) / wide) * half, y: ((b.y - c.y) / wide) * half };
      out[`cuffOuter${s}`] = { x: along.x + across.x, y: along.y + across.y };
      out[`cuffInner${s}`] = { x: along.x - across.x, y: along.y - across.y };
      continue;
    }
    if (!found[name]) continue;
    out[name] = { x: (side(name) * away) / 100, y: -down / 100 };
  }
  return out;
}

/** Displacements of the cloth by picture point, metres, y up. */
class Field {
  private readonly width: number;
  private readonly height: number;
  /** Pixels. */
  readonly cell: number;
  private readonly inside: Uint8Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  /** How many values a cell was given: their mean is kept. */
  private readonly given: Uint16Array;

  constructor({ alpha }: Garment) {
    this.cell = Math.max(alpha.width, alpha.height) / CELLS;
    // a frame around the picture: outlines touch its edge
    this.width = Math.ceil(alpha.width / this.cell) + 3;
    this.height = Math.ceil(alpha.height / this.cell) + 3;
    const n = this.width * this.height;
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.given = new Uint16Array(n);
    this.inside = new Uint8Array(n);
    for (let j = 0; j < this.height; j++)
      for (let i = 0; i < this.width; i++) {
        const px = Math.floor((i - 1) * this.cell);
        const py = Math.floor((j - 1) * this.cell);
        if (px < 0 || py < 0 || px >= alpha.width || py >= alpha.height) continue;
        if (alpha.data[py * alpha.width + px] > 0.5) this.inside[j * this.width + i] = 1;
      }
  }

  /** Gives a closed line the displacements of its anchors, in between by length. */
  alongLoop(points: readonly Point2[], near: (p: Point2) => number, anchors: readonly Anchor[]): void {
    const n = points.length;
    if (n === 0 || anchors.length === 0) return;
    const stops = anchors
      .map(({ at, by }) => ({ i: near(at), by }))
      .sort((a, b) => a.i - b.i)
      .filter(({ i }, k, all) => k === 0 || i !== all[k - 1].i);
    stops.forEach((stop, k) => {
      const next = stops[(k + 1) % stops.length];
      const count = (next.i - stop.i + n) % n || n;
      const run = Array.from({ length: count + 1 }, (_, m) => points[(stop.i + m) % n]);
      this.alongRun(run, stop.by, next.by);
    });
  }

  /** A neckline from its left end to its right one; `deep` is added in its middle. */
  alongNeckline(points: readonly Point2[], [left, right]: readonly [Point2, Point2], deep: Point2): void {
    const lowest = points.reduce((best, p, i) => (p.y > points[best].y ? i : best), 0);
    const middle = Math.min(points.length - 2, Math.max(1, lowest));
    // where the outline runs along the neckline, the neckline says where its cloth goes
    for (const p of points.slice(1, -1)) this.given[this.cellAt(p)] = 0;
    const by = { x: (left.x + right.x) / 2 + deep.x, y: (left.y + right.y) / 2 + deep.y };
    this.alongRun(points.slice(0, middle + 1), left, by);
    this.alongRun(points.slice(middle), by, right);
  }

  private alongRun(run: readonly Point2[], from: Point2, to: Point2): void {
    const steps = run.map((p, i) => (i === 0 ? 0 : Math.hypot(p.x - run[i - 1].x, p.y - run[i - 1].y)));
    const whole = steps.reduce((sum, l) => sum + l, 0) || 1;
    let walked = 0;
    run.forEach((p, i) => {
      walked += steps[i];
      const t = walked / whole;
      this.hold(p, { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t });
    });
  }

  /** Fixes the displacement at a point of the picture. */
  hold(p: Point2, by: Point2): void {
    const at = this.cellAt(p);
    const count = this.given[at]++;
    this.x[at] = (this.x[at] * count + by.x) / (count + 1);
    this.y[at] = (this.y[at] * count + by.y) / (count + 1);
  }

  /** Fixes the displacement at a point to be just that, whatever was given beside it. */
  pin(p: Point2, by: Point2): void {
    const i = Math.min(this.width - 2, Math.max(0, Math.floor(p.x / this.cell + 1)));
    const j = Math.min(this.height - 2, Math.max(0, Math.floor(p.y / this.cell + 1)));
    for (const at of [0, 1, this.width, this.width + 1].map((d) => j * this.width + i + d)) {
      this.given[at] = 1;
      this.x[at] = by.x;
      this.y[at] = by.y;
    }
  }

  private cellAt(p: Point2): number {
    const i = Math.min(this.width - 1, Math.max(0, Math.round(p.x / this.cell) + 1));
    const j = Math.min(this.height - 1, Math.max(0, Math.round(p.y / this.cell) + 1));
    return j * this.width + i;
  }

  /** Lets what was not given take after its neighbours: smoothly inside, as the nearest outside. */
  settle(): void {
    const { width, height, inside, given, x, y } = this;
    this.spread();
    for (let round = 0; round < ROUNDS; round++)
      for (let j = 1; j < height - 1; j++)
        for (let i = 1; i < width - 1; i++) {
          const at = j * width + i;
          if (given[at] || !inside[at]) continue;
          let [sx, sy, count] = [0, 0, 0];
          for (const near of [at - 1, at + 1, at - width, at + width]) {
            if (!inside[near] && !given[near]) continue;
            sx += x[near];
            sy += y[near];
            count++;
          }
          if (count === 0) continue;
          x[at] += OVER * (sx / count - x[at]);
          y[at] += OVER * (sy / count - y[at]);
        }
  }

  /** Fills cells by their nearest given ones, ring by ring. */
  private spread(): void {
    const { width, height, given, x, y } = this;
    const known = Uint8Array.from(given, (count) => (count > 0 ? 1 : 0));
    let ring = Array.from(known.keys()).filter((at) => known[at]);
    while (ring.length > 0) {
      const next: number[] = [];
      for (const at of ring) {
        const i = at % width;
        const j = (at - i) / width;
        for (const [di, dj] of [
          [-1, 0],
          [1, 0],
          [0, -1],
          [0, 1],
        ]) {
          const [k, l] = [i + di, j + dj];
          const to = l * width + k;
          if (k < 0 || l < 0 || k >= width || l >= height || known[to]) continue;
          known[to] = 1;
          x[to] = x[at];
          y[to] = y[at];
          next.push(to);
        }
      }
      ring = next;
    }
  }

  /** Displacement at a point of the picture. */
  at(p: Point2): Point2 {
    const { width, height, cell, x, y } = this;
    const u = Math.min(width - 1.001, Math.max(0, p.x / cell + 1));
    const v = Math.min(height - 1.001, Math.max(0, p.y / cell + 1));
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [s, t] = [u - i, v - j];
    const at = j * width + i;
    const mix = (a: Float64Array): number =>
      (a[at] * (1 - s) + a[at + 1] * s) * (1 - t) + (a[at + width] * (1 - s) + a[at + width + 1] * s) * t;
    return { x: mix(x), y: mix(y) };
  }
}
