/** Dye: a garment's picture in another colour, by the shader, as the engine does it for pictures (image/ops/dye). */

import { Vector3 } from 'three';
import { DYE_CONTRAST, DYE_REACH, DYE_SHADE } from '../../src-main/contract/dye.ts';

/** A colour that becomes another, #rrggbb. */
export interface Dye {
  own: string;
  to: string;
}

/** What a material's shader reads; kept for its whole life. */
export interface DyeUniforms {
  dyeOn: { value: number };
  dyeOwn: { value: Vector3 };
  dyeTo: { value: Vector3 };
}

export const dyeUniforms = (): DyeUniforms => ({
  dyeOn: { value: 0 },
  dyeOwn: { value: new Vector3() },
  dyeTo: { value: new Vector3() },
});

export function setDye({ dyeOn, dyeOwn, dyeTo }: DyeUniforms, dye: Dye | undefined): void {
  dyeOn.value = dye ? 1 : 0;
  if (!dye) return;
  dyeOwn.value.set(...labOf(dye.own));
  dyeTo.value.set(...labOf(dye.to));
}

/** #rrggbb as CIE L*a*b*, D65. */
function labOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [value >> 16, (value >> 8) & 255, value & 255].map((byte) => {
    const v = byte / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const float = (value: number): string => value.toFixed(6);

/** `dyed` takes and gives linear sRGB. */
export const DYE_SOURCE = `uniform float dyeOn;
uniform vec3 dyeOwn;
uniform vec3 dyeTo;
vec3 dyeLabOf(vec3 c) {
  vec3 t = mat3(0.433953, 0.212673, 0.017761, 0.376219, 0.715152, 0.109477, 0.189828, 0.072175, 0.872766) * c;
  vec3 f = mix((903.2963 * t + 16.0) / 116.0, pow(max(t, vec3(1e-6)), vec3(1.0 / 3.0)), vec3(greaterThan(t, vec3(0.008856))));
  return vec3(116.0 * f.y - 16.0, 500.0 * (f.x - f.y), 200.0 * (f.y - f.z));
}
vec3 dyeRgbOf(vec3 lab) {
  float y = (lab.x + 16.0) / 116.0;
  vec3 f = vec3(y + lab.y / 500.0, y, y - lab.z / 200.0);
  vec3 t = mix((116.0 * f - 16.0) / 903.2963, f * f * f, vec3(greaterThan(f, vec3(0.206893))));
  vec3 xyz = t * vec3(0.95047, 1.0, 1.08883);
  return clamp(mat3(3.2404542, -0.969266, 0.0556434, -1.5371385, 1.8760108, -0.2040259, -0.4985314, 0.041556, 1.0572252) * xyz, 0.0, 1.0);
}
vec3 dyed(vec3 rgb) {
  vec3 lab = dyeLabOf(rgb);
  float shade = clamp((lab.x + 16.0) / (dyeOwn.x + 16.0), ${float(DYE_SHADE.least)}, ${float(DYE_SHADE.most)});
  vec2 off = lab.yz - dyeOwn.yz * shade;
  float far = length(vec3(${float(DYE_REACH.lightness)} * (lab.x - dyeOwn.x), off));
  float cloth = 1.0 - smoothstep(${float(DYE_REACH.near)}, ${float(DYE_REACH.far)}, far);
  if (cloth == 0.0) return rgb;
  float contrast = clamp((dyeTo.x + 16.0) / (dyeOwn.x + 16.0), ${float(DYE_CONTRAST.least)}, ${float(DYE_CONTRAST.most)});
  float light = clamp(dyeTo.x + (lab.x - dyeOwn.x) * contrast, 0.0, 100.0);
  float strength = clamp((light + 16.0) / (dyeTo.x + 16.0), ${float(DYE_SHADE.least)}, ${float(DYE_SHADE.most)});
  return dyeRgbOf(mix(lab, vec3(light, dyeTo.yz * strength + off), cloth));
}`;
