/** phi: fits a garment to a person: correspondences, as-rigid-as-possible deformation, fold-over repair, figures. */

import { say } from '../../contract/sentences.ts';
import type { BodyFrame } from '../domain/body-frame.ts';
import type { FittedLayer } from '../domain/fit.ts';
import type { Garment } from '../domain/garment.ts';
import type { Parsing } from '../domain/parsing.ts';
import { LM, type PersonPose } from '../domain/pose.ts';
import { quantile } from '../image/ops/signal.ts';
import type { AnalysedPhoto } from '../image/photo.ts';
import type { Point } from '../image/raster.ts';
import { solveArap } from './arap.ts';
import { extent, toPicture, toTorso } from './body.ts';
import { garmentShape, nearestVertex, SIDES } from './garment-shape.ts';
import { countFlipped, untangle } from './injective.ts';
import type { LaidGarment } from './laid.ts';
import { layLower } from './lower.ts';
import { DEFAULT_FIT, type FitParams } from './params.ts';
import { giveWay, holdPins, judgePins } from './pins.ts';
import { layUpper } from './upper.ts';

export interface FitInput {
  frame: BodyFrame;
  pose: PersonPose;
  parsing: Parsing;
  photo: AnalysedPhoto;
  params?: Partial<FitParams>;
}

const LOWER: ReadonlySet<string> = new Set(['trousers', 'shorts', 'skirt']);
/** Local/global rounds; the mesh moves less than 0.01 px in later ones. */
const ITERATIONS = 30;
/** Share of triangles folded by pins from which repairing them is hopeless. */
const MANY_FOLDS = 0.03;
/** Anisotropy above which landmarks are doubtful (measured: good fits stay below 1.9). */
const STRETCHED = 2.2;

/**
 * Fits `garment` to the person. The result has no flipped triangle. Deterministic; takes tens of milliseconds.
 */
export function fitGarment(garment: Garment, input: FitInput): FittedLayer {
  const params: FitParams = { ...DEFAULT_FIT, ...input.params };
  const { frame, pose, parsing } = input;
  const shape = garmentShape(garment);
  const laid = LOWER.has(garment.category)
    ? layLower(shape, frame, parsing, params)
    : layUpper(shape, frame, params);
  adjust(laid, frame, params);

  const stretch = laid.triangleStretch();
  const solving = performance.now();
  const solve = (): Float64Array =>
    solveArap({
      rest: laid.rest,
      triangles: laid.triangles,
      stretch,
      init: laid.init,
      targets: laid.targets,
      iterations: ITERATIONS,
    });
  let posed = solve();
  if (params.pins.length > 0) {
    const free = posed;
    holdPins(laid, free, params.pins, frame.unit);
    posed = solve();
    // Hopeless folds are not worth the long repair.
    const folded = countFlipped(laid.triangles, posed);
    if (folded > 0) untangle(laid.rest, laid.triangles, stretch, free);
    if (folded <= MANY_FOLDS * (laid.triangles.length / 3))
      untangle(laid.rest, laid.triangles, stretch, posed);
    giveWay(laid, posed, free);
    judgePins(laid, posed, params.pins, frame.unit);
    followPins(laid, frame, free, posed);
  } else untangle(laid.rest, laid.triangles, stretch, posed);
  const solveMs = performance.now() - solving;
  const flipped = unfold(laid, posed);

  const anisotropyP95 = anisotropy(laid, posed);
  const landmarkResidual = residual(laid, posed) / frame.unit;
  judge(laid, input, garment.sleeve, { anisotropyP95, landmarkResidual });
  return {
    garment,
    mesh: { rest: laid.rest, posed, triangles: laid.triangles, part: laid.triangleParts() },
    summary: {
      scaleX: laid.scaleX,
      scaleY: laid.scaleY,
      sleeveReach: laid.sleeveReach,
      topAt: laid.topAt + params.shiftY * frame.unit,
      hemAt: laid.hemAt + params.shiftY * frame.unit,
      ...(params.ease === 1 ? {} : { worn: params.ease < 1 ? 'tighter' : 'looser' }),
    },
    quality: { flipped, anisotropyP95, landmarkResidual, solveMs },
    confidence: laid.confidence * Math.min(pose.limbs.torso, 1),
    reasons: laid.reasons,
  };
}

/**
 * Last resort when folds could not be repaired: goes back towards the garment laid out flat, which has none, as far as
 * needed. Returns the number of flipped triangles left, 0.
 */
function unfold(laid: LaidGarment, posed: Float64Array): number {
  const folded = countFlipped(laid.triangles, posed);
  if (folded === 0) return 0;
  laid.doubt(0.4, say('garment-not-bent'));
  const flat = new Float64Array(posed.length);
  const mean = [0, 0, 0, 0];
  for (let i = 0; i < posed.length; i++) {
    mean[i % 2] += laid.rest[i] / laid.count;
    mean[2 + (i % 2)] += posed[i] / laid.count;
  }
  for (let i = 0; i < posed.length; i++)
    flat[i] = (laid.rest[i] - mean[i % 2]) * (i % 2 ? laid.scaleY : laid.scaleX) + mean[2 + (i % 2)];
  const bent = posed.slice();
  for (let t = 0.9; t > 0.05; t -= 0.1) {
    for (let i = 0; i < posed.length; i++) posed[i] = flat[i] + (bent[i] - flat[i]) * t;
    if (countFlipped(laid.triangles, posed) === 0) return 0;
  }
  posed.set(flat);
  return countFlipped(laid.triangles, posed);
}

/** Top edge and hem move with the pins that move them. */
function followPins(laid: LaidGarment, frame: BodyFrame, free: Float64Array, posed: Float64Array): void {
  const ends = (at: Float64Array): [top: number, hem: number] => {
    let [top, hem] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < at.length; i += 2) {
      const { d } = toTorso(frame, { x: at[i], y: at[i + 1] });
      top = Math.min(top, d);
      hem = Math.max(hem, d);
    }
    return [top, hem];
  };
  const before = ends(free);
  const after = ends(posed);
  laid.topAt += after[0] - before[0];
  laid.hemAt += after[1] - before[1];
}

/** Applies the user's shift and rotation to start, targets and correspondences. */
function adjust(laid: LaidGarment, frame: BodyFrame, params: FitParams): void {
  if (params.shiftX === 0 && params.shiftY === 0 && params.rotation === 0) return;
  const cos = Math.cos(params.rotation);
  const sin = Math.sin(params.rotation);
  const pivot = toPicture(frame, 0, Math.max(0, laid.topAt));
  const tx = params.shiftX * frame.unit;
  const ty = params.shiftY * frame.unit;
  const move = (x: number, y: number): Point => ({
    x: pivot.x + cos * (x - pivot.x) - sin * (y - pivot.y) + tx * frame.right.x + ty * frame.down.x,
    y: pivot.y + sin * (x - pivot.x) + cos * (y - pivot.y) + tx * frame.right.y + ty * frame.down.y,
  });
  for (let i = 0; i < laid.init.length; i += 2) {
    const p = move(laid.init[i], laid.init[i + 1]);
    laid.init[i] = p.x;
    laid.init[i + 1] = p.y;
  }
  const { targets } = laid;
  for (let k = 0; k < targets.index.length; k++) {
    const p = move(targets.x[k], targets.y[k]);
    targets.x[k] = p.x;
    targets.y[k] = p.y;
  }
  for (const c of laid.correspondences) c.to = move(c.to.x, c.to.y);
}

/** 95th percentile over triangles of the ratio of singular values of the map garment -> photo. */
function anisotropy(laid: LaidGarment, posed: Float64Array): number {
  const { triangles, rest } = laid;
  const ratios = new Float64Array(triangles.length / 3);
  for (let t = 0; t < ratios.length; t++) {
    const j = jacobian(rest, posed, triangles, t);
    const a = j[0] * j[0] + j[2] * j[2];
    const b = j[0] * j[1] + j[2] * j[3];
    const c = j[1] * j[1] + j[3] * j[3];
    const mean = (a + c) / 2;
    const root = Math.hypot((a - c) / 2, b);
    ratios[t] = Math.sqrt((mean + root) / Math.max(1e-12, mean - root));
  }
  return quantile(ratios, 0.95);
}

/** Row-major 2x2 derivative of posed by rest over triangle t. */
function jacobian(
  rest: Float64Array,
  posed: Float64Array,
  triangles: Uint32Array,
  t: number,
): [number, number, number, number] {
  const a = triangles[t * 3] * 2;
  const b = triangles[t * 3 + 1] * 2;
  const c = triangles[t * 3 + 2] * 2;
  const ux = rest[b] - rest[a];
  const uy = rest[b + 1] - rest[a + 1];
  const vx = rest[c] - rest[a];
  const vy = rest[c + 1] - rest[a + 1];
  const k = 1 / (ux * vy - uy * vx);
  const px = posed[b] - posed[a];
  const py = posed[b + 1] - posed[a + 1];
  const qx = posed[c] - posed[a];
  const qy = posed[c + 1] - posed[a + 1];
  return [(px * vy - qx * uy) * k, (qx * ux - px * vx) * k, (py * vy - qy * uy) * k, (qy * ux - py * vx) * k];
}

/** Root mean square distance of the correspondences' vertices from where they were sent, analysis px. */
function residual(laid: LaidGarment, posed: Float64Array): number {
  let sum = 0;
  for (const { from, to } of laid.correspondences) {
    const v = nearestVertex(laid.rest, from);
    const dx = posed[v * 2] + (from.x - laid.rest[v * 2]) * laid.scaleX - to.x;
    const dy = posed[v * 2 + 1] + (from.y - laid.rest[v * 2 + 1]) * laid.scaleY - to.y;
    sum += dx * dx + dy * dy;
  }
  return Math.sqrt(sum / Math.max(1, laid.correspondences.length));
}

function judge(
  laid: LaidGarment,
  { frame, pose }: FitInput,
  sleeve: Garment['sleeve'],
  figures: { anisotropyP95: number; landmarkResidual: number },
): void {
  if (figures.anisotropyP95 > STRETCHED) laid.doubt(0.75, say('garment-stretched'));
  if (figures.landmarkResidual > 0.12) laid.doubt(0.85, say('pose-mismatch'));
  if (pose.backView) laid.doubt(0.7, say('seen-from-behind'));
  const reach = Math.min(laid.sleeveReach.L, laid.sleeveReach.R);
  if (sleeve === 'long' && reach < 0.85) laid.doubt(0.95, say('sleeve-too-short'));
  const upper = laid.sleeveReach.L > 0 || laid.sleeveReach.R > 0 || laid.topAt < 0.5 * frame.torsoLength;
  if (!upper) return;
  for (const s of SIDES) {
    const arm = frame.arms[s];
    for (const p of [arm.wrist, { x: (arm.wrist.x + arm.elbow.x) / 2, y: (arm.wrist.y + arm.elbow.y) / 2 }]) {
      const { h, d } = toTorso(frame, p);
      if (
        d > 0.1 * frame.unit &&
        d < laid.hemAt &&
        Math.abs(h) < 0.75 * extent(frame, h < 0 ? 'L' : 'R', d, true)
      )
        laid.doubt(0.8, say('arm-crosses-garment'));
    }
  }
  const visible = (i: number): boolean => (pose.landmarks[i]?.presence ?? 1) > 0.4;
  if (!visible(LM.leftShoulder) || !visible(LM.rightShoulder))
    laid.doubt(0.7, say('shoulders-outside-picture'));
}
