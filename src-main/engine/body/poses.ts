/** Poses for 3D views: stances by name, arms opened until hands lie beside the body; or the pose of a photo. */

import type { AnyPose, ViewPose } from '../../contract/shape-body.ts';
import type { BodyPose } from '../domain/body.ts';
import { boneShares } from '../mesh/bound-piece.ts';
import { CATALOGUE_STANCE, type ParametricBody, type RestBody } from './parametric-body.ts';
import { photoPose } from './photo/photo-pose.ts';
import type { ArmPose, Stance } from './stance.ts';

const { arms, legs } = CATALOGUE_STANCE;

/** The hand lies deep in the waist until the arm is opened. */
const ON_HIP: ArmPose = {
  upper: [1.05, -1, -0.32],
  fore: [-1, -0.55, 0.28],
  roll: -0.6,
  wrist: -0.7,
  curl: 0.6,
};

const STANCES: Record<ViewPose, Stance> = {
  stand: CATALOGUE_STANCE,
  'hand-on-hip': { arms: { L: ON_HIP, R: arms.R }, legs, hipRoll: 0.03 },
  walk: {
    arms: {
      L: { upper: [0.24, -1, -0.26], fore: [0.14, -1, 0.02], roll: -0.4 },
      R: { upper: [0.24, -1, 0.22], fore: [0.14, -1, 0.5], roll: -0.4 },
    },
    legs: {
      L: { thigh: [0.03, -1, 0.26], calf: [0.01, -1, 0.05], turn: 0.1 },
      R: { thigh: [0.03, -1, -0.16], calf: [0.01, -1, -0.42], turn: 0.12 },
    },
  },
  sit: {
    arms: {
      L: { upper: [0.24, -1, 0.3], fore: [-0.04, -0.36, 1], roll: 0.6 },
      R: { upper: [0.24, -1, 0.3], fore: [-0.04, -0.36, 1], roll: 0.6 },
    },
    legs: {
      L: { thigh: [0.16, -0.14, 1], calf: [0.03, -1, 0.05], turn: 0.14 },
      R: { thigh: [0.16, -0.14, 1], calf: [0.03, -1, 0.05], turn: 0.14 },
    },
  },
};

/** Hands keep this far from trunk and legs, for what is worn there, metres. */
const HAND_GAP = 0.02;
/** Opening is tried in steps up to the widest; radians, roughly. */
const OPENING = 0.05;
const WIDEST = 1.2;

/**
 * The pose on a body, its lowest point on the floor.
 *
 * @throws StudioError 'invalid-input' for a pose of a photo with joints that there are not
 */
export function viewPose(body: ParametricBody, rest: RestBody, name: AnyPose): BodyPose {
  if (typeof name === 'object') return photoPose(body, rest, name.joints);
  const stance = STANCES[name];
  if (name === 'stand') return body.stance(rest, stance);
  const hand = boneShares(body.asset.skin, body.bones, /^(wrist|finger)/);
  const own = { L: [] as number[], R: [] as number[] };
  for (let v = 0; v < body.asset.skinCount; v += 3) {
    if (hand[v] > 0.5) own[rest.vertices[v * 3] > 0 ? 'L' : 'R'].push(v);
  }
  const { trunk, legL, legR } = body.fields(body.pose(rest, body.stance(rest, stance))).parts;
  const out = new Float64Array(4);
  const tooDeep = (arms: Stance['arms'], side: 'L' | 'R'): boolean => {
    const { vertices } = body.pose(rest, body.stance(rest, { ...stance, arms }));
    return own[side].some((v) =>
      [trunk, legL, legR].some((part) => {
        const [x, y, z] = vertices.subarray(v * 3, v * 3 + 3);
        if (part.boxDistance(x, y, z) > HAND_GAP) return false;
        part.exact(x, y, z, out);
        return out[0] < HAND_GAP;
      }),
    );
  };
  const found = { ...stance.arms };
  for (const side of ['L', 'R'] as const) {
    for (let open = 0; open <= WIDEST; open += OPENING) {
      found[side] = opened(stance.arms[side], open);
      if (!tooDeep(found, side)) break;
    }
  }
  return body.stance(rest, { ...stance, arms: found });
}

/** An arm turned away from the trunk by about that many radians; a hand on the thigh is lifted. */
function opened(arm: ArmPose, by: number): ArmPose {
  const [ux, uy, uz] = arm.upper;
  const [fx, fy, fz] = arm.fore;
  if (fz > 0.8) return { ...arm, fore: [fx, fy + by, fz] };
  if (fx < 0) return { ...arm, upper: [ux + by * 0.35, uy, uz], fore: [fx + by, fy, fz] };
  return { ...arm, upper: [ux + by, uy, uz], fore: [fx + by, fy, fz] };
}
