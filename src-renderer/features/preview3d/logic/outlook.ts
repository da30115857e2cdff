/** Outlook: bodies with a little more and a little less of one measure, known before it is changed. */

import { AGE, MEASURE_FIELDS, type MeasureName } from './known-body.ts';
import type { ShapeWish } from './shape-loop.ts';

/** What has a slider. */
export type Slider = MeasureName | 'ageYears';

export interface Outlook {
  /** What all of its bodies have in common. */
  key: string;
  slider: Slider;
  /** In the order of the answers. */
  bodies: readonly { value: number; mesh: string }[];
}

/** How far its bodies lie apart: little enough for a straight line between them, and more than two answers differ by chance. */
export const stepOf = (slider: Slider): number => (slider === 'ageYears' ? 4 : 1);

export const valueIn = (wish: ShapeWish, slider: Slider): number | undefined =>
  slider === 'ageYears' ? wish.ageYears : wish.measures?.[slider];

/** Wishes with one key differ in nothing but the value of the slider. */
export function outlookKey({ live: _, ...wish }: ShapeWish, slider: Slider): string {
  const { ageYears, ...rest } = wish;
  const measures = { ...wish.measures };
  if (slider !== 'ageYears') delete measures[slider];
  const names = Object.keys(measures).sort() as MeasureName[];
  return JSON.stringify([
    slider,
    slider === 'ageYears' ? undefined : ageYears,
    names.map((name) => [name, measures[name]]),
    { ...rest, measures: 0 },
  ]);
}

/** What to ask for around a value, the value itself last: the search for the next body begins there. */
export function wishesAround(wish: ShapeWish, slider: Slider, value: number): ShapeWish[] {
  const { least, most } = slider === 'ageYears' ? AGE : MEASURE_FIELDS.find(({ name }) => name === slider)!;
  const step = stepOf(slider);
  return [value - step, value + step, value]
    .filter((one) => one >= least && one <= most)
    .map((one) => {
      const rounded = Math.round(one * 10) / 10;
      return slider === 'ageYears'
        ? { ...wish, live: true, ageYears: Math.round(one) }
        : { ...wish, live: true, measures: { ...wish.measures, [slider]: rounded } };
    });
}
