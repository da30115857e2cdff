/** View: one photo's camera and pose as numbers, and where they put points of the body in the picture. */

import type { Camera } from '../../domain/body.ts';
import { blazePose, type JointCentres, landmarkPlaces } from '../../domain/joint-centres.ts';
import type { SkinWeights } from '../../mesh/bound-piece.ts';
import type { Vec3 } from '../../mesh/vector.ts';
import { posedJoints } from '../skeleton.ts';
import { boneMotions, skinVertices } from '../skin.ts';
import type { LandmarkPoint } from './landmark-points.ts';
import { articulate, type Rig } from './rig.ts';

/** The picture a view looks at, analysis pixels. */
export interface Frame {
  width: number;
  height: number;
  /** Pixels. */
  focal: number;
}

/** Camera as the solver moves it: the point of the body's mid-plane at the picture's centre, distance and pitch. */
export const CAMERA_NUMBERS = ['targetX', 'targetY', 'logDistance', 'pitch'] as const;

/** @param numbers CAMERA_NUMBERS: metres, metres, log of metres, radians (positive looks down) */
export function cameraOf(frame: Frame, numbers: ArrayLike<number>): Camera {
  const [x, y, logDistance, pitch] = [numbers[0], numbers[1], numbers[2], numbers[3]];
  const distance = Math.exp(logDistance);
  const c = Math.cos(pitch);
  const s = Math.sin(pitch);
  return {
    width: frame.width,
    height: frame.height,
    rotation: [1, 0, 0, 0, c, -s, 0, s, c],
    position: [x, y + distance * s, distance * c],
    focal: frame.focal,
    centre: [frame.width / 2, frame.height / 2],
  };
}

/** Some vertices of a body at rest with their skin weights; gathered once, moved many times. */
export interface VertexSet {
  ids: Uint32Array;
  skin: SkinWeights;
}

export function vertexSet(ids: Uint32Array, skin: SkinWeights): VertexSet {
  const index = new Uint16Array(ids.length * 4);
  const weight = new Float32Array(ids.length * 4);
  ids.forEach((v, i) => {
    for (let k = 0; k < 4; k++) {
      index[i * 4 + k] = skin.index[v * 4 + k];
      weight[i * 4 + k] = skin.weight[v * 4 + k];
    }
  });
  return { ids, skin: { index, weight } };
}

/** Positions of a set's vertices out of all of them. */
export function gather(set: VertexSet, vertices: Float32Array): Float32Array {
  const out = new Float32Array(set.ids.length * 3);
  set.ids.forEach((v, i) => {
    for (let k = 0; k < 3; k++) out[i * 3 + k] = vertices[v * 3 + k];
  });
  return out;
}

/** Points in the picture: x right and y down in pixels, z towards the camera in metres. */
export interface Seen {
  landmarks: Float64Array;
  vertices: Float64Array;
}

/**
 * Poses joints and vertices and projects them; three numbers a landmark and two a vertex.
 *
 * @param points landmarks; those on vertices are looked for in `set`
 * @param rest the set's vertices at rest
 * @param sex 0 female .. 1 male
 */
export function see(
  rig: Rig,
  points: readonly LandmarkPoint[],
  set: VertexSet,
  rest: Float32Array,
  angles: Float64Array,
  camera: Camera,
  sex: number,
): Seen {
  const pose = articulate(rig, angles);
  const joints = posedJoints(rig.bones, rig.joints, pose);
  const posed = skinVertices(boneMotions(pose, rig.joints, joints), rest, set.skin);
  const [ox, oy, oz] = camera.position;
  const r = camera.rotation;
  const project = (from: ArrayLike<number>, at: number, out: Float64Array, to: number, deep: boolean) => {
    const [x, y, z] = [from[at] - ox, from[at + 1] - oy, from[at + 2] - oz];
    const back = r[6] * x + r[7] * y + r[8] * z;
    const scale = camera.focal / Math.max(0.05, -back);
    out[to] = camera.centre[0] + scale * (r[0] * x + r[1] * y + r[2] * z);
    out[to + 1] = camera.centre[1] - scale * (r[3] * x + r[4] * y + r[5] * z);
    if (deep) out[to + 2] = back;
  };
  const landmarks = new Float64Array(points.length * 3);
  const centres = {} as JointCentres;
  for (const point of points)
    if ('bone' in point && point.centre)
      centres[point.centre] = [0, 1, 2].map((k) => joints[point.bone * 3 + k]) as Vec3;
  const places = landmarkPlaces(centres, blazePose(sex));
  points.forEach((point, i) => {
    if ('bone' in point) {
      if (point.centre) project(places[point.centre], 0, landmarks, i * 3, true);
      else project(joints, point.bone * 3, landmarks, i * 3, true);
    } else project(posed, set.ids.indexOf(point.vertex) * 3, landmarks, i * 3, true);
  });
  const vertices = new Float64Array(set.ids.length * 2);
  for (let i = 0; i < set.ids.length; i++) project(posed, i * 3, vertices, i * 2, false);
  return { landmarks, vertices };
}
