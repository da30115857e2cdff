/** Curves of a cut: armholes and necklines. */

import type { Garment } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import { bezier, type Point2 } from './piece.ts';
import type { UpperKeys } from './upper-keys.ts';

/** Armhole of a sleeved garment from shoulder to armpit: down, then out in a bow. */
export function armholeCurve(s: Point2, a: Point2, out: 1 | -1): Point2[] {
  const dy = s.y - a.y;
  const depth = Math.max(0.05 * dy, out * (a.x - s.x));
  return bezier(
    s,
    { x: s.x - out * 0.04 * dy, y: s.y - 0.45 * dy },
    { x: a.x - out * Math.max(0.3 * dy, depth), y: a.y + 0.04 * dy },
    a,
  );
}

/** Height of the back neckline below the collar points, metres, where the picture shows it. */
export function backNeckDepth(garment: Garment, map: FlatMap, keys: UpperKeys): number {
  const { innerBack, axisX } = garment;
  const width = Math.abs(map.toFlat(keys.collar.R).x - map.toFlat(keys.collar.L).x);
  const column = Math.min(innerBack.width - 1, Math.max(0, Math.floor(axisX)));
  for (let y = 0; y < innerBack.height; y++) {
    if (innerBack.data[y * innerBack.width + column] <= 0.5) continue;
    const collar = (keys.collar.L.y + keys.collar.R.y) / 2;
    const { plain } = map;
    const depth = plain.toFlat({ x: axisX, y: collar }).y - plain.toFlat({ x: axisX, y }).y;
    return Math.min(0.2 * width, Math.max(0.005, depth));
  }
  return Math.min(0.025, 0.12 * width);
}

export function backNeck(from: Point2, to: Point2, depth: number): Point2[] {
  return Array.from({ length: 25 }, (_, i) => {
    const t = i / 24;
    const u = Math.abs(2 * t - 1);
    return {
      x: from.x + (to.x - from.x) * t,
      y: from.y + (to.y - from.y) * t - depth * Math.max(0, 1 - u * u) ** 0.6,
    };
  });
}
