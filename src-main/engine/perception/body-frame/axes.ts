/** Axes of the body in the picture: trunk directions, unit of length, and which joints lie at which side of the picture. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import type { Point } from '../../image/raster.ts';

export interface LimbJoints {
  first: Point;
  second: Point;
  third: Point;
  /** Confidence 0..1 of the limb. */
  confidence: number;
  /** The user put its second or third joint in its place. */
  corrected: boolean;
}

export interface BodyAxes {
  shoulderMid: Point;
  hipMid: Point;
  right: Point;
  down: Point;
  /** Exactly across `down`, towards image right. */
  across: Point;
  unit: number;
  torsoLength: number;
  shoulderWidth: number;
  arms: { L: LimbJoints; R: LimbJoints };
  legs: { L: LimbJoints; R: LimbJoints };
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const point = (p: Point): Point => ({ x: p.x, y: p.y });

/** Unit of length is the shoulder width or 0.58 torso lengths, so that a body seen from the side keeps its size. */
export function bodyAxes(subject: PersonPose): BodyAxes {
  const p = subject.landmarks;
  const shoulderMid = middle(p[LM.leftShoulder], p[LM.rightShoulder]);
  const hipMid = middle(p[LM.leftHip], p[LM.rightHip]);
  const torsoLength = Math.max(1, Math.hypot(hipMid.x - shoulderMid.x, hipMid.y - shoulderMid.y));
  const down = { x: (hipMid.x - shoulderMid.x) / torsoLength, y: (hipMid.y - shoulderMid.y) / torsoLength };
  const across = { x: down.y, y: -down.x };
  const sx = p[LM.leftShoulder].x - p[LM.rightShoulder].x;
  const sy = p[LM.leftShoulder].y - p[LM.rightShoulder].y;
  const shoulderWidth = Math.max(1, Math.hypot(sx, sy));
  const along = sx * across.x + sy * across.y;
  // From the front the person's left is at image right; from the back it is the other way round.
  const facing = along >= 0;
  const sign = facing ? 1 : -1;
  // Mean of the shoulder line and the trunk's normal; a foreshortened shoulder line has no direction to give.
  const steady = Math.abs(along) > 0.35 * 0.58 * torsoLength ? 1 : 0;
  const rx = across.x + (steady * sign * sx) / shoulderWidth;
  const ry = across.y + (steady * sign * sy) / shoulderWidth;
  const length = Math.hypot(rx, ry) || 1;
  const limb = (a: number, b: number, c: number, confidence: number): LimbJoints => ({
    first: point(p[a]),
    second: point(p[b]),
    third: point(p[c]),
    confidence,
    corrected: subject.corrected?.some((name) => LM[name] === b || LM[name] === c) ?? false,
  });
  const leftArm = limb(11, 13, 15, subject.limbs.leftArm);
  const rightArm = limb(12, 14, 16, subject.limbs.rightArm);
  const leftLeg = limb(23, 25, 27, subject.limbs.leftLeg);
  const rightLeg = limb(24, 26, 28, subject.limbs.rightLeg);
  return {
    shoulderMid,
    hipMid,
    right: { x: rx / length, y: ry / length },
    down,
    across,
    unit: Math.max(shoulderWidth, 0.58 * torsoLength),
    torsoLength,
    shoulderWidth,
    arms: facing ? { L: rightArm, R: leftArm } : { L: leftArm, R: rightArm },
    legs: facing ? { L: rightLeg, R: leftLeg } : { L: leftLeg, R: rightLeg },
  };
}

/** Distance of every pixel centre to the segment, and its position along it (0 at `a`, 1 at `b`, unclamped). */
export function segmentDistance(
  width: number,
  height: number,
  a: Point,
  b: Point,
): { distance: Float32Array; t: Float32Array } {
  const distance = new Float32Array(width * height);
  const along = new Float32Array(width * height);
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const inv = 1 / Math.max(1e-6, dx * dx + dy * dy);
  for (let y = 0, i = 0; y < height; y++) {
    const py = y + 0.5 - a.y;
    for (let x = 0; x < width; x++, i++) {
      const px = x + 0.5 - a.x;
      const t = (px * dx + py * dy) * inv;
      const c = t < 0 ? 0 : t > 1 ? 1 : t;
      const qx = px - c * dx;
      const qy = py - c * dy;
      distance[i] = Math.sqrt(qx * qx + qy * qy);
      along[i] = t;
    }
  }
  return { distance, t: along };
}
