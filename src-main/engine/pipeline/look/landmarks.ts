/** Landmarks of a fitted garment where they lie on the photo: the handles an editor shows. */

import type { PlacedLandmark } from '../../../contract/seen.ts';
import type { FittedLayer } from '../../domain/fit.ts';
import type { Point } from '../../image/raster.ts';
import { pointAt, sharesAt } from '../../mesh/flat-triangles.ts';

/**
 * Places every landmark of the garment on the photo.
 *
 * @param pinned names of landmarks that are held by a pin
 * @param scale analysis pixels per photo pixel
 */
export function placedLandmarks(
  fitted: FittedLayer,
  pinned: ReadonlySet<string | undefined>,
  scale: number,
): PlacedLandmark[] {
  const { garment } = fitted;
  return Object.entries(garment.landmarks).map(([name, mark]) => {
    const { x, y } = placeOnPhoto(fitted, mark);
    return {
      name,
      u: mark.x / garment.rgb.width,
      v: mark.y / garment.rgb.height,
      x: x / scale,
      y: y / scale,
      pinned: pinned.has(name),
      confidence: mark.confidence,
    };
  });
}

/**
 * Where a point of the garment (garment pixels) lies, analysis pixels: inside the triangle that holds it, or carried on
 * from the one it is nearest to.
 */
export function placeOnPhoto({ mesh }: Pick<FittedLayer, 'mesh'>, { x, y }: Point): Point {
  const { rest, posed, triangles } = mesh;
  let least = Number.POSITIVE_INFINITY;
  let place = { x, y };
  for (let t = 0; t < triangles.length; t += 3) {
    const at = sharesAt(rest, triangles, t, x, y);
    if (!at) continue;
    const { s, r, area } = at;
    // How far outside, in garment pixels squared; inside every triangle but the holder this is above 0.
    const outside = Math.max(0, -s, -r, s + r - 1);
    const distance = outside === 0 ? 0 : outside * outside * Math.abs(area) + 1e-9;
    if (distance >= least) continue;
    least = distance;
    place = pointAt(posed, triangles, t, at);
    if (distance === 0) break;
  }
  return place;
}
