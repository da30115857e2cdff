/** Re-pose: garments that were sewn for a standing body are carried into another pose with it and settle there. */

import type { BodyPose, DistanceField, PosedBody } from '../../domain/body.ts';
import type { SewnGarment } from '../../domain/garment3d.ts';
import { boneShares, type SkinWeights } from '../../mesh/bound-piece.ts';
import { NearestVertex } from '../../mesh/near-surface.ts';
import { conjugate, multiplyQuat, normalizeQuat, type Quat } from '../../mesh/quaternion.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';
import { Cloth } from '../cloth/cloth.ts';
import type { Collider } from '../cloth/contact.ts';
import { CLOTH_MATERIALS } from '../cloth/materials.ts';
import type { Attachment } from '../cloth/stitches.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import { posedJoints, rotationOf } from '../skeleton.ts';
import { boneMotions, skinVertices } from '../skin.ts';
import { clear, THICKNESS } from './drape.ts';
import { dressForm } from './dress-form.ts';
import type { DressForm } from './form.ts';
import type { SewnResult } from './sew-garment.ts';
import { welded } from './skin-ways.ts';

/** A body turns a joint by at most this much between two looks at its solids, radians. */
const TURN = 0.22;
const LEAST_STEPS = 4;
const MOST_STEPS = 9;
const FRAMES_A_STEP = 3;
const SETTLING_FRAMES = 30;
const SUBSTEPS = 14;
/** Cloth looks this far for the skin it moves with, metres. */
const REACH = 0.25;
/** Rounds in which neighbours agree on the bones they move with. */
const AGREEING = 10;
/** Waistbands hold what is this close to their top, metres, by springs of this compliance, m/N. */
const BAND = 0.025;
const HOLD = 2e-3;
/** Share of an arm's bones from which cloth of the trunk lies on the shoulder. */
const SHOULDERED = 0.2;
/** Friction of an arm that moves beside the trunk. */
const SLIP = 0.03;
/** Where the direction to a limb matters, metres. */
const NEAR_LIMB = 0.02;
/** Room that each garment beneath takes, metres. */
const LAYER = 0.003;
/** Least distance from the body in the end, metres. */
const CLEARANCE = 0.0008;

const HUNG = ['trousers', 'shorts', 'skirt'];
const ARM = /^(upperarm|lowerarm|wrist|finger)/;
const FAR_ARM = /^(upperarm02|lowerarm|wrist|finger)/;
const LEG = /^(upperleg|lowerleg|foot|toe)/;

export interface Reposed {
  /** As given, in the pose. */
  worn: SewnResult[];
  posed: PosedBody;
  form: DressForm;
}

/**
 * Moves garments from one pose of a body to another. What is told of their fit stays that of the standing body.
 *
 * Deterministic: equal inputs give equal vertices bit for bit.
 *
 * @param worn as draped in the pose `from`, innermost first
 */
export function repose(
  worn: readonly SewnResult[],
  body: ParametricBody,
  rest: RestBody,
  from: BodyPose,
  to: BodyPose,
): Reposed {
  const { asset } = body;
  const start = body.pose(rest, from);
  const cloths = worn.map((garment, layer) => moving(garment, layer, body, start));
  const steps = stepsBetween(from, to);
  let before = motionsOf(body, rest, from);
  let posed = start;
  for (let k = 1; k <= steps; k++) {
    const pose = k === steps ? to : between(from, to, k / steps);
    const after = motionsOf(body, rest, pose);
    posed = body.pose(rest, pose);
    const { parts } = body.fields(posed);
    const way = relativeMotions(before, after, asset.bones.length);
    for (const one of cloths) {
      one.carry(way);
      one.settle(parts, k === steps ? SETTLING_FRAMES : FRAMES_A_STEP, k === steps);
    }
    before = after;
  }
  const form = dressForm(body, rest, posed);
  const solids = [...Object.values(form.exact.parts), form.exact.whole];
  return {
    worn: worn.map((garment, i) => {
      const { cloth } = cloths[i];
      clear(cloth, solids, CLEARANCE, garment.mesh.triangles, Object.values(form.exact.parts));
      const { uvs, triangles } = garment.mesh;
      return {
        ...garment,
        mesh: { positions: Float32Array.from(cloth.x), triangles, ...(uvs ? { uvs } : {}) },
      };
    }),
    posed,
    form,
  };
}

/**
 * A surface that lies on a body, carried with it into another pose without settling.
 *
 * @returns the same surface in the pose; its normals are left out
 */
export function carried(
  { positions, triangles, uvs }: TriangleMesh,
  body: ParametricBody,
  rest: RestBody,
  from: BodyPose,
  to: BodyPose,
): TriangleMesh {
  const { skin, skinCount, bones } = body.asset;
  const { vertices } = body.pose(rest, from);
  const near = new NearestVertex(vertices.subarray(0, skinCount * 3), REACH);
  const all = bones.length;
  const own = Uint32Array.from({ length: positions.length / 3 }, (_, i) => i);
  const weights = new Float64Array(own.length * all);
  for (const i of own) addBones(weights, i, near.find(...pointOf(positions, i)), skin, all);
  const follow = fourLargest(agreed(weights, triangles, own, all), own, all);
  const way = relativeMotions(motionsOf(body, rest, from), motionsOf(body, rest, to), all);
  return { positions: skinVertices(way, positions, follow), triangles, ...(uvs ? { uvs } : {}) };
}

const pointOf = (p: Float32Array, i: number): [number, number, number] => [
  p[i * 3],
  p[i * 3 + 1],
  p[i * 3 + 2],
];

/** Lets vertex i move as skin vertex v does; with the root where there is none. */
function addBones(weights: Float64Array, i: number, v: number, skin: SkinWeights, all: number): void {
  if (v < 0) weights[i * all] = 1;
  else for (let k = v * 4; k < v * 4 + 4; k++) weights[i * all + skin.index[k]] += skin.weight[k];
}

interface Moving {
  cloth: Cloth;
  carry(motions: Float64Array): void;
  settle(parts: Record<Part, DistanceField>, frames: number, last: boolean): void;
}
type Part = 'trunk' | 'armL' | 'armR' | 'legL' | 'legR';

function moving(garment: SewnResult, layer: number, body: ParametricBody, start: PosedBody): Moving {
  const { mesh, flat, panels, panelOf, category } = garment;
  const particle = welded(garment.seams, panelOf.length);
  const material = CLOTH_MATERIALS[garment.material];
  const { triangles } = mesh;
  const cloth = new Cloth({ flat, triangles, positions: mesh.positions, particle, material });
  const skin = followed(garment, particle, body, start);
  const limbOf = (i: number): string => panels[panelOf[i]].limb;
  const meets = (test: (limb: string) => boolean): Uint8Array =>
    Uint8Array.from(panelOf, (_, i) => (test(limbOf(i)) ? 1 : 0));
  // what lies on a shoulder rests on the arm; what hangs beside it is pressed to the trunk
  const shouldered = boneShares(skin, body.asset.bones, ARM);
  const onArm = (limb: string): Uint8Array =>
    Uint8Array.from(panelOf, (_, i) => {
      const own = limbOf(i);
      return own === limb || (!own.startsWith('arm') && shouldered[i] > SHOULDERED) ? 1 : 0;
    });
  const flags = {
    armL: onArm('armL'),
    armR: onArm('armR'),
    beside: Uint8Array.from(panelOf, (_, i) =>
      !limbOf(i).startsWith('arm') && shouldered[i] <= SHOULDERED ? 1 : 0,
    ),
    legs: meets((limb) => limb !== 'armL' && limb !== 'armR'),
  };
  const thickness = THICKNESS + layer * LAYER;
  const held: number[] = [];
  if (HUNG.includes(category)) {
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 1; i < mesh.positions.length; i += 3) top = Math.max(top, mesh.positions[i]);
    for (let i = 0; i < particle.length; i++) {
      if (particle[i] === i && mesh.positions[i * 3 + 1] > top - BAND) held.push(i);
    }
  }
  let attachments: Attachment[] = [];
  return {
    cloth,
    carry: (motions) => {
      cloth.x.set(skinVertices(motions, Float32Array.from(cloth.x), skin));
      cloth.v.fill(0);
      attachments = held.map((i) => ({
        particle: i,
        target: [cloth.x[i * 3], cloth.x[i * 3 + 1], cloth.x[i * 3 + 2]],
        compliance: HOLD,
      }));
    },
    settle: ({ trunk, armL, armR, legL, legR }, frames, last) => {
      const colliders: Collider[] = [
        { field: armL, thickness, meets: flags.armL },
        { field: armR, thickness, meets: flags.armR },
        { field: pressing(armL, trunk), thickness, meets: flags.beside, friction: SLIP },
        { field: pressing(armR, trunk), thickness, meets: flags.beside, friction: SLIP },
        { field: legL, thickness, meets: flags.legs },
        { field: legR, thickness, meets: flags.legs },
        { field: trunk, thickness },
      ];
      cloth.setColliders(colliders);
      for (let f = 0; f < frames; f++)
        cloth.step({ substeps: SUBSTEPS, attachments, average: last && f === frames - 1 });
    },
  };
}

/** A limb as loose cloth of the trunk meets it: it does not lift the cloth but presses it towards the trunk. */
function pressing(limb: DistanceField, trunk: DistanceField): DistanceField {
  const way = new Float64Array(4);
  return {
    sample(x, y, z, out) {
      limb.sample(x, y, z, out);
      if (out[0] > NEAR_LIMB) return;
      trunk.sample(x, y, z, way);
      // where limb and trunk meet, cloth that lies on the trunk has no way to go
      if (way[0] < 2 * THICKNESS) out[0] = NEAR_LIMB;
      for (let k = 1; k < 4; k++) out[k] = -way[k];
    },
  };
}

/** The bones that every vertex of a garment moves with: those of the skin next to it, as its neighbours do. */
function followed(
  { mesh, panels, panelOf, category }: SewnGarment,
  particle: Uint32Array,
  body: ParametricBody,
  start: PosedBody,
): SkinWeights {
  const { skin, skinCount, bones } = body.asset;
  const share = (names: RegExp): Float32Array => boneShares(skin, bones, names);
  const arm = share(ARM);
  const farArm = share(FAR_ARM);
  const leg = {
    L: share(/^(upperleg|lowerleg|foot|toe).*L$/),
    R: share(/^(upperleg|lowerleg|foot|toe).*R$/),
  };
  const own = {
    L: share(/^(clavicle|upperarm|lowerarm|wrist).*L$/),
    R: share(/^(clavicle|upperarm|lowerarm|wrist).*R$/),
  };
  const usable: Record<string, (v: number) => boolean> = {
    torso: (v) => farArm[v] < 0.3,
    skirt: (v) => arm[v] < 0.3,
    armL: (v) => own.L[v] > 0.3,
    armR: (v) => own.R[v] > 0.3,
    legL: (v) => arm[v] < 0.3 && leg.R[v] < 0.5,
    legR: (v) => arm[v] < 0.3 && leg.L[v] < 0.5,
  };
  const positions = start.vertices.subarray(0, skinCount * 3);
  const nearest = new Map<string, NearestVertex>();
  for (const { limb } of panels) {
    const keep = usable[limb];
    if (nearest.has(limb)) continue;
    nearest.set(
      limb,
      new NearestVertex(
        positions,
        REACH,
        new Set(Array.from({ length: skinCount }, (_, v) => v).filter(keep)),
      ),
    );
  }
  const count = particle.length;
  const all = bones.length;
  const weights = new Float64Array(count * all);
  for (let i = 0; i < count; i++) {
    if (particle[i] !== i) continue;
    const { limb } = panels[panelOf[i]];
    addBones(weights, i, nearest.get(limb)!.find(...pointOf(mesh.positions, i)), skin, all);
  }
  if (category === 'skirt' || category === 'dress') bothThighs(weights, bones);
  return fourLargest(agreed(weights, mesh.triangles, particle, all), particle, all);
}

/** Weights after neighbours have agreed. */
function agreed(
  first: Float64Array,
  triangles: Uint32Array,
  particle: Uint32Array,
  all: number,
): Float64Array {
  const ring = neighboursOf(triangles, particle);
  let weights = first;
  for (let round = 0; round < AGREEING; round++) {
    const now = new Float64Array(weights);
    ring.forEach((near, i) => {
      if (near.length === 0) return;
      for (let b = 0; b < all; b++) {
        let sum = 0;
        for (const j of near) sum += weights[j * all + b];
        now[i * all + b] = 0.5 * weights[i * all + b] + (0.5 * sum) / near.length;
      }
    });
    weights = now;
  }
  return weights;
}

/** What hangs around both legs goes with both thighs alike, and with nothing below the knee. */
function bothThighs(weights: Float64Array, bones: readonly { name: string }[]): void {
  const all = bones.length;
  const thighs = ['upperleg01.L', 'upperleg01.R'].map((name) =>
    bones.findIndex((bone) => bone.name === name),
  );
  const legs = bones.flatMap(({ name }, b) => (LEG.test(name) ? [b] : []));
  for (let i = 0; i < weights.length; i += all) {
    let sum = 0;
    for (const b of legs) {
      sum += weights[i + b];
      weights[i + b] = 0;
    }
    for (const b of thighs) weights[i + b] = sum / 2;
  }
}

function neighboursOf(triangles: Uint32Array, particle: Uint32Array): number[][] {
  const ring = Array.from({ length: particle.length }, () => new Set<number>());
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [particle[triangles[t]], particle[triangles[t + 1]], particle[triangles[t + 2]]];
    ring[a].add(b).add(c);
    ring[b].add(a).add(c);
    ring[c].add(a).add(b);
  }
  return ring.map((set) => [...set]);
}

function fourLargest(weights: Float64Array, particle: Uint32Array, all: number): SkinWeights {
  const count = particle.length;
  const index = new Uint16Array(count * 4);
  const weight = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const from = particle[i] * all;
    const best = Array.from({ length: all }, (_, b) => b)
      .sort((a, b) => weights[from + b] - weights[from + a] || a - b)
      .slice(0, 4);
    const sum = best.reduce((total, b) => total + weights[from + b], 0);
    best.forEach((b, k) => {
      index[i * 4 + k] = b;
      weight[i * 4 + k] = weights[from + b] / sum;
    });
  }
  return { index, weight };
}

function motionsOf({ asset }: ParametricBody, rest: RestBody, pose: BodyPose): Float64Array {
  return boneMotions(pose, rest.joints, posedJoints(asset.bones, rest.joints, pose));
}

/** From where `before` put each bone to where `after` puts it: dual quaternions, after times the inverse of before. */
export function relativeMotions(before: Float64Array, after: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count * 8);
  const part = (from: Float64Array, at: number): Quat => [from[at], from[at + 1], from[at + 2], from[at + 3]];
  for (let b = 0; b < count; b++) {
    const at = b * 8;
    const back = conjugate(part(before, at));
    const q = multiplyQuat(part(after, at), back);
    const one = multiplyQuat(part(after, at), conjugate(part(before, at + 4)));
    const two = multiplyQuat(part(after, at + 4), back);
    out.set(q, at);
    for (let k = 0; k < 4; k++) out[at + 4 + k] = one[k] + two[k];
  }
  return out;
}

function stepsBetween(from: BodyPose, to: BodyPose): number {
  let most = 0;
  for (let b = 0; b < from.rotations.length / 4; b++) {
    const dot = Math.abs(rotationOf(from, b).reduce((sum, v, k) => sum + v * rotationOf(to, b)[k], 0));
    most = Math.max(most, 2 * Math.acos(Math.min(1, dot)));
  }
  return Math.min(MOST_STEPS, Math.max(LEAST_STEPS, Math.ceil(most / TURN)));
}

/** The pose on the way from one to the other: rotations on the shortest arcs (normalised blends). */
function between(from: BodyPose, to: BodyPose, t: number): BodyPose {
  const rotations = new Float64Array(from.rotations.length);
  for (let b = 0; b < rotations.length / 4; b++) {
    const [a, c] = [rotationOf(from, b), rotationOf(to, b)];
    const sign = a.reduce((sum, v, k) => sum + v * c[k], 0) < 0 ? -1 : 1;
    rotations.set(normalizeQuat(a.map((v, k) => v * (1 - t) + sign * c[k] * t) as Quat), b * 4);
  }
  const mix = (k: 0 | 1 | 2): number => from.root[k] + (to.root[k] - from.root[k]) * t;
  return { rotations, root: [mix(0), mix(1), mix(2)] };
}
