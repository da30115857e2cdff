/** Local shape changes by name and the pair of MakeHuman targets behind each. */

import { BODY_DETAILS, type BodyDetail } from '../domain/body.ts';

/** Target that a positive value adds, and the one that a negative value adds. */
const PAIRS: Record<BodyDetail, readonly [more: string, less: string]> = {
  bustGirth: measure('bust'),
  underbustGirth: measure('underbust'),
  waistGirth: measure('waist'),
  hipGirth: measure('hips'),
  neckGirth: measure('neckcirc'),
  upperArmGirth: measure('upperarm'),
  wristGirth: measure('wrist'),
  thighGirth: measure('thighcirc'),
  kneeGirth: measure('kneecirc'),
  calfGirth: measure('calf'),
  shoulderWidth: measure('shoulder'),
  backLength: measure('napetowaist'),
  waistToHip: measure('waisttohip'),
  upperArmLength: measure('upperarmlenght'),
  forearmLength: measure('lowerarmlenght'),
  upperLegLength: measure('upperlegheight'),
  lowerLegLength: measure('lowerlegheight'),
  stomach: ['stomach/stomach-tone-incr', 'stomach/stomach-tone-decr'],
  buttocks: ['buttocks/buttocks-volume-incr', 'buttocks/buttocks-volume-decr'],
};

/** The package spells 'length' that way. */
function measure(name: string): [string, string] {
  return [`measure/measure-${name}-increase`, `measure/measure-${name}-decrease`];
}

/** Every target a detail can need. */
export const DETAIL_TARGETS: readonly string[] = BODY_DETAILS.flatMap((detail) => PAIRS[detail]);

/** Target and weight for a value of a detail. */
export function detailTarget(detail: BodyDetail, value: number): [name: string, weight: number] {
  return value >= 0 ? [PAIRS[detail][0], value] : [PAIRS[detail][1], -value];
}
