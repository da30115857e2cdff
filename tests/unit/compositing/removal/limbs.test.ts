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
});
