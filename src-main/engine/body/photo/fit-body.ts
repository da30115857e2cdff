/**
 * Fits a body to photos: pose and camera of every photo and one shape, by damped least squares on landmarks, on the
 * outline of the person and on what is usual among people.
 */

import { StudioError } from '../../../contract/errors.ts';
import type { BodyPose, Camera } from '../../domain/body.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import { averageShape } from '../shape.ts';
import { landmarkError } from './evidence.ts';
import { FREEDOMS } from './freedoms.ts';
import { landmarkPoints } from './landmark-points.ts';
import { covariance } from './least-squares.ts';
import { equationsOf, minimise, type Problem, type StaturePrior } from './minimise.ts';
import { CAMERA, EASE, PER_VIEW, type PhotoEvidence, PhotoView } from './photo-view.ts';
import { regionsOf } from './regions.ts';
import { type ShapeAxis, shapeAxes, statureOf } from './shape-space.ts';
import { ShapeState } from './shape-state.ts';
import { type Agreement, agreement, skinScene } from './silhouette.ts';
import { cameraOf, gather } from './view.ts';

export type { PhotoEvidence } from './photo-view.ts';

export interface FitOptions {
  /** Centimetres; without it the stature is that of the average with a wide uncertainty. */
  statureCm?: number;
  /** 0 female .. 1 male; without it the photo decides as far as it can. */
  sex?: number;
  ageYears?: number;
}

/** Camera and pose of one photo; pixels are those of the analysis raster. */
export interface FittedView {
  camera: Camera;
  pose: BodyPose;
  /** Joint angles in FREEDOMS order with one sigma each, radians. */
  angles: Float64Array;
  angleSpreads: Float64Array;
  /** 0..1 for each landmark. */
  trust: Float64Array;
  agreement: Agreement;
  /** Root mean square distance of trusted landmarks, in shares of the stature. */
  landmarkError: number;
}

export interface BodyFit {
  rest: RestBody;
  axes: readonly ShapeAxis[];
  /** Covariance of the axes' values, row-major. */
  shapeCovariance: Float64Array;
  /** Stature in metres. */
  stature: number;
  /** One sigma of it before a photo is looked at, metres: of the tape, or among adults. */
  statureSpread: number;
  views: FittedView[];
}

/** Mean stature of women and men worldwide and one sigma of adults, metres (NCD-RisC 2020, born 1996). */
const STATURE = { female: 1.6, male: 1.72, spread: 0.075 };
/** One sigma of a stature that was measured, metres. */
const TAPE = 0.008;
/**
 * Metres between outlines that may belong together, for one round after the other, and the patience with those that part
 * (see contactTerms).
 */
const ROUNDS = [
  { reach: 0.12, patience: 2.5 },
  { reach: 0.09, patience: 2 },
  { reach: 0.07, patience: 1.5 },
  { reach: 0.06, patience: 1.2 },
  { reach: 0.05, patience: 1 },
  { reach: 0.05, patience: 1 },
];
/** The round before which the slopes of the shape are taken anew. */
const REFRESH = 2;
const POSE_STEPS = 12;
const STEPS = 2;
/** Sigmas from which a landmark is doubted: at first, while the pose is a guess, and later. */
const BEND = { first: 8, later: 3 };

/**
 * @param photos the front first; each is one picture of the same person
 * @throws StudioError 'person-incomplete' when too little of a person is seen to tell the body
 */
export function fitBody(
  body: ParametricBody,
  photos: readonly PhotoEvidence[],
  options: FitOptions = {},
): BodyFit {
  const { sex, ageYears, statureCm } = options;
  const average = averageShape(sex ?? 0.5);
  // a body whose sex is not known has no pronounced breast
  const cup = sex === undefined ? 0 : average.cup;
  const start = { ...average, ageYears: ageYears ?? 35, proportions: 0.65, cup };
  const state = new ShapeState(body, shapeAxes(sex), start);
  const landmarks = { points: landmarkPoints(body), regions: regionsOf(body) };
  const views = photos.map((photo) => new PhotoView(photo, state, landmarks));
  const stature: StaturePrior =
    statureCm === undefined
      ? { ...STATURE, sex }
      : { female: statureCm / 100, male: statureCm / 100, spread: TAPE, sex };
  const problem: Problem = { state, views, stature };
  minimise(problem, POSE_STEPS, BEND.first);
  ROUNDS.forEach(({ reach, patience }, round) => {
    state.settle();
    if (round === REFRESH) state.refresh();
    for (const view of views) view.touch(reach, patience);
    minimise(problem, STEPS, BEND.later);
  });
  state.settle();
  return resultOf(problem);
}

/** With a sex that is not known, how far women and men are apart counts as well. */
function spreadOf({ female, male, spread, sex }: StaturePrior): number {
  return sex === undefined ? Math.hypot(spread, (male - female) / 2) : spread;
}

function resultOf(problem: Problem): BodyFit {
  const { state, views } = problem;
  const { rest, axes } = state;
  const equations = equationsOf(problem, BEND.later);
  const spread = covariance(equations);
  if (!spread)
    throw new StudioError('internal', 'The body cannot be told from this photo. Try another photo.');
  const { size } = equations;
  const s = axes.length;
  const shapeCovariance = new Float64Array(s * s);
  for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) shapeCovariance[i * s + j] = spread[i * size + j];
  const fitted = views.map((view, v) => {
    const first = s + v * PER_VIEW + CAMERA;
    const spreads = Float64Array.from(FREEDOMS, (_, i) => Math.sqrt(spread[(first + i) * (size + 1)]));
    return fittedView(state, view, spreads);
  });
  return {
    rest,
    axes,
    shapeCovariance,
    stature: statureOf(state.body, rest),
    statureSpread: spreadOf(problem.stature),
    views: fitted,
  };
}

/** The view with the body standing on the floor. */
function fittedView(state: ShapeState, view: PhotoView, angleSpreads: Float64Array): FittedView {
  const { body, rest } = state;
  const { pose, vertices } = view.posed();
  const camera = cameraOf(view.frame, view.numbers);
  const grounded = body.grounded(rest, pose);
  const up = grounded.root[1] - pose.root[1];
  const [x, y, z] = camera.position;
  const seen = view.look(state.rig(), gather(view.set, rest.vertices));
  const metres = landmarkError(view.evidence.pose, view.trust, seen) / view.metre();
  return {
    camera: { ...camera, position: [x, y + up, z] },
    pose: grounded,
    angles: view.numbers.slice(CAMERA, EASE),
    angleSpreads,
    trust: view.trust,
    agreement: agreement(skinScene(body.asset.body.quads, vertices), camera, view.outline, view.step() / 2),
    landmarkError: metres / statureOf(body, rest),
  };
}
