/** Landmark set: named points in silhouette pixels while they are being found. */

import type { GarmentLandmark, GarmentLandmarkName } from '../../domain/garment.ts';

export type LandmarkSet = Partial<Record<GarmentLandmarkName, GarmentLandmark>>;

const SIDED = [
  'collar',
  'shoulder',
  'cuffOuter',
  'cuffInner',
  'armpit',
  'waist',
  'hip',
  'hem',
  'legOuter',
  'legInner',
] as const;
type SidedKind = (typeof SIDED)[number];

/**
 * Compares left and right landmarks under mirroring about the axis. A pair that disagrees by more than `tolerance`
 * (silhouette px) keeps its surer side and takes the other from it at half the confidence; a lone point is mirrored.
 * Returns the names of the kinds repaired.
 */
export function repairSymmetry(set: LandmarkSet, axis: number, tolerance: number): SidedKind[] {
  const repaired: SidedKind[] = [];
  for (const kind of SIDED) {
    const l = set[`${kind}L`];
    const r = set[`${kind}R`];
    if (!l && !r) continue;
    const mirror = (p: GarmentLandmark): GarmentLandmark => ({
      x: 2 * axis - p.x,
      y: p.y,
      confidence: p.confidence * 0.5,
    });
    if (!l || !r) {
      if (l) set[`${kind}R`] = mirror(l);
      else if (r) set[`${kind}L`] = mirror(r);
      repaired.push(kind);
      continue;
    }
    const off = Math.hypot(l.x + r.x - 2 * axis, l.y - r.y);
    if (off <= tolerance) continue;
    if (Math.abs(l.confidence - r.confidence) > 0.15) {
      if (l.confidence > r.confidence) set[`${kind}R`] = mirror(l);
      else set[`${kind}L`] = mirror(r);
      repaired.push(kind);
    } else {
      // Neither side is surer: believe both less.
      const f = Math.max(0.4, tolerance / off);
      set[`${kind}L`] = { ...l, confidence: l.confidence * f };
      set[`${kind}R`] = { ...r, confidence: r.confidence * f };
    }
  }
  return repaired;
}
