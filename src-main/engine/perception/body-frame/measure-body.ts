/** Body frame stage: torso coordinates, widths, limbs and silhouette of the person, measured from pose and parsing. */

import { type Sentence, say } from '../../../contract/sentences.ts';
import type { ArmFrame, BodyFrame } from '../../domain/body-frame.ts';
import { PART, type Parsing } from '../../domain/parsing.ts';
import type { Pose } from '../../domain/pose.ts';
import { close, fillHoles, open } from '../../image/ops/morphology.ts';
import { clamp, interp1 } from '../../image/ops/signal.ts';
import type { AnalysedPhoto } from '../../image/photo.ts';
import { byteRaster, type Point, type Raster } from '../../image/raster.ts';
import { type BodyAxes, bodyAxes, type LimbJoints, segmentDistance } from './axes.ts';
import { knownSilhouette, type Silhouette } from './silhouette.ts';
import { armWidths, neckHalfWidth, shoulderContour, torsoWidths } from './widths.ts';

/** Half width in units within which a pixel over an arm's bones counts as that arm. */
const ARM_REACH = 0.105;

/**
 * Measures `pose.people[pose.subject]`. All lengths in analysis pixels.
 *
 * @param before the same parts measured with another pose. Its silhouette, which hardly depends on the pose, is taken over, and
 *   so are the fields of what has not moved, the widths of arms whose joints were corrected, and all of the trunk where only
 *   limbs have moved: the pixels are the same
 */
export function measureBody(
  photo: AnalysedPhoto,
  pose: Pose,
  parsing: Parsing,
  before?: BodyFrame,
): BodyFrame {
  const { width, height } = photo.analysis;
  const subject = pose.people[pose.subject];
  const axes = bodyAxes(subject);
  const { unit } = axes;
  const labels = parsing.labels;
  const fields = (side: 'L' | 'R'): ArmFields =>
    armFields(axes.arms[side], width, height, before?.arms[side]);
  const reach = { L: fields('L'), R: fields('R') };
  const arm = (side: 'L' | 'R'): ArmFrame => {
    const joints = axes.arms[side];
    // Across bones that were moved off the arm there is none to measure.
    const measured = before && joints.corrected ? before.arms[side] : armWidths(labels, joints, unit);
    return {
      shoulder: joints.first,
      elbow: joints.second,
      wrist: joints.third,
      halfWidth: measured.halfWidth,
      bare: measured.bare,
      corrected: joints.corrected,
      ...reach[side],
    };
  };
  const arms = { L: arm('L'), R: arm('R') };
  const legs = { L: leg(axes.legs.L), R: leg(axes.legs.R) };
  if (before && sameTrunk(axes, before)) return { ...before, arms, legs };

  const { lateral, depth } = before && sameAxes(axes, before) ? before : coordinates(axes, width, height);
  const armLike = armPixels(labels, reach, unit);
  const body = bodyMask(labels, unit);
  const widths = torsoWidths(body, armLike, axes);
  const contour = shoulderContour(body, labels, axes);
  const silhouette = before
    ? { distance: before.silhouette, gradX: before.silhouetteGradX, gradY: before.silhouetteGradY }
    : outlineOf(body, labels, { lateral, depth, contour, unit });
  const { confidence, reasons } = judge(axes, subject.limbs, widths.seen, contour.guessed, width, height);
  return {
    width,
    height,
    shoulderMid: axes.shoulderMid,
    hipMid: axes.hipMid,
    right: axes.right,
    down: axes.down,
    unit,
    torsoLength: axes.torsoLength,
    lateral,
    depth,
    rows: widths.rows,
    extent: widths.extent,
    extentTight: widths.tight,
    contourLateral: contour.lateral,
    contourTop: contour.top,
    neckHalfWidth: neckHalfWidth(labels, lateral, depth, unit),
    arms,
    legs,
    armLike,
    silhouette: silhouette.distance,
    silhouetteGradX: silhouette.gradX,
    silhouetteGradY: silhouette.gradY,
    confidence,
    reasons,
  };
}

/** Hair over the shoulders hides the outline: the body below it is part of the silhouette. */
function outlineOf(
  body: Raster<Uint8Array>,
  labels: Raster<Uint8Array>,
  {
    lateral,
    depth,
    contour,
    unit,
  }: {
    lateral: Float32Array;
    depth: Float32Array;
    contour: ReturnType<typeof shoulderContour>;
    unit: number;
  },
): Silhouette {
  const clad = byteRaster(body.width, body.height, 1, body.data.slice());
  const part = labels.data;
  let covered = 0;
  for (let i = 0; i < part.length; i++) {
    if (part[i] !== PART.hair) continue;
    if (Math.abs(lateral[i]) > 0.62 * unit || depth[i] > 0.8 * unit) continue;
    if (depth[i] <= interp1(lateral[i], contour.lateral, contour.top)) continue;
    clad.data[i] = 1;
    covered++;
  }
  const outline = covered > 50 ? close(clad, Math.max(1, Math.round(0.012 * unit))) : clad;
  return knownSilhouette(outline, Math.max(1, 0.01 * unit));
}

const leg = (joints: LimbJoints): BodyFrame['legs']['L'] => ({
  hip: joints.first,
  knee: joints.second,
  ankle: joints.third,
});

function coordinates(
  axes: BodyAxes,
  width: number,
  height: number,
): { lateral: Float32Array; depth: Float32Array } {
  const lateral = new Float32Array(width * height);
  const depth = new Float32Array(width * height);
  const { right, down, shoulderMid } = axes;
  const [rx, ry, downX, downY, midX, midY] = [right.x, right.y, down.x, down.y, shoulderMid.x, shoulderMid.y];
  for (let y = 0, i = 0; y < height; y++) {
    const dy = y + 0.5 - midY;
    for (let x = 0; x < width; x++, i++) {
      const dx = x + 0.5 - midX;
      lateral[i] = dx * rx + dy * ry;
      depth[i] = dx * downX + dy * downY;
    }
  }
  return { lateral, depth };
}

const isAt = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y;

const sameAxes = (a: Pick<BodyFrame, 'right' | 'down' | 'shoulderMid'>, b: typeof a): boolean =>
  isAt(a.right, b.right) && isAt(a.down, b.down) && isAt(a.shoulderMid, b.shoulderMid);

const sameTrunk = (a: BodyAxes, b: BodyFrame): boolean =>
  sameAxes(a, b) &&
  isAt(a.hipMid, b.hipMid) &&
  a.unit === b.unit &&
  isAt(a.arms.L.first, b.arms.L.shoulder) &&
  isAt(a.arms.R.first, b.arms.R.shoulder);

type ArmFields = Pick<ArmFrame, 'upperDistance' | 'upperT' | 'foreDistance' | 'foreT'>;

/** @param before an arm whose fields serve for bones that lie where its own do */
function armFields(joints: LimbJoints, width: number, height: number, before?: ArmFrame): ArmFields {
  const { first, second, third } = joints;
  const elbow = before && isAt(second, before.elbow) ? before : undefined;
  const upper =
    elbow && isAt(first, elbow.shoulder)
      ? { distance: elbow.upperDistance, t: elbow.upperT }
      : segmentDistance(width, height, first, second);
  const fore =
    elbow && isAt(third, elbow.wrist)
      ? { distance: elbow.foreDistance, t: elbow.foreT }
      : segmentDistance(width, height, second, third);
  return {
    upperDistance: upper.distance,
    upperT: upper.t,
    foreDistance: fore.distance,
    foreT: fore.t,
  };
}

/** Pixels of arms and hands, bare or in sleeves. */
function armPixels(
  labels: Raster<Uint8Array>,
  arms: { L: ArmFields; R: ArmFields },
  unit: number,
): Raster<Uint8Array> {
  const out = byteRaster(labels.width, labels.height, 1);
  const set = out.data;
  const part = labels.data;
  const reach = ARM_REACH * unit;
  for (let i = 0; i < set.length; i++)
    if (part[i] === PART.leftHand || part[i] === PART.rightHand) set[i] = 1;
  for (const { upperDistance, upperT, foreDistance } of [arms.L, arms.R]) {
    for (let i = 0; i < set.length; i++) {
      const label = part[i];
      if (label === PART.background || set[i]) continue;
      const d1 = upperDistance[i];
      const d2 = foreDistance[i];
      const t = upperT[i];
      const bare = label === PART.leftArm || label === PART.rightArm;
      // The first third of the upper arm lies over the trunk's own shoulder.
      if (d1 < reach && t > 0.35) set[i] = 1;
      else if (d2 < reach * 0.85) set[i] = 1;
      else if (bare && Math.min(d1, d2) < 0.2 * unit && (t > 0.3 || d2 < d1)) set[i] = 1;
    }
  }
  return out;
}

/** Body without hair and bags, specks and pinholes removed. */
function bodyMask(labels: Raster<Uint8Array>, unit: number): Raster<Uint8Array> {
  const out = byteRaster(labels.width, labels.height, 1);
  const set = out.data;
  const part = labels.data;
  for (let i = 0; i < set.length; i++) {
    const l = part[i];
    set[i] = l !== PART.background && l !== PART.hair && l !== PART.other ? 1 : 0;
  }
  return fillHoles(open(out, Math.max(1, Math.round(0.008 * unit))), 0.02 * unit * unit);
}

function judge(
  axes: BodyAxes,
  limbs: Pose['people'][number]['limbs'],
  seen: number,
  guessed: number,
  width: number,
  height: number,
): { confidence: number; reasons: Sentence[] } {
  const reasons: Sentence[] = [];
  let confidence = clamp(0.4 + 0.6 * limbs.torso, 0, 1);
  const lower = (by: number, why: Sentence): void => {
    confidence *= by;
    reasons.push(why);
  };
  if (limbs.torso < 0.7) reasons.push(say('torso-hidden'));
  if (seen < 0.6) lower(0.85, say('sides-hidden'));
  if (guessed > 0.55) lower(0.93, say('shoulder-line-hidden'));
  if (Math.min(limbs.leftArm, limbs.rightArm) < 0.5) lower(0.88, say('arm-uncertain'));
  if (axes.shoulderWidth < 0.6 * 0.58 * axes.torsoLength) lower(0.75, say('seen-from-the-side'));
  const { hipMid } = axes;
  if (hipMid.y > height || hipMid.x < 0 || hipMid.x > width) lower(0.8, say('hips-outside-picture'));
  return { confidence, reasons };
}
