/** Colours of stretched cloth as a texture, and strain made even enough to be seen. */

import { SCALE_END, stretchColour } from '../../../contract/stretch-scale.ts';
import { byteRaster, type Raster } from '../../image/raster.ts';

/** The scale as a picture one pixel high: a texture whose u is the strain over SCALE_END. */
export function stretchRamp(width = 256): Raster<Uint8Array> {
  const out = byteRaster(width, 1, 3);
  for (let x = 0; x < width; x++) out.data.set(stretchColour(((x + 0.5) / width) * SCALE_END), x * 3);
  return out;
}

/**
 * Strain by vertex without the grain of the mesh: every round a vertex takes half of the mean of its neighbours, seams
 * included.
 */
export function smoothStrain(
  strain: Float32Array,
  triangles: Uint32Array,
  seams: Uint32Array,
  rounds = 3,
): Float32Array {
  const n = strain.length;
  const pairs: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    pairs.push(
      triangles[t],
      triangles[t + 1],
      triangles[t + 1],
      triangles[t + 2],
      triangles[t + 2],
      triangles[t],
    );
  }
  for (const v of seams) pairs.push(v);
  let now = Float32Array.from(strain);
  for (let round = 0; round < rounds; round++) {
    const sum = new Float64Array(n);
    const count = new Uint32Array(n);
    for (let i = 0; i < pairs.length; i += 2) {
      const [a, b] = [pairs[i], pairs[i + 1]];
      sum[a] += now[b];
      sum[b] += now[a];
      count[a]++;
      count[b]++;
    }
    now = now.map((v, i) => (count[i] > 0 ? 0.5 * v + (0.5 * sum[i]) / count[i] : v));
  }
  return now;
}
