/** Shape parameters to vertices. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTargetRow, targetRows } from '../../../models/parametric_body/build/makehuman.ts';
import { macroWeights } from '../../../src-main/engine/body/macro.ts';
import { averageShape, shapeVertices } from '../../../src-main/engine/body/shape.ts';
import type { BodyShape } from '../../../src-main/engine/domain/body.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';
import { PACKAGE_DIR, testBody } from './load.ts';

const { asset } = testBody();

/** Skin of a shape with every target of the package, metres; not yet put on the floor. */
function fullShape(shape: BodyShape): Float32Array {
  const rows = targetRows(readFileSync(`${PACKAGE_DIR}/src/json/targets/target-list.json`, 'utf8'));
  const out = asset.positions.slice(0, asset.skinCount * 3);
  for (const [name, weight] of macroWeights(shape, 'full')) {
    const row = rows.get(name);
    if (row === undefined) continue;
    const delta = readTargetRow(`${PACKAGE_DIR}/public/data/targets/targets.bin`, row, 19158 * 3);
    for (let i = 0; i < out.length; i++) out[i] += weight * delta[i] * 0.1;
  }
  let floor = 9;
  for (let i = 1; i < out.length; i += 3) floor = Math.min(floor, out[i]);
  for (let i = 1; i < out.length; i += 3) out[i] -= floor;
  return out;
}

describe('shapeVertices', () => {
  it('stays within half a millimetre of the full set of targets on average', () => {
    const random = mulberry32(5);
    let sum = 0;
    const people = 12;
    for (let n = 0; n < people; n++) {
      const shape: BodyShape = {
        ...averageShape(n % 2),
        ageYears: 18 + random() * 60,
        muscle: 0.2 + random() * 0.6,
        weight: 0.2 + random() * 0.6,
        height: 0.2 + random() * 0.6,
        proportions: 0.3 + random() * 0.6,
        cup: 0.2 + random() * 0.6,
      };
      const compact = shapeVertices(asset, shape);
      const full = fullShape(shape);
      let total = 0;
      for (let v = 0; v < full.length; v += 3)
        total += Math.hypot(full[v] - compact[v], full[v + 1] - compact[v + 1], full[v + 2] - compact[v + 2]);
      sum += total / asset.skinCount;
    }
    expect((sum / people) * 1000).toBeLessThan(0.5);
  });

  it('stands on the floor, is mirror-symmetric in size and gives the same bits again', () => {
    for (const sex of [0, 1]) {
      const vertices = shapeVertices(asset, averageShape(sex));
      let low = 9;
      let high = 0;
      for (let i = 1; i < asset.skinCount * 3; i += 3) {
        low = Math.min(low, vertices[i]);
        high = Math.max(high, vertices[i]);
      }
      expect(low).toBeCloseTo(0, 6);
      expect(high).toBeGreaterThan(1.5);
      expect(high).toBeLessThan(1.9);
      expect(shapeVertices(asset, averageShape(sex))).toEqual(vertices);
    }
  });

  it('refuses parameters out of range by name', () => {
    expect(() => shapeVertices(asset, { ...averageShape(0), ageYears: 12 })).toThrow(
      /ageYears.*18 to 90.*12/,
    );
    expect(() => shapeVertices(asset, { ...averageShape(0), weight: Number.NaN })).toThrow(/weight/);
    const origin = { caucasian: 0, asian: 0, african: 0 };
    expect(() => shapeVertices(asset, { ...averageShape(0), origin })).toThrow(/origin/);
    expect(() => shapeVertices(asset, { ...averageShape(0), details: { waistGirth: 2 } })).toThrow(
      /waistGirth/,
    );
  });
});
