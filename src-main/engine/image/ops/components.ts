/** Connected components of a binary raster. */

import type { Box, Raster, Samples } from '../raster.ts';
import { labelRuns, paintRuns, runComponents, runsOf } from './runs.ts';

export interface Components {
  /** Number of components; their labels are 1..count. */
  count: number;
  /** Label per pixel, 0 where the raster is 0. */
  labels: Int32Array;
  /** Pixels per label, index 0 unused. */
  area: number[];
  /** Bounding box per label, index 0 unused. */
  box: Box[];
}

/** Components in the order of their first pixel, row by row. */
export function connectedComponents(binary: Raster<Samples>, connectivity: 4 | 8 = 4): Components {
  const { width, height, data } = binary;
  const runs = runsOf(data, width, height);
  const { count, name, area, box } = runComponents(runs, connectivity);
  const labels = labelRuns(runs, name);
  return { count, labels, area, box };
}

/** Number of the component with the most pixels, the first of several alike; 0 when there is none. */
export function largestOf({ count, area }: Pick<Components, 'count' | 'area'>): number {
  let best = 0;
  for (let k = 1; k <= count; k++) if (best === 0 || area[k] > area[best]) best = k;
  return best;
}

/** 0/1 raster of the component with the most pixels; all zero when there is none. */
export function largestComponent(binary: Raster<Samples>, connectivity: 4 | 8 = 4): Raster<Uint8Array> {
  const { width, height, data } = binary;
  const runs = runsOf(data, width, height);
  const cc = runComponents(runs, connectivity);
  const out = new Uint8Array(width * height);
  const best = largestOf(cc);
  paintRuns(
    runs,
    out,
    1,
    cc.name,
    cc.area.map((_, k) => k > 0 && k === best),
  );
  return { width, height, channels: 1, data: out };
}
