import { describe, expect, it } from 'vitest';
import { straightenArm } from '../../../src-main/engine/compositing/arm-edge.ts';
import type { Limb } from '../../../src-main/engine/compositing/removal/limbs.ts';
import type { Scene, SceneArm } from '../../../src-main/engine/compositing/scene.ts';
import { mulberry32 } from '../../../src-main/engine/image/ops/signal.ts';

const W = 100;
const H = 200;
const N = W * H;

/** A straight arm hanging down at x = 50 with its fields. */
function hanging(): { scene: Scene; arm: SceneArm; limb: Limb } {
  const arm = {
    shoulder: { x: 50, y: 10 },
    elbow: { x: 50, y: 100 },
    wrist: { x: 50, y: 190 },
    upperDistance: new Float32Array(N),
    upperT: new Float32Array(N),
    foreDistance: new Float32Array(N),
    foreT: new Float32Array(N),
  };
  const across = new Float32Array(N);
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const i = y * W + x;
      const px = x + 0.5 - 50;
      const py = y + 0.5;
      arm.upperT[i] = (py - 10) / 90;
      arm.foreT[i] = (py - 100) / 90;
      arm.upperDistance[i] = Math.hypot(px, Math.max(0, 10 - py, py - 100));
      arm.foreDistance[i] = Math.hypot(px, Math.max(0, 100 - py, py - 190));
      across[i] = px / 15;
    }
  return {
    scene: { n: N, w: W, h: H, unit: 160 } as Scene,
    arm: arm as unknown as SceneArm,
    limb: { across } as Limb,
  };
}

describe('straightenArm', () => {
  it('mends bites and burrs of an edge, also beside the axis', () => {
    const { scene, arm, limb } = hanging();
    const random = mulberry32(7);
    const mask = new Float32Array(N);
    for (let y = 0; y < H; y++) {
      const from = 45 + Math.round(4 * random() - 2);
      const to = 62 + (y > 60 && y < 66 ? -7 : Math.round(4 * random() - 2));
      for (let x = from; x < to; x++) mask[y * W + x] = 1;
    }
    straightenArm(scene, arm, limb, mask);
    for (let y = 30; y < 170; y++) {
      const row = mask.subarray(y * W, (y + 1) * W);
      const width = row.reduce((a, v) => a + v, 0);
      expect(Math.abs(width - 17)).toBeLessThan(2.5);
      expect(row[48]).toBe(1);
      expect(row[59]).toBeGreaterThan(0.5);
      expect(row[66]).toBe(0);
    }
  });

  it('keeps an arm that tapers, and leaves an empty mask empty', () => {
    const { scene, arm, limb } = hanging();
    const mask = new Float32Array(N);
    straightenArm(scene, arm, limb, mask);
    expect(Math.max(...mask)).toBe(0);
    const half = (y: number): number => 14 - y / 25;
    for (let y = 0; y < H; y++)
      for (let x = 0; x < W; x++) mask[y * W + x] = Math.abs(x + 0.5 - 50) < half(y) ? 1 : 0;
    straightenArm(scene, arm, limb, mask);
    for (let y = 40; y < 160; y += 10) {
      let width = 0;
      for (let x = 0; x < W; x++) width += mask[y * W + x];
      expect(Math.abs(width - 2 * half(y))).toBeLessThan(1.5);
    }
  });
});
