/** Plan of a case: everything that chance decides, drawn from one seed before anything is made. */

import type { StudioCase } from '../../contract/studio.ts';
import type { Stance } from '../body/index.ts';
import { type Dice, dice } from './dice.ts';
import type { Looks } from './looks.ts';
import { drawPerson, type Person } from './people.ts';
import { drawSetting, type Setting } from './setting.ts';
import { drawStance, STANCES, type StanceName } from './stances.ts';
import { drawBottom, drawDress, drawJacket, drawTop, type GarmentSpec } from './wardrobe.ts';

export const KINDS = ['top', 'bottom', 'dress', 'layers'] as const satisfies readonly StudioCase['kind'][];
export type CaseKind = (typeof KINDS)[number];

export interface CasePlan {
  seed: number;
  kind: CaseKind;
  person: Person;
  stanceName: StanceName;
  stance: Stance;
  /** How far the person is turned from the camera, radians. */
  turn: number;
  setting: Setting;
  shoes: { piece: string; colour: readonly [number, number, number] };
  /** Innermost first. */
  wornA: GarmentSpec[];
  wornB: GarmentSpec[];
  /** The garments of the case: those of B that A does not wear. */
  garments: GarmentSpec[];
  tuck: boolean;
  dice: Dice;
}

const SHOE_COLOURS = [
  [0.62, 0.61, 0.58],
  [0.04, 0.04, 0.045],
  [0.16, 0.09, 0.05],
  [0.3, 0.05, 0.05],
  [0.05, 0.08, 0.16],
] as const;

/** How far the colours of two garments are apart, 0..765. */
const apart = (a: GarmentSpec, b: GarmentSpec): number =>
  [0, 1, 2].reduce((s, k) => s + Math.abs(a.fabric.ground[k] - b.fabric.ground[k]), 0);

/** The first drawn garment that is fit, or one more. */
function firstThat(draw: (d: Dice) => GarmentSpec, d: Dice, suits: (g: GarmentSpec) => boolean): GarmentSpec {
  for (let i = 0; i < 8; i++) {
    const next = draw(d.branch(`try ${i}`));
    if (suits(next)) return next;
  }
  return draw(d.branch('last'));
}

/** Another garment of the same kind that does not look like the first one. */
const another = (draw: (d: Dice) => GarmentSpec, d: Dice, first: GarmentSpec): GarmentSpec =>
  firstThat(draw, d, (g) => g.fabric.pattern !== first.fabric.pattern || apart(g, first) > 90);

export function planCase(seed: number, kind: CaseKind, looks: Looks): CasePlan {
  const d = dice(seed);
  let person = drawPerson(d.branch('person'), looks);
  // dresses are cut for women's bodies
  for (let i = 0; kind === 'dress' && person.sex !== 'female'; i++)
    person = drawPerson(d.branch(`person ${i}`), looks);
  const { sex } = person;
  const stanceName = d.branch('stance name').pick(STANCES);
  const { stance, turn } = drawStance(stanceName, d.branch('stance'));
  const topA = drawTop(d.branch('top'), sex);
  const bottomA = drawBottom(d.branch('bottom'), sex);
  const tops = (x: Dice): GarmentSpec => drawTop(x, sex);
  const tuck =
    (kind === 'top' || kind === 'layers') && bottomA.category === 'skirt' && d.branch('tuck').chance(0.4);
  const order = (top: GarmentSpec, bottom: GarmentSpec): GarmentSpec[] =>
    tuck ? [top, bottom] : [bottom, top];
  const wornA = order(topA, bottomA);
  let wornB: GarmentSpec[];
  let garments: GarmentSpec[];
  if (kind === 'bottom') {
    const bottomB = another((x) => drawBottom(x, sex), d.branch('new'), bottomA);
    garments = [bottomB];
    wornB = order(topA, bottomB);
  } else if (kind === 'dress') {
    garments = [drawDress(d.branch('new'))];
    wornB = garments;
  } else {
    const topB = another(tops, d.branch('new'), topA);
    // a jacket of the top's own colour would hide where one ends and the other begins
    const open = (g: GarmentSpec): boolean => apart(g, topB) > 150 && apart(g, bottomA) > 60;
    const jacket = kind === 'layers' ? [firstThat(drawJacket, d.branch('jacket'), open)] : [];
    garments = [topB, ...jacket];
    wornB = [...order(topB, bottomA), ...jacket];
  }
  const s = d.branch('shoes');
  return {
    seed,
    kind,
    person,
    stanceName,
    stance,
    turn,
    setting: drawSetting(d.branch('setting')),
    shoes: { piece: s.pick(['shoes', 'trainers']), colour: s.pick(SHOE_COLOURS) },
    wornA,
    wornB,
    garments,
    tuck,
    dice: d,
  };
}
