/**
 * Fits a body to photos: pose and camera of every photo and one shape, by damped least squares on landmarks, on the
 * outline of the person and on what is usual among people.
 */

import { StudioError } from '../../../contract/errors.ts';
import type { BodyPose, BodyShape, Camera } from '../../domain/body.ts';
import type { Matte, Parsing } from '../../domain/parsing.ts';
import type { PersonPose } from '../../domain/pose.ts';
import type { ParametricBody, RestBody } from '../parametric-body.ts';
import { averageShape } from '../shape.ts';
import { posedJoints } from '../skeleton.ts';
import { boneMotions, skinVertices } from '../skin.ts';
import {
  contactTerms,
  EASES,
  frameOf,
  landmarkError,
  landmarkTerms,
  MOST_EASE,
  pointsOf,
  residualOf,
  type Term,
} from './evidence.ts';
import { FREEDOMS, limitAngles } from './freedoms.ts';
import { initialAngles, pixelsPerMetre, trustOf } from './initial-pose.ts';
import { type LandmarkPoint, landmarkPoints } from './landmark-points.ts';
import { addRow, covariance, dampedStep, type NormalEquations, normalEquations } from './least-squares.ts';
import { articulate, type Rig, rigOf } from './rig.ts';
import {
  type ShapeAxis,
  type ShapeSlope,
  shapeAt,
  shapeAxes,
  shapeSlopes,
  statureOf,
} from './shape-space.ts';
import { type Agreement, agreement, contacts, type Outline, outlineOf, skinScene } from './silhouette.ts';
import {
  CAMERA_NUMBERS,
  cameraOf,
  type Frame,
  gather,
  type Seen,
  see,
  type VertexSet,
  vertexSet,
} from './view.ts';

/** One photo of the person. */
export interface PhotoEvidence {
  pose: PersonPose;
  matte: Matte;
  /** Tells skin from clothes; without it everything counts as skin or close-fitting. */
  parsing?: Parsing;
}

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
  views: FittedView[];
}

/** Mean stature of women and men worldwide and one sigma of adults, metres (NCD-RisC 2020, born 1996). */
const STATURE = { female: 1.6, male: 1.72, spread: 0.075 };
/** One sigma of a stature that was measured, metres. */
const TAPE = 0.008;
/** One sigma of the camera's pitch, radians. */
const PITCH = 0.07;
/** Pixels of the picture on one of the outline's raster, for pictures of 1024 pixels. */
const OUTLINE_SIDE = 400;
const CONTACTS = 240;
/** Metres between outlines that may belong together, for one round after the other. */
const REACH = [0.12, 0.09, 0.07, 0.06, 0.05, 0.05];
const POSE_STEPS = 12;
const STEPS = 2;

interface View {
  frame: Frame;
  evidence: PhotoEvidence;
  trust: Float64Array;
  outline: Outline;
  /** CAMERA_NUMBERS, then FREEDOMS, then EASES. */
  numbers: Float64Array;
  set: VertexSet;
  terms: Term[];
}

const CAMERA = CAMERA_NUMBERS.length;
const EASE = CAMERA + FREEDOMS.length;
const PER_VIEW = EASE + EASES.length;
/** Steps of difference quotients: metres, metres, logarithm, radians. */
const H = 1e-4;

/**
 * @param photos the front first; each is one picture of the same person
 * @throws StudioError 'person-incomplete' when too little of a person is seen to tell the body
 */
export function fitBody(
  body: ParametricBody,
  photos: readonly PhotoEvidence[],
  options: FitOptions = {},
): BodyFit {
  return new Fit(body, photos, options).run();
}

class Fit {
  private readonly body: ParametricBody;
  private readonly points: LandmarkPoint[];
  private readonly axes: ShapeAxis[];
  private readonly options: FitOptions;
  private readonly views: View[];
  private rest: RestBody;
  private slopes: ShapeSlope[];
  /** Values of the axes, and those that `rest` has. */
  private shape: Float64Array;
  private base: Float64Array;

  constructor(body: ParametricBody, photos: readonly PhotoEvidence[], options: FitOptions) {
    this.body = body;
    this.options = options;
    this.points = landmarkPoints(body);
    this.axes = shapeAxes(options.sex);
    const start: BodyShape = {
      ...averageShape(options.sex ?? 0.5),
      ageYears: options.ageYears ?? 35,
      proportions: 0.65,
    };
    this.shape = Float64Array.from(this.axes, (axis) => axis.mean);
    this.base = this.shape.slice();
    this.rest = body.shape(shapeAt(start, this.axes, this.shape));
    this.slopes = shapeSlopes(body, this.rest, this.axes);
    this.views = photos.map((photo) => this.open(photo));
  }

  run(): BodyFit {
    this.minimise(POSE_STEPS, 8);
    REACH.forEach((reach, round) => {
      this.settle();
      if (round === 2) this.slopes = shapeSlopes(this.body, this.rest, this.axes);
      for (const view of this.views) this.touch(view, reach);
      this.minimise(STEPS, 3);
    });
    this.settle();
    return this.result();
  }

  private open(photo: PhotoEvidence): View {
    const { width, height } = photo.matte.alpha;
    const frame = frameOf(width, height);
    const trust = trustOf(photo.pose, width, height);
    const scale = pixelsPerMetre(photo.pose, trust);
    if (!(scale > 0))
      throw new StudioError(
        'person-incomplete',
        'Too little of the body is in the picture to tell its shape and pose. Use a photo that shows the person from head to hips at least.',
      );
    const rig = this.rig();
    const numbers = new Float64Array(PER_VIEW);
    numbers.set(initialAngles(rig, photo.pose, trust), CAMERA);
    numbers[2] = Math.log(frame.focal / scale);
    numbers.set(
      EASES.map((ease) => ease.usual),
      EASE,
    );
    const set = vertexSet(this.landmarkVertices(), this.body.asset.skin);
    const view: View = {
      frame,
      evidence: photo,
      trust,
      outline: outlineOf(photo.matte, photo.parsing),
      numbers,
      set,
      terms: [],
    };
    // move the camera until trusted landmarks lie where they should on average
    const { landmarks } = this.look(view, numbers, this.rig(), gather(set, this.rest.vertices));
    let [dx, dy, total] = [0, 0, 0];
    photo.pose.landmarks.forEach((mark, i) => {
      dx += trust[i] * (landmarks[i * 3] - mark.x);
      dy += trust[i] * (landmarks[i * 3 + 1] - mark.y);
      total += trust[i];
    });
    numbers[0] += dx / total / scale;
    numbers[1] -= dy / total / scale;
    return view;
  }

  private landmarkVertices(): Uint32Array {
    return Uint32Array.from(this.points.flatMap((point) => ('vertex' in point ? [point.vertex] : [])));
  }

  private look(view: View, numbers: Float64Array, rig: Rig, rest: Float32Array): Seen {
    const camera = cameraOf(view.frame, numbers);
    return see(rig, this.points, view.set, rest, numbers.subarray(CAMERA, EASE), camera);
  }

  private metre(view: View): number {
    return view.frame.focal / Math.exp(view.numbers[2]);
  }

  /** Joints at rest for the values of the axes, straight on from `rest`. */
  private rig(shape = this.shape): Rig {
    const joints = this.rest.joints.slice();
    this.slopes?.forEach(({ joints: slope }, k) => {
      const by = shape[k] - this.base[k];
      if (by !== 0) for (let i = 0; i < joints.length; i++) joints[i] += by * slope[i];
    });
    return rigOf(this.body.bones, joints);
  }

  private restOf(slopes: readonly Float32Array[], base: Float32Array, shape = this.shape): Float32Array {
    const out = base.slice();
    slopes.forEach((slope, k) => {
      const by = shape[k] - this.base[k];
      if (by !== 0) for (let i = 0; i < out.length; i++) out[i] += by * slope[i];
    });
    return out;
  }

  private statureNow(shape = this.shape): number {
    let stature = statureOf(this.body, this.rest);
    this.slopes.forEach((slope, k) => {
      stature += (shape[k] - this.base[k]) * slope.stature;
    });
    return stature;
  }

  /** Makes `rest` the body of the values found so far. */
  private settle(): void {
    this.rest = this.body.shape(shapeAt(this.rest.shape, this.axes, this.shape));
    this.base = this.shape.slice();
  }

  private posed(view: View): { pose: BodyPose; vertices: Float32Array } {
    const pose = articulate(this.rig(), view.numbers.slice(CAMERA, EASE));
    const joints = posedJoints(this.body.bones, this.rest.joints, pose);
    const motions = boneMotions(pose, this.rest.joints, joints);
    return { pose, vertices: skinVertices(motions, this.rest.vertices, this.body.asset.skin) };
  }

  private step(view: View): number {
    return Math.max(1, Math.max(view.frame.width, view.frame.height) / OUTLINE_SIDE);
  }

  /** Pairs the outlines of body and person anew. */
  private touch(view: View, reach: number): void {
    const metre = this.metre(view);
    const scene = skinScene(this.body.asset.body.quads, this.posed(view).vertices);
    const camera = cameraOf(view.frame, view.numbers);
    const found = contacts(scene, camera, view.outline, this.step(view), reach * metre, CONTACTS);
    const ids = [...new Set([...this.landmarkVertices(), ...found.map((contact) => contact.vertex)])];
    view.set = vertexSet(Uint32Array.from(ids), this.body.asset.skin);
    const place = new Map(ids.map((v, i) => [v, i]));
    const seen = this.look(view, view.numbers, this.rig(), gather(view.set, this.rest.vertices));
    // the outline of a standing person is about six times as long as the person is tall
    const spacing = (6 * this.statureNow()) / CONTACTS;
    view.terms = contactTerms(
      found,
      seen,
      (v) => place.get(v) as number,
      view.numbers.subarray(EASE),
      metre,
      spacing,
    );
  }

  private bounds(): { low: Float64Array; high: Float64Array } {
    const low = [...this.axes.map((axis) => axis.low)];
    const high = [...this.axes.map((axis) => axis.high)];
    for (const _ of this.views) {
      low.push(-50, -50, Math.log(0.3), -0.5, ...FREEDOMS.map((f) => f.low), ...EASES.map(() => 0));
      high.push(50, 50, Math.log(60), 0.5, ...FREEDOMS.map((f) => f.high), ...EASES.map(() => MOST_EASE));
    }
    return { low: Float64Array.from(low), high: Float64Array.from(high) };
  }

  private all(): Float64Array {
    return Float64Array.from([...this.shape, ...this.views.flatMap((view) => [...view.numbers])]);
  }

  private take(values: Float64Array): void {
    const s = this.axes.length;
    this.shape = values.slice(0, s);
    this.views.forEach((view, v) => {
      view.numbers = values.slice(s + v * PER_VIEW, s + (v + 1) * PER_VIEW);
      limitAngles(view.numbers.subarray(CAMERA, EASE));
    });
  }

  /** Levenberg-Marquardt with the outline pairs held. */
  private minimise(steps: number, bend: number): void {
    const { low, high } = this.bounds();
    let damping = 1e-3;
    const local = this.views.map((view) => ({
      base: gather(view.set, this.rest.vertices),
      slopes: this.slopes.map((slope) => gather(view.set, slope.vertices)),
    }));
    for (let k = 0; k < steps; k++) {
      const { equations, terms } = this.linearise(local, bend);
      let better = false;
      const values = this.all();
      for (let tries = 0; tries < 5 && !better; tries++) {
        const step = dampedStep(equations, damping, values, low, high);
        if (step) {
          this.take(values.map((v, i) => v + step[i]));
          if (this.costOf(local, terms) < equations.cost) {
            better = true;
            damping = Math.max(1e-6, damping * 0.3);
            continue;
          }
        }
        damping = Math.max(damping, 1e-4) * 8;
      }
      if (!better) {
        this.take(values);
        return;
      }
    }
  }

  private costOf(local: Local[], terms: readonly Term[][]): number {
    const equations = normalEquations(0);
    this.usual(equations, undefined);
    let cost = equations.cost;
    this.views.forEach((view, v) => {
      const rest = this.restOf(local[v].slopes, local[v].base);
      const points = pointsOf(this.look(view, view.numbers, this.rig(), rest), view.numbers.subarray(EASE));
      for (const term of terms[v]) cost += term.weight * residualOf(term, points) ** 2;
    });
    return cost;
  }

  /** Normal equations at the present values, and the terms with the weights they were made with. */
  private linearise(local: Local[], bend: number): { equations: NormalEquations; terms: Term[][] } {
    const s = this.axes.length;
    const size = s + this.views.length * PER_VIEW;
    const equations = normalEquations(size);
    this.usual(equations, s);
    const rig = this.rig();
    const shifted = this.axes.map((axis, k) => {
      const moved = this.shape.slice();
      moved[k] += axis.spread * 0.1;
      return { moved, rig: this.rig(moved), step: axis.spread * 0.1 };
    });
    const terms = this.views.map((view, v) => {
      const { slopes, base } = local[v];
      const rest = this.restOf(slopes, base);
      const seen = this.look(view, view.numbers, rig, rest);
      const points = pointsOf(seen, view.numbers.subarray(EASE));
      const slope = (other: Seen, step: number, numbers = view.numbers): Float64Array =>
        pointsOf(other, numbers.subarray(EASE)).map((p, i) => (p - points[i]) / step);
      const columns = shifted.map(({ moved, rig: other, step }) =>
        slope(this.look(view, view.numbers, other, this.restOf(slopes, base, moved)), step),
      );
      for (let i = 0; i < PER_VIEW; i++) {
        const numbers = view.numbers.slice();
        numbers[i] += H;
        columns.push(slope(i < EASE ? this.look(view, numbers, rig, rest) : seen, H, numbers));
      }
      const list = [
        ...landmarkTerms(view.evidence.pose, view.trust, seen, this.metre(view), bend),
        ...view.terms,
      ];
      const at = columns.map((_, c) => (c < s ? c : c + v * PER_VIEW));
      const row = new Float64Array(size);
      for (const term of list) {
        for (let c = 0; c < columns.length; c++)
          row[at[c]] =
            term.a * columns[c][term.i] + term.b * columns[c][term.j] + term.c * columns[c][term.k];
        addRow(equations, row, at, residualOf(term, points), term.weight);
      }
      return list;
    });
    return { equations, terms };
  }

  /** What is usual among people and cameras. @param shapeSize undefined to add to the cost alone */
  private usual(equations: NormalEquations, shapeSize: number | undefined): void {
    const derive = shapeSize !== undefined;
    const row = new Float64Array(equations.size);
    const one = (i: number, residual: number, spread: number): void => {
      if (derive) row[i] = 1;
      addRow(equations, row, derive ? [i] : [], residual, 1 / spread ** 2);
      if (derive) row[i] = 0;
    };
    const s = this.axes.length;
    this.axes.forEach(({ mean, spread }, k) => {
      one(k, this.shape[k] - mean, spread);
    });
    this.views.forEach((view, v) => {
      const at = s + v * PER_VIEW;
      one(at + 3, view.numbers[3], PITCH);
      FREEDOMS.forEach(({ natural, spread }, i) => {
        one(at + CAMERA + i, view.numbers[CAMERA + i] - natural, spread);
      });
      EASES.forEach(({ usual, spread }, i) => {
        one(at + EASE + i, view.numbers[EASE + i] - usual, spread);
      });
    });
    const { statureCm, sex } = this.options;
    const g = sex ?? this.rest.shape.sex;
    const wanted = statureCm === undefined ? STATURE.female * (1 - g) + STATURE.male * g : statureCm / 100;
    const spread = statureCm === undefined ? STATURE.spread : TAPE;
    const columns = derive ? this.axes.map((_, k) => k) : [];
    for (const k of columns) row[k] = this.slopes[k].stature;
    addRow(equations, row, columns, this.statureNow() - wanted, 1 / spread ** 2);
  }

  private result(): BodyFit {
    const s = this.axes.length;
    const local = this.views.map((view) => ({
      base: gather(view.set, this.rest.vertices),
      slopes: this.slopes.map((slope) => gather(view.set, slope.vertices)),
    }));
    const { equations } = this.linearise(local, 3);
    const size = equations.size;
    const spread = covariance(equations);
    if (!spread)
      throw new StudioError('internal', 'The body cannot be told from this photo. Try another photo.');
    const shapeCovariance = new Float64Array(s * s);
    for (let i = 0; i < s; i++) for (let j = 0; j < s; j++) shapeCovariance[i * s + j] = spread[i * size + j];
    const stature = statureOf(this.body, this.rest);
    const views = this.views.map((view, v): FittedView => {
      const { pose, vertices } = this.posed(view);
      const camera = cameraOf(view.frame, view.numbers);
      const grounded = this.body.grounded(this.rest, pose);
      const up = grounded.root[1] - pose.root[1];
      const [x, y, z] = camera.position;
      const seen = this.look(view, view.numbers, this.rig(), local[v].base);
      return {
        camera: { ...camera, position: [x, y + up, z] },
        pose: grounded,
        angles: view.numbers.slice(CAMERA, EASE),
        angleSpreads: Float64Array.from(FREEDOMS, (_, i) => {
          const at = s + v * PER_VIEW + CAMERA + i;
          return Math.sqrt(spread[at * size + at]);
        }),
        trust: view.trust,
        agreement: agreement(
          skinScene(this.body.asset.body.quads, vertices),
          camera,
          view.outline,
          this.step(view) / 2,
        ),
        landmarkError: landmarkError(view.evidence.pose, view.trust, seen) / (this.metre(view) * stature),
      };
    });
    return { rest: this.rest, axes: this.axes, shapeCovariance, stature, views };
  }
}

interface Local {
  base: Float32Array;
  slopes: Float32Array[];
}
