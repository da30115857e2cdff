/** Product shots: a garment alone on an invisible body, and laid flat. */

import type { ParametricBody } from '../body/index.ts';
import { averageShape } from '../body/index.ts';
import type { Raster } from '../image/raster.ts';
import { type Camera, lookAt, project, rayThrough } from '../mesh/camera.ts';
import { SAMPLES, scatter, shade } from '../mesh/shade.ts';
import { floorLight } from '../mesh/shadow-map.ts';
import { develop } from './develop.ts';
import type { Dice } from './dice.ts';
import { layFlat } from './flat-lay.ts';
import { garmentLandmarks } from './garment-landmarks.ts';
import type { Cuttings, WornGarment } from './outfit.ts';
import { garmentScene, type Paints, type PictureScene } from './picture-scene.ts';
import { type PlacedPart, placeParts } from './place-part.ts';
import { everyThird, lightScene, type Setting } from './setting.ts';
import { mannequin } from './stances.ts';
import { pictureTruth, type Shot } from './truth.ts';
import type { GarmentSpec } from './wardrobe.ts';
import { type Wearer, wearerOf } from './wearer.ts';

type PictureLandmarks = Record<string, { x: number; y: number }>;

export interface ProductShots {
  ghost: Raster<Uint8Array>;
  ghostMask: Raster<Uint8Array>;
  flat: Raster<Uint8Array>;
  flatMask: Raster<Uint8Array>;
  landmarks: PictureLandmarks;
  flatLandmarks: PictureLandmarks;
  /** For source maps. */
  shot: Shot;
}

/** The invisible body garments of that sex are photographed on. */
export function mannequinOf(body: ParametricBody, sex: 'female' | 'male', long: boolean): Wearer {
  const shape = { ...averageShape(sex === 'male' ? 1 : 0), proportions: 0.75, muscle: 0.42, weight: 0.46 };
  return wearerOf(body, body.shape(shape), mannequin(long));
}

/** Height and width of a product picture: long garments stand upright, wide ones in a square. */
const FRAME = 0.84;

function bounds(parts: readonly PlacedPart[]): { low: number[]; high: number[] } {
  const low = [9, 9, 9];
  const high = [-9, -9, -9];
  for (const { mesh } of parts) {
    for (const v of mesh.triangles) {
      for (let k = 0; k < 3; k++) {
        low[k] = Math.min(low[k], mesh.positions[v * 3 + k]);
        high[k] = Math.max(high[k], mesh.positions[v * 3 + k]);
      }
    }
  }
  return { low, high };
}

/** Photographs a garment; `size` is the long side in pixels. */
export function productShots(
  spec: GarmentSpec,
  client: Wearer,
  stand: Wearer,
  cuttings: Cuttings,
  paints: Paints,
  d: Dice,
  size: number,
): ProductShots {
  const placed = placeParts(cuttings.cut(spec, client), stand, []);
  const white = d.chance(0.6) ? 0.9 : d.between(0.55, 0.8);
  const setting: Setting = {
    light: d.pick(['even', 'soft box'] as const),
    azimuth: d.pick([-1, 1]) * d.between(0.2, 0.6),
    backdrop: 'white',
    colour: [white * d.near(1, 0.015), white, white * d.near(1, 0.015)],
    seed: d.whole(1, 1e6),
    fov: 0.17,
    cameraHeight: 0.5,
    roll: 0,
    low: 0,
    high: 1,
    aside: 0,
    grain: d.between(0.5, 1.2),
    exposure: 1,
  };
  const hanging = worn(spec, placed);
  const ghost = photograph(hanging, paints, setting, size, 0.3);
  const flatParts = layFlat(placed);
  const flat = photograph(
    worn(spec, flatParts),
    paints,
    { ...setting, fov: 0.5, roll: d.near(0, 0.02) },
    size,
    0.004,
  );
  return {
    ghost: ghost.picture,
    ghostMask: ghost.mask,
    flat: flat.picture,
    flatMask: flat.mask,
    landmarks: seenLandmarks(spec, placed, ghost.camera),
    flatLandmarks: seenLandmarks(spec, flatParts, flat.camera),
    shot: { camera: ghost.camera, garment: hanging, depth: pictureTruth(ghost.scene, ghost.camera).depth },
  };
}

/** Landmarks of a garment in pixels of its picture, rounded to hundredths. */
function seenLandmarks(spec: GarmentSpec, parts: readonly PlacedPart[], camera: Camera): PictureLandmarks {
  const out: PictureLandmarks = {};
  for (const [name, p] of Object.entries(garmentLandmarks(spec.category, parts))) {
    const at = project(p, camera);
    out[name] = { x: Math.round(at.x[0] * 100) / 100, y: Math.round(at.y[0] * 100) / 100 };
  }
  return out;
}

const worn = (spec: GarmentSpec, parts: PlacedPart[]): WornGarment => ({
  spec,
  parts,
  hidden: parts.map((p) => new Uint8Array(p.fine.length / 3)),
});

function photograph(
  garment: WornGarment,
  paints: Paints,
  s: Setting,
  size: number,
  behind: number,
): { picture: Raster<Uint8Array>; mask: Raster<Uint8Array>; camera: Camera; scene: PictureScene } {
  const { low, high } = bounds(garment.parts);
  const [w, h] = [high[0] - low[0], high[1] - low[1]];
  const wide = w > h * 0.85;
  const height = size;
  const width = wide ? size : Math.round(size * 0.8);
  const span = Math.max(h / FRAME, (w / FRAME) * (height / width));
  const distance = span / 2 / Math.tan(s.fov / 2) + high[2];
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2] as const;
  const camera = lookAt(
    [middle[0], middle[1], distance],
    [middle[0], middle[1], 0],
    s.fov,
    width,
    height,
    s.roll,
  );
  const scene = garmentScene([garment], paints);
  const lighting = lightScene(s, scene.scene, 0, Math.min(1024, size));
  const shaded = shade(scene.scene, scene.materials, lighting, camera, SAMPLES.four);
  const backdrop = plane(s, camera, lighting.lights, low[2] - behind);
  return {
    picture: develop(shaded, backdrop, s.exposure, s.grain, s.seed),
    mask: coverage(shaded.alpha, width, height),
    camera,
    scene,
  };
}

/** Alpha 0..1 as bytes. */
export function coverage(alpha: Float32Array, width: number, height: number): Raster<Uint8Array> {
  const data = new Uint8Array(alpha.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(alpha[i] * 255);
  return { width, height, channels: 1, data };
}

/** A plain surface at depth `z` behind the garment, with its soft shadow. */
function plane(
  s: Setting,
  camera: Camera,
  lights: Parameters<typeof floorLight>[0],
  z: number,
): Float32Array {
  const { width, height } = camera;
  const open = everyThird(width, height, (x, y) => {
    const ray = rayThrough(camera, x + 0.5, y + 0.5);
    const t = (z - camera.position[2]) / ray[2];
    const px = camera.position[0] + ray[0] * t;
    const py = camera.position[1] + ray[1] * t;
    return (
      (floorLight(lights, px, py, z, scatter(x, y, 3), [0, 0, 1]) +
        floorLight(lights, px, py, z, scatter(x, y, 4), [0, 0, 1])) /
      2
    );
  });
  const out = new Float32Array(width * height * 3);
  for (let i = 0; i < open.length; i++) {
    const level = 1 - 0.55 * (1 - open[i]);
    for (let k = 0; k < 3; k++) out[i * 3 + k] = s.colour[k] * level;
  }
  return out;
}
