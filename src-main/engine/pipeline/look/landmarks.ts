/** Landmarks of a fitted garment where they lie on the photo: the handles an editor shows. */

import type { LookLandmark } from '../../../contract/render-look.ts';
import type { FittedLayer } from '../../domain/fit.ts';
import type { Point } from '../../image/raster.ts';

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
): LookLandmark[] {
  const { garment } = fitted;
  return Object.entries(garment.landmarks).map(([name, mark]) => {
    const { x, y } = placeOnPhoto(fitted, mark);
    return {
      name,
      garment: { u: mark.x / garment.rgb.width, v: mark.y / garment.rgb.height },
      photo: { x: x / scale, y: y / scale },
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
    const a = triangles[t] * 2;
    const b = triangles[t + 1] * 2;
    const c = triangles[t + 2] * 2;
    const ux = rest[b] - rest[a];
    const uy = rest[b + 1] - rest[a + 1];
    const vx = rest[c] - rest[a];
    const vy = rest[c + 1] - rest[a + 1];
    const area = ux * vy - uy * vx;
    if (area === 0) continue;
    const px = x - rest[a];
    const py = y - rest[a + 1];
    const s = (px * vy - py * vx) / area;
    const r = (ux * py - uy * px) / area;
    // How far outside, in garment pixels squared; inside every triangle but the holder this is above 0.
    const outside = Math.max(0, -s, -r, s + r - 1);
    const distance = outside === 0 ? 0 : outside * outside * Math.abs(area) + 1e-9;
    if (distance >= least) continue;
    least = distance;
    place = {
      x: posed[a] + s * (posed[b] - posed[a]) + r * (posed[c] - posed[a]),
      y: posed[a + 1] + s * (posed[b + 1] - posed[a + 1]) + r * (posed[c + 1] - posed[a + 1]),
    };
    if (distance === 0) break;
  }
  return place;
}
