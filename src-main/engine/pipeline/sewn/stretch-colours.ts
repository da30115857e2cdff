/** Colours of stretched cloth: light where it hangs free, dark red where the wearer would feel it. */

import { byteRaster, type Raster } from '../../image/raster.ts';

type Colour = readonly [number, number, number];

/** Strain over the comfort strain at the end of the scale. */
export const SCALE_END = 2;

/**
 * By strain over comfort strain. Every step is darker than the one before, so that the order holds for eyes that do not
 * tell red from green, and in grey.
 */
const STOPS: readonly (readonly [number, Colour])[] = [
  [0, [226, 234, 238]],
  [0.35, [205, 226, 222]],
  [0.7, [246, 218, 128]],
  [1, [240, 158, 66]],
  [1.4, [206, 72, 44]],
  [SCALE_END, [118, 14, 44]],
];

/** Colour (sRGB) of cloth by its strain over the material's comfort strain. */
export function stretchColour(share: number): [number, number, number] {
  const s = Math.min(SCALE_END, Math.max(0, share));
  const i = Math.max(
    1,
    STOPS.findIndex(([at]) => at >= s),
  );
  const [[a, from], [b, to]] = [STOPS[i - 1], STOPS[i]];
  const t = (s - a) / (b - a);
  return [0, 1, 2].map((c) => Math.round(from[c] + (to[c] - from[c]) * t)) as [number, number, number];
}

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
