/**
 * Calibration: how measurements of bodies fitted to photos turn out to be off, and how far what the fit says of its own
 * uncertainty holds.
 *
 * Measured by `tests/bench/body-from-photo.ts` on half of 200 synthetic people in tops, jackets, trousers, shorts, skirts
 * and dresses, seen from the front or up to three-quarters, with stature and sex known; on the other half 61 to 78 % of
 * the truths lie within one sigma and 92 to 98 % within two; without the sex, 57 to 76 % and 90 to 99 %.
 * Synthetic bodies differ less from each other than people do.
 */

import type { MeasurementName } from '../../domain/body.ts';

export interface Calibration {
  /** One sigma of the errors in sigmas of the fit: of what it leaves open beyond the stature. */
  spread: number;
  /** The same where the sex was not known: the breast is left out then, and is an error of the bust. */
  sexless: number;
  /** Mean error of the fit in shares of the measurement, by sex: clothes show waist and hips otherwise. */
  female: number;
  male: number;
}

/**
 * The stature is what it was told or what is usual, and has nothing to be calibrated by: without a tape it is as open as among
 * adults. Weighted as adults are tall, 66 to 82 % of the synthetic statures lie within one sigma of that and 97 to 99 % within two.
 */
export const CALIBRATION: Readonly<Record<MeasurementName, Calibration>> = {
  stature: { spread: 1, sexless: 1.0, female: 0, male: 0 },
  bustGirth: { spread: 0.56, sexless: 0.89, female: 0.029, male: 0.002 },
  underbustGirth: { spread: 0.48, sexless: 0.72, female: 0.006, male: 0.009 },
  waistGirth: { spread: 0.6, sexless: 0.61, female: -0.025, male: 0.023 },
  hipGirth: { spread: 0.67, sexless: 0.67, female: -0.022, male: -0.021 },
  neckGirth: { spread: 0.43, sexless: 0.86, female: -0.019, male: 0.004 },
  shoulderWidth: { spread: 0.62, sexless: 0.97, female: 0.005, male: -0.032 },
  upperArmGirth: { spread: 0.53, sexless: 0.64, female: 0.037, male: 0.027 },
  wristGirth: { spread: 0.75, sexless: 0.98, female: -0.01, male: 0.023 },
  thighGirth: { spread: 0.6, sexless: 0.6, female: -0.005, male: -0.016 },
  kneeGirth: { spread: 0.66, sexless: 0.66, female: -0.02, male: -0.003 },
  calfGirth: { spread: 0.41, sexless: 0.48, female: 0.011, male: -0.023 },
  armLength: { spread: 0.62, sexless: 0.69, female: 0.006, male: 0.004 },
  insideLegHeight: { spread: 0.72, sexless: 0.89, female: 0.003, male: -0.011 },
  waistHeight: { spread: 0.61, sexless: 0.61, female: -0.002, male: -0.004 },
  hipHeight: { spread: 0.74, sexless: 0.74, female: 0.004, male: -0.015 },
  backNeckToWaist: { spread: 0.81, sexless: 0.9, female: 0.007, male: 0.003 },
};
