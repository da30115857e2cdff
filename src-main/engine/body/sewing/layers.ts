/**
 * Layers: what is worn beneath lies inside what is worn over it.
 *
 * A garment is sewn over the room that those beneath need (room.ts). Cloth that is worn loosely still stands out farther than
 * what goes over it: `layBeneath` presses it towards the skin, as the outer garment does, and says what is hidden.
 */

import type { ClothLayer } from '../../domain/garment3d.ts';
import { ClothRays, type Crossing } from '../../mesh/cloth-rays.ts';
import { vertexNormals } from '../../mesh/scene.ts';
import type { DressForm } from './form.ts';
import { edgesOf, isSleeve, lowestOnArm, type Ways, waysBetween, waysTo, welded } from './skin-ways.ts';

/** Distance wanted between two layers, metres; less where both lie close to the skin. */
const GAP = 0.0015;
/** No layer comes closer to the skin than this, metres. */
const LEAST = 0.0004;
/** Cloth this far outside still covers, and this far outside still hides, metres. */
const COVER = 0.12;
const HIDE = 0.04;
/** Cloth of the inner garment this far above a vertex of the outer one belongs below it, metres. */
const ABOVE = 0.025;
/** Uncovered cloth follows what is pressed down beside it over about this length, metres. */
const FOLLOW = 0.03;
const FOLLOW_ROUNDS = 60;
const MATCH_ROUNDS = 6;
/** The first moves look at the middles of the outer cloth's edges as well; the last ones leave its vertices right. */
const TURNS = 8;
const FINE_TURNS = 2;
const OUT_ROUNDS = 10;
/** Least distance that counts as moved or standing out, metres. */
const WORTH_COUNTING = 0.001;
/** What is not worth a move, metres. */
const NOTHING = 1e-5;
/** Rings of faces kept around what is seen. */
const RIM = 2;

export interface Layered<T extends ClothLayer> {
  garment: T;
  /** 1 for vertices that lie below cloth worn over them; faces between such vertices are not seen. */
  hidden: Uint8Array;
  /** How many vertices were moved by more than a millimetre, and how many that are seen still stand out by as much. */
  pressed: number;
  astray: number;
}

/** An outer garment as those beneath it meet it. */
interface Over {
  rays: ClothRays;
  /** Ways to its vertices and to the middles of its edges. */
  marks: Mark[];
}

/** A way by which an outer garment is met from outside. */
interface Mark {
  from: Float64Array;
  along: Float64Array;
  out: number;
  /** Whether it leads to the middle of an edge. */
  middle: boolean;
  /** Whether it leads to a sleeve, beside which the trunk's cloth lies, not in it. */
  sleeve: boolean;
}

/**
 * Presses a garment below those worn over it.
 *
 * Every vertex moves along its shortest way to the skin it lies on, so that it enters no body; cloth beside what is pressed
 * down follows. A vertex counts as covered where the way goes on to the inner side of an outer garment.
 */
export function layBeneath<T extends ClothLayer>(
  inner: T,
  outers: readonly ClothLayer[],
  form: DressForm,
): Layered<T> {
  const particle = welded(inner.seams, inner.panelOf.length);
  const over = outers.map((outer): Over => {
    const own = welded(outer.seams, outer.panelOf.length);
    return { rays: new ClothRays(outer.mesh), marks: marksOf(outer, own, form) };
  });
  const positions = Float32Array.from(inner.mesh.positions);
  const garment = { ...inner, mesh: { ...inner.mesh, positions } };
  delete garment.mesh.normals;
  const bed: Bed = {
    garment,
    particle,
    ring: neighbours(inner.mesh.triangles, particle),
    width: edgeLength(inner),
    hidden: new Uint8Array(particle.length),
  };
  const atVertices = over.map(({ rays, marks }) => ({ rays, marks: marks.filter(({ middle }) => !middle) }));
  // moved cloth lies on other skin than before: what still stands out is found from there
  for (let turn = 0; turn < TURNS && press(bed, turn < FINE_TURNS ? over : atVertices, form); turn++);
  keepOut(positions, particle, new Set(particle), form);
  // what came with normals is smooth over its seams
  if (inner.mesh.normals) garment.mesh.normals = smoothNormals(garment.mesh, particle);
  const laid = { garment, hidden: bed.hidden.map((_, i) => bed.hidden[particle[i]]) };
  const { positions: before } = inner.mesh;
  const moved = (i: number): number =>
    Math.hypot(...[0, 1, 2].map((k) => positions[i * 3 + k] - before[i * 3 + k]));
  let pressed = 0;
  for (let i = 0; i < particle.length; i++) if (moved(i) > WORTH_COUNTING) pressed++;
  return { ...laid, pressed, astray: astrayOf(laid, particle, over, form) };
}

/** Vertices that are seen outside the cloth that covers them. */
function astrayOf(
  laid: Pick<Layered<ClothLayer>, 'garment' | 'hidden'>,
  particle: Uint32Array,
  over: readonly Over[],
  form: DressForm,
): number {
  const ways = waysTo(laid.garment, particle, form);
  let count = 0;
  for (const i of new Set(shownTriangles(laid).map((v) => particle[v]))) {
    const out = ways.out[i];
    const beyond = over.some(({ rays }) => {
      const [first] = cross(rays, ways, i, out + COVER);
      return first?.ahead && first.at < out - WORTH_COUNTING;
    });
    if (beyond) count++;
  }
  return count;
}

/** Cloth that is pressed. */
interface Bed {
  /** Its positions are moved. */
  garment: ClothLayer;
  particle: Uint32Array;
  ring: number[][];
  /** Of the mesh, metres. */
  width: number;
  hidden: Uint8Array;
}

/** Moves the cloth once; false when all lay well already. */
function press(bed: Bed, over: readonly Over[], form: DressForm): boolean {
  const { particle, ring, width, hidden } = bed;
  const { positions } = bed.garment.mesh;
  const count = particle.length;
  const ways = waysTo(bed.garment, particle, form);
  const most = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const pull = new Float64Array(count);
  let changed = false;
  for (let i = 0; i < count; i++) {
    if (particle[i] !== i) continue;
    for (const { rays } of over) {
      const [first] = cross(rays, ways, i, ways.out[i] + COVER);
      // outer cloth that the way enters from outside belongs to another part of the body, as a sleeve beside the trunk: it
      // does not cover, but nothing goes through it either
      if (!first || (!first.ahead && first.at > ways.out[i])) continue;
      most[i] = Math.min(most[i], first.at - Math.min(GAP, first.at / 2));
      if (first.ahead && first.at < ways.out[i] + HIDE) hidden[i] = 1;
    }
    pull[i] = Math.max(0, ways.out[i] - most[i]);
    if (pull[i] > NOTHING) changed = true;
  }
  if (changed) {
    follow(pull, most, ring, particle, width);
    for (let i = 0; i < count; i++) {
      const p = particle[i];
      const at = Math.max(Math.min(LEAST, ways.out[p]), ways.out[p] - pull[p]);
      for (let k = 0; k < 3; k++) positions[i * 3 + k] = ways.from[p * 3 + k] + ways.along[p * 3 + k] * at;
    }
  }
  for (let round = 0; round < MATCH_ROUNDS && match(bed, over, form); round++) changed = true;
  return changed;
}

/**
 * Faces can still stand out between their corners: what lies above a vertex of the outer cloth goes below it, along that
 * vertex's way. False when there was nothing to do.
 */
function match({ garment, particle }: Bed, over: readonly Over[], form: DressForm): boolean {
  const { positions, triangles } = garment.mesh;
  const rays = new ClothRays({ positions, triangles });
  const moves = new Map<number, { by: number; along: Float64Array }>();
  const move = (p: number, by: number, along: Float64Array): void => {
    if ((moves.get(p)?.by ?? 0) < by) moves.set(p, { by, along });
  };
  for (const { marks } of over) {
    for (const { from, along, out, sleeve } of marks) {
      const gap = Math.min(GAP / 2, out / 4);
      const beyond = rays.cross(from, along, out + ABOVE).find(({ at }) => at > out - gap / 2);
      if (!beyond?.ahead) continue;
      // cloth of the trunk goes beside a sleeve, not into it
      if (sleeve && !isSleeve(garment, triangles[beyond.triangle])) continue;
      for (let k = 0; k < 3; k++)
        move(particle[triangles[beyond.triangle + k]], beyond.at - out + gap, along);
    }
  }
  for (const [p, { by, along }] of moves) {
    for (let k = 0; k < 3; k++) positions[p * 3 + k] -= along[k] * by;
  }
  keepOut(positions, particle, moves.keys(), form);
  return moves.size > 0;
}

/** Ways to the vertices of an outer garment and to the middles of its edges. */
function marksOf(outer: ClothLayer, particle: Uint32Array, form: DressForm): Mark[] {
  const { positions, triangles } = outer.mesh;
  const lowest = lowestOnArm(form);
  const marks: Mark[] = [];
  const add = ({ from, along, out }: Ways, i: number, vertex: number, middle: boolean): void => {
    marks.push({
      from: from.subarray(i * 3, i * 3 + 3),
      along: along.subarray(i * 3, i * 3 + 3),
      out: out[i],
      middle,
      sleeve: isSleeve(outer, vertex) && positions[vertex * 3 + 1] < lowest,
    });
  };
  const ways = waysTo(outer, particle, form);
  particle.forEach((p, i) => {
    if (p === i) add(ways, i, i, false);
  });
  const edges = edgesOf(triangles, particle);
  const middles = waysBetween(positions, edges, ways);
  middles.out.forEach((out, e) => {
    if (out >= 0) add(middles, e, edges[e * 2], true);
  });
  return marks;
}

function smoothNormals({ positions, triangles }: ClothLayer['mesh'], particle: Uint32Array): Float32Array {
  const normals = vertexNormals(
    positions,
    triangles.map((v) => particle[v]),
  );
  for (let i = 0; i < particle.length; i++) {
    if (particle[i] !== i) normals.copyWithin(i * 3, particle[i] * 3, particle[i] * 3 + 3);
  }
  return normals;
}

/** Leads particles out of the body, and carried vertices after them. */
function keepOut(
  positions: Float32Array,
  particle: Uint32Array,
  which: Iterable<number>,
  form: DressForm,
): void {
  const out = new Float64Array(4);
  const solids = [...Object.values(form.exact.parts), form.exact.whole];
  for (const p of which) {
    for (let round = 0, inside = true; inside && round < OUT_ROUNDS; round++) {
      inside = false;
      for (const solid of solids) {
        solid.sample(positions[p * 3], positions[p * 3 + 1], positions[p * 3 + 2], out);
        if (out[0] >= LEAST / 2) continue;
        inside = true;
        for (let k = 0; k < 3; k++) positions[p * 3 + k] += out[k + 1] * (LEAST - out[0]);
      }
    }
  }
  for (let i = 0; i < particle.length; i++) {
    if (particle[i] !== i) positions.copyWithin(i * 3, particle[i] * 3, particle[i] * 3 + 3);
  }
}

const cross = (rays: ClothRays, { from, along }: Ways, i: number, far: number): Crossing[] =>
  rays.cross(from.subarray(i * 3, i * 3 + 3), along.subarray(i * 3, i * 3 + 3), far);

function neighbours(triangles: Uint32Array, particle: Uint32Array): number[][] {
  const ring = Array.from(particle, () => new Set<number>());
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [particle[triangles[t]], particle[triangles[t + 1]], particle[triangles[t + 2]]];
    for (const a of corners) for (const b of corners) if (a !== b) ring[a].add(b);
  }
  return ring.map((near) => [...near]);
}

/** Mean length of the edges of cloth, metres. */
function edgeLength({ mesh: { positions: p, triangles } }: ClothLayer): number {
  let sum = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    for (const [a, b] of [
      [triangles[t], triangles[t + 1]],
      [triangles[t + 1], triangles[t + 2]],
    ]) {
      sum += Math.hypot(p[a * 3] - p[b * 3], p[a * 3 + 1] - p[b * 3 + 1], p[a * 3 + 2] - p[b * 3 + 2]);
    }
  }
  return sum / Math.max(1, (triangles.length / 3) * 2);
}

/** Lets cloth that nothing covers follow its neighbours, less and less with the distance; what is covered keeps its own pull. */
function follow(
  pull: Float64Array,
  most: Float64Array,
  ring: readonly number[][],
  particle: Uint32Array,
  width: number,
): void {
  const share = 1 / (1 + width ** 2 / (4 * FOLLOW ** 2));
  for (let round = 0; round < FOLLOW_ROUNDS; round++) {
    for (let i = 0; i < pull.length; i++) {
      if (particle[i] !== i || Number.isFinite(most[i]) || ring[i].length === 0) continue;
      pull[i] = (share * ring[i].reduce((sum, j) => sum + pull[j], 0)) / ring[i].length;
    }
  }
}

/** Triangles of a garment of which something is to be seen: without those that lie wholly below other cloth. */
export function shownTriangles({
  garment: { mesh, seams, panelOf },
  hidden,
}: Pick<Layered<ClothLayer>, 'garment' | 'hidden'>): Uint32Array {
  const { triangles } = mesh;
  const particle = welded(seams, panelOf.length);
  let margin = hidden;
  // a rim stays at every edge, where the eye looks in
  for (let ring = 0; ring < RIM; ring++) {
    const now = Uint8Array.from(margin);
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = [particle[triangles[t]], particle[triangles[t + 1]], particle[triangles[t + 2]]];
      if (corners.every((v) => margin[v])) continue;
      for (const v of corners) now[v] = 0;
    }
    margin = now;
  }
  return triangles.filter((_, i) => {
    const t = i - (i % 3);
    return ![0, 1, 2].every((k) => margin[particle[triangles[t + k]]]);
  });
}
