/** Reduces MakeHuman's default skeleton of 163 bones to the ones a person is posed by. */

import type { Bone } from '../../../src-main/engine/domain/body.ts';
import type { BaseModel } from './makehuman.ts';

const SIDES = ['L', 'R'] as const;

/** Bones that are kept; every other one lends its skin to its nearest kept ancestor. */
function keptBones(): string[] {
  const kept = ['root', 'spine05', 'spine03', 'spine02', 'spine01', 'neck01', 'head'];
  for (const side of SIDES) {
    const arm = ['clavicle', 'upperarm01', 'upperarm02', 'lowerarm01', 'lowerarm02', 'wrist'];
    for (let finger = 1; finger <= 5; finger++) for (let k = 1; k <= 3; k++) arm.push(`finger${finger}-${k}`);
    const leg = ['upperleg01', 'upperleg02', 'lowerleg01', 'foot', 'toes'];
    kept.push(...[...arm, ...leg].map((bone) => `${bone}.${side}`));
  }
  return kept;
}

export interface ReducedSkeleton {
  bones: Bone[];
  /** Vertices of the base model whose mean is a joint, by bone or point; bone heads first, in the order of bones. */
  joints: Map<string, number[]>;
  /** Kept bone of every bone of the base model. */
  merged: number[];
}

/** All toes of a foot are one bone. */
const canonical = (name: string): string => name.replace(/^toe\d-\d\./, 'toes.');

export function reduceSkeleton(base: BaseModel): ReducedSkeleton {
  const kept = keptBones();
  const index = new Map(kept.map((name, i) => [name, i]));
  const ancestor = (b: number): number => {
    for (let at = b; at >= 0; at = base.bones[at].parent) {
      const found = index.get(canonical(base.bones[at].name));
      if (found !== undefined) return found;
    }
    return 0;
  };
  const parentOf = (name: string): number => {
    let at = base.bones.findIndex((b) => canonical(b.name) === name);
    if (at < 0) throw new Error(`the base model has no bone ${name}`);
    while (at >= 0 && canonical(base.bones[at].name) === name) at = base.bones[at].parent;
    return at < 0 ? -1 : ancestor(at);
  };
  const vertices = (joint: string): number[] => {
    const list = base.jointVertices[joint];
    if (!list?.length) throw new Error(`the base model has no joint ${joint}`);
    return list;
  };
  const joints = new Map<string, number[]>();
  for (const name of kept) {
    const toes = /^toes\.(.)$/.exec(name);
    joints.set(
      name,
      toes
        ? [1, 2, 3, 4, 5].flatMap((t) => vertices(`toe${t}-1.${toes[1]}____head`))
        : vertices(`${name}____head`),
    );
  }
  joints.set('crown', vertices('head____tail'));
  for (const side of SIDES) {
    joints.set(`eye.${side}`, vertices(`eye.${side}____head`));
    joints.set(`toetip.${side}`, vertices(`toe2-3.${side}____tail`));
    for (let f = 1; f <= 5; f++)
      joints.set(`fingertip${f}.${side}`, vertices(`finger${f}-3.${side}____tail`));
  }
  return {
    bones: kept.map((name) => ({ name, parent: parentOf(name) })),
    joints,
    merged: base.bones.map((_, b) => ancestor(b)),
  };
}

/** Four bones and 16-bit shares a vertex, which add up to 65535, from the weights of the base model. */
export function reduceWeights(
  base: BaseModel,
  merged: readonly number[],
  vertex: number,
): { index: number[]; share: number[] } {
  const sums = new Map<number, number>();
  for (let k = vertex * 4; k < vertex * 4 + 4; k++) {
    const bone = merged[base.skinIndex[k]];
    sums.set(bone, (sums.get(bone) ?? 0) + base.skinWeight[k]);
  }
  const best = [...sums].filter(([, w]) => w > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (best.length === 0) best.push([0, 1]);
  const total = best.reduce((s, [, w]) => s + w, 0);
  const share = best.map(([, w]) => Math.round((w / total) * 65535));
  share[0] += 65535 - share.reduce((s, w) => s + w, 0);
  const pad = (list: number[]): number[] => [...list, 0, 0, 0, 0].slice(0, 4);
  return { index: pad(best.map(([bone]) => bone)), share: pad(share) };
}
