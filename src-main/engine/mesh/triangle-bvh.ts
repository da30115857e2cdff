/**
 * Exact distance from points to a closed triangle mesh, signed by angle-weighted normals.
 *
 * Boxes in a binary tree; the tree is made once for a topology and only its boxes are fitted anew when vertices move.
 * Sign: Baerentzen, Aanaes: Signed Distance Computation Using the Angle Weighted Pseudonormal, 2005.
 */

import { type Closest, triangleDistance } from './triangle-distance.ts';

const LEAF = 6;

/** Nearest point found: distance with sign (negative inside), the point, and the direction away from the surface. */
export interface NearestPoint {
  distance: number;
  x: number;
  y: number;
  z: number;
  /** Unit pseudonormal of the surface there. */
  nx: number;
  ny: number;
  nz: number;
  /** Index of the nearest triangle. */
  triangle: number;
}

export class TriangleBvh {
  private readonly triangles: Uint32Array;
  /** Triangle order; leaves are runs of it. */
  private readonly order: Uint32Array;
  /** Two numbers a node: left child and right child, or first place and minus count of a leaf. */
  private readonly nodes: Int32Array;
  private readonly boxes: Float64Array;
  private readonly edgeOf: Uint32Array;
  private readonly edgeCount: number;
  private readonly positions: Float32Array;
  private readonly faceNormals: Float64Array;
  private readonly edgeNormals: Float64Array;
  private readonly vertexNormals: Float64Array;
  private readonly stack = new Int32Array(128);
  private readonly stackDistance = new Float64Array(128);

  /**
   * @param triangles of a closed mesh, counter-clockwise from outside
   * @param positions kept, not copied
   * @param like a tree of the same triangles, whose structure is used again
   */
  constructor(triangles: Uint32Array, positions: Float32Array, like?: TriangleBvh) {
    this.triangles = triangles;
    this.positions = positions;
    if (like) {
      this.order = like.order;
      this.nodes = like.nodes;
      this.edgeOf = like.edgeOf;
      this.edgeCount = like.edgeCount;
    } else {
      const tree = plan(triangles, positions);
      this.order = tree.order;
      this.nodes = tree.nodes;
      const edges = numberEdges(triangles, positions.length / 3);
      this.edgeOf = edges.edgeOf;
      this.edgeCount = edges.count;
    }
    this.boxes = new Float64Array(this.nodes.length * 3);
    this.faceNormals = new Float64Array(triangles.length);
    this.edgeNormals = new Float64Array(this.edgeCount * 3);
    this.vertexNormals = new Float64Array(positions.length);
    this.fitNormals();
    this.fitBoxes();
  }

  /** The tree of the same mesh with its vertices elsewhere. */
  movedTo(positions: Float32Array): TriangleBvh {
    return new TriangleBvh(this.triangles, positions, this);
  }

  private fitBoxes(): void {
    const { positions } = this;
    const { nodes, boxes, triangles, order } = this;
    // children come after their parent
    for (let node = nodes.length / 2 - 1; node >= 0; node--) {
      const b = node * 6;
      const second = nodes[node * 2 + 1];
      if (second > 0) {
        const [l, r] = [nodes[node * 2] * 6, second * 6];
        for (let k = 0; k < 3; k++) {
          boxes[b + k] = Math.min(boxes[l + k], boxes[r + k]);
          boxes[b + 3 + k] = Math.max(boxes[l + 3 + k], boxes[r + 3 + k]);
        }
        continue;
      }
      for (let k = 0; k < 3; k++) {
        let low = Number.POSITIVE_INFINITY;
        let high = Number.NEGATIVE_INFINITY;
        for (let i = nodes[node * 2]; i < nodes[node * 2] - second; i++) {
          for (let c = order[i] * 3; c < order[i] * 3 + 3; c++) {
            const x = positions[triangles[c] * 3 + k];
            low = Math.min(low, x);
            high = Math.max(high, x);
          }
        }
        boxes[b + k] = low;
        boxes[b + 3 + k] = high;
      }
    }
  }

  private fitNormals(): void {
    const { triangles, positions: p, edgeOf } = this;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
      const ux = p[b] - p[a];
      const uy = p[b + 1] - p[a + 1];
      const uz = p[b + 2] - p[a + 2];
      const vx = p[c] - p[a];
      const vy = p[c + 1] - p[a + 1];
      const vz = p[c + 2] - p[a + 2];
      let nx = uy * vz - uz * vy;
      let ny = uz * vx - ux * vz;
      let nz = ux * vy - uy * vx;
      const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
      nx /= length;
      ny /= length;
      nz /= length;
      this.faceNormals[t] = nx;
      this.faceNormals[t + 1] = ny;
      this.faceNormals[t + 2] = nz;
      for (let k = 0; k < 3; k++) {
        const e = edgeOf[t + k] * 3;
        this.edgeNormals[e] += nx;
        this.edgeNormals[e + 1] += ny;
        this.edgeNormals[e + 2] += nz;
        const o = triangles[t + k] * 3;
        const q = triangles[t + ((k + 1) % 3)] * 3;
        const r = triangles[t + ((k + 2) % 3)] * 3;
        const w = angleAt(p, o, q, r);
        this.vertexNormals[o] += nx * w;
        this.vertexNormals[o + 1] += ny * w;
        this.vertexNormals[o + 2] += nz * w;
      }
    }
  }

  /** The box around all vertices: [low x, y, z, high x, y, z]. */
  bounds(): Float64Array {
    return this.boxes.slice(0, 6);
  }

  /** How often the surface winds around a point: 1 inside, 0 outside, whatever its folds; by a ray along z. */
  winding(x: number, y: number, z: number): number {
    const { nodes, order, stack, boxes, triangles, positions: p } = this;
    // off the lattice of equal coordinates, so that the ray meets no edge
    const [px, py] = [x + 1.3e-7, y + 0.7e-7];
    const side = (q: number, r: number): number =>
      (p[q] - px) * (p[r + 1] - py) - (p[q + 1] - py) * (p[r] - px);
    let turns = 0;
    let top = 0;
    stack[0] = 0;
    while (top >= 0) {
      const node = stack[top--];
      const box = node * 6;
      if (px < boxes[box] || px > boxes[box + 3] || py < boxes[box + 1] || py > boxes[box + 4]) continue;
      if (z > boxes[box + 5]) continue;
      const second = nodes[node * 2 + 1];
      if (second > 0) {
        stack[++top] = nodes[node * 2];
        stack[++top] = second;
        continue;
      }
      const from = nodes[node * 2];
      for (let i = from; i < from - second; i++) {
        const t = order[i] * 3;
        const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
        const [ab, bc, ca] = [side(a, b), side(b, c), side(c, a)];
        if (!((ab > 0 && bc > 0 && ca > 0) || (ab < 0 && bc < 0 && ca < 0))) continue;
        const height = (bc * p[a + 2] + ca * p[b + 2] + ab * p[c + 2]) / (ab + bc + ca);
        if (height > z) turns += Math.sign(ab);
      }
    }
    return turns;
  }

  /**
   * Signed distance and nearest point of the surface to a point, metres. `within`: a distance that the surface is known
   * to lie within, which spares looking at boxes farther away.
   */
  nearest(
    x: number,
    y: number,
    z: number,
    out: NearestPoint,
    within = Number.POSITIVE_INFINITY,
  ): NearestPoint {
    const { nodes, order, stack, stackDistance } = this;
    let best = within * within;
    let triangle = 0;
    let feature = 0;
    const found = closest;
    let top = 0;
    stack[0] = 0;
    stackDistance[0] = this.boxDistance(0, x, y, z);
    while (top >= 0) {
      const node = stack[top];
      if (stackDistance[top--] >= best) continue;
      const second = nodes[node * 2 + 1];
      if (second <= 0) {
        const from = nodes[node * 2];
        for (let i = from; i < from - second; i++) {
          const d = triangleDistance(
            this.positions,
            this.triangles[order[i] * 3] * 3,
            this.triangles[order[i] * 3 + 1] * 3,
            this.triangles[order[i] * 3 + 2] * 3,
            x,
            y,
            z,
            found,
          );
          if (d < best) {
            best = d;
            triangle = order[i];
            feature = found.feature;
            out.x = found.x;
            out.y = found.y;
            out.z = found.z;
          }
        }
        continue;
      }
      const left = nodes[node * 2];
      const dl = this.boxDistance(left, x, y, z);
      const dr = this.boxDistance(second, x, y, z);
      // the nearer box is looked at first
      const near = dl <= dr ? left : second;
      const far = dl <= dr ? second : left;
      if (Math.max(dl, dr) < best) {
        stack[++top] = far;
        stackDistance[top] = Math.max(dl, dr);
      }
      if (Math.min(dl, dr) < best) {
        stack[++top] = near;
        stackDistance[top] = Math.min(dl, dr);
      }
    }
    // 0 face, 1 to 3 edges, 4 to 6 corners
    const t = triangle * 3;
    let normals = this.faceNormals;
    let at = t;
    if (feature >= 4) {
      normals = this.vertexNormals;
      at = this.triangles[t + feature - 4] * 3;
    } else if (feature >= 1) {
      normals = this.edgeNormals;
      at = this.edgeOf[t + feature - 1] * 3;
    }
    const length = Math.hypot(normals[at], normals[at + 1], normals[at + 2]) || 1;
    out.nx = normals[at] / length;
    out.ny = normals[at + 1] / length;
    out.nz = normals[at + 2] / length;
    out.triangle = triangle;
    const side = (x - out.x) * out.nx + (y - out.y) * out.ny + (z - out.z) * out.nz;
    out.distance = side < 0 ? -Math.sqrt(best) : Math.sqrt(best);
    return out;
  }

  private boxDistance(node: number, x: number, y: number, z: number): number {
    const b = node * 6;
    const { boxes } = this;
    const dx = Math.max(boxes[b] - x, 0, x - boxes[b + 3]);
    const dy = Math.max(boxes[b + 1] - y, 0, y - boxes[b + 4]);
    const dz = Math.max(boxes[b + 2] - z, 0, z - boxes[b + 5]);
    return dx * dx + dy * dy + dz * dz;
  }
}

/** Splits the triangles in halves along the longest side of their box until few are left. */
function plan(triangles: Uint32Array, positions: Float32Array): { order: Uint32Array; nodes: Int32Array } {
  const count = triangles.length / 3;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const centres = new Float32Array(count * 3);
  for (let i = 0; i < triangles.length; i++) {
    for (let k = 0; k < 3; k++) centres[Math.floor(i / 3) * 3 + k] += positions[triangles[i] * 3 + k] / 3;
  }
  const nodes: number[] = [];
  const split = (from: number, to: number): number => {
    const node = nodes.length / 2;
    nodes.push(from, from - to);
    if (to - from <= LEAF) return node;
    let axis = 0;
    let widest = -1;
    for (let k = 0; k < 3; k++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        low = Math.min(low, centres[order[i] * 3 + k]);
        high = Math.max(high, centres[order[i] * 3 + k]);
      }
      if (high - low > widest) {
        widest = high - low;
        axis = k;
      }
    }
    order.subarray(from, to).sort((p, q) => centres[p * 3 + axis] - centres[q * 3 + axis] || p - q);
    const middle = (from + to) >> 1;
    const left = split(from, middle);
    const right = split(middle, to);
    nodes[node * 2] = left;
    nodes[node * 2 + 1] = right;
    return node;
  };
  split(0, count);
  return { order, nodes: Int32Array.from(nodes) };
}

/** Number of the edge that starts at each triangle corner; both faces of an edge give it the same number. */
function numberEdges(triangles: Uint32Array, vertexCount: number): { edgeOf: Uint32Array; count: number } {
  const edges = new Map<number, number>();
  const edgeOf = new Uint32Array(triangles.length);
  for (let i = 0; i < triangles.length; i++) {
    const a = triangles[i];
    const b = triangles[i % 3 === 2 ? i - 2 : i + 1];
    const key = Math.min(a, b) * vertexCount + Math.max(a, b);
    let edge = edges.get(key);
    if (edge === undefined) {
      edge = edges.size;
      edges.set(key, edge);
    }
    edgeOf[i] = edge;
  }
  return { edgeOf, count: edges.size };
}

const closest: Closest = { x: 0, y: 0, z: 0, feature: 0 };

function angleAt(p: Float32Array, o: number, q: number, r: number): number {
  const ux = p[q] - p[o];
  const uy = p[q + 1] - p[o + 1];
  const uz = p[q + 2] - p[o + 2];
  const vx = p[r] - p[o];
  const vy = p[r + 1] - p[o + 1];
  const vz = p[r + 2] - p[o + 2];
  const cos =
    (ux * vx + uy * vy + uz * vz) /
    Math.sqrt((ux * ux + uy * uy + uz * uz) * (vx * vx + vy * vy + vz * vz) || 1);
  return Math.acos(Math.min(1, Math.max(-1, cos)));
}
