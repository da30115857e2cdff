/** Fit map: the material of a garment that can take a dye, and the colours of the cloth's ease. */

import type { MeshStandardMaterial } from 'three';
import { FIT_STOPS } from '../../src-main/contract/fit-scale.ts';
import { DYE_SOURCE, type DyeUniforms } from './dye.ts';

/** Cloth whose ease is not known, sRGB. */
const UNKNOWN = [150, 150, 150] as const;

const vec = (colour: readonly number[]): string =>
  `vec3(${colour.map((value) => (value / 255).toFixed(5)).join(', ')})`;

/** The scale as a function of GLSL that gives linear colours; mixed in sRGB as everywhere else. */
function scaleSource(): string {
  const [[, first], ...rest] = FIT_STOPS;
  const steps = rest.map(([at, colour], i) => {
    const from = FIT_STOPS[i][0];
    return `  c = mix(c, ${vec(colour)}, clamp((s - ${from.toFixed(4)}) / ${(at - from).toFixed(4)}, 0.0, 1.0));`;
  });
  return `vec3 fitColour(float s) {
  vec3 c = ${vec(first)};
${steps.join('\n')}
  return mix(pow((c + 0.055) / 1.055, vec3(2.4)), c / 12.92, vec3(lessThanEqual(c, vec3(0.04045))));
}`;
}

/**
 * Colours by ease replace the picture's, dyed or not, while `on` is 1; its holes stay.
 *
 * @param known false for cloth without the attribute `ease`, which then is grey
 */
export function tintByEase(
  material: MeshStandardMaterial,
  known: boolean,
  on: { value: number },
  dye: DyeUniforms,
): void {
  material.onBeforeCompile = (shader) => {
    shader.uniforms.fitMap = on;
    Object.assign(shader.uniforms, dye);
    if (known)
      shader.vertexShader = shader.vertexShader
        .replace('#include <common>', '#include <common>\nattribute float ease;\nvarying float vEase;')
        .replace('#include <begin_vertex>', '#include <begin_vertex>\nvEase = ease;');
    const colour = known ? 'fitColour(vEase)' : vec(UNKNOWN.map((value) => 255 * (value / 255) ** 2.2));
    shader.fragmentShader = shader.fragmentShader
      .replace(
        '#include <common>',
        `#include <common>\nuniform float fitMap;\n${DYE_SOURCE}\n${known ? `varying float vEase;\n${scaleSource()}` : ''}`,
      )
      .replace(
        '#include <map_fragment>',
        `#include <map_fragment>\nif (dyeOn > 0.5) diffuseColor.rgb = dyed(diffuseColor.rgb);\nif (fitMap > 0.5) diffuseColor.rgb = ${colour};`,
      );
  };
  material.customProgramCacheKey = () => `fit map ${known}`;
}
