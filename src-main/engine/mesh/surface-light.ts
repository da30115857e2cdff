/** Light on surface points: what leaves them towards the camera, for many points at once. */

import type { Camera } from './camera.ts';
import { FULL_TURN, type Light, lightReaching } from './shadow-map.ts';
import { sampleTexture, type Texture } from './texture.ts';

export interface Material {
  kind: 'cloth' | 'skin' | 'hair' | 'plain';
  /** Linear RGB reflectance, multiplied with the texture. */
  colour: readonly [number, number, number];
  texture?: Texture;
  /** Texture coordinates are the mesh's times `scale` plus `shift`. */
  scale?: readonly [number, number];
  shift?: readonly [number, number];
  /** Reflectance of the back of the triangles; without it both sides are the same. */
  inside?: readonly [number, number, number];
  /** Strength of the mirror-like part, 0..1, and its roughness, 0.1..1. */
  gloss?: number;
  roughness?: number;
  /** Height picture on the same texture coordinates that turns the normal; metres of height at 255. */
  relief?: { texture: Texture; height: number; perMetre: number };
}

export interface Lighting {
  lights: readonly Light[];
  /** Light from all around at upward, sideways and downward surfaces, linear RGB. */
  sky: readonly [number, number, number];
  room: readonly [number, number, number];
  ground: readonly [number, number, number];
  /** 0..1: how much of the light from all around is taken away where the lights do not reach. */
  occlusion: number;
}

/** How far light reaches past the terminator, by channel: red travels furthest through skin. */
const WRAP = {
  cloth: [0.12, 0.12, 0.12],
  skin: [0.38, 0.2, 0.13],
  hair: [0.35, 0.35, 0.35],
  plain: [0, 0, 0],
} as const;

const texel = new Float64Array(4);
const lower = new Float64Array(4);

/** Where the numbers of a point stand: position, normal, direction to the camera, reflectance, cosine and sine of its turn, ... */
const X = 0;
const NORMAL = 3;
const VIEW = 6;
const COLOUR = 9;
const TURN = 12;
/** ... what its surface would get of the lights and does get, and the scattered and mirrored light. */
const WANTED = 14;
const GOT = 15;
const LIT = 16;
const SHINE = 19;
const STRIDE = 22;

/**
 * Surface points that are lit together, light by light: neighbours read the same places of a shadow map, which stay in
 * the processor's cache that way.
 */
export class Batch {
  private readonly lighting: Lighting;
  private readonly camera: Camera;
  private count = 0;
  private readonly pixel: Int32Array;
  private readonly materials: Material[];
  /** Numbers of every point, see the constants below. */
  private readonly data: Float64Array;

  /** For at most `size` points at a time. */
  constructor(size: number, lighting: Lighting, camera: Camera) {
    this.lighting = lighting;
    this.camera = camera;
    this.pixel = new Int32Array(size);
    this.materials = new Array(size);
    this.data = new Float64Array(size * STRIDE);
  }

  /**
   * Adds the point that is seen at a pixel: `p` holds its position, normal, texture coordinates and mip level, `front`
   * says whether the outer side of its triangle is seen, `turn` (0..1) turns the points its shadows are read at.
   */
  add(pixel: number, p: Float64Array, material: Material, front: boolean, turn: number): void {
    const { camera, data } = this;
    const at = this.count * STRIDE;
    this.pixel[this.count] = pixel;
    this.materials[this.count++] = material;
    const x = p[0];
    const y = p[1];
    const z = p[2];
    let nx = p[3];
    let ny = p[4];
    let nz = p[5];
    const u = p[6] * (material.scale?.[0] ?? 1) + (material.shift?.[0] ?? 0);
    const v = p[7] * (material.scale?.[1] ?? 1) + (material.shift?.[1] ?? 0);
    const flip = front ? 1 : -1;
    const nl = flip / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
    nx *= nl;
    ny *= nl;
    nz *= nl;
    let vx = camera.position[0] - x;
    let vy = camera.position[1] - y;
    let vz = camera.position[2] - z;
    const vl = 1 / Math.sqrt(vx * vx + vy * vy + vz * vz);
    vx *= vl;
    vy *= vl;
    vz *= vl;
    const base = front || !material.inside ? material.colour : material.inside;
    let ar = base[0];
    let ag = base[1];
    let ab = base[2];
    if (material.texture && (front || !material.inside)) {
      sampleTexture(material.texture, u, v, p[8], texel);
      ar *= texel[0];
      ag *= texel[1];
      ab *= texel[2];
    }
    if (material.relief && front) {
      const { texture, height, perMetre } = material.relief;
      const step = 1 / texture.levels[0].width;
      sampleTexture(texture, u + step, v, p[8], texel);
      sampleTexture(texture, u - step, v, p[8], lower);
      // slopes along u and v become turns about the picture's axes: cloth coordinates run right and down
      const du = ((texel[0] - lower[0]) * height * perMetre) / (2 * step);
      sampleTexture(texture, u, v + step, p[8], texel);
      sampleTexture(texture, u, v - step, p[8], lower);
      const dv = ((texel[0] - lower[0]) * height * perMetre) / (2 * step);
      const r = camera.rotation;
      nx -= du * r[0] - dv * r[3];
      ny -= du * r[1] - dv * r[4];
      nz -= du * r[2] - dv * r[5];
      const l = 1 / Math.hypot(nx, ny, nz);
      nx *= l;
      ny *= l;
      nz *= l;
    }
    data[at + X] = x;
    data[at + X + 1] = y;
    data[at + X + 2] = z;
    data[at + NORMAL] = nx;
    data[at + NORMAL + 1] = ny;
    data[at + NORMAL + 2] = nz;
    data[at + VIEW] = vx;
    data[at + VIEW + 1] = vy;
    data[at + VIEW + 2] = vz;
    data[at + COLOUR] = ar;
    data[at + COLOUR + 1] = ag;
    data[at + COLOUR + 2] = ab;
    data[at + TURN] = Math.cos(turn * FULL_TURN);
    data[at + TURN + 1] = Math.sin(turn * FULL_TURN);
    data[at + WANTED] = 1e-6;
    for (let k = GOT; k < STRIDE; k++) data[at + k] = 0;
  }

  /** Lights the points with every `step`-th light from `first` on, each that much stronger. */
  light(first: number, step: number): void {
    const { lights } = this.lighting;
    for (let i = first; i < lights.length; i += step) this.lightBy(lights[i], i * 0.618 * FULL_TURN, step);
  }

  private lightBy(light: Light, turn: number, strength: number): void {
    const { data, count, materials } = this;
    const cos = Math.cos(turn);
    const sin = Math.sin(turn);
    const [lx, ly, lz] = light.direction;
    const lr = light.colour[0] * strength;
    const lg = light.colour[1] * strength;
    const lb = light.colour[2] * strength;
    for (let n = 0, at = 0; n < count; n++, at += STRIDE) {
      const nx = data[at + NORMAL];
      const ny = data[at + NORMAL + 1];
      const nz = data[at + NORMAL + 2];
      const material = materials[n];
      const wrap = WRAP[material.kind];
      const c = nx * lx + ny * ly + nz * lz;
      if (c <= -wrap[0]) continue;
      // a point lifted off the surface does not shade itself; more where the light grazes
      const lift = 0.0025 + 0.004 * (1 - (c > 0 ? c : 0));
      const away = c > 0 ? 0 : -c * 0.03;
      let open = lightReaching(
        light,
        data[at + X] + nx * lift + lx * away,
        data[at + X + 1] + ny * lift + ly * away,
        data[at + X + 2] + nz * lift + lz * away,
        0.003,
        data[at + TURN] * cos - data[at + TURN + 1] * sin,
        data[at + TURN + 1] * cos + data[at + TURN] * sin,
      );
      if (c > 0) {
        data[at + WANTED] += c;
        data[at + GOT] += c * open;
      } else if (wrap[0] > 0.2) {
        // what shines through from behind the terminator is not stopped by the surface itself
        open = open + (1 - open) * 0.5;
      }
      if (open === 0) continue;
      const fr = (c + wrap[0]) / (1 + wrap[0]);
      const fg = (c + wrap[1]) / (1 + wrap[1]);
      const fb = (c + wrap[2]) / (1 + wrap[2]);
      data[at + LIT] += open * lr * (fr > 0 ? fr : 0);
      data[at + LIT + 1] += open * lg * (fg > 0 ? fg : 0);
      data[at + LIT + 2] += open * lb * (fb > 0 ? fb : 0);
      const gloss = material.gloss ?? 0;
      if (gloss === 0 || c <= 0) continue;
      const vx = data[at + VIEW];
      const vy = data[at + VIEW + 1];
      const vz = data[at + VIEW + 2];
      let hx = lx + vx;
      let hy = ly + vy;
      let hz = lz + vz;
      const hl = 1 / (Math.sqrt(hx * hx + hy * hy + hz * hz) || 1);
      hx *= hl;
      hy *= hl;
      hz *= hl;
      const nh = nx * hx + ny * hy + nz * hz;
      if (nh <= 0) continue;
      const rough = material.roughness ?? 0.7;
      const shine = 2 / (rough * rough * rough * rough) - 1;
      const vh = 1 - (vx * hx + vy * hy + vz * hz);
      const fresnel = 0.04 + 0.96 * vh * vh * vh * vh * vh;
      const s = open * c * gloss * fresnel * (shine + 2) * 0.125 * nh ** shine;
      data[at + SHINE] += s * lr;
      data[at + SHINE + 1] += s * lg;
      data[at + SHINE + 2] += s * lb;
    }
  }

  /** Adds `share` of what leaves the points towards the camera to the linear RGB of their pixels, and starts anew. */
  addTo(rgb: Float32Array, share: number): void {
    const { data, count, pixel, materials } = this;
    const { sky, room, ground, occlusion } = this.lighting;
    for (let n = 0, at = 0; n < count; n++, at += STRIDE) {
      const ny = data[at + NORMAL + 1];
      const shut = 1 - occlusion * (1 - data[at + GOT] / data[at + WANTED]);
      const up = ny * 0.5 + 0.5;
      const facing =
        data[at + NORMAL] * data[at + VIEW] +
        ny * data[at + VIEW + 1] +
        data[at + NORMAL + 2] * data[at + VIEW + 2];
      const rim = 1 - Math.max(0, facing);
      // fibres that stand up catch light at grazing angles
      const fuzz = materials[n].kind === 'cloth' ? 1 + 0.35 * rim * rim * rim : 1;
      const w0 = up > 0.5 ? (up - 0.5) * 2 : 0;
      const w2 = up < 0.5 ? (0.5 - up) * 2 : 0;
      const w1 = 1 - w0 - w2;
      const i = pixel[n] * 3;
      for (let k = 0; k < 3; k++) {
        const lit = data[at + LIT + k] + shut * (sky[k] * w0 + room[k] * w1 + ground[k] * w2);
        rgb[i + k] += (data[at + COLOUR + k] * lit * fuzz + data[at + SHINE + k]) * share;
      }
    }
    this.count = 0;
  }
}
