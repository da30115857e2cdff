/** Garment shape: outline, mesh and widths of a garment at working resolution, all in garment pixels. */

import type { Garment, GarmentLandmarkName } from '../domain/garment.ts';
import { dilate } from '../image/ops/morphology.ts';
import { resizeArea } from '../image/ops/resize.ts';
import { clamp } from '../image/ops/signal.ts';
import { byteRaster, type Point, type Raster } from '../image/raster.ts';
import { meshOutline, type OutlineMesh } from './mesh.ts';

export type Side = 'L' | 'R';
export const SIDES: readonly Side[] = ['L', 'R'];
/** Sign of a side of the picture: -1 left, +1 right. */
export const SIGN: Record<Side, -1 | 1> = { L: -1, R: 1 };

/** Long side of the working raster, pixels: enough for 1 % of a garment's size. */
const WORK_SIZE = 448;
/** Coverage above which a working pixel gets mesh under it. */
const VISIBLE = 0.02;
/** Growth of the meshed area, working pixels: soft edges stay inside and straps become meshable. */
const MESH_MARGIN = 1;

export interface GarmentShape {
  garment: Garment;
  /** Working pixels per garment pixel. */
  k: number;
  /** Solid garment (inner back included), working resolution. */
  solid: Raster<Uint8Array>;
  mesh: OutlineMesh;
  /** Bounding box of the solid garment, garment pixels. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  axisX: number;
  /** Distance of the mesh's outline from the cloth's edge, garment px. */
  margin: number;
}

/** Shapes of garments still in use: moving a slider must not mesh the garment again. */
const known = new WeakMap<Garment, GarmentShape>();

/** Measures and meshes a garment; mesh vertices are returned in garment pixels. */
export function garmentShape(garment: Garment): GarmentShape {
  const before = known.get(garment);
  if (before) return before;
  const shape = measure(garment);
  known.set(garment, shape);
  return shape;
}

function measure(garment: Garment): GarmentShape {
  const { alpha, innerBack } = garment;
  const k = Math.min(1, WORK_SIZE / Math.max(alpha.width, alpha.height));
  const w = Math.max(8, Math.round(alpha.width * k));
  const h = Math.max(8, Math.round(alpha.height * k));
  const small = resizeArea(alpha, w, h);
  const back = resizeArea(innerBack, w, h);
  // A margin round the picture lets the mesh reach past garments that touch its edge.
  const pad = MESH_MARGIN + 1;
  const solid = byteRaster(w, h, 1);
  const grown = byteRaster(w + 2 * pad, h + 2 * pad, 1);
  let left = w;
  let right = 0;
  let top = h;
  let bottom = 0;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const a = Math.max(small.data[y * w + x], back.data[y * w + x]);
      if (a > VISIBLE) grown.data[(y + pad) * grown.width + x + pad] = 1;
      if (a <= 0.5) continue;
      solid.data[y * w + x] = 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  const mesh = meshOutline(dilate(grown, MESH_MARGIN, 'square'));
  const kx = alpha.width / w;
  const ky = alpha.height / h;
  for (let i = 0; i < mesh.vertices.length; i += 2) {
    mesh.vertices[i] = (mesh.vertices[i] - pad) * kx;
    mesh.vertices[i + 1] = (mesh.vertices[i + 1] - pad) * ky;
  }
  if (bottom <= top) [left, right, top, bottom] = [0, w, 0, h];
  return {
    garment,
    k: 1 / kx,
    solid,
    mesh,
    left: left * kx,
    right: right * kx,
    top: top * ky,
    bottom: bottom * ky,
    axisX: clamp(garment.axisX, left * kx, right * kx),
    margin: MESH_MARGIN * kx,
  };
}

function rowOf(shape: GarmentShape, y: number): number {
  return clamp(Math.floor(y * shape.k), 0, shape.solid.height - 1);
}

/** Length of cloth from `fromX` outwards (sign -1 left, +1 right) at row y, across a gap at the start; garment px. */
export function runLength(shape: GarmentShape, y: number, sign: -1 | 1, fromX = shape.axisX): number {
  const { solid, k } = shape;
  const row = rowOf(shape, y) * solid.width;
  let x = clamp(Math.floor(fromX * k), 0, solid.width - 1);
  const start = x;
  while (x >= 0 && x < solid.width && !solid.data[row + x]) x += sign;
  if (x < 0 || x >= solid.width) return 0;
  while (x >= 0 && x < solid.width && solid.data[row + x]) x += sign;
  return (Math.abs(x - start) - 0.5) / k;
}

/** Outermost cloth of row y at one side of `fromX`, as a distance from it; 0 when the row is empty there. */
export function reachLength(shape: GarmentShape, y: number, sign: -1 | 1, fromX = shape.axisX): number {
  const { solid, k } = shape;
  const row = rowOf(shape, y) * solid.width;
  const from = clamp(Math.floor(fromX * k), 0, solid.width - 1);
  for (let x = sign < 0 ? 0 : solid.width - 1; x !== from; x -= sign)
    if (solid.data[row + x]) return (Math.abs(x - from) + 0.5) / k;
  return 0;
}

/** First cloth from above in the column at x, garment px; NaN when the column is empty. */
export function columnTop(shape: GarmentShape, x: number): number {
  const { solid, k } = shape;
  const col = clamp(Math.floor(x * k), 0, solid.width - 1);
  for (let y = 0; y < solid.height; y++) if (solid.data[y * solid.width + col]) return y / k;
  return Number.NaN;
}

/** A landmark that was found, or undefined. */
export function landmark(shape: GarmentShape, name: GarmentLandmarkName): Point | undefined {
  return shape.garment.landmarks[name];
}

/** Index of the mesh vertex nearest to a point. */
export function nearestVertex(vertices: Float64Array, p: Point): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < vertices.length; i += 2) {
    const d = (vertices[i] - p.x) ** 2 + (vertices[i + 1] - p.y) ** 2;
    if (d < least) {
      least = d;
      best = i / 2;
    }
  }
  return best;
}
