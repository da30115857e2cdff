/** Measurements of a body by their ISO 8559-1 names. */

/** Girths first, then lengths; centimetres. `bustGirth` is the chest girth of men. */
export const MEASUREMENTS = [
  'stature',
  'bustGirth',
  'underbustGirth',
  'waistGirth',
  'hipGirth',
  'neckGirth',
  'shoulderWidth',
  'upperArmGirth',
  'wristGirth',
  'thighGirth',
  'kneeGirth',
  'calfGirth',
  'armLength',
  'insideLegHeight',
  'waistHeight',
  'hipHeight',
  'backNeckToWaist',
] as const;
export type MeasurementName = (typeof MEASUREMENTS)[number];
