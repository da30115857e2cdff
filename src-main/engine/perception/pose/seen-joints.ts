/** Seen joints: which corrections of a pose the photo confirms. */

import type { BodyFrame } from '../../domain/body-frame.ts';
import { PART, type Parsing } from '../../domain/parsing.ts';
import { type LandmarkName, LM, type Pose } from '../../domain/pose.ts';
import { interp1 } from '../../image/ops/signal.ts';
import type { Point } from '../../image/raster.ts';
import { correctPose } from './correct-pose.ts';

type Joints = Partial<Record<LandmarkName, Point>>;

/** A limb's joints by index of the landmark, from the trunk outwards, and those that hang on its end. */
interface Limb {
  kind: 'arm' | 'leg';
  chain: readonly number[];
  moves: readonly LandmarkName[];
}

const limb = (kind: Limb['kind'], chain: readonly LandmarkName[], ends: readonly LandmarkName[]): Limb => ({
  kind,
  chain: chain.map((name) => LM[name]),
  moves: [...chain.slice(1), ...ends],
});

const LIMBS: readonly Limb[] = [
  limb('arm', ['leftShoulder', 'leftElbow', 'leftWrist', 'leftIndex'], ['leftPinky', 'leftThumb']),
  limb('arm', ['rightShoulder', 'rightElbow', 'rightWrist', 'rightIndex'], ['rightPinky', 'rightThumb']),
  limb('leg', ['leftHip', 'leftKnee', 'leftAnkle', 'leftFootIndex'], ['leftHeel']),
  limb('leg', ['rightHip', 'rightKnee', 'rightAnkle', 'rightFootIndex'], ['rightHeel']),
];

/** A joint moved by less lies within the limb it was found in: nothing of the photo changes its part. Shoulder widths. */
const WITHIN = 0.12;
/** Limbs explain what lies this close to their bones, shoulder widths. */
const REACH = { arm: 0.14, leg: 0.24 };
/** The share of limb pixels that a correction must explain more than the pose as it was found. */
const MORE = 0.02;
/** Fewest pixels that tell anything, squared shoulder widths. */
const FEWEST = 0.01;
/** Every so many pixels is looked at. */
const STRIDE = 3;

/**
 * The joints that are taken over for whatever is read off the photo: those of the trunk and the head, and those of limbs
 * that explain skin, sleeves and legs in view better than before. A limb that was moved off its pixels is where the user
 * wants cloth, not where an arm is seen; small moves change nothing that is seen.
 *
 * @param joints corrected joints, analysis pixels
 * @param parsing parts as found with `pose`
 * @param frame the body as measured with `pose`
 */
export function seenJoints(pose: Pose, joints: Joints, parsing: Parsing, frame: BodyFrame): Joints {
  const far = ([name, at]: [LandmarkName, Point]): boolean => movedBy(pose, name, at) > WITHIN * frame.unit;
  const all = Object.entries(joints) as [LandmarkName, Point][];
  const onLimb = (name: LandmarkName): boolean => LIMBS.some(({ moves }) => moves.includes(name));
  const trunk = all.filter(([name]) => !onLimb(name));
  const out: Joints = trunk.some(far) ? Object.fromEntries(trunk) : {};
  for (const kind of ['arm', 'leg'] as const) {
    const limbs = LIMBS.filter((one) => one.kind === kind);
    let pixels: Point[] | undefined;
    for (const { moves } of limbs) {
      const own = all.filter(([name]) => moves.includes(name));
      if (!own.some(far)) continue;
      pixels ??= limbPixels(kind, parsing, frame);
      if (pixels.length * STRIDE ** 2 < FEWEST * frame.unit ** 2) continue;
      const explained = (with_: Joints): number =>
        explainedShare(correctPose(pose, with_), limbs, pixels ?? [], REACH[kind] * frame.unit);
      const moved = Object.fromEntries(own);
      if (explained({ ...out, ...moved }) >= explained(out) + MORE) Object.assign(out, moved);
    }
  }
  return out;
}

/**
 * Of every limb that was moved off its pixels the joint that was moved farthest: what is seen there stays as it is.
 *
 * @param seen what {@link seenJoints} says of `joints`
 */
export function unseenJoints(pose: Pose, joints: Joints, seen: Joints, frame: BodyFrame): LandmarkName[] {
  const by = (name: LandmarkName): number => {
    const at = joints[name];
    return at && !seen[name] ? movedBy(pose, name, at) : 0;
  };
  return LIMBS.flatMap(({ moves }) => {
    const farthest = moves.reduce((best, name) => (by(name) > by(best) ? name : best));
    return by(farthest) > WITHIN * frame.unit ? [farthest] : [];
  });
}

function movedBy({ people, subject }: Pose, name: LandmarkName, at: Point): number {
  const before = people[subject].landmarks[LM[name]];
  return Math.hypot(at.x - before.x, at.y - before.y);
}

/** Pixels that limbs of a kind must explain: bare ones, and sleeves that hang free of the trunk. */
function limbPixels(kind: Limb['kind'], { labels }: Parsing, frame: BodyFrame): Point[] {
  const { width, height, data } = labels;
  const out: Point[] = [];
  const { lateral, depth, unit, torsoLength } = frame;
  const deepest = Math.ceil(torsoLength);
  const half = (side: 'L' | 'R'): Float64Array =>
    Float64Array.from(
      { length: deepest + 1 },
      (_, d) => interp1(d, frame.rows, frame.extentTight[side]) + 0.05 * unit,
    );
  const trunk = { L: half('L'), R: half('R') };
  const freeSleeve = (i: number): boolean => {
    const d = Math.round(depth[i]);
    if (d < 0.2 * unit || d > deepest) return false;
    return Math.abs(lateral[i]) > trunk[lateral[i] < 0 ? 'L' : 'R'][d];
  };
  for (let y = 1; y < height; y += STRIDE)
    for (let x = 1; x < width; x += STRIDE) {
      const i = y * width + x;
      const l = data[i];
      const own =
        kind === 'arm'
          ? (l >= PART.leftArm && l <= PART.rightHand) ||
            ((l === PART.upper || l === PART.dress) && freeSleeve(i))
          : l >= PART.leftLeg && l <= PART.rightFootwear;
      if (own) out.push({ x: x + 0.5, y: y + 0.5 });
    }
  return out;
}

/** Share of `pixels` within `reach` of the bones of `limbs`. */
function explainedShare(pose: Pose, limbs: readonly Limb[], pixels: readonly Point[], reach: number): number {
  const { landmarks } = pose.people[pose.subject];
  const bones = limbs.flatMap(({ chain }) =>
    chain.slice(1).map((end, k) => [landmarks[chain[k]], landmarks[end]] as const),
  );
  let near = 0;
  for (const p of pixels) if (bones.some(([a, b]) => distance(p, a, b) < reach)) near++;
  return near / pixels.length;
}

function distance(p: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / Math.max(1e-6, dx * dx + dy * dy);
  const c = t < 0 ? 0 : t > 1 ? 1 : t;
  return Math.hypot(p.x - a.x - c * dx, p.y - a.y - c * dy);
}
