/** Charts of one garment: completed from a shop's chart and its picture, or assumed around a body. */

import { expect, it } from 'vitest';
import { assumedChart, givenChart, withMeasured } from '../../../../src-main/engine/body/fit/size-chart.ts';
import { SIZES } from '../../../../src-main/engine/domain/garment3d.ts';

const body = {
  bustGirth: 91,
  waistGirth: 74,
  hipGirth: 98,
  upperArmGirth: 28,
  thighGirth: 57,
  shoulderWidth: 38,
};

it("completes a shop's chart by the proportions of the picture", () => {
  // the picture at another scale: half as wide at the waist as at the chest
  const { chart, offered, source } = givenChart(
    'top',
    { S: { chest: 94 }, L: { chest: 104, length: 70 } },
    { chest: 50, waist: 25, length: 40 },
  );
  expect(source).toBe('given');
  expect(offered).toEqual(['S', 'L']);
  expect(chart.S).toMatchObject({ chest: 94, waist: 47 });
  expect(chart.L).toMatchObject({ chest: 104, length: 70 });
  // lengths that the chart gives are not the picture's
  expect(chart.S?.length).toBeCloseTo(70 - 2 * 1.2, 9);
});

it('takes the waist where a chart of trousers has no hip', () => {
  const { chart } = givenChart('trousers', { M: { waist: 80 } }, { hip: 50, waist: 40 });
  expect(chart.M).toMatchObject({ waist: 80, hip: 100 });
});

it('refuses charts without a girth and with sizes that shrink', () => {
  expect(() => givenChart('skirt', { M: { length: 60 } }, { hip: 98 })).toThrow(
    /hip or waist .* received length/,
  );
  expect(() => givenChart('top', {}, { chest: 98 })).toThrow(/received none/);
  expect(() => givenChart('top', { XS: { chest: 100 }, XL: { chest: 98 } }, { chest: 98 })).toThrow(
    /XL has a chest of 98 cm but XS one of 100 cm/,
  );
});

it('assumes ordinary sizes in which the garment as pictured is the one of this body', () => {
  const { chart, offered, source } = assumedChart('top', { chest: 99, length: 64 }, body, 0);
  expect(source).toBe('assumed');
  expect(offered).toEqual(SIZES);
  // a woman of 91 wears M, made for 90
  expect(chart.M).toEqual({ chest: 98, length: 64 });
  expect(assumedChart('top', { chest: 99 }, body, 1).chart.XS?.chest).toBe(98);
  expect(assumedChart('trousers', { hip: 103 }, { ...body, hipGirth: 113 }, 0).chart.XXL?.hip).toBe(104);
});

it("lets what was measured fill a shop's chart and replace an assumed one", () => {
  const shop = givenChart('top', { M: { chest: 98 } }, { chest: 98 });
  expect(withMeasured(shop, 'M', { chest: 90, upperArm: 36 }).chart.M).toEqual({ chest: 98, upperArm: 36 });
  const assumed = assumedChart('top', { chest: 99 }, body, 0);
  const measured = withMeasured(assumed, 'M', { chest: 95 });
  expect(measured.chart.M?.chest).toBe(95);
  expect(measured.chart.L?.chest).toBe(99);
});
