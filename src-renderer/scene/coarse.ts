/**
 * Coarse: triangles of a part with a few of its vertices, for frames that a processor draws while the figure changes.
 *
 * Half-edge collapses by quadric error (Garland and Heckbert, 1997), many that do not touch each other in one pass. What is
 * left are vertices of the part itself, so that the triangles hold for every part of the same make, whatever its shape.
 */

import type { Part } from './glb.ts';

/** Vertices looked at between two moments in which the page may do something else. */
const A_TURN = 1200;
/** Cosine of the turn that a triangle's normal may make in one collapse. */
const STEEPEST = 0.5;
/** Neighbours that a vertex is tried to be put in the place of, the best first. */
const TRIED = 3;
/** Share of the vertices left out in one pass at most: those that cost least. */
const A_PASS = 0.3;
/** Upper triangle of a symmetric 4 by 4 matrix: the quadric of a plane. */
const TERMS = 10;

/**
 * Leaves vertices out until `most` triangles are left, or none can be left out any more. Edges of the surface stay, and those
 * of its picture. Yields while it works, every few milliseconds; returns the corners of the triangles.
 *
 * @param most triangles
 */
export function* coarsen({ positions, indices, surface }: Part, most: number): Generator<void, Uint32Array> {
  const count = positions.length / 3;
  const weld = welded(positions);
  yield;
  let corners = withoutSlivers(Uint32Array.from(indices, (v) => weld[v]));
  const locked = edges(corners, count);
  // along its seams a picture is another one on either side
  if (surface.picture) for (let v = 0; v < count; v++) if (weld[v] !== v) locked[weld[v]] = 1;
  const quadrics = planes(positions, corners, count);
  yield;
  while (corners.length / 3 > most) {
    const mesh = new Ring(positions, corners, count);
    const target = new Int32Array(count).fill(-1);
    const cost = new Float64Array(count);
    const movable: number[] = [];
    for (let v = 0; v < count; v++) {
      if (v % A_TURN === 0) yield;
      if (locked[v] || mesh.start[v] === mesh.start[v + 1]) continue;
      target[v] = mesh.cheapest(v, quadrics, cost);
      if (target[v] >= 0) movable.push(v);
    }
    movable.sort((a, b) => cost[a] - cost[b]);
    yield;
    // each leaves two triangles out
    const wanted = Math.min(Math.ceil((corners.length / 3 - most) / 2), Math.ceil(movable.length * A_PASS));
    const touched = new Uint8Array(count);
    const moved = Uint32Array.from({ length: count }, (_, v) => v);
    let done = 0;
    for (const v of movable) {
      if (done === wanted) break;
      const u = target[v];
      if (touched[v] || touched[u]) continue;
      moved[v] = u;
      mesh.mark(v, touched);
      for (let i = 0; i < TERMS; i++) quadrics[u * TERMS + i] += quadrics[v * TERMS + i];
      done++;
    }
    if (done === 0) break;
    corners = withoutSlivers(corners.map((v) => moved[v]));
    yield;
  }
  return corners;
}

/** The first vertex in the same place, of every vertex. */
function welded(positions: Float32Array): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from({ length: positions.length / 3 }, (_, v) => {
    const key = `${positions[v * 3]} ${positions[v * 3 + 1]} ${positions[v * 3 + 2]}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, v);
    return known ?? v;
  });
}

function withoutSlivers(corners: Uint32Array): Uint32Array {
  let n = 0;
  for (let i = 0; i < corners.length; i += 3) {
    const [a, b, c] = [corners[i], corners[i + 1], corners[i + 2]];
    if (a === b || b === c || c === a) continue;
    corners[n++] = a;
    corners[n++] = b;
    corners[n++] = c;
  }
  return corners.slice(0, n);
}

/** 1 for vertices at the edge of the surface: one of their sides belongs to one triangle alone, or to more than two. */
function edges(corners: Uint32Array, count: number): Uint8Array {
  const sides = new Map<number, number>();
  const each = (tell: (side: number, a: number, b: number) => void): void => {
    for (let i = 0; i < corners.length; i += 3)
      for (let k = 0; k < 3; k++) {
        const [a, b] = [corners[i + k], corners[i + ((k + 1) % 3)]];
        tell(Math.min(a, b) * count + Math.max(a, b), a, b);
      }
  };
  each((side) => sides.set(side, (sides.get(side) ?? 0) + 1));
  const locked = new Uint8Array(count);
  each((side, a, b) => {
    if (sides.get(side) !== 2) locked[a] = locked[b] = 1;
  });
  return locked;
}

/** Of every vertex the sum of the quadrics of its triangles, each weighted with its area. */
function planes(positions: Float32Array, corners: Uint32Array, count: number): Float64Array {
  const quadrics = new Float64Array(count * TERMS);
  const n = new Float64Array(3);
  for (let i = 0; i < corners.length; i += 3) {
    const area = normal(positions, corners[i], corners[i + 1], corners[i + 2], n);
    if (area === 0) continue;
    const [a, b, c] = [n[0] / area, n[1] / area, n[2] / area];
    const p = corners[i] * 3;
    const d = -(a * positions[p] + b * positions[p + 1] + c * positions[p + 2]);
    const terms = [a * a, a * b, a * c, a * d, b * b, b * c, b * d, c * c, c * d, d * d];
    for (let k = 0; k < 3; k++)
      for (let t = 0; t < TERMS; t++) quadrics[corners[i + k] * TERMS + t] += terms[t] * area;
  }
  return quadrics;
}

/** Writes the normal of a triangle, as long as twice its area; returns that length. */
function normal(positions: Float32Array, a: number, b: number, c: number, out: Float64Array): number {
  const [i, j, k] = [a * 3, b * 3, c * 3];
  const ux = positions[j] - positions[i];
  const uy = positions[j + 1] - positions[i + 1];
  const uz = positions[j + 2] - positions[i + 2];
  const vx = positions[k] - positions[i];
  const vy = positions[k + 1] - positions[i + 1];
  const vz = positions[k + 2] - positions[i + 2];
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
  return Math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]);
}

/** What lies around each vertex of a mesh. */
class Ring {
  private readonly positions: Float32Array;
  private readonly corners: Uint32Array;
  /** Of the triangles of every vertex in `faces`. */
  readonly start: Uint32Array;
  private readonly faces: Uint32Array;
  private readonly before = new Float64Array(3);
  private readonly after = new Float64Array(3);
  /** Last vertex whose ring each vertex was seen in, plus one. */
  private readonly seen: Uint32Array;

  constructor(positions: Float32Array, corners: Uint32Array, count: number) {
    this.positions = positions;
    this.corners = corners;
    this.seen = new Uint32Array(count);
    this.start = new Uint32Array(count + 1);
    for (const v of corners) this.start[v + 1]++;
    for (let v = 0; v < count; v++) this.start[v + 1] += this.start[v];
    this.faces = new Uint32Array(corners.length);
    const at = this.start.slice();
    for (let i = 0; i < corners.length; i++) this.faces[at[corners[i]]++] = i - (i % 3);
  }

  /** Every vertex of the triangles around `v` is touched. */
  mark(v: number, touched: Uint8Array): void {
    for (let f = this.start[v]; f < this.start[v + 1]; f++)
      for (let k = 0; k < 3; k++) touched[this.corners[this.faces[f] + k]] = 1;
  }

  /** The neighbour that `v` can be put in the place of at the least cost, which is written to `cost`; -1 = none. */
  cheapest(v: number, quadrics: Float64Array, cost: Float64Array): number {
    const tried = new Float64Array(TRIED).fill(Number.POSITIVE_INFINITY);
    const which = new Int32Array(TRIED).fill(-1);
    for (let f = this.start[v]; f < this.start[v + 1]; f++)
      for (let k = 0; k < 3; k++) {
        const u = this.corners[this.faces[f] + k];
        if (u === v || which.includes(u)) continue;
        const error = this.error(quadrics, v, u) + this.error(quadrics, u, u);
        let i = TRIED;
        while (i > 0 && error < tried[i - 1]) i--;
        if (i === TRIED) continue;
        tried.copyWithin(i + 1, i);
        which.copyWithin(i + 1, i);
        tried[i] = error;
        which[i] = u;
      }
    for (let i = 0; i < TRIED && which[i] >= 0; i++)
      if (this.keepsSides(v, which[i])) {
        cost[v] = tried[i];
        return which[i];
      }
    return -1;
  }

  /** Error of the planes of `v` where `at` lies. */
  private error(quadrics: Float64Array, v: number, at: number): number {
    const { positions } = this;
    const [x, y, z] = [positions[at * 3], positions[at * 3 + 1], positions[at * 3 + 2]];
    const q = v * TERMS;
    return (
      x * (quadrics[q] * x + 2 * (quadrics[q + 1] * y + quadrics[q + 2] * z + quadrics[q + 3])) +
      y * (quadrics[q + 4] * y + 2 * (quadrics[q + 5] * z + quadrics[q + 6])) +
      z * (quadrics[q + 7] * z + 2 * quadrics[q + 8]) +
      quadrics[q + 9]
    );
  }

  /** True when no triangle turns over where `v` is put in the place of `u`, and both have no more than two neighbours in common. */
  private keepsSides(v: number, u: number): boolean {
    const { start, faces, corners, positions, before, after, seen } = this;
    for (let f = start[u]; f < start[u + 1]; f++)
      for (let k = 0; k < 3; k++) seen[corners[faces[f] + k]] = v + 1;
    let common = 0;
    for (let f = start[v]; f < start[v + 1]; f++) {
      const own = [corners[faces[f]], corners[faces[f] + 1], corners[faces[f] + 2]];
      for (const w of own)
        if (w !== u && w !== v && seen[w] === v + 1) {
          common++;
          seen[w] = 0;
        }
      if (own.includes(u)) continue;
      const size = normal(positions, own[0], own[1], own[2], before);
      own[own.indexOf(v)] = u;
      const sizeAfter = normal(positions, own[0], own[1], own[2], after);
      const along = before[0] * after[0] + before[1] * after[1] + before[2] * after[2];
      if (along <= STEEPEST * size * sizeAfter) return false;
    }
    return common <= 2;
  }
}
