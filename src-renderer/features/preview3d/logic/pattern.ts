/** Pattern: handles on a garment's flat pieces, what moving them does to both sides, and the outline meanwhile. */

import type { Alteration, Alterations } from '../../../../src-main/contract/alterations.ts';
import { ALTERATION_BOUNDS, type AlterationPoint } from '../../../../src-main/contract/names.ts';
import type { Pattern } from './outfit.ts';

export type Panel = Pattern['panels'][number];
export type SeamKind = Panel['seams'][number]['kind'];
type PatternPoint = Pattern['points'][number];

/** What can be taken hold of: a point, or a seam, which is several points at once. */
export interface Handle {
  id: string;
  /** Points it moves on its own side; its mirror image moves those of the other. */
  points: readonly AlterationPoint[];
  panel: string;
  /** Centimetres on the sheet. */
  x: number;
  y: number;
  outwards: 1 | -1 | 0;
  ways: 'both' | 'out' | 'down';
  /** Absent for a point. */
  seam?: SeamKind;
}

/** Seams as points that are moved together, by side, and where between two of them the handle sits. */
const SEAMS: readonly {
  id: string;
  seam: SeamKind;
  ways: 'out' | 'down';
  points: readonly string[];
  between: readonly [string, string];
}[] = [
  { id: 'hem', seam: 'hem', ways: 'down', points: ['hemL', 'hemC', 'hemR'], between: ['hemC', 'hemR'] },
  { id: 'hem', seam: 'hem', ways: 'down', points: ['hemL', 'hemR'], between: ['hemL', 'hemR'] },
  { id: 'waist', seam: 'waist', ways: 'down', points: ['waistL', 'waistR'], between: ['waistL', 'waistR'] },
  ...(['L', 'R'] as const).flatMap((s) => [
    {
      id: `side${s}`,
      seam: 'side' as const,
      ways: 'out' as const,
      points: ['armpit', 'waist', 'hip', 'hem', 'legOuter'].map((name) => `${name}${s}`),
      between: [`waist${s}`, `hem${s}`] as const,
    },
    {
      id: `side${s}`,
      seam: 'side' as const,
      ways: 'out' as const,
      points: ['waist', 'hip', 'legOuter'].map((name) => `${name}${s}`),
      between: [`hip${s}`, `legOuter${s}`] as const,
    },
    {
      id: `shoulder${s}Seam`,
      seam: 'shoulder' as const,
      ways: 'down' as const,
      points: [`collar${s}`, `shoulder${s}`],
      between: [`collar${s}`, `shoulder${s}`] as const,
    },
    {
      id: `leg${s}`,
      seam: 'hem' as const,
      ways: 'down' as const,
      points: [`legOuter${s}`, `legInner${s}`],
      between: [`legOuter${s}`, `legInner${s}`] as const,
    },
  ]),
];

/** Points of the middle go up and down alone. */
export function handlesOf({ points, panels }: Pattern): Handle[] {
  const byName = new Map(points.map((point) => [point.name as string, point]));
  const upper = byName.has('armpitL') || byName.has('collarL') || byName.has('neck');
  const seams: Handle[] = [];
  for (const { id, seam, ways, points: names, between } of SEAMS) {
    if (seams.some((other) => other.id === `${id}Seam`) || (seam === 'waist' && upper)) continue;
    const [a, b] = between.map((name) => byName.get(name));
    const there = names.filter((name) => byName.has(name)) as AlterationPoint[];
    if (!a || !b || a.panel !== b.panel || there.length < 2) continue;
    const at = onOutline(panels, a, b);
    seams.push({ id: `${id}Seam`, points: there, panel: b.panel, ...at, outwards: b.outwards, ways, seam });
  }
  const own = points.map(
    ({ name, panel, x, y, outwards }): Handle => ({
      id: name,
      points: [name],
      panel,
      x,
      y,
      outwards,
      ways: outwards === 0 ? 'down' : 'both',
    }),
  );
  return [...seams, ...own];
}

/** The place of the panel's outline nearest to the middle of two points. */
function onOutline(panels: readonly Panel[], a: PatternPoint, b: PatternPoint): { x: number; y: number } {
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const loop = loopOf(panels.find(({ name }) => name === a.panel));
  return loop[nearest(loop, middle)] ?? middle;
}

type Place = { x: number; y: number };

/** Outline of a panel, closed. */
export function loopOf(panel: Panel | undefined): Place[] {
  return (panel?.seams ?? []).flatMap(({ points }) => {
    const out: Place[] = [];
    for (let i = 0; i < points.length - 2; i += 2) out.push({ x: points[i], y: points[i + 1] });
    return out;
  });
}

function nearest(loop: readonly Place[], to: Place): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  loop.forEach(({ x, y }, i) => {
    const d = (x - to.x) ** 2 + (y - to.y) ** 2;
    if (d < least) [best, least] = [i, d];
  });
  return best;
}

/** The point on the other side; those of the middle are their own. */
export function mirrored(name: AlterationPoint): AlterationPoint {
  const side = name.at(-1);
  if (side === 'L') return `${name.slice(0, -1)}R` as AlterationPoint;
  if (side === 'R') return `${name.slice(0, -1)}L` as AlterationPoint;
  return name;
}

const within = (value: number, most: number): number =>
  Math.round(Math.min(most, Math.max(-most, value)) * 100) / 100;

/**
 * Alterations after a handle was moved by so many centimetres from where they had it.
 *
 * @param alone only this side; the other one moves along otherwise, so that the garment stays symmetric
 */
export function moved(
  before: Alterations,
  { points, ways }: Pick<Handle, 'points' | 'ways'>,
  { out, down }: Alteration,
  alone: boolean,
): Alterations {
  const names = new Set(alone ? points : points.flatMap((name) => [name, mirrored(name)]));
  const after = { ...before };
  for (const name of names) {
    const old = before[name] ?? { out: 0, down: 0 };
    const now = {
      out: ways === 'down' ? old.out : within(old.out + out, ALTERATION_BOUNDS.out),
      down: ways === 'out' ? old.down : within(old.down + down, ALTERATION_BOUNDS.down),
    };
    if (now.out || now.down) after[name] = now;
    else delete after[name];
  }
  return after;
}

/** Alterations without those of a handle, on both sides unless `alone`. */
export function unmoved(
  before: Alterations,
  points: readonly AlterationPoint[],
  alone: boolean,
): Alterations {
  const names = new Set<string>(alone ? points : points.flatMap((name) => [name, mirrored(name)]));
  return Object.fromEntries(Object.entries(before).filter(([name]) => !names.has(name)));
}

/** How far a point lies from where it is cut. */
export const shiftOf = (
  alterations: Alterations,
  { points, ways }: Pick<Handle, 'points' | 'ways'>,
): Alteration => {
  const all = points.map((name) => alterations[name] ?? { out: 0, down: 0 });
  const mean = (way: 'out' | 'down') => all.reduce((sum, one) => sum + one[way], 0) / all.length;
  return { out: ways === 'down' ? 0 : mean('out'), down: ways === 'out' ? 0 : mean('down') };
};

/** By how much points are on the sheet from where `pattern` has them, when it was drawn with `drawn`. */
function deltaOf({ name, outwards }: PatternPoint, drawn: Alterations, now: Alterations): Place {
  const [a, b] = [drawn[name] ?? { out: 0, down: 0 }, now[name] ?? { out: 0, down: 0 }];
  return { x: outwards * (b.out - a.out), y: b.down - a.down };
}

/** Handles where the alterations have them now. */
export function placed(handle: Handle, pattern: Pattern, drawn: Alterations, now: Alterations): Handle {
  const deltas = pattern.points
    .filter(({ name, panel }) => panel === handle.panel && handle.points.includes(name))
    .map((point) => deltaOf(point, drawn, now));
  if (deltas.length === 0) return handle;
  const mean = (k: 'x' | 'y') => deltas.reduce((sum, delta) => sum + delta[k], 0) / deltas.length;
  // a whole side or hem is shown where its middle is
  return {
    ...handle,
    x: handle.x + (handle.ways === 'down' && handle.seam ? 0 : mean('x')),
    y: handle.y + mean('y'),
  };
}

/**
 * A panel with its points where the alterations have them now: between two of them its outline goes along by its length. It
 * stands in for the engine's own until that is there.
 */
export function shifted(panel: Panel, pattern: Pattern, drawn: Alterations, now: Alterations): Panel {
  const points = pattern.points.filter((point) => point.panel === panel.name);
  const deltas = points.map((point) => deltaOf(point, drawn, now));
  if (deltas.every(({ x, y }) => x === 0 && y === 0)) return panel;
  const loop = loopOf(panel);
  const stops = points
    .map((point, i) => ({ at: nearest(loop, point), by: deltas[i] }))
    .sort((a, b) => a.at - b.at);
  const n = loop.length;
  const step = (i: number) => {
    const [a, b] = [loop[i % n], loop[(i + 1) % n]];
    return Math.hypot(b.x - a.x, b.y - a.y);
  };
  const shifts: Place[] = loop.map(() => ({ x: 0, y: 0 }));
  stops.forEach(({ at, by }, k) => {
    const next = stops[(k + 1) % stops.length];
    const count = (next.at - at + n) % n || n;
    let whole = 0;
    for (let i = 0; i < count; i++) whole += step(at + i);
    let walked = 0;
    for (let i = 0; i < count; i++) {
      const t = walked / (whole || 1);
      shifts[(at + i) % n] = { x: by.x + (next.by.x - by.x) * t, y: by.y + (next.by.y - by.y) * t };
      walked += step(at + i);
    }
  });
  let first = 0;
  return {
    ...panel,
    seams: panel.seams.map((seam) => {
      const count = seam.points.length / 2;
      const from = first;
      first += count - 1;
      return {
        ...seam,
        points: seam.points.map((value, i) => value + shifts[(from + (i >> 1)) % n][i % 2 ? 'y' : 'x']),
      };
    }),
  };
}
