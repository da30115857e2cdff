/** Style: what sets a garment apart from others of its kind, as the models see it, and how far two garments have that in common. */

import type { Category } from '../../contract/catalog/garment.ts';

/** Of fewer garments the middle of a kind says nothing. */
const FEWEST = 8;

/** Middle of the points of a kind; undefined of too few. */
function middleOf(points: readonly Float32Array[]): Float32Array | undefined {
  if (points.length < FEWEST) return undefined;
  const middle = new Float32Array(points[0].length);
  for (const point of points) for (let i = 0; i < middle.length; i++) middle[i] += point[i] / points.length;
  return middle;
}

export class Styles {
  readonly #middles = new Map<Category, Float32Array | undefined>();

  /** @param points some garments of each kind, all of one model */
  constructor(points: ReadonlyMap<Category, readonly Float32Array[]>) {
    for (const [kind, some] of points) this.#middles.set(kind, middleOf(some));
  }

  /** Direction of a garment away from the middle of its kind, of length 1; undefined where its kind has none. */
  of(point: Float32Array | undefined, kind: Category | undefined): Float32Array | undefined {
    const middle = kind && this.#middles.get(kind);
    if (!middle || point?.length !== middle.length) return undefined;
    const apart = point.map((value, i) => value - middle[i]);
    const length = Math.hypot(...apart);
    return length > 0 ? apart.map((value) => value / length) : undefined;
  }
}

/** Cosine -1..1 of a style with the one of several that is nearest to it; undefined where none is known. */
export function inCommon(
  style: Float32Array | undefined,
  others: readonly (Float32Array | undefined)[],
): number | undefined {
  const cosines = others.flatMap((other) =>
    style && other ? [style.reduce((sum, value, i) => sum + value * other[i], 0)] : [],
  );
  return cosines.length > 0 ? Math.max(...cosines) : undefined;
}
