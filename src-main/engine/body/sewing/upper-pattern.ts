/** Pattern of tops, dresses and jackets: front, back and sleeves from the outline of the cut-out. */

import type { Garment } from '../../domain/garment.ts';
import { armHalf, armRadii, aroundArm, sleeveLimit } from './arm-tube.ts';
import type { FlatMap } from './flat-map.ts';
import { type DressForm, trace, union } from './form.ts';
import { armholeCurve, backNeck, backNeckDepth } from './neck.ts';
import { frontHalves } from './open-front.ts';
import { Outline } from './outline.ts';
import {
  type Edge,
  lengthOf,
  type Pattern,
  type Piece,
  type Point2,
  type Seam,
  smoothed,
  type Vec3,
} from './piece.ts';
import { draftOffShoulder, draftSleeve } from './sleeve.ts';
import { findStraps, type Strap, strapPieces } from './straps.ts';
import {
  reversed,
  SIDES,
  type Side,
  type SideEdges,
  sign,
  type UpperKeys,
  wearer,
  withArmholes,
} from './upper-keys.ts';
import { BodyProfile, onTube, widthReader } from './wrap.ts';

/** Underarm of garments on straps and of those with an elastic edge below the wearer's shoulder joint, metres. */
const STRAP_UNDERARM = 0.05;
const BARE_UNDERARM = 0.08;
/** Height of an off-shoulder neckline above the underarm, metres; the sleeve hides the seam from there down. */
const OFF_SHOULDER_RISE = 0.06;
/** A shoulder seam shorter than this lies on the edge of the shoulder and is kept there, metres. */
const NARROW_SHOULDER = 0.045;
/** A side ends where the outline turns in from this share of its greatest width for good: a rounded tail is hem. */
const TAIL = 0.93;
/** A tail turns in faster than this, sideways over down; tapered sides do not. */
const TAIL_SLOPE = 0.3;
/** How far up from the hem a tail may reach, share of the side's height. */
const TAIL_REACH = 0.15;

export interface UpperCut {
  /** Half girth of a sleeve over its seen width. */
  limbFullness: number;
  /**
   * For a garment of guessed size, whose sleeves end where arms do: how much longer than that each may be, metres, by sides of
   * the picture.
   */
  longer?: Record<Side, number> | undefined;
  straight?: boolean;
}

/**
 * Cuts an upper garment.
 *
 * @param map from the picture to the cloth, its origin on the axis at the height of the collar points
 */
export function upperPattern(
  garment: Garment,
  map: FlatMap,
  found: UpperKeys,
  form: DressForm,
  { limbFullness, longer, straight = false }: UpperCut,
): Pattern {
  const straps = garment.openFront ? null : findStraps(garment, map, found);
  const sleeved = found.cuffOuter !== undefined;
  // sleeves below bare shoulders hang on straps or on an elastic edge
  const bare = sleeved && !garment.openFront && (garment.offShoulder || straps !== null);
  const keys = bare ? withBareShoulders(found, map, straps) : withArmholes(found, map.plain);
  const outline = new Outline(garment, { straight });
  const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
  const tails: Record<Side, Point2[]> = { L: [], R: [] };
  // edges of the right run upwards, those of the left downwards: one counter-clockwise loop
  const sides = Object.fromEntries(
    SIDES.map((s) => {
      const up = s === 'R';
      const { [s]: shoulder } = keys.shoulder;
      const { [s]: armpit } = keys.armpit;
      /** The outline on this side from a down to b. */
      const down = (a: Point2, b: Point2, detour?: number): Point2[] =>
        flat(up ? outline.arc(a, b, detour) : reversed(outline.arc(b, a, detour)));
      const [sh, ap] = [map.toFlat(shoulder), map.toFlat(armpit)];
      // the outline is followed from where it was found; an underarm moved up lies inside it
      const whole = [...(armpit === found.armpit[s] ? [] : [ap]), ...down(found.armpit[s], keys.hem[s])];
      const end = garment.openFront ? whole.length - 1 : tailStart(whole);
      tails[s] = smoothed(whole.slice(end));
      let armhole: Point2[];
      if (bare) armhole = [sh, ap];
      else if (sleeved) armhole = armholeCurve(sh, ap, sign(s));
      else if (straps)
        armhole = [strapCorner(map, straps[s], s), ...down(besideStrap(outline, straps[s], s), armpit)];
      else armhole = down(shoulder, armpit);
      const slope = straps ? [sh, sh] : down(keys.collar[s], shoulder, 1.5);
      const edge = (name: string, points: Point2[]): Edge => ({
        name: `${name}${s}`,
        points: up ? reversed(points) : points,
      });
      const edges: SideEdges = {
        side: edge('side', smoothed(whole.slice(0, end + 1))),
        armhole: edge('armhole', armhole),
        shoulder: edge('shoulder', slope),
      };
      return [s, edges];
    }),
  ) as Record<Side, SideEdges>;
  const hem = [
    ...tails.L.slice(0, -1),
    ...flat(reversed(outline.arc(keys.hem.R, keys.hem.L))),
    ...reversed(tails.R).slice(1),
  ];
  const shoulderLine = (s: Side): Point2[] => (straps ? [] : sides[s].shoulder.points);
  const widths = {
    L: widthReader([...shoulderLine('L'), ...sides.L.armhole.points, ...sides.L.side.points]),
    R: widthReader([...sides.R.side.points, ...sides.R.armhole.points, ...shoulderLine('R')]),
  };
  const underarm = { L: map.toFlat(keys.armpit.L).y, R: map.toFlat(keys.armpit.R).y };
  // an underarm that was cut lower lies lower on the wearer
  const usual = (map.plain.toFlat(keys.armpit.L).y + map.plain.toFlat(keys.armpit.R).y) / 2;
  const lift =
    straps || bare
      ? form.shoulder.L[1] - (straps ? STRAP_UNDERARM : BARE_UNDERARM) - usual
      : shoulderLift(form, [...sides.R.shoulder.points, ...sides.L.shoulder.points]);
  const lowest = Math.min(...hem.map((p) => p.y)) + lift;
  const profile = new BodyProfile(form, Math.max(0.02, lowest - 0.04), form.neck[1] + 0.1);

  const place =
    (back: boolean) =>
    (p: Point2): Vec3 => {
      const s: Side = p.x >= 0 ? 'R' : 'L';
      const w = widths[s](p.y);
      const y = p.y + lift;
      const section = profile.at(y);
      const tube = onTube(section, w, p.x / w, y, back);
      // above the underarm the cloth hangs from the shoulders: no wider than it is cut
      const t = Math.min(1, Math.max(0, (p.y - underarm[s]) / 0.05));
      return [tube[0] + (p.x - tube[0]) * t, y, tube[2]];
    };

  const pieces: Piece[] = [];
  const seams: Seam[] = [];
  const top = new Top(garment, map, keys, straps, bare, sides);
  const torso = (back: boolean): Piece => ({
    name: back ? 'back' : 'front',
    edges: [
      {
        name: 'hem',
        points: back && garment.openFront ? [map.toFlat(keys.hem.L), map.toFlat(keys.hem.R)] : hem,
      },
      sides.R.side,
      sides.R.armhole,
      ...top.edges(back),
      sides.L.armhole,
      sides.L.side,
    ],
    facesOut: !back,
    picture: back ? 'back' : 'front',
    photo: (p) => map.toPicture(p),
    place: place(back),
    limb: 'torso',
  });
  if (garment.openFront) pieces.push(...frontHalves(garment, map, keys, sides, place(false)));
  else pieces.push(torso(false));
  pieces.push(torso(true));
  if (straps) {
    const ends = (back: boolean): Record<Side, Vec3> => ({
      L: place(back)(strapMiddle(map, straps.L, 'L')),
      R: place(back)(strapMiddle(map, straps.R, 'R')),
    });
    pieces.push(...strapPieces(straps, map, form, ends(false), ends(true)));
  }
  for (const s of SIDES) {
    const front = garment.openFront ? `front${s}` : 'front';
    seams.push({ a: [front, `side${s}`], b: ['back', `side${s}`], reversed: false });
    if (straps) {
      // the strip runs left to right in front and right to left behind, the garment's edge right to left
      seams.push({ a: ['front', `strap${s}`], b: [`strap${s}`, 'front'], reversed: true });
      seams.push({ a: ['back', `strap${s}`], b: [`strap${s}`, 'back'], reversed: false });
    } else if (!bare) {
      seams.push({ a: [front, `shoulder${s}`], b: ['back', `shoulder${s}`], reversed: false });
    }
    if (!keys.cuffOuter || !keys.cuffInner) continue;
    const outer = flat(
      s === 'R'
        ? outline.arc(keys.shoulder.R, keys.cuffOuter.R)
        : reversed(outline.arc(keys.cuffOuter.L, keys.shoulder.L)),
    );
    const inner = [
      map.toFlat(keys.armpit[s]),
      ...flat(
        s === 'R'
          ? reversed(outline.arc(keys.cuffInner.R, found.armpit.R))
          : outline.arc(found.armpit.L, keys.cuffInner.L),
      ),
    ];
    const armhole = s === 'R' ? reversed(sides.R.armhole.points) : sides.L.armhole.points;
    const longest = longer ? sleeveLimit(form, wearer(s)) + longer[s] : Number.POSITIVE_INFINITY;
    const around = armHalf(form, wearer(s));
    const drop = Math.abs(map.toFlat(keys.shoulder[s]).x) - Math.abs(form.shoulder[wearer(s)][0]) - 0.01;
    const shape = bare
      ? draftOffShoulder(outer, inner, armhole, limbFullness, around, longest, armRadii(form, wearer(s))[0])
      : draftSleeve(outer, inner, armhole, limbFullness, around, longest, drop);
    const name = `sleeve${s}`;
    const tip = place(false)(map.toFlat(keys.shoulder[s]));
    pieces.push({
      name,
      edges: shape.edges,
      facesOut: true,
      picture: 'front',
      photo: (p) => map.toPicture(shape.photo(p)),
      place: aroundArm(form, wearer(s), tip, shape),
      limb: wearer(s) === 'L' ? 'armL' : 'armR',
    });
    // seen from outside, the half of the cap at +x lies behind on the wearer's left arm and in front on the right one
    const [capFront, capBack] = s === 'R' ? ['cap-', 'cap+'] : ['cap+', 'cap-'];
    seams.push({ a: [front, `armhole${s}`], b: [name, capFront], reversed: true });
    seams.push({ a: ['back', `armhole${s}`], b: [name, capBack], reversed: false });
    seams.push({ a: [name, 'under+'], b: [name, 'under-'], reversed: true });
  }
  return { pieces, seams, held: holds(garment, sides, straps, bare, top) };
}

/** What keeps a garment up that would slip off the shoulders. */
function holds(
  garment: Garment,
  sides: Record<Side, SideEdges>,
  straps: Record<Side, Strap> | null,
  bare: boolean,
  top: Top,
): Pattern['held'] {
  const held: Pattern['held'] = [];
  const torso = ['front', 'back'] as const;
  for (const s of SIDES) {
    if (straps) held.push([`strap${s}`, 'left', 'sideways'], [`strap${s}`, 'right', 'sideways']);
    if (bare) held.push([`sleeve${s}`, 'top', 'height']);
    if (straps || bare) continue;
    if (garment.openFront) {
      // nothing but the wearer's shoulders keeps an open jacket on
      held.push(['back', `shoulder${s}`, 'both'], [`front${s}`, `shoulder${s}`, 'both']);
    } else if (garment.sleeve === 'strap' || lengthOf(sides[s].shoulder.points) < NARROW_SHOULDER) {
      for (const name of torso) held.push([name, `shoulder${s}`, 'both']);
    }
  }
  if (bare) for (const name of torso) for (const edge of top.free) held.push([name, edge, 'height']);
  return held;
}

/** Where a side ends and a rounded tail begins: index of its last point before the outline turns in for good. */
function tailStart(side: readonly Point2[]): number {
  const last = side.length - 1;
  const [first, end] = [side[0], side[last]];
  const height = first.y - end.y;
  const low = side.findIndex((p) => p.y < end.y + TAIL_REACH * height);
  if (low < 0) return last;
  let widest = low;
  for (let i = low; i <= last; i++) if (Math.abs(side[i].x) >= Math.abs(side[widest].x)) widest = i;
  const most = Math.abs(side[widest].x);
  if (Math.abs(end.x) > TAIL * most) return last;
  let at = widest;
  while (at < last && Math.abs(side[at + 1].x) > ((TAIL + 1) / 2) * most) at++;
  // a side that tapers all the way down is no tail
  const turns = Math.abs(side[at].x - end.x) > TAIL_SLOPE * (side[at].y - end.y);
  return turns && at > 0 ? at : last;
}

/** Inner and outer corner of a strap's base on the cloth. */
function strapCorner(map: FlatMap, strap: Strap, s: Side, share = 1): Point2 {
  const inner = map.toFlat(strap.base);
  return { x: inner.x + sign(s) * share * strap.width, y: inner.y };
}
const strapMiddle = (map: FlatMap, strap: Strap, s: Side): Point2 => strapCorner(map, strap, s, 0.5);

/** The outline beside the base of a strap, garment pixels. */
function besideStrap(outline: Outline, strap: Strap, s: Side): Point2 {
  const row = outline.row(strap.base.y);
  return row ? { x: s === 'R' ? row.right : row.left, y: strap.base.y } : strap.base;
}

/** What closes front and back at the top, from the right armhole to the left one. */
class Top {
  /** Names of the edges that no seam closes. */
  readonly free: readonly string[];
  private readonly front: Edge[];
  private readonly back: Edge[];

  constructor(
    garment: Garment,
    map: FlatMap,
    keys: UpperKeys,
    straps: Record<Side, Strap> | null,
    bare: boolean,
    sides: Record<Side, SideEdges>,
  ) {
    const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
    const line = garment.neckline.slice(1, -1);
    if (straps) {
      const { L, R } = straps;
      const between = line.filter((p) => p.y > (p.x < garment.axisX ? L.base.y : R.base.y));
      const [left, right] = [map.toFlat(L.base), map.toFlat(R.base)];
      const [outerL, outerR] = [strapCorner(map, L, 'L'), strapCorner(map, R, 'R')];
      const around = (neck: Point2[]): Edge[] => [
        ...(bare ? [{ name: 'topR', points: [map.toFlat(keys.shoulder.R), outerR] }] : []),
        { name: 'strapR', points: [outerR, right] },
        { name: 'neck', points: neck },
        { name: 'strapL', points: [left, outerL] },
        ...(bare ? [{ name: 'topL', points: [outerL, map.toFlat(keys.shoulder.L)] }] : []),
      ];
      this.front = around([right, ...reversed(flat(between)), left]);
      this.back = around([right, left]);
      this.free = bare ? ['topR', 'neck', 'topL'] : ['neck'];
      return;
    }
    const [left, right] = [map.toFlat(keys.collar.L), map.toFlat(keys.collar.R)];
    const neck = line.length > 0 ? [right, ...reversed(flat(line)), left] : [right, left];
    if (bare) {
      const ends = { L: map.toFlat(keys.shoulder.L), R: map.toFlat(keys.shoulder.R) };
      this.front = [{ name: 'neck', points: [ends.R, ...neck, ends.L] }];
      this.back = [{ name: 'neck', points: [ends.R, ends.L] }];
      this.free = ['neck'];
      return;
    }
    const around = (edge: Point2[]): Edge[] => [
      sides.R.shoulder,
      { name: 'neck', points: edge },
      sides.L.shoulder,
    ];
    this.front = around(neck);
    this.back = around(
      // straps run down the back as they do in front
      garment.sleeve === 'strap' ? neck : backNeck(right, left, backNeckDepth(garment, map, keys)),
    );
    this.free = ['neck'];
  }

  edges(back: boolean): Edge[] {
    return back ? this.back : this.front;
  }
}

/** Underarms just below an off-shoulder edge; where straps reach higher than the sleeves, shoulders beside their bases. */
function withBareShoulders(keys: UpperKeys, map: FlatMap, straps: Record<Side, Strap> | null): UpperKeys {
  const moved = (s: Side): { shoulder: Point2; armpit: Point2 } => {
    const ap = map.toFlat(keys.armpit[s]);
    let sh = map.toFlat(keys.shoulder[s]);
    const base = straps ? strapCorner(map, straps[s], s) : null;
    if (base && (sh.y > base.y - 0.005 || sign(s) * (sh.x - base.x) < 0.02)) {
      sh = { x: sign(s) * Math.max(Math.abs(ap.x), Math.abs(base.x) + 0.02), y: base.y - 0.01 };
    }
    return { shoulder: map.toPicture(sh), armpit: map.toPicture({ x: ap.x, y: sh.y - OFF_SHOULDER_RISE }) };
  };
  const [L, R] = [moved('L'), moved('R')];
  return { ...keys, shoulder: { L: L.shoulder, R: R.shoulder }, armpit: { L: L.armpit, R: R.armpit } };
}

/** How far the pattern's shoulder seams must be lifted to lie just above the wearer's shoulders, metres. */
function shoulderLift(form: DressForm, seam: readonly Point2[]): number {
  const solid = union([form.torso, form.arms.L, form.arms.R]);
  const neckHalf = 0.062;
  const far = form.neck[1] + 0.15;
  const outer = seam.filter((p) => Math.abs(p.x) > neckHalf);
  const widest = seam.reduce((m, p) => (Math.abs(p.x) > Math.abs(m.x) ? p : m));
  let lift = Number.NEGATIVE_INFINITY;
  for (const p of outer.length > 0 ? outer : [widest]) {
    // shoulders wider than the body's: what lies beyond hangs down the arm
    const reach = Math.abs(form.shoulder.L[0]) * 1.02;
    if (Math.abs(p.x) > reach && outer.some((q) => Math.abs(q.x) <= reach)) continue;
    const x = Math.sign(p.x) * Math.max(neckHalf, Math.min(Math.abs(p.x), reach));
    const top = far - trace(solid, [x, far, form.shoulder.L[2]], [0, -1, 0], 0.5);
    lift = Math.max(lift, top + 0.008 - p.y);
  }
  return lift;
}
