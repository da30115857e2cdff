/** Skeleton: the joints a user can take hold of, and what moves along when one is dragged. Photo pixels. */

import type { Point, Pose } from './document-edits.ts';

/** Joints with a handle, in the order Tab visits them: head, then arms and legs from the trunk outwards. */
export const HANDLES = [
  'nose',
  'leftShoulder',
  'leftElbow',
  'leftWrist',
  'leftIndex',
  'rightShoulder',
  'rightElbow',
  'rightWrist',
  'rightIndex',
  'leftHip',
  'leftKnee',
  'leftAnkle',
  'leftFootIndex',
  'rightHip',
  'rightKnee',
  'rightAnkle',
  'rightFootIndex',
] as const;

/** Lines drawn between joints. */
export const BONES: readonly (readonly [string, string])[] = [
  ['leftShoulder', 'rightShoulder'],
  ['leftHip', 'rightHip'],
  ...(['left', 'right'] as const).flatMap(
    (side) =>
      [
        [`${side}Shoulder`, `${side}Hip`],
        [`${side}Shoulder`, `${side}Elbow`],
        [`${side}Elbow`, `${side}Wrist`],
        [`${side}Wrist`, `${side}Index`],
        [`${side}Hip`, `${side}Knee`],
        [`${side}Knee`, `${side}Ankle`],
        [`${side}Ankle`, `${side}FootIndex`],
      ] as const,
  ),
];

const HEAD = [
  'nose',
  'leftEyeInner',
  'leftEye',
  'leftEyeOuter',
  'rightEyeInner',
  'rightEye',
  'rightEyeOuter',
  'leftEar',
  'rightEar',
  'mouthLeft',
  'mouthRight',
];

interface Limb {
  root: string;
  middle: string;
  end: string;
  /** Moves with the end. */
  tip: string[];
}

const LIMBS: Limb[] = (['left', 'right'] as const).flatMap((side) => [
  {
    root: `${side}Shoulder`,
    middle: `${side}Elbow`,
    end: `${side}Wrist`,
    tip: ['Pinky', 'Index', 'Thumb'].map((part) => side + part),
  },
  {
    root: `${side}Hip`,
    middle: `${side}Knee`,
    end: `${side}Ankle`,
    tip: ['Heel', 'FootIndex'].map((part) => side + part),
  },
]);

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
const plus = (a: Point, b: Point): Point => ({ x: a.x + b.x, y: a.y + b.y });
const times = (a: Point, k: number): Point => ({ x: a.x * k, y: a.y * k });
const length = (a: Point) => Math.hypot(a.x, a.y);

/** Turns `point` about `pivot` as `from` turns into `to`. */
function turned(point: Point, pivot: Point, from: Point, to: Point, newPivot = pivot): Point {
  const angle = Math.atan2(to.y, to.x) - Math.atan2(from.y, from.x);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const { x, y } = minus(point, pivot);
  return plus(newPivot, { x: x * cos - y * sin, y: x * sin + y * cos });
}

/** `target` at the distance `reach` from `root`; straight down when there is no direction. */
function atReach(root: Point, target: Point, reach: number): Point {
  const away = minus(target, root);
  const far = length(away);
  return far < 1e-6 ? plus(root, { x: 0, y: reach }) : plus(root, times(away, reach / far));
}

/**
 * Middle joint of a limb whose end is at `end`, both bones keeping their length and the limb bending to the same side.
 * A target out of reach is pulled onto the straight limb, one too close onto the folded one.
 */
export function bend(root: Point, middle: Point, end: Point, target: Point): { middle: Point; end: Point } {
  const upper = length(minus(middle, root));
  const lower = length(minus(end, middle));
  const wanted = length(minus(target, root));
  const reach = Math.min(upper + lower, Math.max(Math.abs(upper - lower), wanted));
  const newEnd = atReach(root, target, reach);
  if (reach < 1e-6) return { middle, end: newEnd };
  const axis = times(minus(newEnd, root), 1 / reach);
  const along = (upper * upper - lower * lower + reach * reach) / (2 * reach);
  const aside = Math.sqrt(Math.max(0, upper * upper - along * along));
  const before = minus(end, root);
  const elbow = minus(middle, root);
  // y down: which side of the line root to end the middle joint is on
  const side = before.x * elbow.y - before.y * elbow.x < 0 ? -1 : 1;
  return {
    middle: plus(root, {
      x: axis.x * along - axis.y * aside * side,
      y: axis.y * along + axis.x * aside * side,
    }),
    end: newEnd,
  };
}

/**
 * Where joints go when `name` is dragged to `target`: only those that move. Bones of a limb keep their length and what
 * hangs on the joint follows; with `alone` nothing but the joint moves.
 *
 * @param joints where every joint is when the drag begins
 */
export function dragJoint(joints: Pose, name: string, target: Point, alone: boolean): Pose {
  const at = (joint: string): Point | undefined => joints[joint];
  if (alone || !at(name)) return at(name) ? { [name]: target } : {};
  const shift = minus(target, at(name)!);
  const shifted = (names: string[]): Pose =>
    Object.fromEntries(names.flatMap((joint) => (at(joint) ? [[joint, plus(at(joint)!, shift)]] : [])));
  if (HEAD.includes(name)) return shifted(HEAD);
  for (const limb of LIMBS) {
    const root = at(limb.root);
    const middle = at(limb.middle);
    const end = at(limb.end);
    const chain = [limb.middle, limb.end, ...limb.tip];
    if (name === limb.root) return shifted([name, ...chain]);
    if (name === limb.middle && root && middle) {
      const turn = (joint: string) => turned(at(joint)!, root, minus(middle, root), minus(target, root));
      return Object.fromEntries(chain.filter(at).map((joint) => [joint, turn(joint)]));
    }
    if (name === limb.end && root && middle && end) {
      const bent = bend(root, middle, end, target);
      const tip = limb.tip
        .filter(at)
        .map((joint) => [
          joint,
          turned(at(joint)!, end, minus(end, middle), minus(bent.end, bent.middle), bent.end),
        ]);
      return { [limb.middle]: bent.middle, [limb.end]: bent.end, ...Object.fromEntries(tip) };
    }
    if (limb.tip.includes(name) && end) {
      const turn = (joint: string) => turned(at(joint)!, end, minus(at(name)!, end), minus(target, end));
      return Object.fromEntries(limb.tip.filter(at).map((joint) => [joint, turn(joint)]));
    }
  }
  return { [name]: target };
}

/** Joints that a reset of `name` gives back: itself and what may have moved along with it. */
export function movedWith(name: string): string[] {
  if (HEAD.includes(name)) return HEAD;
  for (const limb of LIMBS) {
    if (name === limb.root) return [name, limb.middle, limb.end, ...limb.tip];
    if (name === limb.middle) return [name, limb.end, ...limb.tip];
    if (name === limb.end) return [name, ...limb.tip];
    if (limb.tip.includes(name)) return limb.tip;
  }
  return [name];
}
