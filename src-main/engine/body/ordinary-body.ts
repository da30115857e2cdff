/** Girths of ordinary bodies: those that the trade's sizes are made for, and those that go with a body height. */

export interface OrdinaryGirths {
  bust: number;
  waist: number;
  hip: number;
}

/**
 * Body girths of the sizes XS to XXL, centimetres: letters of the European women's and men's trade (M is a 38 to 40, or a
 * 48 to 50), with the steps of 4 cm up to L and 6 beyond of EN 13402-3. `bust` is the chest of men.
 */
export const SIZE_GIRTHS: Record<'female' | 'male', Record<keyof OrdinaryGirths, readonly number[]>> = {
  female: {
    bust: [82, 86, 90, 94, 100, 106],
    waist: [66, 70, 74, 78, 84, 90],
    hip: [90, 94, 98, 102, 108, 114],
  },
  male: {
    bust: [90, 94, 98, 102, 108, 114],
    waist: [78, 82, 86, 90, 96, 102],
    hip: [93, 97, 101, 105, 111, 117],
  },
};
/** Index of the size M, and the body height it is drafted for, centimetres (EN 13402-2). */
export const MIDDLE_SIZE = 2;
const STATURE = { female: 168, male: 178 } as const;

/**
 * Girths, centimetres, of an ordinary body of this height: those of the middle size, in proportion. Garments are drafted
 * for it and graded from there: a wider wearer needs a wider garment, only a taller one a longer garment.
 *
 * @param sex 0 female .. 1 male
 * @param stature centimetres
 */
export function ordinaryGirths(sex: number, stature: number): OrdinaryGirths {
  const of = (name: keyof OrdinaryGirths): number => {
    const share = (s: 'female' | 'male'): number => SIZE_GIRTHS[s][name][MIDDLE_SIZE] / STATURE[s];
    return stature * (share('female') + (share('male') - share('female')) * sex);
  };
  return { bust: of('bust'), waist: of('waist'), hip: of('hip') };
}
