/**
 * Hand contact: a hand that a photo shows at the hip rests on it. How far before the body a hand is, a photo hardly tells; that
 * an arm akimbo is held by the hip, everybody knows.
 */

import type { BodyPose } from '../../domain/body.ts';
import { cross, dot, normalize, scale, sub, type Vec3 } from '../../mesh/vector.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import type { PartField } from '../sdf.ts';
import { posedJoints } from '../skeleton.ts';
import { freedomIndex, limitAngles, type Side } from './freedoms.ts';
import { articulate, type Rig } from './rig.ts';

/** An elbow bent by less is no arm akimbo, radians. */
const BENT = 0.85;
/** So much further out than the wrist the elbow is at least, metres. */
const POINTS_BACK = 0.02;
/** A wrist is at the hip where it is this far from the trunk in the picture, and this far beside its middle, metres. */
const BESIDE = 0.14;
const OFF_MIDDLE = 0.08;
/** Heights of the wrist above the hip joints, metres. */
const FROM = -0.12;
const TO = 0.3;
/** Hands nearer than this lie on the body already, metres. */
const NEAR = 0.035;
/** Half the thickness of a hand around its bones, and what is worn there, metres. */
const HAND = 0.012;
const ROOM = 0.015;
/** One sigma: of the gap, of wrist and elbow in the picture, metres, and of a joint's turn, radians. */
const GAP_SPREAD = 0.006;
const PICTURE_SPREAD = 0.02;
const TURN_SPREAD = 0.5;
/** One sigma of how far the palm is turned from the body, 1 minus the cosine. */
const PALM_SPREAD = 0.35;
/** First and last step of the search, radians. */
const FIRST = 0.24;
const LAST = 0.012;
const HAND_BONES = ['wrist', ...[1, 2, 3, 4, 5].flatMap((f) => [`finger${f}-1`, `finger${f}-3`])];

/**
 * @param pose of `angles`, on the floor
 * @param parts distances to trunk and legs in that pose, which arms do not change
 * @returns the angles with the arm of that side turned until its hand touches the hip; as given where the hand is elsewhere
 */
export function handOnHip(
  angles: Float64Array,
  pose: BodyPose,
  side: Side,
  body: ParametricBody,
  rest: RestBody,
  rig: Rig,
  parts: readonly Pick<PartField, 'exact'>[],
): Float64Array {
  const bone = (name: string): number => body.boneIndex(`${name}.${side}`);
  const [wrist, elbow] = [bone('wrist'), bone('lowerarm01')];
  const hand = HAND_BONES.map(bone);
  const at = (joints: Float64Array, i: number): Vec3 => [joints[i * 3], joints[i * 3 + 1], joints[i * 3 + 2]];
  const out = new Float64Array(4);
  const nearest = new Float64Array(4);
  const distance = ([x, y, z]: Vec3): number => {
    nearest[0] = Number.POSITIVE_INFINITY;
    for (const part of parts) {
      part.exact(x, y, z, out);
      if (out[0] < nearest[0]) nearest.set(out);
    }
    return nearest[0];
  };
  const wayOut = (from: Vec3): Vec3 => {
    distance(from);
    return [nearest[1], nearest[2], nearest[3]];
  };
  const gapOf = (joints: Float64Array): number =>
    Math.min(...hand.map((i) => distance(at(joints, i)))) - HAND;
  const jointsOf = (turned: Float64Array): Float64Array =>
    posedJoints(body.bones, rest.joints, { ...articulate(rig, turned), root: pose.root });

  const seen = jointsOf(angles);
  const [w, e] = [at(seen, wrist), at(seen, elbow)];
  const hips = (['L', 'R'] as const).map((one) => at(seen, body.boneIndex(`upperleg01.${one}`)));
  const middle = [0, 1, 2].map((k) => (hips[0][k] + hips[1][k]) / 2);
  const above = w[1] - middle[1];
  const isAtHip =
    angles[freedomIndex(`elbow.${side}`)] > BENT &&
    Math.abs(e[0] - middle[0]) - Math.abs(w[0] - middle[0]) > POINTS_BACK &&
    Math.abs(w[0] - middle[0]) > OFF_MIDDLE &&
    above > FROM &&
    above < TO &&
    distance([w[0], w[1], middle[2]]) < BESIDE;
  if (!isAtHip || gapOf(seen) < NEAR) return angles;

  const free = ['armForward', 'armOut', 'armTwist', 'elbow', 'forearmTwist', 'wristBend'].map((name) =>
    freedomIndex(`${name}.${side}`),
  );
  const [first, last] = [bone('finger2-1'), bone('finger5-1')];
  /** 0 where the palm lies on the body .. 2 where the back of the hand does. */
  const awry = (joints: Float64Array): number => {
    const from = at(joints, wrist);
    const across = cross(sub(at(joints, first), from), sub(at(joints, last), from));
    const palm = normalize(side === 'R' ? across : scale(across, -1));
    return 1 + dot(palm, wayOut(at(joints, first)));
  };
  const cost = (turned: Float64Array): number => {
    const joints = jointsOf(turned);
    const [a, b] = [at(joints, wrist), at(joints, elbow)];
    let sum = ((gapOf(joints) - ROOM) / GAP_SPREAD) ** 2 + (awry(joints) / PALM_SPREAD) ** 2;
    for (const k of [0, 1] as const) sum += ((a[k] - w[k]) ** 2 + (b[k] - e[k]) ** 2) / PICTURE_SPREAD ** 2;
    for (const i of free) sum += ((turned[i] - angles[i]) / TURN_SPREAD) ** 2;
    return sum;
  };
  return patternSearch(angles, free, cost);
}

/** Least of a function of a few of the numbers, found by steps along each that halve where none helps (Hooke and Jeeves). */
function patternSearch(
  from: Float64Array,
  free: readonly number[],
  cost: (angles: Float64Array) => number,
): Float64Array {
  let best = { angles: from, cost: cost(from) };
  for (let step = FIRST; step > LAST; ) {
    let better = false;
    for (const i of free)
      for (const by of [step, -step]) {
        const angles = Float64Array.from(best.angles);
        angles[i] += by;
        limitAngles(angles);
        const found = cost(angles);
        if (found >= best.cost) continue;
        best = { angles, cost: found };
        better = true;
      }
    if (!better) step /= 2;
  }
  return best.angles;
}
