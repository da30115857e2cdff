/** Shading: the light that comes from the surface seen at every sample of a picture, averaged over samples. */

import { type Camera, project } from './camera.ts';
import { barycentrics, blend2, blend3, rasterise } from './rasterise.ts';
import type { Scene } from './scene.ts';
import { type Light, lightReaching } from './shadow-map.ts';
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

export interface Shaded {
  width: number;
  height: number;
  /** Linear RGB summed over samples that hit, divided by the number of samples: premultiplied. */
  rgb: Float32Array;
  /** Share of samples that hit the scene, 0..1. */
  alpha: Float32Array;
}

/** Rotated grids of sample positions in a pixel. */
export const SAMPLES = {
  four: [
    [0.375, 0.125],
    [0.875, 0.375],
    [0.125, 0.625],
    [0.625, 0.875],
  ],
  eight: [
    [0.5625, 0.0625],
    [0.1875, 0.1875],
    [0.8125, 0.3125],
    [0.4375, 0.4375],
    [0.0625, 0.5625],
    [0.6875, 0.6875],
    [0.3125, 0.8125],
    [0.9375, 0.9375],
  ],
} satisfies Record<string, readonly (readonly [number, number])[]>;

/** 0..1 from whole numbers, without a pattern the eye finds. */
export function scatter(x: number, y: number, s: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(s + 1, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** How far light reaches past the terminator, by channel: red travels furthest through skin. */
const WRAP = {
  cloth: [0.12, 0.12, 0.12],
  skin: [0.38, 0.2, 0.13],
  hair: [0.35, 0.35, 0.35],
  plain: [0, 0, 0],
} as const;

/** Mip level of every triangle for its material's texture: texels a sample covers, halved twice for four samples. */
function levels(
  scene: Scene,
  x: Float64Array,
  y: Float64Array,
  materials: readonly Material[],
): Float32Array {
  const { triangles, uvs, meshOf } = scene;
  const out = new Float32Array(meshOf.length);
  for (let t = 0; t < meshOf.length; t++) {
    const material = materials[meshOf[t]];
    const picture = material.texture?.levels[0];
    if (!picture) continue;
    const [a, b, c] = [triangles[t * 3], triangles[t * 3 + 1], triangles[t * 3 + 2]];
    const drawn = Math.abs((x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a]));
    const laid = Math.abs(
      (uvs[b * 2] - uvs[a * 2]) * (uvs[c * 2 + 1] - uvs[a * 2 + 1]) -
        (uvs[c * 2] - uvs[a * 2]) * (uvs[b * 2 + 1] - uvs[a * 2 + 1]),
    );
    const [sx, sy] = material.scale ?? [1, 1];
    const texels = laid * picture.width * picture.height * Math.abs(sx * sy);
    out[t] = drawn > 0 && texels > 0 ? 0.5 * Math.log2(texels / drawn) - 0.75 : 0;
  }
  return out;
}

/** Renders the scene as seen by the camera, `materials` one a mesh. */
export function shade(
  scene: Scene,
  materials: readonly Material[],
  lighting: Lighting,
  camera: Camera,
  samples: readonly (readonly [number, number])[] = SAMPLES.four,
): Shaded {
  const { width, height } = camera;
  const rgb = new Float32Array(width * height * 3);
  const alpha = new Float32Array(width * height);
  const projection = project(scene.positions, camera);
  const lod = levels(scene, projection.x, projection.y, materials);
  const share = 1 / samples.length;
  // the samples of a pixel share the lights among themselves where there are many of both
  const step = lighting.lights.length >= 8 && samples.length % 2 === 0 ? 2 : 1;
  const b = new Float64Array(3);
  const surface = new Float64Array(12);
  const out = new Float64Array(3);
  samples.forEach((offset, s) => {
    // every sample asks for another opacity, so that together they show the share that is covered
    const threshold = (x: number, y: number): number =>
      (((s + 0.5) * share + scatter(x, y, 0) * 0.999) % 1) * 0.9 + 0.05;
    const seen = rasterise(scene, projection, width, height, offset, threshold);
    for (let i = 0; i < seen.triangle.length; i++) {
      const t = seen.triangle[i];
      if (t < 0) continue;
      const x = i % width;
      const y = (i - x) / width;
      barycentrics(scene, projection, t, x + offset[0], y + offset[1], b);
      for (let k = 0; k < 3; k++) {
        surface[k] = blend3(scene.positions, scene.triangles, t, b, k);
        surface[k + 3] = blend3(scene.normals, scene.triangles, t, b, k);
      }
      surface[6] = blend2(scene.uvs, scene.triangles, t, b, 0);
      surface[7] = blend2(scene.uvs, scene.triangles, t, b, 1);
      surface[8] = lod[t];
      const tri = scene.triangles;
      const front = facing(scene.positions, tri[t * 3], tri[t * 3 + 1], tri[t * 3 + 2], camera.position);
      lightUp(
        surface,
        materials[scene.meshOf[t]],
        lighting,
        camera,
        front,
        scatter(x, y, s + 1),
        s % step,
        step,
        out,
      );
      rgb[i * 3] += out[0] * share;
      rgb[i * 3 + 1] += out[1] * share;
      rgb[i * 3 + 2] += out[2] * share;
      alpha[i] += share;
    }
  });
  return { width, height, rgb, alpha };
}

/** Whether the counter-clockwise side of a triangle looks at `eye`. */
function facing(
  p: Float32Array,
  a: number,
  b: number,
  c: number,
  eye: readonly [number, number, number],
): boolean {
  const ax = p[a * 3];
  const ay = p[a * 3 + 1];
  const az = p[a * 3 + 2];
  const ux = p[b * 3] - ax;
  const uy = p[b * 3 + 1] - ay;
  const uz = p[b * 3 + 2] - az;
  const vx = p[c * 3] - ax;
  const vy = p[c * 3 + 1] - ay;
  const vz = p[c * 3 + 2] - az;
  return (
    (uy * vz - uz * vy) * (eye[0] - ax) +
      (uz * vx - ux * vz) * (eye[1] - ay) +
      (ux * vy - uy * vx) * (eye[2] - az) >
    0
  );
}

const texel = new Float64Array(4);
const lower = new Float64Array(4);

/**
 * Light that leaves a surface point (position, normal, uv, lod) towards the camera; of the lights only every `step`-th
 * one from `first` on, each that much stronger.
 */
function lightUp(
  p: Float64Array,
  material: Material,
  lighting: Lighting,
  camera: Camera,
  front: boolean,
  turn: number,
  first: number,
  step: number,
  out: Float64Array,
): void {
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
  const wrap = WRAP[material.kind];
  const gloss = material.gloss ?? 0;
  const rough = material.roughness ?? 0.7;
  const shine = 2 / (rough * rough * rough * rough) - 1;
  let dr = 0;
  let dg = 0;
  let db = 0;
  let sr = 0;
  let sg = 0;
  let sb = 0;
  let wanted = 1e-6;
  let got = 0;
  const lights = lighting.lights;
  for (let i = first; i < lights.length; i += step) {
    const light = lights[i];
    const direction = light.direction;
    const lx = direction[0];
    const ly = direction[1];
    const lz = direction[2];
    const c = nx * lx + ny * ly + nz * lz;
    if (c <= -wrap[0]) continue;
    // a point lifted off the surface does not shade itself; more where the light grazes
    const lift = 0.0025 + 0.004 * (1 - (c > 0 ? c : 0));
    const away = c > 0 ? 0 : -c * 0.03;
    let open = lightReaching(
      light,
      x + nx * lift + lx * away,
      y + ny * lift + ly * away,
      z + nz * lift + lz * away,
      0.003,
      turn + i * 0.618,
    );
    if (c > 0) {
      wanted += c;
      got += c * open;
    } else if (wrap[0] > 0.2) {
      // what shines through from behind the terminator is not stopped by the surface itself
      open = open + (1 - open) * 0.5;
    }
    const colour = light.colour;
    const lr = colour[0] * step;
    const lg = colour[1] * step;
    const lb = colour[2] * step;
    const fr = (c + wrap[0]) / (1 + wrap[0]);
    const fg = (c + wrap[1]) / (1 + wrap[1]);
    const fb = (c + wrap[2]) / (1 + wrap[2]);
    dr += open * lr * (fr > 0 ? fr : 0);
    dg += open * lg * (fg > 0 ? fg : 0);
    db += open * lb * (fb > 0 ? fb : 0);
    if (gloss > 0 && c > 0 && open > 0) {
      let hx = lx + vx;
      let hy = ly + vy;
      let hz = lz + vz;
      const hl = 1 / (Math.sqrt(hx * hx + hy * hy + hz * hz) || 1);
      hx *= hl;
      hy *= hl;
      hz *= hl;
      const nh = nx * hx + ny * hy + nz * hz;
      if (nh > 0) {
        const vh = 1 - (vx * hx + vy * hy + vz * hz);
        const fresnel = 0.04 + 0.96 * vh * vh * vh * vh * vh;
        const s = open * c * gloss * fresnel * (shine + 2) * 0.125 * nh ** shine;
        sr += s * lr;
        sg += s * lg;
        sb += s * lb;
      }
    }
  }
  const shut = 1 - lighting.occlusion * (1 - got / wanted);
  const up = ny * 0.5 + 0.5;
  const { sky, room, ground } = lighting;
  const rim = 1 - Math.max(0, nx * vx + ny * vy + nz * vz);
  // fibres that stand up catch light at grazing angles
  const fuzz = material.kind === 'cloth' ? 1 + 0.35 * rim * rim * rim : 1;
  const w0 = up > 0.5 ? (up - 0.5) * 2 : 0;
  const w2 = up < 0.5 ? (0.5 - up) * 2 : 0;
  const w1 = 1 - w0 - w2;
  dr += shut * (sky[0] * w0 + room[0] * w1 + ground[0] * w2);
  dg += shut * (sky[1] * w0 + room[1] * w1 + ground[1] * w2);
  db += shut * (sky[2] * w0 + room[2] * w1 + ground[2] * w2);
  out[0] = ar * dr * fuzz + sr;
  out[1] = ag * dg * fuzz + sg;
  out[2] = ab * db * fuzz + sb;
}
