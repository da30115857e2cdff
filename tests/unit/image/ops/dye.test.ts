/** Dyes: cloth takes the colour wanted with its folds, print on it stays, and the 3D view's shader has the same numbers. */

import { describe, expect, it } from 'vitest';
import { rgbToLabPixel } from '../../../../src-main/engine/image/ops/colour.ts';
import { dyed, dyedLab, labOfHex } from '../../../../src-main/engine/image/ops/dye.ts';
import { byteRaster } from '../../../../src-main/engine/image/raster.ts';
import { DYE_SOURCE } from '../../../../src-renderer/scene/dye.ts';

const far = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((v, k) => v - b[k]));

describe('dye', () => {
  const red = labOfHex('#c4202e');
  const [navy, white, black] = ['#1e2a4a', '#f4f3f0', '#1b1a1b'].map(labOfHex);

  it('makes the cloth the colour wanted, whatever it was', () => {
    for (const own of [red, navy, white, black])
      for (const to of [red, navy, white, black]) expect(far(dyedLab(own, own, to), to)).toBeLessThan(0.01);
  });

  it('keeps folds: what was darker stays darker, without another hue', () => {
    for (const to of [navy, white, red]) {
      const lights = [-14, -7, 0, 5].map((by) => dyedLab([white[0] + by, white[1], white[2]], white, to));
      for (let i = 1; i < lights.length; i++) expect(lights[i][0]).toBeGreaterThan(lights[i - 1][0]);
      const hue = ([, a, b]: readonly number[]) => Math.atan2(b, a);
      if (to !== white) expect(Math.abs(hue(lights[0]) - hue(to))).toBeLessThan(0.25);
    }
  });

  it('leaves print of another colour as it was photographed', () => {
    const print = labOfHex('#f4f3f0');
    expect(far(dyedLab(print, red, navy), print)).toBe(0);
    const stripe = labOfHex('#1e2a4a');
    expect(far(dyedLab(stripe, labOfHex('#efe9da'), red), stripe)).toBeLessThan(3);
  });

  it('keeps the opacity of a picture that has one', () => {
    const picture = byteRaster(2, 1, 4);
    picture.data.set([196, 32, 46, 255, 196, 32, 46, 17]);
    expect([...dyed(picture, red, navy).data]).toEqual([0x1e, 0x2a, 0x4a, 255, 0x1e, 0x2a, 0x4a, 17]);
  });

  it('gives equal pixels equal colours, and the cloth of a picture the one wanted', () => {
    const picture = byteRaster(4, 1, 3);
    picture.data.set([196, 32, 46, 196, 32, 46, 160, 20, 30, 244, 243, 240]);
    const { data } = dyed(picture, red, navy);
    expect([...data.subarray(0, 3)]).toEqual([0x1e, 0x2a, 0x4a]);
    expect(data.subarray(0, 3)).toEqual(data.subarray(3, 6));
    expect(rgbToLabPixel(data[6], data[7], data[8])[0]).toBeLessThan(navy[0]);
    expect([...data.subarray(9, 12)]).toEqual([244, 243, 240]);
    expect([...picture.data.subarray(0, 3)]).toEqual([196, 32, 46]);
  });

  it('is what the shader does, run as one', () => {
    // the shader's own lines, with GLSL's vectors as arrays
    const body = /vec3 dyed\(vec3 rgb\) \{([\s\S]*)\}$/.exec(DYE_SOURCE)![1];
    const run = new Function(
      'lab',
      'dyeOwn',
      'dyeTo',
      `const clamp = (v, a, b) => Math.min(b, Math.max(a, v));
       const smoothstep = (a, b, v) => { const t = clamp((v - a) / (b - a), 0, 1); return t * t * (3 - 2 * t); };
       ${body
         .replace('vec3 lab = dyeLabOf(rgb);', '')
         .replace('if (cloth == 0.0) return rgb;', 'if (cloth === 0) return [lab.x, lab.y, lab.z];')
         .replace('lab.yz - dyeOwn.yz * shade', '[lab.y - dyeOwn.y * shade, lab.z - dyeOwn.z * shade]')
         .replace(/length\(vec3\((.*), off\)\)/, 'Math.hypot($1, ...off)')
         .replace(
           /return dyeRgbOf\(.*\);/,
           'const now = [light, dyeTo.y * strength + off[0], dyeTo.z * strength + off[1]]; return [lab.x, lab.y, lab.z].map((v, k) => v + (now[k] - v) * cloth);',
         )
         .replace(/\b(float|vec2|vec3) (\w+) =/g, 'const $2 =')}`,
    ) as (...vectors: object[]) => number[];
    const vector = ([x, y, z]: readonly number[]) => ({ x, y, z });
    for (const own of [red, white, navy])
      for (const to of [navy, white])
        for (const pixel of [own, labOfHex('#a01c28'), labOfHex('#d8d2c6'), labOfHex('#3c4a70'), black])
          expect(far(run(vector(pixel), vector(own), vector(to)), dyedLab(pixel, own, to))).toBeLessThan(
            1e-4,
          );
  });
});
