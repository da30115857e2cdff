/**
 * Photo pose: the pose of a person in a photo on a body of another shape. Hands at the hips rest on them; limbs that would lie in the
 * other body are moved out of it by the least turn of shoulder, elbow or hip.
 */

import type { ToldPose } from '../../../contract/body.ts';
import { StudioError } from '../../../contract/errors.ts';
import { say } from '../../../contract/sentences.ts';
import type { BodyPose } from '../../domain/body.ts';
import { boneShares } from '../../mesh/bound-piece.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import type { BodyPart } from '../sdf.ts';
import type { FittedView } from './fit-body.ts';
import { FREEDOMS, freedomIndex, limitAngles, naturalAngles, SIDES, type Side } from './freedoms.ts';
import { handOnHip } from './hand-contact.ts';
import { articulate, rigOf } from './rig.ts';

/** Least agreement of the silhouettes, without hair and things carried, and most error of landmarks, shares of the stature. */
const LEAST_AGREEMENT = 0.75;
const MOST_ERROR = 0.03;
/** A joint's angle is a guess where the photo leaves more than this share of what is usual open. */
const GUESSED = 0.7;
const ARMS = ['armOut', 'elbow'];
const LEGS = ['thighForward', 'knee'];
/** Left out where legs are not seen: the pelvis stands with them, and the chest leans as it does in the photo. */
const OF_LEGS = /^(thigh|knee|foot|lean$|tilt$)/;
const ON_PELVIS: Record<string, string> = { spineBend: 'lean', spineSide: 'tilt' };
/** Limbs keep this far from other parts for what is worn there, metres. */
const GAP = 0.015;
/** Turns out of the body are tried in steps, radians. */
const STEP = 0.08;
const STEPS = 10;
/** Every so many-th vertex of a limb is looked at. */
const EVERY = 4;

type PoseFound = Pick<FittedView, 'landmarkError' | 'angles' | 'angleSpreads'> & {
  agreement: Pick<FittedView['agreement'], 'iouBody'>;
};

/** What a view of a fit tells of the pose, degrees. Legs that are not all seen are left out. */
export function toldPose({ agreement, landmarkError, angles, angleSpreads }: PoseFound): ToldPose {
  const isGuessed = (name: string): boolean =>
    SIDES.some((side) => {
      const i = freedomIndex(`${name}.${side}`);
      return !(angleSpreads[i] < GUESSED * FREEDOMS[i].spread);
    });
  if (ARMS.some(isGuessed)) return { because: say('pose-arms-unseen') };
  if (!(agreement.iouBody >= LEAST_AGREEMENT))
    return { because: say('pose-outline-off', { percent: Math.round(agreement.iouBody * 100) }) };
  if (!(landmarkError <= MOST_ERROR)) return { because: say('pose-joints-off') };
  const standing = LEGS.some(isGuessed);
  const joints = FREEDOMS.flatMap(({ name }, i) => {
    if (standing && OF_LEGS.test(name)) return [];
    const angle = angles[i] + (standing && name in ON_PELVIS ? angles[freedomIndex(ON_PELVIS[name])] : 0);
    return [[name, Math.round((angle * 1800) / Math.PI) / 10]];
  });
  return {
    joints: Object.fromEntries(joints),
    ...(standing ? { note: say('pose-legs-standing') } : {}),
  };
}

/**
 * The pose with its front to the viewer, its lowest point on the floor.
 *
 * @param joints degrees by the names of FREEDOMS; those left out are natural
 * @throws StudioError 'invalid-input' for a joint that there is not
 */
export function photoPose(
  body: ParametricBody,
  rest: RestBody,
  joints: Readonly<Record<string, number>>,
): BodyPose {
  const angles = naturalAngles();
  for (const [name, degrees] of Object.entries(joints)) {
    const i = FREEDOMS.findIndex((freedom) => freedom.name === name);
    if (i < 0)
      throw new StudioError('invalid-input', `Expected the name of a joint angle, received "${name}".`);
    angles[i] = (degrees * Math.PI) / 180;
  }
  angles[freedomIndex('turn')] = 0;
  limitAngles(angles);
  const rig = rigOf(body.bones, rest.joints);
  const poseOf = (turned: Float64Array): BodyPose => body.grounded(rest, articulate(rig, turned));
  const lies = liesIn(body, rest);
  let found = angles;
  for (const side of SIDES) {
    found = leastTurn(found, legTurns(side), (turned) => lies('leg', side, poseOf(turned)));
  }
  const standing = poseOf(found);
  const { trunk, legL, legR } = body.fields(body.pose(rest, standing)).parts;
  for (const side of SIDES) {
    found = handOnHip(found, standing, side, body, rest, rig, [trunk, legL, legR]);
    found = leastTurn(found, armTurns(side), (turned) => lies('arm', side, poseOf(turned)));
  }
  return poseOf(found);
}

/** Radians by joint angle for one step of a turn. */
type Turn = readonly (readonly [index: number, by: number])[];

const legTurns = (side: Side): Turn[] => [[[freedomIndex(`thighOut.${side}`), STEP / 2]]];

function armTurns(side: Side): Turn[] {
  const out = freedomIndex(`armOut.${side}`);
  const forward = freedomIndex(`armForward.${side}`);
  const elbow = freedomIndex(`elbow.${side}`);
  return [
    [[out, STEP]],
    [[forward, STEP]],
    [[elbow, -STEP]],
    [
      [out, STEP],
      [forward, STEP],
    ],
    [
      [forward, -STEP],
      [out, STEP],
    ],
  ];
}

/** The angles turned the least number of steps that brings the depth to 0, or else to its least. */
function leastTurn(
  angles: Float64Array,
  turns: readonly Turn[],
  depth: (angles: Float64Array) => number,
): Float64Array {
  let best = { angles, depth: depth(angles) };
  for (let step = 1; step <= STEPS && best.depth > 0; step++) {
    for (const turn of turns) {
      const turned = Float64Array.from(angles);
      for (const [i, by] of turn) turned[i] += by * step;
      limitAngles(turned);
      const found = depth(turned);
      if (found < best.depth) best = { angles: turned, depth: found };
      if (found <= 0) break;
    }
  }
  return best.angles;
}

type Limb = 'arm' | 'leg';
const FAR_BONES = { arm: /^(lowerarm02|wrist|finger)/, leg: /^(lowerleg|foot|toe)/ };

/** Answers how far a far part of a limb lies nearer to the rest of a posed body than it may, metres. */
function liesIn(body: ParametricBody, rest: RestBody): (limb: Limb, side: Side, pose: BodyPose) => number {
  const { skin, skinCount } = body.asset;
  const own = (limb: Limb): Record<Side, number[]> => {
    const share = boneShares(skin, body.bones, FAR_BONES[limb]);
    const found: Record<Side, number[]> = { L: [], R: [] };
    for (let v = 0; v < skinCount; v += EVERY)
      if (share[v] > 0.5) found[rest.vertices[v * 3] > 0 ? 'L' : 'R'].push(v);
    return found;
  };
  const vertices = { arm: own('arm'), leg: own('leg') };
  const out = new Float64Array(4);
  return (limb, side, pose) => {
    const posed = body.pose(rest, pose);
    const { parts } = body.fields(posed);
    const other = side === 'L' ? 'R' : 'L';
    const others: BodyPart[] = limb === 'arm' ? ['trunk', 'legL', 'legR', `arm${other}`] : [`leg${other}`];
    let most = 0;
    for (const v of vertices[limb][side]) {
      const [x, y, z] = posed.vertices.subarray(v * 3, v * 3 + 3);
      for (const name of others) {
        const part = parts[name];
        if (part.boxDistance(x, y, z) > GAP) continue;
        part.exact(x, y, z, out);
        most = Math.max(most, GAP - out[0]);
      }
    }
    return most;
  };
}
