/** Ways: how cloth that is worn stands out from the skin it lies on. */

import type { DistanceField } from '../../domain/body.ts';
import type { ClothLayer } from '../../domain/garment3d.ts';
import { vertexNormals } from '../../mesh/scene.ts';
import { type DressForm, FORM_SIDES } from './form.ts';

/** Cosine between cloth's normal and the way from the skin it lies on: what faces the way lies on another part. */
const FACING = 0.2;
const BROAD_ROUNDS = 4;
/** Cloth of the trunk lies on an arm down to this share of the upper arm; farther down it is caught on the arm at most. */
const SHOULDERED = 0.5;
/** Cosine between the ways of two ends of an edge: what differs more lies on different parts, and has no way between them. */
const ALIKE = 0.5;

/** Ways from the skin to the vertices of a garment: where each begins, its direction, and how far out the vertex lies, metres. */
export interface Ways {
  from: Float64Array;
  along: Float64Array;
  out: Float64Array;
}

/** Vertex that stands for each vertex where seams make several one. */
export function welded(seams: Uint32Array, count: number): Uint32Array {
  const parent = Uint32Array.from({ length: count }, (_, i) => i);
  const root = (i: number): number => {
    let r = i;
    while (parent[r] !== r) r = parent[r];
    return r;
  };
  for (let i = 0; i < seams.length; i += 2) {
    const [a, b] = [root(seams[i]), root(seams[i + 1])];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  return parent.map((_, i) => root(i));
}

export const isSleeve = ({ panels, panelOf }: ClothLayer, vertex: number): boolean =>
  panels[panelOf[vertex]].limb.startsWith('arm');

/** Height down to which cloth of the trunk can lie on an arm, metres. */
export const lowestOnArm = ({ shoulder, elbow }: DressForm): number =>
  Math.min(
    ...FORM_SIDES.map((side) => shoulder[side][1] + SHOULDERED * (elbow[side][1] - shoulder[side][1])),
  );

/** The shortest way to every vertex from the part of the body that its cloth lies on. */
export function waysTo(garment: ClothLayer, particle: Uint32Array, form: DressForm): Ways {
  const { positions: p, triangles } = garment.mesh;
  const count = p.length / 3;
  const normals = broadNormals(p, triangles, particle);
  const ways = {
    from: new Float64Array(count * 3),
    along: new Float64Array(count * 3),
    out: new Float64Array(count),
  };
  const { trunk, armL, armR, legL, legR } = form.exact.parts;
  const arms = [armL, armR];
  const rest = [trunk, legL, legR];
  const lowest = lowestOnArm(form);
  for (let i = 0; i < count; i++) {
    if (particle[i] !== i) continue;
    const at = p.subarray(i * 3, i * 3 + 3);
    const faces = (way: Float64Array): boolean =>
      way[1] * normals[i * 3] + way[2] * normals[i * 3 + 1] + way[3] * normals[i * 3 + 2] > FACING;
    const { limb } = garment.panels[garment.panelOf[i]];
    const sleeve = isSleeve(garment, i);
    const own = nearestOf(sleeve ? [limb === 'armL' ? armL : armR] : rest, at);
    const other = nearestOf(sleeve ? rest : arms, at);
    // a piece can reach beyond its own part, as a wide shoulder over the arm: the way to its own then leads through the other
    const beyond =
      (sleeve || at[1] > lowest) &&
      other.way[0] < own.way[0] &&
      faces(other.way) &&
      (!faces(own.way) || distanceAt(other.part, at, own.way, own.way[0] / 2) < 0);
    const { way } = beyond ? other : own;
    ways.out[i] = Math.max(0, way[0]);
    for (let k = 0; k < 3; k++) {
      ways.along[i * 3 + k] = way[k + 1];
      ways.from[i * 3 + k] = at[k] - way[k + 1] * ways.out[i];
    }
  }
  return ways;
}

/** The nearest of several parts, with distance and direction from it. */
function nearestOf(
  parts: readonly DistanceField[],
  at: ArrayLike<number>,
): { part: DistanceField; way: Float64Array } {
  let best = { part: parts[0], way: new Float64Array(4).fill(Number.POSITIVE_INFINITY) };
  for (const part of parts) {
    const way = new Float64Array(4);
    part.sample(at[0], at[1], at[2], way);
    if (way[0] < best.way[0]) best = { part, way };
  }
  return best;
}

/** Distance of a part from the point `back` metres back on a way to `at`. */
function distanceAt(part: DistanceField, at: ArrayLike<number>, way: Float64Array, back: number): number {
  const out = new Float64Array(4);
  part.sample(at[0] - way[1] * back, at[1] - way[2] * back, at[2] - way[3] * back, out);
  return out[0];
}

/** Normals of the cloth as a whole, without its folds: means over neighbours. */
function broadNormals(positions: Float32Array, triangles: Uint32Array, particle: Uint32Array): Float32Array {
  const welds = triangles.map((v) => particle[v]);
  let now = vertexNormals(positions, welds);
  for (let round = 0; round < BROAD_ROUNDS; round++) {
    const sum = Float32Array.from(now);
    for (let t = 0; t < welds.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const [a, b] = [welds[t + k] * 3, welds[t + ((k + 1) % 3)] * 3];
        for (let c = 0; c < 3; c++) {
          sum[a + c] += now[b + c];
          sum[b + c] += now[a + c];
        }
      }
    }
    for (let i = 0; i < sum.length; i += 3) {
      const l = Math.hypot(sum[i], sum[i + 1], sum[i + 2]) || 1;
      for (let c = 0; c < 3; c++) sum[i + c] /= l;
    }
    now = sum;
  }
  return now;
}

/** Edges between particles, two ends each. */
export function edgesOf(triangles: Uint32Array, particle: Uint32Array): Uint32Array {
  const count = particle.length;
  const known = new Set<number>();
  for (let t = 0; t < triangles.length; t++) {
    const a = particle[triangles[t]];
    const b = particle[triangles[t % 3 === 2 ? t - 2 : t + 1]];
    if (a !== b) known.add(Math.min(a, b) * count + Math.max(a, b));
  }
  return Uint32Array.from([...known].flatMap((key) => [Math.floor(key / count), key % count]));
}

/** Ways to the middles of edges, between those of their ends; -1 as how far out where there is none. */
export function waysBetween(positions: Float32Array, edges: Uint32Array, ways: Ways): Ways {
  const count = edges.length / 2;
  const between = {
    from: new Float64Array(count * 3),
    along: new Float64Array(count * 3),
    out: new Float64Array(count).fill(-1),
  };
  const { from, along } = ways;
  for (let e = 0; e < count; e++) {
    const [a, b] = [edges[e * 2] * 3, edges[e * 2 + 1] * 3];
    const alike = along[a] * along[b] + along[a + 1] * along[b + 1] + along[a + 2] * along[b + 2];
    if (alike < ALIKE) continue;
    const way = [0, 1, 2].map((k) => {
      between.from[e * 3 + k] = (from[a + k] + from[b + k]) / 2;
      return (positions[a + k] + positions[b + k]) / 2 - between.from[e * 3 + k];
    });
    const out = Math.hypot(...way);
    if (out === 0) continue;
    between.out[e] = out;
    for (let k = 0; k < 3; k++) between.along[e * 3 + k] = way[k] / out;
  }
  return between;
}
