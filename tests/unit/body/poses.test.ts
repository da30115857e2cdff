import { describe, expect, it } from 'vitest';
import { VIEW_POSES } from '../../../src-main/contract/shape-body.ts';
import { averageShape } from '../../../src-main/engine/body/index.ts';
import { viewPose } from '../../../src-main/engine/body/poses.ts';
import { boneShares } from '../../../src-main/engine/mesh/bound-piece.ts';
import { testBody } from './load.ts';

const body = testBody();

describe('poses for 3D views', () => {
  it.each(VIEW_POSES)('%s stands on the floor with its hands beside the body', (name) => {
    for (const sex of [0, 1]) {
      const rest = body.shape(averageShape(sex));
      const posed = body.pose(rest, viewPose(body, rest, name));
      const { skin, skinCount } = body.asset;
      const { trunk, legL, legR } = body.fields(posed).parts;
      const hand = boneShares(skin, body.bones, /^(wrist|finger)/);
      const out = new Float64Array(4);
      let low = Number.POSITIVE_INFINITY;
      for (let v = 0; v < skinCount; v++) {
        const [x, y, z] = posed.vertices.subarray(v * 3, v * 3 + 3);
        low = Math.min(low, y);
        if (hand[v] < 0.5 || v % 5 > 0) continue;
        for (const part of [trunk, legL, legR]) {
          part.exact(x, y, z, out);
          expect(out[0]).toBeGreaterThan(0.005);
        }
      }
      expect(low).toBeCloseTo(0, 4);
    }
  });

  it('sits with its hips as high as its knees', () => {
    const rest = body.shape(averageShape(0));
    const { joints } = body.pose(rest, viewPose(body, rest, 'sit'));
    const height = (bone: string): number => joints[body.boneIndex(bone) * 3 + 1];
    expect(Math.abs(height('upperleg01.L') - height('lowerleg01.L'))).toBeLessThan(0.12);
    expect(height('lowerleg01.L')).toBeGreaterThan(height('foot.L') + 0.3);
  });
});
