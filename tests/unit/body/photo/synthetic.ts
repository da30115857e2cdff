/** A photo whose truth is known: a posed body, what a pose model and a matte would say about it, with noise. */

import type { ParametricBody, RestBody } from '../../../../src-main/engine/body/parametric-body.ts';
import { frameOf } from '../../../../src-main/engine/body/photo/evidence.ts';
import type { PhotoEvidence } from '../../../../src-main/engine/body/photo/fit-body.ts';
import {
  FREEDOMS,
  freedomIndex,
  limitAngles,
  naturalAngles,
} from '../../../../src-main/engine/body/photo/freedoms.ts';
import { landmarkPoints } from '../../../../src-main/engine/body/photo/landmark-points.ts';
import { articulate, rigOf } from '../../../../src-main/engine/body/photo/rig.ts';
import { coverage, skinScene } from '../../../../src-main/engine/body/photo/silhouette.ts';
import { cameraOf, gather, see, vertexSet } from '../../../../src-main/engine/body/photo/view.ts';
import type { BodyShape } from '../../../../src-main/engine/domain/body.ts';
import type { PersonPose } from '../../../../src-main/engine/domain/pose.ts';
import { mulberry32 } from '../../../../src-main/engine/image/ops/signal.ts';

/** Standard normal numbers from a seed. */
export function gaussian(seed: number): () => number {
  const random = mulberry32(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Natural angles with some changed by name. */
export function anglesWith(changes: Record<string, number>): Float64Array {
  const angles = naturalAngles();
  for (const [name, value] of Object.entries(changes)) angles[freedomIndex(name)] = value;
  return angles;
}

/** Angles drawn from what is usual among standing people, `share` of its spread. */
export function randomAngles(seed: number, share = 0.7): Float64Array {
  const normal = gaussian(seed);
  const angles = Float64Array.from(FREEDOMS, (f) => {
    const spread = f.name === 'turn' ? 0.25 : f.spread;
    return f.natural + normal() * spread * share;
  });
  limitAngles(angles);
  return angles;
}

export interface SyntheticPhoto {
  evidence: PhotoEvidence;
  rest: RestBody;
  angles: Float64Array;
}

/**
 * @param noise one sigma of landmarks in shares of the stature (picture), and in metres three times that (depth)
 * @param width of the picture in pixels; it is a third higher
 */
export function syntheticPhoto(
  body: ParametricBody,
  shape: BodyShape,
  angles: Float64Array,
  { noise = 0, seed = 1, width = 384, pitch = 0, distance = 3.4, height = 0.82 } = {},
): SyntheticPhoto {
  const rest = body.shape(shape);
  const frame = frameOf(width, Math.round((width * 4) / 3));
  const camera = cameraOf(frame, [0, height, Math.log(distance), pitch]);
  const points = landmarkPoints(body);
  const ids = Uint32Array.from(Array.from({ length: body.asset.vertexCount }, (_, v) => v));
  const set = vertexSet(ids, body.asset.skin);
  const rig = rigOf(body.bones, rest.joints);
  const { landmarks } = see(rig, points, set, gather(set, rest.vertices), angles, camera, shape.sex);
  const posed = body.pose(rest, articulate(rig, angles));
  const scene = skinScene(body.asset.body.quads, posed.vertices);
  const { triangle } = coverage(scene, camera, 1);
  const normal = gaussian(seed);
  const metre = frame.focal / distance;
  const hip = (landmarks[23 * 3 + 2] + landmarks[24 * 3 + 2]) / 2;
  const pose: PersonPose = {
    box: { x0: 0, y0: 0, x1: frame.width, y1: frame.height },
    score: 1,
    presence: 1,
    roi: { cx: 0, cy: 0, size: 1, rotation: 0 },
    landmarks: points.map((_, i) => ({
      x: landmarks[i * 3] + normal() * noise * 1.7 * metre,
      y: landmarks[i * 3 + 1] + normal() * noise * 1.7 * metre,
      z: 0,
      visibility: 1,
      presence: 1,
    })),
    world: points.map((_, i) => ({
      x: (landmarks[i * 3] - frame.width / 2) / metre,
      y: (landmarks[i * 3 + 1] - frame.height / 2) / metre,
      z: hip - landmarks[i * 3 + 2] + normal() * noise * 5,
    })),
    limbs: { leftArm: 1, rightArm: 1, leftLeg: 1, rightLeg: 1, torso: 1, head: 1 },
    backView: Math.cos(angles[freedomIndex('turn')]) < 0,
    maskInRoi: new Float32Array(0),
  };
  const alpha = {
    width: frame.width,
    height: frame.height,
    channels: 1,
    data: Float32Array.from(triangle, (t) => (t >= 0 ? 1 : 0)),
  };
  return { evidence: { pose, matte: { alpha, confidence: 1 } }, rest, angles };
}
