/** Pattern pieces: flat outlines whose named edges are sewn to each other. */

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
  limb: 'torso' | 'armL' | 'armR' | 'legL' | 'legR' | 'skirt';
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
  /** Edges that are held at their height on the body: waistbands, straps. */
  held: (readonly [piece: string, edge: string])[];
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
