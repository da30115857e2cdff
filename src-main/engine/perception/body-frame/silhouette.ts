/** Signed distance to the body's outline and its gradient. */

import { gaussianBlur } from '../../image/ops/blur.ts';
import { distanceTo } from '../../image/ops/distance.ts';
import { floatRaster, type Mask, type Raster } from '../../image/raster.ts';

export interface Silhouette {
  /** Negative inside, pixels. */
  distance: Mask;
  gradX: Float32Array;
  gradY: Float32Array;
}

/** The outline that was measured last: a joint put right often leaves it as it is, and its distances take the most time. */
let last: { body: Raster<Uint8Array>; sigma: number; silhouette: Silhouette } | undefined;

/** As {@link signedSilhouette}; the same outline as the last time is not measured again. Both are read-only from then on. */
export function knownSilhouette(body: Raster<Uint8Array>, sigma: number): Silhouette {
  const same =
    last?.sigma === sigma &&
    last.body.width === body.width &&
    last.body.height === body.height &&
    Buffer.compare(last.body.data, body.data) === 0;
  if (!same) last = { body, sigma, silhouette: signedSilhouette(body, sigma) };
  return (last as NonNullable<typeof last>).silhouette;
}

/** `sigma` (pixels) smooths the distance so that the gradient ignores ragged edges. An empty body gives +max everywhere. */
export function signedSilhouette(body: Raster<Uint8Array>, sigma: number): Silhouette {
  const { width, height } = body;
  const n = width * height;
  const outside: Raster<Uint8Array> = { width, height, channels: 1, data: new Uint8Array(n) };
  for (let i = 0; i < n; i++) outside.data[i] = body.data[i] ? 0 : 1;
  const toBody = distanceTo(body);
  const toOutside = distanceTo(outside);
  const far = width + height;
  const raw = floatRaster(width, height, 1);
  for (let i = 0; i < n; i++) {
    // The true edge lies half a pixel between neighbouring centres.
    const d = body.data[i] ? -(toOutside[i] - 0.5) : toBody[i] - 0.5;
    raw.data[i] = d > far ? far : d < -far ? -far : d;
  }
  const distance = gaussianBlur(raw, sigma);
  const d = distance.data;
  const gradX = new Float32Array(n);
  const gradY = new Float32Array(n);
  for (let y = 0; y < height; y++) {
    const up = (y > 0 ? y - 1 : y) * width;
    const at = y * width;
    const low = (y < height - 1 ? y + 1 : y) * width;
    for (let x = 0; x < width; x++) {
      const l = x > 0 ? x - 1 : x;
      const r = x < width - 1 ? x + 1 : x;
      const gx = d[up + r] + 2 * d[at + r] + d[low + r] - d[up + l] - 2 * d[at + l] - d[low + l];
      const gy = d[low + l] + 2 * d[low + x] + d[low + r] - d[up + l] - 2 * d[up + x] - d[up + r];
      const norm = Math.sqrt(gx * gx + gy * gy) + 1e-3;
      gradX[at + x] = gx / norm;
      gradY[at + x] = gy / norm;
    }
  }
  return { distance, gradX, gradY };
}
