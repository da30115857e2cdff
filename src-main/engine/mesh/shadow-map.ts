/** Distant lights with shadow maps: parallel light seen as a picture from the light. */

import type { Projection } from './camera.ts';
import { rasterise } from './rasterise.ts';
import type { Scene } from './scene.ts';

export interface Light {
  /** Unit vector towards the light. */
  direction: readonly [number, number, number];
  /** Linear RGB: what a white surface that faces the light reflects. */
  colour: readonly [number, number, number];
  /** Radius over which its shadow's edge is softened, metres. */
  softness: number;
  map: ShadowMap;
}

export interface ShadowMap {
  size: number;
  /** Nearness to the light of the first surface, metres, -Infinity where there is none. */
  near: Float32Array;
  /** Rows: world to map x, y (pixels) and nearness (metres); four numbers each. */
  transform: Float64Array;
  /** Pixels a metre. */
  scale: number;
}

/** Radians. */
export const FULL_TURN = 6.283185307;

/** Map of `size` x `size` pixels that just holds the scene, seen from `direction` (unit, towards the light). */
export function shadowMap(
  scene: Scene,
  direction: readonly [number, number, number],
  size: number,
): ShadowMap {
  const [dx, dy, dz] = direction;
  const flat = Math.hypot(dx, dz);
  const [rx, rz] = flat > 1e-6 ? [dz / flat, -dx / flat] : [1, 0];
  const [ux, uy, uz] = [dy * rz, dz * rx - dx * rz, -dy * rx];
  const p = scene.positions;
  const n = p.length / 3;
  const projection: Projection = {
    x: new Float64Array(n),
    y: new Float64Array(n),
    near: new Float64Array(n),
    perspective: false,
  };
  let lowX = Number.POSITIVE_INFINITY;
  let lowY = Number.POSITIVE_INFINITY;
  let highX = Number.NEGATIVE_INFINITY;
  let highY = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const [x, y, z] = [p[i * 3], p[i * 3 + 1], p[i * 3 + 2]];
    const a = rx * x + rz * z;
    const b = ux * x + uy * y + uz * z;
    projection.x[i] = a;
    projection.y[i] = b;
    projection.near[i] = dx * x + dy * y + dz * z;
    if (a < lowX) lowX = a;
    if (a > highX) highX = a;
    if (b < lowY) lowY = b;
    if (b > highY) highY = b;
  }
  const scale = (size - 4) / Math.max(1e-6, highX - lowX, highY - lowY);
  for (let i = 0; i < n; i++) {
    projection.x[i] = (projection.x[i] - lowX) * scale + 2;
    projection.y[i] = (projection.y[i] - lowY) * scale + 2;
  }
  const transform = Float64Array.from([
    rx * scale,
    0,
    rz * scale,
    2 - lowX * scale,
    ux * scale,
    uy * scale,
    uz * scale,
    2 - lowY * scale,
    dx,
    dy,
    dz,
    0,
  ]);
  const seen = rasterise(scene, projection, size, size);
  return { size, near: seen.near, transform, scale };
}

/**
 * How much of a light reaches a world point, 0..1: `bias` metres of depth are forgiven. The points the map is read at are
 * turned by an angle, different from sample to sample, given by its cosine and sine, so that soft edges come out as fine
 * grain, not bands.
 */
export function lightReaching(
  light: Light,
  x: number,
  y: number,
  z: number,
  bias: number,
  cos: number,
  sin: number,
): number {
  const { transform: m, near, size, scale } = light.map;
  const mx = m[0] * x + m[1] * y + m[2] * z + m[3];
  const my = m[4] * x + m[5] * y + m[6] * z + m[7];
  const depth = m[8] * x + m[9] * y + m[10] * z + bias;
  const reach = light.softness * scale;
  // beyond the map nothing stands in the way
  if (mx < -reach || my < -reach || mx >= size + reach || my >= size + reach) return 1;
  const c = cos * reach;
  const s = sin * reach;
  // three points of a small triangle, at different distances from its middle
  return (
    (open(near, size, mx + c * 0.35, my + s * 0.35, depth) +
      open(near, size, mx - c * 0.5 - s * 0.6, my - s * 0.5 + c * 0.6, depth) +
      open(near, size, mx - c * 0.45 + s * 0.85, my - s * 0.45 - c * 0.85, depth)) /
    3
  );
}

function open(near: Float32Array, size: number, x: number, y: number, depth: number): number {
  if (!(x >= 0 && y >= 0 && x < size && y < size)) return 1;
  return near[(y | 0) * size + (x | 0)] > depth ? 0 : 1;
}

/**
 * Share of the light that reaches a point of a plane past the scene, 0..1, each light weighted by what it gives a
 * surface with that unit normal (a floor by default); `turn` (0..1) turns the points the maps are read at.
 */
export function floorLight(
  lights: readonly Light[],
  x: number,
  y: number,
  z: number,
  turn: number,
  normal: readonly [number, number, number] = [0, 1, 0],
): number {
  let all = 0;
  let got = 0;
  const cos = Math.cos(turn * FULL_TURN);
  const sin = Math.sin(turn * FULL_TURN);
  for (const light of lights) {
    const { direction, colour } = light;
    const facing = direction[0] * normal[0] + direction[1] * normal[1] + direction[2] * normal[2];
    const w = Math.max(0, facing) * colour[1];
    if (w === 0) continue;
    all += w;
    got += w * lightReaching(light, x, y, z, 0.004, cos, sin);
  }
  return all > 0 ? got / all : 1;
}
