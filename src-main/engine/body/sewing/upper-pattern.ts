/** Pattern of tops, dresses and jackets: front, back and sleeves from the outline of the cut-out. */

import type { Garment, GarmentLandmarkName } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import { type DressForm, type FormSide, limbRadius, signOf, trace, union } from './form.ts';
import { Outline } from './outline.ts';
import { bezier, type Edge, type Pattern, type Piece, type Point2, type Seam, type Vec3 } from './piece.ts';
import { draftSleeve, type SleeveShape } from './sleeve.ts';
import { BodyProfile, onTube, widthReader } from './wrap.ts';

type Keys = Partial<Record<GarmentLandmarkName, Point2>>;
/** Sides of the picture: R lies at +x, on the wearer's left. */
type Side = 'L' | 'R';
const SIDES: readonly Side[] = ['L', 'R'];
const sign = (side: Side): 1 | -1 => (side === 'R' ? 1 : -1);
const wearer = (side: Side): FormSide => (side === 'R' ? 'L' : 'R');

/** Angle of the arms from straight down while the sleeves are sewn, radians: the A-pose in which sleeves are cut. */
export const SEWING_ARM_ANGLE = 0.75;

export interface UpperKeys {
  collar: Record<Side, Point2>;
  shoulder: Record<Side, Point2>;
  armpit: Record<Side, Point2>;
  hem: Record<Side, Point2>;
  cuffOuter?: Record<Side, Point2>;
  cuffInner?: Record<Side, Point2>;
}

/** The key points of an upper garment, or the names of those that are missing. */
export function upperKeys(keys: Keys, sleeved: boolean): UpperKeys | GarmentLandmarkName[] {
  const missing: GarmentLandmarkName[] = [];
  const pair = (name: string): Record<Side, Point2> => {
    const [l, r] = [`${name}L`, `${name}R`] as [GarmentLandmarkName, GarmentLandmarkName];
    if (!keys[l]) missing.push(l);
    if (!keys[r]) missing.push(r);
    return { L: keys[l] ?? { x: 0, y: 0 }, R: keys[r] ?? { x: 0, y: 0 } };
  };
  const found: UpperKeys = {
    collar: pair('collar'),
    shoulder: pair('shoulder'),
    armpit: pair('armpit'),
    hem: pair('hem'),
  };
  if (sleeved) {
    found.cuffOuter = pair('cuffOuter');
    found.cuffInner = pair('cuffInner');
  }
  return missing.length > 0 ? missing : found;
}

/** Deepest armhole from shoulder to armpit, metres; where a sleeve hides the armpit the landmark lies too low. */
const MAX_ARMHOLE = 0.26;

function withArmholes(keys: UpperKeys, map: FlatMap): UpperKeys {
  if (!keys.cuffOuter) return keys;
  const raise = (s: Side): Point2 => {
    const [sh, ap] = [map.toFlat(keys.shoulder[s]), map.toFlat(keys.armpit[s])];
    return sh.y - ap.y <= MAX_ARMHOLE ? keys.armpit[s] : map.toPicture({ x: ap.x, y: sh.y - MAX_ARMHOLE });
  };
  return { ...keys, armpit: { L: raise('L'), R: raise('R') } };
}

const reversed = (points: Point2[]): Point2[] => [...points].reverse();

/** Armhole of a sleeved garment from shoulder to armpit: down, then out in a bow. */
function armholeCurve(s: Point2, a: Point2, out: 1 | -1): Point2[] {
  const dy = s.y - a.y;
  const depth = Math.max(0.05 * dy, out * (a.x - s.x));
  return bezier(
    s,
    { x: s.x - out * 0.04 * dy, y: s.y - 0.45 * dy },
    { x: a.x - out * Math.max(0.3 * dy, depth), y: a.y + 0.04 * dy },
    a,
  );
}

/** Height of the back neckline below the collar points, metres, where the picture shows it. */
function backNeckDepth(garment: Garment, map: FlatMap, keys: UpperKeys): number {
  const { innerBack, axisX } = garment;
  const width = Math.abs(map.toFlat(keys.collar.R).x - map.toFlat(keys.collar.L).x);
  const column = Math.min(innerBack.width - 1, Math.max(0, Math.floor(axisX)));
  for (let y = 0; y < innerBack.height; y++) {
    if (innerBack.data[y * innerBack.width + column] <= 0.5) continue;
    const collar = (keys.collar.L.y + keys.collar.R.y) / 2;
    const depth = map.toFlat({ x: axisX, y: collar }).y - map.toFlat({ x: axisX, y }).y;
    return Math.min(0.2 * width, Math.max(0.005, depth));
  }
  return Math.min(0.025, 0.12 * width);
}

function backNeck(from: Point2, to: Point2, depth: number): Point2[] {
  return Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    const u = Math.abs(2 * t - 1);
    return {
      x: from.x + (to.x - from.x) * t,
      y: from.y + (to.y - from.y) * t - depth * Math.max(0, 1 - u * u) ** 0.6,
    };
  });
}

interface SideEdges {
  side: Edge;
  armhole: Edge;
  shoulder: Edge;
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
  limbFullness: number,
  guessed: boolean,
  straight = false,
): Pattern {
  const keys = withArmholes(found, map);
  const outline = new Outline(garment, { straight });
  const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
  const sleeved = keys.cuffOuter !== undefined;
  // edges of the right run upwards, those of the left downwards: one counter-clockwise loop
  const sides = Object.fromEntries(
    SIDES.map((s) => {
      const k = {
        collar: keys.collar[s],
        shoulder: keys.shoulder[s],
        armpit: keys.armpit[s],
        hem: keys.hem[s],
      };
      const [sh, ap] = [map.toFlat(k.shoulder), map.toFlat(k.armpit)];
      const armhole = sleeved
        ? armholeCurve(sh, ap, sign(s))
        : flat(s === 'R' ? outline.arc(k.shoulder, k.armpit) : reversed(outline.arc(k.armpit, k.shoulder)));
      const down = flat(s === 'R' ? outline.arc(k.armpit, k.hem) : reversed(outline.arc(k.hem, k.armpit)));
      const slope = flat(
        s === 'R' ? outline.arc(k.collar, k.shoulder, 1.5) : reversed(outline.arc(k.shoulder, k.collar, 1.5)),
      );
      const up = s === 'R';
      const edges: SideEdges = {
        side: { name: `side${s}`, points: up ? reversed(down) : down },
        armhole: { name: `armhole${s}`, points: up ? reversed(armhole) : armhole },
        shoulder: { name: `shoulder${s}`, points: up ? reversed(slope) : slope },
      };
      return [s, edges];
    }),
  ) as Record<Side, SideEdges>;

  const collar = { L: map.toFlat(keys.collar.L), R: map.toFlat(keys.collar.R) };
  const hem = flat(reversed(outline.arc(keys.hem.R, keys.hem.L)));
  const frontNeck =
    garment.neckline.length > 2
      ? reversed(flat([keys.collar.L, ...garment.neckline.slice(1, -1), keys.collar.R]))
      : reversed(flat(outline.arc(keys.collar.L, keys.collar.R, 3)));

  const chain = (s: Side): Point2[] =>
    s === 'R'
      ? [...sides.R.side.points, ...sides.R.armhole.points, ...sides.R.shoulder.points]
      : [...sides.L.shoulder.points, ...sides.L.armhole.points, ...sides.L.side.points];
  const widths = { L: widthReader(chain('L')), R: widthReader(chain('R')) };
  const underarm = { L: map.toFlat(keys.armpit.L).y, R: map.toFlat(keys.armpit.R).y };
  const lift = shoulderLift(form, [...sides.R.shoulder.points, ...sides.L.shoulder.points]);
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
  const picture = (p: Point2): Point2 => map.toPicture(p);
  if (garment.openFront) pieces.push(...frontHalves(garment, map, keys, sides, place(false)));
  else
    pieces.push({
      name: 'front',
      edges: [
        { name: 'hem', points: hem },
        sides.R.side,
        sides.R.armhole,
        sides.R.shoulder,
        { name: 'neck', points: frontNeck },
        sides.L.shoulder,
        sides.L.armhole,
        sides.L.side,
      ],
      facesOut: true,
      picture: 'front',
      photo: picture,
      place: place(false),
      limb: 'torso',
    });
  const backHem = garment.openFront ? [map.toFlat(keys.hem.L), map.toFlat(keys.hem.R)] : hem;
  pieces.push({
    name: 'back',
    edges: [
      { name: 'hem', points: backHem },
      sides.R.side,
      sides.R.armhole,
      sides.R.shoulder,
      {
        name: 'neck',
        // straps run down the back as they do in front
        points:
          garment.sleeve === 'strap'
            ? frontNeck
            : backNeck(collar.R, collar.L, backNeckDepth(garment, map, keys)),
      },
      sides.L.shoulder,
      sides.L.armhole,
      sides.L.side,
    ],
    facesOut: false,
    picture: 'back',
    photo: picture,
    place: place(true),
    limb: 'torso',
  });
  for (const s of SIDES) {
    const front = garment.openFront ? `front${s}` : 'front';
    seams.push({ a: [front, `side${s}`], b: ['back', `side${s}`], reversed: false });
    seams.push({ a: [front, `shoulder${s}`], b: ['back', `shoulder${s}`], reversed: false });
    if (!keys.cuffOuter || !keys.cuffInner) continue;
    const outer = flat(
      s === 'R'
        ? outline.arc(keys.shoulder.R, keys.cuffOuter.R)
        : reversed(outline.arc(keys.cuffOuter.L, keys.shoulder.L)),
    );
    const inner = flat(
      s === 'R'
        ? reversed(outline.arc(keys.cuffInner.R, keys.armpit.R))
        : outline.arc(keys.armpit.L, keys.cuffInner.L),
    );
    const drop = Math.abs(map.toFlat(keys.shoulder[s]).x) - Math.abs(form.shoulder[wearer(s)][0]) - 0.01;
    const longest = guessed ? sleeveLimit(form, wearer(s)) : Number.POSITIVE_INFINITY;
    const armhole = s === 'R' ? reversed(sides.R.armhole.points) : sides.L.armhole.points;
    const shape = draftSleeve(outer, inner, armhole, limbFullness, armHalf(form, wearer(s)), longest, drop);
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
  // straps and wide necks would slip: what a wearer adjusts is held
  const wide = Math.min(Math.abs(collar.L.x), Math.abs(collar.R.x)) > 0.75 * Math.abs(form.shoulder.L[0]);
  const held: Pattern['held'] = [];
  if (garment.sleeve === 'strap' || garment.offShoulder || wide) {
    for (const name of pieces.filter((piece) => piece.limb === 'torso').map((piece) => piece.name)) {
      for (const edge of ['neck', 'shoulderL', 'shoulderR']) held.push([name, edge]);
    }
  }
  return { pieces, seams, held };
}

/** The two fronts of an open jacket. */
function frontHalves(
  garment: Garment,
  map: FlatMap,
  keys: UpperKeys,
  sides: Record<Side, SideEdges>,
  place: (p: Point2) => Vec3,
): Piece[] {
  const { innerBack, axisX } = garment;
  return SIDES.map((s) => {
    const outline = new Outline(garment, {
      part: (x, y) => {
        if (s === 'R' ? x < axisX : x > axisX) return false;
        const at = Math.floor(y) * innerBack.width + Math.floor(x);
        return innerBack.data[at] <= 0.5;
      },
    });
    // the corner of front edge and hem: low and close to the axis
    const corner = outline.points.reduce((best, p) =>
      p.y - 0.7 * Math.abs(p.x - axisX) > best.y - 0.7 * Math.abs(best.x - axisX) ? p : best,
    );
    const flat = (points: readonly Point2[]): Point2[] => points.map((p) => map.toFlat(p));
    const hem =
      s === 'R'
        ? flat(reversed(outline.arc(keys.hem.R, corner)))
        : flat(reversed(outline.arc(corner, keys.hem.L)));
    const front =
      s === 'R'
        ? flat(reversed(outline.arc(corner, keys.collar.R)))
        : flat(reversed(outline.arc(keys.collar.L, corner)));
    const own = sides[s];
    return {
      name: `front${s}`,
      edges:
        s === 'R'
          ? [
              { name: 'hem', points: hem },
              own.side,
              own.armhole,
              own.shoulder,
              { name: 'front', points: front },
            ]
          : [
              { name: 'hem', points: hem },
              { name: 'front', points: front },
              own.shoulder,
              own.armhole,
              own.side,
            ],
      facesOut: true,
      picture: 'front' as const,
      photo: (p: Point2) => map.toPicture(p),
      place,
      limb: 'torso' as const,
    };
  });
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

/** Turns the arm outwards to the sewing pose: the points of its axis. */
export function armAxis(form: DressForm, side: FormSide, angle: number): [Vec3, Vec3, Vec3] {
  const s = form.shoulder[side];
  const hang = Math.atan2(signOf(side) * (form.elbow[side][0] - s[0]), s[1] - form.elbow[side][1]);
  const turn = signOf(side) * Math.max(0, angle - hang);
  const [c, n] = [Math.cos(turn), Math.sin(turn)];
  const about = (p: Vec3): Vec3 => {
    const [x, y] = [p[0] - s[0], p[1] - s[1]];
    return [s[0] + c * x - n * y, s[1] + n * x + c * y, p[2]];
  };
  return [s, about(form.elbow[side]), about(form.wrist[side])];
}

/** Radii of the arm below the shoulder, at the elbow and at the wrist, metres. */
export function armRadii(form: DressForm, side: FormSide): [number, number, number] {
  const [s, e, w] = [form.shoulder[side], form.elbow[side], form.wrist[side]];
  const at = (a: Vec3, b: Vec3, t: number): Vec3 => [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t,
    a[2] + (b[2] - a[2]) * t,
  ];
  const axis = (a: Vec3, b: Vec3): Vec3 => [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const field = form.arms[side];
  return [
    limbRadius(field, at(s, e, 0.35), axis(s, e)),
    limbRadius(field, at(s, e, 0.97), axis(s, e)),
    limbRadius(field, at(e, w, 0.97), axis(e, w)),
  ];
}

/** Longest sleeve of a garment whose size is not known: over the wrist to the thumb's root, metres. */
function sleeveLimit(form: DressForm, side: FormSide): number {
  const dist = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const [s, e, w] = [form.shoulder[side], form.elbow[side], form.wrist[side]];
  return dist(s, e) + dist(e, w) + 0.05;
}

/** Half girth of the wearer's arm at so many metres below the shoulder, with a little ease. */
function armHalf(form: DressForm, side: FormSide): (t: number) => number {
  const [r0, r1, r2] = armRadii(form, side);
  const dist = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const upper = dist(form.shoulder[side], form.elbow[side]);
  const fore = dist(form.elbow[side], form.wrist[side]);
  return (t) => {
    const r = t < upper ? r0 + ((r1 - r0) * t) / upper : r1 + (r2 - r1) * Math.min(1, (t - upper) / fore);
    return Math.PI * (r + 0.004);
  };
}

function aroundArm(form: DressForm, side: FormSide, tip: Vec3, shape: SleeveShape): (p: Point2) => Vec3 {
  const [s, e, w] = armAxis(form, side, SEWING_ARM_ANGLE);
  const sgn = signOf(side);
  const upper = Math.hypot(e[0] - s[0], e[1] - s[1], e[2] - s[2]);
  const d0: Vec3 = [(e[0] - s[0]) / upper, (e[1] - s[1]) / upper, (e[2] - s[2]) / upper];
  const fore = Math.hypot(w[0] - e[0], w[1] - e[1], w[2] - e[2]);
  const d1: Vec3 = [(w[0] - e[0]) / fore, (w[1] - e[1]) / fore, (w[2] - e[2]) / fore];
  const [r0, r1, r2] = armRadii(form, side);
  const armRadius = (t: number): number =>
    t < upper ? r0 + (r1 - r0) * Math.max(0, t / upper) : r1 + (r2 - r1) * Math.min(1, (t - upper) / fore);
  // where along the arm the top of the cap lies
  const start = (tip[0] - s[0]) * d0[0] + (tip[1] - s[1]) * d0[1] + (tip[2] - s[2]) * d0[2];
  const n = Math.hypot(d0[0], d0[1]);
  const up = [(-sgn * d0[1]) / n, (sgn * d0[0]) / n];
  return (p) => {
    const t = start - p.y;
    const c =
      t < upper
        ? [s[0] + d0[0] * t, s[1] + d0[1] * t, s[2] + d0[2] * t]
        : [e[0] + d1[0] * (t - upper), e[1] + d1[1] * (t - upper), e[2] + d1[2] * (t - upper)];
    // the cap lies on the tube of the underarm, the rest on its own
    const around = p.y > -shape.cap ? shape.half : shape.halfAt(p.y);
    const r = Math.max(around / Math.PI, armRadius(t) + 0.008);
    const phi = (p.x / around) * Math.PI;
    return [
      c[0] + r * Math.cos(phi) * up[0],
      c[1] + r * Math.cos(phi) * up[1],
      c[2] - sgn * r * Math.sin(phi),
    ];
  };
}
