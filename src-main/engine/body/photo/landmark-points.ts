/** Where the landmarks of a pose lie on the body: joints of its skeleton and points of its skin. */

import { JOINT_CENTRES, type JointCentre } from '../../domain/joint-centres.ts';
import { LANDMARKS, type LandmarkName } from '../../domain/pose.ts';
import type { ParametricBody } from '../parametric-body.ts';
import { averageShape } from '../shape.ts';

/**
 * The head of a bone, which for `centre` is the centre of a joint that the pose model sees beside it (see
 * domain/joint-centres.ts); or the vertex that carries the landmark.
 */
export type LandmarkPoint = { bone: number; centre?: JointCentre } | { vertex: number };

/** Landmarks at joints. */
const BONES: Partial<Record<string, string>> = {
  Shoulder: 'upperarm01',
  Elbow: 'lowerarm01',
  Wrist: 'wrist',
  Pinky: 'finger5-1',
  Index: 'finger2-1',
  Thumb: 'finger1-2',
  Hip: 'upperleg01',
  Knee: 'lowerleg01',
  Ankle: 'foot',
};
const isCentre = (name: string): name is JointCentre => (JOINT_CENTRES as readonly string[]).includes(name);

/** The points in LANDMARKS order. */
export function landmarkPoints(body: ParametricBody): LandmarkPoint[] {
  const rest = body.shape(averageShape(0.5));
  const p = rest.vertices;
  const eye = body.restPoint(rest, 'eye.L');
  const heel = body.restPoint(rest, 'foot.L');
  const crown = body.restPoint(rest, 'crown');
  /** The skin vertex with the lowest `cost`, where it is finite. */
  const pick = (cost: (x: number, y: number, z: number) => number): number => {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let v = 0; v < body.asset.skinCount; v++) {
      const c = cost(p[v * 3], p[v * 3 + 1], p[v * 3 + 2]);
      if (c < least) {
        least = c;
        best = v;
      }
    }
    return best;
  };
  // heights on the face in shares of the way from the eyes to the crown
  const unit = crown[1] - eye[1];
  const near = (x: number, low: number, high: number, score: (z: number) => number) =>
    pick((px, py, pz) =>
      Math.abs(px - x) < 0.006 && py > eye[1] + low * unit && py < eye[1] + high * unit
        ? score(pz)
        : Number.POSITIVE_INFINITY,
    );
  const side = (left: boolean): 1 | -1 => (left ? 1 : -1);
  const onFace = (x: number, y: number) => near(x, y - 0.12, y + 0.12, (z) => -z);
  const vertex = (name: LandmarkName): number => {
    const left = /left/i.test(name);
    const s = side(left);
    if (name === 'nose') return near(0, -0.7, 0, (z) => -z);
    if (name.endsWith('Ear'))
      return pick((x, y, z) =>
        Math.abs(y - eye[1] + 0.15 * unit) < 0.12 * unit && Math.abs(z - crown[2]) < 0.04
          ? -x * s
          : Number.POSITIVE_INFINITY,
      );
    if (name.startsWith('mouth')) return onFace(s * 0.024, -0.68);
    if (name.endsWith('EyeInner')) return onFace(s * 0.016, 0);
    if (name.endsWith('EyeOuter')) return onFace(s * 0.044, 0);
    if (name.endsWith('Eye')) return onFace(s * 0.03, 0);
    if (name.endsWith('Heel'))
      return pick((x, y, z) =>
        y < 0.03 && Math.abs(x - s * heel[0]) < 0.03 ? z + y : Number.POSITIVE_INFINITY,
      );
    return body.asset.joints.get(`toetip.${left ? 'L' : 'R'}`) ?? -1;
  };
  return LANDMARKS.map((name) => {
    const joint = BONES[name.replace(/^(left|right)/, '')];
    if (joint) {
      const bone = body.boneIndex(`${joint}.${name.startsWith('left') ? 'L' : 'R'}`);
      return isCentre(name) ? { bone, centre: name } : { bone };
    }
    const v = vertex(name);
    if (v < 0) throw new RangeError(`the body has no point for the landmark "${name}"`);
    return { vertex: v };
  });
}
