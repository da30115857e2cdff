/** Measuring tapes on a mesh: lengths of convex sections and of chains of points, with their derivatives. */

import { add, cross, dot, normalize, scale, sub, type Vec3 } from '../mesh/vector.ts';

/** A weighted mean of vertices; weights add up to 1. */
export type Anchor = readonly (readonly [vertex: number, weight: number])[];

/** A length in metres and how it changes as vertices move: the sum of gradient times displacement. */
export interface Reading {
  value: number;
  vertices: number[];
  /** Three numbers for each of `vertices`; a vertex may come more than once. */
  gradient: number[];
}

export const vertexAt = (positions: Float32Array, v: number): Vec3 => [
  positions[v * 3],
  positions[v * 3 + 1],
  positions[v * 3 + 2],
];

export function anchorAt(positions: Float32Array, anchor: Anchor): Vec3 {
  let sum: Vec3 = [0, 0, 0];
  for (const [v, w] of anchor) sum = add(sum, scale(vertexAt(positions, v), w));
  return sum;
}

export class ReadingBuilder {
  value = 0;
  private readonly vertices: number[] = [];
  private readonly gradient: number[] = [];

  move(vertex: number, by: Vec3, weight: number): void {
    this.vertices.push(vertex);
    this.gradient.push(by[0] * weight, by[1] * weight, by[2] * weight);
  }

  moveAnchor(anchor: Anchor, by: Vec3): void {
    for (const [v, w] of anchor) this.move(v, by, w);
  }

  done(): Reading {
    return { value: this.value, vertices: this.vertices, gradient: this.gradient };
  }
}

/** A crossing of the plane with an edge. */
interface Crossing {
  a: number;
  b: number;
  /** Share of the way from a to b. */
  t: number;
  /** In the plane. */
  x: number;
  y: number;
  at: Vec3;
}

/**
 * Length of a tape pulled tight around a section: the perimeter of the convex hull of where the plane cuts `edges`.
 *
 * @param edges pairs of vertices, the edges that count
 * @param origin where the plane goes through; it travels with these vertices
 * @param normal unit normal of the plane, held fixed in the derivative
 * @returns undefined when the plane cuts fewer than three edges
 */
export function girth(
  positions: Float32Array,
  edges: Uint32Array,
  origin: Anchor,
  normal: Vec3,
): Reading | undefined {
  const o = anchorAt(positions, origin);
  const side = normalize(cross(normal, Math.abs(normal[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]));
  const across = cross(normal, side);
  const level = dot(normal, o);
  const [nx, ny, nz] = normal;
  const crossings: Crossing[] = [];
  for (let e = 0; e < edges.length; e += 2) {
    const a = edges[e] * 3;
    const b = edges[e + 1] * 3;
    const da = nx * positions[a] + ny * positions[a + 1] + nz * positions[a + 2] - level;
    const db = nx * positions[b] + ny * positions[b + 1] + nz * positions[b + 2] - level;
    if (da > 0 === db > 0) continue;
    const t = da / (da - db);
    const at: Vec3 = [0, 1, 2].map(
      (k) => positions[a + k] + t * (positions[b + k] - positions[a + k]),
    ) as Vec3;
    crossings.push({ a: edges[e], b: edges[e + 1], t, x: dot(at, side), y: dot(at, across), at });
  }
  const hull = convexHull(crossings);
  if (hull.length < 3) return undefined;
  const reading = new ReadingBuilder();
  hull.forEach((point, i) => {
    const before = hull[(i + hull.length - 1) % hull.length];
    const after = hull[(i + 1) % hull.length];
    const step = sub(after.at, point.at);
    reading.value += Math.hypot(step[0], step[1], step[2]);
    const pull = add(normalize(sub(point.at, before.at)), normalize(sub(point.at, after.at)));
    // the crossing slides along its edge to stay in the plane
    const edge = sub(vertexAt(positions, point.b), vertexAt(positions, point.a));
    const slide = dot(pull, edge) / dot(normal, edge);
    const direct = sub(pull, scale(normal, slide));
    reading.move(point.a, direct, 1 - point.t);
    reading.move(point.b, direct, point.t);
    reading.moveAnchor(origin, scale(normal, slide));
  });
  return reading.done();
}

/** Convex hull, counter-clockwise (Andrew's monotone chain). */
function convexHull<P extends { x: number; y: number }>(points: P[]): P[] {
  const sorted = [...points].sort((p, q) => p.x - q.x || p.y - q.y);
  const chain = (list: P[]): P[] => {
    const out: P[] = [];
    for (const p of list) {
      while (out.length > 1) {
        const q = out[out.length - 1];
        const r = out[out.length - 2];
        if ((q.x - r.x) * (p.y - r.y) - (q.y - r.y) * (p.x - r.x) > 1e-12) break;
        out.pop();
      }
      out.push(p);
    }
    out.pop();
    return out;
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** Length of straight pieces from anchor to anchor. */
export function chain(positions: Float32Array, anchors: readonly Anchor[]): Reading {
  const reading = new ReadingBuilder();
  for (let i = 1; i < anchors.length; i++) {
    const step = sub(anchorAt(positions, anchors[i]), anchorAt(positions, anchors[i - 1]));
    reading.value += Math.hypot(step[0], step[1], step[2]);
    const way = normalize(step);
    reading.moveAnchor(anchors[i], way);
    reading.moveAnchor(anchors[i - 1], scale(way, -1));
  }
  return reading.done();
}

/**
 * Length of a tape laid along points of the mid-plane x = 0 (in order from top to bottom) that bridges hollows towards
 * -z, as a tape down the back does.
 */
export function backChain(positions: Float32Array, line: readonly number[]): Reading {
  const kept: number[] = [];
  for (const v of line) {
    while (kept.length > 1) {
      const [p, q] = [kept[kept.length - 2], kept[kept.length - 1]].map((k) => vertexAt(positions, k));
      const r = vertexAt(positions, v);
      // q lies in a hollow when it is in front of the straight line from p to r
      const turn = (q[1] - p[1]) * (r[2] - p[2]) - (q[2] - p[2]) * (r[1] - p[1]);
      if (turn < 0) break;
      kept.pop();
    }
    kept.push(v);
  }
  return chain(
    positions,
    kept.map((v) => [[v, 1]] as const),
  );
}
