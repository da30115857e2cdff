import { describe, expect, it } from 'vitest';
import { lookAt } from '../../../src-main/engine/mesh/camera.ts';
import { buildScene } from '../../../src-main/engine/mesh/scene.ts';
import { shade } from '../../../src-main/engine/mesh/shade.ts';
import { floorLight, shadowMap } from '../../../src-main/engine/mesh/shadow-map.ts';
import type { Lighting } from '../../../src-main/engine/mesh/surface-light.ts';
import { encodeLinear, LINEAR, makeTexture, sampleTexture } from '../../../src-main/engine/mesh/texture.ts';
import { toneMap } from '../../../src-main/engine/mesh/tone.ts';
import type { TriangleMesh } from '../../../src-main/engine/mesh/triangle-mesh.ts';

/** Upright square of one metre facing +z around (0, y, z). */
function square(y: number, z: number, half: number): TriangleMesh {
  return {
    positions: Float32Array.from([
      -half,
      y - half,
      z,
      half,
      y - half,
      z,
      half,
      y + half,
      z,
      -half,
      y + half,
      z,
    ]),
    triangles: Uint32Array.from([0, 1, 2, 0, 2, 3]),
    uvs: Float32Array.from([0, 1, 1, 1, 1, 0, 0, 0]),
  };
}

const dark = { sky: [0, 0, 0], room: [0, 0, 0], ground: [0, 0, 0], occlusion: 0 } as const;

describe('shade', () => {
  it('gives back a white surface that faces the light at full strength, and half of it at 60 degrees', () => {
    const scene = buildScene([{ mesh: square(0, 0, 0.5) }]);
    const camera = lookAt([0, 0, 3], [0, 0, 0], 0.3, 16, 16);
    const at = (direction: [number, number, number]): number => {
      const light = {
        direction,
        colour: [1, 1, 1] as const,
        softness: 0.002,
        map: shadowMap(scene, direction, 128),
      };
      const lighting: Lighting = { lights: [light], ...dark };
      const picture = shade(scene, [{ kind: 'plain', colour: [1, 1, 1] }], lighting, camera);
      expect(picture.alpha[8 * 16 + 8]).toBe(1);
      return picture.rgb[(8 * 16 + 8) * 3];
    };
    expect(at([0, 0, 1])).toBeCloseTo(1, 4);
    expect(at([Math.sqrt(0.75), 0, 0.5])).toBeCloseTo(0.5, 3);
    expect(at([0, 0, -1])).toBe(0);
  });

  it('casts shadows on other surfaces and on the floor', () => {
    const direction: [number, number, number] = [0, Math.SQRT1_2, Math.SQRT1_2];
    const scene = buildScene([{ mesh: square(1, 0, 0.5) }, { mesh: square(0.3, -0.5, 0.2) }]);
    const light = {
      direction,
      colour: [1, 1, 1] as const,
      softness: 0.004,
      map: shadowMap(scene, direction, 512),
    };
    // the ray from (0, 0, -1) along the light meets the upper square at y = 1
    expect(floorLight([light], 0, 0, -1, 0.3)).toBe(0);
    expect(floorLight([light], 0, 0, 1, 0.3)).toBe(1);
    expect(floorLight([light], 1, 0, -1, 0.3)).toBe(1);
  });

  it('draws the same bytes twice', () => {
    const scene = buildScene([{ mesh: square(0, 0, 0.5) }, { mesh: square(0.1, 0.2, 0.2) }]);
    const camera = lookAt([0.5, 0.3, 3], [0, 0, 0], 0.4, 40, 40);
    const direction: [number, number, number] = [0.6, 0, 0.8];
    const render = (): Float32Array => {
      const light = {
        direction,
        colour: [1, 0.9, 0.8] as const,
        softness: 0.05,
        map: shadowMap(scene, direction, 256),
      };
      const materials = [
        { kind: 'skin', colour: [0.6, 0.4, 0.3], gloss: 0.5 },
        { kind: 'cloth', colour: [0.2, 0.2, 0.6] },
      ] as const;
      return shade(scene, materials, { lights: [light], ...dark }, camera).rgb;
    };
    expect(render()).toEqual(render());
  });
});

describe('textures', () => {
  it('average in linear light from level to level', () => {
    const data = Uint8Array.from([0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0]);
    const texture = makeTexture({ width: 2, height: 2, channels: 3, data });
    const out = new Float64Array(4);
    sampleTexture(texture, 0.3, 0.9, 1, out);
    expect(out[0]).toBeCloseTo(0.5, 2);
    // at a texel's centre level 0 is that texel alone
    sampleTexture(texture, 0.75, 0.25, 0, out);
    expect(out[0]).toBeCloseTo(1, 5);
  });

  it('keep every byte through linear light and back', () => {
    for (let i = 0; i < 256; i++)
      expect(Math.abs(encodeLinear(LINEAR[i]) - i)).toBeLessThanOrEqual(i < 20 ? 1 : 0);
  });
});

it('tone mapping leaves mid tones alone but for the dielectric offset, and keeps highlights below white', () => {
  const out = new Uint8Array(3);
  toneMap(0.54, 0.44, 0.24, out, 0);
  expect([...out]).toEqual([encodeLinear(0.5), encodeLinear(0.4), encodeLinear(0.2)]);
  toneMap(6, 5, 4, out, 0);
  expect(Math.max(...out)).toBeLessThanOrEqual(255);
  expect(out[0]).toBeGreaterThan(240);
});
