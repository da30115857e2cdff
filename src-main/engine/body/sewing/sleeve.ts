/** Sleeve pattern: a piece of its own with a cap that fits its armhole. */

import type { Edge, Point2 } from './piece.ts';
import { along, distanceToLine, lengthOf } from './piece.ts';

export interface SleeveShape {
  /** Metres: cap height, half girth at the underarm and at the cuff, length from the top of the cap to the cuff. */
  cap: number;
  half: number;
  cuff: number;
  length: number;
  edges: Edge[];
  /** Half width at a height y of the flat sleeve (0 at the top of the cap, negative downwards). */
  halfAt: (y: number) => number;
  /** Flat point to the picture, metres as the outline was given in. */
  photo: (p: Point2) => Point2;
}

/**
 * Ease of the cap over its armhole. A shirt sleeve has none to 2 %; what tailors ease into a cap would stand up as a
 * puff in cloth that nobody steams.
 */
const CAP_EASE = 0.01;
/**
 * Highest cap over half the armhole, with the shoulder seam at the wearer's shoulder and with one dropped by DROP metres,
 * whose sleeve starts on the arm and needs hardly a cap.
 */
const MAX_CAP = 0.62;
const DROPPED_CAP = 0.36;
const DROP = 0.06;
/** Least length of the underarm seam, metres. */
const MIN_UNDERARM = 0.02;
const STEPS = 32;
/** An elastic edge is this much shorter than the outside of the arm it lies around. */
const ELASTIC = 0.92;

/** Half of a cap: from the underarm (half, -height) to the top (0, 0), an S like half a cosine. */
function capCurve(half: number, height: number): Point2[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const u = half * (1 - i / STEPS);
    return { x: u, y: (-height * (1 - Math.cos((Math.PI * u) / half))) / 2 };
  });
}

/** Cap height at which half of the cap is as long as `goal`; 0 when the sleeve is too wide for its armhole. */
function capHeight(half: number, goal: number): number {
  let [low, high] = [0, goal];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (lengthOf(capCurve(half, middle)) < goal) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Drafts the sleeve whose half is seen in the picture: `outer` from shoulder to cuff along the fold, `inner` from armpit
 * to cuff, `armhole` from shoulder to armpit, all in metres with y up. Both halves take their colours from the half
 * that is seen. `fullness` is the sleeve's half girth over its seen width; `armHalf` half the girth of the wearer's arm
 * so many metres below the shoulder, which no sleeve is narrower than; `longest` cuts the
 * length; `drop` is how far the shoulder seam reaches beyond the wearer's shoulder.
 */
export function draftSleeve(
  outer: readonly Point2[],
  inner: readonly Point2[],
  armhole: readonly Point2[],
  fullness: number,
  armHalf: (t: number) => number,
  longest: number,
  drop: number,
): SleeveShape {
  const goal = lengthOf(armhole) * (1 + CAP_EASE);
  const length = Math.min(longest, lengthOf(outer));
  const seen = distanceToLine(outer, inner[0]);
  // a sleeve wider than its armhole could not be set in
  let half = Math.min(Math.max(seen * fullness, armHalf(0)), 0.93 * goal);
  let cap = capHeight(half, goal);
  const dropped = Math.min(1, Math.max(0, drop / DROP));
  const most = Math.max(
    0.01,
    Math.min((MAX_CAP + (DROPPED_CAP - MAX_CAP) * dropped) * goal, length - MIN_UNDERARM),
  );
  if (cap > most) {
    // too high, or too short for so high a cap: wider and flatter
    cap = most;
    let [low, high] = [half, goal];
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2;
      if (lengthOf(capCurve(middle, cap)) < goal) low = middle;
      else high = middle;
    }
    half = low;
  }
  const end = outer[outer.length - 1];
  const innerEnd = inner[inner.length - 1];
  const cuff = Math.max(armHalf(length), fullness * Math.hypot(end.x - innerEnd.x, end.y - innerEnd.y));
  const below = length - cap;
  // widths between underarm and cuff as seen, so that bells and puffs keep their shape
  const profile = Array.from({ length: 9 }, (_, i) => {
    const t = i / 8;
    const even = half + (cuff - half) * t;
    if (i === 0 || i === 8) return even;
    const width = distanceToLine(outer, along(inner, t)) * (half / Math.max(seen, 1e-6));
    return Math.max(armHalf(cap + below * t), 0.6 * even, 0.5 * (even + width));
  });
  const widthBelow = (t: number): number => {
    const at = Math.min(7.999, Math.max(0, t * 8));
    const k = Math.floor(at);
    return profile[k] + (profile[k + 1] - profile[k]) * (at - k);
  };
  const halfAt = (y: number): number => {
    if (y <= -cap) return widthBelow((-y - cap) / below);
    const share = Math.min(1, Math.max(0, -y / cap));
    return (half * Math.acos(1 - 2 * share)) / Math.PI;
  };
  const right = capCurve(half, cap);
  const left = right.map((p) => ({ x: -p.x, y: p.y })).reverse();
  const side = Array.from({ length: 17 }, (_, i) => {
    const t = i / 16;
    return { x: widthBelow(t), y: -cap - below * t };
  });
  const edges: Edge[] = [
    {
      name: 'cuff',
      points: [
        { x: -cuff, y: -length },
        { x: cuff, y: -length },
      ],
    },
    { name: 'under+', points: [...side].reverse() },
    { name: 'cap+', points: right },
    { name: 'cap-', points: left },
    { name: 'under-', points: side.map((p) => ({ x: -p.x, y: p.y })) },
  ];
  const photo = (p: Point2): Point2 => {
    const q = Math.min(1, Math.abs(p.x) / Math.max(1e-6, halfAt(p.y)));
    const a = along(outer, -p.y / length);
    const b = -p.y < cap ? along(armhole, -p.y / cap) : along(inner, (-p.y - cap) / below);
    return { x: a.x + (b.x - a.x) * q, y: a.y + (b.y - a.y) * q };
  };
  return { cap, half, cuff, length, edges, halfAt, photo };
}

/**
 * Drafts the sleeve of an off-shoulder garment: it has no cap but an elastic edge around the outside of the upper arm.
 * Arguments as for `draftSleeve`; `radius` is that of the upper arm, metres.
 */
export function draftOffShoulder(
  outer: readonly Point2[],
  inner: readonly Point2[],
  armhole: readonly Point2[],
  fullness: number,
  armHalf: (t: number) => number,
  longest: number,
  radius: number,
): SleeveShape {
  // the seen edge runs out to a corner and then down
  const away = Math.sign(outer[outer.length - 1].x) || 1;
  let corner = 0;
  for (let i = 1; i < outer.length; i++) {
    const reach = (p: Point2): number => away * p.x + p.y;
    if (reach(outer[i]) > reach(outer[corner])) corner = i;
  }
  const fold = outer.slice(Math.min(corner, outer.length - 2));
  const length = Math.min(longest, Math.max(0.1, lengthOf(fold)));
  const goal = lengthOf(armhole);
  const edge = (ELASTIC * Math.PI * radius) / 2;
  const end = fold[fold.length - 1];
  const innerEnd = inner[inner.length - 1];
  const seen = Math.max(distanceToLine(fold, along(inner, 0.5)), 1e-6);
  const half = Math.min(Math.max(seen * fullness, armHalf(0)), edge + 0.9 * goal);
  const cap = Math.max(0.5 * goal, Math.sqrt(Math.max(0, goal ** 2 - (half - edge) ** 2)));
  const cuff = Math.max(armHalf(length), fullness * Math.hypot(end.x - innerEnd.x, end.y - innerEnd.y));
  const below = Math.max(MIN_UNDERARM, length - cap);
  const low = -cap - below;
  const halfAt = (y: number): number =>
    y > -cap ? edge + ((half - edge) * -y) / cap : half + ((cuff - half) * (-y - cap)) / below;
  const line = (from: number, to: number): Point2[] => [
    { x: halfAt(from), y: from },
    { x: halfAt(to), y: to },
  ];
  const mirrored = (points: Point2[]): Point2[] => points.map((p) => ({ x: -p.x, y: p.y })).reverse();
  const right = line(-cap, 0);
  const under = line(low, -cap);
  const edges: Edge[] = [
    { name: 'cuff', points: [mirrored(under)[1], under[0]] },
    { name: 'under+', points: under },
    { name: 'cap+', points: right },
    { name: 'top', points: [right[1], { x: -right[1].x, y: right[1].y }] },
    { name: 'cap-', points: mirrored(right) },
    { name: 'under-', points: mirrored(under) },
  ];
  const photo = (p: Point2): Point2 => {
    const q = Math.min(1, Math.abs(p.x) / Math.max(1e-6, halfAt(p.y)));
    const a = along(fold, p.y / low);
    const b = -p.y < cap ? along(armhole, -p.y / cap) : along(inner, (-p.y - cap) / below);
    return { x: a.x + (b.x - a.x) * q, y: a.y + (b.y - a.y) * q };
  };
  return { cap, half, cuff, length: -low, edges, halfAt, photo };
}
