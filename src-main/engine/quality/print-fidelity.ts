/** Print fidelity: how far spots of the garment picture land from where the worn garment truly shows them. */

import { quantile } from '../image/ops/signal.ts';
import type { Point, Raster } from '../image/raster.ts';
import type { Region } from './region.ts';

/** A spot lands well within this share of the shoulder width. */
export const NEAR_SHARE = 0.02;
/** Shares of 65535 are stored in `source`. */
const FULL = 65535;

export interface PrintFidelity {
  /** Spots known. */
  points: number;
  /** Share of them that the fitted garment holds at all. */
  placed: number;
  /** Pixels, of the placed ones; undefined when there is none. */
  medianPx: number | undefined;
  p95Px: number | undefined;
  /** Over the shoulder width. */
  medianShare: number | undefined;
  p95Share: number | undefined;
  /** Share of all spots that land within `NEAR_SHARE`. */
  within: number | undefined;
}

/** Distances in pixels, NaN for spots that the garment does not hold. */
export type Landings = Float64Array;

/**
 * @param worn where the garment is visible
 * @param source three 16-bit channels: place in the garment picture as shares of its width and height, and 65535 in the
 *   third where it is known
 * @param place from shares of the garment picture to the pixel where the spot lands, if anywhere
 */
export function landings(
  worn: Region,
  source: Raster<Uint16Array>,
  place: (u: number, v: number) => Point | undefined,
): Landings {
  const out: number[] = [];
  const { width, data } = source;
  for (let i = 0; i < worn.data.length; i++) {
    if (!worn.data[i] || data[3 * i + 2] !== FULL) continue;
    const landed = place(data[3 * i] / FULL, data[3 * i + 1] / FULL);
    const x = (i % width) + 0.5;
    const y = Math.floor(i / width) + 0.5;
    out.push(landed ? Math.hypot(landed.x - x, landed.y - y) : Number.NaN);
  }
  return Float64Array.from(out);
}

/**
 * @param shoulderWidth pixels, if known
 * @returns undefined when no spot is known
 */
export function printFidelity(distances: Landings, shoulderWidth?: number): PrintFidelity | undefined {
  const points = distances.length;
  if (points === 0) return undefined;
  const placed = distances.filter((d) => !Number.isNaN(d));
  const some = placed.length > 0;
  const medianPx = some ? quantile(placed, 0.5) : undefined;
  const p95Px = some ? quantile(placed, 0.95) : undefined;
  const share = (px: number | undefined): number | undefined =>
    px === undefined || shoulderWidth === undefined ? undefined : px / shoulderWidth;
  return {
    points,
    placed: placed.length / points,
    medianPx,
    p95Px,
    medianShare: share(medianPx),
    p95Share: share(p95Px),
    within:
      shoulderWidth === undefined
        ? undefined
        : placed.filter((d) => d <= NEAR_SHARE * shoulderWidth).length / points,
  };
}
