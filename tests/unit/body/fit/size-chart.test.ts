/** Charts of one garment: completed from a shop's chart and its picture, or assumed around a body. */

import { expect, it } from 'vitest';
import { say } from '../../../../src-main/contract/sentences.ts';
import {
  assumedChart,
  enlarged,
  givenChart,
  lackOfRoom,
  usualSize,
  withMeasured,
} from '../../../../src-main/engine/body/fit/size-chart.ts';
import { SIZES } from '../../../../src-main/engine/domain/garment3d.ts';

const body = {
  bustGirth: 91,
  waistGirth: 74,
  hipGirth: 98,
  upperArmGirth: 28,
  thighGirth: 57,
  kneeGirth: 37,
  calfGirth: 36,
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

it('assumes ordinary sizes around the picture, with the lengths of M', () => {
  // 8 cm of room on a bust of 91, so M, made for 90, has 98
  const { chart, offered, source } = assumedChart('top', { chest: 99, length: 64 }, body, 0);
  expect(source).toBe('assumed');
  expect(offered).toEqual(SIZES);
  expect(chart.M?.chest).toBeCloseTo(98, 9);
  expect(chart.M?.length).toBe(64);
  expect(chart.L?.chest).toBeCloseTo(102, 9);
  // from XS to XXL a garment is 24 cm wider and no more than 6 cm longer
  expect(chart.XXL!.chest! - chart.XS!.chest!).toBeCloseTo(24, 9);
  expect(chart.XXL!.length! - chart.XS!.length!).toBeCloseTo(6, 9);
  expect(assumedChart('dress', { chest: 99, length: 150 }, body, 0, 120).chart.S?.length).toBe(120);
});

it('knows the usual size of a body, between sizes and beyond them too', () => {
  expect(usualSize('top', body, 0)).toEqual({
    size: 'M',
    next: 'L',
    why: say('usual-size', { size: 'M', zone: 'bust', cm: '91' }),
  });
  const between = usualSize('top', { ...body, bustGirth: 96.8 }, 0);
  expect(between).toMatchObject({ size: 'L', next: 'XL' });
  expect(between.why.text).toBe('a bust of 97 cm lies between L and XL, as sizes usually are');
  const beyond = usualSize('trousers', { ...body, hipGirth: 131 }, 0);
  expect(beyond.size).toBe('XXL');
  expect(beyond.why.text).toBe('no usual size is made for a hip of 131 cm: XXL is made for 114 cm');
  expect(usualSize('top', body, 1)).toMatchObject({
    size: 'XS',
    why: { text: expect.stringContaining('chest of 91') },
  });
});

it('finds a garment too narrow that closes around the body, and enlarges it', () => {
  const zone = (name: 'waist' | 'hip' | 'upperArm', easeCm: number) =>
    ({ zone: name, easeCm, verdict: easeCm < 2 ? 'tight' : 'regular' }) as const;
  expect(lackOfRoom([zone('hip', 6), zone('upperArm', -4)], body)).toBe(1);
  // 76 cm are needed at a waist of 74, and there are 50
  expect(lackOfRoom([zone('waist', -24), zone('hip', 1)], body)).toBeCloseTo(76 / 50, 9);
  expect(enlarged({ chest: 90, length: 50 }, 1.2)).toEqual({ chest: 108, length: 50 });
});

it("lets what was measured fill a shop's chart and replace an assumed one", () => {
  const shop = givenChart('top', { M: { chest: 98 } }, { chest: 98 });
  expect(withMeasured(shop, 'M', { chest: 90, upperArm: 36 }).chart.M).toEqual({ chest: 98, upperArm: 36 });
  const assumed = assumedChart('top', { chest: 99 }, body, 0);
  const measured = withMeasured(assumed, 'M', { chest: 95 });
  expect(measured.chart.M?.chest).toBe(95);
  expect(measured.chart.L?.chest).toBe(99);
});
