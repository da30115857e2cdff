/** Meshes pattern pieces and joins their edges: from a pattern to cloth that can be sewn. */

import Constrainautor from '@kninnug/constrainautor';
import Delaunator from 'delaunator';
import { distanceToLine, lengthOf, type Pattern, type Piece, type Point2, resample } from './piece.ts';

/** Vertices wanted for a whole garment, and the mesh widths allowed, metres. */
const VERTICES = 2600;
const WIDTH = [0.011, 0.026] as const;

export interface Sewing {
  /** Flat vertices of all pieces, two numbers each, metres. */
  flat: Float32Array;
  /** Counter-clockwise from outside. */
  triangles: Uint32Array;
  /** Piece of every vertex. */
  pieceOf: Uint8Array;
  /** Where the vertices are held for sewing. */
  positions: Float64Array;
  /** Pairs of vertices to be stitched together. */
  seams: Uint32Array;
  /** Vertex that stands for each vertex once sewn. */
  particle: Uint32Array;
  /** Vertices along every edge, by piece and edge name. */
  edges: Map<string, Uint32Array>;
  /** Mesh width, metres. */
  width: number;
}

const edgeKey = (piece: string, edge: string): string => `${piece} ${edge}`;

/** Meshes the pieces; null when an outline crosses itself and cannot be filled. */
export function prepareSewing(pattern: Pattern): Sewing | null {
  const area = pattern.pieces.reduce((sum, piece) => sum + areaOf(loopOf(piece)), 0);
  const width = Math.min(WIDTH[1], Math.max(WIDTH[0], Math.sqrt(area / (0.866 * VERTICES))));
  const counts = edgeCounts(pattern, width);
  const flat: number[] = [];
  const triangles: number[] = [];
  const pieceOf: number[] = [];
  const positions: number[] = [];
  const edges = new Map<string, Uint32Array>();
  for (const [index, piece] of pattern.pieces.entries()) {
    const mesh = meshPiece(piece, counts, width);
    if (!mesh) return null;
    const base = pieceOf.length;
    for (const p of mesh.points) {
      flat.push(p.x, p.y);
      pieceOf.push(index);
      positions.push(...piece.place(p));
    }
    for (let t = 0; t < mesh.triangles.length; t += 3) {
      const [a, b, c] = mesh.triangles.slice(t, t + 3).map((i) => i + base);
      triangles.push(a, ...(piece.facesOut ? [b, c] : [c, b]));
    }
    for (const [name, ids] of mesh.edges) {
      edges.set(
        edgeKey(piece.name, name),
        Uint32Array.from(ids, (i) => i + base),
      );
    }
  }
  const pairs: number[] = [];
  const parent = Uint32Array.from({ length: pieceOf.length }, (_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r];
    return r;
  };
  for (const seam of pattern.seams) {
    const a = edges.get(edgeKey(...seam.a))!;
    const b = edges.get(edgeKey(...seam.b))!;
    for (let i = 0; i < a.length; i++) {
      const j = b[seam.reversed ? b.length - 1 - i : i];
      pairs.push(a[i], j);
      const [p, q] = [root(a[i]), root(j)];
      parent[Math.max(p, q)] = Math.min(p, q);
    }
  }
  return {
    flat: Float32Array.from(flat),
    triangles: fromTheMiddle(triangles, positions),
    pieceOf: Uint8Array.from(pieceOf),
    positions: Float64Array.from(positions),
    seams: Uint32Array.from(pairs),
    particle: parent.map((_, i) => root(i)),
    edges,
    width,
  };
}

/**
 * Triangles by their distance from the body's plane of symmetry. The solver takes them in this order: left and right by
 * turns, so that neither side pulls the cloth its way.
 */
function fromTheMiddle(triangles: readonly number[], positions: readonly number[]): Uint32Array {
  const count = triangles.length / 3;
  const centre = (t: number, k: number): number =>
    positions[triangles[t * 3] * 3 + k] +
    positions[triangles[t * 3 + 1] * 3 + k] +
    positions[triangles[t * 3 + 2] * 3 + k];
  // to a micrometre: rounding must not decide between the halves of a pair
  const key = (v: number): number => Math.round(v * 1e6);
  const keys = Array.from({ length: count }, (_, t) => [
    key(Math.abs(centre(t, 0))),
    key(centre(t, 1)),
    key(centre(t, 2)),
  ]);
  const order = Array.from({ length: count }, (_, t) => t).sort(
    (a, b) => keys[a][0] - keys[b][0] || keys[a][1] - keys[b][1] || keys[a][2] - keys[b][2] || a - b,
  );
  return Uint32Array.from(order.flatMap((t) => triangles.slice(t * 3, t * 3 + 3)));
}

/** Pieces of every edge: those sewn together get as many as the longer one needs. */
function edgeCounts(pattern: Pattern, width: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const piece of pattern.pieces) {
    for (const edge of piece.edges) {
      counts.set(edgeKey(piece.name, edge.name), Math.max(1, Math.round(lengthOf(edge.points) / width)));
    }
  }
  // seams chain (front armhole, cap, back armhole): repeat until all agree
  for (let changed = true; changed; ) {
    changed = false;
    for (const seam of pattern.seams) {
      const [a, b] = [edgeKey(...seam.a), edgeKey(...seam.b)];
      const most = Math.max(counts.get(a)!, counts.get(b)!);
      if (counts.get(a) === most && counts.get(b) === most) continue;
      counts.set(a, most);
      counts.set(b, most);
      changed = true;
    }
  }
  return counts;
}

interface PieceMesh {
  points: Point2[];
  triangles: number[];
  edges: Map<string, number[]>;
}

function loopOf(piece: Piece): Point2[] {
  return piece.edges.flatMap((edge) => edge.points.slice(0, -1));
}

function areaOf(loop: readonly Point2[]): number {
  let sum = 0;
  for (let i = 0; i < loop.length; i++) {
    const [a, b] = [loop[i], loop[(i + 1) % loop.length]];
    sum += a.x * b.y - b.x * a.y;
  }
  return Math.abs(sum) / 2;
}

function inside(loop: readonly Point2[], x: number, y: number): boolean {
  let odd = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [a, b] = [loop[i], loop[j]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}

/** Even mesh of a piece: edges divided as `counts` says, equilateral triangles inside, Delaunay with fixed outline. */
function meshPiece(piece: Piece, counts: Map<string, number>, width: number): PieceMesh | null {
  const points: Point2[] = [];
  const edges = new Map<string, number[]>();
  for (const edge of piece.edges) {
    const cut = resample(edge.points, counts.get(edgeKey(piece.name, edge.name))!);
    edges.set(
      edge.name,
      cut.map((_, i) => points.length + i),
    );
    points.push(...cut.slice(0, -1));
  }
  const outline = points.length;
  for (const ids of edges.values()) ids[ids.length - 1] %= outline;
  const loop = points.slice();
  const closed = [...loop, loop[0]];
  const xs = loop.map((p) => p.x);
  const ys = loop.map((p) => p.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  // from the middle to both sides, so that a symmetric piece has a symmetric mesh
  const middle = (x0 + x1) / 2;
  const most = Math.ceil((x1 - x0) / 2 / width);
  let row = 0;
  for (let y = y0 + width / 2; y < y1; y += width * 0.866, row++) {
    for (let k = -most; k <= most; k++) {
      const x = middle + (k + (row % 2 === 0 ? 0 : 0.5)) * width;
      if (!inside(loop, x, y) || distanceToLine(closed, { x, y }) < 0.6 * width) continue;
      points.push({ x, y });
    }
  }
  const coords = Float64Array.from(points.flatMap((p) => [p.x, p.y]));
  const delaunay = new Delaunator(coords);
  try {
    const constrain = new Constrainautor(delaunay);
    for (let i = 0; i < outline; i++) constrain.constrainOne(i, (i + 1) % outline);
  } catch {
    return null;
  }
  const triangles: number[] = [];
  for (let t = 0; t < delaunay.triangles.length; t += 3) {
    const [a, b, c] = [delaunay.triangles[t], delaunay.triangles[t + 1], delaunay.triangles[t + 2]];
    const [p, q, r] = [points[a], points[b], points[c]];
    if (!inside(loop, (p.x + q.x + r.x) / 3, (p.y + q.y + r.y) / 3)) continue;
    const turn = (q.x - p.x) * (r.y - p.y) - (r.x - p.x) * (q.y - p.y);
    if (Math.abs(turn) < 1e-9) continue;
    triangles.push(a, ...(turn > 0 ? [b, c] : [c, b]));
  }
  return triangles.length > 0 ? { points, triangles, edges } : null;
}
