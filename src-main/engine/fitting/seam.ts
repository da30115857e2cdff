/** Seam: draws a line through a triangle mesh, so that parts of a garment are parted along it and not along triangles. */

export interface SeamMesh {
  /** x,y pairs. */
  rest: Float64Array;
  triangles: Uint32Array;
  /** 1 for vertices on the outline. */
  boundary: Uint8Array;
}

/** The mesh with the line drawn in, and 1 for every vertex on it. */
export interface Seamed extends SeamMesh {
  on: Uint8Array;
}

/** Vertices this close to the line are moved onto it rather than leaving slivers beside it; share of an edge's length. */
const SNAP = 0.3;
/** A triangle may lose this much of its area to such a move. */
const LEAST_AREA = 0.3;

function area(rest: Float64Array, a: number, b: number, c: number): number {
  return (
    (rest[b * 2] - rest[a * 2]) * (rest[c * 2 + 1] - rest[a * 2 + 1]) -
    (rest[b * 2 + 1] - rest[a * 2 + 1]) * (rest[c * 2] - rest[a * 2])
  );
}

/** Where the line crosses the edge from `a` to `b`, as a share of it; the ends lie on different sides. */
function crossing(rest: Float64Array, a: number, b: number, line: (x: number, y: number) => number): number {
  let low = 0;
  let high = 1;
  const sign = Math.sign(line(rest[a * 2], rest[a * 2 + 1]));
  for (let k = 0; k < 12; k++) {
    const t = (low + high) / 2;
    const x = rest[a * 2] + (rest[b * 2] - rest[a * 2]) * t;
    const y = rest[a * 2 + 1] + (rest[b * 2 + 1] - rest[a * 2 + 1]) * t;
    if (Math.sign(line(x, y)) === sign) low = t;
    else high = t;
  }
  return (low + high) / 2;
}

/** Edges whose ends lie on different sides of the line: both ends, the lower index first, and where it is crossed. */
interface Crossed {
  a: number;
  b: number;
  t: number;
}

/** Calls `visit` for the two ends of the edge opposite each corner, at most twice for an edge. */
function eachEdge(triangles: Uint32Array, visit: (a: number, b: number, apex: number) => void): void {
  for (let t = 0; t < triangles.length; t += 3)
    for (let k = 0; k < 3; k++)
      visit(triangles[t + ((k + 1) % 3)], triangles[t + ((k + 2) % 3)], triangles[t + k]);
}

/**
 * Draws the zero line of `line` (positive on one side, negative on the other) into a mesh: afterwards no triangle has
 * corners on both sides. `crosses(y)` says in which rows; elsewhere the mesh stays as it is. Orientation is kept.
 */
export function drawSeam(
  mesh: SeamMesh,
  line: (x: number, y: number) => number,
  crosses: (y: number) => boolean = () => true,
): Seamed {
  const n = mesh.rest.length / 2;
  let rest = mesh.rest.slice();
  const side = new Float64Array(n);
  for (let v = 0; v < n; v++) side[v] = Math.sign(line(rest[v * 2], rest[v * 2 + 1]));
  const cut = (): Map<number, Crossed> => {
    const out = new Map<number, Crossed>();
    eachEdge(mesh.triangles, (i, j) => {
      const a = Math.min(i, j);
      const b = Math.max(i, j);
      if (side[a] * side[b] >= 0 || out.has(a * n + b)) return;
      const t = crossing(rest, a, b, line);
      if (crosses(rest[a * 2 + 1] + (rest[b * 2 + 1] - rest[a * 2 + 1]) * t)) out.set(a * n + b, { a, b, t });
    });
    return out;
  };
  snap(mesh, rest, side, cut());
  const edges = cut();

  // A new vertex where the line crosses what is left.
  const added = new Map<number, number>();
  const on = new Uint8Array(n + edges.size);
  const boundary = new Uint8Array(n + edges.size);
  boundary.set(mesh.boundary);
  for (let v = 0; v < n; v++) if (side[v] === 0) on[v] = 1;
  const grown = new Float64Array((n + edges.size) * 2);
  grown.set(rest);
  rest = grown;
  const uses = new Map<number, number>();
  eachEdge(mesh.triangles, (i, j) => {
    const key = Math.min(i, j) * n + Math.max(i, j);
    if (edges.has(key)) uses.set(key, (uses.get(key) ?? 0) + 1);
  });
  for (const [key, { a, b, t }] of edges) {
    const v = n + added.size;
    added.set(key, v);
    rest[v * 2] = rest[a * 2] + (rest[b * 2] - rest[a * 2]) * t;
    rest[v * 2 + 1] = rest[a * 2 + 1] + (rest[b * 2 + 1] - rest[a * 2 + 1]) * t;
    on[v] = 1;
    boundary[v] = uses.get(key) === 1 ? 1 : 0;
  }
  return { rest, triangles: parted(mesh.triangles, n, added), boundary, on };
}

/** Moves vertices that the line passes closely onto it, along the edge that it crosses nearest to them. */
function snap(
  mesh: SeamMesh,
  rest: Float64Array,
  side: Float64Array,
  edges: ReadonlyMap<number, Crossed>,
): void {
  const around = new Map<number, number[]>();
  for (const { a, b } of edges.values()) for (const v of [a, b]) around.set(v, []);
  for (let t = 0; t < mesh.triangles.length; t += 3)
    for (let k = 0; k < 3; k++) around.get(mesh.triangles[t + k])?.push(t);
  const nearest = new Map<number, { share: number; to: number }>();
  for (const { a, b, t } of edges.values())
    for (const [v, to, share] of [
      [a, b, t],
      [b, a, 1 - t],
    ]) {
      // The outline keeps its shape: its vertices move along it or not at all.
      if (mesh.boundary[v] && !mesh.boundary[to]) continue;
      if (share < SNAP && share < (nearest.get(v)?.share ?? 1)) nearest.set(v, { share, to });
    }
  const order = [...nearest].sort((p, q) => p[1].share - q[1].share || p[0] - q[0]);
  for (const [v, { share, to }] of order) {
    if (side[to] === 0) continue;
    const before = (around.get(v) ?? []).map((t) => areaOf(mesh.triangles, rest, t));
    const [x, y] = [rest[v * 2], rest[v * 2 + 1]];
    rest[v * 2] += (rest[to * 2] - x) * share;
    rest[v * 2 + 1] += (rest[to * 2 + 1] - y) * share;
    const fits = (around.get(v) ?? []).every(
      (t, k) => areaOf(mesh.triangles, rest, t) > LEAST_AREA * before[k],
    );
    if (fits) {
      side[v] = 0;
      continue;
    }
    rest[v * 2] = x;
    rest[v * 2 + 1] = y;
  }
}

function areaOf(triangles: Uint32Array, rest: Float64Array, t: number): number {
  return area(rest, triangles[t], triangles[t + 1], triangles[t + 2]);
}

/** Triangles with those that have new vertices on their edges divided. */
function parted(triangles: Uint32Array, n: number, added: ReadonlyMap<number, number>): Uint32Array {
  if (added.size === 0) return triangles.slice();
  const out: number[] = [];
  const between = (a: number, b: number): number | undefined =>
    added.get(Math.min(a, b) * n + Math.max(a, b));
  for (let t = 0; t < triangles.length; t += 3) {
    const corner = [triangles[t], triangles[t + 1], triangles[t + 2]];
    const middle = corner.map((v, k) => between(v, corner[(k + 1) % 3]));
    const count = middle.filter((m) => m !== undefined).length;
    if (count === 0) {
      out.push(...corner);
      continue;
    }
    if (count === 1) {
      const k = middle.findIndex((m) => m !== undefined);
      const [a, b, c, m] = [corner[k], corner[(k + 1) % 3], corner[(k + 2) % 3], middle[k] as number];
      out.push(a, m, c, m, b, c);
      continue;
    }
    // The corner between both divided edges is alone on its side.
    const k = middle.findIndex((m, i) => m !== undefined && middle[(i + 2) % 3] !== undefined);
    const [a, b, c] = [corner[k], corner[(k + 1) % 3], corner[(k + 2) % 3]];
    const ab = middle[k] as number;
    const ca = middle[(k + 2) % 3] as number;
    out.push(a, ab, ca, ab, b, c, ab, c, ca);
  }
  return Uint32Array.from(out);
}
