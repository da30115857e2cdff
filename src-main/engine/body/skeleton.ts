/** The skeleton of a shaped body: where joints are at rest and in a pose, and poses by name. */

import type { BodyPose, Bone } from '../domain/body.ts';
import { fromMatrix, type Quat, rotate } from '../mesh/quaternion.ts';
import type { Vec3 } from '../mesh/vector.ts';
import type { BodyAsset } from './asset.ts';
import { type Stance, stanceRotations } from './stance.ts';

/** Position of a named joint or point ('upperarm01.L', 'crown', ...) among `vertices`. */
export function jointPosition(asset: BodyAsset, vertices: Float32Array, name: string): Vec3 {
  const v = asset.joints.get(name);
  if (v === undefined) throw new RangeError(`the skeleton has no joint "${name}"`);
  return [vertices[v * 3], vertices[v * 3 + 1], vertices[v * 3 + 2]];
}

/** Heads of all bones at rest, three numbers a bone. */
export function restJoints(asset: BodyAsset, rest: Float32Array): Float64Array {
  return Float64Array.from(asset.bones.flatMap((bone) => jointPosition(asset, rest, bone.name)));
}

export function rotationOf(pose: BodyPose, bone: number): Quat {
  const q = pose.rotations;
  return [q[bone * 4], q[bone * 4 + 1], q[bone * 4 + 2], q[bone * 4 + 3]];
}

/** Heads of all bones in a pose: every bone hangs on its parent. */
export function posedJoints(bones: readonly Bone[], rest: Float64Array, pose: BodyPose): Float64Array {
  const out = new Float64Array(bones.length * 3);
  out.set(pose.root);
  for (let b = 1; b < bones.length; b++) {
    const p = bones[b].parent;
    const arm = rotate(rotationOf(pose, p), [
      rest[b * 3] - rest[p * 3],
      rest[b * 3 + 1] - rest[p * 3 + 1],
      rest[b * 3 + 2] - rest[p * 3 + 2],
    ]);
    for (let k = 0; k < 3; k++) out[b * 3 + k] = out[p * 3 + k] + arm[k];
  }
  return out;
}

/** The pose that changes nothing. */
export function restPose(bones: readonly Bone[], joints: Float64Array): BodyPose {
  const rotations = new Float64Array(bones.length * 4);
  for (let b = 0; b < bones.length; b++) rotations[b * 4 + 3] = 1;
  return { rotations, root: [joints[0], joints[1], joints[2]] };
}

/** The pose of a stance on a body at rest; the root stays where it is. */
export function stancePose(asset: BodyAsset, rest: Float32Array, stance: Stance): BodyPose {
  const turned = stanceRotations((bone) => jointPosition(asset, rest, bone), stance);
  const rotations = new Float64Array(asset.bones.length * 4);
  asset.bones.forEach(({ name, parent }, b) => {
    const own = turned.get(name);
    if (own) rotations.set(fromMatrix(own), b * 4);
    else rotations.copyWithin(b * 4, parent * 4, parent * 4 + 4);
  });
  return { rotations, root: jointPosition(asset, rest, asset.bones[0].name) };
}
