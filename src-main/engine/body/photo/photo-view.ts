/** Photo view: one photo of a fit with its camera, pose and eases as numbers, and what it says about the body. */

import { StudioError } from '../../../contract/errors.ts';
import type { BodyPose } from '../../domain/body.ts';
import type { Matte, Parsing } from '../../domain/parsing.ts';
import type { PersonPose } from '../../domain/pose.ts';
import { posedJoints } from '../skeleton.ts';
import { boneMotions, skinVertices } from '../skin.ts';
import { EASE_RANGE, EASES, easesAt, LOOSE } from './eases.ts';
import { contactTerms, frameOf, type Term } from './evidence.ts';
import { FREEDOMS } from './freedoms.ts';
import { initialAngles, pixelsPerMetre, trustOf } from './initial-pose.ts';
import type { LandmarkPoint } from './landmark-points.ts';
import type { Region } from './regions.ts';
import { articulate, type Rig } from './rig.ts';
import type { ShapeState } from './shape-state.ts';
import { contacts, type Outline, outlineOf, skinScene } from './silhouette.ts';
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

/** Where angles, eases and the looseness of garments begin among the numbers of a view, and how many these are. */
export const CAMERA = CAMERA_NUMBERS.length;
export const EASE = CAMERA + FREEDOMS.length;
export const LOOSENESS = EASE + EASES.length;
export const PER_VIEW = LOOSENESS + LOOSE.length;
/** Least and most of the numbers of a view. */
export const VIEW_BOUNDS = {
  low: [
    ...[-50, -50, Math.log(0.3), -0.5],
    ...FREEDOMS.map((f) => f.low),
    ...EASES.map(({ usual }) => Math.log(EASE_RANGE.low / usual)),
    ...LOOSE.map(() => -5),
  ],
  high: [
    ...[50, 50, Math.log(60), 0.5],
    ...FREEDOMS.map((f) => f.high),
    ...EASES.map(({ usual }) => Math.log(EASE_RANGE.high / usual)),
    ...LOOSE.map(() => 5),
  ],
};

/** Pixels of the picture on one of the outline's raster, for pictures of 1024 pixels. */
const OUTLINE_SIDE = 400;
const CONTACTS = 240;

/** What all views of a body share. */
export interface Landmarks {
  points: readonly LandmarkPoint[];
  regions: readonly Region[];
}

export class PhotoView {
  readonly frame: Frame;
  readonly evidence: PhotoEvidence;
  /** 0..1 for each landmark. */
  readonly trust: Float64Array;
  readonly outline: Outline;
  /** CAMERA_NUMBERS, then FREEDOMS, then logarithms of EASES, then LOOSE in sigmas. */
  numbers: Float64Array;
  set: VertexSet;
  /** Residuals of the outline. */
  terms: Term[] = [];
  private readonly state: ShapeState;
  private readonly landmarks: Landmarks;

  /** @throws StudioError 'person-incomplete' when the landmarks do not say how large the person is in the picture */
  constructor(evidence: PhotoEvidence, state: ShapeState, landmarks: Landmarks) {
    const { width, height } = evidence.matte.alpha;
    this.state = state;
    this.landmarks = landmarks;
    this.evidence = evidence;
    this.frame = frameOf(width, height);
    this.trust = trustOf(evidence.pose, width, height);
    this.outline = outlineOf(evidence.matte, evidence.parsing);
    const scale = pixelsPerMetre(evidence.pose, this.trust);
    if (!(scale > 0))
      throw new StudioError(
        'person-incomplete',
        'Too little of the body is in the picture to tell its shape and pose. Use a photo that shows the person from head to hips at least.',
      );
    const rig = state.rig();
    this.numbers = new Float64Array(PER_VIEW);
    this.numbers.set(initialAngles(rig, evidence.pose, this.trust), CAMERA);
    this.numbers[2] = Math.log(this.frame.focal / scale);
    this.set = vertexSet(this.landmarkVertices(), state.body.asset.skin);
    this.centre(rig, scale);
  }

  /** Moves the camera until trusted landmarks lie where they should on average. */
  private centre(rig: Rig, scale: number): void {
    const { landmarks } = this.look(rig, gather(this.set, this.state.rest.vertices));
    let [dx, dy, total] = [0, 0, 0];
    this.evidence.pose.landmarks.forEach((mark, i) => {
      dx += this.trust[i] * (landmarks[i * 3] - mark.x);
      dy += this.trust[i] * (landmarks[i * 3 + 1] - mark.y);
      total += this.trust[i];
    });
    this.numbers[0] += dx / total / scale;
    this.numbers[1] -= dy / total / scale;
  }

  private landmarkVertices(): Uint32Array {
    return Uint32Array.from(
      this.landmarks.points.flatMap((point) => ('vertex' in point ? [point.vertex] : [])),
    );
  }

  /** Where the picture shows landmarks and the vertices of `set`. @param rest these vertices at rest */
  look(rig: Rig, rest: Float32Array, numbers = this.numbers): Seen {
    const camera = cameraOf(this.frame, numbers);
    const { sex } = this.state.rest.shape;
    return see(rig, this.landmarks.points, this.set, rest, numbers.subarray(CAMERA, EASE), camera, sex);
  }

  /** EASES, metres. */
  eases(): Float64Array {
    return easesAt(this.numbers.subarray(EASE, LOOSENESS));
  }

  /** Pixels a metre has at the body. */
  metre(): number {
    return this.frame.focal / Math.exp(this.numbers[2]);
  }

  /** Pixels of the picture on one of the raster that silhouettes are compared on. */
  step(): number {
    return Math.max(1, Math.max(this.frame.width, this.frame.height) / OUTLINE_SIDE);
  }

  posed(): { pose: BodyPose; vertices: Float32Array } {
    const { body, rest } = this.state;
    const pose = articulate(this.state.rig(), this.numbers.slice(CAMERA, EASE));
    const joints = posedJoints(body.bones, rest.joints, pose);
    const motions = boneMotions(pose, rest.joints, joints);
    return { pose, vertices: skinVertices(motions, rest.vertices, body.asset.skin) };
  }

  /**
   * Pairs the outlines of body and person anew.
   * @param reach metres between outlines that may belong together
   * @param patience see contactTerms
   */
  touch(reach: number, patience: number): void {
    const { body, rest } = this.state;
    const { regions } = this.landmarks;
    const metre = this.metre();
    const scene = skinScene(body.asset.body.quads, this.posed().vertices);
    const camera = cameraOf(this.frame, this.numbers);
    const found = contacts(scene, camera, this.outline, this.step(), reach * metre, CONTACTS, regions);
    const ids = [...new Set([...this.landmarkVertices(), ...found.map((contact) => contact.vertex)])];
    this.set = vertexSet(Uint32Array.from(ids), body.asset.skin);
    const place = new Map(ids.map((v, i) => [v, i]));
    const seen = this.look(this.state.rig(), gather(this.set, rest.vertices));
    // the outline of a standing person is about six times as long as the person is tall
    const spacing = (6 * this.state.stature()) / CONTACTS;
    const at = (v: number): number => place.get(v) as number;
    this.terms = contactTerms(found, seen, regions, at, this.eases(), metre, spacing, patience);
  }
}
