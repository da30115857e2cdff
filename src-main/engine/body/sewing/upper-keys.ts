/** Key points of upper garments, by the sides of the picture. */

import type { GarmentLandmarkName } from '../../domain/garment.ts';
import type { FlatMap } from './flat-map.ts';
import type { FormSide } from './form.ts';
import type { Edge, Point2 } from './piece.ts';

export type Keys = Partial<Record<GarmentLandmarkName, Point2>>;
/** Sides of the picture: R lies at +x, on the wearer's left. */
export type Side = 'L' | 'R';
export const SIDES: readonly Side[] = ['L', 'R'];
export const sign = (side: Side): 1 | -1 => (side === 'R' ? 1 : -1);
export const wearer = (side: Side): FormSide => (side === 'R' ? 'L' : 'R');

export interface UpperKeys {
  collar: Record<Side, Point2>;
  shoulder: Record<Side, Point2>;
  armpit: Record<Side, Point2>;
  hem: Record<Side, Point2>;
  cuffOuter?: Record<Side, Point2>;
  cuffInner?: Record<Side, Point2>;
}

/** The key points of an upper garment, or the names of those that are missing. */
export function upperKeys(keys: Keys, sleeved: boolean): UpperKeys | GarmentLandmarkName[] {
  const missing: GarmentLandmarkName[] = [];
  const pair = (name: string): Record<Side, Point2> => {
    const [l, r] = [`${name}L`, `${name}R`] as [GarmentLandmarkName, GarmentLandmarkName];
    if (!keys[l]) missing.push(l);
    if (!keys[r]) missing.push(r);
    return { L: keys[l] ?? { x: 0, y: 0 }, R: keys[r] ?? { x: 0, y: 0 } };
  };
  const found: UpperKeys = {
    collar: pair('collar'),
    shoulder: pair('shoulder'),
    armpit: pair('armpit'),
    hem: pair('hem'),
  };
  if (sleeved) {
    found.cuffOuter = pair('cuffOuter');
    found.cuffInner = pair('cuffInner');
  }
  return missing.length > 0 ? missing : found;
}

/** Deepest armhole from shoulder to armpit, metres; where a sleeve hides the armpit the landmark lies too low. */
const MAX_ARMHOLE = 0.26;

export function withArmholes(keys: UpperKeys, map: FlatMap): UpperKeys {
  if (!keys.cuffOuter) return keys;
  const raise = (s: Side): Point2 => {
    const [sh, ap] = [map.toFlat(keys.shoulder[s]), map.toFlat(keys.armpit[s])];
    return sh.y - ap.y <= MAX_ARMHOLE ? keys.armpit[s] : map.toPicture({ x: ap.x, y: sh.y - MAX_ARMHOLE });
  };
  return { ...keys, armpit: { L: raise('L'), R: raise('R') } };
}

export const reversed = (points: Point2[]): Point2[] => [...points].reverse();

export interface SideEdges {
  side: Edge;
  armhole: Edge;
  shoulder: Edge;
}
