/** People: random bodies with skin, hair and eyes. */

import type { BodyShape } from '../domain/body.ts';
import type { Dice } from './dice.ts';
import type { Looks } from './looks.ts';

export interface Person {
  sex: 'female' | 'male';
  shape: BodyShape;
  /** Name in the looks asset. */
  skin: string;
  /** Iris, linear RGB. */
  iris: readonly [number, number, number];
  /** Name of a piece of the body asset. */
  hair: string;
  /** Multiplies the hair's picture, linear RGB. */
  hairColour: readonly [number, number, number];
}

const HAIR_TINTS: readonly (readonly [number, number, number])[] = [
  [0.16, 0.14, 0.13],
  [0.35, 0.28, 0.24],
  [0.75, 0.62, 0.52],
  [1.25, 1.05, 0.8],
  [0.9, 0.5, 0.32],
];

const IRISES: readonly (readonly [number, number, number])[] = [
  [0.05, 0.025, 0.012],
  [0.14, 0.075, 0.03],
  [0.1, 0.17, 0.26],
  [0.11, 0.15, 0.08],
];

/** Draws a person; every combination of sex, age, origin and build is possible. */
export function drawPerson(d: Dice, looks: Looks): Person {
  const sex = d.chance(0.55) ? 'female' : 'male';
  const ageYears = d.between(19, 72);
  const age = ageYears < 38 ? 'young' : ageYears < 58 ? 'middleage' : 'old';
  const origin = d.pick(['african', 'asian', 'caucasian'] as const);
  const skin =
    looks.skins.find((s) => s.sex === sex && s.age === age && s.origin === origin) ?? looks.skins[0];
  const mix = (name: string): number => (name === origin ? 1 : d.between(0, 0.2));
  const hair = sex === 'male' ? 'hairShort' : d.pick(['hairBob', 'hairLong', 'hairPonytail'] as const);
  const dark = origin !== 'caucasian';
  const tint =
    age === 'old' && d.chance(0.6)
      ? ([1.5, 1.5, 1.5] as const)
      : d.pick(dark ? HAIR_TINTS.slice(0, 2) : HAIR_TINTS);
  return {
    sex,
    shape: {
      sex: sex === 'male' ? 1 : 0,
      ageYears,
      muscle: d.between(0.3, 0.6),
      weight: d.between(0.32, 0.72),
      height: d.between(0.35, 0.7),
      proportions: d.between(0.6, 0.92),
      cup: d.between(0.3, 0.6),
      origin: { caucasian: mix('caucasian'), asian: mix('asian'), african: mix('african') },
      details: {},
    },
    skin: skin.name,
    iris: dark ? IRISES[0] : d.pick(IRISES),
    hair,
    hairColour: tint,
  };
}
