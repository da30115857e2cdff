/** Pattern pieces: flat outlines whose named edges are sewn to each other. */

import type { Limb } from '../../domain/garment3d.ts';

export interface Point2 {
  x: number;
  y: number;
}
export type Vec3 = readonly [number, number, number];

export interface Edge {
  name: string;
  /** Polyline in metres, first and last point shared with the neighbouring edges. */
  points: Point2[];
}

/** One piece of cloth before it is meshed. */
export interface Piece {
  name: string;
  /** Closed loop, counter-clockwise with y up (x along the weft, y along the warp), metres. */
  edges: Edge[];
  /** True when the loop is counter-clockwise for somebody who looks at the outside of the garment. */
  facesOut: boolean;
  /** Which picture its colours come from. */
  picture: 'front' | 'back';
  /** Pixel of the garment's picture that a flat point shows. */
  photo: (p: Point2) => Point2;
  /** Where a flat point is held while the garment is sewn, metres in the world. */
  place: (p: Point2) => Vec3;
  /** Which limbs the piece meets besides the torso. */
  limb: Limb;
}

export interface Seam {
  a: readonly [piece: string, edge: string];
  b: readonly [piece: string, edge: string];
  /** The edges run against each other. */
  reversed: boolean;
}

/** A pattern: pieces and how they are sewn. */
export interface Pattern {
  pieces: Piece[];
  seams: Seam[];
  /**
   * Edges that are held on the body as a wearer and elastic hold them: waistbands at their height, straps sideways, elastic
   * edges and narrow shoulders both ways.
   */
  held: (readonly [piece: string, edge: string, way: 'height' | 'sideways' | 'both'])[];
  /** A stiff band along edges, drawn in to `girth` metres all around where it is longer: waistbands, belts and elastic. */
  band?: { edges: (readonly [piece: string, edge: string])[]; girth: number };
}

export function lengthOf(points: readonly Point2[]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    sum += Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
  }
  return sum;
}

/** Point at share t (0..1) of a polyline's length. */
export function along(points: readonly Point2[], t: number): Point2 {
  const goal = lengthOf(points) * Math.min(1, Math.max(0, t));
  let walked = 0;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1];
    const b = points[i];
    const l = Math.hypot(b.x - a.x, b.y - a.y);
    if (walked + l >= goal && l > 0) {
      const f = (goal - walked) / l;
      return { x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f };
    }
    walked += l;
  }
  return { ...points[points.length - 1] };
}

/** The polyline as `count` pieces of equal length. */
export function resample(points: readonly Point2[], count: number): Point2[] {
  const out: Point2[] = [];
  const total = lengthOf(points);
  let walked = 0;
  let i = 1;
  for (let k = 0; k < count; k++) {
    const goal = (total * k) / count;
    while (i < points.length - 1) {
      const l = Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
      if (walked + l >= goal) break;
      walked += l;
      i++;
    }
    const a = points[i - 1];
    const b = points[i];
    const l = Math.hypot(b.x - a.x, b.y - a.y);
    const f = l > 0 ? Math.min(1, (goal - walked) / l) : 0;
    out.push({ x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f });
  }
  out.push({ ...points[points.length - 1] });
  return out;
}

/** Half the length of a seam over which its fringes and the raggedness of a cut-out are averaged, metres. */
const SEAM_SMOOTH = 0.03;
const SEAM_STEP = 0.005;

/** A seam without the fringes, ruffles and pixels of the outline it was read from; its ends stay. */
export function smoothed(points: readonly Point2[]): Point2[] {
  if (points.length < 3) return [...points];
  // an outline that doubles back is walked by its steps ahead only: y falls or rises from end to end
  const down = Math.sign(points[points.length - 1].y - points[0].y);
  const ahead: Point2[] = [];
  for (const p of points) {
    const last = ahead[ahead.length - 1];
    if (!last || down * (p.y - last.y) > 0) ahead.push(p);
  }
  if (ahead.length < 2) return [...points];
  ahead.push(points[points.length - 1]);
  const even = resample(ahead, Math.max(2, Math.round(lengthOf(ahead) / SEAM_STEP)));
  return even.map((p, i) => {
    // the window shrinks towards the ends, so that they stay
    const reach = Math.min(Math.round(SEAM_SMOOTH / SEAM_STEP), i, even.length - 1 - i);
    if (reach === 0) return p;
    let [x, y] = [0, 0];
    for (let k = -reach; k <= reach; k++) {
      x += even[i + k].x;
      y += even[i + k].y;
    }
    return { x: x / (2 * reach + 1), y: y / (2 * reach + 1) };
  });
}

/** Cubic Bezier curve as a polyline of 24 pieces. */
export function bezier(p0: Point2, p1: Point2, p2: Point2, p3: Point2): Point2[] {
  return Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    const u = 1 - t;
    const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    return {
      x: a * p0.x + b * p1.x + c * p2.x + d * p3.x,
      y: a * p0.y + b * p1.y + c * p2.y + d * p3.y,
    };
  });
}

/** Distance from p to a polyline. */
export function distanceToLine(points: readonly Point2[], p: Point2): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1];
    const b = points[i];
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const l2 = dx * dx + dy * dy;
    const t = l2 > 0 ? Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / l2)) : 0;
    best = Math.min(best, Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
  }
  return best;
}
