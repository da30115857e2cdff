/** Rig: joint angles to the rotation of every bone, for a body at rest. */

import type { BodyPose, Bone } from '../../domain/body.ts';
import { axisTurn, conjugate, fromMatrix, multiplyQuat, type Quat } from '../../mesh/quaternion.ts';
import type { Vec3 } from '../../mesh/vector.ts';
import * as m from '../../mesh/vector.ts';
import { CATALOGUE_STANCE } from '../parametric-body.ts';
import { stanceRotations } from '../stance.ts';
import { freedomIndex, SIDES, type Side } from './freedoms.ts';

const X: Vec3 = [1, 0, 0];
const Y: Vec3 = [0, 1, 0];
const Z: Vec3 = [0, 0, 1];
/** Sole and calf part no further than this, radians. */
const MAX_ANKLE = 0.7;

/** Directions and rotations of a body at rest that its joints turn about. */
interface Limb {
  side: Side;
  /** 1 left, -1 right. */
  sign: number;
  /** Upper arm at rest; direction of the hanging arm; tangents of the cone's axis, forwards and outwards. */
  upper: Vec3;
  hanging: Vec3;
  forwards: Vec3;
  outwards: Vec3;
  /** Rest to hanging. */
  toHanging: Quat;
  elbowAxis: Vec3;
  elbowRest: number;
  fore: Vec3;
  knuckles: Vec3;
  palm: Vec3;
  thigh: Vec3;
  toStraight: Quat;
  kneeAxis: Vec3;
  kneeRest: number;
  freedoms: Record<(typeof LIMB_FREEDOMS)[number], number>;
}

const LIMB_FREEDOMS = [
  'collarUp',
  'collarForward',
  'armForward',
  'armOut',
  'armTwist',
  'elbow',
  'forearmTwist',
  'wristBend',
  'wristSide',
  'thighForward',
  'thighOut',
  'thighTwist',
  'knee',
  'footTurn',
] as const;

export interface Rig {
  bones: readonly Bone[];
  /** Bone heads at rest, three numbers a bone, metres. */
  joints: Float64Array;
  limbs: readonly Limb[];
  /** Rotation of every bone against its parent where nothing else turns it: relaxed fingers. */
  relaxed: readonly Quat[];
  bone: ReadonlyMap<string, number>;
}

/** @param joints bone heads at rest, three numbers a bone, metres */
export function rigOf(bones: readonly Bone[], joints: Float64Array): Rig {
  const bone = new Map(bones.map(({ name }, b) => [name, b]));
  const head = (name: string): Vec3 => {
    const b = bone.get(name);
    if (b === undefined) throw new RangeError(`the skeleton has no bone "${name}"`);
    return [joints[b * 3], joints[b * 3 + 1], joints[b * 3 + 2]];
  };
  const stance = stanceRotations(head, CATALOGUE_STANCE);
  const relaxed = bones.map(({ name, parent }): Quat => {
    const own = stance.get(name);
    const hand = parent < 0 ? undefined : stance.get(bones[parent].name);
    if (!name.startsWith('finger') || !own || !hand) return [0, 0, 0, 1];
    return multiplyQuat(conjugate(fromMatrix(hand)), fromMatrix(own));
  });
  return { bones, joints, bone, relaxed, limbs: SIDES.map((side) => limbOf(side, head)) };
}

function limbOf(side: Side, head: (name: string) => Vec3): Limb {
  const sign = side === 'L' ? 1 : -1;
  const along = (a: string, b: string): Vec3 =>
    m.normalize(m.sub(head(`${b}.${side}`), head(`${a}.${side}`)));
  const upper = along('upperarm01', 'lowerarm01');
  const fore = along('lowerarm01', 'wrist');
  const hanging = m.normalize([0.2 * sign, -1, 0]);
  const forwards = perpendicular(Z, hanging);
  const outwards = perpendicular([sign, 0, 0], hanging);
  const knuckles = along('finger5-1', 'finger2-1');
  const palm = m.normalize(m.cross(knuckles, along('wrist', 'finger3-1')));
  const thigh = along('upperleg01', 'lowerleg01');
  const kneeAxis = perpendicular(X, thigh);
  return {
    side,
    sign,
    upper,
    hanging,
    forwards,
    outwards,
    toHanging: fromMatrix(m.swing(upper, hanging)),
    elbowAxis: m.normalize(m.cross(upper, fore)),
    elbowRest: Math.acos(Math.min(1, m.dot(upper, fore))),
    fore,
    knuckles,
    palm,
    thigh,
    toStraight: fromMatrix(m.swing(thigh, [0, -1, 0])),
    kneeAxis,
    kneeRest: m.twistAngle(thigh, along('lowerleg01', 'foot'), kneeAxis),
    freedoms: Object.fromEntries(
      LIMB_FREEDOMS.map((name) => [name, freedomIndex(`${name}.${side}`)]),
    ) as Limb['freedoms'],
  };
}

/** The unit vector across `axis` nearest to `v`. */
const perpendicular = (v: Vec3, axis: Vec3): Vec3 => m.normalize(m.sub(v, m.scale(axis, m.dot(v, axis))));

const chain = (...turns: Quat[]): Quat => turns.reduce(multiplyQuat);

/** Turn about the vertical, then the sideways, then the forward axis of the part it turns. */
export const orient = (turn: number, nod: number, tilt: number): Quat =>
  chain(axisTurn(Y, turn), axisTurn(X, nod), axisTurn(Z, tilt));

const F = Object.fromEntries(
  ['turn', 'lean', 'tilt', 'spineTwist', 'spineBend', 'spineSide', 'headTurn', 'headNod', 'headTilt'].map(
    (name) => [name, freedomIndex(name)],
  ),
);

/** Rotation of pelvis and chest in the world for joint angles. */
export function trunkTurns(angles: Float64Array): { pelvis: Quat; chest: Quat } {
  const pelvis = orient(angles[F.turn], angles[F.lean], angles[F.tilt]);
  const spine = orient(angles[F.spineTwist], angles[F.spineBend], angles[F.spineSide]);
  return { pelvis, chest: multiplyQuat(pelvis, spine) };
}

/** Rotation of a collarbone in the world. */
export function collarTurn(chest: Quat, limb: Limb, angles: Float64Array): Quat {
  const { freedoms: f, sign } = limb;
  return chain(chest, axisTurn(Z, sign * angles[f.collarUp]), axisTurn(Y, -sign * angles[f.collarForward]));
}

/** Unit quaternions of all bones for joint angles (FREEDOMS order, radians); the root joint stays where it is at rest. */
export function articulate(rig: Rig, angles: Float64Array): BodyPose {
  const { bones, bone, relaxed } = rig;
  const set = new Map<number, Quat>();
  const put = (name: string, turn: Quat): void => {
    set.set(bone.get(name) as number, turn);
  };
  const { pelvis, chest } = trunkTurns(angles);
  put('root', pelvis);
  put('spine05', pelvis);
  put(
    'spine03',
    chain(pelvis, orient(angles[F.spineTwist] / 2, angles[F.spineBend] / 2, angles[F.spineSide] / 2)),
  );
  // the rib cage is one piece
  put('spine02', chest);
  put('spine01', chest);
  const look = (share: number): Quat =>
    multiplyQuat(
      chest,
      orient(angles[F.headTurn] * share, angles[F.headNod] * share, angles[F.headTilt] * share),
    );
  put('neck01', look(0.4));
  put('head', look(1));
  for (const limb of rig.limbs) {
    poseArm(limb, angles, chest, put);
    poseLeg(limb, angles, pelvis, put);
  }
  const rotations = new Float64Array(bones.length * 4);
  bones.forEach(({ parent }, b) => {
    let turn = set.get(b);
    if (!turn) {
      const above: Quat = [
        rotations[parent * 4],
        rotations[parent * 4 + 1],
        rotations[parent * 4 + 2],
        rotations[parent * 4 + 3],
      ];
      turn = multiplyQuat(above, relaxed[b]);
    }
    rotations.set(turn, b * 4);
  });
  return { rotations, root: [rig.joints[0], rig.joints[1], rig.joints[2]] };
}

type Put = (name: string, turn: Quat) => void;

function poseArm(limb: Limb, angles: Float64Array, chest: Quat, put: Put): void {
  const { freedoms: f, side, sign } = limb;
  const collar = collarTurn(chest, limb, angles);
  put(`clavicle.${side}`, collar);
  const forward = angles[f.armForward];
  const out = angles[f.armOut];
  const swing = Math.hypot(forward, out);
  const aim = m.add(m.scale(limb.forwards, forward), m.scale(limb.outwards, out));
  const lifted: Quat = swing < 1e-9 ? [0, 0, 0, 1] : axisTurn(m.normalize(m.cross(limb.hanging, aim)), swing);
  const swung = chain(collar, lifted, limb.toHanging);
  const twist = sign * angles[f.armTwist];
  put(`upperarm01.${side}`, multiplyQuat(swung, axisTurn(limb.upper, twist * 0.4)));
  const upper = multiplyQuat(swung, axisTurn(limb.upper, twist));
  put(`upperarm02.${side}`, upper);
  const fore = multiplyQuat(upper, axisTurn(limb.elbowAxis, angles[f.elbow] - limb.elbowRest));
  const roll = sign * angles[f.forearmTwist];
  put(`lowerarm01.${side}`, multiplyQuat(fore, axisTurn(limb.fore, roll * 0.35)));
  put(`lowerarm02.${side}`, multiplyQuat(fore, axisTurn(limb.fore, roll * 0.75)));
  put(
    `wrist.${side}`,
    chain(
      fore,
      axisTurn(limb.fore, roll),
      axisTurn(limb.knuckles, -sign * angles[f.wristBend]),
      axisTurn(limb.palm, sign * angles[f.wristSide]),
    ),
  );
}

function poseLeg(limb: Limb, angles: Float64Array, pelvis: Quat, put: Put): void {
  const { freedoms: f, side, sign } = limb;
  const thigh = chain(
    pelvis,
    axisTurn(Z, sign * angles[f.thighOut]),
    axisTurn(X, -angles[f.thighForward]),
    axisTurn(Y, sign * angles[f.thighTwist]),
    limb.toStraight,
  );
  put(`upperleg01.${side}`, thigh);
  const calf = multiplyQuat(thigh, axisTurn(limb.kneeAxis, angles[f.knee] - limb.kneeRest));
  put(`lowerleg01.${side}`, calf);
  // the sole lies flat on the floor unless the ankle cannot bend that far
  const flat = axisTurn(Y, angles[F.turn] + sign * angles[f.footTurn]);
  const ankle = multiplyQuat(conjugate(calf), flat);
  const w = Math.min(1, Math.abs(ankle[3]));
  const bend = 2 * Math.acos(w);
  if (bend <= MAX_ANKLE) {
    put(`foot.${side}`, flat);
    return;
  }
  const half = MAX_ANKLE / 2;
  const scale = (Math.sign(ankle[3]) || 1) * (Math.sin(half) / (Math.sqrt(1 - w * w) || 1));
  put(
    `foot.${side}`,
    multiplyQuat(calf, [ankle[0] * scale, ankle[1] * scale, ankle[2] * scale, Math.cos(half)]),
  );
}
