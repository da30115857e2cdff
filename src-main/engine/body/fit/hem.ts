/** Hem: where a worn garment ends on the body, told by the nearest level that people have a word for. */

import { HEM_PLACES } from '../../../contract/wear.ts';
import type { TriangleMesh } from '../../mesh/triangle-mesh.ts';
import type { DressForm } from '../sewing/form.ts';

export type HemPlace = (typeof HEM_PLACES)[number];

/** Share of the cloth, from the lowest up, whose mean height is the hem's: a hem is seldom level. */
const LOWEST = 0.04;

/** Heights of the levels, metres above the floor. */
function levelsOf(form: DressForm): Record<HemPlace, number> {
  const mean = ({ L, R }: DressForm['knee']): number => (L[1] + R[1]) / 2;
  const knee = mean(form.knee);
  const ankle = mean(form.ankle);
  return {
    bust: form.bustY,
    waist: form.waistY,
    hip: form.hipY,
    crotch: form.crotchY,
    'mid-thigh': (form.crotchY + knee) / 2,
    knee,
    'mid-calf': (knee + ankle) / 2,
    ankle,
    floor: 0,
  };
}

/** Lowest point of the vertices that count, metres above the floor; all when left out. */
export function lowestOf({ positions }: TriangleMesh, counts?: (vertex: number) => boolean): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < positions.length / 3; i++)
    if (counts?.(i) ?? true) low = Math.min(low, positions[i * 3 + 1]);
  return low;
}

/**
 * @param counts 1 for vertices that may be the hem's, such as all but those of sleeves; all when left out
 * @returns the nearest level and how far the hem lies below it, centimetres
 */
export function hemOf(
  { positions }: TriangleMesh,
  form: DressForm,
  counts?: (vertex: number) => boolean,
): { place: HemPlace; belowCm: number } {
  const heights: number[] = [];
  for (let i = 0; i < positions.length / 3; i++) if (counts?.(i) ?? true) heights.push(positions[i * 3 + 1]);
  const lowest = Float64Array.from(heights)
    .sort()
    .subarray(0, Math.max(1, Math.round(LOWEST * heights.length)));
  const hem = lowest.reduce((sum, y) => sum + y, 0) / lowest.length;
  const levels = levelsOf(form);
  const off = (place: HemPlace): number => Math.abs(levels[place] - hem);
  const place = HEM_PLACES.reduce((best, other) => (off(other) < off(best) ? other : best));
  return { place, belowCm: Math.round((levels[place] - hem) * 1000) / 10 };
}
