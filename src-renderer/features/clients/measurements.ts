/** Measurements of a client by their ISO 8559-1 names, in the order a tape is led, and what consent can be for. */

/** Stature has its own field. */
export const MEASUREMENT_NAMES = [
  'bustGirth',
  'underbustGirth',
  'waistGirth',
  'hipGirth',
  'neckGirth',
  'shoulderWidth',
  'upperArmGirth',
  'wristGirth',
  'armLength',
  'backNeckToWaist',
  'thighGirth',
  'kneeGirth',
  'calfGirth',
  'insideLegHeight',
  'waistHeight',
  'hipHeight',
] as const;

export const SCOPES = ['store', 'try-on', 'show', 'publish'] as const;

/** Measurements with one of them set, or taken away; centimetres. */
export function withMeasurement(
  measurements: Readonly<Record<string, number>>,
  name: string,
  cm: number | undefined,
): Record<string, number> {
  const { [name]: _, ...others } = measurements;
  return cm === undefined ? others : { ...others, [name]: cm };
}
