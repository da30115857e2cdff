/** Keypoints of a posed body by their BlazePose names, in space and in a picture. */

import type { ParametricBody, RestBody } from '../body/index.ts';
import { LANDMARKS, type LandmarkName } from '../domain/pose.ts';
import { type Camera, project } from '../mesh/camera.ts';
import type { PictureTruth } from './truth.ts';
import type { Wearer } from './wearer.ts';

/** Points on joints: name without side, and how deep the joint lies below what covers it, metres. */
const JOINTS: Partial<Record<string, [string, number]>> = {
  Shoulder: ['upperarm01', 0.1],
  Elbow: ['lowerarm01', 0.075],
  Wrist: ['wrist', 0.055],
  Hip: ['upperleg01', 0.17],
  Knee: ['lowerleg01', 0.1],
  Ankle: ['foot', 0.085],
  Eye: ['eye', 0.03],
  Index: ['finger2-1', 0.035],
  Pinky: ['finger5-1', 0.035],
  Thumb: ['finger1-2', 0.035],
  FootIndex: ['toetip', 0.05],
};

/** Skin vertices that stand for the points on the face and the heels. */
export interface FaceVertices {
  nose: number;
  ears: { L: number; R: number };
  mouth: { L: number; R: number };
  inner: { L: number; R: number };
  outer: { L: number; R: number };
  heels: { L: number; R: number };
}

/** Finds them on the body at rest; sides are the person's own. */
export function faceVertices(body: ParametricBody, rest: RestBody): FaceVertices {
  const p = rest.vertices;
  const eye = body.restPoint(rest, 'eye.L');
  const crown = body.restPoint(rest, 'crown');
  const ankle = body.restPoint(rest, 'foot.L');
  const head = crown[1] - eye[1];
  const count = body.asset.skinCount;
  /** The vertex with the highest score; minus infinity rules one out. */
  const best = (score: (x: number, y: number, z: number) => number): number => {
    let found = 0;
    let top = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < count; v++) {
      const s = score(p[v * 3], p[v * 3 + 1], p[v * 3 + 2]);
      if (s > top) {
        top = s;
        found = v;
      }
    }
    return found;
  };
  const no = Number.NEGATIVE_INFINITY;
  const nose = best((x, y, z) => (Math.abs(x) < 0.008 && y < eye[1] && y > eye[1] - head * 0.7 ? z : no));
  const noseY = p[nose * 3 + 1];
  const nearest = (x0: number, y0: number): number =>
    best((x, y, z) => (z > crown[2] ? -((x - x0) ** 2 + (y - y0) ** 2) : no));
  const pair = (find: (sign: number) => number): { L: number; R: number } => ({ L: find(1), R: find(-1) });
  return {
    nose,
    ears: pair((s) =>
      best((x, y, z) =>
        Math.abs(y - (eye[1] + noseY) / 2) < head * 0.25 && Math.abs(z - crown[2]) < head * 0.6 ? x * s : no,
      ),
    ),
    mouth: pair((s) => nearest(s * 0.2 * head, noseY - 0.28 * head)),
    inner: pair((s) => nearest(s * (eye[0] - 0.12 * head), eye[1])),
    outer: pair((s) => nearest(s * (eye[0] + 0.13 * head), eye[1])),
    heels: pair((s) => best((x, y, z) => (x * s > 0 && y < ankle[1] * 0.7 ? -z : no))),
  };
}

export type Keypoints = Record<
  string,
  { x: number; y: number; world: [number, number, number]; visible: boolean }
>;

/** All 33 keypoints in the picture; `truth` decides what is visible. */
export function keypoints(
  wearer: Wearer,
  face: FaceVertices,
  camera: Camera,
  truth: PictureTruth,
): Keypoints {
  const points = new Map<LandmarkName, { at: number[]; depth: number }>();
  const vertex = (v: number): number[] => [...wearer.vertices.subarray(v * 3, v * 3 + 3)];
  const { joints } = wearer.body.asset;
  for (const name of LANDMARKS) {
    if (name === 'nose') points.set(name, { at: vertex(face.nose), depth: 0.02 });
    else if (name.startsWith('mouth'))
      points.set(name, { at: vertex(face.mouth[name === 'mouthLeft' ? 'L' : 'R']), depth: 0.02 });
    else {
      const side = name.startsWith('left') ? 'L' : 'R';
      const kind = name.replace(/^(left|right)/, '');
      const joint = JOINTS[kind];
      if (joint) points.set(name, { at: vertex(joints.get(`${joint[0]}.${side}`)!), depth: joint[1] });
      else if (kind === 'EyeInner') points.set(name, { at: vertex(face.inner[side]), depth: 0.02 });
      else if (kind === 'EyeOuter') points.set(name, { at: vertex(face.outer[side]), depth: 0.02 });
      else if (kind === 'Ear') points.set(name, { at: vertex(face.ears[side]), depth: 0.02 });
      else points.set(name, { at: vertex(face.heels[side]), depth: 0.06 });
    }
  }
  const hips = ['leftHip', 'rightHip'].map((n) => points.get(n as LandmarkName)!.at);
  const centre = [0, 1, 2].map((k) => (hips[0][k] + hips[1][k]) / 2);
  const r = camera.rotation;
  const out: Keypoints = {};
  for (const name of LANDMARKS) {
    const { at, depth } = points.get(name)!;
    const { x, y, near } = project(at, camera);
    const d = at.map((v, k) => v - centre[k]);
    const turn = (k: number): number => r[k] * d[0] + r[k + 1] * d[1] + r[k + 2] * d[2];
    const [i, j] = [Math.floor(x[0]), Math.floor(y[0])];
    const within = i >= 0 && j >= 0 && i < camera.width && j < camera.height;
    const front = within ? truth.depth.data[j * camera.width + i] : 0;
    out[name] = {
      x: round(x[0], 3),
      y: round(y[0], 3),
      world: [round(turn(0), 5), round(-turn(3), 5), round(-turn(6), 5)],
      visible: front > 0 && 1 / near[0] - front < depth + 0.015,
    };
  }
  return out;
}

const round = (v: number, digits: number): number => Math.round(v * 10 ** digits) / 10 ** digits;
