/** The box around the cloth of a picture. */

import type { Box, Raster } from '../../image/raster.ts';

/** x1 and y1 are excluded. */
export function boxOf(alpha: Raster<Float32Array>): Box {
  const box = { x0: alpha.width, x1: 0, y0: alpha.height, y1: 0 };
  for (let y = 0; y < alpha.height; y++) {
    for (let x = 0; x < alpha.width; x++) {
      if (alpha.data[y * alpha.width + x] <= 0.5) continue;
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x + 1);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y + 1);
    }
  }
  return box;
}
