/** Vector algebra: turning directions and measuring twist. */

import { expect, it } from 'vitest';
import { apply, length, swing, twistAngle, type Vec3 } from '../../../src-main/engine/mesh/vector.ts';

it('turns one direction into another and measures twist', () => {
  const a: Vec3 = [0, -1, 0];
  const b: Vec3 = [0.6, 0, 0.8];
  const c = apply(swing(a, b), a);
  expect(length([c[0] - b[0], c[1] - b[1], c[2] - b[2]])).toBeLessThan(1e-9);
  expect(twistAngle([1, 0, 0], [0, 0, -1], [0, 1, 0])).toBeCloseTo(Math.PI / 2);
});
