/** Verdict: what an ease means in a zone, in words and as a place on the fit scale. */

import type { FitZone, ZoneFit } from '../../domain/garment3d.ts';

export type GirthZone = Exclude<FitZone, 'length'>;

/** Ease in centimetres at which a zone turns from tight to close, from close to regular and from regular to loose. */
export type EaseLimits = readonly [number, number, number];

/** For cloth that does not give; patternmaking's minimum (for breathing, sitting, bending), usual and generous ease. */
const LIMITS: Record<GirthZone, EaseLimits> = {
  bust: [2, 6, 16],
  waist: [1, 4, 18],
  hip: [2, 5, 16],
  upperArm: [1.5, 4, 12],
  thigh: [2, 5, 14],
  knee: [2, 4.5, 14],
  calf: [1, 4, 14],
  shoulder: [-1.5, 0, 4],
};

/**
 * Cloth that stretches is worn with less: its limits move down by the girth times half the strain that is still comfortable.
 *
 * @param comfortStrain 0..1
 */
export function easeLimits(zone: GirthZone, bodyCm: number, comfortStrain: number): EaseLimits {
  const give = zone === 'shoulder' ? 0 : 0.5 * comfortStrain * bodyCm;
  const [tight, close, regular] = LIMITS[zone];
  return [tight - give, close - give / 2, regular];
}

export function judgeEase(
  zone: GirthZone,
  easeCm: number,
  bodyCm: number,
  comfortStrain: number,
): ZoneFit['verdict'] {
  const [tight, close, regular] = easeLimits(zone, bodyCm, comfortStrain);
  if (easeCm < tight) return 'tight';
  if (easeCm < close) return 'close';
  return easeCm < regular ? 'regular' : 'loose';
}

/** Place of an ease on the fit scale: below 0 tight, to 1 close, to 2 regular, above loose. */
export function placeOf(easeCm: number, [tight, close, regular]: EaseLimits): number {
  if (easeCm < close) return (easeCm - tight) / (close - tight);
  return 1 + (easeCm - close) / (regular - close);
}
