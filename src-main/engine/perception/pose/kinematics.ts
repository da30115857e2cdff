/** Kinematic refinement: bone lengths, left-right symmetry and hinge limits pull misplaced limb joints back. */

import { type Landmark, LM, type PersonPose, type WorldLandmark } from '../../domain/pose.ts';
import { clamp, median } from '../../image/ops/signal.ts';

/** Limb chains root, hinge, end, followed by the points that hang on the end. */
const CHAINS = [
  { name: 'leftArm', joints: [11, 13, 15], tips: [17, 19, 21], twin: 1 },
  { name: 'rightArm', joints: [12, 14, 16], tips: [18, 20, 22], twin: 0 },
  { name: 'leftLeg', joints: [23, 25, 27], tips: [29, 31], twin: 3 },
  { name: 'rightLeg', joints: [24, 26, 28], tips: [30, 32], twin: 2 },
] as const;

/**
 * Usual bone length over torso length (middle of shoulders to middle of hips) in adults: upper arm, forearm, thigh,
 * shin (Winter 2009, segment lengths 0.186 H, 0.146 H, 0.245 H, 0.246 H over a 0.288 H trunk).
 */
const USUAL: readonly [number, number][] = [
  [0.6, 0.52],
  [0.6, 0.52],
  [0.86, 0.84],
  [0.86, 0.84],
];
/** Largest plausible deviation from the usual length, and between left and right. */
const LENGTH_TOLERANCE = 1.35;
const TWIN_TOLERANCE = 1.12;
/** Interior angle of elbow and knee cannot get smaller than this (flesh touches), radians. */
const MIN_HINGE = (25 * Math.PI) / 180;
/** Knees bend forward by no more than this, radians. */
const MAX_KNEE_HYPEREXTENSION = (12 * Math.PI) / 180;

type Vector = [number, number, number];
const sub = (a: WorldLandmark, b: WorldLandmark): Vector => [a.x - b.x, a.y - b.y, a.z - b.z];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const norm = (a: Vector): number => Math.hypot(a[0], a[1], a[2]);
const unit = (a: Vector): Vector => {
  const n = norm(a) || 1;
  return [a[0] / n, a[1] / n, a[2] / n];
};
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export interface RefinedPose {
  landmarks: Landmark[];
  world: WorldLandmark[];
  limbs: PersonPose['limbs'];
  /** Landmarks that were moved by more than a tenth of the torso length in the picture. */
  moved: number[];
}

/**
 * Refines 33 landmarks and world landmarks; the inputs stay as they are.
 *
 * World space first (symmetric bone lengths, hinge limits), then the picture: a joint that departs from the projected
 * skeleton further than its visibility allows is pulled towards it.
 */
export function refineKinematics(
  landmarks: readonly Landmark[],
  world: readonly WorldLandmark[],
): RefinedPose {
  const w = world.map((p) => ({ ...p }));
  const penalty = constrainWorld(w, landmarks);
  const out = landmarks.map((p) => ({ ...p }));
  const moved = constrainPicture(out, w, landmarks, penalty);
  return { landmarks: out, world: w, limbs: limbConfidence(landmarks, moved, penalty), moved };
}

function middle(points: readonly WorldLandmark[], a: number, b: number): WorldLandmark {
  return {
    x: (points[a].x + points[b].x) / 2,
    y: (points[a].y + points[b].y) / 2,
    z: (points[a].z + points[b].z) / 2,
  };
}

/** Direction the chest faces in world space, from the hips, the shoulders and their order. */
function forward(w: readonly WorldLandmark[]): Vector {
  const across = unit(sub(w[LM.leftHip], w[LM.rightHip]));
  const up = unit(sub(middle(w, LM.leftShoulder, LM.rightShoulder), middle(w, LM.leftHip, LM.rightHip)));
  // Facing the camera: across = +x, up = -y, forward = -z.
  return unit(cross(across, up));
}

/** Adjusts `w` in place; returns per chain how much of its confidence the corrections cost (0..1). */
function constrainWorld(w: WorldLandmark[], seen: readonly Landmark[]): number[] {
  const torso = norm(sub(middle(w, LM.leftShoulder, LM.rightShoulder), middle(w, LM.leftHip, LM.rightHip)));
  const penalty = [0, 0, 0, 0];
  if (!(torso > 1e-3)) return penalty;
  const lengths = CHAINS.map(({ joints: [a, b, c] }) => [norm(sub(w[b], w[a])), norm(sub(w[c], w[b]))]);
  const targets = lengths.map((own, k) => {
    const twin = lengths[CHAINS[k].twin];
    return own.map((length, bone) => {
      const usual = USUAL[k][bone] * torso;
      const end = CHAINS[k].joints[bone + 1];
      const twinEnd = CHAINS[CHAINS[k].twin].joints[bone + 1];
      // How far each side can be believed: seen, and near the usual length.
      const belief = (l: number, v: number): number =>
        (v + 0.05) / (1 + (6 * Math.log(Math.max(l, 1e-3) / usual)) ** 2);
      const a = belief(length, seen[end].visibility);
      const b = belief(twin[bone], seen[twinEnd].visibility);
      const shared = (a * length + b * twin[bone]) / (a + b);
      const kept = clamp(length, shared / TWIN_TOLERANCE, shared * TWIN_TOLERANCE);
      return clamp(kept, usual / LENGTH_TOLERANCE, usual * LENGTH_TOLERANCE);
    });
  });
  const ahead = forward(w);
  CHAINS.forEach(({ joints: [a, b, c], tips, name }, k) => {
    const first = unit(sub(w[b], w[a]));
    let second = unit(sub(w[c], w[b]));
    const limited = limitHinge(first, second, name.endsWith('Leg') ? ahead : undefined);
    if (limited !== second) penalty[k] += 0.25;
    second = limited;
    const [l1, l2] = targets[k];
    penalty[k] +=
      0.5 *
      Math.min(
        1,
        Math.abs(Math.log(l1 / (lengths[k][0] || 1e-3))) + Math.abs(Math.log(l2 / (lengths[k][1] || 1e-3))),
      );
    const end = { ...w[c] };
    w[b] = { x: w[a].x + first[0] * l1, y: w[a].y + first[1] * l1, z: w[a].z + first[2] * l1 };
    w[c] = { x: w[b].x + second[0] * l2, y: w[b].y + second[1] * l2, z: w[b].z + second[2] * l2 };
    for (const t of tips) {
      w[t] = { x: w[t].x + w[c].x - end.x, y: w[t].y + w[c].y - end.y, z: w[t].z + w[c].z - end.z };
    }
  });
  return penalty;
}

/** Lower bone's direction within the hinge's limits; the same array when it already is. */
function limitHinge(first: Vector, second: Vector, ahead: Vector | undefined): Vector {
  const bend = Math.acos(clamp(dot(first, second), -1, 1));
  const maxBend = Math.PI - MIN_HINGE;
  const side = (direction: Vector): Vector => {
    const along = dot(direction, first);
    return unit([
      direction[0] - along * first[0],
      direction[1] - along * first[1],
      direction[2] - along * first[2],
    ]);
  };
  const turned = (lateral: Vector, angle: number): Vector => [
    first[0] * Math.cos(angle) + lateral[0] * Math.sin(angle),
    first[1] * Math.cos(angle) + lateral[1] * Math.sin(angle),
    first[2] * Math.cos(angle) + lateral[2] * Math.sin(angle),
  ];
  if (bend > maxBend) return turned(side(second), maxBend);
  if (ahead && bend > MAX_KNEE_HYPEREXTENSION) {
    const lateral = side(second);
    // A shin that points forward of the thigh's line would be a knee bent the wrong way.
    if (dot(lateral, side(ahead)) > 0.7) return turned(lateral, MAX_KNEE_HYPEREXTENSION);
  }
  return second;
}

/** Weak-perspective scale and shift that lay the world skeleton's trunk and head over the picture. */
function projection(
  landmarks: readonly Landmark[],
  w: readonly WorldLandmark[],
): { scale: number; x: number; y: number; torso: number } {
  const trunk = [LM.leftShoulder, LM.rightShoulder, LM.leftHip, LM.rightHip];
  const mean = { wx: 0, wy: 0, px: 0, py: 0, n: 0 };
  for (const i of trunk) {
    const v = landmarks[i].visibility + 0.05;
    mean.wx += w[i].x * v;
    mean.wy += w[i].y * v;
    mean.px += landmarks[i].x * v;
    mean.py += landmarks[i].y * v;
    mean.n += v;
  }
  const wx = mean.wx / mean.n;
  const wy = mean.wy / mean.n;
  const px = mean.px / mean.n;
  const py = mean.py / mean.n;
  let up = 0;
  let down = 1e-9;
  for (const i of trunk) {
    const v = landmarks[i].visibility + 0.05;
    up += v * ((landmarks[i].x - px) * (w[i].x - wx) + (landmarks[i].y - py) * (w[i].y - wy));
    down += v * ((w[i].x - wx) ** 2 + (w[i].y - wy) ** 2);
  }
  const scale = Math.max(up / down, 1e-6);
  const torso =
    scale * norm(sub(middle(w, LM.leftShoulder, LM.rightShoulder), middle(w, LM.leftHip, LM.rightHip)));
  return { scale, x: px - scale * wx, y: py - scale * wy, torso };
}

/** Pulls outlying joints of the picture towards the skeleton; returns the indices moved noticeably. */
function constrainPicture(
  out: Landmark[],
  w: readonly WorldLandmark[],
  seen: readonly Landmark[],
  penalty: number[],
): number[] {
  const p = projection(seen, w);
  const moved: number[] = [];
  if (!(p.torso > 1)) return moved;
  CHAINS.forEach(({ joints, tips }, k) => {
    const [a, b, c] = joints;
    // Perspective and trunk pose shift whole limbs: compare along the chain, relative to the parent joint.
    for (const [parent, child] of [
      [a, b],
      [b, c],
    ]) {
      const expectX = out[parent].x + p.scale * (w[child].x - w[parent].x);
      const expectY = out[parent].y + p.scale * (w[child].y - w[parent].y);
      const dx = out[child].x - expectX;
      const dy = out[child].y - expectY;
      const off = Math.hypot(dx, dy) / p.torso;
      const bone = p.scale * norm(sub(w[child], w[parent]));
      const length = Math.hypot(out[child].x - out[parent].x, out[child].y - out[parent].y);
      // A seen joint may differ a third of a torso (z is a guess); an unseen one a fifth.
      const allowed = 0.2 + 0.15 * seen[child].visibility;
      const tooLong = length / (bone || 1) > LENGTH_TOLERANCE ? 1 : 0;
      const excess = Math.max(0, off - allowed);
      if (excess <= 0 && !tooLong) continue;
      const trust = seen[child].visibility * (1 - 0.6 * tooLong);
      const pull = clamp((excess / Math.max(off, 1e-6)) * (1.2 - trust) + 0.45 * tooLong, 0, 1);
      const shiftX = -dx * pull;
      const shiftY = -dy * pull;
      if (off * pull > 0.1) {
        moved.push(child);
        penalty[k] += 0.4 * Math.min(1, off);
      }
      out[child].x += shiftX;
      out[child].y += shiftY;
      if (child === c)
        for (const t of tips) {
          out[t].x += shiftX;
          out[t].y += shiftY;
        }
    }
  });
  return moved;
}

function limbConfidence(
  seen: readonly Landmark[],
  moved: readonly number[],
  penalty: readonly number[],
): PersonPose['limbs'] {
  const score = (indices: readonly number[]): number => {
    const values = indices.map((i) => seen[i].visibility);
    return clamp((median(values) + Math.min(...values)) / 2, 0, 1);
  };
  const chain = (k: number): number => {
    const hit = CHAINS[k].joints.some((j) => moved.includes(j)) ? 0.8 : 1;
    return clamp(score(CHAINS[k].joints) * (1 - Math.min(0.8, penalty[k])) * hit, 0, 1);
  };
  return {
    leftArm: chain(0),
    rightArm: chain(1),
    leftLeg: chain(2),
    rightLeg: chain(3),
    torso: score([LM.leftShoulder, LM.rightShoulder, LM.leftHip, LM.rightHip]),
    head: score([LM.nose, LM.leftEye, LM.rightEye, LM.mouthLeft, LM.mouthRight]),
  };
}
