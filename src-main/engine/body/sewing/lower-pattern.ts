/** Pattern of trousers, shorts and skirts from the outline of the cut-out. */

import type { Garment, GarmentLandmarkName } from '../../domain/garment.ts';
import { THICKNESS } from './drape.ts';
import type { FlatMap } from './flat-map.ts';
import { type DressForm, limbRadius } from './form.ts';
import { Outline } from './outline.ts';
import {
  along,
  bezier,
  type Pattern,
  type Piece,
  type Point2,
  type Seam,
  smoothed,
  type Vec3,
} from './piece.ts';
import { BodyProfile, onTube, widthReader } from './wrap.ts';

type Keys = Partial<Record<GarmentLandmarkName, Point2>>;
type Side = 'L' | 'R';
const SIDES: readonly Side[] = ['L', 'R'];
const reversed = (points: readonly Point2[]): Point2[] => [...points].reverse();

/**
 * How far front and back reach under the crotch, share of the hip girth: the extensions of a trouser draft (Aldrich 2015:
 * a sixteenth of the hip less half a centimetre in front, as much again behind).
 */
const FRONT_EXTENSION = 0.045;
const BACK_EXTENSION = 0.09;
/** The fork of the trousers hangs this much below the wearer's, metres. */
const CROTCH_EASE = 0.015;

/** How far above the natural waist a waistband may lie, and its ease: a finger under it. Metres. */
export const WAIST_RISE = 0.02;
const BAND_EASE = 0.01;
/** Hems that would lie on the floor keep trousers up, metres. */
const CLEAR_OF_FLOOR = 0.03;

export function lowerKeys(keys: Keys, legs: boolean): Record<string, Point2> | GarmentLandmarkName[] {
  const wanted: GarmentLandmarkName[] = legs
    ? ['waistL', 'waistR', 'legOuterL', 'legOuterR', 'legInnerL', 'legInnerR', 'crotch']
    : ['waistL', 'waistR', 'hemL', 'hemR'];
  const missing = wanted.filter((name) => !keys[name]);
  if (missing.length > 0) return missing;
  return Object.fromEntries(wanted.map((name) => [name, keys[name]!]));
}

/** Cuts a skirt: two equal pieces. `waist` is the girth of its waistband, metres. */
export function skirtPattern(
  garment: Garment,
  map: FlatMap,
  keys: Record<string, Point2>,
  form: DressForm,
  straight = false,
): Pattern {
  const outline = new Outline(garment, { straight });
  const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
  const hem = flat(reversed(outline.arc(keys.hemR, keys.hemL)));
  const sideR = smoothed(flat(reversed(outline.arc(keys.waistR, keys.hemR))));
  const sideL = smoothed(flat(reversed(outline.arc(keys.hemL, keys.waistL))));
  const waist = flat(reversed(outline.arc(keys.waistL, keys.waistR)));
  const girth = 2 * Math.abs(map.toFlat(keys.waistR).x - map.toFlat(keys.waistL).x);
  const top = (map.toFlat(keys.waistL).y + map.toFlat(keys.waistR).y) / 2;
  const lowest = Math.min(...hem.map((p) => p.y));
  const profile = new BodyProfile(form, Math.max(0.02, form.waistY + lowest - top - 0.04), form.waistY + 0.1);
  // slides down from the natural waist to where it is held
  let level = form.waistY;
  while (level > form.hipY && profile.at(level).girth < girth - 0.01) level -= 0.005;
  const lift = level - top;
  const widths = { L: widthReader(sideL), R: widthReader(sideR) };
  const hip = profile.at(form.hipY);
  const place =
    (back: boolean) =>
    (p: Point2): Vec3 => {
      const w = widths[p.x >= 0 ? 'R' : 'L'](p.y);
      const y = p.y + lift;
      // below the hip the tube does not follow the legs
      return onTube(y > form.hipY ? profile.at(y) : hip, w, p.x / w, y, back);
    };
  const piece = (back: boolean): Piece => ({
    name: back ? 'back' : 'front',
    edges: [
      { name: 'hem', points: hem },
      { name: 'sideR', points: sideR },
      { name: 'waist', points: waist },
      { name: 'sideL', points: sideL },
    ],
    facesOut: !back,
    picture: back ? 'back' : 'front',
    photo: (p) => map.toPicture(p),
    place: place(back),
    limb: 'skirt',
  });
  return {
    pieces: [piece(false), piece(true)],
    seams: SIDES.map((s) => ({ a: ['front', `side${s}`], b: ['back', `side${s}`], reversed: false })),
    held: [
      ['front', 'waist', 'height'],
      ['back', 'waist', 'height'],
    ],
    band: {
      edges: [
        ['front', 'waist'],
        ['back', 'waist'],
      ],
      girth: bandGirth(profile.at(level).girth),
    },
  };
}

/** Cuts trousers or shorts: two fronts and two backs with the extensions that let a body pass between the legs. */
export function trouserPattern(
  garment: Garment,
  map: FlatMap,
  keys: Record<string, Point2>,
  form: DressForm,
  straight = false,
): Pattern {
  const outline = new Outline(garment, { straight });
  const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
  const crotch = { x: 0, y: map.toFlat(keys.crotch).y };
  const waistLine = flat(outline.arc(keys.waistL, keys.waistR));
  const middle = splitAtAxis(waistLine);
  // trousers too long from fork to waist are worn at the waist and hang below the fork
  const hemY = Math.min(map.toFlat(keys.legInnerL).y, map.toFlat(keys.legOuterL).y);
  const atWaist = Math.max(form.waistY + WAIST_RISE - middle.point.y, CLEAR_OF_FLOOR - hemY);
  const lift = Math.min(form.crotchY - CROTCH_EASE - crotch.y, atWaist);
  const profile = new BodyProfile(form, Math.max(0.02, hemY + lift - 0.04), form.waistY + 0.15);
  const pieces: Piece[] = [];
  const seams: Seam[] = [];
  const held: Pattern['held'] = [];
  const outseams = {
    L: smoothed(flat(reversed(outline.arc(keys.legOuterL, keys.waistL)))),
    R: smoothed(flat(reversed(outline.arc(keys.waistR, keys.legOuterR)))),
  };
  const hipGirth = 2 * (widthReader(outseams.L)(crotch.y + 0.04) + widthReader(outseams.R)(crotch.y + 0.04));
  for (const s of SIDES) {
    const out = s === 'R' ? 1 : -1;
    const outseam = outseams[s];
    // from the fork down
    const inseam = smoothed(
      s === 'R'
        ? reversed(flat(outline.arc(keys.legInnerR, keys.crotch)))
        : flat(outline.arc(keys.crotch, keys.legInnerL)),
    );
    inseam[0] = crotch;
    const legHem =
      s === 'R'
        ? flat(reversed(outline.arc(keys.legOuterR, keys.legInnerR)))
        : flat(reversed(outline.arc(keys.legInnerL, keys.legOuterL)));
    const outerAt = widthReader(outseam);
    const innerX = lineReader(inseam);
    const length = crotch.y - inseam[inseam.length - 1].y;
    for (const back of [false, true]) {
      const extension = (back ? BACK_EXTENSION : FRONT_EXTENSION) * hipGirth;
      const fade = (y: number): number => {
        const t = Math.min(1, Math.max(0, (crotch.y - y) / (0.55 * Math.max(length, 0.05))));
        return extension * (1 - t) ** 2;
      };
      const longInseam = inseam.map((p) => ({ x: p.x - out * fade(p.y), y: p.y }));
      const fork = longInseam[0];
      const top = middle.point;
      const bowl = Math.min(0.1, 0.4 * (top.y - crotch.y));
      const rise = [
        top,
        ...bezier(
          { x: 0, y: crotch.y + bowl },
          { x: 0, y: crotch.y + 0.35 * bowl },
          { x: -out * 0.4 * extension, y: crotch.y },
          fork,
        ),
      ];
      const waist = s === 'R' ? reversed(middle.right) : reversed(middle.left);
      const name = `${back ? 'back' : 'front'}${s}`;
      const edges =
        s === 'R'
          ? [
              { name: 'hem', points: legHem },
              { name: 'outseam', points: outseam },
              { name: 'waist', points: waist },
              { name: 'rise', points: rise },
              { name: 'inseam', points: longInseam },
            ]
          : [
              { name: 'hem', points: legHem },
              { name: 'inseam', points: reversed(longInseam) },
              { name: 'rise', points: reversed(rise) },
              { name: 'waist', points: waist },
              { name: 'outseam', points: outseam },
            ];
      const photo = (p: Point2): Point2 => {
        if (p.y > crotch.y) return map.toPicture({ x: out * Math.max(0.003, out * p.x), y: p.y });
        const inner = innerX(p.y);
        const wide = inner - out * fade(p.y);
        const outer = out * outerAt(p.y);
        const q = (p.x - wide) / (outer - wide);
        return map.toPicture({ x: inner + q * (outer - inner), y: p.y });
      };
      pieces.push({
        name,
        edges,
        facesOut: !back,
        picture: back ? 'back' : 'front',
        photo,
        place: aroundLeg({
          form,
          profile,
          out,
          back,
          lift,
          crotchY: crotch.y,
          extension,
          outerAt,
          innerX,
          fade,
        }),
        limb: s === 'R' ? 'legL' : 'legR',
      });
      held.push([name, 'waist', 'height']);
    }
    for (const edge of ['outseam', 'inseam']) {
      seams.push({ a: [`front${s}`, edge], b: [`back${s}`, edge], reversed: false });
    }
  }
  for (const face of ['front', 'back']) {
    seams.push({ a: [`${face}R`, 'rise'], b: [`${face}L`, 'rise'], reversed: true });
  }
  const waistEdges = pieces.map(({ name }) => [name, 'waist'] as const);
  return {
    pieces,
    seams,
    held,
    band: { edges: waistEdges, girth: bandGirth(profile.at(middle.point.y + lift).girth) },
  };
}

/** Girth that a waistband is drawn in to around a body, metres. */
const bandGirth = (body: number): number => body + 2 * Math.PI * THICKNESS + BAND_EASE;

interface LegPlacing {
  form: DressForm;
  profile: BodyProfile;
  out: 1 | -1;
  back: boolean;
  lift: number;
  crotchY: number;
  extension: number;
  outerAt: (y: number) => number;
  innerX: (y: number) => number;
  fade: (y: number) => number;
}

/** Above the fork around the hips, below it around the leg. */
function aroundLeg(o: LegPlacing): (p: Point2) => Vec3 {
  const { form, profile, out, back, lift, crotchY } = o;
  const side = out > 0 ? 'L' : 'R';
  const [hip, knee, ankle] = [form.hip[side], form.knee[side], form.ankle[side]];
  const axis: Vec3 = [knee[0] - hip[0], knee[1] - hip[1], knee[2] - hip[2]];
  const radius = [0.35, 1].map((t) =>
    limbRadius(form.legs[side], [hip[0] + axis[0] * t, hip[1] + axis[1] * t, hip[2] + axis[2] * t], axis),
  );
  return (p) => {
    const y = p.y + lift;
    if (p.y > crotchY) {
      const w = o.outerAt(p.y);
      const section = profile.at(Math.max(y, form.crotchY + 0.04));
      const at = onTube(section, w, p.x / w, y, back);
      const beyond = Math.max(0, -out * p.x) / Math.max(o.extension, 1e-3);
      const centre = (section.front + section.back) / 2;
      // what reaches under the fork turns inwards
      return [out * Math.max(0.004, out * at[0]), y, at[2] + (centre - at[2]) * Math.min(1, beyond)];
    }
    const bone = (a: Vec3, b: Vec3): Vec3 => {
      const t = Math.min(1, Math.max(0, (a[1] - y) / (a[1] - b[1])));
      return [a[0] + (b[0] - a[0]) * t, y, a[2] + (b[2] - a[2]) * t];
    };
    const c = y > knee[1] ? bone(hip, knee) : bone(knee, ankle);
    const inner = o.innerX(p.y) - out * o.fade(p.y);
    const outer = out * o.outerAt(p.y);
    const q = Math.min(1, Math.max(0, (p.x - inner) / (outer - inner)));
    const t = Math.min(1, Math.max(0, (hip[1] - y) / (hip[1] - knee[1])));
    const body = radius[0] + (radius[1] - radius[0]) * t + 0.01;
    const r = Math.max(Math.abs(outer - inner) / Math.PI, body);
    const psi = q * Math.PI;
    return [
      out * Math.max(0.004, out * c[0] - r * Math.cos(psi)),
      y,
      c[2] + (back ? -1 : 1) * r * Math.sin(psi),
    ];
  };
}

/** The waist line in two halves that meet at x = 0. */
function splitAtAxis(line: Point2[]): { left: Point2[]; right: Point2[]; point: Point2 } {
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (a.x <= 0 && b.x > 0) {
      const point = { x: 0, y: a.y + ((0 - a.x) / (b.x - a.x)) * (b.y - a.y) };
      return { left: [...line.slice(0, i), point], right: [point, ...line.slice(i)], point };
    }
  }
  const point = along(line, 0.5);
  return { left: [line[0], point], right: [point, line[line.length - 1]], point };
}

/** x of a polyline that runs down, at height y. */
function lineReader(line: readonly Point2[]): (y: number) => number {
  return (y) => {
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1], line[i]];
      if (a.y >= y && b.y < y) return a.x + ((a.y - y) / (a.y - b.y)) * (b.x - a.x);
    }
    return y >= line[0].y ? line[0].x : line[line.length - 1].x;
  };
}
