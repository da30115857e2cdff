/** Shading: the light that comes from the surface seen at every sample of a picture, averaged over samples. */

import { type Camera, project } from './camera.ts';
import { barycentrics, blend2, blend3, rasterise, snap } from './rasterise.ts';
import type { Scene } from './scene.ts';
import { Batch, type Lighting, type Material } from './surface-light.ts';

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

const TILE_WIDTH = 64;
const TILE_HEIGHT = 16;

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
  const projected = project(scene.positions, camera);
  const lod = levels(scene, projected.x, projected.y, materials);
  const projection = snap(projected);
  const share = 1 / samples.length;
  // the samples of a pixel share the lights among themselves where there are many of both
  const step = lighting.lights.length >= 8 && samples.length % 2 === 0 ? 2 : 1;
  const b = new Float64Array(3);
  const surface = new Float64Array(9);
  const batch = new Batch(TILE_WIDTH * TILE_HEIGHT, lighting, camera);
  const tri = scene.triangles;
  samples.forEach((offset, s) => {
    // every sample asks for another opacity, so that together they show the share that is covered
    const threshold = (x: number, y: number): number =>
      (((s + 0.5) * share + scatter(x, y, 0) * 0.999) % 1) * 0.9 + 0.05;
    const seen = rasterise(scene, projection, width, height, offset, threshold);
    const take = (x: number, y: number): void => {
      const i = y * width + x;
      const t = seen.triangle[i];
      if (t < 0) return;
      barycentrics(scene, projection, t, x + offset[0], y + offset[1], b);
      for (let k = 0; k < 3; k++) {
        surface[k] = blend3(scene.positions, tri, t, b, k);
        surface[k + 3] = blend3(scene.normals, tri, t, b, k);
      }
      surface[6] = blend2(scene.uvs, tri, t, b, 0);
      surface[7] = blend2(scene.uvs, tri, t, b, 1);
      surface[8] = lod[t];
      const front = facing(scene.positions, tri[t * 3], tri[t * 3 + 1], tri[t * 3 + 2], camera.position);
      batch.add(i, surface, materials[scene.meshOf[t]], front, scatter(x, y, s + 1));
      alpha[i] += share;
    };
    // by tiles, so that what is lit together reads the same places of the shadow maps
    for (let top = 0; top < height; top += TILE_HEIGHT) {
      const bottom = Math.min(height, top + TILE_HEIGHT);
      for (let left = 0; left < width; left += TILE_WIDTH) {
        const right = Math.min(width, left + TILE_WIDTH);
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) take(x, y);
        batch.light(s % step, step);
        batch.addTo(rgb, share);
      }
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
