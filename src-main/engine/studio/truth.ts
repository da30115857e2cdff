/** Truth of a picture: one exact sample at every pixel's centre gives labels, depth, normals and cloth coordinates. */

import type { Raster } from '../image/raster.ts';
import { type Camera, type Projection, project } from '../mesh/camera.ts';
import { barycentrics, blend3, rasterise, type Visibility } from '../mesh/rasterise.ts';
import type { WornGarment } from './outfit.ts';
import type { PictureScene } from './picture-scene.ts';
import type { PlacedPart } from './place-part.ts';

/** Depth steps a metre: tenths of a millimetre. */
const DEPTH_STEPS = 10_000;

export interface PictureTruth {
  seen: Visibility;
  labels: Raster<Uint8Array>;
  /** Metres from the camera along its axis, 0 where there is nothing. */
  depth: Raster<Float32Array>;
  normals: Raster<Uint16Array>;
}

/** Depth in steps of a tenth of a millimetre, as StudioCase stores it. */
export function depthSteps({ width, height, data }: PictureTruth['depth']): Raster<Uint16Array> {
  const steps = new Uint16Array(data.length);
  for (let i = 0; i < steps.length; i++) steps[i] = Math.min(65535, Math.round(data[i] * DEPTH_STEPS));
  return { width, height, channels: 1, data: steps };
}

/** Distance of a world point from the camera along its axis, metres. */
function axisDistance(camera: Camera, x: number, y: number, z: number): number {
  const r = camera.rotation;
  const [ox, oy, oz] = camera.position;
  return -(r[6] * (x - ox) + r[7] * (y - oy) + r[8] * (z - oz));
}

/** Labels, depth and camera-space normals of a scene. */
export function pictureTruth(picture: PictureScene, camera: Camera): PictureTruth {
  const { width, height, rotation: r } = camera;
  const { scene } = picture;
  const seen = rasterise(scene, project(scene.positions, camera), width, height);
  const labels = { width, height, channels: 1, data: new Uint8Array(width * height) };
  const depth = { width, height, channels: 1, data: new Float32Array(width * height) };
  const normals = { width, height, channels: 3, data: new Uint16Array(width * height * 3) };
  const eye = camera.position;
  const b = new Float64Array(3);
  const [p, n, c] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  for (let i = 0; i < seen.triangle.length; i++) {
    const t = seen.triangle[i];
    if (t < 0) continue;
    labels.data[i] = picture.labels[t];
    barycentrics(scene, seen.projection, t, (i % width) + 0.5, Math.floor(i / width) + 0.5, b);
    for (let k = 0; k < 3; k++) {
      p[k] = blend3(scene.positions, scene.triangles, t, b, k);
      n[k] = blend3(scene.normals, scene.triangles, t, b, k);
    }
    depth.data[i] = axisDistance(camera, p[0], p[1], p[2]);
    for (let k = 0; k < 3; k++) c[k] = r[k * 3] * n[0] + r[k * 3 + 1] * n[1] + r[k * 3 + 2] * n[2];
    const l = Math.hypot(c[0], c[1], c[2]) || 1;
    // the back of cloth that is seen from inside faces the camera too
    const facing = n[0] * (eye[0] - p[0]) + n[1] * (eye[1] - p[1]) + n[2] * (eye[2] - p[2]);
    const flip = facing < 0 ? -1 : 1;
    for (let k = 0; k < 3; k++) normals.data[i * 3 + k] = Math.round(((flip * c[k]) / l / 2 + 0.5) * 65535);
  }
  return { seen, labels, depth, normals };
}

/** 255 where a garment of the picture is seen. */
export function garmentMask(picture: PictureScene, seen: Visibility, garment: number): Raster<Uint8Array> {
  const data = new Uint8Array(seen.triangle.length);
  for (let i = 0; i < data.length; i++) {
    const t = seen.triangle[i];
    if (t >= 0 && picture.cloth[picture.scene.meshOf[t]]?.garment === garment) data[i] = 255;
  }
  return { width: seen.width, height: seen.height, channels: 1, data };
}

/** A product shot as the source map needs it. */
export interface Shot {
  camera: Camera;
  /** The garment in the product shot: the same parts, placed there. */
  garment: WornGarment;
  /** Metres from its camera, as PictureTruth has it. */
  depth: PictureTruth['depth'];
}

/** Depth by which a spot of the shot may lie behind what is seen there and still count as seen, metres. */
const TOLERANCE = 0.006;

/**
 * For every pixel at which the garment is seen, the point of the product shot that shows the same spot of cloth, as
 * GarmentTruth.source says.
 */
export function sourceMap(
  picture: PictureScene,
  truth: PictureTruth,
  camera: Camera,
  garment: number,
  shot: Shot,
): Raster<Uint16Array> {
  const { width, height } = camera;
  const data = new Uint16Array(width * height * 3);
  const { scene } = picture;
  const b = new Float64Array(3);
  const places = shot.garment.parts.map((part) => project(part.mesh.positions, shot.camera));
  for (let i = 0; i < truth.seen.triangle.length; i++) {
    const t = truth.seen.triangle[i];
    if (t < 0) continue;
    const cloth = picture.cloth[scene.meshOf[t]];
    if (cloth?.garment !== garment) continue;
    barycentrics(scene, truth.seen.projection, t, (i % width) + 0.5, Math.floor(i / width) + 0.5, b);
    const number = cloth.triangles[t - scene.firstTriangle[scene.meshOf[t]]];
    const spot = placeInShot(shot, shot.garment.parts[cloth.part], places[cloth.part], number, b);
    if (!spot) continue;
    data[i * 3] = Math.round((spot[0] / shot.camera.width) * 65535);
    data[i * 3 + 1] = Math.round((spot[1] / shot.camera.height) * 65535);
    data[i * 3 + 2] = 65535;
  }
  return { width, height, channels: 3, data };
}

/** Where the shot shows barycentric point `b` of a part's triangle, or nothing when it is hidden or turned away. */
function placeInShot(
  shot: Shot,
  part: PlacedPart,
  projection: Projection,
  number: number,
  b: Float64Array,
): [number, number] | undefined {
  const { camera } = shot;
  const { triangles, positions } = part.mesh;
  const corners = [0, 1, 2].map((k) => triangles[number * 3 + k]);
  const p = [0, 1, 2].map((c) => corners.reduce((s, v, k) => s + b[k] * positions[v * 3 + c], 0));
  const [a, e, f] = corners;
  const area =
    (projection.x[e] - projection.x[a]) * (projection.y[f] - projection.y[a]) -
    (projection.x[f] - projection.x[a]) * (projection.y[e] - projection.y[a]);
  // counter-clockwise from outside is clockwise in y-down pixels
  if (area >= 0) return undefined;
  const at = project(p, camera);
  if (at.near[0] === 0) return undefined;
  const x = Math.floor(at.x[0]);
  const y = Math.floor(at.y[0]);
  if (x < 0 || y < 0 || x >= camera.width || y >= camera.height) return undefined;
  const front = shot.depth.data[y * camera.width + x];
  if (front === 0 || 1 / at.near[0] > front + TOLERANCE) return undefined;
  return [at.x[0], at.y[0]];
}
