/** Draws a posed body half transparent over the photo it was fitted to, with a line along its silhouette. */

import type { Camera } from '../domain/body.ts';
import { resizeArea } from '../image/ops/resize.ts';
import type { Photo } from '../image/photo.ts';
import { byteRaster, type Raster } from '../image/raster.ts';
import { project } from '../mesh/camera.ts';
import { barycentrics, blend3, rasterise } from '../mesh/rasterise.ts';
import { buildScene } from '../mesh/scene.ts';
import type { TriangleMesh } from '../mesh/triangle-mesh.ts';

/** The picture's longer side is at most this, pixels. */
const SIDE = 1600;
const COVER = 0.6;
const COLOUR = [206, 218, 250];
const LINE = [235, 40, 95];
/** Towards the light: from above, a little from the left of the picture. */
const LIGHT = [-0.3, 0.45, 0.84];

/** @param camera in pixels of the photo's analysis raster */
export function drawBody(photo: Photo, mesh: TriangleMesh, camera: Camera): Raster<Uint8Array> {
  const scale = Math.min(1, SIDE / Math.max(photo.width, photo.height));
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  const k = width / camera.width;
  const centre = [camera.centre[0] * k, camera.centre[1] * k] as const;
  const view = { ...camera, width, height, focal: camera.focal * k, centre };
  const base = scale < 1 ? resizeArea(photo.rgb, width, height) : photo.rgb;
  const data = Uint8Array.from(base.data);
  const scene = buildScene([{ mesh }]);
  const { triangle, projection } = rasterise(scene, project(scene.positions, view), width, height);
  const b = new Float64Array(3);
  const reach = Math.max(1, Math.round(width / 500));
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const t = triangle[i];
      if (t < 0) continue;
      const near = (dx: number, dy: number): boolean => {
        const [u, v] = [x + dx, y + dy];
        return u < 0 || v < 0 || u >= width || v >= height || triangle[v * width + u] >= 0;
      };
      const edge = !(near(reach, 0) && near(-reach, 0) && near(0, reach) && near(0, -reach));
      barycentrics(scene, projection, t, x + 0.5, y + 0.5, b);
      let light = 0;
      for (let c = 0; c < 3; c++) light += LIGHT[c] * blend3(scene.normals, scene.triangles, t, b, c);
      const shade = 0.35 + 0.65 * Math.max(0, light);
      const share = edge ? 0.9 : COVER;
      for (let c = 0; c < 3; c++) {
        const own = edge ? LINE[c] : COLOUR[c] * shade;
        data[i * 3 + c] = data[i * 3 + c] * (1 - share) + own * share;
      }
    }
  return byteRaster(width, height, 3, data);
}
