/** From measurements to a body. */

import { describe, expect, it } from 'vitest';
import { averageShape, checkShape } from '../../../src-main/engine/body/shape.ts';
import { MEASUREMENTS, type MeasurementGoal } from '../../../src-main/engine/domain/body.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { somebody } from '../../fixtures/somebody.ts';
import { testBody } from './load.ts';

const body = testBody();

describe('solving', () => {
  it('finds bodies with three to eight measurements of random people to a millimetre', () => {
    const random = mulberry32(21);
    const names = [...MEASUREMENTS, 'massKg'] as const;
    let sum = 0;
    const people = 16;
    for (let n = 0; n < people; n++) {
      const shape = somebody(random, n % 2);
      const truth = body.measure(body.shape(shape));
      const pool = [...names];
      const goal: MeasurementGoal = {};
      for (let k = 3 + (n % 6); k > 0; k--) {
        const [name] = pool.splice(Math.floor(random() * pool.length), 1);
        goal[name] = truth[name];
      }
      const found = body.solve(goal, { sex: shape.sex, ageYears: shape.ageYears });
      expect(found.warnings).toEqual([]);
      expect(() => checkShape(found.shape)).not.toThrow();
      const { massKg: _, ...lengths } = found.residuals;
      const errors = Object.values(lengths).map((r) => Math.abs(r) * 10);
      sum += errors.reduce((s, e) => s + e, 0) / Math.max(1, errors.length);
    }
    expect(sum / people).toBeLessThan(1);
  });

  it('stays average where nothing is asked and keeps what is known', () => {
    const nothing = body.solve({});
    expect(nothing.shape).toEqual(averageShape(0));
    const known = body.solve({ stature: 175 }, { sex: 1, ageYears: 66, proportions: 0.8 });
    expect(known.shape).toMatchObject({ sex: 1, ageYears: 66, proportions: 0.8 });
    expect(known.measurements.stature).toBeCloseTo(175, 1);
  });

  it('answers impossible sets with the nearest body and says so', () => {
    const { residuals, warnings, shape, measurements } = body.solve({ waistGirth: 45, hipGirth: 160 });
    expect(() => checkShape(shape)).not.toThrow();
    expect(residuals.waistGirth).toBeGreaterThan(1);
    expect(residuals.hipGirth).toBeLessThan(-1);
    expect(warnings[0]).toContain('waist girth 45.0 cm together with the other measurements (hip girth)');
    expect(warnings[0]).toContain(`${measurements.waistGirth.toFixed(1)} cm`);
    expect(body.solve({ stature: 400 }).warnings).toHaveLength(1);
  });

  it('refuses what is no measurement', () => {
    expect(() => body.solve({ waistGirth: Number.NaN })).toThrow(/waistGirth.*positive.*NaN/);
    expect(() => body.solve({ waistGirth: -3 })).toThrow(/positive/);
    expect(() => body.solve({ tail: 30 } as MeasurementGoal)).toThrow(/"tail"/);
  });

  it('gives the same bits again', () => {
    const goal = { stature: 168, bustGirth: 96, waistGirth: 80, hipGirth: 102, massKg: 64 };
    expect(body.solve(goal)).toEqual(body.solve(goal));
  });
});
