/** Phi at a point: where a fitted garment mesh carries a point of the garment picture. */

import type { GarmentMesh } from '../domain/fit.ts';
import type { Point } from '../image/raster.ts';
import { pointAt, sharesAt } from '../mesh/flat-triangles.ts';

/** Cells of the search grid along each axis. */
const CELLS = 64;
/** Barycentric coordinates this far below 0 still count as inside: points on an edge belong to the mesh. */
const EDGE = 1e-6;

/**
 * A function from garment pixels to analysis pixels; undefined outside the mesh. Where triangles overlap at rest the
 * last one counts, as it does when the garment is drawn.
 */
export function phiOf(mesh: GarmentMesh): (x: number, y: number) => Point | undefined {
  const { rest, posed, triangles } = mesh;
  if (triangles.length === 0) return () => undefined;
  let [x0, y0, x1, y1] = [rest[0], rest[1], rest[0], rest[1]];
  for (let i = 0; i < rest.length; i += 2) {
    x0 = Math.min(x0, rest[i]);
    x1 = Math.max(x1, rest[i]);
    y0 = Math.min(y0, rest[i + 1]);
    y1 = Math.max(y1, rest[i + 1]);
  }
  const cellOf = (value: number, low: number, high: number): number =>
    Math.min(CELLS - 1, Math.max(0, Math.floor(((value - low) / Math.max(1e-9, high - low)) * CELLS)));
  const cells: number[][] = Array.from({ length: CELLS * CELLS }, () => []);
  for (let t = triangles.length - 3; t >= 0; t -= 3) {
    const corners = [0, 1, 2].map((k) => triangles[t + k] * 2);
    const xs = corners.map((v) => rest[v]);
    const ys = corners.map((v) => rest[v + 1]);
    const right = cellOf(Math.max(...xs), x0, x1);
    const bottom = cellOf(Math.max(...ys), y0, y1);
    for (let cy = cellOf(Math.min(...ys), y0, y1); cy <= bottom; cy++)
      for (let cx = cellOf(Math.min(...xs), x0, x1); cx <= right; cx++) cells[cy * CELLS + cx].push(t);
  }
  return (x, y) => {
    if (!(x >= x0 && x <= x1 && y >= y0 && y <= y1)) return undefined;
    for (const t of cells[cellOf(y, y0, y1) * CELLS + cellOf(x, x0, x1)]) {
      const at = sharesAt(rest, triangles, t, x, y);
      if (!at || at.s < -EDGE || at.r < -EDGE || at.s + at.r > 1 + EDGE) continue;
      return pointAt(posed, triangles, t, at);
    }
    return undefined;
  };
}
