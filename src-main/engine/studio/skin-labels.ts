/** Which part of the body each skin vertex belongs to, by the bone that moves it most. */

import type { ParametricBody, RestBody } from '../body/index.ts';
import { PART } from '../domain/parsing.ts';

const BY_BONE: readonly [RegExp, number, number][] = [
  [/^head/, PART.face, PART.face],
  [/^neck/, PART.neck, PART.neck],
  [/^(upperarm|lowerarm)/, PART.leftArm, PART.rightArm],
  [/^(wrist|finger)/, PART.leftHand, PART.rightHand],
  [/^(upperleg|lowerleg|foot|toes)/, PART.leftLeg, PART.rightLeg],
];

/** PART value of every skin vertex; bare chest and shoulders count as neck, as in the label maps of photos. */
export function skinLabels(body: ParametricBody, rest: RestBody): Uint8Array {
  const { skin, skinCount } = body.asset;
  const ofBone = body.bones.map((bone) => {
    const row = BY_BONE.find(([pattern]) => pattern.test(bone.name));
    if (row) return bone.name.endsWith('.R') ? row[2] : row[1];
    return PART.neck;
  });
  const eye = body.restPoint(rest, 'eye.L');
  const crown = body.restPoint(rest, 'crown');
  const hip = body.restPoint(rest, 'upperleg01.L')[1];
  const head = crown[1] - eye[1];
  const p = rest.vertices;
  return Uint8Array.from({ length: skinCount }, (_, v) => {
    let best = v * 4;
    for (let k = best; k < v * 4 + 4; k++) if (skin.weight[k] > skin.weight[best]) best = k;
    const label = ofBone[skin.index[best]];
    const [x, y, z] = [p[v * 3], p[v * 3 + 1], p[v * 3 + 2]];
    // the scalp, that shows between strands
    if (
      label === PART.face &&
      (y > eye[1] + head * 0.62 || (z < crown[2] - 0.012 && y > eye[1] - head * 0.4))
    )
      return PART.hair;
    if (label === PART.neck && y < hip + 0.05) return x > 0 ? PART.leftLeg : PART.rightLeg;
    return label;
  });
}
