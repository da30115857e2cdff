/** Degrees of freedom of a posed person: joint angles with anatomical limits and a natural stance to fall back to. */

/** Radians. `natural` and `spread` (one sigma) describe people who stand; `low` and `high` are never left. */
export interface Freedom {
  name: string;
  natural: number;
  spread: number;
  low: number;
  high: number;
}

/** The person's own sides. */
export type Side = 'L' | 'R';
export const SIDES: readonly Side[] = ['L', 'R'];

const TRUNK: Freedom[] = [
  // the pelvis in the world; positive turns the front to the person's left, leans forward, leans to the right
  { name: 'turn', natural: 0, spread: 1.5, low: -7, high: 7 },
  { name: 'lean', natural: 0, spread: 0.06, low: -0.35, high: 0.35 },
  { name: 'tilt', natural: 0, spread: 0.12, low: -0.5, high: 0.5 },
  // the chest on the pelvis
  { name: 'spineTwist', natural: 0, spread: 0.2, low: -0.7, high: 0.7 },
  { name: 'spineBend', natural: 0, spread: 0.1, low: -0.4, high: 0.8 },
  { name: 'spineSide', natural: 0, spread: 0.15, low: -0.5, high: 0.5 },
  // the head on the chest
  { name: 'headTurn', natural: 0, spread: 0.4, low: -1.3, high: 1.3 },
  { name: 'headNod', natural: 0, spread: 0.2, low: -0.7, high: 0.7 },
  { name: 'headTilt', natural: 0, spread: 0.2, low: -0.6, high: 0.6 },
];

/** For each side; outward and forward are positive. Ranges after Kapandji, The Physiology of the Joints. */
const LIMBS: Freedom[] = [
  { name: 'collarUp', natural: 0, spread: 0.12, low: -0.2, high: 0.6 },
  { name: 'collarForward', natural: 0, spread: 0.1, low: -0.3, high: 0.4 },
  // swing of the upper arm from hanging, on a cone (see MAX_ARM_SWING)
  { name: 'armForward', natural: 0, spread: 0.6, low: -1.1, high: 2.75 },
  { name: 'armOut', natural: 0, spread: 0.6, low: -0.8, high: 2.75 },
  { name: 'armTwist', natural: 0, spread: 0.5, low: -1.5, high: 1.5 },
  { name: 'elbow', natural: 0.3, spread: 0.6, low: 0.02, high: 2.6 },
  { name: 'forearmTwist', natural: -0.4, spread: 0.5, low: -1.5, high: 1.4 },
  { name: 'wristBend', natural: 0, spread: 0.25, low: -0.7, high: 0.7 },
  { name: 'wristSide', natural: 0, spread: 0.15, low: -0.35, high: 0.45 },
  { name: 'thighForward', natural: 0, spread: 0.4, low: -0.5, high: 2 },
  { name: 'thighOut', natural: 0.05, spread: 0.2, low: -0.45, high: 0.9 },
  { name: 'thighTwist', natural: 0.1, spread: 0.3, low: -0.7, high: 0.8 },
  { name: 'knee', natural: 0.08, spread: 0.4, low: 0, high: 2.5 },
  { name: 'footTurn', natural: 0.18, spread: 0.3, low: -0.5, high: 1 },
];

/** Largest angle between an upper arm and hanging, radians. */
export const MAX_ARM_SWING = 2.75;

export const FREEDOMS: readonly Freedom[] = [
  ...TRUNK,
  ...SIDES.flatMap((side) => LIMBS.map((freedom) => ({ ...freedom, name: `${freedom.name}.${side}` }))),
];

const BY_NAME = new Map(FREEDOMS.map((freedom, i) => [freedom.name, i]));

/** @throws RangeError when there is no such degree of freedom */
export function freedomIndex(name: string): number {
  const index = BY_NAME.get(name);
  if (index === undefined) throw new RangeError(`the body has no degree of freedom "${name}"`);
  return index;
}

/** The natural stance. */
export function naturalAngles(): Float64Array {
  return Float64Array.from(FREEDOMS, (freedom) => freedom.natural);
}

const ARM_SWINGS = SIDES.map(
  (side) => [freedomIndex(`armForward.${side}`), freedomIndex(`armOut.${side}`)] as const,
);

/** Moves every angle to the nearest one that a joint can take; changes `angles`. */
export function limitAngles(angles: Float64Array): void {
  for (let i = 0; i < FREEDOMS.length; i++) {
    const { natural, low, high } = FREEDOMS[i];
    const a = angles[i];
    angles[i] = Number.isNaN(a) ? natural : a < low ? low : a > high ? high : a;
  }
  for (const [forward, out] of ARM_SWINGS) {
    const swing = Math.hypot(angles[forward], angles[out]);
    if (swing <= MAX_ARM_SWING) continue;
    angles[forward] *= MAX_ARM_SWING / swing;
    angles[out] *= MAX_ARM_SWING / swing;
  }
}
