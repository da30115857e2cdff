/** Tapes on known shapes, and measurements that follow the body. */

import { describe, expect, it } from 'vitest';
import { Tape } from '../../../src-main/engine/body/measure.ts';
import { averageShape, shapeVertices } from '../../../src-main/engine/body/shape.ts';
import { backChain, chain, girth } from '../../../src-main/engine/body/tape.ts';
import { BODY_DETAILS, type BodyDetail, type MeasurementName } from '../../../src-main/engine/domain/body.ts';
import type { Vec3 } from '../../../src-main/engine/mesh/vector.ts';
import { testBody } from './load.ts';

const SIDES = 96;

/** Rings of a tube of the given radius around the y axis, 0.1 m apart, with edges between and along them. */
function tube(radius: (angle: number) => number): { positions: Float32Array; edges: Uint32Array } {
  const positions: number[] = [];
  const edges: number[] = [];
  for (let ring = 0; ring < 4; ring++) {
    for (let k = 0; k < SIDES; k++) {
      const a = (k / SIDES) * Math.PI * 2;
      positions.push(Math.cos(a) * radius(a), ring * 0.1, Math.sin(a) * radius(a));
      if (ring > 0) edges.push((ring - 1) * SIDES + k, ring * SIDES + k);
    }
  }
  return { positions: Float32Array.from(positions), edges: Uint32Array.from(edges) };
}

describe('tapes', () => {
  it('measure a cylinder straight and at an angle', () => {
    const { positions, edges } = tube(() => 0.1);
    const origin = [[SIDES * 2, 0.5] as const, [SIDES, 0.5] as const];
    const round = girth(positions, edges, origin, [0, 1, 0])!;
    expect(round.value).toBeCloseTo(Math.PI * 0.2, 3);
    // an ellipse with half axes 0.1 and 0.1 / cos 20 degrees, Ramanujan's perimeter
    const tilt = (20 * Math.PI) / 180;
    const long = 0.1 / Math.cos(tilt);
    const middle = [
      [SIDES * 2 + SIDES / 2, 0.25] as const,
      [SIDES * 2, 0.25] as const,
      [SIDES, 0.5] as const,
    ];
    const slanted = girth(positions, edges, middle, [Math.sin(tilt), Math.cos(tilt), 0])!;
    const h = ((0.1 - long) / (0.1 + long)) ** 2;
    const ellipse = Math.PI * (0.1 + long) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)));
    expect(slanted.value).toBeCloseTo(ellipse, 3);
  });

  it('bridge hollows', () => {
    // two round lobes with deep valleys between: the tape runs straight across
    const { positions, edges } = tube((a) => 0.05 + 0.05 * Math.cos(a) ** 2);
    const value = girth(positions, edges, [[SIDES, 1]], [0, 1, 0])!.value;
    expect(value).toBeGreaterThan(0.4);
    expect(value).toBeLessThan(Math.PI * 0.2);
    expect(girth(positions, edges, [[0, 1]], [0, 1, 0].map((x) => x) as Vec3)).toBeDefined();
    expect(girth(positions, new Uint32Array(0), [[0, 1]], [0, 1, 0])).toBeUndefined();
  });

  it('know how a girth changes when vertices move', () => {
    const { positions, edges } = tube((a) => 0.1 + 0.01 * Math.sin(a));
    const origin = [[SIDES + 5, 0.6] as const, [SIDES * 2 + 20, 0.4] as const];
    const reading = girth(positions, edges, origin, [0, 1, 0])!;
    const moved = Float32Array.from(positions);
    let expected = 0;
    // smooth, so that the tape stays on every vertex
    const push = (v: number, c: number): number =>
      1e-3 * positions[v * 3 + c] * (1 + 0.3 * Math.sin((v * 4 * Math.PI) / SIDES));
    for (let v = 0; v < positions.length / 3; v++) for (let c = 0; c < 3; c++) moved[v * 3 + c] += push(v, c);
    reading.vertices.forEach((v, i) => {
      for (let c = 0; c < 3; c++) expected += reading.gradient[i * 3 + c] * push(v, c);
    });
    const change = girth(moved, edges, origin, [0, 1, 0])!.value - reading.value;
    expect(Math.abs(change - expected)).toBeLessThan(Math.abs(expected) * 0.05 + 1e-7);
  });

  it('run along chains and bridge a hollow back', () => {
    const p = Float32Array.from([0, 3, 0, 0, 2, -1, 0, 1, 0, 0, 0, -1]);
    expect(chain(p, [[[0, 1]], [[3, 1]]]).value).toBeCloseTo(Math.hypot(3, 1));
    // the third point is in front of the line from the second to the fourth
    expect(backChain(p, [0, 1, 2, 3]).value).toBeCloseTo(Math.SQRT2 + 2);
  });
});

describe('Tape', () => {
  const { asset } = testBody();
  const tape = new Tape(asset);

  it('finds plausible sizes of an average woman and man', () => {
    const woman = tape.measure(shapeVertices(asset, averageShape(0)));
    const man = tape.measure(shapeVertices(asset, averageShape(1)));
    expect(woman.waistGirth).toBeLessThan(woman.hipGirth);
    expect(woman.underbustGirth).toBeLessThan(woman.bustGirth);
    expect(man.stature).toBeGreaterThan(woman.stature);
    for (const m of [woman, man]) {
      expect(m.insideLegHeight / m.stature).toBeGreaterThan(0.42);
      expect(m.insideLegHeight / m.stature).toBeLessThan(0.52);
      expect(m.waistHeight).toBeGreaterThan(m.hipHeight);
      expect(m.hipHeight).toBeGreaterThan(m.insideLegHeight);
      // body mass index of a slim to ordinary adult
      expect(m.massKg / (m.stature / 100) ** 2).toBeGreaterThan(16);
      expect(m.massKg / (m.stature / 100) ** 2).toBeLessThan(27);
    }
  });

  it.each([
    ['waistGirth', 'waistGirth'],
    ['hipGirth', 'hipGirth'],
    ['bustGirth', 'bustGirth'],
    ['underbustGirth', 'underbustGirth'],
    ['neckGirth', 'neckGirth'],
    ['upperArmGirth', 'upperArmGirth'],
    ['wristGirth', 'wristGirth'],
    ['thighGirth', 'thighGirth'],
    ['kneeGirth', 'kneeGirth'],
    ['calfGirth', 'calfGirth'],
    ['shoulderWidth', 'shoulderWidth'],
    ['backLength', 'backNeckToWaist'],
    ['upperArmLength', 'armLength'],
    ['forearmLength', 'armLength'],
    ['upperLegLength', 'insideLegHeight'],
    ['lowerLegLength', 'insideLegHeight'],
    ['stomach', 'waistGirth'],
    ['buttocks', 'hipGirth'],
  ] as [BodyDetail, MeasurementName][])('more %s means a larger %s', (detail, name) => {
    for (const sex of [0, 1]) {
      const at = [-1, -0.5, 0, 0.5, 1].map((value) => {
        const rest = shapeVertices(asset, { ...averageShape(sex), details: { [detail]: value } });
        return tape.read(rest, name).value;
      });
      for (let i = 1; i < at.length; i++) expect(at[i]).toBeGreaterThan(at[i - 1]);
    }
  });

  it('knows how the mass changes, and measures the same wherever the body stands', () => {
    const rest = shapeVertices(asset, averageShape(0));
    const moved = Float32Array.from(rest, (x, i) => (i % 3 === 1 ? x + 0.25 : x));
    const there = tape.measure(moved);
    for (const [name, value] of Object.entries(tape.measure(rest)))
      expect(there[name as MeasurementName]).toBeCloseTo(value, 3);
    const gradient = tape.massGradient(rest);
    const grown = shapeVertices(asset, { ...averageShape(0), details: { hipGirth: 0.01 } });
    let expected = 0;
    for (let i = 0; i < gradient.length; i++) expected += gradient[i] * (grown[i] - rest[i]);
    expect(tape.mass(grown) - tape.mass(rest)).toBeCloseTo(expected, 2);
    expect(BODY_DETAILS.length).toBe(19);
  });
});
