import { describe, expect, it } from 'vitest';
import { bareArms } from '../../../../src-main/engine/compositing/removal/limbs.ts';
import type { Scene, SceneArm } from '../../../../src-main/engine/compositing/scene.ts';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';

const W = 100;
const H = 240;
const WRIST = 190;

/** Arms hanging down at x = 50, sleeved to the wrist, from which a hand of half width `hand` hangs. */
function scene(hand: number): Scene {
  const arm = (own: 'left' | 'right'): SceneArm => {
    const a = {
      own,
      shoulder: { x: 50, y: 10 },
      elbow: { x: 50, y: 100 },
      wrist: { x: 50, y: WRIST },
      halfWidth: new Float64Array(21).fill(Number.NaN),
      bare: new Array<boolean>(21).fill(false),
      foreDistance: new Float32Array(W * H),
      foreT: new Float32Array(W * H),
    };
    for (let i = 0; i < W * H; i++) {
      const y = Math.floor(i / W) + 0.5;
      a.foreT[i] = (y - 100) / 90;
      a.foreDistance[i] = Math.hypot((i % W) + 0.5 - 50, Math.max(0, 100 - y, y - WRIST));
    }
    return a as unknown as SceneArm;
  };
  const labels = new Uint8Array(W * H);
  for (let y = WRIST - 4; y < WRIST + 30; y++)
    for (let x = 50 - hand; x < 50 + hand; x++) labels[y * W + x] = PART.leftHand;
  return {
    w: W,
    h: H,
    n: W * H,
    unit: 160,
    labels,
    arms: { L: arm('left'), R: arm('right') },
  } as unknown as Scene;
}

/** Pixels of the bare arm in a row. */
const wide = (inside: Float32Array, y: number): number =>
  inside.subarray(y * W, (y + 1) * W).filter((v) => v > 0).length;

describe('bareArms', () => {
  it('tapers a made-up arm into the hand it meets', () => {
    const { L, R } = bareArms(scene(12));
    expect(Math.abs(wide(L.inside, WRIST - 4) - 24)).toBeLessThanOrEqual(2);
    // The other hand is not in view.
    expect(wide(R.inside, WRIST - 4)).toBeLessThan(21);
    for (let y = 110; y < WRIST; y++)
      expect(Math.abs(wide(L.inside, y) - wide(L.inside, y - 1))).toBeLessThanOrEqual(2);
    // Nothing changes at the elbow.
    expect(wide(L.inside, 105)).toBe(wide(R.inside, 105));
  });

  it('does not swell to a hand that is spread wide', () => {
    const { L, R } = bareArms(scene(22));
    expect(wide(L.inside, WRIST)).toBeLessThan(1.5 * wide(R.inside, WRIST));
  });

  it('lies where the visible arm lies, beside the bones, and goes on from there without a step', () => {
    const off = 6;
    const half = 17;
    const from = 70;
    const photo = scene(0);
    photo.labels.fill(0);
    for (let y = from; y < WRIST; y++)
      for (let x = 50 + off - half; x < 50 + off + half; x++) photo.labels[y * W + x] = PART.leftArm;
    for (let k = 7; k <= 20; k++) photo.arms.L.bare[k] = true;
    const { inside } = bareArms(photo).L;
    const edges = (y: number): [number, number] => {
      const row = Array.from(inside.subarray(y * W, (y + 1) * W), (v) => v > 0);
      return [row.indexOf(true), row.lastIndexOf(true)];
    };
    for (const y of [from - 3, from + 20, 150]) {
      expect(Math.abs(edges(y)[0] - (50 + off - half))).toBeLessThanOrEqual(2);
      expect(Math.abs(edges(y)[1] - (49 + off + half))).toBeLessThanOrEqual(2);
    }
    // Far up the sleeve nothing is known of it.
    expect(Math.abs(edges(20)[0] + edges(20)[1] - 99)).toBeLessThanOrEqual(4);
  });

  it('stays inside a sleeve that hangs free', () => {
    const photo = scene(12);
    const [left, right] = [40, 72];
    for (let y = 20; y < WRIST - 4; y++)
      for (let x = left; x < right; x++) photo.labels[y * W + x] = PART.upper;
    const { inside } = bareArms(photo).L;
    for (let y = 40; y < 170; y++)
      for (let x = 0; x < W; x++)
        if (x < left - 1 || x > right) expect(inside[y * W + x]).toBeLessThanOrEqual(0);
    expect(wide(inside, 100)).toBeGreaterThan(20);
  });
});
