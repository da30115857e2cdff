/** Rasteriser: which triangle is seen at every pixel, for one sample position a pixel, exactly and repeatably. */

import type { Projection } from './camera.ts';
import type { Scene } from './scene.ts';
import { sampleTexture } from './texture.ts';

/** Vertices are snapped to 1/1024 of a pixel, so that the edge functions of neighbours agree to the last bit. */
const SUB = 1024;
/** Vertices beyond this many pixels from the picture's corner would leave the exact range of a double. */
const REACH = 1 << 15;

/** A projection with its vertices where the rasteriser draws them: on multiples of 1/1024 of a pixel. */
export interface Snapped extends Projection {
  snapped: true;
}

/** Snaps a projection; one that is snapped already is returned as it is. */
export function snap(projection: Projection): Snapped {
  if ('snapped' in projection) return projection as Snapped;
  const onGrid = (values: Float64Array): Float64Array => {
    const out = new Float64Array(values.length);
    for (let i = 0; i < out.length; i++) out[i] = Math.round(values[i] * SUB) / SUB;
    return out;
  };
  return { ...projection, x: onGrid(projection.x), y: onGrid(projection.y), snapped: true };
}

export interface Visibility {
  width: number;
  height: number;
  /** Triangle of the scene seen at the pixel's sample, -1 where there is none. */
  triangle: Int32Array;
  /** Nearness there (see Projection.near) with the mesh's lift, -Infinity where there is none. */
  near: Float32Array;
  /** What was drawn. */
  projection: Snapped;
  /** Where in the pixel the sample lies, 0..1, multiples of 1/1024. */
  offset: readonly [number, number];
}

/** Wanted opacity of a cutout at sample (x, y): below it there is a hole. */
export type Threshold = (x: number, y: number) => number;

const half: Threshold = () => 0.5;

/**
 * Draws the scene into a visibility buffer of `width` x `height` pixels.
 *
 * A sample on an edge that two triangles share belongs to exactly one of them (top-left rule on integer edge functions);
 * the nearer surface wins, the earlier one on a tie. Both sides of a triangle are drawn. Triangles with a vertex that is
 * not in front of the camera are left out.
 */
export function rasterise(
  scene: Scene,
  from: Projection,
  width: number,
  height: number,
  offset: readonly [number, number] = [0.5, 0.5],
  threshold: Threshold = half,
): Visibility {
  const triangle = new Int32Array(width * height).fill(-1);
  const near = new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY);
  const ox = Math.round(offset[0] * SUB);
  const oy = Math.round(offset[1] * SUB);
  const { triangles, meshOf } = scene;
  const n = triangles.length / 3;
  const projection = snap(from);
  const { x: px, y: py, near: pn, perspective } = projection;
  const b = new Float64Array(3);
  const texel = new Float64Array(4);
  for (let t = 0; t < n; t++) {
    const i0 = triangles[t * 3];
    let i1 = triangles[t * 3 + 1];
    let i2 = triangles[t * 3 + 2];
    if (perspective && (pn[i0] === 0 || pn[i1] === 0 || pn[i2] === 0)) continue;
    const x0 = px[i0] * SUB;
    const y0 = py[i0] * SUB;
    let x1 = px[i1] * SUB;
    let y1 = py[i1] * SUB;
    let x2 = px[i2] * SUB;
    let y2 = py[i2] * SUB;
    const lowX = x0 < x1 ? (x0 < x2 ? x0 : x2) : x1 < x2 ? x1 : x2;
    const highX = x0 > x1 ? (x0 > x2 ? x0 : x2) : x1 > x2 ? x1 : x2;
    const left = Math.max(0, Math.ceil((lowX - ox) / SUB));
    const right = Math.min(width - 1, Math.floor((highX - ox) / SUB));
    if (left > right) continue;
    const lowY = y0 < y1 ? (y0 < y2 ? y0 : y2) : y1 < y2 ? y1 : y2;
    const highY = y0 > y1 ? (y0 > y2 ? y0 : y2) : y1 > y2 ? y1 : y2;
    const top = Math.max(0, Math.ceil((lowY - oy) / SUB));
    const bottom = Math.min(height - 1, Math.floor((highY - oy) / SUB));
    if (top > bottom) continue;
    if (highX - lowX > REACH * SUB || highY - lowY > REACH * SUB) continue;
    let area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area === 0) continue;
    if (area < 0) {
      let swap = i1;
      i1 = i2;
      i2 = swap;
      swap = x1;
      x1 = x2;
      x2 = swap;
      swap = y1;
      y1 = y2;
      y2 = swap;
      area = -area;
    }
    // edge k lies opposite vertex k; positive inside (x right, y down, turned to positive area above)
    const ax = x2 - x1;
    const ay = y2 - y1;
    const bx = x0 - x2;
    const by = y0 - y2;
    const cx = x1 - x0;
    const cy = y1 - y0;
    // top-left rule: a sample on a right or bottom edge is outside
    const ta = ay < 0 || (ay === 0 && ax > 0) ? 0 : 1;
    const tb = by < 0 || (by === 0 && bx > 0) ? 0 : 1;
    const tc = cy < 0 || (cy === 0 && cx > 0) ? 0 : 1;
    const sx = left * SUB + ox;
    const sy = top * SUB + oy;
    let rowA = ax * (sy - y1) - ay * (sx - x1);
    let rowB = bx * (sy - y2) - by * (sx - x2);
    let rowC = cx * (sy - y0) - cy * (sx - x0);
    const lift = scene.lifts[meshOf[t]];
    // 1 / (d - lift) is about 1 / d + lift / d^2
    const share = (lift > 0 && perspective ? 1 + lift * pn[i0] : 1) / area;
    const n0 = pn[i0] * share;
    const n1 = pn[i1] * share;
    const n2 = pn[i2] * share;
    const cutout = scene.cutouts[meshOf[t]];
    for (let y = top; y <= bottom; y++) {
      let ea = rowA;
      let eb = rowB;
      let ec = rowC;
      let entered = false;
      for (let x = left; x <= right; x++) {
        if (ea >= ta && eb >= tb && ec >= tc) {
          entered = true;
          const depth = ea * n0 + eb * n1 + ec * n2;
          const at = y * width + x;
          if (depth > near[at]) {
            let solid = true;
            if (cutout) {
              barycentrics(scene, projection, t, x + offset[0], y + offset[1], b);
              const u = blend2(scene.uvs, triangles, t, b, 0);
              const v = blend2(scene.uvs, triangles, t, b, 1);
              sampleTexture(cutout.texture, u, v, 0, texel);
              solid = texel[cutout.channel] > threshold(x, y);
            }
            if (solid) {
              near[at] = depth;
              triangle[at] = t;
            }
          }
        } else if (entered) {
          // a triangle has no hole: the rest of the row is outside too
          break;
        }
        ea -= ay * SUB;
        eb -= by * SUB;
        ec -= cy * SUB;
      }
      rowA += ax * SUB;
      rowB += bx * SUB;
      rowC += cx * SUB;
    }
  }
  return { width, height, triangle, near, projection, offset: [ox / SUB, oy / SUB] };
}

/**
 * Barycentric coordinates in space (perspective undone) of picture point (x, y) on a triangle of the scene, in the order
 * of its vertices.
 */
export function barycentrics(
  scene: Scene,
  projection: Snapped,
  triangle: number,
  x: number,
  y: number,
  out: Float64Array,
): void {
  const { triangles } = scene;
  const { x: px, y: py, near } = projection;
  const i0 = triangles[triangle * 3];
  const i1 = triangles[triangle * 3 + 1];
  const i2 = triangles[triangle * 3 + 2];
  const x0 = px[i0];
  const y0 = py[i0];
  const x1 = px[i1];
  const y1 = py[i1];
  const x2 = px[i2];
  const y2 = py[i2];
  let a = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
  let b = (x0 - x2) * (y - y2) - (y0 - y2) * (x - x2);
  let c = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
  if (projection.perspective) {
    a *= near[i0];
    b *= near[i1];
    c *= near[i2];
  }
  const sum = a + b + c;
  out[0] = a / sum;
  out[1] = b / sum;
  out[2] = c / sum;
}

/** Component `k` of three-number vertex values at barycentric coordinates `b` of a triangle. */
export function blend3(
  values: Float32Array,
  triangles: Uint32Array,
  triangle: number,
  b: Float64Array,
  k: number,
): number {
  const t = triangle * 3;
  return (
    values[triangles[t] * 3 + k] * b[0] +
    values[triangles[t + 1] * 3 + k] * b[1] +
    values[triangles[t + 2] * 3 + k] * b[2]
  );
}

/** The same for two numbers a vertex. */
export function blend2(
  values: Float32Array,
  triangles: Uint32Array,
  triangle: number,
  b: Float64Array,
  k: number,
): number {
  const t = triangle * 3;
  return (
    values[triangles[t] * 2 + k] * b[0] +
    values[triangles[t + 1] * 2 + k] * b[1] +
    values[triangles[t + 2] * 2 + k] * b[2]
  );
}
