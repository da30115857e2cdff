/** Sizes of garments whose picture does not tell them: girths follow the wearer's girths, lengths the body height. */

import { describe, expect, it } from 'vitest';
import { averageShape } from '../../../../src-main/engine/body/index.ts';
import { ordinaryGirths } from '../../../../src-main/engine/body/ordinary-body.ts';
import { dressForm } from '../../../../src-main/engine/body/sewing/dress-form.ts';
import type { DressForm } from '../../../../src-main/engine/body/sewing/form.ts';
import { sizeGarment } from '../../../../src-main/engine/body/sewing/size.ts';
import type { GarmentDimensions } from '../../../../src-main/engine/domain/garment3d.ts';
import { prepareGarment } from '../../../../src-main/engine/perception/garment/index.ts';
import {
  asPhoto,
  dress,
  openJacket,
  paint,
  shorts,
  skirt,
  tank,
  tee,
  trousers,
} from '../../perception/garment/drawn-garments.ts';
import { testBody } from '../load.ts';

const body = testBody();
const rest = body.shape(averageShape(0));
const average = dressForm(body, rest, body.pose(rest, body.standingPose(rest)));

const garments = [
  prepareGarment(asPhoto(paint(tee()))),
  prepareGarment(asPhoto(paint(tank()))),
  prepareGarment(asPhoto(paint(dress()))),
  prepareGarment(asPhoto(paint(openJacket())), { category: 'jacket' }),
  prepareGarment(asPhoto(paint(skirt())), { category: 'skirt' }),
  prepareGarment(asPhoto(paint(trousers()))),
  prepareGarment(asPhoto(paint(shorts()))),
];

/** The average form with other girths: as if the same frame carried more or less. */
function stouter(hip: number): DressForm {
  const more = hip / 100 - average.girths.hip;
  const { bust, waist } = average.girths;
  return { ...average, girths: { bust: bust + more, waist: waist + more, hip: hip / 100 } };
}

/** The form of somebody taller, of the same girths. */
function taller(factor: number): DressForm {
  const up = ([x, y, z]: readonly [number, number, number]) => [x, y * factor, z] as const;
  const both = (of: DressForm['shoulder']) => ({ L: up(of.L), R: up(of.R) });
  const { bust, waist, hip } = average.ordinary;
  return {
    ...average,
    shoulder: both(average.shoulder),
    hip: both(average.hip),
    neck: up(average.neck),
    bustY: average.bustY * factor,
    waistY: average.waistY * factor,
    hipY: average.hipY * factor,
    crotchY: average.crotchY * factor,
    ordinary: { bust: bust * factor, waist: waist * factor, hip: hip * factor },
  };
}

describe.each(garments.map((garment) => [garment.category, garment] as const))('%s', (_, garment) => {
  const lower = garment.landmarks.armpitL === undefined;
  const on = (form: DressForm, wanted: GarmentDimensions = {}): GarmentDimensions =>
    sizeGarment(garment, garment.landmarks, form, wanted, undefined).dimensions;
  const girthOf = (d: GarmentDimensions): number => (lower ? d.hip : d.chest)!;

  it('is as long for wide wearers as for narrow ones of the same height', () => {
    const made = [85, 100, 115, 130].map((hip) => on(stouter(hip)));
    for (let i = 1; i < made.length; i++) {
      expect(made[i].length).toBeCloseTo(made[0].length!, 6);
      expect(girthOf(made[i]) - girthOf(made[i - 1])).toBeGreaterThan(10);
      // at the waist as well, where it closes
      if (lower) expect(made[i].waist! - made[i - 1].waist!).toBeGreaterThan(10);
    }
  });

  it('has the length of the wearer, not of its width, when only a girth is told', () => {
    const lengths = [85, 130].map((girth) => on(average, { [lower ? 'hip' : 'chest']: girth }).length);
    expect(lengths[1]).toBeCloseTo(lengths[0]!, 6);
    expect(on(average, { [lower ? 'hip' : 'chest']: 104, length: 61 }).length).toBeCloseTo(61, 6);
  });

  it('grows longer with the body height', () => {
    const [short, tall] = [0.94, 1.1].map((factor) => on(taller(factor)).length!);
    expect(tall / short).toBeGreaterThan(1.08);
    expect(tall / short).toBeLessThan(1.25);
  });
});

it('closes around the waist and the hips of any wearer, however flared it is', () => {
  const flared = prepareGarment(asPhoto(paint(skirt())), { category: 'skirt' });
  const { waistL, waistR } = flared.landmarks;
  const middle = (waistL!.x + waistR!.x) / 2;
  // a waist of half the width
  const keys = {
    ...flared.landmarks,
    waistL: { x: (waistL!.x + middle) / 2, y: waistL!.y },
    waistR: { x: (waistR!.x + middle) / 2, y: waistR!.y },
  };
  for (const hip of [85, 105, 130]) {
    const form = stouter(hip);
    const { dimensions } = sizeGarment(flared, keys, form, {}, undefined);
    expect(dimensions.waist).toBeGreaterThan(form.girths.waist * 100);
    expect(dimensions.hip).toBeGreaterThan(hip);
  }
});

it('knows the girths that go with a height', () => {
  expect(ordinaryGirths(0, 168)).toEqual({ bust: 90, waist: 74, hip: 98 });
  expect(ordinaryGirths(1, 178).hip).toBeCloseTo(101, 9);
  expect(ordinaryGirths(0.5, 170).bust).toBeGreaterThan(ordinaryGirths(0, 170).bust);
});
