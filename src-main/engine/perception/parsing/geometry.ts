/** Where every work pixel lies with respect to the skeleton: trunk coordinates and distances to limbs, face and neck. */

import { type Landmark, LM } from '../../domain/pose.ts';
import type { Point } from '../../image/raster.ts';

/** Capsule radii in shoulder widths: how far from the bone a limb and its clothing usually reach. */
const RADIUS = { upperArm: 0.17, forearm: 0.135, hand: 0.15, thigh: 0.28, calf: 0.2, foot: 0.16 } as const;

/** Distances of one limb, in units of the capsule radius (1 = on its surface). */
export interface LimbField {
  first: Float32Array;
  second: Float32Array;
  end: Float32Array;
}

export interface BodyFields {
  /** Shoulder width or 0.55 torso lengths, work px. */
  unit: number;
  faceWidth: number;
  torsoLength: number;
  thighLength: number;
  up: Point;
  right: Point;
  shoulders: Point;
  hips: Point;
  faceCentre: Point;
  mouth: Point;
  /** Trunk coordinates: 0 at the shoulders and 1 at the hips; lateral 1 at the shoulder joint. */
  along: Float32Array;
  lateral: Float32Array;
  /** Distance below the hips over thigh length. */
  belowHips: Float32Array;
  /** Index 0 = the person's left. */
  arms: [LimbField, LimbField];
  legs: [LimbField, LimbField];
  /** Elliptic distance from the face centre, 1 = outline of the face. */
  face: Float32Array;
  /** Distance from the cheek of a turned head, 1 = its outline; 9 everywhere for a head seen from the front. */
  cheek: Float32Array;
  /** Position relative to the middle of the mouth in face widths: sideways (absolute) and downwards. */
  besideMouth: Float32Array;
  belowMouth: Float32Array;
  /** Distance from the line mouth - shoulders, 1 = half a face width. */
  neck: Float32Array;
  /** Minima over both sides. */
  arm: Float32Array;
  hand: Float32Array;
  thigh: Float32Array;
  calf: Float32Array;
  foot: Float32Array;
}

const mid = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Distance of every pixel centre to the segment a-b, divided by `radius`. */
export function segmentField(
  width: number,
  height: number,
  a: Point,
  b: Point,
  radius: number,
): Float32Array {
  const out = new Float32Array(width * height);
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const inv = 1 / Math.max(1e-6, dx * dx + dy * dy);
  const k = 1 / Math.max(1e-6, radius);
  for (let y = 0, i = 0; y < height; y++) {
    const py = y + 0.5 - a.y;
    for (let x = 0; x < width; x++, i++) {
      const px = x + 0.5 - a.x;
      const t = (px * dx + py * dy) * inv;
      const c = t < 0 ? 0 : t > 1 ? 1 : t;
      const qx = px - c * dx;
      const qy = py - c * dy;
      out[i] = Math.sqrt(qx * qx + qy * qy) * k;
    }
  }
  return out;
}

function minOf(fields: readonly Float32Array[]): Float32Array {
  const out = fields[0].slice();
  for (let k = 1; k < fields.length; k++) {
    const f = fields[k];
    for (let i = 0; i < out.length; i++) if (f[i] < out[i]) out[i] = f[i];
  }
  return out;
}

/** Capsule over the cheek that a turned head shows: from near its ear to the mouth. */
function cheekField(
  p: readonly Landmark[],
  mouth: Point,
  faceWidth: number,
  width: number,
  height: number,
): Float32Array {
  const toLeft = Math.hypot(p[LM.leftEar].x - p[LM.nose].x, p[LM.leftEar].y - p[LM.nose].y);
  const toRight = Math.hypot(p[LM.rightEar].x - p[LM.nose].x, p[LM.rightEar].y - p[LM.nose].y);
  if (Math.max(toLeft, toRight) < 1.7 * Math.min(toLeft, toRight))
    return new Float32Array(width * height).fill(9);
  const ear = toLeft > toRight ? p[LM.leftEar] : p[LM.rightEar];
  const start = { x: ear.x + 0.35 * (mouth.x - ear.x), y: ear.y + 0.35 * (mouth.y - ear.y) };
  return segmentField(width, height, start, mouth, 0.24 * faceWidth);
}

/** `p`: 33 landmarks in work pixels. */
export function bodyFields(p: readonly Landmark[], width: number, height: number): BodyFields {
  const shoulders = mid(p[LM.leftShoulder], p[LM.rightShoulder]);
  const hips = mid(p[LM.leftHip], p[LM.rightHip]);
  const shoulderWidth = Math.hypot(
    p[LM.leftShoulder].x - p[LM.rightShoulder].x,
    p[LM.leftShoulder].y - p[LM.rightShoulder].y,
  );
  const torsoLength = Math.max(1, Math.hypot(shoulders.x - hips.x, shoulders.y - hips.y));
  const unit = Math.max(shoulderWidth, 0.55 * torsoLength);
  const up = { x: (shoulders.x - hips.x) / torsoLength, y: (shoulders.y - hips.y) / torsoLength };
  const right = { x: -up.y, y: up.x };
  const eyes = mid(p[LM.leftEye], p[LM.rightEye]);
  const mouth = mid(p[LM.mouthLeft], p[LM.mouthRight]);
  const faceWidth = Math.max(
    Math.hypot(p[LM.leftEar].x - p[LM.rightEar].x, p[LM.leftEar].y - p[LM.rightEar].y),
    Math.hypot(eyes.x - mouth.x, eyes.y - mouth.y) * 1.6,
    unit * 0.28,
  );
  const faceCentre = mid(eyes, mouth);
  const seg = (a: Point, b: Point, r: number): Float32Array => segmentField(width, height, a, b, r * unit);
  const arm = (s: number, e: number, w: number, index: number, pinky: number): LimbField => {
    const knuckles = mid(p[index], p[pinky]);
    // The landmarks end at the knuckles: fingers reach 1.8 times as far.
    const tip = { x: p[w].x + (knuckles.x - p[w].x) * 1.8, y: p[w].y + (knuckles.y - p[w].y) * 1.8 };
    return {
      first: seg(p[s], p[e], RADIUS.upperArm),
      second: seg(p[e], p[w], RADIUS.forearm),
      end: seg(p[w], tip, RADIUS.hand),
    };
  };
  const leg = (h: number, k: number, a: number, toe: number): LimbField => ({
    first: seg(p[h], p[k], RADIUS.thigh),
    second: seg(p[k], p[a], RADIUS.calf),
    end: seg(
      { x: p[a].x + (p[a].x - p[k].x) * 0.05, y: p[a].y + (p[a].y - p[k].y) * 0.05 },
      p[toe],
      RADIUS.foot,
    ),
  });
  const arms: [LimbField, LimbField] = [arm(11, 13, 15, 19, 17), arm(12, 14, 16, 20, 18)];
  const legs: [LimbField, LimbField] = [leg(23, 25, 27, 31), leg(24, 26, 28, 32)];
  const n = width * height;
  const along = new Float32Array(n);
  const lateral = new Float32Array(n);
  const belowHips = new Float32Array(n);
  const face = new Float32Array(n);
  const besideMouth = new Float32Array(n);
  const belowMouth = new Float32Array(n);
  const half = Math.max(shoulderWidth, 0.55 * unit) / 2;
  const thighLength =
    Math.max(
      Math.hypot(p[25].x - p[23].x, p[25].y - p[23].y),
      Math.hypot(p[26].x - p[24].x, p[26].y - p[24].y),
    ) + 1;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const dx = x + 0.5 - shoulders.x;
      const dy = y + 0.5 - shoulders.y;
      const down = -(dx * up.x + dy * up.y);
      along[i] = down / torsoLength;
      lateral[i] = (dx * right.x + dy * right.y) / half;
      belowHips[i] = (down - torsoLength) / thighLength;
      const mx = x + 0.5 - mouth.x;
      const my = y + 0.5 - mouth.y;
      besideMouth[i] = Math.abs(mx * right.x + my * right.y) / faceWidth;
      belowMouth[i] = -(mx * up.x + my * up.y) / faceWidth;
      const fx = x + 0.5 - faceCentre.x;
      const fy = y + 0.5 - faceCentre.y;
      face[i] = Math.hypot(
        (fx * right.x + fy * right.y) / (faceWidth * 0.55),
        (fx * up.x + fy * up.y) / (faceWidth * 0.72),
      );
    }
  }
  return {
    unit,
    faceWidth,
    torsoLength,
    thighLength,
    up,
    right,
    shoulders,
    hips,
    faceCentre,
    mouth,
    along,
    lateral,
    belowHips,
    arms,
    legs,
    face,
    cheek: cheekField(p, mouth, faceWidth, width, height),
    besideMouth,
    belowMouth,
    neck: segmentField(width, height, mouth, shoulders, faceWidth * 0.42),
    arm: minOf(arms.flatMap((a) => [a.first, a.second])),
    hand: minOf(arms.map((a) => a.end)),
    thigh: minOf(legs.map((l) => l.first)),
    calf: minOf(legs.map((l) => l.second)),
    foot: minOf(legs.map((l) => l.end)),
  };
}
