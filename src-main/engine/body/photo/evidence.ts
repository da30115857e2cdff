/** Evidence: what a photo says about a body, as weighted linear residuals over the picture points of a view. */

import { LM, type PersonPose } from '../../domain/pose.ts';
import { EASES, easeIndex } from './eases.ts';
import type { Region } from './regions.ts';
import type { Contact, Cover } from './silhouette.ts';
import type { Frame, Seen } from './view.ts';

/** weight * (constant + a * p[i] + b * p[j] + c * p[k])^2; p are landmarks, then vertices, then eases (see pointsOf). */
export interface Term {
  i: number;
  a: number;
  j: number;
  b: number;
  k: number;
  c: number;
  constant: number;
  /** Inverse variance. */
  weight: number;
}

const LANDMARK_COUNT = 33;
/** Numbers a landmark has. */
const DEEP = 3;

/** One sigma of landmarks on the body, metres, by the end of their names. */
const SPREAD: readonly (readonly [RegExp, number])[] = [
  [/nose|Eye|mouth|Ear/, 0.014],
  [/Shoulder/, 0.018],
  [/Elbow|Knee/, 0.025],
  [/Wrist|Ankle/, 0.02],
  [/Hip/, 0.025],
  [/Pinky|Index|Thumb/, 0.035],
  [/Heel|FootIndex/, 0.04],
];
const SPREADS = Float64Array.from(
  Object.keys(LM).map((name) => SPREAD.find(([pattern]) => pattern.test(name))?.[1] ?? 0.03),
);

/** Pairs whose difference in depth the world landmarks tell, and one sigma of it, metres. */
const DEPTHS: readonly (readonly [number, number, number])[] = [
  [LM.leftShoulder, LM.rightShoulder, 0.07],
  [LM.leftHip, LM.rightHip, 0.07],
  [LM.leftElbow, LM.leftShoulder, 0.09],
  [LM.rightElbow, LM.rightShoulder, 0.09],
  [LM.leftWrist, LM.leftElbow, 0.09],
  [LM.rightWrist, LM.rightElbow, 0.09],
  [LM.leftKnee, LM.leftHip, 0.09],
  [LM.rightKnee, LM.rightHip, 0.09],
  [LM.leftAnkle, LM.leftKnee, 0.09],
  [LM.rightAnkle, LM.rightKnee, 0.09],
  [LM.leftEar, LM.rightEar, 0.05],
  [LM.nose, LM.leftEar, 0.06],
  [LM.nose, LM.rightEar, 0.06],
];

/** Weight that fades for residuals of several sigmas (Geman and McClure); `bend` in sigmas. */
const fade = (sigmas: number, bend: number): number => 1 / (1 + (sigmas / bend) ** 2) ** 2;

/** @param metre pixels a metre at the body; @param bend sigmas from which a landmark is doubted */
export function landmarkTerms(
  pose: PersonPose,
  trust: Float64Array,
  seen: Seen,
  metre: number,
  bend: number,
): Term[] {
  const out: Term[] = [];
  const given = new Set(pose.corrected?.map((name) => LM[name]));
  pose.landmarks.forEach((mark, i) => {
    if (trust[i] < 0.02) return;
    const spread = SPREADS[i] * metre;
    const dx = seen.landmarks[i * DEEP] - mark.x;
    const dy = seen.landmarks[i * DEEP + 1] - mark.y;
    // what somebody has put in its place is not doubted
    const doubt = given.has(i) ? 1 : fade(Math.hypot(dx, dy) / spread, bend);
    const weight = (trust[i] * doubt) / spread ** 2;
    out.push({ i: i * DEEP, a: 1, j: 0, b: 0, k: 0, c: 0, constant: -mark.x, weight });
    out.push({ i: i * DEEP + 1, a: 1, j: 0, b: 0, k: 0, c: 0, constant: -mark.y, weight });
  });
  for (const [p, q, spread] of DEPTHS) {
    const both = Math.min(trust[p], trust[q]);
    // the depth was told of where the joint was taken to be
    if (both < 0.02 || given.has(p) || given.has(q)) continue;
    const wanted = pose.world[q].z - pose.world[p].z;
    const off = seen.landmarks[p * DEEP + 2] - seen.landmarks[q * DEEP + 2] - wanted;
    const weight = (both * fade(off / spread, bend)) / spread ** 2;
    out.push({ i: p * DEEP + 2, a: 1, j: q * DEEP + 2, b: -1, k: 0, c: 0, constant: -wanted, weight });
  }
  return out;
}

/**
 * An outline that no ease is found for: what stands between it and the body, one sigma of it, metres, and from how many
 * sigmas on it tells nothing.
 */
const PLAIN: Record<Cover, { room: number; spread: number; bend: number }> = {
  skin: { room: 0, spread: 0.008, bend: 4 },
  upper: { room: 0.01, spread: 0.01, bend: 2 },
  lower: { room: 0.02, spread: 0.02, bend: 2 },
  dress: { room: 0.03, spread: 0.03, bend: 2 },
  footwear: { room: 0.011, spread: 0.009, bend: 2.5 },
  hair: { room: 0.03, spread: 0.05, bend: 1.5 },
  other: { room: 0.03, spread: 0.05, bend: 1.5 },
};
/** Sigmas from which the outline of clothes is doubted. */
const DOUBT = 3;
/** One sigma of a body beyond its cover, metres: the matte's own error. */
const BEYOND = 0.009;
/** Outline points share their errors with their neighbours over about this many metres. */
const CORRELATED = 0.05;

/**
 * Residuals of the outline: the body on the outline where skin is seen, inside it by the ease where clothes are, and
 * nowhere beyond it.
 *
 * @param regions of every skin vertex
 * @param vertexAt place of a contact's vertex among the view's vertices
 * @param eases EASES of the view, metres
 * @param spacing metres between neighbouring contacts
 * @param patience how many times more sigmas than in the end an outline may be away: a body that is still far from its
 *   own outline must not take it for something else's
 */
export function contactTerms(
  found: readonly Contact[],
  seen: Seen,
  regions: readonly Region[],
  vertexAt: (vertex: number) => number,
  eases: ArrayLike<number>,
  metre: number,
  spacing: number,
  patience: number,
): Term[] {
  const share = Math.min(1, spacing / CORRELATED);
  const first = seen.landmarks.length + seen.vertices.length;
  return found.map(({ vertex, nx, ny, beyond, cover }) => {
    const v = vertexAt(vertex) * 2;
    const at = LANDMARK_COUNT * DEEP + v;
    const off = beyond / metre;
    const now = nx * seen.vertices[v] + ny * seen.vertices[v + 1];
    const out = off > 0 && cover !== 'skin';
    const k = out ? undefined : easeIndex(cover, regions[vertex]);
    const { room, spread, bend } = out
      ? { room: 0, spread: BEYOND, bend: 5 }
      : k === undefined
        ? PLAIN[cover]
        : { room: 0, spread: EASES[k].within, bend: DOUBT };
    const gap = k === undefined ? room : eases[k];
    const weight = (share * fade((off + gap) / spread, bend * patience)) / (spread * metre) ** 2;
    const constant = (off + (k === undefined ? gap : 0)) * metre - now;
    return {
      i: at,
      a: nx,
      j: at + 1,
      b: ny,
      k: first + (k ?? 0),
      c: k === undefined ? 0 : metre,
      constant,
      weight,
    };
  });
}

/** All picture points of a view and its eases in one list, as terms count them. */
export function pointsOf(seen: Seen, eases: ArrayLike<number>): Float64Array {
  const { landmarks, vertices } = seen;
  const out = new Float64Array(landmarks.length + vertices.length + eases.length);
  out.set(landmarks);
  out.set(vertices, landmarks.length);
  out.set(eases, landmarks.length + vertices.length);
  return out;
}

export function residualOf({ i, a, j, b, k, c, constant }: Term, points: Float64Array): number {
  return constant + a * points[i] + b * points[j] + c * points[k];
}

/** Root mean square distance of trusted landmarks, pixels. */
export function landmarkError(pose: PersonPose, trust: Float64Array, seen: Seen): number {
  let sum = 0;
  let total = 0;
  pose.landmarks.forEach((mark, i) => {
    sum +=
      trust[i] * ((seen.landmarks[i * DEEP] - mark.x) ** 2 + (seen.landmarks[i * DEEP + 1] - mark.y) ** 2);
    total += trust[i];
  });
  return total > 0 ? Math.sqrt(sum / total) : Number.NaN;
}

/** Longer side of a full-frame picture is 36 mm; portraits of people are taken at about 65 mm. */
export function usualFocal(width: number, height: number): number {
  return Math.max(width, height) * 1.8;
}

export function frameOf(width: number, height: number): Frame {
  return { width, height, focal: usualFocal(width, height) };
}
