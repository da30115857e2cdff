/** Triangulation of a garment's outline: a constrained Delaunay mesh that covers every visible pixel. */

import Constrainautor from '@kninnug/constrainautor';
import Delaunator from 'delaunator';
import { traceContours } from '../image/ops/contour.ts';
import { distanceTo } from '../image/ops/distance.ts';
import type { Point, Raster } from '../image/raster.ts';

export interface OutlineMesh {
  /** x,y pairs in pixels of the raster that was meshed. */
  vertices: Float64Array;
  /** Vertex triples, all with positive (y down: clockwise on screen) signed area. */
  triangles: Uint32Array;
  /** 1 for vertices on the outline. */
  boundary: Uint8Array;
}

/** Interior vertices wanted; with the outline a garment then has 900 to 1500. */
const INTERIOR_VERTICES = 850;
/** Spacing along the outline over the interior spacing. */
const OUTLINE_SPACING = 0.8;
/** Parts smaller than this share of the largest one are specks and not meshed. */
const SPECK_SHARE = 0.002;

/** Points every `spacing` pixels along a closed contour, at least 8. */
function resampleClosed(contour: readonly Point[], spacing: number): Point[] {
  const n = contour.length;
  const at = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const a = contour[i];
    const b = contour[(i + 1) % n];
    at[i + 1] = at[i] + Math.hypot(b.x - a.x, b.y - a.y);
  }
  const count = Math.max(8, Math.round(at[n] / spacing));
  const out: Point[] = [];
  for (let k = 0, i = 0; k < count; k++) {
    const s = (k / count) * at[n];
    while (i < n - 1 && at[i + 1] <= s) i++;
    const t = (s - at[i]) / Math.max(1e-9, at[i + 1] - at[i]);
    const a = contour[i];
    const b = contour[(i + 1) % n];
    out.push({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
  }
  return out;
}

function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const a = points[i];
    const b = points[(i + 1) % points.length];
    sum += a.x * b.y - b.x * a.y;
  }
  return Math.abs(sum) / 2;
}

/** Triangles reachable from outside the hull without crossing an outline edge. */
function outsideTriangles(
  triangles: Uint32Array,
  halfedges: Int32Array,
  fixed: Set<number>,
  n: number,
): Uint8Array {
  const outside = new Uint8Array(triangles.length / 3);
  const stack: number[] = [];
  const isFixed = (e: number): boolean => {
    const a = triangles[e];
    const b = triangles[e % 3 === 2 ? e - 2 : e + 1];
    return fixed.has(a < b ? a * n + b : b * n + a);
  };
  const enter = (t: number): void => {
    if (outside[t]) return;
    outside[t] = 1;
    stack.push(t);
  };
  for (let e = 0; e < halfedges.length; e++) if (halfedges[e] < 0 && !isFixed(e)) enter(Math.floor(e / 3));
  while (stack.length > 0) {
    const t = stack.pop() as number;
    for (let k = 0; k < 3; k++) {
      const e = t * 3 + k;
      const twin = halfedges[e];
      if (twin >= 0 && !isFixed(e)) enter(Math.floor(twin / 3));
    }
  }
  return outside;
}

function attempt(
  loops: readonly Point[][],
  distance: Float32Array,
  width: number,
  height: number,
  step: number,
): OutlineMesh | null {
  const xs: number[] = [];
  const links: [number, number][] = [];
  const known = new Map<string, number>();
  for (const loop of loops) {
    const points = resampleClosed(loop, step * OUTLINE_SPACING);
    const ids: number[] = [];
    for (const p of points) {
      const key = `${Math.round(p.x * 16)},${Math.round(p.y * 16)}`;
      let id = known.get(key);
      if (id === undefined) {
        id = xs.length / 2;
        known.set(key, id);
        xs.push(p.x, p.y);
      }
      if (ids.length === 0 || ids[ids.length - 1] !== id) ids.push(id);
    }
    for (let i = 0; i < ids.length; i++)
      if (ids[i] !== ids[(i + 1) % ids.length]) links.push([ids[i], ids[(i + 1) % ids.length]]);
  }
  const outline = xs.length / 2;
  // Hexagonal grid inside, clear of the outline.
  const rowStep = step * Math.sqrt(0.75);
  for (let r = 0, y = rowStep / 2; y < height; y += rowStep, r++)
    for (let x = (r % 2 ? step : step / 2) * 0.999; x < width; x += step)
      if (distance[Math.floor(y) * width + Math.floor(x)] > step * 0.55) xs.push(x, y);
  const coords = Float64Array.from(xs);
  const n = coords.length / 2;
  const delaunay = new Delaunator(coords);
  const fixed = new Set<number>();
  try {
    const constrain = new Constrainautor(delaunay);
    for (const [a, b] of links) {
      constrain.constrainOne(a, b);
      fixed.add(a < b ? a * n + b : b * n + a);
    }
  } catch {
    return null; // Outline edges cross each other at this spacing.
  }
  const outside = outsideTriangles(delaunay.triangles, delaunay.halfedges, fixed, n);
  return compact(coords, delaunay.triangles, outside, outline);
}

/** Drops outside and degenerate triangles and unused vertices; orients every triangle the same way. */
function compact(coords: Float64Array, all: Uint32Array, outside: Uint8Array, outline: number): OutlineMesh {
  const kept: number[] = [];
  const id = new Int32Array(coords.length / 2).fill(-1);
  for (let t = 0; t < outside.length; t++) {
    if (outside[t]) continue;
    const a = all[t * 3];
    const b = all[t * 3 + 1];
    const c = all[t * 3 + 2];
    const area =
      (coords[b * 2] - coords[a * 2]) * (coords[c * 2 + 1] - coords[a * 2 + 1]) -
      (coords[b * 2 + 1] - coords[a * 2 + 1]) * (coords[c * 2] - coords[a * 2]);
    if (Math.abs(area) < 1e-6) continue;
    if (area > 0) kept.push(a, b, c);
    else kept.push(a, c, b);
    id[a] = id[b] = id[c] = 0;
  }
  let count = 0;
  for (let i = 0; i < id.length; i++) if (id[i] === 0) id[i] = count++;
  const vertices = new Float64Array(count * 2);
  const boundary = new Uint8Array(count);
  for (let i = 0; i < id.length; i++) {
    if (id[i] < 0) continue;
    vertices[id[i] * 2] = coords[i * 2];
    vertices[id[i] * 2 + 1] = coords[i * 2 + 1];
    boundary[id[i]] = i < outline ? 1 : 0;
  }
  return { vertices, triangles: Uint32Array.from(kept, (v) => id[v]), boundary };
}

/**
 * Meshes the nonzero pixels of `binary` (holes are bridged). The caller dilates it so that the mesh covers soft edges
 * and no part is thinner than about four pixels. Throws RangeError when nothing is set.
 */
export function meshOutline(binary: Raster<Uint8Array>, interiorVertices = INTERIOR_VERTICES): OutlineMesh {
  const { width, height, data } = binary;
  const contours = traceContours(binary);
  const largest = contours.length > 0 ? Math.max(...contours.map(polygonArea)) : 0;
  const loops = contours.filter((c) => c.length >= 8 && polygonArea(c) >= largest * SPECK_SHARE);
  if (loops.length === 0) throw new RangeError('meshOutline expected at least one visible part');
  let area = 0;
  const empty = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    if (data[i]) area++;
    else empty[i] = 1;
  }
  const distance = distanceTo({ width, height, channels: 1, data: empty });
  let step = Math.max(3, Math.sqrt(area / (Math.sqrt(0.75) * interiorVertices)));
  for (let k = 0; k < 4; k++, step *= 0.7) {
    const mesh = attempt(loops, distance, width, height, step);
    if (mesh) return mesh;
  }
  throw new RangeError('meshOutline expected an outline that does not cross itself');
}
