/** Look reasons: what lowered the confidence of a look, with the layer it is about and the place to look at. */

import type { RenderLayer } from '../../../contract/render-look.ts';
import type { Joint, Reason } from '../../../contract/seen.ts';
import type { Sentence } from '../../../contract/sentences.ts';
import type { FittedLayer } from '../../domain/fit.ts';
import { lookReason } from './reasons.ts';

/** Joints whose middle is where a reason shows; of pairs, the side that is less certain. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'arm-uncertain': ['Elbow', 'Wrist'],
  'arm-crosses-garment': ['Wrist'],
  'arm-towards-camera': ['Elbow'],
  'sleeves-off-arms': ['Elbow'],
  'sleeve-too-short': ['Wrist'],
};
const MIDDLES: Readonly<Record<string, readonly string[]>> = {
  'chest-uncovered': ['leftShoulder', 'rightShoulder', 'leftHip', 'rightHip'],
  'shoulder-line-hidden': ['leftShoulder', 'rightShoulder'],
  'torso-hidden': ['leftShoulder', 'rightShoulder', 'leftHip', 'rightHip'],
  'sides-hidden': ['leftHip', 'rightHip'],
  'legs-invented': ['leftKnee', 'rightKnee'],
};

export function lookReasons(
  sentences: readonly Sentence[],
  shown: readonly RenderLayer[],
  fitted: readonly FittedLayer[],
  joints: readonly Joint[],
): Reason[] {
  return sentences.flatMap((sentence) => {
    const at = placeOf(sentence.code, joints);
    const isSame = ({ text }: Sentence): boolean => text === sentence.text;
    const about = shown.filter(
      (_, k) => fitted[k]?.reasons.some(isSame) || fitted[k]?.garment.reasons.some(isSame),
    );
    const place = at ? { at } : {};
    if (about.length === 0)
      return [lookReason(sentence, shown.length === 1 ? { ...place, layerId: shown[0].id } : place)];
    return about.map(({ id }) => lookReason(sentence, { ...place, layerId: id }));
  });
}

function placeOf(code: string, joints: readonly Joint[]): { x: number; y: number } | undefined {
  const byName = new Map(joints.map((joint) => [joint.name, joint]));
  const of = (names: readonly string[]): Joint[] => names.flatMap((name) => byName.get(name) ?? []);
  if (MIDDLES[code]) return middle(of(MIDDLES[code]));
  if (!PLACES[code]) return undefined;
  const sides = ['left', 'right'].map((side) => of(PLACES[code].map((joint) => side + joint)));
  const [worst] = sides.sort((a, b) => certainty(a) - certainty(b));
  return middle(worst);
}

const certainty = (joints: readonly Joint[]): number =>
  Math.min(1, ...joints.map(({ visibility }) => visibility));

function middle(joints: readonly Joint[]): { x: number; y: number } | undefined {
  if (joints.length === 0) return undefined;
  const sum = joints.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / joints.length, y: sum.y / joints.length };
}
