import { describe, expect, it } from 'vitest';
import { lowerWidth, torsoHalf } from '../../../../src-main/engine/compositing/removal/torso.ts';
import type { Scene } from '../../../../src-main/engine/compositing/scene.ts';
import { PART } from '../../../../src-main/engine/domain/parsing.ts';

const W = 160;
const H = 200;
const UNIT = 80;
const TORSO = 100;

/** An upright body on the axis x = 80 whose shoulder line is row 20; trousers from `top` down, `half` wide, `wide` extents. */
function scene({
  top = 110,
  half = 30,
  extent = (_: number): number => 50,
  hand = false,
  dress = false,
} = {}): Scene {
  const labels = new Uint8Array(W * H);
  const lateral = new Float32Array(W * H);
  const depth = new Float32Array(W * H);
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const i = y * W + x;
      lateral[i] = x + 0.5 - 80;
      depth[i] = y - 20;
      if (y >= top && Math.abs(lateral[i]) < half) labels[i] = PART.lower;
      else if (hand && y >= top && lateral[i] < 0 && lateral[i] > -half - 12) labels[i] = PART.leftHand;
    }
  const rows = Float64Array.from({ length: 21 }, (_, k) => k * 10);
  const widths = rows.map(extent);
  return {
    w: W,
    h: H,
    n: W * H,
    unit: UNIT,
    torsoLength: TORSO,
    labels,
    lateral,
    depth,
    wearsDress: dress,
    frame: { rows, extentTight: { L: widths, R: widths } },
  } as unknown as Scene;
}

describe('lowerWidth', () => {
  it('measures worn trousers beside the backdrop at their visible top', () => {
    const { L, R, at } = lowerWidth(scene());
    expect(L).toBeCloseTo(29.5, 0);
    expect(R).toBeCloseTo(29.5, 0);
    expect(at).toBe(90);
  });

  it('takes an edge behind a hand for no more than a least width', () => {
    const { L, R, least } = lowerWidth(scene({ hand: true }));
    expect(L).toBeNaN();
    expect(least.L).toBeCloseTo(29.5, 0);
    expect(R).toBeCloseTo(29.5, 0);
  });
});

describe('torsoHalf', () => {
  it('narrows a loose top to a waist that meets the trousers', () => {
    const { L, R } = torsoHalf(scene(), 0, 150);
    expect(L[89]).toBeCloseTo(29.5, 0);
    expect(R[120]).toBeCloseTo(29.5, 0);
    // In between lies a waist, without a step.
    for (let d = 36; d < 90; d++) {
      expect(L[d]).toBeLessThan(50);
      expect(Math.abs(L[d] - L[d - 1])).toBeLessThan(1.5);
    }
  });

  it('does not widen the chest under a lifted arm', () => {
    const lifted = scene({ extent: (d) => (d < 40 ? 70 : 40) });
    const { L } = torsoHalf(lifted, 0, 150);
    expect(L[30]).toBeLessThan(0.53 * UNIT);
    expect(L[5]).toBeGreaterThan(0.6 * UNIT);
  });

  it('believes the measured extent where a dress hides the hips', () => {
    const { L } = torsoHalf(scene({ dress: true, extent: () => 41 }), 0, 150);
    expect(L[89]).toBe(41);
  });
});
