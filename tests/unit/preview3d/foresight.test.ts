/** Foresight: the figure between answers and beyond them, how far off it was, and the coarse skin it is drawn with. */

import { describe, expect, it } from 'vitest';
import { coarsen } from '../../../src-renderer/scene/coarse.ts';
import { Foresight } from '../../../src-renderer/scene/foresight.ts';
import type { Part } from '../../../src-renderer/scene/glb.ts';

const surface = { colour: [1, 1, 1], roughness: 1, twoSided: false, holesBelow: undefined } as const;

/** A ball of triangles whose corners lie `radius` metres from the middle. */
function ball(radius: number, rings = 40): Part {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let r = 0; r <= rings; r++)
    for (let k = 0; k < rings; k++) {
      const a = (2 * Math.PI * k) / rings;
      // the poles are one place
      const round = r === rings ? 0 : Math.sin((Math.PI * r) / rings);
      const up = Math.cos((Math.PI * r) / rings);
      positions.push(radius * round * Math.cos(a), radius * up, radius * round * Math.sin(a));
      const [at, next] = [r * rings + k, r * rings + ((k + 1) % rings)];
      if (r < rings) indices.push(at, next, at + rings, next, next + rings, at + rings);
    }
  return {
    name: 'body',
    positions: Float32Array.from(positions),
    normals: Float32Array.from(positions, (one) => one / radius),
    uvs: undefined,
    ease: undefined,
    indices: Uint16Array.from(indices),
    surface: { ...surface, colour: [1, 1, 1], picture: undefined },
  };
}
const top = (parts: readonly Part[] | undefined) => parts && Math.max(...parts[0].positions);

describe('foresight', () => {
  it('leads a line through what is known on either side, and tells how far off it was', () => {
    const ahead = new Foresight(1);
    // grows by 1 cm a step up, by 2 cm down
    expect(ahead.learn(70, [ball(0.5)])).toBeUndefined();
    expect(ahead.at(70.5)).toBeUndefined();
    ahead.learn(71, [ball(0.51)]);
    ahead.learn(69, [ball(0.48)]);
    expect(top(ahead.at(70.5))).toBeCloseTo(0.505, 5);
    expect(top(ahead.at(72))).toBeCloseTo(0.52, 5);
    expect(top(ahead.at(68.5))).toBeCloseTo(0.47, 5);
    expect(ahead.learn(72, [ball(0.523)])).toBeCloseTo(0.003, 5);
    // the newest pair leads on from there
    expect(top(ahead.at(73))).toBeCloseTo(0.536, 5);
  });

  it('waits where it would have to guess far, and forgets another make', () => {
    const ahead = new Foresight(1);
    ahead.learn(70, [ball(0.5)]);
    ahead.learn(71, [ball(0.51)]);
    expect(top(ahead.at(100))).toBe(top(ahead.at(76)));
    ahead.learn(72, [ball(0.52, 20)]);
    expect(ahead.at(72.5)).toBeUndefined();
  });

  it('leads no line through values that differ less than answers do by chance', () => {
    const ahead = new Foresight(1);
    ahead.learn(70, [ball(0.5)]);
    ahead.learn(70.4, [ball(0.51)]);
    expect(ahead.at(71)).toBeUndefined();
    expect(top(ahead.at(70.2))).toBeCloseTo(0.505, 5);
  });
});

describe('a coarse skin', () => {
  const run = (part: Part, most: number) => {
    const steps = coarsen(part, most);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };
  it('has few of the same vertices, closed and near the whole', () => {
    const whole = ball(0.5);
    const corners = run(whole, 600);
    expect(corners.length / 3).toBeLessThanOrEqual(600);
    expect(corners.length / 3).toBeGreaterThan(500);
    const sides = new Map<string, number>();
    let volume = 0;
    const at = (v: number) => [...whole.positions.subarray(v * 3, v * 3 + 3)];
    for (let i = 0; i < corners.length; i += 3) {
      const [a, b, c] = [...corners.subarray(i, i + 3)];
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
      ])
        sides.set(`${from} ${to}`, (sides.get(`${from} ${to}`) ?? 0) + 1);
      const [p, q, r] = [at(a), at(b), at(c)];
      volume +=
        (p[0] * (q[1] * r[2] - q[2] * r[1]) +
          p[1] * (q[2] * r[0] - q[0] * r[2]) +
          p[2] * (q[0] * r[1] - q[1] * r[0])) /
        6;
    }
    // every side is that of one triangle on either hand
    for (const [side, times] of sides) {
      expect(times).toBe(1);
      expect(sides.has(side.split(' ').reverse().join(' '))).toBe(true);
    }
    expect(Math.abs(volume)).toBeGreaterThan(0.96 * (4 / 3) * Math.PI * 0.125);
  });

  it('keeps the seams of a picture', () => {
    const whole = ball(0.5);
    // the last column once more, as a seam has it
    const rings = 40;
    const seam = Array.from({ length: rings + 1 }, (_, r) => r * rings);
    const extra = seam.flatMap((v) => [...whole.positions.subarray(v * 3, v * 3 + 3)]);
    const positions = Float32Array.from([...whole.positions, ...extra]);
    const picture = { bytes: new Uint8Array(1), type: 'image/png' };
    const corners = new Set(run({ ...whole, positions, surface: { ...whole.surface, picture } }, 600));
    // but for the poles, where all of a ring lie in one place
    for (const v of seam.slice(1, -1)) expect(corners.has(v)).toBe(true);
  });
});
