/** Neck label: the sewn-in or printed label that product pictures show on the inside of the back, below the collar. */

import { connectedComponents } from '../../image/ops/components.ts';
import { close } from '../../image/ops/morphology.ts';
import { median } from '../../image/ops/signal.ts';
import { type Box, byteRaster, type Point } from '../../image/raster.ts';
import type { Silhouette } from './silhouette.ts';

/** All in spans of the neck opening, from collar point to collar point, unless said. */
const LABEL = {
  /** Part of the opening that is searched: about the middle and below the garment's top edge. */
  half: 0.3,
  deep: 0.75,
  /** Lines of a printed label this close belong together. */
  gap: 0.09,
  width: [0.08, 0.5],
  height: [0.03, 0.45],
  aside: 0.12,
  /** A label starts this close below the top edge; prints on the chest lie lower. */
  start: 0.36,
  /** Share of its box that it fills. */
  filled: 0.35,
  /** Share of all foreign pixels that are the label's: prints all over are none. */
  alone: 0.7,
};
/** Distance in Lab from the cloth around, from which a pixel is foreign. */
const FOREIGN = 16;

/** Box of the label between the collar points `l` and `r`, silhouette px; undefined when there is none. */
export function findNeckLabel(s: Silhouette, l: Point, r: Point): Box | undefined {
  const span = r.x - l.x;
  const middle = (l.x + r.x) / 2;
  const topAt = s.top[Math.max(0, Math.min(s.width - 1, Math.floor(middle)))];
  const x0 = Math.max(0, Math.floor(middle - LABEL.half * span));
  const x1 = Math.min(s.width, Math.ceil(middle + LABEL.half * span));
  const y0 = Math.max(0, topAt + 2);
  const y1 = Math.min(s.height, Math.ceil(topAt + LABEL.deep * span));
  const [w, h] = [x1 - x0, y1 - y0];
  if (span < 24 || w < 8 || h < 8) return undefined;
  // The cloth differs between front, lining and collar: each row has its own.
  const cloth = Array.from({ length: h }, (_, y) => {
    const side = (x: number): boolean => Math.abs(x + x0 - middle) > 0.2 * span;
    const at = (c: number): number => {
      const values: number[] = [];
      for (let x = 0; x < w; x++) if (side(x)) values.push(s.lab.data[((y + y0) * s.width + x + x0) * 3 + c]);
      return median(values);
    };
    return [at(0), at(1), at(2)];
  });
  const foreign = byteRaster(w, h, 1);
  let total = 0;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = (y + y0) * s.width + x + x0;
      if (!s.mask[i]) continue;
      const d = [0, 1, 2].map((c) => s.lab.data[i * 3 + c] - cloth[y][c]);
      if (Math.hypot(...d) < FOREIGN) continue;
      foreign.data[y * w + x] = 1;
      total++;
    }
  const joined = close(foreign, Math.max(1, Math.round((LABEL.gap * span) / 2)));
  const cc = connectedComponents(joined, 8);
  const own = new Float64Array(cc.count + 1);
  for (let i = 0; i < foreign.data.length; i++) if (foreign.data[i]) own[cc.labels[i]]++;
  for (let k = 1; k <= cc.count; k++) {
    const box = cc.box[k];
    const width = (box.x1 - box.x0) / span;
    const height = (box.y1 - box.y0) / span;
    const fits =
      width > LABEL.width[0] &&
      width < LABEL.width[1] &&
      height > LABEL.height[0] &&
      height < LABEL.height[1] &&
      Math.abs((box.x0 + box.x1) / 2 + x0 - middle) < LABEL.aside * span &&
      box.y0 < LABEL.start * span &&
      box.y1 < h &&
      cc.area[k] > LABEL.filled * (box.x1 - box.x0) * (box.y1 - box.y0) &&
      own[k] > LABEL.alone * total;
    if (fits) return { x0: box.x0 + x0, y0: box.y0 + y0, x1: box.x1 + x0, y1: box.y1 + y0 };
  }
  return undefined;
}
