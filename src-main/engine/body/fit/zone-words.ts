/** Words of the zones that a garment fits or does not. */

import type { FitZone } from '../../domain/garment3d.ts';

const WORDS: Record<FitZone, string> = {
  bust: 'bust',
  waist: 'waist',
  hip: 'hip',
  upperArm: 'upper arm',
  thigh: 'thigh',
  knee: 'knee',
  calf: 'calf',
  shoulder: 'shoulders',
  length: 'length',
};

/** @param sex 0 female .. 1 male; men have a chest */
export function zoneWord(zone: FitZone, sex: number): string {
  return zone === 'bust' && sex > 0.5 ? 'chest' : WORDS[zone];
}
