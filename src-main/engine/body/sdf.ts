/**
 * Distance fields of a posed body, one for each part, for cloth to rest on.
 *
 * Parts overlap where they join and are closed there, so that the smallest distance of all parts is that of the whole
 * body outside it. Cloth that hangs on one part (a sleeve on its arm) meets that part alone and is not torn between
 * two surfaces where they press together.
 */

import type { DistanceField, PosedBody } from '../domain/body.ts';
import { boneShares } from '../mesh/bound-piece.ts';
import { borderEdges, components } from '../mesh/quad-mesh.ts';
import { type NearestPoint, TriangleBvh } from '../mesh/triangle-bvh.ts';
import type { BodyAsset } from './asset.ts';

export const BODY_PARTS = ['trunk', 'armL', 'armR', 'legL', 'legR'] as const;
export type BodyPart = (typeof BODY_PARTS)[number];

/** Width of a grid cell, metres: trilinear values are then well within a millimetre on limbs. */
const CELL = 0.005;
/** Every so many-th node along each axis also serves for points far from the surface. */
const COARSE = 4;
/** Farther than this from the surface a lower bound of the distance does, metres. */
const NEAR = 0.016;
/** How far the grid reaches beyond the surface, metres. */
const MARGIN = 0.03;
/** A limb begins where this share of the skin's weight is its bones'; the trunk ends where this is missing. */
const BEGIN = 0.35;

/**
 * What lies deeper than this is looked at twice, metres: where a pose has folded the face that closes a hole, the faces there take
 * the outside for the inside.
 */
const DOUBTFUL = 0.012;

interface PartMesh {
  /** Of skin vertices, then one vertex for each hole that is closed; those of the skin come first. */
  triangles: Uint32Array;
  /** How many triangles are skin; the others close holes. */
  skinFaces: number;
  /** Border vertices of each hole; its middle is their mean. */
  holes: number[][];
}

/** Makes distance fields of posed bodies of one asset; what depends on the topology is made once. */
export class BodyFields {
  private readonly asset: BodyAsset;
  private readonly parts: Record<BodyPart | 'whole', PartMesh>;
  private readonly trees: Partial<Record<BodyPart | 'whole', { closed: TriangleBvh; skin: TriangleBvh }>> =
    {};

  constructor(asset: BodyAsset) {
    this.asset = asset;
    const share = (names: RegExp): Float32Array =>
      boneShares(asset.skin, asset.bones, names).subarray(0, asset.skinCount);
    const limbs = {
      armL: share(/^(upperarm|lowerarm|wrist|finger).*L$/),
      armR: share(/^(upperarm|lowerarm|wrist|finger).*R$/),
      legL: share(/^(upperleg|lowerleg|foot|toes).*L$/),
      legR: share(/^(upperleg|lowerleg|foot|toes).*R$/),
    };
    const part = (keep: (v: number) => boolean): PartMesh => closedPart(asset, keep);
    this.parts = {
      trunk: part((v) => Object.values(limbs).every((limb) => limb[v] < 1 - BEGIN)),
      armL: part((v) => limbs.armL[v] > BEGIN),
      armR: part((v) => limbs.armR[v] > BEGIN),
      legL: part((v) => limbs.legL[v] > BEGIN),
      legR: part((v) => limbs.legR[v] > BEGIN),
      whole: part(() => true),
    };
  }

  /** The fields of a posed body; they stay valid when other bodies are made. */
  of(posed: PosedBody): BodyField {
    const field = (name: BodyPart | 'whole'): PartField => {
      const { triangles, skinFaces, holes } = this.parts[name];
      const positions = withMiddles(posed.vertices, this.asset.skinCount, holes);
      // the trees of the first pose are good trees for every pose
      this.trees[name] ??= {
        closed: new TriangleBvh(triangles, positions),
        skin: new TriangleBvh(triangles.slice(0, skinFaces * 3), positions),
      };
      const { closed, skin } = this.trees[name];
      return new PartField(closed.movedTo(positions), skin.movedTo(positions), skinFaces);
    };
    const parts = Object.fromEntries(BODY_PARTS.map((name) => [name, field(name)]));
    return new BodyField(parts as Record<BodyPart, PartField>, () => field('whole'));
  }
}

/** Distance field of a whole posed body and of its parts. */
export class BodyField implements DistanceField {
  readonly parts: Readonly<Record<BodyPart, PartField>>;
  private readonly makeWhole: () => PartField;
  private made: PartField | undefined;

  constructor(parts: Record<BodyPart, PartField>, makeWhole: () => PartField) {
    this.parts = parts;
    this.makeWhole = makeWhole;
  }

  /** The whole skin as one surface, which knows nothing of parts; where skin folds through skin the parts know better. */
  get whole(): PartField {
    this.made ??= this.makeWhole();
    return this.made;
  }

  sample(x: number, y: number, z: number, out: Float64Array): void {
    this.smallest([x, y, z], out, (part, to) => part.sample(x, y, z, to));
  }

  /** The same without a grid: exact, slower. */
  exact(x: number, y: number, z: number, out: Float64Array): void {
    this.smallest([x, y, z], out, (part, to) => part.exact(x, y, z, to));
  }

  private smallest(
    point: readonly [number, number, number],
    out: Float64Array,
    sample: (part: PartField, out: Float64Array) => void,
  ): void {
    const own = new Float64Array(4);
    out[0] = Number.POSITIVE_INFINITY;
    for (const name of BODY_PARTS) {
      const part = this.parts[name];
      const reach = part.boxDistance(...point);
      if (reach > 0 && reach >= out[0]) continue;
      sample(part, own);
      if (own[0] < out[0]) out.set(own);
    }
  }
}

/**
 * Field of one closed part: grid nodes are computed exactly when they are first needed.
 *
 * Faces that close a part lie inside the body: what is inside the part next to one of them is not near the outside, and
 * its distance is that to the skin.
 */
export class PartField implements DistanceField {
  private readonly tree: TriangleBvh;
  private readonly skin: TriangleBvh;
  private readonly skinFaces: number;
  private readonly low: readonly [number, number, number];
  private readonly size: readonly [number, number, number];
  private readonly bounds: Float64Array;
  /** Four numbers a node: distance and its gradient; NaN where it has not been needed yet. */
  private nodes = new Float32Array(0);
  private readonly found: NearestPoint = { distance: 0, x: 0, y: 0, z: 0, nx: 0, ny: 0, nz: 0, triangle: 0 };

  private readonly deep: NearestPoint = { ...this.found };

  /** `skin` is the tree of the first `skinFaces` triangles of `tree`, an open surface. */
  constructor(tree: TriangleBvh, skin: TriangleBvh, skinFaces: number) {
    this.tree = tree;
    this.skin = skin;
    this.skinFaces = skinFaces;
    this.bounds = tree.bounds();
    const [x0, y0, z0, x1, y1, z1] = this.bounds;
    this.low = [x0 - MARGIN, y0 - MARGIN, z0 - MARGIN];
    const cells = (from: number, to: number): number => Math.ceil((to - from + 2 * MARGIN) / CELL) + 1;
    this.size = [cells(x0, x1), cells(y0, y1), cells(z0, z1)];
  }

  sample(x: number, y: number, z: number, out: Float64Array): void {
    const [sx, sy, sz] = this.size;
    const gx = (x - this.low[0]) / CELL;
    const gy = (y - this.low[1]) / CELL;
    const gz = (z - this.low[2]) / CELL;
    if (!(gx >= 0 && gy >= 0 && gz >= 0 && gx < sx - 1 && gy < sy - 1 && gz < sz - 1)) {
      this.outside(x, y, z, out);
      return;
    }
    // those who ask for exact distances alone never need the grid
    if (this.nodes.length === 0) this.nodes = new Float32Array(sx * sy * sz * 4).fill(Number.NaN);
    if (this.far(gx, gy, gz, out)) return;
    const i = Math.floor(gx);
    const j = Math.floor(gy);
    const k = Math.floor(gz);
    const fx = gx - i;
    const fy = gy - j;
    const fz = gz - k;
    out.fill(0, 0, 4);
    for (let corner = 0; corner < 8; corner++) {
      const cx = corner & 1;
      const cy = (corner >> 1) & 1;
      const cz = corner >> 2;
      const w = (cx ? fx : 1 - fx) * (cy ? fy : 1 - fy) * (cz ? fz : 1 - fz);
      const n = this.node(i + cx, j + cy, k + cz);
      for (let c = 0; c < 4; c++) out[c] += w * this.nodes[n + c];
    }
    unit(out);
  }

  /** Answers for a point of the grid that is surely far outside, from the coarse node next to it. */
  private far(gx: number, gy: number, gz: number, out: Float64Array): boolean {
    const [sx, sy, sz] = this.size;
    const i = Math.min(sx - 1, Math.round(gx / COARSE) * COARSE);
    const j = Math.min(sy - 1, Math.round(gy / COARSE) * COARSE);
    const k = Math.min(sz - 1, Math.round(gz / COARSE) * COARSE);
    const n = this.node(i, j, k);
    const bound = this.nodes[n] - CELL * Math.sqrt((gx - i) ** 2 + (gy - j) ** 2 + (gz - k) ** 2);
    if (bound < NEAR) return false;
    out[0] = bound;
    for (let c = 1; c < 4; c++) out[c] = this.nodes[n + c];
    return true;
  }

  /** Exact distance to the part's surface, of which it is known to lie within `within` metres. */
  exact(x: number, y: number, z: number, out: Float64Array, within?: number): void {
    let near = this.tree.nearest(x, y, z, this.found, within);
    if (near.distance < 0 && near.triangle >= this.skinFaces) {
      const deep = this.skin.nearest(x, y, z, this.deep);
      // seen from outside by the skin: a closing face that spans a crease of the body, which is a surface there
      if (deep.distance < 0) near = deep;
    }
    // where a posed part folds over itself the sign of the nearest face can mislead, beyond the part it never may
    let distance = this.boxDistance(x, y, z) > 0 ? Math.abs(near.distance) : near.distance;
    if (distance < -DOUBTFUL && this.tree.winding(x, y, z) < 0.5) distance = -distance;
    out[0] = distance;
    // next to the surface the way to it is too short to give a direction
    if (Math.abs(distance) < 1e-5) {
      out[1] = near.nx;
      out[2] = near.ny;
      out[3] = near.nz;
      return;
    }
    out[1] = (x - near.x) / distance;
    out[2] = (y - near.y) / distance;
    out[3] = (z - near.z) / distance;
  }

  private node(i: number, j: number, k: number): number {
    const n = ((k * this.size[1] + j) * this.size[0] + i) * 4;
    if (Number.isNaN(this.nodes[n])) {
      const within = this.bound(i, j, k);
      this.exact(this.low[0] + i * CELL, this.low[1] + j * CELL, this.low[2] + k * CELL, scratch, within);
      this.nodes.set(scratch, n);
    }
    return n;
  }

  /** A distance within which the surface lies of node (i, j, k), from a neighbour that is known. */
  private bound(i: number, j: number, k: number): number {
    const [sx, sy, sz] = this.size;
    const n = (k * sy + j) * sx + i;
    let best = Number.POSITIVE_INFINITY;
    const look = (at: number): void => {
      const distance = Math.abs(this.nodes[at * 4]);
      // NaN, not computed yet, compares false
      if (distance < best) best = distance;
    };
    if (i > 0) look(n - 1);
    if (i < sx - 1) look(n + 1);
    if (j > 0) look(n - sx);
    if (j < sy - 1) look(n + sx);
    if (k > 0) look(n - sx * sy);
    if (k < sz - 1) look(n + sx * sy);
    // a step away, and a little for the rounding of what is stored
    return best + CELL * 1.001 + 1e-6;
  }

  /** Distance to the box around the part, metres; never more than that to the part outside it. */
  boxDistance(x: number, y: number, z: number): number {
    const [x0, y0, z0, x1, y1, z1] = this.bounds;
    return Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(y0 - y, 0, y - y1), Math.max(z0 - z, 0, z - z1));
  }

  /** Beyond the grid: the distance to the box around the part, which is less than that to the part. */
  private outside(x: number, y: number, z: number, out: Float64Array): void {
    const [x0, y0, z0, x1, y1, z1] = this.bounds;
    out[1] = x - Math.min(x1, Math.max(x0, x));
    out[2] = y - Math.min(y1, Math.max(y0, y));
    out[3] = z - Math.min(z1, Math.max(z0, z));
    out[0] = Math.hypot(out[1], out[2], out[3]);
    unit(out);
  }
}

const scratch = new Float64Array(4);

function unit(out: Float64Array): void {
  const length = Math.hypot(out[1], out[2], out[3]);
  if (length < 1e-9) {
    out[1] = 0;
    out[2] = 1;
    out[3] = 0;
    return;
  }
  out[1] /= length;
  out[2] /= length;
  out[3] /= length;
}

/** The faces all of whose corners are kept, the largest piece of them, with its holes closed by fans. */
function closedPart(asset: BodyAsset, keep: (v: number) => boolean): PartMesh {
  const { quads } = asset.body;
  let faces: number[] = [];
  for (let i = 0; i < quads.length; i += 4) {
    if ([0, 1, 2, 3].every((k) => keep(quads[i + k]))) faces.push(i);
  }
  const gathered = Uint32Array.from(faces.flatMap((i) => [...quads.subarray(i, i + 4)]));
  const piece = components(gathered, asset.skinCount);
  const sizes = new Map<number, number>();
  for (const i of faces) sizes.set(piece[quads[i]], (sizes.get(piece[quads[i]]) ?? 0) + 1);
  const [largest] = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  faces = faces.filter((i) => piece[quads[i]] === largest);
  const kept = Uint32Array.from(faces.flatMap((i) => [...quads.subarray(i, i + 4)]));
  const triangles: number[] = [];
  for (let i = 0; i < kept.length; i += 4) {
    triangles.push(kept[i], kept[i + 1], kept[i + 2]);
    if (kept[i + 2] !== kept[i + 3]) triangles.push(kept[i], kept[i + 2], kept[i + 3]);
  }
  const skinFaces = triangles.length / 3;
  const edges = borderEdges(kept);
  const hole = components(Uint32Array.from(edges.flatMap(([a, b]) => [a, b, b, b])), asset.skinCount);
  const holes = new Map<number, number[]>();
  for (const [a] of edges) {
    const list = holes.get(hole[a]);
    if (list) list.push(a);
    else holes.set(hole[a], [a]);
  }
  const number = new Map([...holes.keys()].map((key, i) => [key, i]));
  // the closing face runs against the border edge of the face beside it
  for (const [a, b] of edges) triangles.push(b, a, asset.skinCount + number.get(hole[a])!);
  return { triangles: Uint32Array.from(triangles), skinFaces, holes: [...holes.values()] };
}

/** Skin vertices, then the middle of every hole. */
function withMiddles(vertices: Float32Array, skinCount: number, holes: readonly number[][]): Float32Array {
  const out = new Float32Array((skinCount + holes.length) * 3);
  out.set(vertices.subarray(0, skinCount * 3));
  holes.forEach((hole, i) => {
    for (const v of hole) {
      for (let c = 0; c < 3; c++) out[(skinCount + i) * 3 + c] += vertices[v * 3 + c] / hole.length;
    }
  });
  return out;
}
