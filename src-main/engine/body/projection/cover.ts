/** Cover: what of a garment covers those beneath it. */

import type { ClothLayer } from '../../domain/garment3d.ts';
import { clamp } from '../../image/ops/signal.ts';
import type { ProjectedGarment } from './project-garment.ts';

/** A garment as those beneath it meet it: a ready one without the faces at which the picture has no cloth. */
export function coverOf(garment: ClothLayer | ProjectedGarment): ClothLayer {
  if (!('template' in garment)) return garment;
  const { mesh, texture } = garment;
  const { width, height, channels, data } = texture;
  const solid = Uint8Array.from({ length: mesh.positions.length / 3 }, (_, i) => {
    const x = clamp(Math.floor(mesh.uvs![i * 2] * width), 0, width - 1);
    const y = clamp(Math.floor(mesh.uvs![i * 2 + 1] * height), 0, height - 1);
    return data[(y * width + x) * channels + 3] > 127 ? 1 : 0;
  });
  const triangles = mesh.triangles.filter((_, i) => {
    const t = i - (i % 3);
    return [0, 1, 2].every((k) => solid[mesh.triangles[t + k]]);
  });
  return { ...garment, mesh: { ...mesh, triangles } };
}
