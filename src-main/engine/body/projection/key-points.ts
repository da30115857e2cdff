/** Key points of a garment's picture without gaps: found ones, mirrored ones, and where there is neither, usual ones. */

import type { Garment, GarmentCategory, GarmentLandmarkName } from '../../domain/garment.ts';
import type { Point } from '../../image/raster.ts';
import { boxOf } from '../sewing/cloth-box.ts';

export type KeyPoints = Partial<Record<GarmentLandmarkName, Point>>;

/** Pairs that the projection asks for, and their usual place: distance from the axis and from the top, shares of the box. */
type Usual = Record<string, readonly [half: number, down: number]>;

const UPPER: Usual = {
  collar: [0.13, 0],
  shoulder: [0.3, 0.06],
  armpit: [0.33, 0.33],
  hem: [0.34, 1],
};
const SLEEVES: Record<string, Usual> = {
  short: { cuffOuter: [0.5, 0.34], cuffInner: [0.4, 0.44] },
  long: { cuffOuter: [0.5, 0.88], cuffInner: [0.4, 0.9] },
};
const SKIRT: Usual = { waist: [0.36, 0], hem: [0.5, 1] };
const LEGS: Usual = { waist: [0.36, 0], legOuter: [0.48, 1], legInner: [0.1, 1] };
/** Share of the height at which trousers part, of long legs and of short ones. */
const FORK = { trousers: 0.3, shorts: 0.6 };

function usualOf(category: GarmentCategory, sleeve: Garment['sleeve']): Usual {
  if (category === 'skirt') return SKIRT;
  if (category === 'trousers' || category === 'shorts') return LEGS;
  return { ...UPPER, ...SLEEVES[sleeve] };
}

/** @returns every point the category needs, and the names of those that were not found in the picture */
export function fullKeyPoints(garment: Garment): { keys: KeyPoints; guessed: GarmentLandmarkName[] } {
  const { landmarks, category, axisX } = garment;
  const box = boxOf(garment.alpha);
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const keys: KeyPoints = { ...landmarks };
  const guessed: GarmentLandmarkName[] = [];
  for (const [name, [half, down]] of Object.entries(usualOf(category, garment.sleeve))) {
    for (const [side, other, sign] of [
      ['L', 'R', -1],
      ['R', 'L', 1],
    ] as const) {
      const key = `${name}${side}` as GarmentLandmarkName;
      if (landmarks[key]) continue;
      guessed.push(key);
      const twin = landmarks[`${name}${other}` as GarmentLandmarkName];
      keys[key] = twin
        ? { x: 2 * axisX - twin.x, y: twin.y }
        : { x: axisX + sign * half * width, y: box.y0 + down * height };
    }
  }
  if ((category === 'trousers' || category === 'shorts') && !keys.crotch) {
    guessed.push('crotch');
    keys.crotch = { x: axisX, y: box.y0 + FORK[category] * height };
  }
  return { keys, guessed };
}
