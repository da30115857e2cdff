/** Body girths: how large a standing body is around at any height, trunk and leg, and where its legs are judged. */

import type { DistanceField } from '../../domain/body.ts';
import { type DressForm, type FormSide, sectionAt, union } from '../sewing/form.ts';

/** Between heights that are cut, metres. */
const STEP = 0.02;
/** The thigh is judged so far below the crotch, metres. */
const THIGH = 0.04;
/** Where the calf can be thickest, share of the way from knee to ankle. */
const CALF = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45] as const;

export interface BodyGirths {
  /** Circumference as a tape lies around trunk and legs together at height y, metres. */
  trunk(y: number): number;
  /** The same around one leg, the mean of both. */
  leg(y: number): number;
  /** Heights where legs are judged, metres above the floor. */
  levels: { thigh: number; knee: number; calf: number };
}

const known = new WeakMap<DressForm, BodyGirths>();

/** Made once for a form; every height is cut when it is first asked for. */
export function bodyGirths(form: DressForm): BodyGirths {
  let girths = known.get(form);
  if (!girths) {
    girths = measure(form);
    known.set(form, girths);
  }
  return girths;
}

function measure(form: DressForm): BodyGirths {
  const solid = union([form.torso, form.legs.L, form.legs.R]);
  const one = (side: FormSide, y: number): number => {
    const [x, z] = axisAt(form, side, y);
    return sectionAt(around(form.legs[side], x, z), y).girth;
  };
  const trunk = sampled((y) => sectionAt(solid, y).girth);
  const leg = sampled((y) => (one('L', y) + one('R', y)) / 2);
  const middle = ({ L, R }: DressForm['knee']): number => (L[1] + R[1]) / 2;
  const [knee, ankle] = [middle(form.knee), middle(form.ankle)];
  const calf = CALF.map((share) => knee + (ankle - knee) * share).reduce((a, b) => (leg(b) > leg(a) ? b : a));
  return { trunk, leg, levels: { thigh: form.crotchY - THIGH, knee, calf } };
}

/** A function of height that is worked out on a grid of STEP and is straight between. */
function sampled(at: (y: number) => number): (y: number) => number {
  const values = new Map<number, number>();
  const node = (i: number): number => {
    let value = values.get(i);
    if (value === undefined) {
      value = at(i * STEP);
      values.set(i, value);
    }
    return value;
  };
  return (y) => {
    const i = Math.floor(y / STEP);
    const t = y / STEP - i;
    return node(i) * (1 - t) + node(i + 1) * t;
  };
}

/** Where the bones of a leg are at a height. */
function axisAt({ hip, knee, ankle }: DressForm, side: FormSide, y: number): [number, number] {
  const [a, b] = y > knee[side][1] ? [hip[side], knee[side]] : [knee[side], ankle[side]];
  const t = Math.min(1, Math.max(0, (a[1] - y) / Math.max(1e-6, a[1] - b[1])));
  return [a[0] + (b[0] - a[0]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A solid seen from an upright axis of its own. */
const around = (field: DistanceField, dx: number, dz: number): DistanceField => ({
  sample: (x, y, z, out) => field.sample(x + dx, y, z + dz, out),
});
