/** Inverse map of a mesh part: for every target pixel the texture position that lands on it, by scan conversion. */

import type { GarmentMesh } from '../domain/fit.ts';
import type { Box } from '../image/raster.ts';
import type { Texture } from './texture.ts';

export interface PartMap {
  width: number;
  height: number;
  /** Texture coordinates (continuous) per pixel of the box; x < 0 marks pixels without cloth. */
  x: Float32Array;
  y: Float32Array;
  /** Rows and columns of the box that hold cloth (half-open). */
  bounds: Box;
  any: boolean;
}

/** Texture coverage (0..255) below which a later triangle does not hide an earlier one. */
const OPAQUE = 100;

function alphaAt(texture: Texture, x: number, y: number): number {
  const ix = x < 0 ? 0 : x >= texture.width ? texture.width - 1 : Math.floor(x);
  const iy = y < 0 ? 0 : y >= texture.height ? texture.height - 1 : Math.floor(y);
  return texture.data[(iy * texture.width + ix) * 4 + 3];
}

/**
 * Maps the triangles of one part. Pixel centres on an edge shared by two triangles go to exactly one of them. Where a
 * part overlaps itself the later triangle wins unless it is transparent there. `reuse` lends its buffers. With `rows` only
 * those of the box are mapped, the first of them at the top of the map.
 */
export function inverseMap(
  mesh: GarmentMesh,
  part: number,
  texture: Texture,
  scale: number,
  box: Box,
  reuse: PartMap | null = null,
  rows: { y0: number; y1: number } = { y0: 0, y1: box.y1 - box.y0 },
): PartMap {
  const width = box.x1 - box.x0;
  const height = rows.y1 - rows.y0;
  const mapX = reuse?.x ?? new Float32Array(width * height);
  const mapY = reuse?.y ?? new Float32Array(width * height);
  mapX.fill(-1);
  const bounds: Box = { x0: width, y0: height, x1: 0, y1: 0 };
  const { rest, posed, triangles, part: parts } = mesh;
  const px = new Float64Array(3);
  const py = new Float64Array(3);
  const sx = new Float64Array(3);
  const sy = new Float64Array(3);
  for (let t = 0; t < parts.length; t++) {
    if (parts[t] !== part) continue;
    for (let k = 0; k < 3; k++) {
      const v = triangles[t * 3 + k] * 2;
      px[k] = posed[v] * scale - box.x0;
      py[k] = posed[v + 1] * scale - box.y0;
      sx[k] = rest[v] * texture.scaleX;
      sy[k] = rest[v + 1] * texture.scaleY;
    }
    const det = (px[1] - px[0]) * (py[2] - py[0]) - (px[2] - px[0]) * (py[1] - py[0]);
    if (Math.abs(det) < 1e-12) continue;
    const top = Math.max(rows.y0, Math.ceil(Math.min(py[0], py[1], py[2]) - 0.5));
    const bottom = Math.min(rows.y1, Math.ceil(Math.max(py[0], py[1], py[2]) - 0.5));
    if (bottom <= top) continue;
    // Texture position is affine in the target position.
    const xdx = ((sx[1] - sx[0]) * (py[2] - py[0]) - (sx[2] - sx[0]) * (py[1] - py[0])) / det;
    const xdy = ((sx[2] - sx[0]) * (px[1] - px[0]) - (sx[1] - sx[0]) * (px[2] - px[0])) / det;
    const ydx = ((sy[1] - sy[0]) * (py[2] - py[0]) - (sy[2] - sy[0]) * (py[1] - py[0])) / det;
    const ydy = ((sy[2] - sy[0]) * (px[1] - px[0]) - (sy[1] - sy[0]) * (px[2] - px[0])) / det;
    for (let row = top; row < bottom; row++) {
      const y = row + 0.5;
      let from = Number.POSITIVE_INFINITY;
      let to = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < 3; k++) {
        // Edges are always walked from their upper end, so that neighbours compute the same crossing.
        let a = k;
        let b = k === 2 ? 0 : k + 1;
        if (py[a] > py[b] || (py[a] === py[b] && px[a] > px[b])) [a, b] = [b, a];
        if (y < py[a] || y >= py[b]) continue;
        const x = px[a] + ((y - py[a]) * (px[b] - px[a])) / (py[b] - py[a]);
        if (x < from) from = x;
        if (x > to) to = x;
      }
      if (!(to > from)) continue;
      const start = Math.max(0, Math.ceil(from - 0.5));
      const stop = Math.min(width, Math.ceil(to - 0.5));
      if (stop <= start) continue;
      const line = row - rows.y0;
      if (line < bounds.y0) bounds.y0 = line;
      if (line >= bounds.y1) bounds.y1 = line + 1;
      if (start < bounds.x0) bounds.x0 = start;
      if (stop > bounds.x1) bounds.x1 = stop;
      let u = sx[0] + (start + 0.5 - px[0]) * xdx + (y - py[0]) * xdy;
      let v = sy[0] + (start + 0.5 - px[0]) * ydx + (y - py[0]) * ydy;
      for (let i = line * width + start; i < line * width + stop; i++, u += xdx, v += ydx) {
        if (mapX[i] >= 0 && alphaAt(texture, u, v) < OPAQUE && alphaAt(texture, mapX[i], mapY[i]) >= OPAQUE)
          continue;
        // Cloth slightly outside the picture (mesh margin) is transparent; keep the mark unambiguous.
        mapX[i] = u < 0 ? 0 : u;
        mapY[i] = u < 0 ? -2 : v;
      }
    }
  }
  return { width, height, x: mapX, y: mapY, bounds, any: bounds.x1 > bounds.x0 };
}
